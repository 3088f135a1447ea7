//! Restarts: nothing is lost, and what comes again has the same ids.

use std::time::Duration;

use coc_core::watch::{Event, EventId, MomentKind, Snapshot, Subject, Subscription, Watcher};

use super::{CLAN, SECOND, Server, clan, delivery::growing_clan, player, ready};

const HOUR: Duration = Duration::from_secs(3_600);

const PLAYER: &str = "/players/%238QU";

/// A player who gains a trophy and a town hall every 15 minutes.
fn growing_player(at: Duration) -> String {
    let level = 1 + at.as_secs() / 900;
    format!(r##"{{"tag":"#8QU","name":"Example","townHallLevel":{level},"trophies":{level}}}"##)
}

/// A server with a clan, a player, and a failing player.
fn server() -> Server {
    let server = Server::new();
    server.changing(CLAN, growing_clan);
    server.changing(PLAYER, growing_player);
    server
}

fn follow_all(watcher: &Watcher) {
    let subjects = watcher.subjects();
    subjects.follow(clan("#2PP"));
    subjects.follow(player("#8QU"));
    let calendar = Subscription::new(Subject::Calendar);
    subjects.follow(calendar.remind(MomentKind::RaidWeekendStart, 3 * HOUR));
}

/// Returns the snapshot as it is after a restart of the program.
fn reloaded(watcher: &Watcher) -> Snapshot {
    serde_json::from_str(&serde_json::to_string(&watcher.snapshot()).unwrap()).unwrap()
}

/// Returns the next event before this time.
fn next(server: &Server, watcher: &mut Watcher, end: Duration) -> Option<Event> {
    loop {
        if let Some(event) = ready(watcher) {
            return Some(event);
        }
        let left = end.saturating_sub(server.elapsed());
        if left.is_zero() {
            return None;
        }
        server.clock.advance(server.clock.next_wake().map_or(left, |next| next.min(left)));
    }
}

/// The ids of events, sorted, because subjects that change at once are polled in any order.
fn sorted(events: &[Event]) -> Vec<EventId> {
    let mut ids: Vec<EventId> = events.iter().map(Event::id).collect();
    ids.sort();
    ids
}

#[test]
fn a_restart_at_any_event_loses_and_repeats_nothing() {
    let end = 8 * HOUR;
    let uninterrupted = {
        let server = server();
        let mut watcher = server.client().watcher();
        follow_all(&watcher);
        sorted(&server.run(&mut watcher, end))
    };
    assert!(uninterrupted.len() > 80, "{}", uninterrupted.len());
    // Restarts at every event, at every third, and so on.
    for every in [1, 3, 7] {
        let server = server();
        let mut watcher = server.client().watcher();
        follow_all(&watcher);
        let mut events = Vec::new();
        while let Some(event) = next(&server, &mut watcher, end) {
            events.push(event);
            if events.len() % every == 0 {
                watcher = server.client().watcher().restore(reloaded(&watcher)).unwrap();
            }
        }
        assert_eq!(sorted(&events), uninterrupted, "every {every}");
    }
}

#[test]
fn what_was_returned_after_the_snapshot_comes_again_with_the_same_ids() {
    let server = server();
    let mut watcher = server.client().watcher();
    follow_all(&watcher);
    server.run(&mut watcher, 2 * HOUR);
    for _ in 0..10 {
        let saved = reloaded(&watcher);
        // Until just before the next change, so that the next run sees the same states.
        let first = next(&server, &mut watcher, 9 * HOUR).unwrap();
        let lost: Vec<Event> = [vec![first], server.run(&mut watcher, SECOND * 5)].concat();
        let mut restored = server.client().watcher().restore(saved).unwrap();
        let again = server.run(&mut restored, SECOND * 5);
        for id in sorted(&lost) {
            assert!(sorted(&again).contains(&id), "{id} is missing in {:?}", sorted(&again));
        }
        watcher = restored;
    }
}

#[test]
fn events_that_wait_are_part_of_the_snapshot() {
    let server = server();
    let mut watcher = server.client().watcher();
    follow_all(&watcher);
    server.run(&mut watcher, SECOND);
    // Both values of the player change in one response.
    let first = loop {
        let event = next(&server, &mut watcher, HOUR).unwrap();
        if event.subject == player("#8QU") {
            break event;
        }
    };
    let saved = reloaded(&watcher);
    let second = ready(&mut watcher).unwrap();
    assert_eq!((second.subject, second.observed_at), (first.subject, first.observed_at));
    let mut restored = server.client().watcher().restore(saved).unwrap();
    assert_eq!(ready(&mut restored).map(|event| event.id()), Some(second.id()));
}

#[test]
fn options_due_times_and_the_pace_of_what_never_changes_are_restored() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    watcher.subjects().follow(Subscription::new(player("#8QU")).interval(HOUR));
    watcher.subjects().follow(player("#8QG"));
    watcher.subjects().pause(player("#8QG"));
    server.run(&mut watcher, 12 * HOUR);
    let list = |watcher: &Watcher| {
        let mut list = watcher.subjects().list();
        list.sort_by_key(Subscription::subject);
        list
    };
    let mut restored = server.client().watcher().restore(reloaded(&watcher)).unwrap();
    assert_eq!(list(&restored), list(&watcher));
    let before = server.times(CLAN).len();
    server.run(&mut restored, HOUR);
    assert!(server.times(CLAN).len() - before <= 3, "it still changes seldom");
    assert!(server.times("/players/%238QG").is_empty());
    assert!(server.intervals(CLAN).iter().all(|interval| *interval >= 60.0));
}

#[test]
fn a_snapshot_of_another_version_is_an_error_and_changes_nothing() {
    let server = Server::new();
    for text in [r#"[2, {"unknown": [1, null]}]"#, "[4294967295, 7]"] {
        let snapshot: Snapshot = serde_json::from_str(text).unwrap();
        let error = server.client().watcher().restore(snapshot.clone()).unwrap_err();
        assert!(error.to_string().starts_with("the snapshot has version "), "{error}");
        assert!(serde_json::to_string(&snapshot).is_err(), "its content is not known");
    }
    for text in ["[]", "[1]", "{}", "[1, {}]", "[1, 2]", "null"] {
        assert!(serde_json::from_str::<Snapshot>(text).is_err(), "{text}");
    }
}

#[test]
fn a_snapshot_passes_through_a_tree_of_values_too() {
    let server = server();
    let mut watcher = server.client().watcher();
    follow_all(&watcher);
    server.run(&mut watcher, HOUR);
    let value = serde_json::to_value(watcher.snapshot()).unwrap();
    assert_eq!(value[0], 1);
    let snapshot: Snapshot = serde_json::from_value(value.clone()).unwrap();
    let restored = server.client().watcher().restore(snapshot).unwrap();
    let again = serde_json::to_value(restored.snapshot()).unwrap();
    assert_eq!(again[1]["subjects"].as_array().unwrap().len(), 3);
    assert_eq!(again, value);
}
