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

fn wish(goal: Goal, key_count: usize, condemned: &BTreeMap<String, Reason>) -> Wish<'_> {
    let (account, ip) = ("a@example.com", here());
    Wish { goal, account, key_name: NAME, key_count, slots: MAX_KEYS, ip, condemned }
}

fn ensure(keys: &[Key], key_count: usize) -> AccountPlan {
    decide(keys, &wish(Goal::Ensure, key_count, &BTreeMap::new()))
}

/// What the account is like after the plan: the keys that stay, and new ones for the plan's address.
fn apply(keys: &[Key], plan: &AccountPlan) -> Vec<Key> {
    let mut keys = keys.to_vec();
    for (number, step) in plan.steps.iter().enumerate() {
        match step {
            Step::Revoke { key, .. } => keys.retain(|other| other.id != key.id),
            Step::Create { ip, .. } => {
                assert!(keys.len() < MAX_KEYS, "an eleventh key");
                keys.push(key(1_000 + number, NAME, &[&ip.to_string()], *ip));
            }
            Step::Keep { .. } | Step::Leave { .. } => {}
        }
    }
    keys
}

fn actions(plan: &AccountPlan) -> Vec<&'static str> {
    let action = |step: &Step| match step {
        Step::Keep { .. } => "keep",
        Step::Leave { .. } => "leave",
        Step::Revoke { .. } => "revoke",
        Step::Create { .. } => "create",
    };
    plan.steps.iter().map(action).collect()
}

#[test]
fn an_empty_account_gets_what_is_wanted() {
    let plan = ensure(&[], 3);
    assert_eq!((actions(&plan), plan.missing), (vec!["create"; 3], 0));
}

#[test]
fn a_valid_key_is_used_as_it_is_and_a_stale_one_beside_it_stays() {
    let keys =
        [key(1, NAME, &["198.51.100.0/24"], here()), key(2, NAME, &["10.0.0.1", "203.0.113.0/24"], here())];
    let plan = ensure(&keys, 1);
    assert_eq!(actions(&plan), ["keep", "leave"]);
    assert!(plan.is_done());
    assert!(
        plan.to_string()
            .contains("leave   `coc-rs` id-1 [198.51.100.0/24]: may not be used from this address")
    );
}

#[test]
fn a_new_key_comes_in_the_place_of_a_stale_one() {
    let keys = [key(1, NAME, &["198.51.100.7"], here()), key(2, "my own", &["198.51.100.7"], here())];
    assert_eq!(actions(&ensure(&keys, 1)), ["revoke", "create", "leave"]);
    // There were three when three were wanted, and now one is.
    let keys: Vec<Key> = (0..3).map(|id| key(id, NAME, &["198.51.100.7"], here())).collect();
    assert_eq!(actions(&ensure(&keys, 1)), ["revoke", "revoke", "revoke", "create"]);
    assert_eq!(actions(&ensure(&keys, 2)), ["revoke", "revoke", "create", "revoke", "create"]);
}

#[test]
fn ten_foreign_keys_leave_no_room_and_nothing_to_do() {
    let keys: Vec<Key> = (0..10).map(|id| key(id, "theirs", &[HERE], here())).collect();
    let plan = ensure(&keys, 2);
    assert_eq!((actions(&plan), plan.missing, plan.usable()), (vec!["leave"; 10], 2, 0));
}

#[test]
fn as_many_are_made_as_there_is_room_for() {
    let mut keys: Vec<Key> = (0..8).map(|id| key(id, "theirs", &[HERE], here())).collect();
    keys.push(key(8, NAME, &["198.51.100.7"], here()));
    let plan = ensure(&keys, 5);
    assert_eq!((plan.revokes().count(), plan.creates(), plan.missing), (1, 2, 3));
}

#[test]
fn a_key_that_the_api_refused_is_replaced_and_its_neighbours_stay() {
    let keys: Vec<Key> = (0..3).map(|id| key(id, NAME, &[HERE], here())).collect();
    let condemned = BTreeMap::from([("id-1".to_owned(), Reason::Refused)]);
    let plan = decide(&keys, &wish(Goal::Ensure, 3, &condemned));
    assert_eq!(actions(&plan), ["keep", "keep", "revoke", "create"]);
    assert_eq!(
        plan.revokes().next().map(|(key, why)| (key.id.as_str(), why)),
        Some(("id-1", Reason::Refused))
    );
}

#[test]
fn a_condemned_foreign_key_is_foreign_first() {
    let keys = [key(0, "theirs", &[HERE], here())];
    let condemned = BTreeMap::from([("id-0".to_owned(), Reason::Rotation)]);
    assert_eq!(actions(&decide(&keys, &wish(Goal::Rotate, 1, &condemned))), ["create", "leave"]);
}

#[test]
fn stale_keys_are_revoked_for_their_own_sake_only_if_that_is_the_goal() {
    let keys =
        [key(1, NAME, &["198.51.100.7"], here()), key(2, NAME, &[HERE], here()), key(3, "x", &[], here())];
    let plan = decide(&keys, &wish(Goal::RevokeStale, 5, &BTreeMap::new()));
    assert_eq!((actions(&plan), plan.missing), (vec!["keep", "revoke", "leave"], 0));
}

#[test]
fn a_plan_is_told_to_programs_as_it_is_to_people() {
    let keys = [key(1, NAME, &["198.51.100.7"], here())];
    let plan = Plan { goal: Goal::Ensure, accounts: vec![ensure(&keys, 1)] };
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(
        json,
        serde_json::json!({ "goal": "ensure", "accounts": [{
            "account": "a@example.com", "ip": HERE, "key_name": NAME, "missing": 0, "steps": [
                { "action": "revoke", "id": "id-1", "name": NAME, "ranges": ["198.51.100.7"], "why": "stale" },
                { "action": "create", "ip": HERE, "why": "too_few" },
            ],
        }] })
    );
    assert_eq!(
        plan.to_string(),
        "a@example.com, from 203.0.113.7, with keys named `coc-rs`:\n  \
         revoke  `coc-rs` id-1 [198.51.100.7]: may not be used from this address\n  \
         create  a key for 203.0.113.7: there are fewer valid keys than wanted"
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

fn some_state() -> impl Strategy<Value = (IpAddr, Vec<Key>, usize, HashSet<usize>)> {
    let state = some_address().prop_flat_map(|ip| (Just(ip), some_account(ip)));
    (state, 1..=MAX_KEYS, vec(0..MAX_KEYS, 0..3))
        .prop_map(|((ip, keys), count, condemned)| (ip, keys, count, condemned.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_plan_holds_to_the_rules((ip, keys, key_count, condemned) in some_state(), goal in select(vec![
        Goal::Ensure, Goal::Rotate, Goal::RevokeStale,
    ])) {
        let why = if goal == Goal::Rotate { Reason::Rotation } else { Reason::Refused };
        let condemned: BTreeMap<String, Reason> = match goal {
            Goal::Rotate => keys.iter().filter(|key| key.is_own()).map(|key| (key.id.clone(), why)).collect(),
            _ => condemned.into_iter().map(|id| (format!("id-{id}"), why)).collect(),
        };
        let wish = Wish { ip, ..wish(goal, key_count, &condemned) };
        let plan = decide(&keys, &wish);

        // Every key that there is has its place, once.
        let mut told: Vec<&KeySummary> = plan.steps.iter().filter_map(|step| match step {
            Step::Keep { key, .. } | Step::Leave { key, .. } | Step::Revoke { key, .. } => Some(key),
            Step::Create { .. } => None,
        }).collect();
        told.sort();
        let mut there: Vec<KeySummary> = keys.iter().map(KeySummary::of).collect();
        there.sort();
        prop_assert_eq!(told, there.iter().collect::<Vec<_>>());

        // Nothing foreign is revoked, and nothing that is good.
        for (revoked, _) in plan.revokes() {
            prop_assert_eq!(&revoked.name, NAME);
            let valid = range_holds(&revoked.ranges, ip);
            prop_assert!(!valid || condemned.contains_key(&revoked.id), "a good key: {}", plan);
        }
        // Revoking has a purpose: a key that is wanting.
        prop_assert!(plan.revokes().count() == 0 || plan.creates() > 0 || goal == Goal::RevokeStale);

        // Never an eleventh key (`apply` looks at every moment), never more of ours than wanted, unless they were there before.
        let after = apply(&keys, &plan);
        prop_assert!(after.len() <= MAX_KEYS);
        let own = |keys: &[Key]| keys.iter().filter(|key| key.is_own()).count();
        prop_assert!(own(&after) <= key_count.max(own(&keys)));
        if plan.creates() > 0 {
            prop_assert!(own(&after) <= key_count);
        }

        // As many good ones as wanted, or as there is any room for.
        if goal != Goal::RevokeStale {
            let foreign = keys.iter().filter(|key| !key.is_own()).count();
            let possible = key_count.min(MAX_KEYS - foreign);
            let good = after.iter().filter(|key| key.standing == KeyStatus::Valid && !condemned.contains_key(&key.id));
            prop_assert!(good.count() >= possible);
            prop_assert_eq!(plan.usable(), possible);
            prop_assert_eq!(plan.missing, key_count - possible);
        }

        // Once done, there is nothing left to do.
        let again = decide(&after, &wish);
        prop_assert!(again.is_done(), "{plan}\nthen {again}");
    }
}

/// The same question, answered bit by bit.
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
