//! Drift: payloads as they may look after the next update of the game.
//!
//! Adds unknown fields of every JSON type and new values of enum-like fields to a body, and omits
//! optional fields. The same body of the same route always drifts in the same way. Known fields
//! keep their JSON types, and identifiers (tags, ids, names) never change.

use serde_json::{Map, Value, json};

use crate::server::random::Random;

/// Fields whose values come from a set that may grow.
const ENUM_LIKE: &[&str] = &[
    "role",
    "type",
    "state",
    "warFrequency",
    "result",
    "status",
    "village",
    "warPreference",
    "battleType",
    "battleModifier",
];

/// Fields that the API sometimes omits, by a field that all objects of the kind have.
const OPTIONAL: &[(&str, &[&str])] = &[
    (
        "warFrequency",
        &[
            "location",
            "chatLanguage",
            "isFamilyFriendly",
            "isWarLogPublic",
            "labels",
            "warLeague",
            "warTies",
            "warLosses",
            "capitalLeague",
            "clanCapital",
            "clanCapitalPoints",
            "clanBuilderBasePoints",
            "requiredBuilderBaseTrophies",
            "requiredTownhallLevel",
        ],
    ),
    ("clanRank", &["builderBaseTrophies", "builderBaseLeague", "leagueTier", "playerHouse", "townHallLevel"]),
    (
        "achievements",
        &[
            "builderHallLevel",
            "builderBaseTrophies",
            "bestBuilderBaseTrophies",
            "builderBaseLeague",
            "clanCapitalContributions",
            "currentLeagueGroupTag",
            "currentLeagueSeasonId",
            "previousLeagueGroupTag",
            "previousLeagueSeasonId",
            "heroEquipment",
            "labels",
            "leagueTier",
            "legendStatistics",
            "playerHouse",
            "townHallWeaponLevel",
            "warPreference",
        ],
    ),
    ("target", &["completionInfo", "village"]),
    ("maxLevel", &["equipment", "superTroopIsActive"]),
    ("legendTrophies", &["bestSeason", "previousSeason"]),
    ("isCountry", &["countryCode"]),
    ("defenderTag", &["duration"]),
    ("teamSize", &["attacksPerMember", "battleModifier"]),
    ("mapPosition", &["bestOpponentAttack"]),
    ("totalLooted", &["stars", "attacks"]),
    ("attackLog", &["members"]),
    ("expLevel", &["clan"]),
];

/// The probability that an object has an unknown field.
const UNKNOWN_FIELD: f64 = 0.15;
/// The probability that an enum-like field has a new value.
const NEW_VALUE: f64 = 0.1;
/// The probability that an optional field is omitted.
const OMITTED: f64 = 0.1;

/// Applies drift to an object, with at least one unknown field.
pub(crate) fn object(value: &mut Value, random: &mut Random) {
    walk(value, random);
    fields(value, random);
}

/// Applies drift to the items of a list, and returns the unknown fields of its envelope.
pub(crate) fn list(items: &mut [Value], random: &mut Random) -> Vec<(String, Value)> {
    for item in items {
        walk(item, random);
    }
    vec![unknown(random)]
}

/// Adds unknown fields only: for errors and for responses of the portal.
pub(crate) fn fields(value: &mut Value, random: &mut Random) {
    if let Value::Object(object) = value {
        add_unknown(object, random);
    }
}

fn walk(value: &mut Value, random: &mut Random) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, random)),
        Value::Object(object) => {
            omit(object, random);
            for (name, value) in object.iter_mut() {
                match value {
                    Value::String(text) if ENUM_LIKE.contains(&name.as_str()) => {
                        if random.chance(NEW_VALUE) {
                            *text = format!("{text}Reborn");
                        }
                    }
                    value => walk(value, random),
                }
            }
            if random.chance(UNKNOWN_FIELD) {
                add_unknown(object, random);
            }
        }
        _ => {}
    }
}

fn omit(object: &mut Map<String, Value>, random: &mut Random) {
    for (kind, names) in OPTIONAL {
        // Wars and rankings also have `expLevel`; only a row with a rank may lack its clan.
        if !object.contains_key(*kind) || (*kind == "expLevel" && !object.contains_key("rank")) {
            continue;
        }
        for name in *names {
            if object.contains_key(*name) && random.chance(OMITTED) {
                object.remove(*name);
            }
        }
    }
}

fn add_unknown(object: &mut Map<String, Value>, random: &mut Random) {
    let (name, value) = unknown(random);
    object.entry(name).or_insert(value);
}

fn unknown(random: &mut Random) -> (String, Value) {
    let number = random.below(1000);
    let (name, value) = match random.below(8) {
        0 => ("ladderScore", json!(number)),
        1 => ("ladderRatio", json!(0.5)),
        2 => ("isVeteran", json!(number.is_multiple_of(2))),
        3 => ("motto", json!(format!("motto {number} \u{2694}\u{fe0f} \"quoted\""))),
        4 => ("retiredAt", Value::Null),
        5 => ("banner", json!({ "id": number, "colours": ["red", "gold"], "frame": { "width": number } })),
        6 => ("milestones", json!([{ "name": "first", "at": number }, { "name": "second", "at": null }])),
        _ => ("ranksByWeek", json!([[1, 2, number], []])),
    };
    (name.to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clan() -> Value {
        let member = |rank| json!({ "tag": "#P", "name": "n", "role": "member", "clanRank": rank, "townHallLevel": 9, "leagueTier": { "id": 1 } });
        let members: Vec<Value> = (1..=50).map(member).collect();
        json!({ "tag": "#2PP", "name": "Clan", "type": "open", "warFrequency": "always", "labels": [], "memberList": members })
    }

    #[test]
    fn a_body_always_drifts_in_the_same_way() {
        let drifted = |seed| {
            let mut value = clan();
            object(&mut value, &mut Random::new(seed));
            value
        };
        assert_eq!(drifted(1), drifted(1));
        assert_ne!(drifted(1), drifted(2));
    }

    #[test]
    fn all_three_kinds_of_drift_occur_and_types_and_identifiers_stay() {
        let original = clan();
        let mut value = original.clone();
        object(&mut value, &mut Random::new(5));
        let members = value["memberList"].as_array().unwrap();
        assert!(members.iter().any(|member| member["role"] != "member"));
        assert!(members.iter().any(|member| member.get("townHallLevel").is_none()));
        let known = original["memberList"][0].as_object().unwrap();
        assert!(
            members.iter().any(|member| member
                .as_object()
                .unwrap()
                .keys()
                .any(|key| !known.contains_key(key)))
        );
        for member in members {
            assert_eq!((&member["tag"], &member["name"]), (&json!("#P"), &json!("n")));
            assert!(member["role"].is_string() && member["clanRank"].is_number());
        }
        let known = original.as_object().unwrap();
        assert!(value.as_object().unwrap().keys().any(|key| !known.contains_key(key)));
    }
}
