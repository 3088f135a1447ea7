//! The context of one call: the settings in force when it started, and its progress.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Settings, trace};
use crate::{
    cache::KeyRef,
    clock::{Clock, Instant},
    error::{Error, ErrorKind},
    middleware::FailedAttempt,
    panics,
    request::Request,
    sharded::CacheLines,
};

#[derive(Clone)]
pub(crate) struct CallContext {
    pub(crate) settings: Arc<CacheLines<Settings>>,
    /// `None` if nothing reads it: the call has no deadline and is not metered.
    progress: Option<Arc<CallProgress>>,
}

/// The progress of a call.
///
/// A call that joins the flight of another follows that call's progress, and extends its deadline
/// to its own if that is later: a flight must not give up early because its first caller soon times
/// out.
#[derive(Default)]
pub(crate) struct CallProgress {
    state: Mutex<State>,
    followed: OnceLock<Arc<CallProgress>>,
    recorded: AtomicBool,
}

#[derive(Clone, Default)]
struct State {
    /// The latest deadline of all waiting callers, if each has one.
    deadline: Option<Instant>,
    /// `None` until the first attempt is prepared.
    phase: Option<Phase>,
    /// Requests sent so far.
    sent: u32,
    last_failure: Option<Error>,
}

/// The step of the retry loop that a call is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    WaitingForToken,
    WaitingForPermit,
    InFlight,
    BackingOff,
}

impl fmt::Display for Phase {
    /// Completes "while …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WaitingForToken => "waiting for the credentials provider",
            Self::WaitingForPermit => "waiting for the rate limit",
            Self::InFlight => "waiting for a response",
            Self::BackingOff => "waiting to retry",
        })
    }
}

impl CallContext {
    pub(super) fn new(settings: Arc<CacheLines<Settings>>, deadline: Option<Instant>, metered: bool) -> Self {
        let state = State { deadline, ..State::default() };
        let progress = || Arc::new(CallProgress { state: Mutex::new(state), ..CallProgress::default() });
        Self { settings, progress: (deadline.is_some() || metered).then(progress) }
    }

    /// Notifies the middleware of a failed attempt, or of the retry after it.
    pub(super) fn notify(&self, failed: &FailedAttempt<'_>, retried_after: Option<Duration>) {
        for middleware in &*self.settings.middleware {
            let observe = || middleware.observe_dyn(failed, retried_after);
            // An observer has no part in the call, so its panic does not fail it.
            if let Err(error) = panics::catch(ErrorKind::Middleware, "an observing middleware", observe) {
                trace::observer_panicked(&error);
            }
        }
    }

    /// Returns the address of the request, which is its key in the cache.
    pub(super) fn key<'a>(&'a self, request: &'a Request) -> KeyRef<'a> {
        KeyRef::new(&self.settings.base_url, &request.target)
    }

    pub(super) fn progress(&self) -> Option<&Arc<CallProgress>> {
        self.progress.as_ref()
    }

    /// Records that the call enters this phase.
    pub(super) fn enter(&self, phase: Phase) {
        self.update(|state| state.phase = Some(phase));
    }

    /// Records that a request is about to be sent.
    pub(super) fn sending(&self) {
        self.update(|state| {
            state.phase = Some(Phase::InFlight);
            state.sent += 1;
        });
    }

    /// Records that the request was not sent after all.
    pub(super) fn refused(&self) {
        self.update(|state| state.sent = state.sent.saturating_sub(1));
    }

    pub(super) fn failed(&self, error: &Error) {
        self.update(|state| state.last_failure = Some(error.clone()));
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        if let Some(progress) = &self.progress {
            change(&mut progress.state());
        }
    }

    /// Returns the number of requests sent; 0 if another call sent them.
    pub(super) fn sent(&self) -> u32 {
        self.progress.as_ref().map_or(0, |progress| progress.state().sent)
    }

    /// Returns the time left until the deadline, if there is one.
    pub(super) fn remaining(&self, clock: &dyn Clock) -> Option<Duration> {
        let deadline = self.progress.as_ref()?.state().deadline?;
        Some(deadline.saturating_since(clock.now()))
    }

    /// Whether the call is recorded for the first time.
    pub(super) fn record_once(&self) -> bool {
        self.progress.as_ref().is_some_and(|progress| !progress.recorded.swap(true, Ordering::Relaxed))
    }

    /// Returns the error of a call that exceeded its deadline. Its source is the last failure.
    pub(super) fn deadline_error(&self, limit: Duration) -> Error {
        let State { phase, sent, last_failure, .. } = match &self.progress {
            Some(progress) => progress.followed.get().unwrap_or(progress).state().clone(),
            None => State::default(),
        };
        let phrase = phase.map_or_else(String::new, |phase| format!(" while {phase}"));
        let failure = last_failure.as_ref();
        let failure = failure.map_or_else(String::new, |error| format!("; the last attempt failed: {error}"));
        let message = format!("the call exceeded its deadline of {limit:?}{phrase}{failure}");
        let error = Error::with_message(ErrorKind::Timeout, message).after_attempts(sent);
        let source = match phase {
            Some(Phase::WaitingForToken) => Some(credentials_timeout(last_failure)),
            _ => last_failure,
        };
        match source {
            Some(source) => error.caused_by(source),
            None => error,
        }
    }
}

/// A provider that is too slow is to blame itself, not the rejection that made the call wait for
/// it.
fn credentials_timeout(last_failure: Option<Error>) -> Error {
    let message = "timed out while waiting for the credentials provider";
    let error = Error::with_message(ErrorKind::Credentials, message);
    match last_failure {
        Some(failure) => error.caused_by(failure),
        None => error,
    }
}

impl CallProgress {
    /// Follows the progress of the flight that this call joins.
    pub(super) fn follow(&self, flight: &Arc<Self>) {
        let own = self.state().deadline;
        let mut state = flight.state();
        state.deadline = state.deadline.zip(own).map(|(theirs, own)| theirs.max(own));
        drop(state);
        // A call joins at most one flight.
        let _ = self.followed.set(Arc::clone(flight));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
