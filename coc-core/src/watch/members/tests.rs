use serde_json::{Value, json};

use super::MembersFollower;
use crate::watch::{EventKind, follower::Resource, test_support::Probe};

fn clan(tags: &[&str]) -> Value {
    let member = |tag: &&str| json!({ "tag": tag, "name": "Ada", "role": "member", "townHallLevel": 14 });
    let list: Vec<_> = tags.iter().map(member).collect();
    json!({ "tag": "#2PP", "name": "Clan", "members": list.len(), "memberList": list })
}

fn player(tag: &str, exp_level: i32) -> Value {
    json!({ "tag": tag, "name": "Ada", "expLevel": exp_level })
}

fn resource(tag: &str) -> Resource {
    Resource::Player(tag.parse().unwrap())
}

fn probe() -> Probe<MembersFollower> {
    Probe::new(MembersFollower::new("#2PP".parse().unwrap()))
}

fn names(probe: &Probe<MembersFollower>) -> Vec<String> {
    probe.resources().iter().map(ToString::to_string).collect()
}

#[test]
fn players_are_followed_from_joining_to_leaving() {
    let mut probe = probe();
    assert_eq!(names(&probe), ["clan #2PP"]);
    assert!(probe.see(&clan(&["#2PV", "#2PY"])).is_empty());
    assert_eq!(names(&probe), ["clan #2PP", "player #2PV", "player #2PY"]);
    assert!(probe.see_of(&resource("#2PV"), &player("#2PV", 5)).is_empty());

    let events = probe.see(&clan(&["#2PY", "#2PR"]));
    let kinds: Vec<_> =
        events.iter().map(|event| serde_json::to_value(event).unwrap()["member"].clone()).collect();
    assert_eq!((&kinds[0]["tag"], kinds[0]["kind"].get("left").is_some()), (&json!("#2PV"), true));
    assert_eq!((&kinds[1]["tag"], kinds[1]["kind"].get("joined").is_some()), (&json!("#2PR"), true));
    assert_eq!(kinds.len(), 2);
    assert_eq!(names(&probe), ["clan #2PP", "player #2PY", "player #2PR"]);
}

#[test]
fn the_event_of_a_member_names_the_player() {
    let mut probe = probe();
    probe.see(&clan(&["#2PV", "#2PY"]));
    for tag in ["#2PV", "#2PY"] {
        assert!(probe.see_of(&resource(tag), &player(tag, 5)).is_empty(), "the first sight of {tag}");
    }
    let events = probe.see_of(&resource("#2PY"), &player("#2PY", 6));
    let [EventKind::Player(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(event.tag, "#2PY");
    assert!(probe.see_of(&resource("#2PV"), &player("#2PV", 5)).is_empty());
}

#[test]
fn a_late_response_for_a_player_who_left_is_ignored() {
    let mut probe = probe();
    probe.see(&clan(&["#2PV", "#2PY"]));
    probe.see_of(&resource("#2PV"), &player("#2PV", 5));
    probe.see(&clan(&["#2PY"]));
    assert!(probe.see_of(&resource("#2PV"), &player("#2PV", 6)).is_empty());
    // A player who returns is seen for the first time.
    probe.see(&clan(&["#2PV", "#2PY"]));
    assert!(probe.see_of(&resource("#2PV"), &player("#2PV", 7)).is_empty());
}

#[test]
fn a_list_that_was_not_sent_keeps_the_members() {
    let mut probe = probe();
    probe.see(&clan(&["#2PV", "#2PY"]));
    assert!(probe.see(&json!({ "tag": "#2PP", "members": 2 })).is_empty());
    assert_eq!(names(&probe).len(), 3);
}
