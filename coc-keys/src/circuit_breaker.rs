//! The [`CircuitBreaker`]: no requests to a portal that fails, and few logins.
//!
//! A job that fails opens the circuit, and calls fail at once with the error that opened it. After
//! a pause the circuit is half-open: one job is let through (`serial.rs` runs one at a time). If it
//! fails, the circuit opens again for longer; if it succeeds, the circuit closes.
//!
//! Logins have limits of their own, because too many of them hurt an account: in any minute at most
//! three that lead to nothing, and sixty at once and then three a minute of any kind, in case an
//! address keeps changing.

use std::{collections::VecDeque, time::Duration};

use coc_core::Instant;

use crate::error::{Error, ErrorKind};

/// The window in which unproductive logins are counted.
const MINUTE: Duration = Duration::from_secs(60);
/// The most logins in any minute that lead to nothing.
const MAX_UNPRODUCTIVE: usize = 3;
/// The window in which all logins are counted.
const LOGIN_WINDOW: Duration = Duration::from_secs(20 * 60);
/// The most logins in any [`LOGIN_WINDOW`].
const MAX_LOGINS: usize = 60;
/// The longest `Retry-After` that is respected.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(10 * 60);

/// The seconds for which the circuit stays open after each failure in a row. Few enough that a call
/// soon finds out that the portal is back; the limit of logins protects the account in any case.
const LOGIN_PAUSES: [u64; 5] = [20, 30, 30, 30, 60];
/// The same with a session, when no login is at stake.
const SESSION_PAUSES: [u64; 5] = [1, 2, 5, 10, 30];

/// The stage at which a job failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before there was a session.
    Login,
    /// With a session, which the next job reuses.
    Session,
}

/// The circuit breaker of the portal, shared by all accounts.
#[derive(Debug, Default)]
pub(crate) struct CircuitBreaker {
    failures: usize,
    /// When the circuit becomes half-open, and the error that opened it.
    open: Option<(Instant, Error)>,
    last: Option<Error>,
    unproductive: VecDeque<Instant>,
    logins: VecDeque<Instant>,
}

impl CircuitBreaker {
    /// Whether a job may begin: the circuit is closed or half-open.
    pub(crate) fn admit(&self, now: Instant) -> Result<(), Error> {
        match &self.open {
            Some((until, cause)) if *until > now => {
                Err(cause.clone().with_cool_down(until.saturating_since(now)))
            }
            _ => Ok(()),
        }
    }

    /// Whether a login may begin. One that does is reported with
    /// [`record_login`](Self::record_login).
    pub(crate) fn admit_login(&mut self, now: Instant) -> Result<(), Error> {
        let old = |at: &Instant, window| now.saturating_since(*at) >= window;
        self.unproductive.retain(|at| !old(at, MINUTE));
        self.logins.retain(|at| !old(at, LOGIN_WINDOW));
        let wait = |times: &VecDeque<Instant>, most: usize, window: Duration| {
            let full = times.len() >= most;
            full.then(|| window.saturating_sub(now.saturating_since(times[times.len() - most])))
        };
        if let Some(wait) = wait(&self.unproductive, MAX_UNPRODUCTIVE, MINUTE) {
            let cancelled =
                || Error::new(ErrorKind::Timeout, "the last logins were cancelled before a response");
            return Err(self.last.clone().unwrap_or_else(cancelled).with_cool_down(wait));
        }
        if let Some(wait) = wait(&self.logins, MAX_LOGINS, LOGIN_WINDOW) {
            let message = "too many logins, as if the public address kept changing; check whether several \
                           addresses are in use";
            return Err(Error::new(ErrorKind::Throttled, message).with_cool_down(wait));
        }
        Ok(())
    }

    /// Records that a login begins. It counts as unproductive until a job succeeds.
    pub(crate) fn record_login(&mut self, now: Instant) {
        self.unproductive.push_back(now);
        self.logins.push_back(now);
    }

    /// Closes the circuit, because a job succeeded.
    pub(crate) fn close(&mut self) {
        let logins = std::mem::take(&mut self.logins);
        *self = Self { logins, ..Self::default() };
    }

    /// Opens the circuit, because a job failed for a reason that may pass.
    pub(crate) fn record_failure(&mut self, stage: Stage, error: &Error, now: Instant) {
        if error.cool_down().is_some() {
            // Nothing was sent.
            return;
        }
        let pauses = match stage {
            Stage::Login => LOGIN_PAUSES,
            Stage::Session => SESSION_PAUSES,
        };
        let pause = Duration::from_secs(pauses[self.failures.min(pauses.len() - 1)]);
        let pause = pause.max(error.retry_after().unwrap_or_default()).min(MAX_RETRY_AFTER);
        self.failures += 1;
        self.last = Some(error.clone());
        self.open = Some((now + pause, error.clone()));
    }

    /// Takes back the last unproductive login: the account's own circuit remembers that its
    /// password was rejected, so the login does not count against the other accounts.
    pub(crate) fn discount_login(&mut self) {
        self.unproductive.pop_back();
    }

    /// Remembers a failure that waiting does not cure, to be repeated when the limit of logins is
    /// reached.
    pub(crate) fn record_permanent_failure(&mut self, error: &Error) {
        self.last = Some(error.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    fn down() -> Error {
        Error::new(ErrorKind::Unreachable, "connection refused")
    }

    #[test]
    fn the_circuit_opens_for_longer_with_each_failure_and_returns_the_cause() {
        let mut breaker = CircuitBreaker::default();
        let mut now = at(0);
        for pause in [20, 30, 30, 30, 60, 60] {
            assert!(breaker.admit(now).is_ok());
            breaker.record_failure(Stage::Login, &down(), now);
            let error = breaker.admit(now).unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::Unreachable, "connection refused"));
            assert_eq!(error.cool_down(), Some(Duration::from_secs(pause)));
            // A call that the open circuit stopped is no further failure.
            breaker.record_failure(Stage::Login, &error, now);
            now = now + Duration::from_secs(pause);
        }
        breaker.close();
        breaker.record_failure(Stage::Session, &down(), now);
        assert!(breaker.admit(now + Duration::from_secs(1)).is_ok(), "the pauses have started again");
    }

    #[test]
    fn retry_after_is_respected_up_to_ten_minutes() {
        for (retry_after, pause) in [(5, 20), (90, 90), (100_000, 600)] {
            let mut breaker = CircuitBreaker::default();
            let error = down().with_retry_after(Some(Duration::from_secs(retry_after)));
            breaker.record_failure(Stage::Login, &error, at(0));
            let cool_down = breaker.admit(at(0)).unwrap_err().cool_down();
            assert_eq!(cool_down, Some(Duration::from_secs(pause)));
        }
    }

    #[test]
    fn at_most_three_unproductive_logins_a_minute() {
        let mut breaker = CircuitBreaker::default();
        let mut logins: Vec<u64> = Vec::new();
        for second in 0..600 {
            if breaker.admit_login(at(second)).is_ok() {
                breaker.record_login(at(second));
                logins.push(second);
            }
        }
        assert_eq!(logins.len(), 30);
        assert!(logins.windows(4).all(|four| four[3] - four[0] >= 60), "{logins:?}");
    }

    #[test]
    fn the_last_cause_is_returned_when_the_login_limit_is_reached() {
        let mut breaker = CircuitBreaker::default();
        (0..3).for_each(|second| breaker.record_login(at(second)));
        assert_eq!(breaker.admit_login(at(3)).unwrap_err().kind(), ErrorKind::Timeout);
        breaker.record_permanent_failure(&Error::new(ErrorKind::KeyLimit, "full"));
        let error = breaker.admit_login(at(3)).unwrap_err();
        assert_eq!((error.kind(), error.cool_down()), (ErrorKind::KeyLimit, Some(Duration::from_secs(57))));
    }

    #[test]
    fn successful_logins_are_limited_to_sixty_in_twenty_minutes() {
        let mut breaker = CircuitBreaker::default();
        let mut good = 0;
        for _ in 0..100 {
            if breaker.admit_login(at(0)).is_ok() {
                breaker.record_login(at(0));
                breaker.close();
                good += 1;
            }
        }
        assert_eq!(good, 60);
        let error = breaker.admit_login(at(0)).unwrap_err();
        assert_eq!(
            (error.kind(), error.cool_down()),
            (ErrorKind::Throttled, Some(Duration::from_secs(1_200)))
        );
        assert!(breaker.admit_login(at(1_200)).is_ok());
    }
}
