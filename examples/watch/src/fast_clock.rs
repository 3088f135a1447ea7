//! [`FastClock`]: the time of a simulator that runs faster than real time.

use std::time::Duration;

use coc_transport_native::TokioClock;
use coc_transport_native::coc_core::{BoxFuture, Clock, Instant};

/// A clock that shows the simulated time and passes as fast, so that a program has a day in minutes:
/// its intervals, limits and reminders are in simulated time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FastClock {
    real: TokioClock,
    /// The real moment at which the simulated time was `start`.
    origin: Instant,
    /// Simulated time since the Unix epoch.
    start: Duration,
    /// Simulated seconds per real second.
    speed: f64,
}

impl FastClock {
    /// Starts at this simulated time, in Unix milliseconds.
    pub(crate) fn new(start: i64, speed: f64) -> Self {
        let real = TokioClock::new();
        let start = Duration::from_millis(u64::try_from(start).unwrap_or_default());
        Self { real, origin: real.now(), start, speed }
    }

    fn elapsed(&self) -> Duration {
        self.real.now().saturating_since(self.origin).mul_f64(self.speed)
    }
}

impl Clock for FastClock {
    fn now(&self) -> Instant {
        Instant::from_origin(self.elapsed())
    }

    fn unix_time(&self) -> Duration {
        self.start + self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.real.sleep(duration.div_f64(self.speed))
    }

    fn executor(&self) -> u64 {
        self.real.executor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_simulated_hour_passes_in_a_minute() {
        let clock = FastClock::new(1_000_000, 60.0);
        let before = (tokio::time::Instant::now(), clock.now());
        clock.sleep(Duration::from_secs(3_600)).await;
        assert_eq!(before.0.elapsed().as_secs(), 60);
        assert_eq!(clock.now().saturating_since(before.1).as_secs(), 3_600);
        assert_eq!(clock.unix_time().as_secs(), 1_000 + 3_600);
    }
}
