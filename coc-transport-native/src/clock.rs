//! Real time: the [`TokioClock`] of a client that runs on tokio.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use coc_core::{BoxFuture, Clock, Instant};

/// Longer than any process lives, and short enough for every platform's clock to count.
const FOREVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A [`Clock`] that reads tokio's time and sleeps on its timer, so a test with paused time moves both.
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    origin: tokio::time::Instant,
}

impl TokioClock {
    /// A clock whose origin is this moment. No runtime is needed yet; one with its timer enabled is needed to sleep.
    pub fn new() -> Self {
        Self { origin: tokio::time::Instant::now() }
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
        #[allow(clippy::disallowed_methods, reason = "this is the clock that others are told to ask")]
        let now = SystemTime::now();
        // A machine that believes to be before 1970 is as good as at it.
        now.duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The timer is made when the future is polled, so that a client outside any runtime gets the transport's error
        // and not a panic; the deadline counts from now.
        let deadline = tokio::time::Instant::now() + duration.min(FOREVER);
        Box::pin(async move { tokio::time::sleep_until(deadline).await })
    }
}
