//! Events without requests: the calendar, and reminders.

use std::time::Duration;

use coc_core::{
    models::Timestamp,
    watch::{CalendarEvent, Event, EventKind, MomentKind, Snapshot, Subject, Subscription},
};

use super::Server;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// Returns the reached moments and the reminders as text.
fn described(events: &[Event]) -> Vec<String> {
    let short = |at: Timestamp| at.rfc3339().to_string()[5..16].to_owned();
    let describe = |event: &Event| match &event.kind {
        EventKind::Calendar(CalendarEvent::Reached { moment, at }) => {
            assert_eq!((event.happened_after, event.happened_before), (*at, *at));
            format!("{} {moment}", short(*at))
        }
        EventKind::Reminder { moment, at, lead } => {
            let observed = short(event.observed_at);
            format!("{observed} {moment} at {} in {} h", short(*at), lead.as_secs() / 3_600)
        }
        other => panic!("{other:?}"),
    };
    events.iter().map(describe).collect()
}

#[test]
fn every_turn_is_reported_once_at_its_time_without_requests() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(Subject::Calendar);
    let events = server.run(&mut watcher, 8 * DAY);
    let expected = [
        "11-27T05:00 legend-day-end",
        "11-27T07:00 raid-weekend-start",
        "11-28T05:00 legend-day-end",
        "11-28T08:00 clan-games-end",
        "11-29T05:00 legend-day-end",
        "11-30T05:00 trophy-season-end",
        "11-30T05:00 ranked-week-end",
        "11-30T05:00 legend-day-end",
        "11-30T07:00 raid-weekend-end",
        "12-01T05:00 legend-day-end",
        "12-02T05:00 legend-day-end",
        "12-03T05:00 legend-day-end",
        "12-04T05:00 legend-day-end",
        "12-04T07:00 raid-weekend-start",
    ];
    assert_eq!(described(&events), expected);
    for event in &events {
        let delay = event.observed_at.unix_millis() - event.happened_before.unix_millis();
        assert!((0..=60).contains(&delay), "{delay} ms late");
    }
    assert_eq!(events[1].id().as_str(), "calendar/reached/raid-weekend-start/1795762800");
    assert!(server.requests.lock().unwrap().is_empty());
}

#[test]
fn after_a_pause_the_latest_turn_of_each_kind_is_reported() {
    let server = Server::new();
    let watcher = server.client().watcher();
    watcher.subjects().follow(Subject::Calendar);
    let saved = serde_json::to_string(&watcher.snapshot()).unwrap();
    server.clock.advance(40 * DAY);
    let snapshot: Snapshot = serde_json::from_str(&saved).unwrap();
    let mut watcher = server.client().watcher().restore(snapshot).unwrap();
    let events = server.run(&mut watcher, HOUR);
    // It is 2027-01-06T00:00:00Z.
    let expected = [
        "12-22T08:00 clan-games-start",
        "12-28T05:00 trophy-season-end",
        "12-28T08:00 clan-games-end",
        "01-01T07:00 raid-weekend-start",
        "01-04T05:00 ranked-week-end",
        "01-04T07:00 raid-weekend-end",
        "01-05T05:00 legend-day-end",
    ];
    assert_eq!(described(&events), expected);
}

#[test]
fn reminders_come_once_for_each_moment_and_lead() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    let calendar = Subscription::new(Subject::Calendar)
        .remind(MomentKind::RaidWeekendEnd, HOUR)
        .remind(MomentKind::RaidWeekendEnd, 3 * HOUR)
        .remind(MomentKind::RaidWeekendEnd, 3 * HOUR)
        .remind(MomentKind::ClanGamesStart, 24 * HOUR);
    watcher.subjects().follow(calendar);
    let mut events = server.run(&mut watcher, 30 * DAY);
    events.retain(|event| matches!(event.kind, EventKind::Reminder { .. }));
    let expected = [
        "11-30T04:00 raid-weekend-end at 11-30T07:00 in 3 h",
        "11-30T06:00 raid-weekend-end at 11-30T07:00 in 1 h",
        "12-07T04:00 raid-weekend-end at 12-07T07:00 in 3 h",
        "12-07T06:00 raid-weekend-end at 12-07T07:00 in 1 h",
        "12-14T04:00 raid-weekend-end at 12-14T07:00 in 3 h",
        "12-14T06:00 raid-weekend-end at 12-14T07:00 in 1 h",
        "12-21T04:00 raid-weekend-end at 12-21T07:00 in 3 h",
        "12-21T06:00 raid-weekend-end at 12-21T07:00 in 1 h",
        "12-21T08:00 clan-games-start at 12-22T08:00 in 24 h",
    ];
    assert_eq!(described(&events), expected);
    let ids: std::collections::HashSet<_> = events.iter().map(Event::id).collect();
    assert_eq!(ids.len(), events.len());
}

#[test]
fn a_missed_reminder_comes_late_if_its_moment_is_ahead_and_never_twice() {
    let server = Server::new();
    let watcher = server.client().watcher();
    let reminder = |lead| Subscription::new(Subject::Calendar).remind(MomentKind::RaidWeekendStart, lead);
    watcher.subjects().follow(reminder(HOUR * 2));
    let before = watcher.snapshot();
    // 2026-11-27T06:00:00Z, an hour before the raid weekend.
    server.clock.advance(6 * HOUR);
    let late = |watcher: &mut coc_core::watch::Watcher| {
        let mut events = server.run(watcher, HOUR / 60);
        events.retain(|event| matches!(event.kind, EventKind::Reminder { .. }));
        described(&events)
    };
    let mut watcher = server.client().watcher().restore(before.clone()).unwrap();
    assert_eq!(late(&mut watcher), ["11-27T06:00 raid-weekend-start at 11-27T07:00 in 2 h"]);
    let mut watcher = server.client().watcher().restore(watcher.snapshot()).unwrap();
    assert_eq!(late(&mut watcher), Vec::<String>::new(), "it was given");
    // A lead that is added when its time has passed.
    watcher.subjects().follow(reminder(HOUR * 4));
    assert_eq!(late(&mut watcher), ["11-27T06:02 raid-weekend-start at 11-27T07:00 in 4 h"]);

    server.clock.advance(2 * HOUR);
    let mut watcher = server.client().watcher().restore(before).unwrap();
    assert_eq!(late(&mut watcher), Vec::<String>::new(), "its moment has passed");
}

#[test]
fn a_corrected_clock_moves_what_is_due() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(Subject::Calendar);
    server.run(&mut watcher, HOUR);
    // The machine was suspended for six hours, in which its monotonic clock stood still.
    server.clock.set_unix_time(super::START + 7 * HOUR);
    let events = server.run(&mut watcher, Duration::from_secs(61));
    assert_eq!(described(&events), ["11-27T05:00 legend-day-end", "11-27T07:00 raid-weekend-start"]);
}
