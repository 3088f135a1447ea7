//! The portal is left alone: for a while after it failed, and for longer when it goes on failing.
//!
//! Two things are counted. Work at the portal that fails opens the [`Breaker`]; until it closes, everybody gets the error that
//! opened it. Logins are limited by themselves, because too many of them hurt an account: those that led to nothing to three
//! in any minute, and all of them to sixty at once and then three a minute, in case an address changes without end.

use std::{collections::VecDeque, time::Duration};

use coc_core::Instant;

use crate::error::{Error, ErrorKind};

/// The window in which fruitless logins are counted.
const MINUTE: Duration = Duration::from_secs(60);
/// The most logins in any minute that lead to nothing.
const FRUITLESS: usize = 3;
/// The most logins in any [`LONG`].
const LOGINS: usize = 60;
/// The window in which all logins are counted.
const LONG: Duration = Duration::from_secs(20 * 60);
/// The longest a portal that asks for it is left alone.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// For how many seconds the portal is left alone after each failure in a row. Few enough that a call soon finds out when the portal
/// is back, and with the limit of fruitless logins never a burden.
const LOGIN_PAUSES: [u64; 5] = [20, 30, 30, 30, 60];
/// The same, if there is a session and no login is at stake.
const SESSION_PAUSES: [u64; 5] = [1, 2, 5, 10, 30];

/// Where work at the portal failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before there was a session.
    Login,
    /// With a session, which is still there for the next attempt.
    Session,
}

/// Remembers how the portal did.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    failures: usize,
    open: Option<(Instant, Error)>,
    last: Option<Error>,
    fruitless: VecDeque<Instant>,
    logins: VecDeque<Instant>,
}

impl Breaker {
    /// Whether the portal may be asked for anything.
    pub(crate) fn admit(&self, now: Instant) -> Result<(), Error> {
        match &self.open {
            Some((until, cause)) if *until > now => Err(cause.clone().resting(until.saturating_since(now))),
            _ => Ok(()),
        }
    }

    /// Whether there may be a login now. One that begins must be told of by [`login`](Self::login).
    pub(crate) fn admit_login(&mut self, now: Instant) -> Result<(), Error> {
        self.forget(now);
        let wait = |times: &VecDeque<Instant>, most: usize, window: Duration| {
            let full = times.len() >= most;
            full.then(|| window.saturating_sub(now.saturating_since(times[times.len() - most])))
        };
        if let Some(wait) = wait(&self.fruitless, FRUITLESS, MINUTE) {
            let nothing = || {
                let message = "the last logins were given up before they were answered";
                Error::new(ErrorKind::Timeout, message)
            };
            return Err(self.last.clone().unwrap_or_else(nothing).resting(wait));
        }
        if let Some(wait) = wait(&self.logins, LOGINS, LONG) {
            let message = "there were too many logins, as if the own address changed without end; several addresses may be in \
                           use at once";
            return Err(Error::new(ErrorKind::Throttled, message).resting(wait));
        }
        Ok(())
    }

    /// A login begins. Until it is known to have been good for something, it counts as fruitless.
    pub(crate) fn login(&mut self, now: Instant) {
        self.fruitless.push_back(now);
        self.logins.push_back(now);
    }

    fn forget(&mut self, now: Instant) {
        let old = |at: &Instant, window| now.saturating_since(*at) >= window;
        self.fruitless.retain(|at| !old(at, MINUTE));
        self.logins.retain(|at| !old(at, LONG));
    }

    /// The work led to what it was for.
    pub(crate) fn succeeded(&mut self) {
        let logins = std::mem::take(&mut self.logins);
        *self = Self { logins, ..Self::default() };
    }

    /// The work failed for a reason that may pass: what must not be asked again soon.
    pub(crate) fn failed(&mut self, stage: Stage, error: &Error, now: Instant) {
        if error.resting_for().is_some() {
            // It was not asked at all.
            return;
        }
        let pauses = match stage {
            Stage::Login => LOGIN_PAUSES,
            Stage::Session => SESSION_PAUSES,
        };
        let pause = Duration::from_secs(pauses[self.failures.min(pauses.len() - 1)]);
        let pause = pause.max(error.retry_after().unwrap_or_default()).min(LONGEST);
        self.failures += 1;
        self.last = Some(error.clone());
        self.open = Some((now + pause, error.clone()));
    }

    /// The login was answered with a refusal that its account remembers, so it does not count against the others.
    pub(crate) fn answered(&mut self) {
        self.fruitless.pop_back();
    }

    /// The work failed for a reason that will not pass by waiting: said again, if logins become too many.
    pub(crate) fn fruitless(&mut self, error: &Error) {
        if error.resting_for().is_none() {
            self.last = Some(error.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    fn down() -> Error {
        Error::new(ErrorKind::Unreachable, "nobody there")
    }

    #[test]
    fn a_portal_that_failed_is_left_alone_longer_and_longer_and_everybody_is_told_why() {
        let mut breaker = Breaker::default();
        let mut now = at(0);
        for pause in [20, 30, 30, 30, 60, 60] {
            assert!(breaker.admit(now).is_ok());
            breaker.failed(Stage::Login, &down(), now);
            let error = breaker.admit(now).unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::Unreachable, "nobody there"));
            assert_eq!(error.resting_for(), Some(Duration::from_secs(pause)));
            // Whoever was told so has not asked, which is no further failure.
            breaker.failed(Stage::Login, &error, now);
            now = now + Duration::from_secs(pause);
        }
        breaker.succeeded();
        breaker.failed(Stage::Session, &down(), now);
        assert!(breaker.admit(now + Duration::from_secs(1)).is_ok(), "it has begun anew");
    }

    #[test]
    fn a_portal_that_says_for_how_long_is_obeyed_within_reason() {
        for (asked, pause) in [(5, 20), (90, 90), (100_000, 600)] {
            let mut breaker = Breaker::default();
            let error = down().with_retry_after(Some(Duration::from_secs(asked)));
            breaker.failed(Stage::Login, &error, at(0));
            let resting = breaker.admit(at(0)).unwrap_err().resting_for();
            assert_eq!(resting, Some(Duration::from_secs(pause)));
        }
    }

    #[test]
    fn no_minute_sees_more_than_three_logins_that_lead_to_nothing() {
        let mut breaker = Breaker::default();
        let mut logins: Vec<u64> = Vec::new();
        for second in 0..600 {
            if breaker.admit_login(at(second)).is_ok() {
                breaker.login(at(second));
                logins.push(second);
            }
        }
        assert_eq!(logins.len(), 30);
        assert!(logins.windows(4).all(|four| four[3] - four[0] >= 60), "{logins:?}");
    }

    #[test]
    fn the_last_cause_is_told_when_logins_are_used_up() {
        let mut breaker = Breaker::default();
        (0..3).for_each(|second| breaker.login(at(second)));
        assert_eq!(breaker.admit_login(at(3)).unwrap_err().kind(), ErrorKind::Timeout);
        breaker.fruitless(&Error::new(ErrorKind::KeyLimit, "full"));
        let error = breaker.admit_login(at(3)).unwrap_err();
        assert_eq!((error.kind(), error.resting_for()), (ErrorKind::KeyLimit, Some(Duration::from_secs(57))));
    }

    #[test]
    fn good_logins_are_limited_only_when_they_do_not_end() {
        let mut breaker = Breaker::default();
        let mut good = 0;
        for _ in 0..100 {
            if breaker.admit_login(at(0)).is_ok() {
                breaker.login(at(0));
                breaker.succeeded();
                good += 1;
            }
        }
        assert_eq!(good, 60);
        let error = breaker.admit_login(at(0)).unwrap_err();
        assert_eq!(
            (error.kind(), error.resting_for()),
            (ErrorKind::Throttled, Some(Duration::from_secs(1_200)))
        );
        assert!(breaker.admit_login(at(1_200)).is_ok());
    }
}
