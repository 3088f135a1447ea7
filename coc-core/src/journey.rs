//! What a call takes along: the settings that held when it began, and how far it has come.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::{
    clock::{Clock, Instant},
    error::{Error, ErrorKind},
    pipeline::Settings,
};

#[derive(Clone)]
pub(crate) struct CallContext {
    pub(crate) settings: Arc<Settings>,
    /// `None` if nobody will ask: the call has no deadline and is not metered.
    log: Option<Arc<Log>>,
}

/// How far a call has come.
///
/// A call that joins the flight of another follows the log of that one, and gives it its own deadline if that is later: a flight
/// must not give up early because the first of its callers will soon be gone.
#[derive(Default)]
pub(crate) struct Log {
    progress: Mutex<Progress>,
    followed: OnceLock<Arc<Log>>,
    recorded: AtomicBool,
}

#[derive(Clone, Default)]
struct Progress {
    /// When the last of those who wait gives up, if all do.
    until: Option<Instant>,
    /// How often it was sent so far.
    sent: u32,
    /// How that last failed.
    failure: Option<Error>,
}

impl CallContext {
    pub(crate) fn new(settings: Arc<Settings>, until: Option<Instant>, metered: bool) -> Self {
        let progress = Progress { until, ..Progress::default() };
        let log = || Arc::new(Log { progress: Mutex::new(progress), ..Log::default() });
        Self { settings, log: (until.is_some() || metered).then(log) }
    }

    pub(crate) fn log(&self) -> Option<&Arc<Log>> {
        self.log.as_ref()
    }

    /// One more request is about to be sent.
    pub(crate) fn sends(&self) {
        if let Some(log) = &self.log {
            log.progress().sent += 1;
        }
    }

    pub(crate) fn failed(&self, error: &Error) {
        if let Some(log) = &self.log {
            log.progress().failure = Some(error.clone());
        }
    }

    /// Waits for the provider of tokens. If the deadline passes meanwhile, that is why.
    pub(crate) async fn await_tokens<T>(&self, answer: impl Future<Output = T>) -> T {
        let Some(log) = &self.log else { return answer.await };
        let before = log.progress().failure.take();
        let late = Error::with_message(ErrorKind::Credentials, "the provider of tokens had none in time");
        log.progress().failure = Some(match &before {
            Some(before) => late.caused_by(before.clone()),
            None => late,
        });
        let answer = answer.await;
        log.progress().failure = before;
        answer
    }

    /// How often it was sent; 0 if that was another call's doing.
    pub(crate) fn sent(&self) -> u32 {
        self.log.as_ref().map_or(0, |log| log.progress().sent)
    }

    /// How long it may still take, if that is limited.
    pub(crate) fn remaining(&self, clock: &dyn Clock) -> Option<Duration> {
        let until = self.log.as_ref()?.progress().until?;
        Some(until.saturating_since(clock.now()))
    }

    /// Whether this is the first time that the call is recorded.
    pub(crate) fn record_once(&self) -> bool {
        self.log.as_ref().is_some_and(|log| !log.recorded.swap(true, Ordering::Relaxed))
    }

    /// The error of a call that has not ended in time.
    pub(crate) fn deadline_error(&self, limit: Duration) -> Error {
        let message = format!("the call did not end within its deadline of {limit:?}");
        let error = Error::with_message(ErrorKind::Timeout, message);
        let Some(log) = &self.log else { return error };
        let Progress { sent, failure, .. } = log.followed.get().unwrap_or(log).progress().clone();
        let error = error.after_attempts(sent);
        match failure {
            Some(failure) => error.caused_by(failure),
            None => error,
        }
    }
}

impl Log {
    /// Follows the flight that keeps the other log.
    pub(crate) fn follow(&self, flight: &Arc<Self>) {
        let ours = self.progress().until;
        let mut progress = flight.progress();
        progress.until = progress.until.zip(ours).map(|(theirs, ours)| theirs.max(ours));
        drop(progress);
        // It is joined once, and a second time would be the same flight.
        let _ = self.followed.set(Arc::clone(flight));
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
