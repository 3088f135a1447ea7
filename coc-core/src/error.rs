//! What can go wrong with a call, and what to do about it.
//!
//! One type, [`Error`], with an [`ErrorKind`] to match on and everything else as accessors. It is cheap to clone, because
//! callers that share one request share its failure. Its `Display` names the endpoint, the kind, the status and the API's
//! own words; never a token, a URL or its source (walk [`source`](std::error::Error::source) for that).

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use coc_models::{ClientError, TagError};
use http::{HeaderMap, StatusCode};

use crate::{
    decode::DecodeError,
    response::RawResponse,
    transport::{TransportError, TransportErrorKind},
};

mod classify;

pub(crate) use classify::classify;

/// The longest piece of an unexpected body that an error keeps, in bytes.
const SNIPPET: usize = 512;

/// A failed call.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    context: Option<Box<str>>,
    endpoint: Option<&'static str>,
    status: Option<StatusCode>,
    api: Option<ClientError>,
    attempts: u32,
    retry_after: Option<Duration>,
    body: Option<Bytes>,
    answer: Option<Arc<RawResponse>>,
    never_sent: bool,
    middleware: Middleware,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// Whether a middleware made the error.
#[derive(Clone)]
enum Middleware {
    /// No middleware has been passed yet.
    Unknown,
    /// It came from further in.
    Passed,
    /// This one did.
    Made(Box<str>),
}

/// What kind of failure an [`Error`] is. Each says what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A tag that cannot be one. Nothing was sent; the text says which character is wrong.
    InvalidTag,
    /// A parameter that the API would refuse (no search filter, `after` with `before`, a limit of 0), or a client set up
    /// with something unusable. Nothing was sent.
    InvalidRequest,
    /// The client has no token for a server that needs one, or its provider failed. Nothing was sent.
    Credentials,
    /// 400: the API refused a parameter, or does not offer this (seasons of a league other than Legend).
    BadRequest,
    /// 403 without a cause that is known: the token may not do this.
    AccessDenied,
    /// 403: the clan keeps its war log private. Not the token's fault; asking again is useless until the clan changes it.
    PrivateWarLog,
    /// 403: the token is missing, malformed, deleted or for another game. Replace it.
    InvalidKey,
    /// 403: the token is not allowed from this IP address. Make a key for the address named in [`Error::message`].
    InvalidIp,
    /// 404: there is no such clan, player, war or ranking.
    NotFound,
    /// 429: too many requests for this token. Wait for [`Error::retry_after`], or for some seconds.
    Throttled,
    /// 503: the game is in maintenance, for minutes to hours, for everyone. Ask again now and then.
    Maintenance,
    /// Any other 5xx, a gateway's HTML page included. Usually passes.
    Server,
    /// A status that the API is not known to send, redirects included: is the base URL right?
    UnexpectedStatus,
    /// No answer within the time limit.
    Timeout,
    /// The server could not be reached.
    Connect,
    /// The connection broke before the answer was whole.
    Interrupted,
    /// The answer was larger than the transport accepts.
    TooLarge,
    /// The transport failed in another way; see the source.
    Transport,
    /// A success whose body stops in the middle. Usually passes.
    Truncated,
    /// A success whose body is a web page or otherwise no JSON: a proxy or login page between here and the API?
    NotJson,
    /// A success whose JSON does not fit the model; [`Error::message`] names path and field. `.raw()` still gets it.
    Decode,
    /// A middleware failed; [`Error::middleware`] names it.
    Middleware,
    /// A cache could not do what was asked of it directly. A call never fails because of its cache.
    Cache,
}

impl ErrorKind {
    /// The kind in words, as `Display` of the error begins.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidTag => "invalid tag",
            Self::InvalidRequest => "invalid request",
            Self::Credentials => "no usable token",
            Self::BadRequest => "bad request",
            Self::AccessDenied => "access denied",
            Self::PrivateWarLog => "the war log is private",
            Self::InvalidKey => "the token is not valid",
            Self::InvalidIp => "the token is not valid from this IP address",
            Self::NotFound => "not found",
            Self::Throttled => "too many requests",
            Self::Maintenance => "the API is in maintenance",
            Self::Server => "the server failed",
            Self::UnexpectedStatus => "unexpected status",
            Self::Timeout => "no answer in time",
            Self::Connect => "the server could not be reached",
            Self::Interrupted => "the connection broke before the answer was whole",
            Self::TooLarge => "the answer is larger than the transport accepts",
            Self::Transport => "the transport failed",
            Self::Truncated => "the answer ends early",
            Self::NotJson => "the answer is not JSON",
            Self::Decode => "the answer does not fit the model",
            Self::Middleware => "a middleware failed",
            Self::Cache => "the cache failed",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// An error of this kind with nothing else known; for implementors of this crate's traits.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner {
            kind,
            context: None,
            endpoint: None,
            status: None,
            api: None,
            attempts: 0,
            retry_after: None,
            body: None,
            answer: None,
            never_sent: false,
            middleware: Middleware::Unknown,
            source: None,
        }))
    }

    /// An error that says in words what was wrong and what to do. The words must hold no secret.
    pub fn with_message(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::new(kind).set(|inner| inner.context = Some(message.into().into_boxed_str()))
    }

    /// The same error, caused by `source`.
    #[must_use]
    pub fn caused_by(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.set(|inner| inner.source = Some(Arc::new(source)))
    }

    pub(crate) fn caused_by_boxed(self, source: Box<dyn StdError + Send + Sync>) -> Self {
        self.set(|inner| inner.source = Some(source.into()))
    }

    fn set(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    pub(crate) fn at_endpoint(self, endpoint: &'static str) -> Self {
        if self.0.endpoint == Some(endpoint) {
            return self;
        }
        self.set(|inner| inner.endpoint = Some(endpoint))
    }

    pub(crate) fn after_attempts(self, attempts: u32) -> Self {
        self.set(|inner| inner.attempts = attempts)
    }

    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        self.set(|inner| inner.status = Some(status))
    }

    fn with_api(self, api: ClientError) -> Self {
        self.set(|inner| inner.api = Some(api))
    }

    fn with_answer(self, answer: RawResponse) -> Self {
        self.set(|inner| inner.answer = Some(Arc::new(answer)))
    }

    /// The answer that the API documents as this failure, if it was one to a reading call.
    pub(crate) fn answer(&self) -> Option<&Arc<RawResponse>> {
        self.0.answer.as_ref()
    }

    /// Every middleware further out only passes it on.
    pub(crate) fn passed_middleware(self) -> Self {
        match self.0.middleware {
            Middleware::Unknown => self.set(|inner| inner.middleware = Middleware::Passed),
            _ => self,
        }
    }

    /// This middleware gave it; if nothing further in did before, it also made it.
    pub(crate) fn of_middleware(self, name: &str) -> Self {
        match self.0.middleware {
            Middleware::Unknown => self.set(|inner| inner.middleware = Middleware::Made(name.into())),
            _ => self,
        }
    }

    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        self.set(|inner| inner.retry_after = retry_after)
    }

    /// Keeps the beginning of a body, copied so that the whole is not held alive.
    pub(crate) fn with_body(self, body: &[u8]) -> Self {
        let snippet = Bytes::copy_from_slice(&body[..body.len().min(SNIPPET)]);
        self.set(|inner| inner.body = Some(snippet))
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the endpoint that was called, as `clan.members`.
    pub fn endpoint(&self) -> Option<&'static str> {
        self.0.endpoint
    }

    /// The status of the answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The API's own `reason`, as `accessDenied.invalidIp`.
    pub fn reason(&self) -> Option<&str> {
        self.0.api.as_ref().map(|api| api.reason.as_str())
    }

    /// What is known in words: the API's own message, or ours where nothing was sent or nothing could be read.
    pub fn message(&self) -> Option<&str> {
        self.0.api.as_ref().and_then(|api| api.message.as_deref()).or(self.0.context.as_deref())
    }

    /// How often the request was sent; 0 if it never was.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the server asked to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The first 512 bytes of a body that was not understood. Kept for reading calls only: the body of a POST may hold a secret.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The headers of an answer that the API documents as this failure (404, 403, 400, 429, 503), for reading calls.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The name of the middleware that made this error, if one did.
    pub fn middleware(&self) -> Option<&str> {
        match &self.0.middleware {
            Middleware::Made(name) => Some(name),
            Middleware::Unknown | Middleware::Passed => None,
        }
    }

    /// Whether the request certainly never reached the server, so that even a POST can be sent again.
    pub fn never_sent(&self) -> bool {
        self.0.never_sent
    }

    /// There is no such thing. For a bot this is an answer, not a failure: tell the user, or stop following the tag.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// The clan hides its wars. Show that; the league group of the same clan stays readable.
    pub fn is_private_war_log(&self) -> bool {
        self.kind() == ErrorKind::PrivateWarLog
    }

    /// The game is in maintenance. Pause the work as a whole rather than each call.
    pub fn is_maintenance(&self) -> bool {
        self.kind() == ErrorKind::Maintenance
    }

    /// The token is at fault (missing, deleted, bound to another IP). A human or a key manager must act; asking again is useless.
    pub fn is_credentials(&self) -> bool {
        matches!(self.kind(), ErrorKind::Credentials | ErrorKind::InvalidKey | ErrorKind::InvalidIp)
    }

    /// The network between here and the API failed: no answer, or not all of one. The token and the API may be fine.
    pub fn is_network(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Timeout | ErrorKind::Connect | ErrorKind::Interrupted | ErrorKind::Truncated
        )
    }

    /// The same call may succeed in a moment: the network or the server failed, not the request.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Throttled
                | ErrorKind::Maintenance
                | ErrorKind::Server
                | ErrorKind::Timeout
                | ErrorKind::Connect
                | ErrorKind::Interrupted
                | ErrorKind::Truncated
        )
    }

    /// The API answered, and the answer is one it documents (404, 403, 400, 429, 503 with its own error body).
    pub fn is_api_error(&self) -> bool {
        self.0.api.is_some()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = self.0.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        if let Some(middleware) = self.middleware() {
            write!(f, "middleware `{middleware}`: ")?;
        }
        self.0.kind.fmt(f)?;
        if let Some(message) = self.message() {
            write!(f, ": {message}")?;
        }
        match (self.0.status, self.reason()) {
            (Some(status), Some(reason)) => write!(f, " ({} {reason})", status.as_u16()),
            (Some(status), None) => write!(f, " ({})", status.as_u16()),
            (None, _) => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, endpoint, status, attempts, retry_after, source, .. } = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", kind).field("endpoint", endpoint).field("status", status);
        debug.field("reason", &self.reason()).field("message", &self.message());
        if let Some(middleware) = self.middleware() {
            debug.field("middleware", &middleware);
        }
        debug.field("attempts", attempts).field("retry_after", retry_after).field("source", source);
        if let Some(body) = self.body() {
            debug.field("body", &String::from_utf8_lossy(body));
        }
        debug.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<TagError> for Error {
    fn from(error: TagError) -> Self {
        Self::with_message(ErrorKind::InvalidTag, error.to_string()).caused_by(error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted => ErrorKind::Interrupted,
            TransportErrorKind::TooLarge => ErrorKind::TooLarge,
            TransportErrorKind::Request => ErrorKind::InvalidRequest,
            TransportErrorKind::Other => ErrorKind::Transport,
        };
        let never_sent = error.never_sent();
        Self::new(kind).caused_by(error).set(|inner| inner.never_sent = never_sent)
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        let kind = match error {
            DecodeError::Html | DecodeError::Syntax(_) => ErrorKind::NotJson,
            DecodeError::Truncated { .. } => ErrorKind::Truncated,
            DecodeError::Mismatch { .. } => ErrorKind::Decode,
        };
        Self::with_message(kind, error.to_string()).caused_by(error)
    }
}
