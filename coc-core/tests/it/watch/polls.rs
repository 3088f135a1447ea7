//! Due times, back-off and failures of polls.

use std::time::Duration;

use coc_core::watch::{EventKind, PollEvent, Subscription};

use super::{CLAN, SECOND, Server, clan, player};
use crate::response;

const HOUR: Duration = Duration::from_secs(3_600);

/// The poll events of a run, as text.
fn poll_events(events: &[coc_core::watch::Event]) -> Vec<String> {
    let describe = |event: &coc_core::watch::Event| match &event.kind {
        EventKind::Poll(PollEvent::Failed { resource, error }) => Some(format!("failed {resource}: {error}")),
        EventKind::Poll(PollEvent::Recovered { resource }) => Some(format!("recovered {resource}")),
        EventKind::Poll(PollEvent::Gone { resource }) => Some(format!("gone {resource}")),
        _ => None,
    };
    events.iter().filter_map(describe).collect()
}

#[test]
fn a_resource_is_requested_when_its_freshness_ends_plus_a_jitter_of_at_most_a_twentieth() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher().max_idle_interval(Duration::ZERO);
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, 2 * HOUR);
    let intervals = server.intervals(CLAN);
    assert!(intervals.len() > 110, "{intervals:?}");
    assert!(intervals.iter().all(|interval| (60.0..=63.06).contains(interval)), "{intervals:?}");
    let mean = intervals.iter().sum::<f64>() / 117.0;
    assert!((60.5..62.5).contains(&mean), "the jitter varies: {mean}");
}

#[test]
fn an_interval_longer_than_the_freshness_is_kept_and_a_shorter_one_is_not() {
    for (interval, least) in [(600, 600.0), (10, 60.0)] {
        let server = Server::new();
        server.body(CLAN, &crate::clan(1));
        let mut watcher = server.client().watcher().max_idle_interval(Duration::ZERO);
        watcher.subjects().follow(Subscription::new(clan("#2PP")).interval(SECOND * interval));
        server.run(&mut watcher, 3 * HOUR);
        for interval in server.intervals(CLAN) {
            assert!((least..=least * 1.05 + 0.06).contains(&interval), "{interval}");
        }
    }
}

#[test]
fn what_does_not_change_backs_off_to_the_bound_and_returns_to_full_pace_at_the_first_change() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, 24 * HOUR);
    let (times, intervals) = (server.times(CLAN), server.intervals(CLAN));
    for (at, interval) in times.iter().zip(&intervals) {
        // A twentieth of the time without a change, within the freshness and 20 minutes.
        let expected = ((at - times[0]) / 20.0).clamp(60.0, 1_200.0);
        let upper = expected + (expected / 20.0).min(30.0) + 0.06;
        assert!((expected - 0.01..=upper).contains(interval), "{interval} s after {at} s");
    }
    assert!(intervals.last().is_some_and(|last| (1_200.0..=1_230.1).contains(last)));

    server.body(CLAN, &crate::clan(2));
    let before = server.times(CLAN).len();
    server.run(&mut watcher, 2 * HOUR);
    let after = &server.intervals(CLAN)[before..];
    assert!(after.len() > 25 && after[..15].iter().all(|interval| *interval < 63.1), "{after:?}");
}

#[test]
fn a_response_without_freshness_is_not_requested_without_end() {
    for cache_control in ["max-age=0", "no-store"] {
        let server = Server::new();
        server.set(CLAN, response(200, &[("cache-control", cache_control)], &crate::clan(1)));
        let mut watcher = server.client().watcher().max_idle_interval(Duration::ZERO);
        watcher.subjects().follow(clan("#2PP"));
        server.run(&mut watcher, SECOND * 100);
        let requests = server.times(CLAN).len();
        assert!((1..=101).contains(&requests), "{cache_control}: {requests}");
    }
}

#[test]
fn failures_back_off_and_are_reported_once_as_is_the_recovery() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    assert!(server.run(&mut watcher, SECOND).is_empty());
    server.status(CLAN, 500, "unknownException");
    let events = server.run(&mut watcher, HOUR);
    let expected = "failed clan #2PP: clan #2PP: the server failed (500 unknownException)";
    assert_eq!(poll_events(&events), [expected]);
    let intervals = server.intervals(CLAN);
    for (interval, least) in intervals[1..].iter().zip([2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 300.0])
    {
        assert!((least..=least * 1.25 + 0.06).contains(interval), "{intervals:?}");
    }
    assert!(intervals.iter().skip(1).all(|interval| *interval <= 375.1), "{intervals:?}");

    server.body(CLAN, &crate::clan(1));
    let events = server.run(&mut watcher, HOUR);
    assert_eq!(poll_events(&events), ["recovered clan #2PP"]);
    assert!(events[0].happened_after < events[0].happened_before);
}

#[test]
fn two_failures_that_pass_are_not_reported_and_one_that_lasts_is_at_once() {
    let server = Server::new();
    server.status(CLAN, 502, "");
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    // The second request is two seconds after the first one, the third would be four seconds later.
    server.run(&mut watcher, SECOND * 4);
    assert_eq!(server.times(CLAN).len(), 2);
    server.body(CLAN, &crate::clan(1));
    assert!(server.run(&mut watcher, HOUR).is_empty());

    let server = Server::new();
    server.status(CLAN, 400, "badRequest");
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    assert_eq!(poll_events(&server.run(&mut watcher, SECOND)).len(), 1);
}

#[test]
fn a_clan_that_is_gone_is_reported_once_and_its_return_too() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    let gone = server.run(&mut watcher, 2 * HOUR);
    assert_eq!(poll_events(&gone), ["gone clan #2PP"]);
    server.status(CLAN, 500, "unknownException");
    assert!(server.run(&mut watcher, HOUR).is_empty(), "it is gone already");
    server.body(CLAN, &crate::clan(1));
    assert_eq!(poll_events(&server.run(&mut watcher, HOUR)), ["recovered clan #2PP"]);
}

#[test]
fn a_failing_subject_does_not_delay_the_others() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    server.status("/players/%238QU", 500, "unknownException");
    let mut watcher = server.client().watcher().max_in_flight(1).max_idle_interval(Duration::ZERO);
    watcher.subjects().follow(player("#8QU"));
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, HOUR);
    assert!(server.intervals(CLAN).iter().all(|interval| *interval < 63.5), "{:?}", server.intervals(CLAN));
}

#[test]
fn a_response_in_the_cache_is_used_and_delays_the_next_poll_to_its_end() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let client = server.client();
    server.clock.run(client.clan("#2PP").send()).unwrap();
    server.clock.advance(SECOND * 30);
    let mut watcher = client.watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, SECOND * 29);
    assert_eq!(server.times(CLAN), [0.0]);
    server.run(&mut watcher, SECOND * 4);
    assert_eq!(server.times(CLAN).len(), 2);
}

#[test]
fn requests_in_flight_are_bounded() {
    let clock = coc_core::testing::ManualClock::default();
    let transport = crate::delayed(&clock, SECOND, |_| response(200, &[], &crate::clan(1)));
    let limit = coc_core::RateLimit::none();
    let client = crate::builder(&transport, &clock).rate_limit(limit).build().unwrap();
    let mut watcher = client.watcher().max_in_flight(3);
    for tag in ["#2PP", "#2PY", "#2PL", "#2PQ", "#2PG"] {
        watcher.subjects().follow(clan(tag));
    }
    assert!(super::ready(&mut watcher).is_none());
    assert_eq!(transport.requests().len(), 3);
    clock.advance(SECOND);
    assert!(super::ready(&mut watcher).is_none());
    assert_eq!(transport.requests().len(), 5);
}
