//! What the proxy has done, in figures for Prometheus. Labels name endpoints, statuses and causes; never a key, a tag or a client.

use std::{fmt, sync::Arc, sync::atomic::Ordering};

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

/// The content type of [`Figures::text`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds; the API answers in tenths of one.
const BUCKETS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// All figures. Clones share them.
#[derive(Clone)]
pub(crate) struct Figures(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<Request, Counter>,
    refused: Family<Refused, Counter>,
    connections: Gauge,
    calls: Family<Call, Counter>,
    sent: Family<ToEndpoint, Counter>,
    duration: Histogram,
    cache_entries: Gauge,
    cache_bytes: Gauge,
    cache_evictions: Counter,
    tokens: Family<InState, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    endpoint: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    cause: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    endpoint: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ToEndpoint {
    endpoint: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    state: &'static str,
}

impl Figures {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("coc_proxy");
        let mut inner = Inner {
            requests: Family::default(),
            refused: Family::default(),
            connections: Gauge::default(),
            calls: Family::default(),
            sent: Family::default(),
            duration: Histogram::new(BUCKETS),
            cache_entries: Gauge::default(),
            cache_bytes: Gauge::default(),
            cache_evictions: Counter::default(),
            tokens: Family::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Requests of clients that were answered", inner.requests.clone());
        registry.register("refused", "Requests of clients that were refused", inner.refused.clone());
        registry.register("connections", "Connections of clients that are open", inner.connections.clone());
        registry.register("calls", "Calls of the API, by what answered them", inner.calls.clone());
        registry.register("api_requests", "Requests that were sent to the API", inner.sent.clone());
        let help = "How long calls took that the API was asked for";
        registry.register_with_unit("call_duration", help, Unit::Seconds, inner.duration.clone());
        registry.register("cache_entries", "Answers in the cache", inner.cache_entries.clone());
        registry.register_with_unit("cache", "What the cache takes", Unit::Bytes, inner.cache_bytes.clone());
        let help = "Answers that were given up for want of room";
        registry.register("cache_evictions", help, inner.cache_evictions.clone());
        registry.register("tokens", "Keys of the API, by how they are doing", inner.tokens.clone());
        inner.registry = registry;
        Self(Arc::new(inner))
    }

    /// A request was answered; `endpoint` is empty if it asked for none.
    pub(crate) fn answered(&self, endpoint: &'static str, status: StatusCode) {
        self.0.requests.get_or_create(&Request { endpoint, status: status.as_u16() }).inc();
    }

    /// A request was refused at the gate.
    pub(crate) fn refused(&self, cause: &'static str) {
        self.0.refused.get_or_create(&Refused { cause }).inc();
    }

    /// A connection is open for as long as the guard lives.
    pub(crate) fn connection(&self) -> Connection {
        self.0.connections.inc();
        Connection(self.clone())
    }

    /// Everything, in the text format.
    pub(crate) async fn text(&self, client: &Client) -> Result<String, Error> {
        let gauge =
            |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok()).unwrap_or_default();
        let usage = client.cache_stats().await?.usage;
        self.0.cache_entries.set(gauge(usage.entries));
        self.0.cache_bytes.set(gauge(usage.bytes));
        self.0.cache_evictions.inner().store(usage.evictions.unwrap_or_default(), Ordering::Relaxed);
        let tokens = client.tokens();
        for state in ["healthy", "resting", "rejected"] {
            let count = tokens.iter().filter(|token| name(token.state) == state).count();
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.0.tokens.get_or_create(&InState { state }).set(count);
        }
        let mut written = String::new();
        // A string takes whatever is written to it.
        let _ = text::encode(&mut written, &self.0.registry);
        Ok(written)
    }
}

fn name(state: TokenState) -> &'static str {
    match state {
        TokenState::Healthy => "healthy",
        TokenState::Throttled(_) => "resting",
        _ => "rejected",
    }
}

impl Metrics for Figures {
    fn record(&self, call: &CallRecord<'_>) {
        let outcome = match (call.source(), call.error()) {
            (Some(source), _) => source.as_str(),
            (None, Some(error)) => error.kind().as_str(),
            (None, None) => "unknown",
        };
        self.0.calls.get_or_create(&Call { endpoint: call.endpoint(), outcome }).inc();
        if !matches!(call.source(), Some(Source::Cache | Source::Shared)) {
            self.0.duration.observe(call.duration().as_secs_f64());
        }
        if call.attempts() > 0 {
            let sent = u64::from(call.attempts());
            self.0.sent.get_or_create(&ToEndpoint { endpoint: call.endpoint() }).inc_by(sent);
        }
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Figures").finish_non_exhaustive()
    }
}

/// Counts a connection as long as it lives.
pub(crate) struct Connection(Figures);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.0.connections.dec();
    }
}
