//! [`Transport`]: the trait that a native, browser or embedded HTTP stack implements.

use std::error::Error as StdError;

use bytes::Bytes;

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};

/// Sends one HTTP request and returns the response, whatever its status.
///
/// An implementation must ensure (`testing::conformance` checks it):
///
/// - any response is `Ok`, including 3xx, 4xx and 5xx; redirects are not followed, because the
///   request carries a token;
/// - all response headers are returned, except those of an encoding that the transport has decoded;
/// - the body is complete, unchanged and decompressed; a truncated body is
///   [`Interrupted`](TransportErrorKind::Interrupted), never a short `Ok`;
/// - a body beyond the transport's size limit is [`TooLarge`](TransportErrorKind::TooLarge);
/// - nothing is sent twice; retries belong to the pipeline;
/// - dropping the future cancels the request and frees its connection;
/// - the error tells reliably whether the request may have reached the server
///   ([`TransportError::never_sent`]);
/// - a transport that reuses connections reports one that the server had closed
///   ([`TransportError::on_stale_connection`]), if it can tell, and sends a request with the
///   extension [`NewConnection`] on a new one, if it can.
///
/// ```
/// use bytes::Bytes;
/// use coc_core::{Transport, TransportError, TransportErrorKind};
///
/// /// Sends requests with an HTTP client that the program has already.
/// struct Existing(HttpClient);
///
/// impl Transport for Existing {
///     async fn send(
///         &self,
///         request: http::Request<Bytes>,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         self.0.execute(request).await.map_err(|error| {
///             let kind = match error.kind() {
///                 std::io::ErrorKind::ConnectionRefused => TransportErrorKind::Connect,
///                 std::io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
///                 _ => TransportErrorKind::Interrupted,
///             };
///             TransportError::new(kind).with_source(error)
///         })
///     }
/// }
/// # struct HttpClient;
/// # impl HttpClient {
/// #     async fn execute<T>(&self, _: T) -> std::io::Result<http::Response<Bytes>> {
/// #         Ok(http::Response::default())
/// #     }
/// # }
/// # let clock = coc_core::testing::ManualClock::default();
///
/// let client = coc_core::Client::builder(Existing(HttpClient), clock).token("a-token").build()?;
/// # Ok::<(), coc_core::Error>(())
/// ```
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends `request`, whose URI is absolute.
    ///
    /// # Errors
    /// A [`TransportError`] if no complete response was received.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + MaybeSend;
}

/// An extension of a request that must not be sent on a reused connection, because the previous
/// attempt met one that the server had closed. Others may be just as stale.
///
/// ```
/// use bytes::Bytes;
/// use coc_core::NewConnection;
///
/// /// Whether a transport may send this request on a connection of its pool.
/// fn may_reuse(request: &http::Request<Bytes>) -> bool {
///     request.extensions().get::<NewConnection>().is_none()
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NewConnection;

/// The reason why a transport received no complete response.
///
/// ```
/// use coc_core::{TransportError, TransportErrorKind};
///
/// let unreachable = TransportError::new(TransportErrorKind::Connect);
/// assert!(unreachable.never_sent());
///
/// let lost = TransportError::new(TransportErrorKind::Interrupted).with_source("reset by peer");
/// assert!(!lost.never_sent());
///
/// let early = TransportError::new(TransportErrorKind::Timeout).before_sending();
/// assert!(early.never_sent());
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{}", self.kind.as_str())]
pub struct TransportError {
    kind: TransportErrorKind,
    never_sent: bool,
    stale_connection: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`TransportError`].
///
/// ```
/// use std::io;
/// use coc_core::TransportErrorKind;
///
/// fn kind_of(error: &io::Error) -> TransportErrorKind {
///     match error.kind() {
///         io::ErrorKind::ConnectionRefused => TransportErrorKind::Connect,
///         io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
///         io::ErrorKind::ConnectionReset => TransportErrorKind::Interrupted,
///         _ => TransportErrorKind::Other,
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The server could not be reached: DNS, network, connection refused, TLS.
    Connect,
    /// The transport's own time limit was exceeded.
    Timeout,
    /// The connection closed before the response was complete.
    Interrupted,
    /// The response exceeds the transport's size limit.
    TooLarge,
    /// The transport rejected the request (its URI or a header).
    Request,
    /// Another failure; see the source error.
    Other,
}

impl TransportErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "the server could not be reached",
            Self::Timeout => "the transport timed out",
            Self::Interrupted => "the connection closed before the response was complete",
            Self::TooLarge => "the response exceeds the transport's size limit",
            Self::Request => "the transport rejected the request",
            Self::Other => "the transport failed",
        }
    }
}

impl TransportError {
    /// Creates an error of this kind. `Connect` and `Request` count as never sent.
    pub fn new(kind: TransportErrorKind) -> Self {
        let never_sent = matches!(kind, TransportErrorKind::Connect | TransportErrorKind::Request);
        Self { kind, never_sent, stale_connection: false, source: None }
    }

    /// Sets the source of the error, which must not print a token.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Marks the request as never sent, for a failure before its first byte (such as a timeout
    /// while connecting).
    #[must_use]
    pub fn before_sending(mut self) -> Self {
        self.never_sent = true;
        self
    }

    /// Marks the request as sent on a reused connection that ended before the first byte of the
    /// response. A server may close an idle connection at any time, so this is no sign of a
    /// failure, and a read is retried once at once.
    #[must_use]
    pub fn on_stale_connection(mut self) -> Self {
        self.stale_connection = true;
        self
    }

    /// The kind of the failure.
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the request certainly never reached the server, so that even a POST can be retried.
    pub const fn never_sent(&self) -> bool {
        self.never_sent
    }

    /// Whether a reused connection ended before the first byte of the response.
    pub const fn is_stale_connection(&self) -> bool {
        self.stale_connection
    }
}

/// [`Transport`] behind a pointer, so that a client needs no type parameter.
pub(crate) trait DynTransport: MaybeSend + MaybeSync {
    fn send_dyn(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport> DynTransport for T {
    fn send_dyn(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.send(request))
    }
}
