//! A transport without a network.

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

type SendResult = Result<http::Response<Bytes>, TransportError>;

#[cfg(not(target_family = "wasm"))]
type Handler = dyn Fn(http::Request<Bytes>) -> BoxFuture<'static, SendResult> + Send + Sync;
#[cfg(target_family = "wasm")]
type Handler = dyn Fn(http::Request<Bytes>) -> BoxFuture<'static, SendResult>;

/// A [`Transport`] that responds from a closure and records every request. Clones share both.
///
/// ```
/// use coc_core::testing::{FakeTransport, ManualClock};
///
/// let transport = FakeTransport::json(200, r##"{"tag":"#2PP","name":"Example"}"##);
/// let builder = coc_core::Client::builder(transport.clone(), ManualClock::default());
/// let client = builder.token("a-token").build()?;
///
/// let clan = futures_executor::block_on(client.clan("2pp").send())?;
/// assert_eq!(clan.name, "Example");
/// assert_eq!(transport.requests()[0].uri().path(), "/v1/clans/%232PP");
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone)]
pub struct FakeTransport {
    handler: Arc<Handler>,
    requests: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl FakeTransport {
    /// Responds to every request with the result of the closure.
    pub fn new(
        respond: impl Fn(http::Request<Bytes>) -> SendResult + MaybeSend + MaybeSync + 'static,
    ) -> Self {
        Self::pending(move |request| future::ready(respond(request)))
    }

    /// Responds to every request once the future returned by the closure is ready. The future may
    /// wait on a [`ManualClock`](super::ManualClock), or never complete.
    pub fn pending<F>(respond: impl Fn(http::Request<Bytes>) -> F + MaybeSend + MaybeSync + 'static) -> Self
    where
        F: Future<Output = SendResult> + MaybeSend + 'static,
    {
        Self { handler: Arc::new(move |request| Box::pin(respond(request))), requests: Arc::default() }
    }

    /// Responds to every request with this status and body.
    ///
    /// # Panics
    /// Panics if the status is not between 100 and 999.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let status = http::StatusCode::from_u16(status).expect("a status between 100 and 999");
        let body = body.into();
        Self::new(move |_| {
            let mut response = http::Response::new(body.clone());
            *response.status_mut() = status;
            Ok(response)
        })
    }

    /// The requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for FakeTransport {
    fn send(&self, request: http::Request<Bytes>) -> impl Future<Output = SendResult> + MaybeSend {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        (self.handler)(request).map(|result| result)
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport").field("requests", &self.requests().len()).finish_non_exhaustive()
    }
}
