//! Any edit of a clan has exactly the events of the edit.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::tests::{body, member, probe};
use crate::watch::{
    test_edits::{Edit, add, check, gain, replace, set, some_of, sorted},
    test_support::badge,
};

macro_rules! edits {
    ($($part:literal: |$body:ident, $number:pat_param| $events:expr;)+) => {
        &[$(Edit { part: $part, apply: |$body, $number| Vec::from($events) }),+]
    };
}

const EDITS: &[Edit] = edits! {
    "name": |body, n| [json!({ "name": set(body, "/name", json!(format!("Clan {n}"))) })];
    "type": |body, _| [json!({ "type": set(body, "/type", json!("closed")) })];
    "description": |body, n| [json!({ "description": set(body, "/description", json!(n.to_string())) })];
    "badge": |body, n| {
        [json!({ "badge": set(body, "/badgeUrls", badge(n + 1)) })]
    };
    "level": |body, n| [json!({ "level": add(body, "/clanLevel", n) })];
    "points": |body, n| [json!({ "points": add(body, "/clanPoints", -n) })];
    "builder": |body, n| [json!({ "builderBasePoints": add(body, "/clanBuilderBasePoints", n) })];
    "capital-points": |body, n| [json!({ "capitalPoints": add(body, "/clanCapitalPoints", n) })];
    "location": |body, n| [json!({ "location": replace(body, "/location", n) })];
    "location": |body, _| {
        let old = json!({ "id": body["location"]["id"], "name": body["location"]["name"] });
        body.as_object_mut().unwrap().remove("location");
        [json!({ "location": { "old": old, "new": null } })]
    };
    "language": |body, n| [json!({ "chatLanguage": replace(body, "/chatLanguage", n) })];
    "labels": |body, n| {
        let Value::Object(label) = replace(body, "/labels/0", n) else { unreachable!() };
        [json!({ "labels": { "old": [label["old"]], "new": [label["new"]] } })]
    };
    "trophies": |body, n| [json!({ "requiredTrophies": add(body, "/requiredTrophies", n) })];
    "builder-trophies": |body, n| {
        let change = add(body, "/requiredBuilderBaseTrophies", n);
        [json!({ "requiredBuilderBaseTrophies": change })]
    };
    "hall": |body, n| [json!({ "requiredTownHallLevel": add(body, "/requiredTownhallLevel", n) })];
    "tier": |body, n| [json!({ "requiredLeagueTier": replace(body, "/requiredLeagueTier", n) })];
    "frequency": |body, _| [json!({ "warFrequency": set(body, "/warFrequency", json!("never")) })];
    "streak": |body, n| [json!({ "warWinStreak": add(body, "/warWinStreak", n) })];
    "wins": |body, n| [json!({ "warWins": add(body, "/warWins", n) })];
    "ties": |body, n| [json!({ "warTies": add(body, "/warTies", n) })];
    "ties": |body, _| [json!({ "warTies": set(body, "/warTies", json!(null)) })];
    "losses": |body, n| [json!({ "warLosses": add(body, "/warLosses", n) })];
    "public": |body, _| [json!({ "warLogPublic": set(body, "/isWarLogPublic", json!(false)) })];
    "friendly": |body, _| [json!({ "familyFriendly": set(body, "/isFamilyFriendly", json!(false)) })];
    "league": |body, n| [json!({ "warLeague": replace(body, "/warLeague", n) })];
    "capital-league": |body, n| [json!({ "capitalLeague": replace(body, "/capitalLeague", n) })];
    "capital-hall": |body, n| [json!({ "capitalHall": add(body, "/clanCapital/capitalHallLevel", n) })];
    "gold": |body, n| [json!({ "capitalGold": add(body, "/clanCapital/clanGoldSinkTotal", n) })];
    "district": |body, n| {
        let level = add(body, "/clanCapital/districts/0/districtHallLevel", n);
        [json!({ "district": { "id": 70_000_000, "name": "Capital Peak", "level": level } })]
    };
    "new-district": |body, n| {
        let district = json!({ "id": 70_000_001, "name": "Barbarian Camp", "districtHallLevel": n });
        body["clanCapital"]["districts"].as_array_mut().unwrap().push(district);
        let level = json!({ "old": 0, "new": n });
        [json!({ "district": { "id": 70_000_001, "name": "Barbarian Camp", "level": level } })]
    };
    "roster": |body, _| {
        body["memberList"].as_array_mut().unwrap().push(member("#2PR", "Cleo"));
        let count = add(body, "/members", 1);
        [json!({ "memberCount": count }), json!({ "joined": { "role": "member", "townHallLevel": 14 } })]
    };
    "roster": |body, _| {
        body["memberList"].as_array_mut().unwrap().retain(|member| member["tag"] != "#2PY");
        let count = add(body, "/members", -1);
        [json!({ "memberCount": count }), json!({ "left": { "role": "member", "townHallLevel": 14 } })]
    };
    "role": |body, _| {
        let Value::Object(mut role) = set(body, "/memberList/0/role", json!("admin")) else { unreachable!() };
        role.insert("direction".into(), json!("promoted"));
        [json!({ "role": role })]
    };
    "member-name": |body, n| [json!({ "name": set(body, "/memberList/0/name", json!(n.to_string())) })];
    "donations": |body, n| [json!({ "donated": gain(body, "/memberList/0/donations", n) })];
    "received": |body, n| [json!({ "received": gain(body, "/memberList/0/donationsReceived", n) })];
    "member-hall": |body, n| [json!({ "townHallLevel": add(body, "/memberList/0/townHallLevel", n) })];
    "exp": |body, n| [json!({ "expLevel": add(body, "/memberList/0/expLevel", n) })];
    "member-trophies": |body, n| [json!({ "trophies": add(body, "/memberList/0/trophies", -n) })];
    "member-builder": |body, n| {
        [json!({ "builderBaseTrophies": add(body, "/memberList/0/builderBaseTrophies", n) })]
    };
    "member-tier": |body, n| [json!({ "leagueTier": replace(body, "/memberList/0/leagueTier", n) })];
    "member-league": |body, n| {
        [json!({ "builderBaseLeague": replace(body, "/memberList/0/builderBaseLeague", n) })]
    };
    "rank": |body, n| [json!({ "clanRank": add(body, "/memberList/0/clanRank", n) })];
    "previous-rank": |body, n| {
        add(body, "/memberList/0/previousClanRank", n);
        []
    };
};

/// A body with some random numbers.
fn bodies() -> impl Strategy<Value = Value> {
    (prop::collection::vec(0..40_000_i32, 6), 1..20_usize).prop_map(|(numbers, members)| {
        let mut body = body();
        let fields =
            ["clanPoints", "clanCapitalPoints", "warWins", "warWinStreak", "requiredTrophies", "warLosses"];
        for (field, number) in fields.into_iter().zip(numbers) {
            body[field] = json!(number);
        }
        for index in 0..members {
            let digits = ["0", "2", "8", "9"];
            let tag = format!("#8{}{}Q", digits[index % 4], digits[index / 4 % 4]);
            let list = body["memberList"].as_array_mut().unwrap();
            if list.iter().all(|member| member["tag"] != tag.as_str()) {
                list.push(member(&tag, "Another"));
            }
        }
        body["members"] = json!(body["memberList"].as_array().unwrap().len());
        body
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_edit_has_exactly_its_events(body in bodies(), edits in some_of(EDITS)) {
        check(probe(), &body, &edits, sorted);
    }
}

#[test]
fn each_edit_alone_has_exactly_its_events() {
    for edit in EDITS {
        check(probe(), &body(), &[(edit, 7)], sorted);
    }
}
