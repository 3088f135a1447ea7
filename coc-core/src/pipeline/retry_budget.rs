//! The retry budget, which keeps an outage from multiplying the load, and the jitter of backoff
//! delays.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::{clock::Instant, retry::Retry};

/// The retries left for all calls of a client together.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    per_call: f64,
    state: Mutex<(f64, Instant)>,
}

impl RetryBudget {
    /// Retries that a quiet client may make at once.
    const RESERVE: f64 = 10.0;
    /// Retries that accrue with time, for clients that call seldom.
    const PER_SECOND: f64 = 0.1;

    pub(crate) fn new(retry: &Retry, now: Instant) -> Self {
        Self { per_call: retry.budget_per_call(), state: Mutex::new((Self::RESERVE, now)) }
    }

    /// Adds the share of one call.
    pub(super) fn deposit(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = (state.0 + self.per_call).min(Self::RESERVE);
    }

    /// Takes one retry, if one is left.
    pub(super) fn withdraw(&self, now: Instant) -> bool {
        if self.per_call == f64::INFINITY {
            return true;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let accrued = now.saturating_since(state.1).as_secs_f64() * Self::PER_SECOND;
        *state = ((state.0 + accrued).min(Self::RESERVE), now);
        let enough = state.0 >= 1.0;
        if enough {
            state.0 -= 1.0;
        }
        enough
    }
}

/// Random numbers for backoff delays, so that clients that failed together do not retry together.
/// Not for secrets.
#[derive(Debug)]
pub(crate) struct Jitter(AtomicU64);

impl Jitter {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// Returns a number between 0 and 1 (splitmix64).
    pub(crate) fn next(&self) -> f64 {
        const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.0.fetch_add(GAMMA, Ordering::Relaxed).wrapping_add(GAMMA);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bits = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(u32::MAX);
        f64::from(bits) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn jitter_is_uniform_between_0_and_1() {
        let jitter = Jitter::seeded(7);
        let drawn: Vec<f64> = (0..10_000).map(|_| jitter.next()).collect();
        assert!(drawn.iter().all(|number| (0.0..=1.0).contains(number)));
        let mean = drawn.iter().sum::<f64>() / 10_000.0;
        assert!((0.48..0.52).contains(&mean), "{mean}");
    }

    #[test]
    fn the_budget_allows_a_tenth_of_all_calls_to_be_retried_beyond_the_reserve() {
        let budget = RetryBudget::new(&Retry::new(), Instant::default());
        let spent = |calls: u32| {
            (0..calls).map(|_| budget.deposit()).filter(|()| budget.withdraw(Instant::default())).count()
        };
        assert_eq!(spent(10), 10, "the reserve");
        let of_a_thousand = spent(1_000);
        assert!((95..=105).contains(&of_a_thousand), "{of_a_thousand}");
        let later = Instant::default() + Duration::from_secs(3_600);
        assert!(budget.withdraw(later), "retries accrue with time");
    }

    #[test]
    fn an_undefined_budget_allows_only_the_reserve_and_an_infinite_one_every_retry() {
        let none = RetryBudget::new(&Retry::new().budget(f64::NAN), Instant::default());
        assert_eq!((0..20).filter(|_| none.withdraw(Instant::default())).count(), 10);
        let endless = RetryBudget::new(&Retry::new().budget(f64::INFINITY), Instant::default());
        assert!((0..1_000).all(|_| endless.withdraw(Instant::default())));
    }
}
