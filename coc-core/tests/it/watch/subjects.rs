//! Subjects that are added, removed, paused and re-timed while the watcher waits.

use std::time::Duration;

use coc_core::{
    testing::ManualClock,
    watch::{Subject, Subscription},
};
use futures_util::FutureExt as _;

use super::{CLAN, SECOND, Server, clan, player};
use crate::response;

const HOUR: Duration = Duration::from_secs(3_600);

#[test]
fn an_unfollowed_subject_is_not_requested_and_a_followed_one_at_once() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    let subjects = watcher.subjects();
    assert!(subjects.follow(clan("#2PP")));
    assert!(!subjects.follow(clan("#2PP")), "it is followed already");
    server.run(&mut watcher, SECOND);
    assert!(subjects.unfollow(clan("#2PP")));
    assert!(!subjects.unfollow(clan("#2PP")));
    server.run(&mut watcher, HOUR);
    assert_eq!(server.times(CLAN).len(), 1);
    assert_eq!(server.clock.sleepers(), 0);
    subjects.follow(clan("#2PP"));
    server.run(&mut watcher, SECOND);
    assert_eq!(server.times(CLAN).len(), 2);
}

#[test]
fn a_subject_that_is_unfollowed_during_its_request_is_forgotten() {
    let clock = ManualClock::default();
    let transport = crate::delayed(&clock, SECOND, |_| response(404, &[], r#"{"reason":"notFound"}"#));
    let client = crate::builder(&transport, &clock).build().unwrap();
    let mut watcher = client.watcher();
    let subjects = watcher.subjects();
    subjects.follow(clan("#2PP"));
    assert!(super::ready(&mut watcher).is_none());
    subjects.unfollow(clan("#2PP"));
    // Takes the place of the one that is in flight.
    subjects.follow(player("#8QU"));
    let event = clock.run(watcher.next());
    assert_eq!(event.subject, player("#8QU"), "{event:?}");
    clock.advance(SECOND * 10);
    assert!(super::ready(&mut watcher).is_none());
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_paused_subject_is_not_requested_until_it_is_resumed() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    let subjects = watcher.subjects();
    subjects.follow(clan("#2PP"));
    server.run(&mut watcher, SECOND);
    assert!(subjects.pause(clan("#2PP")) && !subjects.pause(clan("#2PP")));
    assert!(subjects.get(clan("#2PP")).unwrap().is_paused());
    server.run(&mut watcher, HOUR);
    assert_eq!(server.times(CLAN).len(), 1);
    assert!(subjects.resume(clan("#2PP")) && !subjects.resume(clan("#2PP")));
    server.run(&mut watcher, SECOND);
    assert_eq!(server.times(CLAN).len(), 2);
    assert!(!subjects.pause(player("#8QU")), "it is not followed");
}

#[test]
fn a_new_interval_applies_to_the_pending_poll() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    let subjects = watcher.subjects();
    subjects.follow(Subscription::new(clan("#2PP")).interval(10 * HOUR));
    server.run(&mut watcher, SECOND * 30);
    let subscription = subjects.get(clan("#2PP")).unwrap();
    subjects.follow(subscription.interval(SECOND * 90));
    server.run(&mut watcher, SECOND * 70);
    assert_eq!(server.times(CLAN).len(), 2);
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn subjects_change_from_another_thread_while_the_watcher_waits() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    let subjects = watcher.subjects();
    let thread = std::thread::spawn(move || subjects.follow(clan("#2PP")));
    // Nothing but the other thread can end this wait.
    let event = futures_executor::block_on(watcher.next());
    assert!(thread.join().unwrap());
    assert_eq!(event.id().as_str().split('/').nth(1), Some("gone"));
}

#[test]
fn a_dropped_wait_keeps_the_request_in_flight_and_its_event() {
    let clock = ManualClock::default();
    let transport = crate::delayed(&clock, SECOND, |_| response(404, &[], r#"{"reason":"notFound"}"#));
    let mut watcher = crate::builder(&transport, &clock).build().unwrap().watcher();
    watcher.subjects().follow(clan("#2PP"));
    for _ in 0..20 {
        assert!(watcher.next().now_or_never().is_none());
        clock.advance(SECOND / 20);
    }
    assert_eq!(watcher.next().now_or_never().map(|event| event.subject), Some(clan("#2PP")));
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn the_api_itself_is_always_followed_and_the_list_has_the_rest() {
    let watcher = Server::new().client().watcher();
    let subjects = watcher.subjects();
    assert!(!subjects.follow(Subject::Api));
    subjects.follow(Subject::Calendar);
    subjects.follow(Subscription::new(clan("#2PP")).interval(HOUR));
    let mut list: Vec<_> = subjects.list().iter().map(Subscription::subject).collect();
    list.sort();
    assert_eq!(list, [clan("#2PP"), Subject::Calendar]);
}
