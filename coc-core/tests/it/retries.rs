//! Retries, throttling, deadlines and the queue of permits, on a manual clock.

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

use crate::{SECOND, builder, clan, limited, response};

type SendResult = Result<http::Response<bytes::Bytes>, TransportError>;

/// Returns each result of the script in turn, then a clan. Records the times of the requests.
fn scripted(clock: &ManualClock, script: Vec<SendResult>) -> (FakeTransport, Arc<Mutex<Vec<Duration>>>) {
    let sent_at = Arc::new(Mutex::new(Vec::new()));
    let script = Mutex::new(script.into_iter());
    let transport = {
        let (clock, sent_at) = (clock.clone(), Arc::clone(&sent_at));
        FakeTransport::new(move |_| {
            sent_at.lock().unwrap().push(clock.now().saturating_since(Instant::default()));
            script.lock().unwrap().next().unwrap_or_else(|| Ok(response(200, &[], &clan(1))))
        })
    };
    (transport, sent_at)
}

#[allow(clippy::unnecessary_wraps, reason = "a script has responses and errors")]
fn status(status: u16) -> SendResult {
    Ok(response(status, &[], ""))
}

fn failure(kind: TransportErrorKind) -> SendResult {
    Err(TransportError::new(kind))
}

#[test]
fn a_transient_failure_is_retried_with_exponential_backoff_and_jitter() {
    let clock = ManualClock::default();
    let script = vec![status(502), Ok(response(200, &[], r##"{"tag":"#2"##))];
    let (transport, sent_at) = scripted(&clock, script);
    let client = builder(&transport, &clock).build().unwrap();
    let clan = clock.run(client.clan("#2PP").into_future()).unwrap();
    assert_eq!(clan.attempts(), 3);
    let sent_at = sent_at.lock().unwrap();
    let [first, second, third] = sent_at[..] else { panic!("{sent_at:?}") };
    assert!(first < second && second <= first + SECOND, "{sent_at:?}");
    assert!(second < third && third <= second + SECOND * 2, "{sent_at:?}");
}

#[test]
fn after_the_last_attempt_the_call_returns_its_error() {
    let clock = ManualClock::default();
    let (transport, sent_at) =
        scripted(&clock, (0..9).map(|_| failure(TransportErrorKind::Connect)).collect());
    let client = builder(&transport, &clock).build().unwrap();
    for (call, attempts) in [(client.clan("#2PP"), 3), (client.clan("#2PP").attempts(1), 1)] {
        sent_at.lock().unwrap().clear();
        let error = clock.run(call.into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, attempts));
        assert_eq!(sent_at.lock().unwrap().len(), attempts as usize);
    }
}

#[test]
fn maintenance_is_not_retried_unless_enabled() {
    let clock = ManualClock::default();
    let (transport, sent_at) = scripted(&clock, vec![status(503), status(503)]);
    let client = builder(&transport, &clock).build().unwrap();
    assert!(clock.run(client.clan("#2PP").into_future()).unwrap_err().is_maintenance());
    assert_eq!(sent_at.lock().unwrap().len(), 1);
    let retrying = builder(&transport, &clock).retry(Retry::new().during_maintenance()).build().unwrap();
    assert_eq!(clock.run(retrying.clan("#2PP").into_future()).unwrap().attempts(), 2);
}

#[test]
fn a_post_is_retried_only_if_it_was_not_processed() {
    for (first, attempts) in [
        (status(500), Err(1)),
        (failure(TransportErrorKind::Interrupted), Err(1)),
        (failure(TransportErrorKind::Timeout), Err(1)),
        (failure(TransportErrorKind::Connect), Ok(2)),
        (status(429), Ok(2)),
    ] {
        let clock = ManualClock::default();
        let (transport, sent_at) = scripted(&clock, vec![first]);
        let client = builder(&transport, &clock).build().unwrap();
        let call = client.custom("/x").post(coc_core::Json::Null);
        let result = clock.run(call.into_future());
        let result = result.map(|response| response.attempts()).map_err(|error| error.attempts());
        assert_eq!(result, attempts);
        assert_eq!(sent_at.lock().unwrap().len(), result.unwrap_or_else(|attempts| attempts) as usize);
    }
}

#[test]
fn a_throttled_token_cools_down_for_retry_after_or_a_second_at_most() {
    let (fixed, adaptive) = (RateLimit::per_second(10), RateLimit::default());
    for (header, limit, cool_down) in [
        (Some("7"), fixed, SECOND * 7),
        (Some("7"), adaptive, SECOND * 7),
        (None, fixed, SECOND),
        (None, adaptive, SECOND / 4),
    ] {
        let clock = ManualClock::default();
        let headers: Vec<_> = header.iter().map(|value| ("retry-after", *value)).collect();
        let (transport, sent_at) = scripted(&clock, vec![Ok(response(429, &headers, ""))]);
        let client = builder(&transport, &clock).rate_limit(limit).build().unwrap();
        assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap().attempts(), 2);
        assert_eq!(*sent_at.lock().unwrap(), [Duration::ZERO, cool_down]);
    }
}

#[test]
fn a_cool_down_beyond_max_delay_fails_the_call_at_once() {
    let clock = ManualClock::default();
    let (transport, sent_at) = scripted(&clock, vec![Ok(response(429, &[("retry-after", "3600")], ""))]);
    let client = builder(&transport, &clock).build().unwrap();
    for attempts in [1, 0] {
        let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, attempts));
        // The server requests an hour, but the token is used again after five minutes.
        assert_eq!(error.retry_after(), Some(SECOND * 300));
        assert_eq!(clock.now(), Instant::default());
    }
    assert_eq!(sent_at.lock().unwrap().len(), 1);
    clock.advance(SECOND * 3600);
    assert!(clock.run(client.clan("#2PP").into_future()).is_ok(), "the token has not recovered");
}

#[test]
fn a_deadline_ends_a_call_in_flight() {
    let clock = ManualClock::default();
    let hanging = FakeTransport::pending(|_| pending());
    let client = builder(&hanging, &clock).deadline(SECOND * 5).timeout(SECOND * 3).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(clock.now(), Instant::from_origin(SECOND * 5));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert_eq!(error.endpoint(), Some("clan"));
    assert!(error.to_string().contains("deadline of 5s"), "{error}");
    let first = std::error::Error::source(&error).expect("the first attempt's failure").to_string();
    assert!(first.contains("within 3s"), "{first}");
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn a_deadline_ends_a_queued_call_and_its_permit_goes_to_the_next() {
    let clock = ManualClock::default();
    let (transport, _) = scripted(&clock, Vec::new());
    let client = limited(&transport, &clock, RateLimit::per_second(1).burst(1));
    let calls = (0..4).map(|n| {
        let call = client.custom(format!("/{n}")).raw();
        if n == 2 { call.deadline(SECOND).into_future() } else { call.into_future() }
    });
    let results = clock.run(join_all(calls));
    let kinds: Vec<_> =
        results.iter().map(|result| result.as_ref().err().map(coc_core::Error::kind)).collect();
    assert_eq!(kinds, [None, None, Some(ErrorKind::Timeout), None]);
    // The call that left the queue leaves no gap.
    assert_eq!(clock.now(), Instant::from_origin(SECOND * 2));
}

#[test]
fn a_retry_past_the_deadline_fails_the_call_at_once() {
    let clock = ManualClock::default();
    let (transport, _) = scripted(&clock, vec![Ok(response(500, &[("retry-after", "20")], ""))]);
    let client = builder(&transport, &clock).build().unwrap();
    let error = clock.run(client.clan("#2PP").deadline(SECOND * 10).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(clock.now(), Instant::default());
}

#[test]
fn requests_are_rate_limited_in_fifo_order() {
    let clock = ManualClock::default();
    let (transport, sent_at) = scripted(&clock, Vec::new());
    let limit = RateLimit::per_second(10).burst(5);
    let client = limited(&transport, &clock, limit);
    let calls = (0..105).map(|n| client.custom(format!("/{n}")).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    let sent_at = sent_at.lock().unwrap();
    assert!(sent_at[..5].iter().all(Duration::is_zero));
    let expected: Vec<_> = (1..=100).map(|n| SECOND * n / 10).collect();
    assert_eq!(sent_at[5..], expected);
    let paths: Vec<_> = transport.requests().iter().map(|request| request.uri().path().to_owned()).collect();
    let in_order: Vec<_> = (0..105).map(|n| format!("/v1/{n}")).collect();
    assert_eq!(paths, in_order);
}

#[test]
fn requests_in_flight_are_bounded() {
    let clock = ManualClock::default();
    let in_flight = Arc::new(Mutex::new((0, 0)));
    let transport = {
        let (clock, in_flight) = (clock.clone(), Arc::clone(&in_flight));
        FakeTransport::pending(move |_| {
            let (sleep, in_flight) = (clock.sleep(SECOND), Arc::clone(&in_flight));
            let mut now = in_flight.lock().unwrap();
            now.0 += 1;
            now.1 = now.1.max(now.0);
            drop(now);
            async move {
                sleep.await;
                in_flight.lock().unwrap().0 -= 1;
                Ok(response(200, &[], &clan(1)))
            }
        })
    };
    let client = limited(&transport, &clock, RateLimit::none().in_flight(7));
    let calls = (0..70).map(|n| client.custom(format!("/{n}")).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(in_flight.lock().unwrap().1, 7);
    assert_eq!(clock.now(), Instant::from_origin(SECOND * 10));
}

#[test]
fn a_call_in_backoff_holds_no_permit() {
    let clock = ManualClock::default();
    let (transport, sent_at) = scripted(&clock, vec![Ok(response(500, &[("retry-after", "9")], ""))]);
    let limit = RateLimit::none().in_flight(1);
    let client = limited(&transport, &clock, limit);
    let calls = ["/first", "/second"].map(|path| client.custom(path).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(*sent_at.lock().unwrap(), [Duration::ZERO, Duration::ZERO, SECOND * 9]);
}

#[test]
fn a_dropped_call_leaves_the_queue() {
    let clock = ManualClock::default();
    let (transport, sent_at) = scripted(&clock, Vec::new());
    let limit = RateLimit::per_second(1).burst(1);
    let client = limited(&transport, &clock, limit);
    let mut calls: Vec<_> = (0..10).map(|n| client.custom(format!("/{n}")).raw().send()).collect();
    // The first is sent at once. The others are queued, and all but two of them are dropped.
    assert!(calls.iter_mut().filter_map(FutureExt::now_or_never).count() == 1);
    let queued: Vec<_> =
        calls.drain(..).skip(1).enumerate().filter(|(n, _)| n % 4 == 3).map(|(_, c)| c).collect();
    assert_eq!(clock.run(join_all(queued)).len(), 2);
    assert_eq!(*sent_at.lock().unwrap(), [Duration::ZERO, SECOND, SECOND * 2]);
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn the_retry_budget_bounds_the_load_of_an_outage_to_a_tenth() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(500, "");
    let client = limited(&transport, &clock, RateLimit::none());
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
fn a_call_that_is_not_polled_does_not_block_the_queue() {
    let clock = ManualClock::default();
    let (transport, sent_at) = scripted(&clock, Vec::new());
    let limit = RateLimit::per_second(1).burst(1);
    let client = limited(&transport, &clock, limit);
    let mut calls: Vec<_> = (0..4).map(|n| client.custom(format!("/{n}")).raw().send()).collect();
    assert!(calls.iter_mut().filter_map(FutureExt::now_or_never).count() == 1);
    // The second call is first in the queue and is not polled. The others are delayed by its
    // permit, and by at most one more.
    let unpolled = calls.remove(1);
    assert!(clock.run(join_all(calls.drain(1..))).iter().all(Result::is_ok));
    assert!(sent_at.lock().unwrap()[2] <= SECOND * 4, "{sent_at:?}");
    assert!(clock.run(unpolled).is_ok(), "its permit is lost");
    assert_eq!(sent_at.lock().unwrap().len(), 4);
}

fn stale() -> SendResult {
    Err(TransportError::new(TransportErrorKind::Interrupted).on_stale_connection())
}

#[test]
fn a_read_on_a_stale_connection_is_sent_again_at_once_outside_of_attempts_and_budget() {
    for retry in [Retry::new().budget(0.0), Retry::never()] {
        let clock = ManualClock::default();
        // Far more than the budget's reserve.
        let script = (0..200).map(|n| if n % 2 == 0 { stale() } else { Ok(response(200, &[], &clan(1))) });
        let (transport, _) = scripted(&clock, script.collect());
        let client = builder(&transport, &clock).no_cache().rate_limit(RateLimit::none()).retry(retry);
        let client = client.build().unwrap();
        for _ in 0..100 {
            assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap().attempts(), 2);
        }
        assert_eq!(clock.now(), Instant::default(), "a retry was delayed");
    }
}

#[test]
fn only_the_first_stale_connection_of_a_call_is_free() {
    let clock = ManualClock::default();
    let (transport, _) = scripted(&clock, (0..9).map(|_| stale()).collect());
    let client = builder(&transport, &clock).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Interrupted, 4),
        "three that count, and one more"
    );
    assert!(clock.now() > Instant::default());
}

#[test]
fn a_post_on_a_stale_connection_is_not_sent_again() {
    let clock = ManualClock::default();
    let (transport, _) = scripted(&clock, vec![stale()]);
    let client = builder(&transport, &clock).build().unwrap();
    let error = clock.run(client.verify_player_token("#2PP", "hush").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1));
}

#[test]
fn an_error_of_a_proxy_that_has_retried_is_not_retried() {
    for status in [429, 500, 502, 504] {
        for (header, attempts) in [("2", 1), ("1", 1), ("0", 3), ("-1", 3), ("two", 3), ("", 3)] {
            let transport = FakeTransport::new(move |_| {
                let response = http::Response::builder().status(status).header("coc-attempts", header);
                Ok(response.body("{}".into()).unwrap())
            });
            let clock = ManualClock::default();
            let client = builder(&transport, &clock).no_cache().build().unwrap();
            let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
            assert_eq!(error.attempts(), attempts, "{status} with coc-attempts: {header:?}");
        }
    }
}
