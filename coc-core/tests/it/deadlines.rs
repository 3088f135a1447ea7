//! Deadlines of coalesced calls: each caller has its own.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{
    Clock, ErrorKind, Instant, RateLimit, Retry, TransportError, TransportErrorKind,
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join;

use crate::{SECOND, builder, clan, response};

/// The first attempt fails after two seconds with this `Retry-After`. Later attempts take
/// `second_delay` and return this status.
fn first_fails(
    clock: &ManualClock,
    retry_after: &'static str,
    (second_delay, second_status): (Duration, u16),
) -> FakeTransport {
    let (clock, first) = (clock.clone(), Arc::new(Mutex::new(true)));
    FakeTransport::pending(move |_| {
        let is_first = std::mem::take(&mut *first.lock().unwrap());
        let (delay, status) = if is_first { (SECOND * 2, 500) } else { (second_delay, second_status) };
        let sleep = clock.sleep(delay);
        async move {
            sleep.await;
            Ok(response(status, &[("retry-after", retry_after)], &clan(1)))
        }
    })
}

#[test]
fn a_coalesced_caller_gets_the_retry_that_is_past_the_first_callers_deadline() {
    let clock = ManualClock::default();
    let transport = first_fails(&clock, "2", (Duration::ZERO, 200));
    let client = builder(&transport, &clock).deadline(SECOND * 3).build().unwrap();
    let first = async {
        let error = client.clan("#2PP").await.unwrap_err();
        (error, clock.now())
    };
    let second = async {
        clock.sleep(SECOND * 3 / 2).await;
        client.clan("#2PP").await
    };
    let ((error, at), late) = clock.run(join(first, second));
    assert_eq!(late.expect("its own deadline has not passed").attempts(), 2);
    assert_eq!((error.kind(), at), (ErrorKind::Timeout, Instant::from_origin(SECOND * 3)));
    assert!(error.message().unwrap().contains("while waiting to retry; the last attempt failed"), "{error}");
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn the_deadline_error_of_a_coalesced_caller_has_the_last_failure_as_its_source() {
    let clock = ManualClock::default();
    let transport = first_fails(&clock, "0", (SECOND * 9, 500));
    let client = builder(&transport, &clock).deadline(SECOND * 5).build().unwrap();
    let late = async {
        clock.sleep(SECOND).await;
        client.clan("#2PP").await
    };
    let (first, late) = clock.run(join(client.clan("#2PP").into_future(), late));
    for error in [first.unwrap_err(), late.unwrap_err()] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
        let cause = std::error::Error::source(&error).expect("the first attempt's failure").to_string();
        assert!(cause.contains("the server failed"), "{cause}");
    }
}

#[test]
fn the_deadline_error_names_the_last_failure() {
    let clock = ManualClock::default();
    let refused = FakeTransport::new(|_| {
        Err(TransportError::new(TransportErrorKind::Connect).with_source("connection refused"))
    });
    let hanging = FakeTransport::pending(|_| std::future::pending());
    // The first attempt fails, and the second one waits for its permit.
    let retry = Retry::new().base_delay(Duration::ZERO);
    let limit = RateLimit::per_second(1.0 / 60.0).burst(1);
    let client = |transport| builder(transport, &clock).retry(retry).rate_limit(limit).build().unwrap();
    let call = |transport| client(transport).custom("/x").raw().deadline(SECOND).send();
    let (failed, silent) = clock.run(join(call(&refused), call(&hanging)));
    let text = failed.unwrap_err().to_string();
    let end = "waiting for the rate limit; the last attempt failed: the server could not be reached: \
               connection refused";
    assert!(text.contains("exceeded its deadline") && text.ends_with(end), "{text}");
    let text = silent.unwrap_err().to_string();
    assert!(text.ends_with("while waiting for a response"), "{text}");
}

#[test]
fn the_deadline_error_names_the_phase_of_the_call() {
    let clock = ManualClock::default();
    let hanging = FakeTransport::pending(|_| std::future::pending());
    let limit = RateLimit::none().in_flight(1);
    let client = builder(&hanging, &clock).rate_limit(limit).deadline(SECOND).build().unwrap();
    // The second call waits for the permit of the first, and times out earlier.
    let first = client.custom("/first").raw().send();
    let second = client.custom("/second").raw().deadline(SECOND / 2).send();
    let (first, second) = clock.run(join(first, second));
    for (result, path, phase) in [
        (first, "/first", "1s while waiting for a response"),
        (second, "/second", "500ms while waiting for the rate limit"),
    ] {
        let text = format!("custom {path}: no response in time: the call exceeded its deadline of {phase}");
        assert_eq!(result.unwrap_err().to_string(), text);
    }
}
