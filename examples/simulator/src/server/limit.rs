//! The request rate of each token: a generic cell rate algorithm on the simulator's elapsed time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// When each token's allowance is used up.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    /// Per token the theoretical arrival time of its next request.
    arrivals: Mutex<HashMap<String, Duration>>,
}

impl Limiter {
    /// Takes one request of `token` at `now`, or says how long it would have had to wait.
    ///
    /// `rate` is requests per second and 0 switches the limit off; `burst` is how many may come at once.
    pub(crate) fn take(&self, token: &str, rate: f64, burst: u32, now: Duration) -> Result<(), Duration> {
        if rate <= 0.0 {
            return Ok(());
        }
        let spacing = Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::MAX);
        let tolerance = spacing.saturating_mul(burst.max(1) - 1);
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let arrival = arrivals.get(token).copied().unwrap_or(now).max(now);
        let ahead = arrival.saturating_sub(now);
        if ahead > tolerance {
            return Err(ahead.saturating_sub(tolerance));
        }
        let next = arrival.saturating_add(spacing);
        match arrivals.get_mut(token) {
            Some(arrival) => *arrival = next,
            None => _ = arrivals.insert(token.to_owned(), next),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_at_once_and_the_rest_at_the_rate() {
        let limiter = Limiter::default();
        let at = Duration::from_millis;
        for _ in 0..3 {
            assert_eq!(limiter.take("a", 10.0, 3, at(0)), Ok(()));
        }
        assert_eq!(limiter.take("a", 10.0, 3, at(0)), Err(at(100)));
        assert_eq!(limiter.take("b", 10.0, 3, at(0)), Ok(()), "each token has its own allowance");
        assert_eq!(limiter.take("a", 10.0, 3, at(100)), Ok(()));
        assert_eq!(limiter.take("a", 10.0, 3, at(150)), Err(at(50)));
        let passed =
            (0..1000).filter(|tick| limiter.take("a", 10.0, 3, at(10_000 + tick * 10)).is_ok()).count();
        assert_eq!(passed, 102, "ten seconds at ten a second and a burst of three");
    }

    #[test]
    fn no_rate_is_no_limit() {
        let limiter = Limiter::default();
        assert!((0..1000).all(|_| limiter.take("a", 0.0, 1, Duration::ZERO).is_ok()));
    }
}
