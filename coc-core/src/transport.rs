//! How bytes travel: the [`Transport`] trait that a native, browser or embedded HTTP stack implements.

use std::error::Error as StdError;

use bytes::Bytes;

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};

/// Sends one HTTP request and returns its answer, whatever the status.
///
/// What an implementor owes (`testing::conformance` checks it):
///
/// - any answer is `Ok`, 4xx, 5xx and 3xx included; redirects are not followed, because the request carries a token;
/// - all answer headers are kept, except those that describe an encoding the transport has already undone;
/// - the body is whole and byte for byte, and has been decompressed; a body that ends early is
///   [`Interrupted`](TransportErrorKind::Interrupted), never a short `Ok`;
/// - a body beyond the transport's size cap is [`TooLarge`](TransportErrorKind::TooLarge);
/// - nothing is sent twice: no retries here, the pipeline does that;
/// - dropping the future cancels the request and frees its connection;
/// - the error says truly whether the request can have reached the server ([`TransportError::never_sent`]).
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends `request`, whose URI is absolute.
    ///
    /// # Errors
    /// A [`TransportError`] if no complete answer came.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + MaybeSend;
}

/// Why a transport got no complete answer.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.kind.as_str())]
pub struct TransportError {
    kind: TransportErrorKind,
    never_sent: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`TransportError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The server could not be reached: name, network, refused connection, TLS.
    Connect,
    /// The transport's own time limit passed.
    Timeout,
    /// The connection broke before the answer was whole.
    Interrupted,
    /// The answer is larger than the transport accepts.
    TooLarge,
    /// The request itself cannot be sent (a URI or header the transport refuses).
    Request,
    /// Anything else; the source tells.
    Other,
}

impl TransportErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "the server could not be reached",
            Self::Timeout => "the server did not answer in time",
            Self::Interrupted => "the connection broke before the answer was whole",
            Self::TooLarge => "the answer is larger than the transport accepts",
            Self::Request => "the transport refused the request",
            Self::Other => "the transport failed",
        }
    }
}

impl TransportError {
    /// An error of this kind. `Connect` and `Request` count as never sent.
    pub fn new(kind: TransportErrorKind) -> Self {
        let never_sent = matches!(kind, TransportErrorKind::Connect | TransportErrorKind::Request);
        Self { kind, never_sent, source: None }
    }

    /// The same, caused by `source`. The source must not print a token.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same, for a failure that certainly happened before the first byte of the request left (a time-out while connecting).
    #[must_use]
    pub fn before_sending(mut self) -> Self {
        self.never_sent = true;
        self
    }

    /// What went wrong.
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the request certainly never reached the server, so that even a POST may be sent again.
    pub const fn never_sent(&self) -> bool {
        self.never_sent
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
