//! Virtual time over real sockets.

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
use coc_transport_native::coc_core::{self, BoxFuture, Clock, Instant, Transport, TransportError};
use coc_transport_native::{Builder, Client, NativeTransport};
use simulator::Simulator;

/// The clocks of a client and of a simulator, which advance together and only while no request is in
/// flight.
#[derive(Clone, Debug)]
pub(crate) struct Lockstep {
    pub(crate) clock: ManualClock,
    pub(crate) simulator: Arc<Simulator>,
    in_flight: Arc<AtomicUsize>,
}

impl Lockstep {
    pub(crate) async fn start(builder: simulator::Builder) -> Self {
        let simulator = builder.clans(1).speed(0.0).start().await.unwrap();
        Self { clock: ManualClock::default(), simulator: Arc::new(simulator), in_flight: Arc::default() }
    }

    /// A client with this round-trip time to the simulator.
    pub(crate) fn client(&self, round_trip: Duration) -> Builder {
        let inner = NativeTransport::builder().no_proxy().build().unwrap();
        let transport = Distant { inner, latency: round_trip / 2, time: self.clone() };
        let builder = Client::builder(transport, self.clone());
        builder.base_url(self.simulator.base_url()).token(self.simulator.token()).no_cache()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.now().saturating_since(Instant::default())
    }

    /// Runs the future to completion. When there is nothing to poll and no request is in flight, both
    /// clocks advance to the end of the next sleep.
    pub(crate) async fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let flag = Arc::new(WakeFlag::default());
        let waker = Waker::from(Arc::clone(&flag));
        std::future::poll_fn(|context| {
            *flag.outer.lock().unwrap() = Some(context.waker().clone());
            loop {
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(output);
                }
                if flag.woken.swap(false, Ordering::AcqRel) {
                    continue;
                }
                if self.in_flight.load(Ordering::Acquire) > 0 {
                    return Poll::Pending;
                }
                let next =
                    self.clock.next_wake().expect("the future waits for something that is not a sleep");
                self.simulator.advance(next);
                self.clock.advance(next);
            }
        })
        .await
    }
}

/// Records a wake-up and forwards it.
#[derive(Default)]
struct WakeFlag {
    woken: AtomicBool,
    outer: Mutex<Option<Waker>>,
}

impl Wake for WakeFlag {
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

/// The native transport with latency in virtual time.
struct Distant {
    inner: NativeTransport,
    latency: Duration,
    time: Lockstep,
}

impl Transport for Distant {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.time.sleep(self.latency).await;
        let response = {
            let _in_flight = InFlight::new(&self.time.in_flight);
            self.inner.send(request).await
        };
        self.time.sleep(self.latency).await;
        response
    }
}

struct InFlight<'a>(&'a AtomicUsize);

impl<'a> InFlight<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(count)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
