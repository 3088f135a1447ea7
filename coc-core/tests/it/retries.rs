//! Retries, deadlines and the wait for a turn, on a clock that the tests move.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{
    Clock, ErrorKind, Instant, RateLimit, Retry, TransportError, TransportErrorKind,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{
    FutureExt,
    future::{join_all, pending},
};

use crate::{answer, builder, clan};

const SECOND: Duration = Duration::from_secs(1);

type Answer = Result<http::Response<bytes::Bytes>, TransportError>;

/// Answers with each of these in turn and then with a clan, and notes when it was asked.
fn scripted(clock: &ManualClock, script: Vec<Answer>) -> (FakeTransport, Arc<Mutex<Vec<Duration>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let script = Mutex::new(script.into_iter());
    let transport = {
        let (clock, asked) = (clock.clone(), Arc::clone(&asked));
        FakeTransport::new(move |_| {
            asked.lock().unwrap().push(clock.now().saturating_since(Instant::default()));
            script.lock().unwrap().next().unwrap_or_else(|| Ok(answer(200, &[], &clan(1))))
        })
    };
    (transport, asked)
}

#[allow(clippy::unnecessary_wraps, reason = "a script has answers and failures")]
fn status(status: u16) -> Answer {
    Ok(answer(status, &[], ""))
}

fn broken(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind))
}

#[test]
fn what_passes_is_tried_again_after_growing_random_delays() {
    let clock = ManualClock::default();
    let script = vec![status(502), Ok(answer(200, &[], r##"{"tag":"#2"##))];
    let (transport, asked) = scripted(&clock, script);
    let client = builder(&transport, &clock).build().unwrap();
    let clan = clock.run(client.clan("#2PP").into_future()).unwrap();
    assert_eq!(clan.attempts(), 3);
    let asked = asked.lock().unwrap();
    let [first, second, third] = asked[..] else { panic!("{asked:?}") };
    assert!(first < second && second <= first + SECOND, "{asked:?}");
    assert!(second < third && third <= second + SECOND * 2, "{asked:?}");
}

#[test]
fn after_the_last_attempt_the_error_is_the_calls() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, (0..9).map(|_| broken(TransportErrorKind::Connect)).collect());
    let client = builder(&transport, &clock).build().unwrap();
    for (call, attempts) in [(client.clan("#2PP"), 3), (client.clan("#2PP").attempts(1), 1)] {
        asked.lock().unwrap().clear();
        let error = clock.run(call.into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, attempts));
        assert_eq!(asked.lock().unwrap().len(), attempts as usize);
    }
}

#[test]
fn maintenance_is_not_hammered() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, vec![status(503), status(503)]);
    let client = builder(&transport, &clock).build().unwrap();
    assert!(clock.run(client.clan("#2PP").into_future()).unwrap_err().is_maintenance());
    assert_eq!(asked.lock().unwrap().len(), 1);
    let patient = builder(&transport, &clock).retry(Retry::new().during_maintenance()).build().unwrap();
    assert_eq!(clock.run(patient.clan("#2PP").into_future()).unwrap().attempts(), 2);
}

#[test]
fn a_post_is_sent_again_only_if_it_was_not_processed() {
    for (first, attempts) in [
        (status(500), Err(1)),
        (broken(TransportErrorKind::Interrupted), Err(1)),
        (broken(TransportErrorKind::Timeout), Err(1)),
        (broken(TransportErrorKind::Connect), Ok(2)),
        (status(429), Ok(2)),
    ] {
        let clock = ManualClock::default();
        let (transport, asked) = scripted(&clock, vec![first]);
        let client = builder(&transport, &clock).build().unwrap();
        let call = client.custom("/x").post(coc_core::Json::Null);
        let result = clock.run(call.into_future());
        let result = result.map(|answer| answer.attempts()).map_err(|error| error.attempts());
        assert_eq!(result, attempts);
        assert_eq!(asked.lock().unwrap().len(), result.unwrap_or_else(|attempts| attempts) as usize);
    }
}

#[test]
fn a_token_that_was_throttled_rests_as_long_as_the_server_says_or_a_second() {
    for (header, rest) in [(Some("7"), SECOND * 7), (None, SECOND)] {
        let clock = ManualClock::default();
        let headers: Vec<_> = header.iter().map(|value| ("retry-after", *value)).collect();
        let (transport, asked) = scripted(&clock, vec![Ok(answer(429, &headers, ""))]);
        let client = builder(&transport, &clock).build().unwrap();
        assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap().attempts(), 2);
        assert_eq!(*asked.lock().unwrap(), [Duration::ZERO, rest]);
    }
}

#[test]
fn a_rest_that_is_too_long_to_wait_for_is_told_at_once() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, vec![Ok(answer(429, &[("retry-after", "3600")], ""))]);
    let client = builder(&transport, &clock).build().unwrap();
    for attempts in [1, 0] {
        let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, attempts));
        assert_eq!(error.retry_after(), Some(SECOND * 3600));
        assert_eq!(clock.now(), Instant::default());
    }
    assert_eq!(asked.lock().unwrap().len(), 1);
    clock.advance(SECOND * 3600);
    assert!(clock.run(client.clan("#2PP").into_future()).is_ok(), "it recovers");
}

#[test]
fn a_deadline_ends_a_call_wherever_it_is() {
    let clock = ManualClock::default();
    // In the air.
    let hanging = FakeTransport::pending(|_| pending());
    let client = builder(&hanging, &clock).deadline(SECOND * 5).timeout(SECOND * 3).build().unwrap();
    let began = clock.now();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(clock.now().saturating_since(began), SECOND * 5);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert_eq!(error.endpoint(), Some("clan"));
    assert!(error.to_string().contains("deadline of 5s"), "{error}");
    let first = std::error::Error::source(&error).expect("the first attempt's failure").to_string();
    assert!(first.contains("within 3s"), "{first}");
    assert_eq!(clock.sleepers(), 0);

    // In the queue.
    let (transport, _) = scripted(&clock, Vec::new());
    let client =
        builder(&transport, &clock).no_cache().rate_limit(RateLimit::per_second(1).burst(1)).build().unwrap();
    let calls = (0..4).map(|n| {
        let call = client.custom(format!("/{n}")).raw();
        if n == 2 { call.deadline(SECOND).into_future() } else { call.into_future() }
    });
    let began = clock.now();
    let results = clock.run(join_all(calls));
    let kinds: Vec<_> =
        results.iter().map(|result| result.as_ref().err().map(coc_core::Error::kind)).collect();
    assert_eq!(kinds, [None, None, Some(ErrorKind::Timeout), None]);
    // The one that gave up left no hole: the last went in its place.
    assert_eq!(clock.now().saturating_since(began), SECOND * 2);
}

#[test]
fn a_retry_that_would_come_after_the_deadline_is_not_waited_for() {
    let clock = ManualClock::default();
    let (transport, _) = scripted(&clock, vec![Ok(answer(500, &[("retry-after", "20")], ""))]);
    let client = builder(&transport, &clock).build().unwrap();
    let error = clock.run(client.clan("#2PP").deadline(SECOND * 10).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(clock.now(), Instant::default());
}

#[test]
fn requests_go_at_the_limits_pace_first_come_first_served() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, Vec::new());
    let limit = RateLimit::per_second(10).burst(5);
    let client = builder(&transport, &clock).no_cache().rate_limit(limit).build().unwrap();
    let calls = (0..105).map(|n| client.custom(format!("/{n}")).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    let asked = asked.lock().unwrap();
    assert!(asked[..5].iter().all(Duration::is_zero));
    let expected: Vec<_> = (1..=100).map(|n| SECOND * n / 10).collect();
    assert_eq!(asked[5..], expected);
    let paths: Vec<_> = transport.requests().iter().map(|request| request.uri().path().to_owned()).collect();
    let in_order: Vec<_> = (0..105).map(|n| format!("/v1/{n}")).collect();
    assert_eq!(paths, in_order);
}

#[test]
fn no_more_are_in_the_air_than_allowed() {
    let clock = ManualClock::default();
    let air = Arc::new(Mutex::new((0, 0)));
    let transport = {
        let (clock, air) = (clock.clone(), Arc::clone(&air));
        FakeTransport::pending(move |_| {
            let (wait, air) = (clock.sleep(SECOND), Arc::clone(&air));
            let mut now = air.lock().unwrap();
            now.0 += 1;
            now.1 = now.1.max(now.0);
            drop(now);
            async move {
                wait.await;
                air.lock().unwrap().0 -= 1;
                Ok(answer(200, &[], &clan(1)))
            }
        })
    };
    let client =
        builder(&transport, &clock).no_cache().rate_limit(RateLimit::none().in_flight(7)).build().unwrap();
    let calls = (0..70).map(|n| client.custom(format!("/{n}")).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(air.lock().unwrap().1, 7);
    assert_eq!(clock.now().saturating_since(Instant::default()), SECOND * 10);
}

#[test]
fn a_call_that_waits_for_a_retry_holds_no_place_in_the_air() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, vec![Ok(answer(500, &[("retry-after", "9")], ""))]);
    let limit = RateLimit::none().in_flight(1);
    let client = builder(&transport, &clock).no_cache().rate_limit(limit).build().unwrap();
    let calls = ["/first", "/second"].map(|path| client.custom(path).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(*asked.lock().unwrap(), [Duration::ZERO, Duration::ZERO, SECOND * 9]);
}

#[test]
fn dropped_callers_leave_the_queue() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, Vec::new());
    let limit = RateLimit::per_second(1).burst(1);
    let client = builder(&transport, &clock).no_cache().rate_limit(limit).build().unwrap();
    let mut calls: Vec<_> = (0..10).map(|n| client.custom(format!("/{n}")).raw().send()).collect();
    // The first goes at once; the others stand in the queue, and all but two of them leave it.
    assert!(calls.iter_mut().filter_map(FutureExt::now_or_never).count() == 1);
    let rest: Vec<_> =
        calls.drain(..).skip(1).enumerate().filter(|(n, _)| n % 4 == 3).map(|(_, c)| c).collect();
    assert_eq!(clock.run(join_all(rest)).len(), 2);
    assert_eq!(*asked.lock().unwrap(), [Duration::ZERO, SECOND, SECOND * 2]);
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn an_outage_adds_a_tenth_to_the_load() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(500, "");
    let client = builder(&transport, &clock).no_cache().rate_limit(RateLimit::none()).build().unwrap();
    let steady = |calls: u32| {
        for n in 0..calls {
            let call = client.custom(format!("/{n}")).raw();
            assert_eq!(clock.run(call.into_future()).unwrap_err().kind(), ErrorKind::Server);
            clock.advance(SECOND / 20);
        }
    };
    steady(100);
    let before = transport.requests().len();
    steady(1_000);
    let sent = transport.requests().len() - before;
    assert!(sent <= 1_200, "{sent} requests for 1,000 calls");
}

#[test]
fn a_caller_that_is_not_polled_holds_nobody_up() {
    let clock = ManualClock::default();
    let (transport, asked) = scripted(&clock, Vec::new());
    let limit = RateLimit::per_second(1).burst(1);
    let client = builder(&transport, &clock).no_cache().rate_limit(limit).build().unwrap();
    let mut calls: Vec<_> = (0..4).map(|n| client.custom(format!("/{n}")).raw().send()).collect();
    assert!(calls.iter_mut().filter_map(FutureExt::now_or_never).count() == 1);
    // The second stands first in the queue, and nobody looks after it. The others are later by its turn, and at most one more.
    let forgotten = calls.remove(1);
    assert!(clock.run(join_all(calls.drain(1..))).iter().all(Result::is_ok));
    assert!(asked.lock().unwrap()[2] <= SECOND * 4, "{asked:?}");
    assert!(clock.run(forgotten).is_ok(), "its own turn is still there");
    assert_eq!(asked.lock().unwrap().len(), 4);
}
