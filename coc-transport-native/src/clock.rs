//! [`TokioClock`]: real time, for a client that runs on tokio.

use std::{
    future::poll_fn,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    pin::{Pin, pin},
    task::Poll,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use coc_core::{BoxFuture, Clock, Instant};
use tokio::{runtime, time};

/// The longest sleep: longer than any process runs, and within the range of every platform's clock.
const FOREVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A [`Clock`] that reads tokio's time and sleeps on its timer, so that a test with paused time
/// controls both.
///
/// Several runtimes may use one clock: a sleep completes in any that polls it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use std::time::Duration;
/// use coc_transport_native::{TokioClock, coc_core::Clock as _};
///
/// let clock = TokioClock::new();
/// let start = clock.now();
/// clock.sleep(Duration::from_millis(1)).await;
/// assert!(clock.now().saturating_since(start) >= Duration::from_millis(1));
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    origin: time::Instant,
}

impl TokioClock {
    /// Creates a clock whose origin is now. Only sleeping needs a runtime, with its timer enabled.
    pub fn new() -> Self {
        Self { origin: time::Instant::now() }
    }
}

impl Default for TokioClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        Instant::from_origin(self.origin.elapsed())
    }

    fn unix_time(&self) -> Duration {
        #[allow(clippy::disallowed_methods, reason = "this is the clock that all other code uses")]
        let now = SystemTime::now();
        // A system clock before 1970 counts as 1970.
        now.duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The deadline counts from now.
        let deadline = time::Instant::now() + duration.min(FOREVER);
        Box::pin(sleep_until(deadline))
    }

    fn executor(&self) -> u64 {
        runtime::Handle::try_current().map_or(0, |runtime| {
            let mut hasher = DefaultHasher::new();
            runtime.id().hash(&mut hasher);
            hasher.finish()
        })
    }
}

/// Sleeps with one timer for each runtime that polls this, because a timer stands still while its
/// runtime is idle. In the common case, that is one.
///
/// The first timer is created when the future is polled, so that outside a runtime a call fails
/// with the transport's error and does not panic.
async fn sleep_until(deadline: time::Instant) {
    let mut timer = pin!(None::<time::Sleep>);
    let mut owner = None;
    let mut others: Vec<(runtime::Id, Pin<Box<time::Sleep>>)> = Vec::new();
    poll_fn(|context| {
        let current = runtime::Handle::try_current().ok().map(|runtime| runtime.id());
        if timer.is_none() {
            timer.set(Some(time::sleep_until(deadline)));
            owner = current;
        }
        let Some(other) = current.filter(|_| current != owner) else {
            return timer.as_mut().as_pin_mut().map_or(Poll::Ready(()), |timer| timer.poll(context));
        };
        let known = others.iter().position(|(runtime, _)| *runtime == other);
        let index = known.unwrap_or_else(|| {
            others.push((other, Box::pin(time::sleep_until(deadline))));
            others.len() - 1
        });
        others[index].1.as_mut().poll(context)
    })
    .await;
}
