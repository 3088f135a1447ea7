use std::collections::HashSet;

use coc_core::models::ApiKey;
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

const NAME: &str = "coc-rs";
const HERE: &str = "203.0.113.7";

fn key(id: usize, name: &str, ranges: &[&str], ip: IpAddr) -> Key {
    let json = serde_json::json!({ "id": format!("id-{id}"), "name": name, "cidrRanges": ranges, "key": format!("k{id}") });
    Key::new("a@example.com", serde_json::from_value::<ApiKey>(json).unwrap(), NAME, ip)
}

fn here() -> IpAddr {
    HERE.parse().unwrap()
}

/// No key was used by this machine.
static NONE: BTreeSet<String> = BTreeSet::new();

fn input(goal: Goal, key_count: usize, must_revoke: &BTreeMap<String, Reason>) -> PlanInput<'_> {
    let (account, ip) = ("a@example.com", here());
    PlanInput { goal, account, key_name: NAME, key_count, slots: MAX_KEYS, ip, must_revoke, used: &NONE }
}

fn ensure(keys: &[Key], key_count: usize) -> AccountPlan {
    decide(keys, &input(Goal::Ensure, key_count, &BTreeMap::new()))
}

/// The account's keys after the plan: those that stay, and new ones for the plan's address.
fn apply(keys: &[Key], plan: &AccountPlan) -> Vec<Key> {
    let mut keys = keys.to_vec();
    for (number, step) in plan.steps.iter().enumerate() {
        match step {
            PlanStep::Revoke { key, .. } => keys.retain(|other| other.id != key.id),
            PlanStep::Create { ip, .. } => {
                assert!(keys.len() < MAX_KEYS, "an eleventh key");
                keys.push(key(1_000 + number, NAME, &[&ip.to_string()], *ip));
            }
            PlanStep::Keep { .. } | PlanStep::Leave { .. } => {}
        }
    }
    keys
}

fn actions(plan: &AccountPlan) -> Vec<&'static str> {
    let action = |step: &PlanStep| match step {
        PlanStep::Keep { .. } => "keep",
        PlanStep::Leave { .. } => "leave",
        PlanStep::Revoke { .. } => "revoke",
        PlanStep::Create { .. } => "create",
    };
    plan.steps.iter().map(action).collect()
}

#[test]
fn in_an_empty_account_all_wanted_keys_are_created() {
    let plan = ensure(&[], 3);
    assert_eq!((actions(&plan), plan.missing), (vec!["create"; 3], 0));
}

#[test]
fn a_valid_key_is_used_and_a_stale_one_beside_it_stays() {
    let keys =
        [key(1, NAME, &["198.51.100.0/24"], here()), key(2, NAME, &["10.0.0.1", "203.0.113.0/24"], here())];
    let plan = ensure(&keys, 1);
    assert_eq!(actions(&plan), ["keep", "leave"]);
    assert!(plan.is_done());
    assert!(
        plan.to_string().contains("leave   `coc-rs` id-1 [198.51.100.0/24]: not valid from this address")
    );
}

#[test]
fn a_new_key_replaces_a_stale_one_that_this_machine_has_used_and_no_other() {
    let keys: Vec<Key> = (0..3).map(|id| key(id, NAME, &["198.51.100.7"], here())).collect();
    let (must_revoke, used) = (BTreeMap::new(), BTreeSet::from(["id-1".to_owned()]));
    let decide =
        |key_count| decide(&keys, &PlanInput { used: &used, ..input(Goal::Ensure, key_count, &must_revoke) });
    assert_eq!(actions(&decide(1)), ["revoke", "create", "leave", "leave"]);
    assert_eq!(decide(1).revokes().next().map(|(key, _)| key.id.as_str()), Some("id-1"));
    assert_eq!(actions(&decide(2)), ["revoke", "create", "create", "leave", "leave"]);
    assert_eq!(actions(&ensure(&keys, 1)), ["create", "leave", "leave", "leave"]);
}

#[test]
fn in_a_full_account_as_many_stale_keys_are_revoked_as_slots_are_needed() {
    let mut keys: Vec<Key> = (0..7).map(|id| key(id, "theirs", &[HERE], here())).collect();
    keys.extend((7..10).map(|id| key(id, NAME, &["198.51.100.7"], here())));
    let of = |key_count| {
        let plan = ensure(&keys, key_count);
        (plan.revokes().count(), plan.creates(), plan.missing)
    };
    assert_eq!([of(1), of(2), of(3), of(4)], [(1, 1, 0), (2, 2, 0), (3, 3, 0), (3, 3, 1)]);
    keys.remove(0);
    assert_eq!(ensure(&keys, 2).revokes().count(), 1);
}

#[test]
fn with_ten_foreign_keys_there_is_no_slot_and_no_step() {
    let keys: Vec<Key> = (0..10).map(|id| key(id, "theirs", &[HERE], here())).collect();
    let plan = ensure(&keys, 2);
    assert_eq!((actions(&plan), plan.missing, plan.usable()), (vec!["leave"; 10], 2, 0));
}

#[test]
fn as_many_keys_are_created_as_there_are_slots() {
    let mut keys: Vec<Key> = (0..8).map(|id| key(id, "theirs", &[HERE], here())).collect();
    keys.push(key(8, NAME, &["198.51.100.7"], here()));
    let plan = ensure(&keys, 5);
    assert_eq!((plan.revokes().count(), plan.creates(), plan.missing), (1, 2, 3));
}

#[test]
fn a_key_that_the_api_rejected_is_replaced_and_the_others_stay() {
    let keys: Vec<Key> = (0..3).map(|id| key(id, NAME, &[HERE], here())).collect();
    let must_revoke = BTreeMap::from([("id-1".to_owned(), Reason::Rejected)]);
    let plan = decide(&keys, &input(Goal::Ensure, 3, &must_revoke));
    assert_eq!(actions(&plan), ["keep", "keep", "revoke", "create"]);
    assert_eq!(
        plan.revokes().next().map(|(key, reason)| (key.id.as_str(), reason)),
        Some(("id-1", Reason::Rejected))
    );
}

#[test]
fn a_foreign_key_is_never_revoked() {
    let keys = [key(0, "theirs", &[HERE], here())];
    let must_revoke = BTreeMap::from([("id-0".to_owned(), Reason::Rotation)]);
    assert_eq!(actions(&decide(&keys, &input(Goal::Rotate, 1, &must_revoke))), ["create", "leave"]);
}

#[test]
fn stale_keys_are_revoked_without_a_replacement_only_if_that_is_the_goal() {
    let keys =
        [key(1, NAME, &["198.51.100.7"], here()), key(2, NAME, &[HERE], here()), key(3, "x", &[], here())];
    let plan = decide(&keys, &input(Goal::RevokeStale, 5, &BTreeMap::new()));
    assert_eq!((actions(&plan), plan.missing), (vec!["keep", "revoke", "leave"], 0));
}

#[test]
fn a_plan_serializes_to_documented_json() {
    let keys = [key(1, NAME, &["198.51.100.7"], here())];
    let (must_revoke, used) = (BTreeMap::new(), BTreeSet::from(["id-1".to_owned()]));
    let input = PlanInput { used: &used, ..input(Goal::Ensure, 1, &must_revoke) };
    let plan = Plan { goal: Goal::Ensure, accounts: vec![decide(&keys, &input)] };
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(
        json,
        serde_json::json!({ "goal": "ensure", "accounts": [{
            "account": "a@example.com", "ip": HERE, "key_name": NAME, "missing": 0, "steps": [
                { "action": "revoke", "id": "id-1", "name": NAME, "ranges": ["198.51.100.7"], "reason": "stale" },
                { "action": "create", "ip": HERE, "reason": "too_few" },
            ],
        }] })
    );
    assert_eq!(
        plan.to_string(),
        "a@example.com, from 203.0.113.7, with keys named `coc-rs`:\n  \
         revoke  `coc-rs` id-1 [198.51.100.7]: not valid from this address\n  \
         create  a key for 203.0.113.7: fewer valid keys than wanted"
    );
}

fn some_address() -> impl Strategy<Value = IpAddr> {
    select(vec!["203.0.113.7", "203.0.113.200", "198.51.100.7", "2001:db8::7", "2001:db8:1::7"])
        .prop_map(|text| text.parse().unwrap())
}

/// Keys as people and programs make them: any name, any number of ranges in any form.
fn some_account(ip: IpAddr) -> impl Strategy<Value = Vec<Key>> {
    let name = select(vec![NAME, NAME, NAME, "coc-rs ", "COC-RS", "my bot", ""]);
    let range = select(vec![
        "203.0.113.7",
        "203.0.113.7/32",
        "203.0.113.0/24",
        "::ffff:203.0.113.7",
        "198.51.100.7",
        "0.0.0.0/0",
        "2001:db8::7",
        "2001:db8::7/128",
        "2001:db8::/32",
        "nonsense",
    ]);
    vec((name, vec(range, 0..3)), 0..=MAX_KEYS).prop_map(move |keys| {
        let keys = keys.into_iter().enumerate();
        keys.map(|(id, (name, ranges))| key(id, name, &ranges, ip)).collect()
    })
}

type State = (IpAddr, Vec<Key>, usize, HashSet<usize>, BTreeSet<String>);

fn some_state() -> impl Strategy<Value = State> {
    let state = some_address().prop_flat_map(|ip| (Just(ip), some_account(ip)));
    let ids = || vec(0..MAX_KEYS, 0..3);
    (state, 1..=MAX_KEYS, ids(), ids()).prop_map(|((ip, keys), count, must_revoke, used)| {
        let used = used.into_iter().map(|id| format!("id-{id}")).collect();
        (ip, keys, count, must_revoke.into_iter().collect(), used)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_plan_follows_the_rules((ip, keys, key_count, must_revoke, used) in some_state(), goal in select(vec![
        Goal::Ensure, Goal::Rotate, Goal::RevokeStale,
    ])) {
        let reason = if goal == Goal::Rotate { Reason::Rotation } else { Reason::Rejected };
        let must_revoke: BTreeMap<String, Reason> = match goal {
            Goal::Rotate => keys.iter().filter(|key| key.is_own()).map(|key| (key.id.clone(), reason)).collect(),
            _ => must_revoke.into_iter().map(|id| (format!("id-{id}"), reason)).collect(),
        };
        let input = PlanInput { ip, used: &used, ..input(goal, key_count, &must_revoke) };
        let plan = decide(&keys, &input);

        // Every existing key has exactly one step.
        let mut planned: Vec<&KeySummary> = plan.steps.iter().filter_map(|step| match step {
            PlanStep::Keep { key, .. } | PlanStep::Leave { key, .. } | PlanStep::Revoke { key, .. } => Some(key),
            PlanStep::Create { .. } => None,
        }).collect();
        planned.sort();
        let mut there: Vec<KeySummary> = keys.iter().map(KeySummary::of).collect();
        there.sort();
        prop_assert_eq!(planned, there.iter().collect::<Vec<_>>());

        // No foreign key is revoked, and no valid one.
        for (revoked, _) in plan.revokes() {
            prop_assert_eq!(&revoked.name, NAME);
            let valid = range_holds(&revoked.ranges, ip);
            prop_assert!(!valid || must_revoke.contains_key(&revoked.id), "a valid key: {}", plan);
        }
        // Keys are revoked only to be replaced. Those of other machines only for lack of a slot.
        prop_assert!(plan.revokes().count() == 0 || plan.creates() > 0 || goal == Goal::RevokeStale);
        // Never an eleventh key: `apply` checks after each step.
        let after = apply(&keys, &plan);
        prop_assert!(after.len() <= MAX_KEYS);
        let others = plan.revokes().filter(|(key, reason)| *reason == Reason::Stale && !used.contains(&key.id));
        if goal != Goal::RevokeStale && others.count() > 0 {
            prop_assert_eq!(after.len(), MAX_KEYS, "a slot was free: {}", plan);
        }

        // As many valid keys as wanted, or as there are slots.
        if goal != Goal::RevokeStale {
            let foreign = keys.iter().filter(|key| !key.is_own()).count();
            let possible = key_count.min(MAX_KEYS - foreign);
            let valid = after.iter().filter(|key| key.status == KeyStatus::Valid && !must_revoke.contains_key(&key.id));
            prop_assert!(valid.count() >= possible);
            prop_assert_eq!(plan.usable(), possible);
            prop_assert_eq!(plan.missing, key_count - possible);
        }

        // After the plan there is nothing left to do.
        let again = decide(&after, &input);
        prop_assert!(again.is_done(), "{plan}\nthen {again}");
    }
}

/// Whether a range includes the address, computed independently of `cidr.rs`.
fn range_holds(ranges: &[String], ip: IpAddr) -> bool {
    let bits = |ip: IpAddr| match ip.to_canonical() {
        IpAddr::V4(ip) => (u128::from(ip.to_bits()) << 96, 4, 32),
        IpAddr::V6(ip) => (ip.to_bits(), 6, 128),
    };
    ranges.iter().any(|range| {
        let (address, prefix) = range.split_once('/').unwrap_or((range, ""));
        let Ok(address) = address.parse() else { return false };
        let ((base, family, most), (bits, other, _)) = (bits(address), bits(ip));
        let prefix: u32 = prefix.parse().unwrap_or(most);
        family == other && (prefix == 0 || (base ^ bits) >> (128 - prefix) == 0)
    })
}
