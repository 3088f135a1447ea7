//! Whether a failed attempt is worth another: the [`Retry`] policy, and the budget that keeps an outage from multiplying load.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    clock::Instant,
    error::{Error, ErrorKind},
};

/// When a failed call is sent again.
///
/// Sent again are calls that were throttled (429), met a failing server (500, 502, 504 and the like), a time limit, a connection
/// that failed or broke, or an answer that was cut off. Not sent again are refusals (400, 403, 404), answers that do not fit the
/// model, and a POST, unless it certainly was not processed. Between two attempts lies a random time up to `base × 2ⁿ⁻¹`, or what
/// the server asks for with `Retry-After`, whichever is longer.
///
/// Retries of all calls together are bounded too: in the long run one for every ten calls, so that an outage adds a tenth to the
/// load and does not multiply it. Waiting for a throttled token is not counted there.
///
/// ```
/// use std::time::Duration;
/// use coc_core::Retry;
///
/// let patient = Retry::new().attempts(5).max_delay(Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    max_delay: Duration,
    maintenance: bool,
    budget: f64,
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl Retry {
    /// Three attempts, delays of up to 1, 2, 4 … seconds and at most 30, nothing during maintenance, a budget of a tenth.
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_secs(1),
            max_delay: Duration::from_secs(30),
            maintenance: false,
            budget: 0.1,
        }
    }

    /// No retries: one attempt.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How often a call may be sent at most, the first time included; 3 by default, at least 1.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The longest delay before the second attempt; it doubles for each one after. 1 second by default.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base = delay;
        self
    }

    /// The longest delay before any attempt; 30 seconds by default. If the server asks for more, or all tokens must rest for
    /// longer, the call fails at once with that error, and [`Error::retry_after`] says how long.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sends calls that met maintenance (503) again like those that met a failing server. Off by default, because maintenance
    /// lasts for minutes to hours.
    #[must_use]
    pub const fn during_maintenance(mut self) -> Self {
        self.maintenance = true;
        self
    }

    /// How many retries there may be for each call in the long run, of all calls together; 0.1 by default. Beside it there are
    /// ten in reserve, and one more every ten seconds. Infinity is no limit.
    #[must_use]
    pub const fn budget(mut self, retries_per_call: f64) -> Self {
        self.budget = retries_per_call;
        self
    }

    pub(crate) const fn max_attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) const fn longest_delay(&self) -> Duration {
        self.max_delay
    }

    /// What to do after attempt number `attempt` (from 1) has failed with `error`. `jitter` lies between 0 and 1.
    pub(crate) fn after(&self, attempt: u32, error: &Error, idempotent: bool, jitter: f64) -> RetryDecision {
        let unprocessed = error.never_sent() || error.kind() == ErrorKind::Throttled;
        if !(idempotent || unprocessed) || !self.is_worth_it(error) {
            return RetryDecision::GiveUp;
        }
        // The token pool waits until a token may be used again, which may at once be another one.
        if error.kind() == ErrorKind::Throttled {
            return RetryDecision::OnNextToken;
        }
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        let backoff = doubled.min(self.max_delay).mul_f64(jitter.clamp(0.0, 1.0));
        match error.retry_after() {
            Some(asked) if asked > self.max_delay => RetryDecision::GiveUp,
            Some(asked) => RetryDecision::After(asked.max(backoff)),
            None => RetryDecision::After(backoff),
        }
    }

    fn is_worth_it(&self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Maintenance => self.maintenance,
            // "Not implemented" and "version not supported" will be so tomorrow.
            ErrorKind::Server => !error.status().is_some_and(|status| matches!(status.as_u16(), 501 | 505)),
            _ => error.is_transient(),
        }
    }
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// This error is the call's.
    GiveUp,
    /// Another attempt, as soon as any token may be used.
    OnNextToken,
    /// Another attempt after this long.
    After(Duration),
}

/// How many retries are left for all calls of a client together.
#[derive(Debug)]
pub(crate) struct Budget {
    per_call: f64,
    state: Mutex<(f64, Instant)>,
}

impl Budget {
    /// What a quiet client may use at once.
    const RESERVE: f64 = 10.0;
    /// What comes back by itself, for clients that call seldom.
    const PER_SECOND: f64 = 0.1;

    pub(crate) fn new(retry: &Retry, now: Instant) -> Self {
        // A negative or undefined share is none.
        let per_call = if retry.budget > 0.0 { retry.budget } else { 0.0 };
        Self { per_call, state: Mutex::new((Self::RESERVE, now)) }
    }

    /// One call has begun.
    pub(crate) fn deposit(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = (state.0 + self.per_call).min(Self::RESERVE);
    }

    /// Takes one retry, if there is one.
    pub(crate) fn withdraw(&self, now: Instant) -> bool {
        if self.per_call == f64::INFINITY {
            return true;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let returned = now.saturating_since(state.1).as_secs_f64() * Self::PER_SECOND;
        *state = ((state.0 + returned).min(Self::RESERVE), now);
        let enough = state.0 >= 1.0;
        if enough {
            state.0 -= 1.0;
        }
        enough
    }
}

/// Random numbers for delays, so that clients that failed together do not come back together. Not for secrets.
#[derive(Debug)]
pub(crate) struct Jitter(AtomicU64);

impl Jitter {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A number between 0 and 1 (splitmix64).
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
    use http::StatusCode;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn status(kind: ErrorKind, status: u16) -> Error {
        Error::new(kind).with_status(StatusCode::from_u16(status).unwrap())
    }

    #[test]
    fn kind_and_method_decide() {
        use RetryDecision::{After, GiveUp, OnNextToken};
        let (retry, patient) = (Retry::new(), Retry::new().during_maintenance());
        for (error, get, post) in [
            (Error::new(ErrorKind::Throttled), OnNextToken, OnNextToken),
            (status(ErrorKind::Server, 500), After(SECOND), GiveUp),
            (status(ErrorKind::Server, 502), After(SECOND), GiveUp),
            (status(ErrorKind::Server, 504), After(SECOND), GiveUp),
            (status(ErrorKind::Server, 501), GiveUp, GiveUp),
            (Error::new(ErrorKind::Maintenance), GiveUp, GiveUp),
            (Error::new(ErrorKind::Timeout), After(SECOND), GiveUp),
            (Error::new(ErrorKind::Connect), After(SECOND), GiveUp),
            (Error::new(ErrorKind::Interrupted), After(SECOND), GiveUp),
            (Error::new(ErrorKind::Truncated), After(SECOND), GiveUp),
            (Error::new(ErrorKind::NotFound), GiveUp, GiveUp),
            (Error::new(ErrorKind::InvalidIp), GiveUp, GiveUp),
            (Error::new(ErrorKind::Decode), GiveUp, GiveUp),
        ] {
            assert_eq!(retry.after(1, &error, true, 1.0), get, "GET {error}");
            assert_eq!(retry.after(1, &error, false, 1.0), post, "POST {error}");
        }
        let maintenance = Error::new(ErrorKind::Maintenance);
        assert_eq!(patient.after(1, &maintenance, true, 1.0), After(SECOND));
    }

    #[test]
    fn a_post_that_never_left_is_sent_again() {
        use crate::transport::{TransportError, TransportErrorKind};
        let refused = Error::from(TransportError::new(TransportErrorKind::Connect));
        assert_eq!(Retry::new().after(1, &refused, false, 0.5), RetryDecision::After(SECOND / 2));
    }

    #[test]
    fn delays_double_up_to_the_cap_and_are_drawn_at_random() {
        let (retry, error) = (Retry::new(), Error::new(ErrorKind::Server));
        let delays: Vec<_> = (1..=7).map(|attempt| retry.after(attempt, &error, true, 1.0)).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 30, 30].map(|seconds| RetryDecision::After(SECOND * seconds)));
        assert_eq!(retry.after(u32::MAX, &error, true, 0.0), RetryDecision::After(Duration::ZERO));

        let jitter = Jitter::seeded(7);
        let drawn: Vec<f64> = (0..10_000).map(|_| jitter.next()).collect();
        assert!(drawn.iter().all(|number| (0.0..=1.0).contains(number)));
        let mean = drawn.iter().sum::<f64>() / 10_000.0;
        assert!((0.48..0.52).contains(&mean), "{mean}");
    }

    #[test]
    fn what_the_server_asks_for_is_obeyed_or_the_call_ends() {
        let asks = |seconds| {
            let error = Error::new(ErrorKind::Server).with_retry_after(Some(SECOND * seconds));
            Retry::new().after(1, &error, true, 1.0)
        };
        assert_eq!(asks(0), RetryDecision::After(SECOND));
        assert_eq!(asks(30), RetryDecision::After(SECOND * 30));
        assert_eq!(asks(31), RetryDecision::GiveUp);
    }

    #[test]
    fn the_budget_gives_a_tenth_beyond_the_reserve() {
        let budget = Budget::new(&Retry::new(), Instant::default());
        let spent = |calls: u32| {
            (0..calls).map(|_| budget.deposit()).filter(|()| budget.withdraw(Instant::default())).count()
        };
        assert_eq!(spent(10), 10, "the reserve");
        let of_a_thousand = spent(1_000);
        assert!((95..=105).contains(&of_a_thousand), "{of_a_thousand}");
        let later = Instant::default() + Duration::from_secs(3_600);
        assert!(budget.withdraw(later), "time gives some back");
    }

    #[test]
    fn without_a_budget_there_are_no_retries_and_with_infinity_no_end() {
        let none = Budget::new(&Retry::new().budget(f64::NAN), Instant::default());
        assert_eq!((0..20).filter(|_| none.withdraw(Instant::default())).count(), 10);
        let endless = Budget::new(&Retry::new().budget(f64::INFINITY), Instant::default());
        assert!((0..1_000).all(|_| endless.withdraw(Instant::default())));
    }
}
