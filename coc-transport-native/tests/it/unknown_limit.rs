//! The default rate limit on sockets, against a simulator whose limit changes unknown to the client.
//!
//! Client and simulator have virtual time: it passes only while no request is on the wire. So an hour
//! takes seconds, and the result does not depend on the machine.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use coc_core::{Client, Clock as _, Instant, Transport, TransportError, testing::ManualClock};
use coc_transport_native::{NativeTransport, coc_core};
use futures_util::{StreamExt as _, stream};
use simulator::Simulator;

/// A transport that counts the requests on the wire.
struct Counted {
    inner: NativeTransport,
    on_the_wire: Arc<AtomicUsize>,
}

impl Transport for Counted {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.on_the_wire.fetch_add(1, Relaxed);
        let result = self.inner.send(request).await;
        self.on_the_wire.fetch_sub(1, Relaxed);
        result
    }
}

/// Keeps all tokens busy while the limit has these values, each for this many seconds. Returns the used
/// share of the limits, and the share of throttled requests.
async fn run(tokens: usize, burst: u32, limits: &[f64], seconds: u64) -> (f64, f64) {
    let simulator = Simulator::builder().clans(4).speed(0.0).burst(burst).start().await.unwrap();
    let mut keys = vec![simulator.token().to_owned()];
    for number in 1..tokens {
        let key = simulator.add_key(simulator.email(), &format!("key {number}"), &["0.0.0.0/0"]).unwrap();
        keys.push(key.token);
    }
    let (clock, on_the_wire) = (ManualClock::default(), Arc::default());
    let inner = NativeTransport::builder().no_proxy().build().unwrap();
    let transport = Counted { inner, on_the_wire: Arc::clone(&on_the_wire) };
    let client = Client::builder(transport, clock.clone()).base_url(simulator.base_url()).tokens(&keys);
    let client = client.no_cache().build().unwrap();

    let end = Instant::from_origin(Duration::from_secs(seconds) * u32::try_from(limits.len()).unwrap());
    let calls = stream::repeat(())
        .take_while(|()| std::future::ready(clock.now() < end))
        .map(|()| client.custom("/goldpass/seasons/current").raw().no_store().into_future())
        // More than are on the wire at once, so that one is always waiting.
        .buffer_unordered(4)
        .for_each(|_| std::future::ready(()));
    let mut calls = pin!(calls);
    let mut next = limits.iter();
    let mut change_at = clock.now();
    loop {
        if clock.now() >= change_at
            && let Some(limit) = next.next()
        {
            simulator.configure(|settings| settings.rate = *limit);
            change_at = change_at + Duration::from_secs(seconds);
        }
        tokio::select! {
            biased;
            () = &mut calls => break,
            () = tokio::task::yield_now() => {}
        }
        if on_the_wire.load(Relaxed) == 0 {
            let step = clock.next_wake().unwrap_or_default();
            simulator.advance(step);
            clock.advance(step);
        }
    }
    let count = |number: u64| f64::from(u32::try_from(number).unwrap());
    let counters = simulator.counters();
    let tokens = count(keys.len() as u64);
    let possible: f64 = limits.iter().map(|limit| limit * tokens * count(seconds)).sum();
    (
        count(counters.requests - counters.throttled) / possible,
        count(counters.throttled) / count(counters.requests),
    )
}

#[tokio::test]
async fn the_default_uses_an_unknown_limit_that_changes_and_is_rarely_throttled() {
    let (used, throttled) = run(1, 0, &[20.0, 14.0], 95).await;
    assert!(used >= 0.95 && throttled <= 0.005, "used {used:.4}, throttled {throttled:.4}");
}

/// `cargo nextest run -p coc-transport-native --run-ignored only --no-capture an_hour_of`.
#[tokio::test]
#[ignore = "takes minutes, and prints figures"]
async fn an_hour_of_limits_that_change_is_used_and_rarely_throttles() {
    for (tokens, burst, limits, seconds) in [
        (1, 0, [25.0, 12.0, 20.0].as_slice(), 1_200),
        (1, 1, &[25.0, 12.0, 20.0], 1_200),
        (1, 5, &[17.0, 25.0, 12.0, 20.0], 600),
        (1, 100, &[10.0], 1_200),
        (3, 0, &[15.0, 28.0], 600),
    ] {
        let (used, throttled) = run(tokens, burst, limits, seconds).await;
        println!(
            "{tokens} tokens, burst {burst}, {limits:?} for {seconds} s each: used {used:.4}, throttled {throttled:.5}"
        );
        assert!(used >= 0.95 && throttled <= 0.005);
    }
}
