use serde_json::{Value, json};

use super::WarLogFollower;
use crate::watch::{
    follower::{Outcome, Resource},
    test_support::{Probe, recorded},
};

fn probe() -> Probe<WarLogFollower> {
    Probe::new(WarLogFollower::new("#2PP".parse().unwrap()))
}

/// A log with a war for each small letter and a season of the clan war league for each capital one,
/// newest first.
fn log(entries: &str) -> Value {
    let entry = |letter: char| {
        let day = u32::from(letter.to_ascii_lowercase()) - u32::from('a') + 1;
        let opponent =
            if letter.is_uppercase() { json!({}) } else { json!({ "tag": "#2PY", "name": "Foe" }) };
        json!({
            "result": "win", "endTime": format!("202609{day:02}T080000.000Z"), "teamSize": 15,
            "clan": { "tag": "#2PP", "stars": day }, "opponent": opponent,
        })
    };
    json!({ "items": entries.chars().map(entry).collect::<Vec<_>>(), "paging": { "cursors": {} } })
}

/// The entries that are new, in the order of their events, by the day of their end.
fn gained(old: &str, new: &str) -> Vec<u64> {
    let mut probe = probe();
    assert!(probe.see(&log(old)).is_empty(), "the first sight");
    let events = probe.json(&log(new));
    assert!(probe.see(&log(new)).is_empty(), "a log against itself");
    let entry = |event: &Value| event.get("war").unwrap_or(&event["leagueSeason"]["season"]).clone();
    events.iter().map(|event| entry(event)["clan"]["stars"].as_u64().unwrap()).collect()
}

#[test]
fn each_new_entry_is_an_event_from_the_oldest_to_the_newest() {
    assert_eq!(gained("ba", "dcba"), [3, 4]);
    assert_eq!(gained("ba", "ba"), [0_u64; 0]);
    assert_eq!(gained("", "a"), [1]);
    assert_eq!(gained("dc", "dcba"), [0_u64; 0], "a longer log has older entries");
    assert_eq!(gained("db", "dCb"), [3], "a season may be entered below a later war");
}

#[test]
fn a_league_season_has_its_outcome() {
    let mut probe = probe();
    probe.see(&log("a"));
    let events = probe.json(&log("Ba"));
    assert_eq!(events[0]["leagueSeason"]["outcome"], "promoted");
}

#[test]
fn the_wars_of_a_private_time_are_reported_once_the_log_is_public_again() {
    let mut probe = probe();
    let resource = Resource::WarLog("#2PP".parse().unwrap());
    probe.see(&log("a"));
    let private = probe.observe(&resource, Outcome::PrivateWarLog);
    assert_eq!(serde_json::to_value(&private).unwrap(), json!([{ "warLog": "becamePrivate" }]));
    assert!(probe.observe(&resource, Outcome::PrivateWarLog).is_empty());
    let events = probe.see(&log("ba"));
    assert_eq!(serde_json::to_value(&events[0]).unwrap(), json!({ "warLog": "becamePublic" }));
    assert_eq!(events.len(), 2);
}

#[test]
fn a_log_that_is_private_at_first_sight_is_no_event_and_its_first_wars_are_none_either() {
    let mut probe = probe();
    let resource = Resource::WarLog("#2PP".parse().unwrap());
    assert!(probe.observe(&resource, Outcome::PrivateWarLog).is_empty());
    let events = probe.see(&log("ba"));
    assert_eq!(serde_json::to_value(&events).unwrap(), json!([{ "warLog": "becamePublic" }]));
}

#[test]
fn a_recorded_log_against_itself_has_no_events_and_its_newest_entry_is_one() {
    for (path, body) in recorded("warlog") {
        let mut probe = probe();
        probe.see(&body);
        assert!(probe.see(&body).is_empty(), "{path}");
        let mut before = body.clone();
        before["items"].as_array_mut().unwrap().remove(0);
        let mut probe = self::probe();
        probe.see(&before);
        assert_eq!(probe.see(&body).len(), 1, "{path}");
    }
}
