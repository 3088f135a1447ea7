//! The [`FetchTransport`]: one request out, one whole answer back.

use std::{fmt, time::Duration};

use bytes::Bytes;
use coc_core::{Clock as _, Transport, TransportError, TransportErrorKind as Kind};
use futures_util::future::{Either, select};
use http::StatusCode;
use js_sys::Function;

use crate::{clock::JsClock, headers};

mod wire;

use wire::{Exchange, by_fetch};

/// A [`Transport`] over `fetch`: the global one, or a function that is like it.
///
/// Sends no cookies, follows no redirect, goes past the browser's own cache, and aborts what is dropped. See the [crate's
/// page](crate) for what browsers do not let it know.
#[derive(Clone)]
pub struct FetchTransport {
    way: Function,
    timeout: Option<Duration>,
    max_body: usize,
    clock: JsClock,
}

impl FetchTransport {
    /// The transport over the global `fetch`, which is looked up for each request.
    pub fn new() -> Self {
        Self::on(by_fetch(None))
    }

    /// The transport over a way to send as `exchange.js` describes it.
    pub(crate) fn on(way: Function) -> Self {
        Self { way, timeout: None, max_body: 16 << 20, clock: JsClock::new() }
    }

    /// Sends requests with this function instead of the global `fetch`. It is called with an address and the options of `fetch`
    /// (`method`, `headers`, `body`, `signal` …), and gives a promise of a `Response` or of something that is like one.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "it is kept, on the other side")]
    pub fn fetch(self, fetch: Function) -> Self {
        Self { way: by_fetch(Some(&fetch)), ..self }
    }

    /// How long a request may take until the last byte of its answer. No limit by default, because the client has one for each
    /// attempt.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// The largest answer body that is accepted, in bytes after decompression; 16 MiB by default.
    #[must_use]
    pub fn max_body(self, bytes: usize) -> Self {
        Self { max_body: bytes, ..self }
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let (headers, left_out) = headers::to_text(request.headers());
        if let Some(name) = left_out {
            let what = format!("the header `{name}` is not visible ASCII text");
            return Err(TransportError::new(Kind::Request).with_source(what));
        }
        let max_body = self.max_body.try_into().unwrap_or(u32::MAX);
        let answer = Exchange::begin(&self.way, &request, &headers, max_body).answer().await?;
        let mut response = http::Response::new(answer.body);
        *response.status_mut() = StatusCode::from_u16(answer.status)
            .map_err(|error| TransportError::new(Kind::Other).with_source(error))?;
        // The platform has checked them; what cannot be held here is worth nothing to the core.
        let headers = headers::all(headers::from_text(answer.headers).flatten());
        *response.headers_mut() = headers.ok_or_else(|| {
            TransportError::new(Kind::Other).with_source("the answer has more headers than can be held")
        })?;
        Ok(response)
    }
}

impl Default for FetchTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for FetchTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let Some(limit) = self.timeout else { return self.exchange(request).await };
        let exchange = std::pin::pin!(self.exchange(request));
        match select(exchange, self.clock.sleep(limit)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(TransportError::new(Kind::Timeout)),
        }
    }
}

impl fmt::Debug for FetchTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchTransport")
            .field("timeout", &self.timeout)
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}
