//! [`Error`]: the failure of a call, with an [`ErrorKind`] to match on.
//!
//! An error is cheap to clone, because callers that share a request share its failure. Its
//! `Display` shows the endpoint with its tag or path, the kind, the message of the API or the cause,
//! and the status; never a token or a URL. So the innermost [`source`](std::error::Error::source)
//! of a failed connection is in the text of the error, too.

use std::{error::Error as StdError, fmt, iter, sync::Arc, time::Duration};

use bytes::Bytes;
use coc_models::{ClientError, TagError};
use http::{HeaderMap, StatusCode};

use crate::{
    decode::DecodeError,
    raw_response::RawResponse,
    resource::Resource,
    route::{Route, Target},
    transport::{TransportError, TransportErrorKind},
};

mod cause;
mod kind;

pub use kind::ErrorKind;

/// The maximum number of bytes of an unexpected body in an error.
const SNIPPET: usize = 512;

/// A failed call.
///
/// `Display` is one line: the endpoint with the tag or path, the kind, the message of the API or else
/// the cause, and the status with the API's reason.
///
/// ```text
/// clan #2PP: not found: Not found with tag 2PP (404 notFound)
/// player #8QU: the server could not be reached: Connection refused (os error 111)
/// custom /clans/#2PP/new: the server failed (502)
/// ```
///
/// It never has a token, not even one that the server echoes. The cause is the text of the innermost
/// [`source`](std::error::Error::source), so a printer of the whole chain repeats it at its end.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// match client.clan("#2PP").await {
///     Ok(clan) => println!("{}", clan.name),
///     Err(error) if error.is_not_found() => println!("no such clan"),
///     Err(error) if error.is_transient() => println!("try later: {error}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    context: Option<Box<str>>,
    endpoint: Option<&'static str>,
    resource: Option<Box<str>>,
    status: Option<StatusCode>,
    api: Option<ClientError>,
    attempts: u32,
    retry_after: Option<Duration>,
    body: Option<Bytes>,
    response: Option<Arc<RawResponse>>,
    never_sent: bool,
    stale_connection: bool,
    retried_upstream: bool,
    middleware: Middleware,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The relation of an error to the middleware.
#[derive(Clone)]
enum Middleware {
    /// The error has not passed a middleware yet.
    Unknown,
    /// The error comes from inside the innermost middleware.
    Passed,
    /// This middleware created the error.
    Made(Box<str>),
}

impl Error {
    /// Creates an error of this kind; for implementors of this crate's traits.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner {
            kind,
            context: None,
            endpoint: None,
            resource: None,
            status: None,
            api: None,
            attempts: 0,
            retry_after: None,
            body: None,
            response: None,
            never_sent: false,
            stale_connection: false,
            retried_upstream: false,
            middleware: Middleware::Unknown,
            source: None,
        }))
    }

    /// Creates an error whose message says what is wrong and what to do. It must not contain a
    /// secret.
    pub fn with_message(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::new(kind).set(|inner| inner.context = Some(message.into().into_boxed_str()))
    }

    /// Creates the error of a request that this client refuses to send.
    pub(crate) fn not_sent(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::with_message(kind, message).set(|inner| inner.never_sent = true)
    }

    /// Whether this client refused to send the request.
    pub(crate) fn is_refusal(&self) -> bool {
        self.0.never_sent && self.0.kind == ErrorKind::InvalidRequest
    }

    /// Sets the source of the error. If the error has no message, the text of the innermost source
    /// becomes its message, unless it has a URL.
    #[must_use]
    pub fn caused_by(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.caused_by_any(Arc::new(source))
    }

    pub(crate) fn caused_by_any(self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        let cause = if self.message().is_none() { cause::innermost(&*source) } else { None };
        self.set(|inner| {
            inner.context = cause.map(String::into_boxed_str).or(inner.context.take());
            inner.source = Some(source);
        })
    }

    /// Replaces every text by what `redact` returns for it. A source with such a text is dropped.
    pub(crate) fn redacted(self, redact: impl Fn(&str) -> Option<Vec<u8>>) -> Self {
        let redact = |text: &str| redact(text).map(|clean| String::from_utf8_lossy(&clean).into_owned());
        let causes = iter::successors(self.source(), |&cause| cause.source());
        let leaks = causes.map(|cause| format!("{cause} {cause:?}")).any(|text| redact(&text).is_some());
        if !leaks {
            return self;
        }
        let context = self.0.context.as_deref().map(|text| redact(text).unwrap_or_else(|| text.to_owned()));
        self.set(|inner| {
            inner.context = context.map(String::into_boxed_str);
            inner.source = None;
        })
    }

    fn set(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Names the route of the call, and the tag or path in its target if there is one.
    pub(crate) fn at(self, route: &Route, target: Option<&Target>) -> Self {
        if self.0.endpoint == Some(route.name()) {
            return self;
        }
        let resource = target.and_then(|target| Resource::of(route, target));
        self.set(|inner| {
            inner.endpoint = Some(route.name());
            inner.resource = resource.map(|resource| resource.to_string().into_boxed_str());
        })
    }

    /// Marks the error as one of a call that sent nothing.
    pub(crate) fn before_sending(self) -> Self {
        self.set(|inner| inner.never_sent = true)
    }

    pub(crate) fn after_attempts(self, attempts: u32) -> Self {
        self.set(|inner| inner.attempts = attempts)
    }

    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        self.set(|inner| inner.status = Some(status))
    }

    pub(crate) fn with_api(self, api: ClientError) -> Self {
        self.set(|inner| inner.api = Some(api))
    }

    pub(crate) fn with_response(self, response: RawResponse) -> Self {
        self.set(|inner| inner.response = Some(Arc::new(response)))
    }

    /// Returns the response, if it is an error that the API documents, and the call a read.
    pub(crate) fn response(&self) -> Option<&Arc<RawResponse>> {
        self.0.response.as_ref()
    }

    /// Marks the error as coming from inside all middleware.
    pub(crate) fn passed_middleware(self) -> Self {
        match self.0.middleware {
            Middleware::Unknown => self.set(|inner| inner.middleware = Middleware::Passed),
            _ => self,
        }
    }

    /// Names the middleware that returned the error as its creator, unless it comes from further
    /// inside.
    pub(crate) fn of_middleware(self, name: &str) -> Self {
        match self.0.middleware {
            Middleware::Unknown => self.set(|inner| inner.middleware = Middleware::Made(name.into())),
            _ => self,
        }
    }

    /// Sets the time after which the same call may succeed; for implementors of this crate's traits.
    #[must_use]
    pub fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        self.set(|inner| inner.retry_after = retry_after)
    }

    pub(crate) fn with_retried_upstream(self, retried: bool) -> Self {
        self.set(|inner| inner.retried_upstream = retried)
    }

    /// Sets the beginning of a body, copied so that the rest can be freed.
    pub(crate) fn with_body(self, body: &[u8]) -> Self {
        let snippet = Bytes::copy_from_slice(&body[..body.len().min(SNIPPET)]);
        self.set(|inner| inner.body = Some(snippet))
    }

    /// The kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the endpoint, such as `clan.members`.
    pub fn endpoint(&self) -> Option<&'static str> {
        self.0.endpoint
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The API's `reason`, such as `accessDenied.invalidIp`.
    pub fn reason(&self) -> Option<&str> {
        self.0.api.as_ref().map(|api| api.reason.as_str())
    }

    /// The API's message; if it sent none, a message of this client, or the cause in one line.
    pub fn message(&self) -> Option<&str> {
        self.0.api.as_ref().and_then(|api| api.message.as_deref()).or(self.0.context.as_deref())
    }

    /// The number of requests sent; 0 if none was.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The delay that the server requests before a retry (`Retry-After`), a day at most; or the time
    /// until the credentials provider tries again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The first 512 bytes of a body that could not be parsed. For reads only: the response to a
    /// POST may contain a secret.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The headers of an error response that the API documents (404, 403, 400, 429, 503). For reads
    /// only.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// The name of the middleware that created this error, if one did.
    pub fn middleware(&self) -> Option<&str> {
        match &self.0.middleware {
            Middleware::Made(name) => Some(name),
            Middleware::Unknown | Middleware::Passed => None,
        }
    }

    /// Whether the request certainly never reached the server, so that even a POST can be retried.
    pub fn never_sent(&self) -> bool {
        self.0.never_sent
    }

    /// Whether a reused connection ended before the first byte of the response.
    pub(crate) fn is_stale_connection(&self) -> bool {
        self.0.stale_connection
    }

    /// Whether the server has retried on behalf of the client (`coc-attempts`).
    pub(crate) fn is_retried_upstream(&self) -> bool {
        self.0.retried_upstream
    }

    /// Whether the API says that the resource does not exist (404). Check the tag, or stop
    /// following it.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether the clan's war log is private. Its league group stays readable.
    pub fn is_private_war_log(&self) -> bool {
        self.kind() == ErrorKind::PrivateWarLog
    }

    /// Whether the game is in maintenance. Pause all calls rather than each one.
    pub fn is_maintenance(&self) -> bool {
        self.kind() == ErrorKind::Maintenance
    }

    /// Whether the token is missing, deleted or bound to another IP address, or the account of a
    /// credentials provider is wrong. A retry is useless until that is corrected.
    pub fn is_credentials(&self) -> bool {
        matches!(self.kind(), ErrorKind::Credentials | ErrorKind::InvalidKey | ErrorKind::InvalidIp)
    }

    /// Whether the network failed: no response, or an incomplete one. The token and the API may be
    /// fine.
    pub fn is_network(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Timeout | ErrorKind::Connect | ErrorKind::Interrupted | ErrorKind::Truncated
        )
    }

    /// Whether the same call may succeed later: the network, the server or the source of the tokens
    /// failed, not the request.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::CredentialsUnavailable
                | ErrorKind::Throttled
                | ErrorKind::Maintenance
                | ErrorKind::Server
                | ErrorKind::Timeout
                | ErrorKind::Connect
                | ErrorKind::Interrupted
                | ErrorKind::Truncated
        )
    }

    /// Whether the API sent an error that it documents (404, 403, 400, 429, 503 with its own error
    /// body).
    pub fn is_api_error(&self) -> bool {
        self.0.api.is_some()
    }
}

/// The result of a call that may find nothing.
pub(crate) fn none_if_not_found<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Err(error) if error.is_not_found() => Ok(None),
        result => result.map(Some),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = self.0.endpoint {
            f.write_str(endpoint)?;
            if let Some(resource) = &self.0.resource {
                write!(f, " {resource}")?;
            }
            f.write_str(": ")?;
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
        let Inner { kind, endpoint, resource, status, attempts, retry_after, source, .. } = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", kind).field("endpoint", endpoint).field("resource", resource);
        debug.field("status", status);
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
        let (never_sent, stale_connection) = (error.never_sent(), error.is_stale_connection());
        Self::new(kind).caused_by(error).set(|inner| {
            inner.never_sent = never_sent;
            inner.stale_connection = stale_connection;
        })
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        let kind = match error {
            DecodeError::Truncated { .. } => ErrorKind::Truncated,
            DecodeError::Mismatch { .. } => ErrorKind::Decode,
            _ => ErrorKind::NotJson,
        };
        Self::with_message(kind, error.to_string()).caused_by(error)
    }
}
