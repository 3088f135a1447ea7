//! A transport that answers from memory.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{FutureExt, future};

use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    transport::{Transport, TransportError},
};

type Answer = Result<http::Response<Bytes>, TransportError>;

#[cfg(not(target_family = "wasm"))]
type Handler = dyn Fn(http::Request<Bytes>) -> BoxFuture<'static, Answer> + Send + Sync;
#[cfg(target_family = "wasm")]
type Handler = dyn Fn(http::Request<Bytes>) -> BoxFuture<'static, Answer>;

/// A [`Transport`] that answers from a closure and remembers every request. Clones share both.
#[derive(Clone)]
pub struct FakeTransport {
    handler: Arc<Handler>,
    requests: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl FakeTransport {
    /// Answers every request with what the closure says.
    pub fn new(answer: impl Fn(http::Request<Bytes>) -> Answer + MaybeSend + MaybeSync + 'static) -> Self {
        Self::pending(move |request| future::ready(answer(request)))
    }

    /// Answers every request when the future that the closure gives is ready; it may wait on a
    /// [`ManualClock`](super::ManualClock) or never end.
    pub fn pending<F>(answer: impl Fn(http::Request<Bytes>) -> F + MaybeSend + MaybeSync + 'static) -> Self
    where
        F: Future<Output = Answer> + MaybeSend + 'static,
    {
        Self { handler: Arc::new(move |request| Box::pin(answer(request))), requests: Arc::default() }
    }

    /// Answers every request with this status and body.
    ///
    /// # Panics
    /// If the status is not one (100 to 999).
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let status = http::StatusCode::from_u16(status).expect("a status between 100 and 999");
        let body = body.into();
        Self::new(move |_| {
            let mut response = http::Response::new(body.clone());
            *response.status_mut() = status;
            Ok(response)
        })
    }

    /// The requests so far, in the order they came.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for FakeTransport {
    fn send(&self, request: http::Request<Bytes>) -> impl Future<Output = Answer> + MaybeSend {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        (self.handler)(request).map(|answer| answer)
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport").field("requests", &self.requests().len()).finish_non_exhaustive()
    }
}
