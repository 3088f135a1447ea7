//! A transport that counts what goes over the wire, below everything else that the client does.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use bytes::Bytes;
use coc_core::{Transport, TransportError};
use coc_transport_native::NativeTransport;

/// Counts of requests since the start.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    /// Handed to the transport.
    pub(crate) begun: AtomicU64,
    /// Answered, whatever the status.
    pub(crate) answered: AtomicU64,
    /// Failed without an answer.
    pub(crate) failed: AtomicU64,
    /// Given up by the client before they ended.
    pub(crate) dropped: AtomicU64,
    /// The most that were in the air at once.
    pub(crate) peak: AtomicU64,
}

impl Wire {
    /// How many are in the air now.
    pub(crate) fn in_air(&self) -> u64 {
        let ended = self.answered.load(Relaxed) + self.failed.load(Relaxed) + self.dropped.load(Relaxed);
        self.begun.load(Relaxed).saturating_sub(ended)
    }
}

/// The native transport, watched.
pub(crate) struct Watched {
    pub(crate) inner: NativeTransport,
    pub(crate) wire: Arc<Wire>,
}

impl Transport for Watched {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.wire.begun.fetch_add(1, Relaxed);
        self.wire.peak.fetch_max(self.wire.in_air(), Relaxed);
        let mut end = End { wire: &self.wire, counter: &self.wire.dropped };
        let answer = self.inner.send(request).await;
        end.counter = if answer.is_ok() { &end.wire.answered } else { &end.wire.failed };
        answer
    }
}

/// Counts how a request has ended, even if that is by being dropped.
struct End<'a> {
    wire: &'a Wire,
    counter: &'a AtomicU64,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.counter.fetch_add(1, Relaxed);
    }
}
