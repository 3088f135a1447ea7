//! [`TokioClock`]: real time, for a client that runs on tokio.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use coc_core::{BoxFuture, Clock, Instant};

/// The longest sleep: longer than any process runs, and within the range of every platform's clock.
const FOREVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A [`Clock`] that reads tokio's time and sleeps on its timer, so that a test with paused time controls
/// both.
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    origin: tokio::time::Instant,
}

impl TokioClock {
    /// Creates a clock whose origin is now. Only sleeping needs a runtime, with its timer enabled.
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
        #[allow(clippy::disallowed_methods, reason = "this is the clock that all other code uses")]
        let now = SystemTime::now();
        // A system clock before 1970 counts as 1970.
        now.duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The timer is created when the future is polled, so that outside a runtime a call fails with
        // the transport's error and does not panic. The deadline counts from now.
        let deadline = tokio::time::Instant::now() + duration.min(FOREVER);
        Box::pin(async move { tokio::time::sleep_until(deadline).await })
    }
}
