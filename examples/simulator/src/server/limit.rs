//! The rate limit of each token: a generic cell rate algorithm on the elapsed time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The rate limits of all tokens.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    /// The theoretical arrival time of the next request by token.
    arrivals: Mutex<HashMap<String, Duration>>,
}

impl Limiter {
    /// Takes one request of `token` at `now`, or returns how long it would have to wait.
    ///
    /// `rate` is in requests per second; 0 disables it. `burst` is how many may arrive at once.
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
    fn a_burst_is_allowed_at_once_and_the_rest_at_the_rate() {
        let limiter = Limiter::default();
        let at = Duration::from_millis;
        for _ in 0..3 {
            assert_eq!(limiter.take("a", 10.0, 3, at(0)), Ok(()));
        }
        assert_eq!(limiter.take("a", 10.0, 3, at(0)), Err(at(100)));
        assert_eq!(limiter.take("b", 10.0, 3, at(0)), Ok(()), "each token has a separate limit");
        assert_eq!(limiter.take("a", 10.0, 3, at(100)), Ok(()));
        assert_eq!(limiter.take("a", 10.0, 3, at(150)), Err(at(50)));
        let passed =
            (0..1000).filter(|tick| limiter.take("a", 10.0, 3, at(10_000 + tick * 10)).is_ok()).count();
        assert_eq!(passed, 102, "ten seconds at ten per second and a burst of three");
    }

    #[test]
    fn a_rate_of_zero_means_no_limit() {
        let limiter = Limiter::default();
        assert!((0..1000).all(|_| limiter.take("a", 0.0, 1, Duration::ZERO).is_ok()));
    }
}
