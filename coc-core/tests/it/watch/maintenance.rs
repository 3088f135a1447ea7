//! Maintenance of the API: noticed once, and not taken for changes or failures.

use std::time::Duration;

use coc_core::watch::{ApiEvent, Event, EventKind, PollEvent, Subject};

use super::{CLAN, SECOND, START, Server, clan, player};
use crate::response;

const MINUTE: Duration = Duration::from_secs(60);

fn maintenance() -> http::Response<bytes::Bytes> {
    response(503, &[], r#"{"reason":"inMaintenance","message":"API is currently in maintenance"}"#)
}

fn api_events(events: &[Event]) -> Vec<ApiEvent> {
    let api = |event: &Event| match &event.kind {
        EventKind::Api(api) => Some(api.clone()),
        _ => None,
    };
    events.iter().map(|event| api(event).expect("only events of the API")).collect()
}

#[test]
fn maintenance_begins_and_ends_once_and_nothing_else_is_reported() {
    let server = Server::new();
    let tags = ["#2PP", "#2PY", "#2PL", "#2PQ", "#2PG", "#2PR", "#2PJ", "#2PC"];
    let paths = tags.map(|tag| tag.replace('#', "/clans/%23"));
    for path in &paths {
        server.body(path, &crate::clan(1));
    }
    let mut watcher = server.client().watcher().max_idle_interval(Duration::ZERO);
    for tag in tags {
        watcher.subjects().follow(clan(tag));
    }
    assert!(server.run(&mut watcher, MINUTE * 10).is_empty());

    server.set("*", maintenance());
    let sent = server.requests.lock().unwrap().len();
    let started = server.run(&mut watcher, MINUTE * 60);
    assert_eq!(api_events(&started), [ApiEvent::MaintenanceStarted]);
    assert_eq!(started[0].subject, Subject::Api);
    assert!(started[0].happened_after <= started[0].happened_before);
    let probes = server.requests.lock().unwrap().len() - sent;
    assert!((60..=64).contains(&probes), "one poll, and then one a minute: {probes}");

    server.responses.lock().unwrap().remove("*");
    let before = server.elapsed();
    let ended = server.run(&mut watcher, MINUTE * 3);
    assert_eq!(api_events(&ended), [ApiEvent::MaintenanceEnded { since: started[0].observed_at }]);
    let ended_at = ended[0].observed_at.unix_seconds() - i64::try_from(START.as_secs()).unwrap();
    assert!(ended_at - i64::try_from(before.as_secs()).unwrap() <= 61);
    // All polls go on, but not at the same time.
    let resumed: Vec<f64> = paths.iter().map(|path| *server.times(path).last().unwrap()).collect();
    assert!(resumed.iter().all(|at| *at >= before.as_secs_f64()), "{resumed:?}");
    let first = |path: &String| server.times(path).into_iter().find(|at| *at > before.as_secs_f64());
    let firsts: Vec<f64> = paths.iter().filter_map(first).collect();
    let spread = firsts.iter().fold(0.0, |last: f64, at| last.max(*at))
        - firsts.iter().fold(f64::MAX, |a, b| a.min(*b));
    assert!((5.0..=90.0).contains(&spread), "{firsts:?}");
}

#[test]
fn a_response_from_before_the_maintenance_does_not_end_it() {
    let clock = coc_core::testing::ManualClock::default();
    let slow = clock.clone();
    let transport = coc_core::testing::FakeTransport::pending(move |request| {
        let is_player = request.uri().path().starts_with("/v1/players");
        let sleep = coc_core::Clock::sleep(&slow, if is_player { SECOND * 2 } else { SECOND });
        async move {
            sleep.await;
            let player = r##"{"tag":"#8QU","name":"Example"}"##;
            Ok(if is_player { response(200, &[], player) } else { maintenance() })
        }
    });
    let client = crate::builder(&transport, &clock).build().unwrap();
    let mut watcher = client.watcher();
    watcher.subjects().follow(clan("#2PP"));
    watcher.subjects().follow(player("#8QU"));
    assert_eq!(clock.run(watcher.next()).kind, EventKind::Api(ApiEvent::MaintenanceStarted));
    clock.advance(SECOND * 5);
    assert!(super::ready(&mut watcher).is_none());
}

#[test]
fn a_failing_network_during_maintenance_is_part_of_it() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, MINUTE);
    server.set("*", maintenance());
    server.run(&mut watcher, MINUTE * 5);
    server.status("*", 500, "unknownException");
    assert!(server.run(&mut watcher, MINUTE * 30).is_empty());
    server.responses.lock().unwrap().remove("*");
    assert!(matches!(
        api_events(&server.run(&mut watcher, MINUTE * 2))[..],
        [ApiEvent::MaintenanceEnded { .. }]
    ));
}

#[test]
fn maintenance_goes_on_after_a_restart_with_its_first_time() {
    let server = Server::new();
    server.set("*", maintenance());
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    let started = server.run(&mut watcher, MINUTE);
    assert_eq!(api_events(&started), [ApiEvent::MaintenanceStarted]);
    let mut watcher = server.client().watcher().restore(watcher.snapshot()).unwrap();
    assert!(server.run(&mut watcher, MINUTE * 10).is_empty());
    server.responses.lock().unwrap().remove("*");
    server.body(CLAN, &crate::clan(1));
    let ended = server.run(&mut watcher, MINUTE * 2);
    assert_eq!(api_events(&ended), [ApiEvent::MaintenanceEnded { since: started[0].observed_at }]);
}

#[test]
fn a_rejected_token_ends_the_maintenance_and_is_reported() {
    let server = Server::new();
    server.body(CLAN, &crate::clan(1));
    let mut watcher = server.client().watcher();
    watcher.subjects().follow(clan("#2PP"));
    server.run(&mut watcher, MINUTE);
    server.set("*", maintenance());
    server.run(&mut watcher, MINUTE * 5);
    server.status("*", 403, "accessDenied.invalidIp");
    let events = server.run(&mut watcher, MINUTE * 30);
    let kinds: Vec<_> = events.iter().map(|event| &event.kind).collect();
    assert!(
        matches!(
            kinds[..],
            [EventKind::Api(ApiEvent::MaintenanceEnded { .. }), EventKind::Poll(PollEvent::Failed { .. })]
        ),
        "{kinds:?}"
    );
}
