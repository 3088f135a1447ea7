//! Built-in middleware.
//!
//! Data about a response is added to its headers, where
//! [`Response::headers`](crate::Response::headers) returns it, and which are cached with the
//! response.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header::USER_AGENT};

use super::{AttemptNext, Middleware};
use crate::{
    bounds::{MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_RESPONSE_TIMESTAMP: HeaderName = HeaderName::from_static("x-response-timestamp");
const X_RESPONSE_SIZE: HeaderName = HeaderName::from_static("x-response-size");

/// Sets the `User-Agent`, in place of the transport's. Browsers ignore it.
///
/// ```
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # let (transport, clock) = (FakeTransport::json(200, "{}"), ManualClock::default());
/// use coc_core::middleware::UserAgent;
///
/// let client = coc_core::Client::builder(transport, clock)
///     .middleware(UserAgent::new("my-bot/1.2 (+https://example.com)")?)
///     .token("a-token")
///     .build()?;
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct UserAgent(HeaderValue);

impl UserAgent {
    /// Creates the middleware with a name such as `my-bot/1.2 (+https://example.com)`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the name has characters that are invalid in a header.
    pub fn new(name: impl AsRef<str>) -> Result<Self, Error> {
        let value = HeaderValue::from_str(name.as_ref()).map_err(|error| {
            Error::with_message(ErrorKind::InvalidRequest, "the user agent must be visible ASCII text")
                .caused_by(error)
        })?;
        Ok(Self(value))
    }
}

impl Middleware for UserAgent {
    fn name(&self) -> &'static str {
        "user agent"
    }

    async fn attempt(
        &self,
        mut request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        request.headers_mut().insert(USER_AGENT, self.0.clone());
        next.run(request).await
    }
}

/// Adds an `X-Request-Id` of a time and a number to every request and its response.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::middleware::RequestId;
///
/// client.add_middleware(RequestId::new());
/// let clan = client.clan("#2PP").await?;
/// println!("{:?}", clan.headers().get("x-request-id"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct RequestId {
    count: AtomicU64,
}

impl RequestId {
    /// Creates the middleware. Its numbers start at 1.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Middleware for RequestId {
    fn name(&self) -> &'static str {
        "request id"
    }

    async fn attempt(
        &self,
        mut request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let id = text(format!("{:x}-{number:x}", next.clock().unix_time().as_millis()));
        request.headers_mut().insert(X_REQUEST_ID, id.clone());
        let mut response = next.run(request).await?;
        response.headers_mut().entry(X_REQUEST_ID).or_insert(id);
        Ok(response)
    }
}

/// Logs every request and its outcome: method, path, attempt, token identifier, status, size.
///
/// ```
/// let log = coc_core::middleware::DebugLog::to(|line| eprintln!("{line}"));
/// ```
pub struct DebugLog<F>(F);

impl<F: Fn(&str) + MaybeSend + MaybeSync + 'static> DebugLog<F> {
    /// Passes each line to `sink`.
    pub fn to(sink: F) -> Self {
        Self(sink)
    }
}

impl<F: Fn(&str) + MaybeSend + MaybeSync + 'static> Middleware for DebugLog<F> {
    fn name(&self) -> &'static str {
        "debug log"
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let token = next.token_id().map_or_else(|| "none".to_owned(), |id| id.to_string());
        let attempt = format!("{} {path} (attempt {}, token {token})", request.method(), next.number());
        (self.0)(&format!("-> {attempt}"));
        let result = next.run(request).await;
        match &result {
            Ok(response) => {
                let (status, size) = (response.status().as_u16(), response.body().len());
                (self.0)(&format!("<- {attempt}: {status}, {size} bytes"));
            }
            Err(error) => (self.0)(&format!("<- {attempt}: {error}")),
        }
        result
    }
}

impl<F> fmt::Debug for DebugLog<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DebugLog").finish_non_exhaustive()
    }
}

/// Adds `X-Response-Timestamp` to every response: the time of receipt in Unix milliseconds.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::middleware::ResponseTimestamp;
///
/// client.add_middleware(ResponseTimestamp);
/// let clan = client.clan("#2PP").await?;
/// // Milliseconds since the Unix epoch:
/// println!("{:?}", clan.headers().get("x-response-timestamp"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ResponseTimestamp;

impl Middleware for ResponseTimestamp {
    fn name(&self) -> &'static str {
        "response timestamp"
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let clock = next.clock();
        let mut response = next.run(request).await?;
        let now = text(clock.unix_time().as_millis().to_string());
        response.headers_mut().insert(X_RESPONSE_TIMESTAMP, now);
        Ok(response)
    }
}

/// Adds `X-Response-Size` to every response: the bytes of its decompressed body.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::middleware::ResponseSize;
///
/// client.add_middleware(ResponseSize);
/// let clan = client.clan("#2PP").await?;
/// println!("{:?}", clan.headers().get("x-response-size"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ResponseSize;

impl Middleware for ResponseSize {
    fn name(&self) -> &'static str {
        "response size"
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let mut response = next.run(request).await?;
        let size = HeaderValue::from(response.body().len());
        response.headers_mut().insert(X_RESPONSE_SIZE, size);
        Ok(response)
    }
}

/// Creates a header value. All values here are digits and ASCII letters, which cannot fail.
fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("-"))
}
