//! What has come of the calls, and what was wrong about it.

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

/// How many violations are kept in words; all are counted.
const KEPT: usize = 20;

/// Counts of what the callers saw.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) calls: AtomicU64,
    /// Dropped before they ended.
    pub(crate) dropped: AtomicU64,
    pub(crate) posts: AtomicU64,
    pub(crate) posts_answered: AtomicU64,
    outcomes: Mutex<BTreeMap<&'static str, u64>>,
    violations: Mutex<(u64, Vec<String>)>,
}

impl Tally {
    /// A call has ended: like this, or with an error. Errors that no fault explains are violations.
    pub(crate) fn ended(&self, result: Result<Source, &Error>) {
        self.calls.fetch_add(1, Relaxed);
        let name = match result {
            Ok(source) => source.as_str(),
            Err(error) => {
                if !is_documented(error.kind()) {
                    self.violation(format!("no fault explains this: {error:?}"));
                }
                error.kind().as_str()
            }
        };
        *lock(&self.outcomes).entry(name).or_default() += 1;
    }

    pub(crate) fn violation(&self, what: String) {
        let mut violations = lock(&self.violations);
        violations.0 += 1;
        if violations.1.len() < KEPT {
            violations.1.push(what);
        }
    }

    /// How many there were, and the first of them in words.
    pub(crate) fn violations(&self) -> (u64, Vec<String>) {
        lock(&self.violations).clone()
    }

    pub(crate) fn outcomes(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.outcomes).clone()
    }
}

/// What the faults of `chaos.rs` are documented to end in, and a tag that nobody has.
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

/// What the client says about itself, to be compared with what its callers saw.
#[derive(Debug, Default)]
pub(crate) struct Own {
    pub(crate) calls: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) sent: AtomicU64,
}

/// Exporters are given away, so this is a share in one.
pub(crate) struct Exporter(pub(crate) std::sync::Arc<Own>);

impl Metrics for Exporter {
    fn record(&self, call: &CallRecord<'_>) {
        self.0.calls.fetch_add(1, Relaxed);
        self.0.failed.fetch_add(u64::from(call.error().is_some()), Relaxed);
        self.0.sent.fetch_add(u64::from(call.attempts()), Relaxed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
