//! Delivery of events: none is lost, and none comes before its state.

use std::{collections::HashSet, time::Duration};

use coc_core::{
    Client,
    watch::{self, ClanEvent, Event, EventKind, Subscription},
};
use futures_util::StreamExt as _;

use super::{CLAN, SECOND, Server, clan, player, ready};
use crate::response;

const HOUR: Duration = Duration::from_secs(3_600);

/// A clan whose points are the number of ten minutes that have passed.
pub(super) fn growing_clan(at: Duration) -> String {
    crate::clan(u32::try_from(at.as_secs() / 600).unwrap())
}

/// The clan's points before and after each change of them.
fn points(events: &[Event]) -> Vec<(i32, i32)> {
    let points = |event: &Event| match &event.kind {
        EventKind::Clan(ClanEvent::Points(change)) => Some((change.old, change.new)),
        _ => None,
    };
    events.iter().filter_map(points).collect()
}

#[test]
fn every_change_is_reported_once_within_its_window() {
    let server = Server::new();
    server.changing(CLAN, growing_clan);
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    let events = server.run(&mut watcher, 5 * HOUR);
    assert_eq!(points(&events), (0..29).map(|points| (points, points + 1)).collect::<Vec<_>>());
    assert_eq!(events.iter().map(Event::id).collect::<HashSet<_>>().len(), events.len());
    for (event, change) in events.iter().zip(1..) {
        let happened = i64::try_from(super::START.as_secs()).unwrap() + 600 * change;
        let window = event.happened_after.unix_seconds()..=event.happened_before.unix_seconds();
        assert!(window.contains(&happened), "{change}: {window:?}");
        assert!(event.happened_before <= event.observed_at);
        // From the request before: its interval and jitter, and a minute in which the response of
        // the API may have been older.
        assert!(window.end() - window.start() <= 60 + 64, "{window:?}");
    }
}

#[test]
fn equal_bytes_are_not_reported() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher().max_idle_interval(Duration::ZERO);
    watcher.subjects().follow(clan("#2PP"));
    assert!(server.run(&mut watcher, HOUR).is_empty());
    // The same value in other bytes is decoded, and nothing is reported.
    server.body(CLAN, &format!(" {}", crate::clan(1)));
    assert!(server.run(&mut watcher, HOUR).is_empty());
    assert!(server.times(CLAN).len() > 110);
}

#[test]
fn a_body_that_cannot_be_decoded_is_a_failure_and_changes_nothing() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, SECOND);
    server.body(CLAN, "<html>");
    let events = server.run(&mut watcher, HOUR);
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events[0].id().as_str().contains("poll-failed"));
    server.body(CLAN, &crate::clan(2));
    let events = server.run(&mut watcher, HOUR);
    assert_eq!(points(&events), [(1, 2)]);
    assert_eq!(events.len(), 2, "and the recovery: {events:?}");
}

#[test]
fn while_an_event_waits_no_other_response_is_applied() {
    let server = Server::new();
    let paths = ["#2PP", "#2PY", "#2PL"].map(|tag| tag.replace('#', "/clans/%23"));
    for path in &paths {
        server.changing(path, growing_clan);
    }
    let mut watcher = server.client().watcher();
    for tag in ["#2PP", "#2PY", "#2PL"] {
        watcher.subjects().follow(clan(tag));
    }
    server.run(&mut watcher, SECOND * 599);
    server.clock.advance(SECOND * 70);
    let first = ready(&mut watcher).unwrap();
    // A consumer that takes an hour for an event.
    let sent = server.requests.lock().unwrap().len();
    server.clock.advance(HOUR);
    assert_eq!(server.requests.lock().unwrap().len(), sent, "nothing is requested meanwhile");
    let rest = server.run(&mut watcher, SECOND * 300);
    let mut all: Vec<Event> = [vec![first], rest].concat();
    all.sort_by_key(|event| event.subject);
    assert_eq!(points(&all).iter().map(|(_, new)| *new).max(), Some(7));
    for tag in ["#2PP", "#2PY", "#2PL"] {
        let of_clan: Vec<Event> = all.iter().filter(|event| event.subject == clan(tag)).cloned().collect();
        let changes = points(&of_clan);
        assert!(changes.windows(2).all(|pair| pair[0].1 == pair[1].0), "no change is skipped: {changes:?}");
        assert_eq!((changes[0].0, changes.last().unwrap().1), (0, 7), "{tag}");
    }
}

#[test]
fn an_unfollowed_subject_takes_its_waiting_events_along() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, SECOND);
    let mut changed = crate::clan(2);
    changed = changed.replace("\"Example\"", "\"Renamed\"");
    server.body(CLAN, &changed);
    server.clock.advance(SECOND * 70);
    assert_eq!(ready(&mut watcher).map(|event| event.subject), Some(clan("#2PP")));
    watcher.subjects().unfollow(clan("#2PP"));
    assert_eq!(ready(&mut watcher).map(|event| event.id()), None);
}

#[test]
fn a_paused_subject_reports_afterwards_what_has_changed() {
    let server = Server::new();
    server.changing(CLAN, growing_clan);
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, SECOND);
    watcher.subjects().pause(clan("#2PP"));
    assert!(server.run(&mut watcher, HOUR).is_empty());
    watcher.subjects().resume(clan("#2PP"));
    assert_eq!(points(&server.run(&mut watcher, SECOND)), [(0, 6)]);
}

#[test]
fn two_subjects_with_one_resource_share_its_requests() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let client = server.client();
    let (mut first, mut second) = (client.watcher(), client.watcher());
    first.subjects().follow(clan("#2PP"));
    second.subjects().follow(clan("#2PP"));
    for _ in 0..60 {
        server.run(&mut first, SECOND * 30);
        server.run(&mut second, SECOND * 30);
    }
    assert!(server.intervals(CLAN).iter().all(|interval| *interval >= 60.0), "{:?}", server.intervals(CLAN));
}

#[test]
fn the_first_sight_is_reported_only_if_a_snapshot_is_requested() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(Subscription::new(clan("#2PP")).snapshot());
    let events = server.run(&mut watcher, HOUR);
    assert!(!events.is_empty() && events.iter().all(|event| event.subject == clan("#2PP")), "{events:?}");
}

#[test]
fn a_stream_of_events_can_be_combined_with_others() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    for tag in ["#8QU", "#8QG"] {
        watcher.subjects().follow(player(tag));
    }
    let gone: Vec<_> = server.clock.run(watcher.by_ref().take(2).map(|event| event.subject).collect());
    assert_eq!(gone, [player("#8QU"), player("#8QG")]);
}

#[test]
fn a_stale_response_that_is_served_for_a_failure_counts_as_one() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let policy = coc_core::cache::CachePolicy::new().stale_if_error(HOUR);
    let client: Client = server.builder().cache_policy(policy).build().unwrap();
    let mut watcher = client.watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, SECOND);
    server.set("*", response(503, &[], r#"{"reason":"inMaintenance"}"#));
    let events = server.run(&mut watcher, SECOND * 100);
    assert_eq!(events.iter().map(|event| event.subject).collect::<Vec<_>>(), [watch::Subject::Api]);
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn a_watcher_moves_between_threads_and_its_handle_is_shared_by_them() {
    fn moves<T: Send + 'static>() {}
    fn is_shared<T: Send + Sync + Clone + 'static>() {}
    moves::<watch::Watcher>();
    is_shared::<watch::Subjects>();
    is_shared::<Event>();
    is_shared::<watch::Snapshot>();
}
