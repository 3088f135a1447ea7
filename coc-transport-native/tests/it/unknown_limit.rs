//! The default rate limit on sockets, against a simulator whose limit changes unknown to the client.

use std::{future::ready, time::Duration};

use coc_transport_native::coc_core::Clock as _;
use futures_util::{StreamExt as _, future::join, stream};
use simulator::Simulator;

use crate::lockstep::Lockstep;

/// Keeps all tokens busy while the limit has these values, each for this many seconds. Returns the used
/// share of the limits, and the share of throttled requests.
async fn run(tokens: u32, burst: u32, limits: &[f64], seconds: u32) -> (f64, f64) {
    let time = Lockstep::start(Simulator::builder().burst(burst)).await;
    let mut keys = vec![time.simulator.token().to_owned()];
    for number in 1..tokens {
        let (email, name) = (time.simulator.email(), format!("key {number}"));
        keys.push(time.simulator.add_key(email, &name, &["0.0.0.0/0"]).unwrap().token);
    }
    let client = time.client(Duration::from_millis(80)).tokens(&keys).build().unwrap();
    let period = Duration::from_secs(seconds.into());
    let end = period * u32::try_from(limits.len()).unwrap();
    let changes = async {
        for limit in limits {
            time.simulator.configure(|settings| settings.rate = *limit);
            time.sleep(period).await;
        }
    };
    let calls = stream::iter(0_u32..)
        .take_while(|_| ready(time.elapsed() < end))
        // The path is unknown, which the simulator reports after it has checked the rate.
        .map(|number| client.custom(format!("/{number}")).raw().into_future())
        // More than are ever in flight after the first burst, so that one is always waiting.
        .buffer_unordered(8)
        .for_each(|_| ready(()));
    time.run(join(changes, calls)).await;
    let count = |number: u64| f64::from(u32::try_from(number).unwrap());
    let counters = time.simulator.counters();
    let possible = limits.iter().sum::<f64>() * f64::from(tokens) * f64::from(seconds);
    let (requests, throttled) = (count(counters.requests), count(counters.throttled));
    ((requests - throttled) / possible, throttled / requests)
}

#[tokio::test]
async fn the_default_uses_an_unknown_limit_that_changes_and_is_rarely_throttled() {
    let (used, throttled) = run(1, 0, &[20.0, 14.0], 95).await;
    assert!(used >= 0.95 && throttled <= 0.005, "used {used:.4}, throttled {throttled:.4}");
}

/// `cargo test --release -p coc-transport-native --all-features --test it an_hour_of -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "takes minutes, and prints results"]
async fn an_hour_of_limits_that_change_is_used_and_rarely_throttles() {
    for (tokens, burst, limits, seconds) in [
        (1, 0, [25.0, 12.0, 20.0].as_slice(), 1_200),
        (1, 1, &[25.0, 12.0, 20.0], 1_200),
        (1, 5, &[17.0, 25.0, 12.0, 20.0], 900),
        (1, 100, &[10.0], 1_200),
        (3, 0, &[15.0, 28.0], 900),
    ] {
        let (used, throttled) = run(tokens, burst, limits, seconds).await;
        println!(
            "{tokens} tokens, burst {burst}, {limits:?}, {seconds} s each: used {used:.4}, throttled {throttled:.5}"
        );
        assert!(used >= 0.95 && throttled <= 0.005);
    }
}
