//! The results of the calls, and the violations of invariants.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use coc_core::{
    Error, ErrorKind, Source,
    metrics::{CallRecord, Metrics},
};

/// The number of violations that are described; all are counted.
const MAX_DESCRIBED: usize = 20;

/// The callers' counters.
#[derive(Debug, Default)]
pub(crate) struct CallCounters {
    pub(crate) calls: AtomicU64,
    /// Calls that were dropped before they ended.
    pub(crate) dropped: AtomicU64,
    pub(crate) posts: AtomicU64,
    pub(crate) posts_succeeded: AtomicU64,
    outcomes: Mutex<BTreeMap<&'static str, u64>>,
    violations: Mutex<(u64, Vec<String>)>,
}

impl CallCounters {
    /// Records the result of a call. Errors that no fault explains are violations.
    pub(crate) fn ended(&self, result: Result<Source, &Error>) {
        self.calls.fetch_add(1, Relaxed);
        let name = match result {
            Ok(source) => source.as_str(),
            Err(error) => {
                if !is_documented(error.kind()) {
                    self.violation(format!("an error that no fault explains: {error:?}"));
                }
                error.kind().as_str()
            }
        };
        *lock(&self.outcomes).entry(name).or_default() += 1;
    }

    pub(crate) fn violation(&self, description: String) {
        let mut violations = lock(&self.violations);
        violations.0 += 1;
        if violations.1.len() < MAX_DESCRIBED {
            violations.1.push(description);
        }
    }

    /// The number of violations, and descriptions of the first ones.
    pub(crate) fn violations(&self) -> (u64, Vec<String>) {
        lock(&self.violations).clone()
    }

    pub(crate) fn outcomes(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.outcomes).clone()
    }
}

/// Whether an error is a documented result of the faults in `faults.rs` or of an unknown tag.
fn is_documented(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::Throttled
            | ErrorKind::Maintenance
            | ErrorKind::Server
            | ErrorKind::InvalidKey
            | ErrorKind::InvalidIp
            | ErrorKind::UnexpectedStatus
            | ErrorKind::Timeout
            | ErrorKind::Interrupted
            | ErrorKind::Truncated
            | ErrorKind::TooLarge
            | ErrorKind::NotJson
            | ErrorKind::Decode
    )
}

/// The client's own counters, which are compared with the callers'.
#[derive(Debug, Default)]
pub(crate) struct ClientCounters {
    pub(crate) calls: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) attempts: AtomicU64,
}

/// The metrics exporter, which shares the counters with their reader.
pub(crate) struct Exporter(pub(crate) std::sync::Arc<ClientCounters>);

impl Metrics for Exporter {
    fn record(&self, call: &CallRecord<'_>) {
        self.0.calls.fetch_add(1, Relaxed);
        self.0.failed.fetch_add(u64::from(call.error().is_some()), Relaxed);
        self.0.attempts.fetch_add(u64::from(call.attempts()), Relaxed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
