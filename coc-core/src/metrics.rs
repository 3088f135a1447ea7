//! What calls cost and how they end: the [`Metrics`] trait for exporters, and the summaries of the built-in window.
//!
//! The window itself is in `window.rs`. Both are off until the builder is told otherwise, and then see every call once, when
//! it ends: answered by a cache, by the network, by another call's request, or not at all. A call that is dropped is not seen.

use std::{collections::BTreeMap, time::Duration};

use http::StatusCode;

use crate::{
    bounds::{MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
    pool::TokenStatus,
    response::Source,
};

mod window;

pub(crate) use window::Window;

/// A receiver of every call's figures, for exporters (Prometheus, `StatsD`, `OpenTelemetry`).
///
/// It is called in the middle of the call, so it should be quick.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use coc_core::metrics::{CallRecord, Metrics};
///
/// #[derive(Default)]
/// struct Failures(AtomicU64);
///
/// impl Metrics for Failures {
///     fn record(&self, call: &CallRecord<'_>) {
///         if call.error().is_some() {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Metrics: MaybeSend + MaybeSync + 'static {
    /// Hears of a call that has ended.
    fn record(&self, call: &CallRecord<'_>);
}

/// One call that has ended.
#[derive(Clone, Copy, Debug)]
pub struct CallRecord<'a> {
    pub(crate) endpoint: &'static str,
    pub(crate) ended_at: Duration,
    pub(crate) duration: Duration,
    pub(crate) status: Option<StatusCode>,
    pub(crate) attempts: u32,
    pub(crate) body_bytes: usize,
    pub(crate) result: Result<Source, &'a Error>,
}

impl<'a> CallRecord<'a> {
    /// Which endpoint, as `clan.members`.
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// When it ended, since 1970-01-01T00:00:00Z.
    pub fn ended_at(&self) -> Duration {
        self.ended_at
    }

    /// How long it took, waiting included.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// The status of the last answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// How often the request was sent for it; 0 if that was another call's doing, or nothing was sent. Requests that failed before a
    /// stale answer had to do are counted.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How large the answer's body is; 0 for an error.
    pub fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// Where the answer came from, if it is one.
    pub fn source(&self) -> Option<Source> {
        self.result.ok()
    }

    /// What went wrong, if anything did.
    pub fn error(&self) -> Option<&'a Error> {
        self.result.err()
    }
}

/// The calls of the window in figures. From [`Client::metrics`](crate::Client::metrics).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MetricsSummary {
    /// How many calls there are in the window.
    pub calls: u64,
    /// How many of them succeeded.
    pub succeeded: u64,
    /// How many of them a cache answered.
    pub cached: u64,
    /// How many of them shared the request of another call.
    pub shared: u64,
    /// How many requests were sent for them.
    pub requests: u64,
    /// How long the calls took that no cache answered; `None` without any.
    pub latency: Option<Latency>,
    /// Calls by endpoint, the busiest first.
    pub endpoints: Vec<(&'static str, u64)>,
    /// Calls by the status of their last answer.
    pub statuses: BTreeMap<u16, u64>,
    /// Failed calls by kind, the most frequent first.
    pub errors: Vec<(ErrorKind, u64)>,
    /// When the first and the last of them ended, since 1970-01-01T00:00:00Z; `None` without any.
    pub timespan: Option<(Duration, Duration)>,
    /// How each token has done since the client was built.
    pub tokens: Vec<TokenStatus>,
}

impl MetricsSummary {
    /// Calls that succeeded among all, from 0 to 1; `None` without any.
    pub fn success_rate(&self) -> Option<f64> {
        share(self.succeeded, self.calls)
    }

    /// Calls that a cache answered among all, from 0 to 1; `None` without any.
    pub fn cache_hit_rate(&self) -> Option<f64> {
        share(self.cached, self.calls)
    }
}

#[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// How long calls took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Latency {
    /// Their mean.
    pub mean: Duration,
    /// Half of them took no longer.
    pub p50: Duration,
    /// 90 of 100 took no longer.
    pub p90: Duration,
    /// 95 of 100 took no longer.
    pub p95: Duration,
    /// 99 of 100 took no longer.
    pub p99: Duration,
    /// The longest.
    pub max: Duration,
}

impl Latency {
    /// Nearest-rank percentiles; `None` for an empty list.
    fn of(mut durations: Vec<Duration>) -> Option<Self> {
        durations.sort_unstable();
        let max = *durations.last()?;
        let count = durations.len();
        let total: Duration = durations.iter().sum();
        let rank = |percent: usize| {
            let rank = (count * percent).div_ceil(100).max(1);
            durations.get(rank - 1).copied().unwrap_or(max)
        };
        let mean = total / u32::try_from(count).unwrap_or(u32::MAX);
        Some(Self { mean, p50: rank(50), p90: rank(90), p95: rank(95), p99: rank(99), max })
    }
}

/// A call that failed. From [`Client::recent_errors`](crate::Client::recent_errors).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecentError {
    /// When it ended, since 1970-01-01T00:00:00Z.
    pub ended_at: Duration,
    /// Which endpoint, as `clan.members`.
    pub endpoint: &'static str,
    /// What went wrong.
    pub error: Error,
}
