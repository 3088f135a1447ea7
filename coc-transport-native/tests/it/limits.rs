//! The rate and the load that a server sees, counted by the simulator, in virtual time over real sockets.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use bytes::Bytes;
use coc_core::testing::ManualClock;
use coc_transport_native::coc_core::{self, BoxFuture, Clock, Instant, RateLimit, Transport, TransportError};
use coc_transport_native::{Builder, Client, Error, ErrorKind, NativeTransport};
use futures_util::future::{join, join_all};
use simulator::{Fault, FaultKind, Progress, Simulator};

const SECOND: Duration = Duration::from_secs(1);

/// A client's clock and a simulator's that move together, and only while no request is on a socket.
#[derive(Clone, Debug)]
struct Lockstep {
    clock: ManualClock,
    simulator: Arc<Simulator>,
    air: Arc<AtomicUsize>,
}

impl Lockstep {
    async fn start(builder: simulator::Builder) -> Self {
        let simulator = builder.clans(1).speed(0.0).start().await.unwrap();
        Self { clock: ManualClock::default(), simulator: Arc::new(simulator), air: Arc::default() }
    }

    /// A client whose requests take this long to the simulator and back.
    fn client(&self, way: Duration) -> Builder {
        let inner = NativeTransport::builder().no_proxy().build().unwrap();
        let transport = Distant { inner, way: way / 2, time: self.clone() };
        let builder = Client::builder(transport, self.clone());
        builder.base_url(self.simulator.base_url()).token(self.simulator.token()).no_cache()
    }

    fn elapsed(&self) -> Duration {
        self.clock.now().saturating_since(Instant::default())
    }

    /// Runs the future to its end: whenever nothing is left to do and nothing to be heard from a socket, time moves on to the end
    /// of the next sleep, for the simulator as well.
    async fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let ear = Arc::new(Ear::default());
        let waker = Waker::from(Arc::clone(&ear));
        std::future::poll_fn(|context| {
            *ear.outer.lock().unwrap() = Some(context.waker().clone());
            loop {
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(output);
                }
                if ear.woken.swap(false, Ordering::AcqRel) {
                    continue;
                }
                if self.air.load(Ordering::Acquire) > 0 {
                    return Poll::Pending;
                }
                let next = self.clock.next_wake().expect("it waits for something that no sleep brings");
                self.simulator.advance(next);
                self.clock.advance(next);
            }
        })
        .await
    }
}

/// Notes that there is something to do, and passes it on.
#[derive(Default)]
struct Ear {
    woken: AtomicBool,
    outer: Mutex<Option<Waker>>,
}

impl Wake for Ear {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        if let Some(outer) = &*self.outer.lock().unwrap() {
            outer.wake_by_ref();
        }
    }
}

impl Clock for Lockstep {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn unix_time(&self) -> Duration {
        self.clock.unix_time()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.clock.sleep(duration)
    }
}

/// The native transport at a distance in virtual time.
struct Distant {
    inner: NativeTransport,
    way: Duration,
    time: Lockstep,
}

impl Transport for Distant {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.time.sleep(self.way).await;
        let answer = {
            let _in_air = InAir::new(&self.time.air);
            self.inner.send(request).await
        };
        self.time.sleep(self.way).await;
        answer
    }
}

struct InAir<'a>(&'a AtomicUsize);

impl<'a> InAir<'a> {
    fn new(air: &'a AtomicUsize) -> Self {
        air.fetch_add(1, Ordering::AcqRel);
        Self(air)
    }
}

impl Drop for InAir<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[tokio::test]
async fn at_its_own_limit_the_simulator_throttles_nobody_and_all_of_the_limit_is_used() {
    for (rate, burst, tokens, way) in [
        (10, 20, 1, Duration::ZERO),
        (10, 1, 3, Duration::from_millis(80)),
        // Seconds cannot be divided by these.
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
        let client = time.client(way).tokens(all).rate_limit(limit).build().unwrap();

        let calls = 100 * rate;
        let answers = (0..calls).map(|n| client.custom(format!("/{n}")).raw().into_future());
        let answers = time.run(join_all(answers)).await;
        // There is no such path, and the simulator says so after it has looked at the rate.
        assert!(answers.iter().all(|answer| answer.as_ref().is_err_and(Error::is_not_found)));

        let counters = simulator.counters();
        assert_eq!((counters.throttled, counters.requests), (0, u64::from(calls)), "{rate}/s");
        // What the bursts let through at once is not the limit's.
        let paced = f64::from(calls - burst * tokens);
        let share = paced / time.elapsed().as_secs_f64() / f64::from(rate * tokens);
        assert!((0.99..=1.0).contains(&share), "{share} of {rate}/s with {tokens} tokens");
    }
}

#[tokio::test]
async fn in_a_total_outage_the_simulator_sees_no_more_than_a_fifth_on_top() {
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
        let at_first = async {
            time.sleep(SECOND * warm_up / per_second).await;
            simulator.counters().requests
        };
        let all = join(steady(0, warm_up + calls), at_first);
        let (kinds, before) = time.run(all).await;
        assert!(kinds.iter().all(|found| *found == kind), "{fault:?}");
        let sent = simulator.counters().requests - before;
        let most = u64::from(calls) * 12 / 10;
        assert!(sent <= most, "{fault:?}: {sent} requests for {calls} calls at {per_second}/s");
        assert!(sent > u64::from(calls), "{fault:?}: without any retry nothing is shown");
    }
}
