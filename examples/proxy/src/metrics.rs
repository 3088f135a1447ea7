//! Metrics for Prometheus. No label contains a key, a tag or a client.

use std::{
    borrow::Cow,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use coc_transport_native::{
    Client, Error,
    coc_core::{
        Source, TokenState,
        metrics::{CallRecord, Metrics},
    },
};
use http::StatusCode;
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// The content type of [`ProxyMetrics::encode`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Bucket bounds in seconds, from the duration of a cache hit to that of a slow call.
const REQUEST_BUCKETS: [f64; 8] = [0.000_1, 0.001, 0.01, 0.05, 0.1, 0.5, 2.5, 10.0];

/// Bucket bounds in seconds; the API responds within tenths of a second.
const CALL_BUCKETS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// All metrics. Clones share them.
#[derive(Clone)]
pub(crate) struct ProxyMetrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    rejected: Family<RejectedLabels, Counter>,
    connections: Gauge,
    calls: Family<CallLabels, Counter>,
    sent: Family<EndpointLabels, Counter>,
    duration: Family<EndpointLabels, Histogram>,
    request_duration: Family<EndpointLabels, Histogram>,
    cache_entries: Gauge,
    cache_bytes: Gauge,
    cache_evictions: Counter,
    tokens: Family<StateLabels, Gauge>,
    upstream_rate: Gauge<f64, AtomicU64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    endpoint: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RejectedLabels {
    cause: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    endpoint: &'static str,
    outcome: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndpointLabels {
    endpoint: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

impl ProxyMetrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("coc_proxy");
        let mut inner = Inner {
            requests: Family::default(),
            rejected: Family::default(),
            connections: Gauge::default(),
            calls: Family::default(),
            sent: Family::default(),
            duration: Family::new_with_constructor(|| Histogram::new(CALL_BUCKETS)),
            request_duration: Family::new_with_constructor(|| Histogram::new(REQUEST_BUCKETS)),
            cache_entries: Gauge::default(),
            cache_bytes: Gauge::default(),
            cache_evictions: Counter::default(),
            tokens: Family::default(),
            upstream_rate: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Requests of clients", inner.requests.clone());
        registry.register("rejected", "Requests of clients that the proxy rejected", inner.rejected.clone());
        registry.register("connections", "Open connections of clients", inner.connections.clone());
        registry.register("calls", "Calls of the API, by outcome", inner.calls.clone());
        registry.register("api_requests", "Requests sent to the API, retries included", inner.sent.clone());
        let help = "Duration of calls that sent a request to the API";
        registry.register_with_unit("call_duration", help, Unit::Seconds, inner.duration.clone());
        let help = "Duration of requests of clients, cached or not";
        let durations = inner.request_duration.clone();
        registry.register_with_unit("request_duration", help, Unit::Seconds, durations);
        registry.register("cache_entries", "Responses in the cache", inner.cache_entries.clone());
        registry.register_with_unit("cache", "Size of the cache", Unit::Bytes, inner.cache_bytes.clone());
        let help = "Responses evicted from the cache";
        registry.register("cache_evictions", help, inner.cache_evictions.clone());
        registry.register("tokens", "API keys, by state", inner.tokens.clone());
        let help = "Requests per second that the API keys together may send at present; +Inf without a limit";
        registry.register("upstream_rate", help, inner.upstream_rate.clone());
        inner.registry = registry;
        Self(Arc::new(inner))
    }

    /// Counts a response; `endpoint` is empty if the path is no route of the API.
    pub(crate) fn responded(&self, endpoint: &'static str, status: StatusCode, took: Duration) {
        let durations = self.0.request_duration.get_or_create(&EndpointLabels { endpoint });
        durations.observe(took.as_secs_f64());
        self.0.requests.get_or_create(&RequestLabels { endpoint, status: status.as_u16() }).inc();
    }

    /// Counts a request that access control rejected.
    pub(crate) fn rejected(&self, cause: &'static str) {
        self.0.rejected.get_or_create(&RejectedLabels { cause }).inc();
    }

    /// Counts a connection as open while the guard lives.
    pub(crate) fn connection(&self) -> ConnectionGuard {
        self.0.connections.inc();
        ConnectionGuard(self.clone())
    }

    /// Encodes all metrics in the `OpenMetrics` text format.
    pub(crate) async fn encode(&self, client: &Client) -> Result<String, Error> {
        let gauge =
            |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok()).unwrap_or_default();
        let usage = client.cache_stats().await?.usage;
        self.0.cache_entries.set(gauge(usage.entries));
        self.0.cache_bytes.set(gauge(usage.bytes));
        self.0.cache_evictions.inner().store(usage.evictions.unwrap_or_default(), Ordering::Relaxed);
        let tokens = client.tokens();
        for state in ["healthy", "throttled", "rejected"] {
            let count = tokens.iter().filter(|token| state_label(token.state) == state).count();
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.0.tokens.get_or_create(&StateLabels { state }).set(count);
        }
        let rates = tokens.iter().map(|token| token.per_second.unwrap_or(f64::INFINITY));
        self.0.upstream_rate.set(rates.sum());
        let mut written = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut written, &self.0.registry);
        Ok(written)
    }
}

fn state_label(state: TokenState) -> &'static str {
    match state {
        TokenState::Healthy => "healthy",
        TokenState::Throttled(_) => "throttled",
        _ => "rejected",
    }
}

/// The label of a variant: its name in snake case, since queries over labels with blanks are hard
/// to write.
fn label(variant: &str) -> String {
    let mut label = String::with_capacity(variant.len() + 2);
    for (at, c) in variant.char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            label.push('_');
        }
        label.push(c.to_ascii_lowercase());
    }
    label
}

impl Metrics for ProxyMetrics {
    fn record(&self, call: &CallRecord<'_>) {
        let outcome = match (call.source(), call.error()) {
            // By far the most frequent.
            (Some(Source::Cache), _) => Cow::Borrowed("cache"),
            (Some(source), _) => label(&format!("{source:?}")).into(),
            (None, Some(error)) => label(&format!("{:?}", error.kind())).into(),
            (None, None) => Cow::Borrowed("unknown"),
        };
        self.0.calls.get_or_create(&CallLabels { endpoint: call.endpoint(), outcome }).inc();
        if !matches!(call.source(), Some(Source::Cache | Source::Shared)) {
            let durations = self.0.duration.get_or_create(&EndpointLabels { endpoint: call.endpoint() });
            durations.observe(call.duration().as_secs_f64());
        }
        if call.attempts() > 0 {
            let sent = u64::from(call.attempts());
            self.0.sent.get_or_create(&EndpointLabels { endpoint: call.endpoint() }).inc_by(sent);
        }
    }
}

impl fmt::Debug for ProxyMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyMetrics").finish_non_exhaustive()
    }
}

/// Counts a connection as open while it lives.
pub(crate) struct ConnectionGuard(ProxyMetrics);

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        self.0.0.connections.dec();
    }
}
