//! The rate and the load at the server, counted by the simulator, in virtual time over real sockets.

use std::time::Duration;

use coc_transport_native::coc_core::{Clock as _, RateLimit};
use coc_transport_native::{Error, ErrorKind};
use futures_util::future::{join, join_all};
use simulator::{Fault, FaultKind, Progress, Simulator};

use crate::lockstep::Lockstep;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_client_at_the_rate_limit_is_never_throttled_and_uses_the_whole_limit() {
    for (rate, burst, tokens, round_trip) in [
        (10, 20, 1, Duration::ZERO),
        (10, 1, 3, Duration::from_millis(80)),
        // A second is not a multiple of these intervals.
        (3, 4, 1, Duration::from_millis(80)),
        (7, 7, 2, Duration::ZERO),
        (30, 30, 1, Duration::from_millis(250)),
    ] {
        let time = Lockstep::start(Simulator::builder().rate(rate).burst(burst)).await;
        let simulator = &time.simulator;
        let more = (1..tokens).map(|number| {
            let name = format!("key {number}");
            simulator.add_key(simulator.email(), &name, &["0.0.0.0/0"]).unwrap().token
        });
        let all: Vec<_> = more.chain([simulator.token().to_owned()]).collect();
        let limit = RateLimit::per_second(rate).burst(burst);
        let client = time.client(round_trip).tokens(all).rate_limit(limit).build().unwrap();

        let calls = 30 * rate;
        let results = (0..calls).map(|n| client.custom(format!("/{n}")).raw().into_future());
        let results = time.run(join_all(results)).await;
        // The path is unknown, which the simulator reports after it has checked the rate.
        assert!(results.iter().all(|result| result.as_ref().is_err_and(Error::is_not_found)));

        let counters = simulator.counters();
        assert_eq!((counters.throttled, counters.requests), (0, u64::from(calls)), "{rate}/s");
        // The calls of the bursts are not paced.
        let paced = f64::from(calls - burst * tokens);
        let share = paced / time.elapsed().as_secs_f64() / f64::from(rate * tokens);
        assert!((0.99..=1.0).contains(&share), "{share} of {rate}/s with {tokens} tokens");
    }
}

#[tokio::test]
async fn retries_in_a_total_outage_add_at_most_a_fifth_to_the_load() {
    let html = FaultKind::Html { status: 502 };
    let reset = FaultKind::Reset { after: Progress::HalfBody };
    for (fault, kind, per_second) in [
        (FaultKind::UnknownException, ErrorKind::Server, 1),
        (FaultKind::UnknownException, ErrorKind::Server, 5),
        (html, ErrorKind::Server, 50),
        (reset, ErrorKind::Interrupted, 10),
        (FaultKind::Truncated { chunked: true }, ErrorKind::Interrupted, 10),
    ] {
        let time = Lockstep::start(Simulator::builder()).await;
        let simulator = &time.simulator;
        simulator.faults().add(Fault::new(fault.clone())).unwrap();
        let client = time.client(Duration::from_millis(50)).rate_limit(RateLimit::none()).build().unwrap();

        let (warm_up, calls) = (60, 400);
        let steady = |from: u32, to: u32| {
            join_all((from..to).map(|n| {
                let (wait, client) = (time.sleep(SECOND * n / per_second), &client);
                async move {
                    wait.await;
                    client.custom(format!("/{n}")).raw().await.unwrap_err().kind()
                }
            }))
        };
        let warmed_up = async {
            time.sleep(SECOND * warm_up / per_second).await;
            simulator.counters().requests
        };
        let all = join(steady(0, warm_up + calls), warmed_up);
        let (kinds, before) = time.run(all).await;
        assert!(kinds.iter().all(|found| *found == kind), "{fault:?}");
        let sent = simulator.counters().requests - before;
        let most = u64::from(calls) * 12 / 10;
        assert!(sent <= most, "{fault:?}: {sent} requests for {calls} calls at {per_second}/s");
        assert!(sent > u64::from(calls), "{fault:?}: nothing was retried, so the test shows nothing");
    }
}
