//! Metrics: the [`Metrics`] trait for exporters, and the [`MetricsSummary`] of the built-in window.
//!
//! Both are off by default. They record every call once, when it ends: from the cache, by its own
//! request, by a shared request, or with an error. A dropped call is not recorded.

use std::{collections::BinaryHeap, time::Duration};

use http::StatusCode;

use crate::{
    bounds::{MaybeSend, MaybeSync},
    clock::Instant,
    error::{Error, ErrorKind},
    rate_limit::TokenStatus,
    response::Source,
};

mod csv;
mod window;

pub(crate) use window::Window;

/// A receiver of the metrics of every call, for exporters (Prometheus, `StatsD`, `OpenTelemetry`).
///
/// It is called at the end of each call, which waits for it, so it should be quick.
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
    /// Receives a completed call.
    fn record(&self, call: &CallRecord<'_>);
}

/// A completed call.
///
/// ```
/// use coc_core::metrics::{CallRecord, Metrics};
///
/// /// Prints calls that take more than a second.
/// struct Slow;
///
/// impl Metrics for Slow {
///     fn record(&self, call: &CallRecord<'_>) {
///         if call.duration().as_secs() >= 1 {
///             println!("{} took {:?}", call.endpoint(), call.duration());
///         }
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CallRecord<'a> {
    pub(crate) endpoint: &'static str,
    /// When it ended, by the client's clock.
    pub(crate) ended: Instant,
    pub(crate) ended_at: Duration,
    pub(crate) duration: Duration,
    pub(crate) status: Option<StatusCode>,
    pub(crate) attempts: u32,
    pub(crate) body_bytes: usize,
    pub(crate) repairs: u64,
    pub(crate) result: Result<Source, &'a Error>,
}

impl<'a> CallRecord<'a> {
    /// The name of the endpoint, such as `clan.members`.
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// When the call ended, as time since the Unix epoch.
    pub fn ended_at(&self) -> Duration {
        self.ended_at
    }

    /// The duration of the call, including waiting.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// The status of the last response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The number of requests that this call sent; 0 for a cache hit or a shared request. Includes
    /// failed requests before a stale response.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The size of the response's body; 0 for an error.
    pub fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// The number of values that were repaired so that the response could be decoded; see
    /// [`Response::repairs`](crate::Response::repairs).
    pub fn repairs(&self) -> u64 {
        self.repairs
    }

    /// The source of the response, if the call succeeded.
    pub fn source(&self) -> Option<Source> {
        self.result.ok()
    }

    /// The error, if the call failed.
    pub fn error(&self) -> Option<&'a Error> {
        self.result.err()
    }
}

/// A summary of the calls in the window. From [`Client::metrics`](crate::Client::metrics).
///
/// The window contains the last calls of all threads, in order of their end, up to its size.
///
/// ```
/// # fn example(client: coc_core::Client) {
/// // `None` unless the client was built with `metrics_window`.
/// if let Some(summary) = client.metrics() {
///     println!("{} calls, {} requests", summary.calls, summary.requests);
///     for (endpoint, calls) in &summary.endpoints {
///         println!("{calls:>6} {endpoint}");
///     }
///     for (kind, calls) in &summary.errors {
///         println!("{calls:>6} failed: {kind}");
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MetricsSummary {
    /// Calls in the window.
    pub calls: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Calls served from the cache, fresh or stale.
    pub cached: u64,
    /// Calls that shared the request of another.
    pub shared: u64,
    /// Calls whose response was repaired; see [`Response::repairs`](crate::Response::repairs).
    pub repaired: u64,
    /// Requests sent.
    pub requests: u64,
    /// The latency of calls not served from the cache; `None` without any.
    pub latency: Option<Latency>,
    /// Calls by endpoint, most frequent first.
    pub endpoints: Vec<(&'static str, u64)>,
    /// Calls by status of the last response, most frequent first.
    pub statuses: Vec<(u16, u64)>,
    /// Failed calls by kind, most frequent first.
    pub errors: Vec<(ErrorKind, u64)>,
    /// When the first and the last call ended, as time since the Unix epoch; `None` without any.
    pub timespan: Option<(Duration, Duration)>,
    /// The status of each token since the client was built.
    pub tokens: Vec<TokenStatus>,
}

impl MetricsSummary {
    /// The share of calls that succeeded, from 0 to 1; `None` without any.
    pub fn success_rate(&self) -> Option<f64> {
        share(self.succeeded, self.calls)
    }

    /// The share of calls served from the cache, from 0 to 1; `None` without any.
    pub fn cache_hit_rate(&self) -> Option<f64> {
        share(self.cached, self.calls)
    }
}

#[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The distribution of call durations.
///
/// ```
/// # fn example(client: coc_core::Client) {
/// if let Some(latency) = client.endpoint_metrics("clan").and_then(|summary| summary.latency) {
///     println!("{:?} on average, 99 % within {:?}", latency.mean, latency.p99);
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Latency {
    /// The mean.
    pub mean: Duration,
    /// The median.
    pub p50: Duration,
    /// The 90th percentile.
    pub p90: Duration,
    /// The 95th percentile.
    pub p95: Duration,
    /// The 99th percentile.
    pub p99: Duration,
    /// The maximum.
    pub max: Duration,
}

impl Latency {
    /// Computes nearest-rank percentiles; `None` for an empty list.
    fn of(durations: Vec<Duration>) -> Option<Self> {
        // A heap sort is a tenth of the code of `sort_unstable`, and a window is read seldom.
        let durations = BinaryHeap::from(durations).into_sorted_vec();
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

/// A failed call. From [`Client::recent_errors`](crate::Client::recent_errors).
///
/// ```
/// # fn example(client: coc_core::Client) {
/// for failed in client.recent_errors(5) {
///     println!("{} s: {} failed: {}", failed.ended_at.as_secs(), failed.endpoint, failed.error);
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecentError {
    /// When the call ended, as time since the Unix epoch.
    pub ended_at: Duration,
    /// The name of the endpoint, such as `clan.members`.
    pub endpoint: &'static str,
    /// The error.
    pub error: Error,
}
