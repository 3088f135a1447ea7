//! A transport that counts requests, below all other parts of the client.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use bytes::Bytes;
use coc_core::{Transport, TransportError};
use coc_transport_native::NativeTransport;

/// The counters of requests since the start.
#[derive(Debug, Default)]
pub(crate) struct TransportCounters {
    /// Passed to the transport.
    pub(crate) started: AtomicU64,
    /// Completed with a response, whatever its status.
    pub(crate) completed: AtomicU64,
    /// Failed without a response.
    pub(crate) failed: AtomicU64,
    /// Dropped by the client before they ended.
    pub(crate) dropped: AtomicU64,
    /// The maximum number in flight.
    pub(crate) peak: AtomicU64,
}

impl TransportCounters {
    /// The number of requests in flight.
    pub(crate) fn in_flight(&self) -> u64 {
        let ended = self.completed.load(Relaxed) + self.failed.load(Relaxed) + self.dropped.load(Relaxed);
        self.started.load(Relaxed).saturating_sub(ended)
    }
}

/// The native transport with counters.
pub(crate) struct CountingTransport {
    pub(crate) inner: NativeTransport,
    pub(crate) counters: Arc<TransportCounters>,
}

impl Transport for CountingTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.counters.started.fetch_add(1, Relaxed);
        self.counters.peak.fetch_max(self.counters.in_flight(), Relaxed);
        let mut guard = EndGuard { counters: &self.counters, counter: &self.counters.dropped };
        let result = self.inner.send(request).await;
        guard.counter = if result.is_ok() { &guard.counters.completed } else { &guard.counters.failed };
        result
    }
}

/// Counts the end of a request, even if it is dropped.
struct EndGuard<'a> {
    counters: &'a TransportCounters,
    counter: &'a AtomicU64,
}

impl Drop for EndGuard<'_> {
    fn drop(&mut self) {
        self.counter.fetch_add(1, Relaxed);
    }
}
