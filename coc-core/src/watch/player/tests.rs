use serde_json::{Value, json};

use super::PlayerFollower;
use crate::watch::test_support::{Probe, badge, recorded};

const TAG: &str = "#8QU8J9LP";

pub(super) fn probe() -> Probe<PlayerFollower> {
    Probe::new(PlayerFollower::new(TAG.parse().unwrap()))
}

pub(super) fn body() -> Value {
    let unit = |name: &str, village: &str, level: i32| json!({ "name": name, "village": village, "level": level, "maxLevel": 20 });
    let done = |name: &str, village: &str, value: i32| json!({ "name": name, "stars": 2, "value": value, "target": 1, "info": "Do it", "village": village });
    let season = json!({ "id": "2026-09-07", "rank": 5, "trophies": 5400 });
    json!({
        "tag": TAG, "name": "Ada", "townHallLevel": 15, "townHallWeaponLevel": 3, "expLevel": 200,
        "trophies": 5000, "bestTrophies": 5600, "warStars": 900, "attackWins": 40, "defenseWins": 7,
        "builderHallLevel": 9, "builderBaseTrophies": 3000, "bestBuilderBaseTrophies": 3300,
        "role": "member", "warPreference": "in", "donations": 120, "donationsReceived": 60,
        "clanCapitalContributions": 1_000_000,
        "clan": { "tag": "#2PP", "name": "Clan", "clanLevel": 9, "badgeUrls": badge(1) },
        "league": { "id": 29_000_000, "name": "Unranked" },
        "leagueTier": { "id": 105_000_030, "name": "Titan League 30" },
        "builderBaseLeague": { "id": 44_000_030, "name": "Ruby League I" },
        "currentLeagueGroupTag": "#2PPV", "currentLeagueSeasonId": 1_773_032_400,
        "legendStatistics": { "legendTrophies": 300, "bestSeason": season },
        "labels": [{ "id": 57_000_000, "name": "Clan Wars" }],
        "playerHouse": { "elements": [{ "type": "ground", "id": 82_000_000 }] },
        "achievements": [
            done("Nice and Tidy", "home", 500),
            done("Keep Your Account Safe!", "home", 0),
            done("Keep Your Account Safe!", "home", 0),
            done("Games Champion", "home", 90_000),
            done("War League Legend", "home", 300),
            done("Unbreakable", "home", 100),
            done("Most Valuable Clanmate", "clanCapital", 1_000_000),
            done("Aggressive Capitalism", "clanCapital", 2_000_000),
        ],
        "troops": [
            unit("Baby Dragon", "home", 5), unit("Baby Dragon", "builderBase", 7),
            unit("Ice Hound", "home", 1), unit("Phoenix", "home", 8),
        ],
        "heroes": [{
            "name": "Barbarian King", "level": 81, "maxLevel": 110, "village": "home",
            "equipment": [unit("Barbarian Puppet", "home", 12), unit("Rage Vial", "home", 10)],
        }, unit("Battle Machine", "builderBase", 20)],
        "spells": [unit("Rage Spell", "home", 6)],
        "heroEquipment": [unit("Barbarian Puppet", "home", 12), unit("Rage Vial", "home", 10)],
    })
}

/// The events after an edit of the body.
fn after(edit: impl Fn(&mut Value)) -> Vec<Value> {
    probe().after(&body(), edit)
}

#[test]
fn the_first_sight_fires_nothing_and_neither_does_an_identical_body() {
    let mut probe = probe();
    assert!(probe.see(&body()).is_empty());
    assert!(probe.see(&body()).is_empty());
}

#[test]
fn the_first_sight_is_a_snapshot_if_requested() {
    let mut probe = probe();
    probe.snapshots = true;
    let events = probe.json(&body());
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["snapshot"]["name"], "Ada");
    assert!(probe.see(&body()).is_empty());
}

#[test]
fn a_unit_upgrade_names_the_unit_of_its_village_only() {
    let events = after(|body| body["troops"][0]["level"] = json!(6));
    let unit = json!({ "list": "troops", "name": "Baby Dragon", "village": "home" });
    assert_eq!(
        events,
        [
            json!({ "unitUpgraded": { "unit": unit, "level": { "old": 5, "new": 6 } } }),
            json!({ "active": { "strength": "weak", "signs": [{ "upgrade": "Baby Dragon" }] } }),
        ]
    );
}

#[test]
fn a_unit_that_is_unknown_to_the_data_is_unlocked_with_its_name() {
    let events = after(|body| {
        let troops = body["troops"].as_array_mut().unwrap();
        troops.push(json!({ "name": "Moon Walker", "village": "moonBase", "level": 1, "maxLevel": 3 }));
    });
    let unit = json!({ "list": "troops", "name": "Moon Walker", "village": "moonBase" });
    assert_eq!(events[0], json!({ "unitUnlocked": { "unit": unit, "level": 1 } }));
}

#[test]
fn a_level_that_falls_is_a_correction_and_no_upgrade() {
    let events = after(|body| body["heroes"][0]["level"] = json!(80));
    let unit = json!({ "list": "heroes", "name": "Barbarian King", "village": "home" });
    assert_eq!(events, [json!({ "unitCorrected": { "unit": unit, "level": { "old": 81, "new": 80 } } })]);
}

#[test]
fn donations_after_a_reset_are_the_new_value_and_a_mere_reset_is_no_event() {
    let events = after(|body| body["donations"] = json!(3));
    assert_eq!(events, [json!({ "donated": { "old": 120, "new": 3, "amount": 3 } })]);
    assert_eq!(after(|body| body["donations"] = json!(0)), [] as [Value; 0]);
}

#[test]
fn the_first_hero_is_unlocked() {
    let mut probe = probe();
    let mut without = body();
    without["heroes"] = json!([]);
    probe.see(&without);
    let events = probe.json(&body());
    let unlocked = events.iter().filter(|event| event.get("unitUnlocked").is_some());
    assert_eq!(unlocked.count(), 2, "{events:?}");
}

#[test]
fn lists_that_were_not_sent_are_unchanged_and_remembered() {
    let mut probe = probe();
    probe.see(&body());
    let mut cut = body();
    for list in ["troops", "heroes", "spells", "heroEquipment", "achievements"] {
        cut.as_object_mut().unwrap().remove(list);
    }
    assert_eq!(probe.json(&cut), [] as [Value; 0]);
    let mut upgraded = body();
    upgraded["spells"][0]["level"] = json!(7);
    let events = probe.json(&upgraded);
    let unit = json!({ "list": "spells", "name": "Rage Spell", "village": "home" });
    assert_eq!(events[0], json!({ "unitUpgraded": { "unit": unit, "level": { "old": 6, "new": 7 } } }));
    assert_eq!(events.len(), 2);
}

#[test]
fn two_achievements_of_one_name_have_events_of_their_own() {
    let events = after(|body| {
        body["achievements"][1]["stars"] = json!(3);
        body["achievements"][2]["stars"] = json!(3);
    });
    let of = |occurrence: usize| {
        let name = "Keep Your Account Safe!";
        json!({ "achievementStars": {
            "achievement": { "name": name, "village": "home", "occurrence": occurrence },
            "stars": { "old": 2, "new": 3 },
        } })
    };
    assert_eq!(events, [of(0), of(1)]);
}

#[test]
fn a_player_without_a_ranked_group_has_none_under_any_name() {
    let mut probe = probe();
    let mut without = body();
    without["currentLeagueGroupTag"] = json!("#0");
    without["currentLeagueSeasonId"] = json!(0);
    probe.see(&without);
    without.as_object_mut().unwrap().remove("currentLeagueGroupTag");
    without.as_object_mut().unwrap().remove("currentLeagueSeasonId");
    assert!(probe.see(&without).is_empty());
}

#[test]
fn a_league_that_was_only_renamed_is_unchanged() {
    assert_eq!(after(|body| body["leagueTier"]["name"] = json!("Titan III")), [] as [Value; 0]);
}

#[test]
fn the_activity_of_each_change_has_its_strength() {
    let strength = |edit: &dyn Fn(&mut Value)| {
        let events = after(edit);
        events.iter().find_map(|event| Some(event.get("active")?["strength"].as_str()?.to_owned()))
    };
    for (is_strong, pointer, value) in [
        (Some("strong"), "/donations", json!(135)),
        (None, "/donations", json!(0)),
        (None, "/trophies", json!(4968)),
        (Some("strong"), "/achievements/0/value", json!(501)),
        (None, "/achievements/5/value", json!(101)),
        (None, "/donationsReceived", json!(70)),
        (Some("strong"), "/warPreference", json!("out")),
        (None, "/role", json!("admin")),
        (Some("strong"), "/heroes/0/equipment/0/name", json!("Giant Gauntlet")),
        (Some("strong"), "/achievements/6/value", json!(1_000_500)),
        (Some("weak"), "/heroes/0/level", json!(82)),
        (Some("strong"), "/clan/tag", json!("#2PY")),
        (None, "/clan", json!(null)),
    ] {
        let edit = |body: &mut Value| *body.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(strength(&edit).as_deref(), is_strong, "{pointer} {value}");
    }
}

#[test]
fn a_recorded_body_against_itself_has_no_events() {
    for (path, body) in recorded("players") {
        let mut probe = probe();
        probe.see(&body);
        assert_eq!(probe.json(&body), [] as [Value; 0], "{path}");
    }
}
