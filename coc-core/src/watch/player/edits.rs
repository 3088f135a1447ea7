//! Any edit of a player has exactly the events of the edit.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::tests::{body, probe};
use crate::watch::{
    test_edits::{Edit, add, check, gain, replace, set, some_of, sorted},
    test_support::badge,
};

macro_rules! edits {
    ($($part:literal: |$body:ident, $number:pat_param| $events:expr;)+) => {
        &[$(Edit { part: $part, apply: |$body, $number| Vec::from($events) }),+]
    };
}

fn strong(sign: Value) -> Value {
    json!({ "active": { "strength": "strong", "signs": Value::Array(vec![sign]) } })
}

fn weak(sign: Value) -> Value {
    json!({ "active": { "strength": "weak", "signs": Value::Array(vec![sign]) } })
}

fn unit(list: &str, name: &str, village: &str) -> Value {
    json!({ "list": list, "name": name, "village": village })
}

/// Adds to the value of an achievement, and returns the change and the event.
fn achieve(body: &mut Value, index: usize, number: i64) -> (Value, Value) {
    let value = add(body, &format!("/achievements/{index}/value"), number);
    let achievement = &body["achievements"][index];
    let about = json!({ "name": achievement["name"], "village": achievement["village"], "occurrence": 0 });
    let event = json!({ "achievementProgress": { "achievement": about, "value": value } });
    (value, event)
}

fn clan_of(body: &Value) -> Value {
    json!({ "id": body["clan"]["tag"], "name": body["clan"]["name"] })
}

const EDITS: &[Edit] = edits! {
    "name": |body, n| {
        [json!({ "name": set(body, "/name", json!(format!("Ada {n}"))) }), strong(json!("name"))]
    };
    "labels": |body, n| {
        let Value::Object(label) = replace(body, "/labels/0", n) else { unreachable!() };
        let change = json!({ "old": [label["old"]], "new": [label["new"]] });
        [json!({ "labels": change }), strong(json!("labels"))]
    };
    "preference": |body, _| {
        let change = set(body, "/warPreference", json!("out"));
        [json!({ "warPreference": change }), strong(json!("warPreference"))]
    };
    "house": |body, n| {
        let old = body["playerHouse"].clone();
        add(body, "/playerHouse/elements/0/id", n);
        let change = json!({ "old": old, "new": body["playerHouse"] });
        [json!({ "playerHouse": change }), strong(json!("playerHouse"))]
    };
    "clan": |body, _| {
        let old = clan_of(body);
        body.as_object_mut().unwrap().remove("clan");
        [json!({ "leftClan": old })]
    };
    "clan": |body, n| {
        let old = clan_of(body);
        body["clan"]["tag"] = json!("#2PY");
        body["clan"]["name"] = json!(n.to_string());
        let change = json!({ "old": old, "new": clan_of(body) });
        [json!({ "movedClan": change }), strong(json!("joinedClan"))]
    };
    "clan": |body, n| [json!({ "clanName": set(body, "/clan/name", json!(n.to_string())) })];
    "clan": |body, n| [json!({ "clanLevel": add(body, "/clan/clanLevel", n) })];
    "clan": |body, n| {
        [json!({ "clanBadge": set(body, "/clan/badgeUrls", badge(n + 1)) })]
    };
    "role": |body, _| [json!({ "role": set(body, "/role", json!("leader")) })];
    "hall": |body, n| {
        let change = add(body, "/townHallLevel", n);
        [json!({ "townHallLevel": change }), weak(json!({ "upgrade": "Town Hall" }))]
    };
    "weapon": |body, n| [json!({ "townHallWeaponLevel": add(body, "/townHallWeaponLevel", n) })];
    "builder-hall": |body, n| {
        let change = add(body, "/builderHallLevel", n);
        [json!({ "builderHallLevel": change }), weak(json!({ "upgrade": "Builder Hall" }))]
    };
    "exp": |body, n| [json!({ "expLevel": add(body, "/expLevel", n) })];
    "trophies": |body, n| [json!({ "trophies": add(body, "/trophies", -n) })];
    "best": |body, n| [json!({ "bestTrophies": add(body, "/bestTrophies", n) })];
    "builder": |body, n| {
        let change = add(body, "/builderBaseTrophies", -n);
        [json!({ "builderBaseTrophies": change }), weak(json!("builderBaseTrophies"))]
    };
    "best-builder": |body, n| {
        [json!({ "bestBuilderBaseTrophies": add(body, "/bestBuilderBaseTrophies", n) })]
    };
    "tier": |body, n| [json!({ "leagueTier": replace(body, "/leagueTier", n) })];
    "builder-league": |body, n| [json!({ "builderBaseLeague": replace(body, "/builderBaseLeague", n) })];
    "league": |body, n| [json!({ "league": replace(body, "/league", n) })];
    "group": |body, _| [json!({ "leagueGroup": set(body, "/currentLeagueGroupTag", json!("#2PPY")) })];
    "group": |body, _| {
        set(body, "/currentLeagueGroupTag", json!("#0"));
        [json!({ "leagueGroup": { "old": "#2PPV", "new": null } })]
    };
    "season": |body, n| [json!({ "leagueSeason": add(body, "/currentLeagueSeasonId", n) })];
    "legend": |body, n| {
        let old = body["legendStatistics"].clone();
        add(body, "/legendStatistics/legendTrophies", n);
        [json!({ "legendStatistics": { "old": old, "new": body["legendStatistics"] } })]
    };
    "donations": |body, n| {
        [json!({ "donated": gain(body, "/donations", n) }), strong(json!({ "donated": n }))]
    };
    "received": |body, n| [json!({ "received": gain(body, "/donationsReceived", n) })];
    "attacks": |body, n| {
        [json!({ "attackWins": gain(body, "/attackWins", n) }), strong(json!({ "attackWins": n }))]
    };
    "defenses": |body, n| [json!({ "defenseWins": gain(body, "/defenseWins", n) })];
    "war-stars": |body, n| [json!({ "warStars": add(body, "/warStars", n) })];
    "gold": |body, n| {
        let change = add(body, "/clanCapitalContributions", n);
        let (_, event) = achieve(body, 6, n);
        let sign = strong(json!({ "counter": "Most Valuable Clanmate" }));
        [json!({ "capitalGoldContributed": change }), event, sign]
    };
    "looted": |body, n| {
        let (change, event) = achieve(body, 7, n);
        let sign = strong(json!({ "counter": "Aggressive Capitalism" }));
        [json!({ "capitalGoldLooted": change }), event, sign]
    };
    "games": |body, n| {
        let (change, event) = achieve(body, 3, n);
        [json!({ "clanGamesPoints": change }), event, strong(json!({ "counter": "Games Champion" }))]
    };
    "league-stars": |body, n| {
        let (change, event) = achieve(body, 4, n);
        let sign = strong(json!({ "counter": "War League Legend" }));
        [json!({ "clanWarLeagueStars": change }), event, sign]
    };
    "defended": |body, n| [achieve(body, 5, n).1];
    "obstacles": |body, n| {
        let (_, event) = achieve(body, 0, n);
        [event, strong(json!({ "counter": "Nice and Tidy" }))]
    };
    "stars": |body, _| {
        let stars = set(body, "/achievements/0/stars", json!(3));
        let about = json!({ "name": "Nice and Tidy", "village": "home", "occurrence": 0 });
        [json!({ "achievementStars": { "achievement": about, "stars": stars } })]
    };
    "achievement-info": |body, n| {
        set(body, "/achievements/1/info", json!(n.to_string()));
        []
    };
    "dragon": |body, n| {
        let (unit, level) = (unit("troops", "Baby Dragon", "builderBase"), add(body, "/troops/1/level", n));
        let event = json!({ "unitUpgraded": { "unit": unit, "level": level } });
        [event, weak(json!({ "upgrade": "Baby Dragon" }))]
    };
    "king": |body, n| {
        let (unit, level) = (unit("heroes", "Barbarian King", "home"), add(body, "/heroes/0/level", -n));
        [json!({ "unitCorrected": { "unit": unit, "level": level } })]
    };
    "spell": |body, n| {
        let (unit, level) = (unit("spells", "Rage Spell", "home"), add(body, "/spells/0/level", n));
        let event = json!({ "unitUpgraded": { "unit": unit, "level": level } });
        [event, weak(json!({ "upgrade": "Rage Spell" }))]
    };
    "piece": |body, n| {
        let unit = unit("heroEquipment", "Rage Vial", "home");
        let level = add(body, "/heroEquipment/1/level", n);
        let event = json!({ "unitUpgraded": { "unit": unit, "level": level } });
        [event, weak(json!({ "upgrade": "Rage Vial" }))]
    };
    "new-troop": |body, n| {
        let troop = json!({ "name": "Moon Walker", "level": n, "maxLevel": n, "village": "home" });
        body["troops"].as_array_mut().unwrap().push(troop);
        let unit = unit("troops", "Moon Walker", "home");
        let event = json!({ "unitUnlocked": { "unit": unit, "level": n } });
        [event, weak(json!({ "upgrade": "Moon Walker" }))]
    };
    "lost-troop": |body, _| {
        body["troops"].as_array_mut().unwrap().retain(|troop| troop["name"] != "Phoenix");
        []
    };
    "boost": |body, _| {
        body["troops"][2]["superTroopIsActive"] = json!(true);
        [json!({ "superTroopBoosted": { "name": "Ice Hound" } }), strong(json!({ "superTroop": "Ice Hound" }))]
    };
    "worn": |body, n| {
        set(body, "/heroes/0/equipment/1/name", json!(format!("Amulet {n}")));
        let old = json!(["Barbarian Puppet", "Rage Vial"]);
        let new = json!([format!("Amulet {n}"), "Barbarian Puppet"]);
        let equipment = json!({ "old": old, "new": new });
        [
            json!({ "heroEquipment": { "hero": "Barbarian King", "equipment": equipment } }),
            strong(json!({ "equipment": "Barbarian King" })),
        ]
    };
    "worn-order": |body, _| {
        body["heroes"][0]["equipment"].as_array_mut().unwrap().reverse();
        []
    };
    "max-level": |body, n| {
        add(body, "/spells/0/maxLevel", n);
        []
    };
};

/// A body with some random numbers, and more units and achievements.
fn bodies() -> impl Strategy<Value = Value> {
    let levels = prop::collection::vec((0..4_usize, any::<bool>(), 1..100_i32), 0..60);
    (prop::collection::vec(1000..9000_i32, 4), levels).prop_map(|(numbers, levels)| {
        let mut body = body();
        for (field, number) in ["trophies", "warStars", "donations", "expLevel"].into_iter().zip(numbers) {
            body[field] = json!(number);
        }
        for (index, (list, is_home, level)) in levels.into_iter().enumerate() {
            let list = ["troops", "heroes", "spells", "heroEquipment"][list];
            let village = if is_home { "home" } else { "builderBase" };
            let name = format!("Unit {}", index / 2);
            let unit = json!({ "name": name, "level": level, "maxLevel": 100, "village": village });
            let list = body[list].as_array_mut().unwrap();
            if !list.iter().any(|other| other["name"] == name && other["village"] == village) {
                list.push(unit);
            }
        }
        body
    })
}

/// Joins all signs of activity into one event, with the strength of the strongest.
fn joined(events: Vec<Value>) -> Vec<Value> {
    let (active, mut events): (Vec<_>, Vec<_>) =
        events.into_iter().partition(|event| event.get("active").is_some());
    let signs = active.iter().flat_map(|event| event["active"]["signs"].as_array().unwrap().clone());
    let is_strong = active.iter().any(|event| event["active"]["strength"] == "strong");
    if !active.is_empty() {
        let strength = if is_strong { "strong" } else { "weak" };
        events.push(json!({ "active": { "strength": strength, "signs": sorted(signs.collect()) } }));
    }
    sorted(events)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_edit_has_exactly_its_events(body in bodies(), edits in some_of(EDITS)) {
        check(probe(), &body, &edits, joined);
    }
}

#[test]
fn each_edit_alone_has_exactly_its_events() {
    for edit in EDITS {
        check(probe(), &body(), &[(edit, 7)], joined);
    }
}
