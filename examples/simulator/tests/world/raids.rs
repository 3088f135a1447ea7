//! The rules of raid weekends: totals, medals and attack limits.

use std::collections::HashMap;

use serde_json::Value;
use simulator::route::Route;
use simulator::world::World;

use crate::requests::{At, DAY, HOUR, list, number, text, world};

fn peak_medals(level: i64) -> i64 {
    HashMap::from([
        (2, 180),
        (3, 360),
        (4, 585),
        (5, 810),
        (6, 1115),
        (7, 1240),
        (8, 1260),
        (9, 1375),
        (10, 1450),
    ])[&level]
}

fn district_medals(level: i64) -> i64 {
    HashMap::from([(1, 135), (2, 225), (3, 350), (4, 405), (5, 460)])[&level]
}

/// All raid seasons of a world's first clans at a moment.
fn seasons(world: &World, now: i64) -> Vec<(String, Value)> {
    let at = At { world, now };
    let of = |tag: String| {
        let body = at.get(&Route::CapitalRaidSeasons(tag.clone()));
        list(&body, "items").iter().map(|season| (tag.clone(), season.clone())).collect::<Vec<_>>()
    };
    at.clans().into_iter().take(24).flat_map(of).collect()
}

fn is_finished(raid: &Value) -> bool {
    list(raid, "districts").iter().all(|district| district["destructionPercent"] == 100)
}

#[test]
fn offensive_medals_are_the_value_of_destroyed_districts_per_attack_rounded_up() {
    let world = world(64);
    let mut rewarded = 0;
    for (tag, season) in seasons(&world, World::default_start()) {
        let mut sum = 0;
        for district in list(&season, "attackLog").iter().flat_map(|raid| list(raid, "districts")) {
            if district["destructionPercent"] == 100 {
                assert_eq!(number(district, "stars"), 3);
                let level = number(district, "districtHallLevel");
                let peak = district["name"] == "Capital Peak";
                sum += if peak { peak_medals(level) } else { district_medals(level) };
            }
        }
        let attacks = number(&season, "totalAttacks");
        let expected = match text(&season, "state") {
            "ongoing" => 0,
            _ if attacks == 0 => 0,
            _ => (sum + attacks - 1) / attacks,
        };
        assert_eq!(number(&season, "offensiveReward"), expected, "{tag} {}", season["startTime"]);
        rewarded += i64::from(expected > 0);
    }
    assert!(rewarded > 100);
}

#[test]
fn defensive_medals_follow_the_best_single_defense_and_require_an_attack() {
    let world = world(64);
    let at = At { world: &world, now: World::default_start() };
    let known = HashMap::from([(10, 7.6), (8, 6.9), (7, 6.8), (2, 1.9)]);
    let mut compared = 0;
    for (tag, season) in seasons(&world, at.now) {
        let reward = number(&season, "defensiveReward");
        if season["state"] == "ongoing" || season["totalAttacks"] == 0 {
            assert_eq!(reward, 0);
            continue;
        }
        let defenses = list(&season, "defenseLog");
        let best = defenses.iter().map(|raid| number(raid, "attackCount")).max().unwrap_or_default();
        assert_eq!(reward > 0, best > 0);
        let hall = number(&at.clan(&tag)["clanCapital"], "capitalHallLevel");
        if let Some(per_attack) = known.get(&hall) {
            let expected = per_attack * best as f64;
            assert!((reward as f64 - expected).abs() <= 0.07 * expected + 1.0, "{tag}: {reward}, {expected}");
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn finished_raids_count_on_both_sides() {
    let world = world(64);
    let mut suffered = 0;
    for (_, season) in seasons(&world, World::default_start()) {
        let own = list(&season, "attackLog").iter().filter(|raid| is_finished(raid)).count();
        let theirs = list(&season, "defenseLog").iter().filter(|raid| is_finished(raid)).count();
        assert_eq!(number(&season, "raidsCompleted"), (own + theirs) as i64);
        suffered += theirs;
    }
    assert!(suffered > 100);
}

#[test]
fn members_attack_five_times_and_once_more_after_destroying_a_district() {
    let world = world(64);
    let mut sixth = 0;
    for (_, season) in seasons(&world, World::default_start() + DAY + 18 * HOUR) {
        let Some(members) = season.get("members").and_then(Value::as_array) else { continue };
        let mut attacks: HashMap<&str, i64> = HashMap::new();
        let mut destroyed: HashMap<&str, i64> = HashMap::new();
        let districts = list(&season, "attackLog").iter().flat_map(|raid| list(raid, "districts"));
        for attack in
            districts.filter_map(|district| district.get("attacks")).flat_map(|of| of.as_array().unwrap())
        {
            let attacker = text(&attack["attacker"], "tag");
            *attacks.entry(attacker).or_default() += 1;
            *destroyed.entry(attacker).or_default() += i64::from(attack["destructionPercent"] == 100);
        }
        for member in members {
            let tag = text(member, "tag");
            let bonus = number(member, "bonusAttackLimit");
            assert_eq!(bonus, i64::from(destroyed[tag] > 0), "{tag}");
            assert_eq!(number(member, "attackLimit"), 5);
            let made = number(member, "attacks");
            assert_eq!(made, attacks[tag]);
            assert!((1..=5 + bonus).contains(&made));
            sixth += i64::from(made == 6);
        }
        let total = |field| members.iter().map(|member| number(member, field)).sum::<i64>();
        assert_eq!(total("attacks"), number(&season, "totalAttacks"));
        assert_eq!(total("capitalResourcesLooted"), number(&season, "capitalTotalLoot"));
    }
    assert!(sixth > 10);
}
