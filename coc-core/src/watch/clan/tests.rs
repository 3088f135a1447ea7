use coc_models::Clan;
use serde_json::{Value, json};

use super::ClanFollower;
use crate::{
    heap_size,
    watch::test_support::{Probe, badge, recorded},
};

pub(super) fn probe() -> Probe<ClanFollower> {
    Probe::new(ClanFollower::new("#2PP".parse().unwrap()))
}

pub(super) fn member(tag: &str, name: &str) -> Value {
    json!({
        "tag": tag, "name": name, "role": "member", "townHallLevel": 14, "expLevel": 150,
        "leagueTier": { "id": 105_000_020, "name": "Golem League 20" }, "trophies": 300,
        "builderBaseTrophies": 2500, "clanRank": 1, "previousClanRank": 2, "donations": 10,
        "donationsReceived": 25,
        "builderBaseLeague": { "id": 44_000_030, "name": "Ruby League I" },
    })
}

pub(super) fn body() -> Value {
    json!({
        "tag": "#2PP", "name": "Clan", "type": "inviteOnly", "description": "Hello",
        "location": { "id": 32_000_094, "name": "Germany", "isCountry": true, "countryCode": "DE" },
        "isFamilyFriendly": true, "badgeUrls": badge(1), "clanLevel": 9, "clanPoints": 30_000,
        "clanBuilderBasePoints": 20_000, "clanCapitalPoints": 1500,
        "capitalLeague": { "id": 85_000_012, "name": "Crystal League I" },
        "requiredTrophies": 1000, "warFrequency": "always", "warWinStreak": 3, "warWins": 200,
        "warTies": 4, "warLosses": 80, "isWarLogPublic": true,
        "warLeague": { "id": 48_000_012, "name": "Crystal League I" }, "members": 2,
        "labels": [{ "id": 56_000_000, "name": "Clan Wars" }],
        "requiredBuilderBaseTrophies": 500, "requiredTownhallLevel": 10,
        "requiredLeagueTier": { "id": 105_000_010, "name": "Wizard League 10" },
        "chatLanguage": { "id": 75_000_005, "name": "German", "languageCode": "DE" },
        "clanCapital": {
            "capitalHallLevel": 8, "clanGoldSinkTotal": 9_000_000_000_i64,
            "districts": [{ "id": 70_000_000, "name": "Capital Peak", "districtHallLevel": 8 }],
        },
        "memberList": [member("#2PV", "Ada"), member("#2PY", "Bea")],
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
    assert_eq!(events[0]["snapshot"]["memberList"][1]["name"], "Bea");
}

#[test]
fn a_member_who_donated_has_the_difference_or_after_a_reset_the_new_value() {
    for (new, amount) in [(25, 15), (3, 3)] {
        let events = after(|body| body["memberList"][0]["donations"] = json!(new));
        assert_eq!(events, [json!({ "donated": { "old": 10, "new": new, "amount": amount } })]);
    }
    assert_eq!(after(|body| body["memberList"][0]["donations"] = json!(0)), [] as [Value; 0]);
}

#[test]
fn a_member_who_is_gone_left_and_one_who_is_new_joined() {
    let mut probe = probe();
    probe.see(&body());
    let mut swapped = body();
    swapped["memberList"] = json!([member("#2PY", "Bea"), member("#2PR", "Cleo")]);
    let events: Vec<_> =
        probe.see(&swapped).into_iter().map(|event| serde_json::to_value(event).unwrap()).collect();
    let of = |tag: &str, name: &str, kind: &str| {
        json!({ "member": {
            "tag": tag, "name": name, "kind": { kind: { "role": "member", "townHallLevel": 14 } },
        } })
    };
    assert_eq!(events, [of("#2PV", "Ada", "left"), of("#2PR", "Cleo", "joined")]);
}

#[test]
fn a_change_of_role_has_its_direction() {
    let events = after(|body| body["memberList"][0]["role"] = json!("coLeader"));
    let role = json!({ "old": "member", "new": "coLeader", "direction": "promoted" });
    assert_eq!(events, [json!({ "role": role })]);
}

#[test]
fn a_body_that_lists_no_members_changes_none_and_they_are_remembered() {
    let mut probe = probe();
    probe.see(&body());
    let mut cut = body();
    cut.as_object_mut().unwrap().remove("memberList");
    assert_eq!(probe.json(&cut), [] as [Value; 0]);
    let mut promoted = body();
    promoted["memberList"][1]["expLevel"] = json!(151);
    assert_eq!(probe.json(&promoted), [json!({ "expLevel": { "old": 150, "new": 151 } })]);
}

#[test]
fn the_members_of_a_dead_clan_have_left() {
    let events = after(|body| {
        body["members"] = json!(0);
        body["memberList"] = json!([]);
    });
    assert_eq!(events.iter().filter(|event| event.get("left").is_some()).count(), 2, "{events:?}");
}

#[test]
fn a_field_that_only_old_bodies_lack_is_unchanged_when_it_appears() {
    let mut probe = probe();
    let mut old = body();
    for field in ["warLeague", "capitalLeague", "isFamilyFriendly", "clanCapitalPoints", "clanCapital"] {
        old.as_object_mut().unwrap().remove(field);
    }
    probe.see(&old);
    assert_eq!(probe.json(&body()), [] as [Value; 0]);
}

#[test]
fn the_state_of_a_full_clan_takes_at_most_16_kilobytes() {
    let mut full = body();
    let member = |index: usize| {
        let digits = ["0", "2", "8", "9", "P", "Y", "L", "Q"];
        member(&format!("#8QU8J9{}{}", digits[index % 8], digits[index / 8]), "A name of 15 in")
    };
    full["members"] = json!(50);
    full["memberList"] = json!((0..50).map(member).collect::<Vec<_>>());
    full["description"] = json!("x".repeat(250));
    full["labels"] =
        [0, 1, 2].map(|id| json!({ "id": 56_000_000 + id, "name": "Clan Capital" })).into_iter().collect();
    let district = |id| json!({ "id": 70_000_000 + id, "name": "Barbarian Camp", "districtHallLevel": 5 });
    full["clanCapital"]["districts"] = json!((0..9).map(district).collect::<Vec<_>>());
    let mut probe = probe();
    probe.see(&full);
    let size = size_of::<ClanFollower>() + size_of::<Clan>() + heap_size::of_model(&probe.follower);
    println!("{size} bytes");
    assert!(size <= 16_384, "{size} bytes");
}

#[test]
fn a_recorded_body_against_itself_has_no_events() {
    for (path, body) in recorded("clans") {
        let mut probe = probe();
        probe.see(&body);
        assert_eq!(probe.json(&body), [] as [Value; 0], "{path}");
    }
}
