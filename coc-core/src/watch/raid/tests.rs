//! Tests of the follower of raid weekends.

use std::collections::BTreeSet;

use coc_models::{ClanTag, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{RaidEvent, RaidFollower};
use crate::watch::{
    EventKind, Moment,
    event::Keyed,
    follower::{Follow, Plan, Timing},
    test_support::{Probe, recorded},
};

const START: &str = "20260821T070000.000Z";
const END: &str = "20260824T070000.000Z";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn probe() -> Probe<RaidFollower> {
    let clan: ClanTag = "#2PP".parse().unwrap();
    let mut probe = Probe::new(RaidFollower::new(clan));
    probe.now = time(START);
    probe
}

/// A probe that has seen no weekend.
fn empty_probe() -> Probe<RaidFollower> {
    let mut probe = probe();
    assert!(probe.see(&json!({"items": []})).is_empty());
    probe
}

fn keys(events: &[EventKind]) -> Vec<String> {
    let key = |event: &EventKind| {
        let mut key = String::new();
        event.write_key(&mut key);
        key.split_once('/').unwrap().1.to_owned()
    };
    events.iter().map(key).collect()
}

/// The tag of a player or a clan.
fn tag(number: usize) -> String {
    format!("#2{}", ["PP", "PY", "PQ", "PV", "PL", "PG"][number])
}

/// An attack: the player, the raid, the district and the destruction after it.
type Attack = (usize, usize, usize, i64);

/// The body of a weekend after these attacks, in their order. Each capital has two districts.
fn weekend(state: &str, attacks: &[Attack], defenses: &[i64]) -> Value {
    let raids = attacks.iter().map(|(_, raid, ..)| raid + 1).max().unwrap_or(0);
    let district = |raid: usize, district: usize| {
        let of = attacks.iter().filter(|attack| (attack.1, attack.2) == (raid, district));
        let made: Vec<Value> = of
            .rev()
            .map(|(player, .., destruction)| {
                json!({"attacker": {"tag": tag(*player), "name": format!("player {player}")},
                    "destructionPercent": destruction, "stars": destruction / 50})
            })
            .collect();
        let destruction = made.first().map_or(0, |attack| attack["destructionPercent"].as_i64().unwrap());
        json!({"id": 70_000_000 + district, "name": format!("district {district}"), "districtHallLevel": 3,
            "destructionPercent": destruction, "attackCount": made.len(), "attacks": made})
    };
    let raid = |raid: usize| {
        let districts: Vec<_> = (0..2).map(|number| district(raid, number)).collect();
        let is_destroyed = |district: &&Value| district["destructionPercent"] == 100;
        let destroyed = districts.iter().filter(is_destroyed).count();
        // The clan raids some clans twice.
        json!({"defender": {"tag": tag(raid % 2), "name": "raided", "level": 9}, "districtCount": 2,
            "attackCount": attacks.iter().filter(|attack| attack.1 == raid).count(),
            "districtsDestroyed": destroyed, "districts": districts})
    };
    let members: BTreeSet<_> = attacks.iter().map(|(player, ..)| *player).collect();
    let member = |player: &usize| {
        let made = attacks.iter().filter(|attack| attack.0 == *player).count();
        json!({"tag": tag(*player), "name": format!("player {player}"), "attacks": made, "attackLimit": 5,
            "bonusAttackLimit": 0, "capitalResourcesLooted": 1_000 * made})
    };
    let defense = |destroyed: &i64| {
        json!({"attacker": {"tag": "#2PR", "name": "raider", "level": 8}, "districtCount": 2,
            "districtsDestroyed": destroyed, "attackCount": 10, "districts": []})
    };
    json!({
        "state": state, "startTime": START, "endTime": END, "totalAttacks": attacks.len(),
        "capitalTotalLoot": 1_000 * attacks.len(), "offensiveReward": 0, "defensiveReward": 0,
        "members": members.iter().map(member).collect::<Vec<_>>(),
        "attackLog": (0..raids).map(raid).collect::<Vec<_>>(),
        "defenseLog": defenses.iter().map(defense).collect::<Vec<_>>(),
    })
}

fn items(weekend: &Value) -> Value {
    json!({"items": [weekend]})
}

#[test]
fn a_weekend_is_reported_from_its_start_to_its_end() {
    let mut probe = empty_probe();
    let attacks = [(0, 0, 1, 60), (1, 0, 1, 100), (0, 0, 0, 100), (2, 1, 1, 30), (1, 2, 0, 100)];
    let see = |probe: &mut Probe<RaidFollower>, count: usize, defenses: &[i64]| {
        keys(&probe.see(&items(&weekend("ongoing", &attacks[..count], defenses))))
    };
    assert_eq!(see(&mut probe, 1, &[]), ["started", "raid/1", "attack/#2PP/1"]);
    assert!(see(&mut probe, 1, &[]).is_empty(), "an identical body");
    assert_eq!(see(&mut probe, 2, &[]), ["attack/#2PY/1", "raid/1/destroyed/70000001"]);
    assert_eq!(see(&mut probe, 2, &[0]), ["defense/1"]);
    let third = ["attack/#2PP/2", "raid/1/destroyed/70000000", "raid/1/finished", "defense/1/finished"];
    assert_eq!(see(&mut probe, 3, &[2]), third);
    // The third raid is on the clan of the first.
    let last = ["raid/2", "raid/3", "attack/#2PY/2", "attack/#2PQ/1", "raid/3/destroyed/70000000"];
    assert_eq!(see(&mut probe, 5, &[2, 1]), [&last[..], &["defense/2"]].concat());
    assert!(see(&mut probe, 4, &[2]).is_empty(), "an older body");
    let mut ended = weekend("ended", &attacks, &[2, 1]);
    ended["offensiveReward"] = json!(350);
    let events = probe.see(&items(&ended));
    let [EventKind::Raid(RaidEvent::Ended(end))] = &events[..] else { panic!("{events:?}") };
    let unused: Vec<_> = end.unused.iter().map(|member| (member.attacks, member.attacks_allowed)).collect();
    assert_eq!((unused, end.offensive_reward), (vec![(2, 5), (2, 5), (1, 5)], 350));
    assert!(probe.see(&items(&ended)).is_empty(), "the weekend has ended once");
}

#[test]
fn an_attack_has_its_loot_and_its_district() {
    let mut probe = empty_probe();
    probe.see(&items(&weekend("ongoing", &[(0, 0, 1, 60)], &[])));
    let events = probe.see(&items(&weekend("ongoing", &[(0, 0, 1, 60), (1, 0, 1, 90)], &[])));
    let [EventKind::Raid(RaidEvent::Attack(attack))] = &events[..] else { panic!("{events:?}") };
    assert_eq!((attack.number, attack.looted, attack.attacks_allowed), (1, Some(1_000), 5));
    let hit = attack.hit.as_ref().unwrap();
    assert_eq!((hit.raid, hit.district, hit.new_destruction), (1, 70_000_001, 30));
    let three = [(0, 0, 1, 60), (1, 0, 1, 90), (1, 0, 1, 100), (1, 0, 0, 100)];
    let events = probe.see(&items(&weekend("ongoing", &three, &[])));
    let attack = |event: &EventKind| match event {
        EventKind::Raid(RaidEvent::Attack(attack)) => {
            Some((attack.number, attack.looted, attack.looted_in_weekend))
        }
        _ => None,
    };
    let attacks: Vec<_> = events.iter().filter_map(attack).collect();
    assert_eq!(attacks, [(2, None, 3_000), (3, None, 3_000)], "the loot of each is not known");
}

#[test]
fn the_first_weekend_is_not_reported_and_its_further_attacks_are() {
    for snapshots in [false, true] {
        let mut probe = probe();
        probe.snapshots = snapshots;
        let before =
            json!({"state": "ended", "startTime": "20260814T070000.000Z", "endTime": "20260817T070000.000Z"});
        let body = json!({"items": [weekend("ongoing", &[(0, 0, 1, 60)], &[0]), before]});
        let expected: &[&str] = if snapshots { &["snapshot"] } else { &[] };
        assert_eq!(keys(&probe.see(&body)), expected);
        let body = items(&weekend("ongoing", &[(0, 0, 1, 60), (0, 0, 1, 80)], &[0]));
        assert_eq!(keys(&probe.see(&body)), ["attack/#2PP/2"]);
    }
}

#[test]
fn the_end_of_a_weekend_is_reported_although_the_next_one_has_begun() {
    let mut probe = empty_probe();
    probe.see(&items(&weekend("ongoing", &[(0, 0, 1, 60)], &[])));
    let mut next = weekend("ongoing", &[(1, 0, 1, 50)], &[]);
    next["startTime"] = json!("20260828T070000.000Z");
    next["endTime"] = json!("20260831T070000.000Z");
    let mut ended = weekend("ended", &[(0, 0, 1, 60), (0, 0, 1, 90)], &[]);
    // Only the newest weekend lists members.
    ended.as_object_mut().unwrap().remove("members");
    let events = probe.see(&json!({"items": [next, ended]}));
    assert_eq!(keys(&events), ["ended", "started", "raid/1", "attack/#2PY/1"]);
}

#[test]
fn the_final_state_is_requested_at_the_end() {
    let mut probe = empty_probe();
    probe.see(&items(&weekend("ongoing", &[(0, 0, 1, 60)], &[])));
    let timing = |probe: &Probe<RaidFollower>, at: &str| {
        let mut plan = Plan::default();
        probe.follower.plan(time(at), &mut plan);
        plan.0[0].1
    };
    assert_eq!(timing(&probe, "20260824T065700.000Z"), Timing::Relaxed);
    assert_eq!(timing(&probe, "20260824T065900.000Z"), Timing::NotBefore(time("20260824T070001.000Z")));
    assert_eq!(timing(&probe, "20260824T070001.000Z"), Timing::Close);
    assert_eq!(probe.follower.wake_at(), Some(time("20260824T065800.000Z")));
    let mut moments = Vec::new();
    probe.follower.moments(time(START), &mut moments);
    let start = (Moment::RaidWeekendStart, time("20260828T070000.000Z"));
    assert_eq!(moments, [start, (Moment::RaidWeekendEnd, time(END))]);
    probe.see(&items(&weekend("ended", &[(0, 0, 1, 60)], &[])));
    assert_eq!(timing(&probe, "20260824T070002.000Z"), Timing::Relaxed);
    assert_eq!(probe.follower.wake_at(), None);
}

#[test]
fn recorded_weekends_against_themselves_have_no_events() {
    for (name, body) in recorded("capitalraidseasons") {
        let mut probe = empty_probe();
        let events = probe.see(&body);
        let newest = &body["items"][0];
        let members: i64 =
            newest["members"].as_array().into_iter().flatten().map(|m| m["attacks"].as_i64().unwrap()).sum();
        let attacks =
            events.iter().filter(|event| matches!(event, EventKind::Raid(RaidEvent::Attack(_)))).count();
        assert_eq!(i64::try_from(attacks).unwrap(), members, "{name}");
        let hits = events.iter().filter(
            |event| matches!(event, EventKind::Raid(RaidEvent::Attack(attack)) if attack.hit.is_some()),
        );
        assert_eq!(hits.count(), attacks, "every attack of a member is in the attack log: {name}");
        assert!(probe.see(&body).is_empty(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The attacks of a weekend are reported once, whichever of its bodies are seen.
    #[test]
    fn attacks_are_reported_once_whatever_the_polling_times(
        steps in proptest::collection::vec((0_usize..6, 1_i64..50), 1..60), seen in proptest::collection::btree_set(0_usize..60, 0..10),
    ) {
        let (mut attacks, mut made): (Vec<Attack>, [usize; 6]) = (Vec::new(), [0; 6]);
        let (mut raid, mut district, mut destruction) = (0, 1, 0);
        for (player, part) in steps {
            if made[player] == 5 {
                continue;
            }
            made[player] += 1;
            destruction = (destruction + part).min(100);
            attacks.push((player, raid, district, destruction));
            if destruction == 100 {
                (raid, district, destruction) = if district == 0 { (raid + 1, 1, 0) } else { (raid, 0, 0) };
            }
        }
        let mut probe = empty_probe();
        let mut all = Vec::new();
        for count in seen.into_iter().filter(|count| *count < attacks.len()) {
            all.extend(probe.see(&items(&weekend("ongoing", &attacks[..count], &[]))));
        }
        all.extend(probe.see(&items(&weekend("ended", &attacks, &[]))));
        let keys = keys(&all);
        let unique: BTreeSet<_> = keys.iter().collect();
        prop_assert_eq!(unique.len(), keys.len(), "{:?}", keys);
        for (player, made) in made.iter().enumerate() {
            for number in 1..=*made {
                prop_assert!(keys.contains(&format!("attack/{}/{number}", tag(player))), "{keys:?}");
            }
        }
        let destroyed = attacks.iter().filter(|attack| attack.3 == 100).count();
        let reported = keys.iter().filter(|key| key.contains("destroyed")).count();
        prop_assert_eq!(reported, destroyed);
        let is_found = |raid: usize| keys.contains(&format!("raid/{}", raid + 1));
        prop_assert!(attacks.iter().all(|attack| is_found(attack.1)));
    }
}
