//! Calls of several executors, of which one may be idle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use coc_core::{
    BoxFuture, Client, Clock, Instant, RateLimit, Source,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt, future::pending};

use crate::{SECOND, clan, response};

/// A clock that several executors share; the test sets which one is running.
#[derive(Clone, Debug, Default)]
struct Executors(ManualClock, Arc<AtomicU64>);

impl Executors {
    fn switch_to(&self, executor: u64) {
        self.1.store(executor, Ordering::Relaxed);
    }
}

impl Clock for Executors {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.unix_time()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn executor(&self) -> u64 {
        self.1.load(Ordering::Relaxed)
    }
}

/// A server that never responds to the first request, and at once to all others.
fn stuck_once() -> FakeTransport {
    let requests = AtomicU64::new(0);
    FakeTransport::pending(move |_| {
        let first = requests.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            if first {
                pending::<()>().await;
            }
            Ok(response(200, &[], &clan(1)))
        }
    })
}

fn client(transport: &FakeTransport, clock: &Executors, limit: RateLimit) -> Client {
    let builder = Client::builder(transport.clone(), clock.clone()).base_url("https://api.example/v1");
    builder.token("a-token").no_cache().rate_limit(limit).build().unwrap()
}

#[test]
fn only_calls_of_one_executor_coalesce() {
    let (transport, clock) = (stuck_once(), Executors::default());
    let client = client(&transport, &clock, RateLimit::none());
    let mut idle = client.clan("#2PP").send();
    assert!((&mut idle).now_or_never().is_none());
    clock.switch_to(1);
    let other = client.clan("#2PP").send().now_or_never().expect("the call waits for an idle executor");
    assert_eq!(other.unwrap().source(), Source::Network);
    clock.switch_to(0);
    assert!(client.clan("#2PP").send().now_or_never().is_none(), "calls of one executor do not coalesce");
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_call_that_is_not_polled_holds_its_permit_for_the_time_limit_of_its_attempt() {
    let (transport, clock) = (stuck_once(), Executors::default());
    let client = client(&transport, &clock, RateLimit::none().in_flight(1));
    let mut idle = client.clan("#2PP").timeout(SECOND * 5).send();
    assert!((&mut idle).now_or_never().is_none());
    clock.switch_to(1);
    let began = clock.now();
    assert!(clock.0.run(client.clan("#8QU8J9LP").into_future()).is_ok());
    assert_eq!(clock.now().saturating_since(began), SECOND * 5);
    // The late end of the first call does not count against the limit of another.
    drop(idle);
    assert!(clock.0.run(client.clan("#8QU8J9LP").into_future()).is_ok());
    assert_eq!(clock.now().saturating_since(began), SECOND * 5);
}

#[test]
fn a_granted_permit_that_is_not_picked_up_delays_others_for_one_time_limit() {
    let (transport, clock) = (stuck_once(), Executors::default());
    let client = client(&transport, &clock, RateLimit::none().in_flight(1));
    let mut first = client.clan("#2PP").send();
    let mut second = client.clan("#8QU8J9LP").timeout(SECOND * 7).send();
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    drop(first);
    // The second call is next, and is not polled.
    let began = clock.now();
    assert!(clock.0.run(client.player("#2PP").raw().into_future()).is_ok());
    assert_eq!(clock.now().saturating_since(began), SECOND * 7);
    assert!(clock.0.run(second).is_ok());
}
