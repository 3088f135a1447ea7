//! The adaptive rate limit, against servers whose limit the client does not know.

use std::{
    future::pending,
    sync::{Arc, Mutex},
};

use coc_core::{
    Client, Clock as _, ErrorKind, RateLimit,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt as _, StreamExt as _, stream};

use crate::{SECOND, builder, clan, response};

/// The way in which a server counts. More ways, without the rest of the client, are tested in
/// `pipeline/token_pool/unknown_limits.rs`.
#[derive(Clone, Copy, Debug)]
enum Counting {
    /// A token bucket with room for one second's requests.
    Bucket,
    /// Requests in each calendar second.
    Calendar,
}

/// A server whose limit changes with time.
struct Server {
    counting: Counting,
    /// The limits in requests per second, one after the other.
    limits: [f64; 2],
    period: f64,
    tokens: f64,
    at: f64,
    window: (f64, f64),
    accepted: f64,
    throttled: f64,
}

impl Server {
    fn limit(&self, now: f64) -> f64 {
        self.limits[usize::from(now >= self.period)]
    }

    fn accepts(&mut self, now: f64) -> bool {
        let limit = self.limit(now);
        let accepts = match self.counting {
            Counting::Bucket => {
                self.tokens = limit.min(self.tokens + (now - self.at) * limit);
                self.at = now;
                self.tokens >= 1.0
            }
            Counting::Calendar => {
                if self.window.0 < now.floor() {
                    self.window = (now.floor(), 0.0);
                }
                self.window.1 < limit
            }
        };
        if accepts {
            self.tokens -= 1.0;
            self.window.1 += 1.0;
            self.accepted += 1.0;
        } else {
            self.throttled += 1.0;
        }
        accepts
    }
}

/// Keeps a token busy until all limits have passed. Returns the used share of the limits, as far as
/// the client may use them, and the share of throttled requests.
fn run(counting: Counting, limits: [f64; 2], period: f64, rate: RateLimit) -> (f64, f64) {
    let (clock, end) = (ManualClock::default(), 2.0 * period);
    let server = Server {
        counting,
        limits,
        period,
        tokens: limits[0],
        at: 0.0,
        window: (-1.0, 0.0),
        accepted: 0.0,
        throttled: 0.0,
    };
    let server = Arc::new(Mutex::new(server));
    let transport = FakeTransport::pending({
        let (clock, server) = (clock.clone(), Arc::clone(&server));
        move |_| {
            let now = clock.now().saturating_since(coc_core::Instant::default()).as_secs_f64();
            let accepts = now >= end || server.lock().unwrap().accepts(now);
            let arrival = clock.sleep(SECOND / 12);
            async move {
                arrival.await;
                let throttled = || response(429, &[], r#"{"reason":"requestThrottled"}"#);
                Ok(if accepts { response(200, &[], &clan(1)) } else { throttled() })
            }
        }
    });
    let client = builder(&transport, &clock).no_cache().rate_limit(rate).build().unwrap();
    let now = || clock.now().saturating_since(coc_core::Instant::default()).as_secs_f64();
    let calls = stream::iter(0_u32..)
        .take_while(|_| std::future::ready(now() < end))
        .map(|number| client.custom(format!("/{number}")).raw().no_store().into_future())
        // More than are ever in flight, so that one is always waiting.
        .buffer_unordered(8)
        .for_each(|_| std::future::ready(()));
    clock.run(Box::pin(calls));
    let server = server.lock().unwrap();
    let possible: f64 = limits.iter().map(|limit| limit.min(30.0) * period).sum();
    (server.accepted / possible, server.throttled / (server.accepted + server.throttled))
}

#[test]
fn the_default_finds_an_unknown_limit_that_changes_and_is_rarely_throttled() {
    for (counting, limits, period) in
        [(Counting::Bucket, [20.0, 14.0], 160.0), (Counting::Calendar, [10.0, 10.0], 250.0)]
    {
        let (used, throttled) = run(counting, limits, period, RateLimit::default());
        let case = format!("{counting:?} {limits:?}: used {used:.3}, throttled {throttled:.4}");
        assert!(used >= 0.95 && throttled <= 0.005, "{case}");
    }
}

#[test]
fn a_fixed_limit_stays_whatever_the_server_accepts() {
    let (used, _) = run(Counting::Calendar, [60.0; 2], 50.0, RateLimit::per_second(2.5).burst(1));
    assert!((used - 2.5 / 30.0).abs() < 0.002, "{used}");
}

#[test]
fn a_server_without_tokens_has_no_limit_unless_one_is_set() {
    let sent_at_once = |limit: Option<RateLimit>| {
        let (transport, clock) = (FakeTransport::pending(|_| pending()), ManualClock::default());
        let builder = Client::builder(transport.clone(), clock.clone()).base_url("https://proxy.example/v1");
        let builder = match limit {
            Some(limit) => builder.rate_limit(limit.in_flight(1_000)),
            None => builder.rate_limit(RateLimit::default().in_flight(1_000)),
        };
        let client = builder.no_cache().build().unwrap();
        let mut calls: Vec<_> =
            (0..200).map(|number| client.custom(format!("/{number}")).raw().into_future()).collect();
        assert!(calls.iter_mut().all(|call| call.now_or_never().is_none()));
        transport.requests().len()
    };
    assert_eq!(sent_at_once(None), 200);
    assert_eq!(sent_at_once(Some(RateLimit::per_second(5))), 5);
}

#[test]
fn a_live_client_without_tokens_has_no_limit_at_the_server_that_it_changes_to() {
    let (transport, clock) = (FakeTransport::pending(|_| pending()), ManualClock::default());
    let client = Client::builder(transport.clone(), clock.clone()).no_cache().build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Credentials, 0),
        "the official API needs a token"
    );
    client.set_base_url("https://proxy.example/v1").unwrap();
    let mut calls: Vec<_> =
        (0..90).map(|number| client.custom(format!("/{number}")).raw().into_future()).collect();
    assert!(calls.iter_mut().all(|call| call.now_or_never().is_none()));
    assert_eq!(transport.requests().len(), 90);
}

#[test]
fn the_limit_of_a_token_applies_at_any_base_url() {
    let (transport, clock) = (FakeTransport::pending(|_| pending()), ManualClock::default());
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    client.set_base_url("https://proxy.example/v1").unwrap();
    let mut calls: Vec<_> =
        (0..90).map(|number| client.custom(format!("/{number}")).raw().into_future()).collect();
    assert!(calls.iter_mut().all(|call| call.now_or_never().is_none()));
    assert_eq!(transport.requests().len(), 20, "the first burst");
}
