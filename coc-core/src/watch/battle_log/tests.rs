use serde_json::{Value, json};

use super::BattleLogFollower;
use crate::watch::test_support::{Probe, recorded};

fn probe() -> Probe<BattleLogFollower> {
    Probe::new(BattleLogFollower::new("#2PP".parse().unwrap()))
}

/// A log with a row for each letter. In capital letters they have no time.
fn log(rows: &str) -> Value {
    let row = |letter: char| {
        let minute = u32::from(letter) - u32::from('a');
        json!({
            "battleType": "ranked", "attack": true, "armyShareCode": letter.to_string(),
            "opponentPlayerTag": "#2PY", "stars": 2, "destructionPercentage": 70,
            "lootedResources": [{ "name": "Gold", "amount": 5 }],
            "battleTimestamp": format!("20260901T08{minute:02}00.000Z"),
        })
    };
    let old_row = |letter: char| {
        let mut row = row(letter.to_ascii_lowercase());
        row.as_object_mut().unwrap().remove("battleTimestamp");
        row
    };
    let rows = rows.chars().map(|letter| if letter.is_uppercase() { old_row(letter) } else { row(letter) });
    json!({ "items": rows.collect::<Vec<_>>() })
}

/// The codes of the battles that are new, and whether the record is unbroken.
fn gained(old: &str, new: &str) -> (String, Option<bool>) {
    let mut probe = probe();
    assert!(probe.see(&log(old)).is_empty(), "the first sight");
    let events = probe.json(&log(new));
    let code = |event: &Value| event["logged"]["battle"]["armyShareCode"].as_str().unwrap().to_owned();
    let is_unbroken = events.first().map(|event| event["logged"]["isUnbroken"].as_bool().unwrap());
    assert!(probe.see(&log(new)).is_empty(), "a log against itself");
    (events.iter().map(code).collect(), is_unbroken)
}

#[test]
fn each_new_row_is_an_event_and_a_broken_record_is_said() {
    for (old, new, rows, is_unbroken) in [
        ("abc", "abcde", "de", Some(true)),
        ("abc", "cde", "de", Some(true)),
        ("cba", "edcb", "ed", Some(true)),
        ("abc", "abc", "", None),
        ("abc", "def", "def", Some(false)),
        ("AA", "AAA", "a", Some(true)),
        ("A", "ABBB", "bbb", Some(true)),
    ] {
        assert_eq!(gained(old, new), (rows.to_owned(), is_unbroken), "{old} {new}");
    }
}

#[test]
fn a_new_battle_has_its_loot() {
    let mut probe = probe();
    probe.see(&log("a"));
    let events = probe.json(&log("ab"));
    assert_eq!(events[0]["logged"]["battle"]["lootedResources"][0]["amount"], 5);
}

#[test]
fn the_first_sight_is_a_snapshot_if_requested() {
    let mut probe = probe();
    probe.snapshots = true;
    assert_eq!(probe.json(&log("ab"))[0]["snapshot"].as_array().unwrap().len(), 2);
    assert!(probe.see(&log("ab")).is_empty());
}

#[test]
fn a_recorded_log_against_itself_has_no_events_and_its_newest_row_is_one() {
    for (path, body) in recorded("battlelog") {
        let mut probe = probe();
        probe.see(&body);
        assert!(probe.see(&body).is_empty(), "{path}");
        let mut before = body.clone();
        before["items"].as_array_mut().unwrap().pop();
        let mut probe = self::probe();
        probe.see(&before);
        assert_eq!(probe.see(&body).len(), 1, "{path}");
    }
}
