//! [`Retry`]: the policy that decides whether a failed attempt is retried, and when.
//!
//! The loop that asks it is in `pipeline/retry_loop.rs`, the budget in `pipeline/retry_budget.rs`.

use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// The retry policy of a client.
///
/// Retries throttled calls (429), server errors (500, 502, 504 and similar), timeouts, connection
/// failures and truncated bodies, with exponential backoff and full jitter: before retry `n`, a
/// random delay of up to `base × 2ⁿ⁻¹`, or the server's `Retry-After` if that is longer. Does not
/// retry rejections (400, 403, 404), responses that do not fit the model, or a POST that the server
/// may have processed. Does not retry an error response with `coc-attempts`, the header of a proxy
/// that has retried already.
///
/// A read on a reused connection that the server had closed is retried at once, one time, whatever
/// the policy.
///
/// A retry budget bounds the retries of all calls together: in the long run one for every ten
/// calls, so that an outage adds a tenth to the load and does not multiply it. Waiting for a
/// throttled token does not count against it.
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
    /// Allows 3 attempts with delays of up to 1, 2, 4 … and at most 30 seconds, and a budget of
    /// 0.1. Does not retry during maintenance.
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_secs(1),
            max_delay: Duration::from_secs(30),
            maintenance: false,
            budget: 0.1,
        }
    }

    /// Disables retries: one attempt.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Sets the maximum number of attempts, the first included; 3 by default, at least 1.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// Sets the longest delay before the second attempt, which doubles for each one after; 1 second
    /// by default.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base = delay;
        self
    }

    /// Sets the longest delay before any attempt; 30 seconds by default. If the server requests
    /// more, or all tokens are throttled for longer, the call fails at once with that error, and
    /// [`Error::retry_after`] returns the delay.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Retries calls during maintenance (503) like other server errors. Off by default, because
    /// maintenance lasts for minutes to hours.
    #[must_use]
    pub const fn during_maintenance(mut self) -> Self {
        self.maintenance = true;
        self
    }

    /// Sets the retry budget: retries per call in the long run, over all calls; 0.1 by default.
    /// There are ten more in reserve, and one more accrues every ten seconds. Infinity means no
    /// limit.
    #[must_use]
    pub const fn budget(mut self, retries_per_call: f64) -> Self {
        self.budget = retries_per_call;
        self
    }

    pub(crate) const fn max_attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the retries per call; zero for a negative or undefined budget.
    pub(crate) const fn budget_per_call(&self) -> f64 {
        if self.budget > 0.0 { self.budget } else { 0.0 }
    }

    pub(crate) const fn longest_delay(&self) -> Duration {
        self.max_delay
    }

    /// Decides what follows attempt `attempt` (from 1), which failed with `error`. `jitter` is
    /// between 0 and 1.
    pub(crate) fn after(&self, attempt: u32, error: &Error, idempotent: bool, jitter: f64) -> RetryDecision {
        let unprocessed = error.never_sent() || error.kind() == ErrorKind::Throttled;
        if error.is_retried_upstream() || !(idempotent || unprocessed) || !self.is_retryable(error) {
            return RetryDecision::GiveUp;
        }
        // The token pool waits for the cool-down; another token may be available at once.
        if error.kind() == ErrorKind::Throttled {
            return RetryDecision::OnNextToken;
        }
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        let backoff = doubled.min(self.max_delay).mul_f64(jitter.clamp(0.0, 1.0));
        match error.retry_after() {
            Some(requested) if requested > self.max_delay => RetryDecision::GiveUp,
            Some(requested) => RetryDecision::After(requested.max(backoff)),
            None => RetryDecision::After(backoff),
        }
    }

    fn is_retryable(&self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Maintenance => self.maintenance,
            // "Not implemented" and "HTTP version not supported" do not pass.
            ErrorKind::Server => !error.status().is_some_and(|status| matches!(status.as_u16(), 501 | 505)),
            _ => error.is_transient(),
        }
    }
}

/// The decision after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// The call fails with this error.
    GiveUp,
    /// Retry as soon as any token is available.
    OnNextToken,
    /// Retry after this delay.
    After(Duration),
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
    fn error_kind_and_method_decide_whether_a_call_is_retried() {
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
    fn a_post_that_was_never_sent_is_retried() {
        use crate::transport::{TransportError, TransportErrorKind};
        let unreachable = Error::from(TransportError::new(TransportErrorKind::Connect));
        assert_eq!(Retry::new().after(1, &unreachable, false, 0.5), RetryDecision::After(SECOND / 2));
    }

    #[test]
    fn backoff_doubles_up_to_the_maximum_delay() {
        let (retry, error) = (Retry::new(), Error::new(ErrorKind::Server));
        let delays: Vec<_> = (1..=7).map(|attempt| retry.after(attempt, &error, true, 1.0)).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 30, 30].map(|seconds| RetryDecision::After(SECOND * seconds)));
        assert_eq!(retry.after(u32::MAX, &error, true, 0.0), RetryDecision::After(Duration::ZERO));
    }

    #[test]
    fn retry_after_is_honoured_or_ends_the_call_if_it_exceeds_the_maximum_delay() {
        let after = |seconds| {
            let error = Error::new(ErrorKind::Server).with_retry_after(Some(SECOND * seconds));
            Retry::new().after(1, &error, true, 1.0)
        };
        assert_eq!(after(0), RetryDecision::After(SECOND));
        assert_eq!(after(30), RetryDecision::After(SECOND * 30));
        assert_eq!(after(31), RetryDecision::GiveUp);
    }
}
