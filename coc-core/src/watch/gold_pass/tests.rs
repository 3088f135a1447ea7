use serde_json::{Value, json};

use super::GoldPassFollower;
use crate::watch::{
    CalendarEvent, EventKind,
    test_support::{Probe, recorded},
};

fn season(month: u32) -> Value {
    json!({
        "startTime": format!("2026{month:02}01T080000.000Z"),
        "endTime": format!("2026{:02}01T080000.000Z", month + 1),
    })
}

#[test]
fn a_new_season_is_an_event_and_the_first_sight_is_none() {
    let mut probe = Probe::new(GoldPassFollower::new());
    assert!(probe.see(&season(8)).is_empty());
    assert!(probe.see(&season(8)).is_empty());
    let events = probe.see(&season(9));
    let [EventKind::Calendar(CalendarEvent::GoldPassTurned { old_start, start, end })] = &events[..] else {
        panic!("{events:?}")
    };
    let times = [old_start, start, end].map(ToString::to_string);
    assert_eq!(times, ["20260801T080000.000Z", "20260901T080000.000Z", "20261001T080000.000Z"]);
}

#[test]
fn a_recorded_season_against_itself_has_no_events() {
    for (path, body) in recorded("goldpass") {
        let mut probe = Probe::new(GoldPassFollower::new());
        probe.see(&body);
        assert!(probe.see(&body).is_empty(), "{path}");
    }
}
