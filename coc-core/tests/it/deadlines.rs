//! Deadlines of callers that share a request: each has its own, and nobody pays for another's.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{
    Clock, ErrorKind, Instant, RateLimit,
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join;

use crate::{answer, builder, clan};

const SECOND: Duration = Duration::from_secs(1);

/// Fails after two seconds, asks for two more, and then answers at once.
fn failing_once(clock: &ManualClock) -> FakeTransport {
    let (clock, first) = (clock.clone(), Arc::new(Mutex::new(true)));
    FakeTransport::pending(move |_| {
        let fails = std::mem::take(&mut *first.lock().unwrap());
        let wait = clock.sleep(if fails { SECOND * 2 } else { Duration::ZERO });
        async move {
            wait.await;
            Ok(if fails { answer(500, &[("retry-after", "2")], "") } else { answer(200, &[], &clan(1)) })
        }
    })
}

#[test]
fn who_joins_late_gets_the_retry_that_comes_too_late_for_the_first() {
    let clock = ManualClock::default();
    let transport = failing_once(&clock);
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
    assert_eq!(late.expect("its own deadline had not passed").attempts(), 2);
    assert_eq!((error.kind(), at), (ErrorKind::Timeout, Instant::from_origin(SECOND * 3)));
    assert!(error.message().unwrap().ends_with("while waiting to retry"), "{error}");
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn who_joins_late_and_runs_out_of_time_is_told_why() {
    let clock = ManualClock::default();
    let transport = {
        let (clock, first) = (clock.clone(), Arc::new(Mutex::new(true)));
        FakeTransport::pending(move |_| {
            let fails = std::mem::take(&mut *first.lock().unwrap());
            let wait = clock.sleep(if fails { SECOND * 2 } else { SECOND * 9 });
            async move {
                wait.await;
                Ok(answer(500, &[("retry-after", "0")], ""))
            }
        })
    };
    let client = builder(&transport, &clock).deadline(SECOND * 5).build().unwrap();
    let late = async {
        clock.sleep(SECOND).await;
        client.clan("#2PP").await
    };
    let (first, late) = clock.run(join(client.clan("#2PP").into_future(), late));
    for error in [first.unwrap_err(), late.unwrap_err()] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
        let cause = std::error::Error::source(&error).expect("the failure before").to_string();
        assert!(cause.contains("the server failed"), "{cause}");
    }
}

#[test]
fn the_deadline_error_names_the_phase_of_the_call() {
    let clock = ManualClock::default();
    let hanging = FakeTransport::pending(|_| std::future::pending());
    let limit = RateLimit::none().in_flight(1);
    let client = builder(&hanging, &clock).rate_limit(limit).deadline(SECOND).build().unwrap();
    // The second call waits for the permit of the first, and gives up earlier.
    let first = client.custom("/first").raw().send();
    let second = client.custom("/second").raw().deadline(SECOND / 2).send();
    let (first, second) = clock.run(join(first, second));
    let prefix = "custom: no response in time: the call exceeded its deadline of";
    for (result, phase) in
        [(first, "1s while waiting for a response"), (second, "500ms while waiting for the rate limit")]
    {
        assert_eq!(result.unwrap_err().to_string(), format!("{prefix} {phase}"));
    }
}
