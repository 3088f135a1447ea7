//! [`ErrorKind`]: what failed, and what to do about it.

use std::fmt;

/// The kind of an [`Error`](crate::Error). Each says what to do about it.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::ErrorKind;
///
/// let Err(error) = client.player("#2PP").await else { return Ok(()) };
/// match error.kind() {
///     ErrorKind::InvalidTag => println!("correct the tag: {error}"),
///     ErrorKind::InvalidKey | ErrorKind::InvalidIp => println!("replace the token: {error}"),
///     ErrorKind::Credentials => println!("correct the token or the password: {error}"),
///     ErrorKind::CredentialsUnavailable | ErrorKind::Throttled => {
///         println!("try again in {:?}", error.retry_after());
///     }
///     _ => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The tag is malformed. Nothing was sent; the message names the wrong character.
    InvalidTag,
    /// A parameter is invalid (no search filter, `after` with `before`, a limit of 0), or a setting
    /// of the client. Nothing was sent.
    InvalidRequest,
    /// The client has no token although the server requires one, or its credentials provider failed
    /// in a way that lasts, such as a wrong password. Nothing was sent. Correct the token or the
    /// account.
    Credentials,
    /// The credentials provider has no token for now, for example because the developer portal is
    /// down. Nothing was sent. Try again later; [`Error::retry_after`](crate::Error::retry_after) may say when.
    CredentialsUnavailable,
    /// 400: the API rejected a parameter, or does not offer this (seasons of a league other than
    /// Legend).
    BadRequest,
    /// 403 without a known cause: the token does not permit this.
    AccessDenied,
    /// 403: the clan's war log is private. The token is fine; a retry is useless until the clan
    /// changes that.
    PrivateWarLog,
    /// 403: the token is missing, malformed, deleted or for another game. Replace it.
    InvalidKey,
    /// 403: the token is not allowed from this IP address. Make a key for the address named in
    /// [`Error::message`](crate::Error::message).
    InvalidIp,
    /// 404 of the API: the clan, player, war or ranking does not exist. A 404 of another server, such
    /// as a gateway's HTML page, is [`UnexpectedStatus`](Self::UnexpectedStatus).
    NotFound,
    /// 429: too many requests with this token. Wait for [`Error::retry_after`](crate::Error::retry_after), or for some
    /// seconds.
    Throttled,
    /// 503: the game is in maintenance for minutes to hours. Retry now and then.
    Maintenance,
    /// Any other 5xx, including a gateway's HTML page. Usually temporary.
    Server,
    /// A status that the API does not document, including redirects, or a 4xx whose body is not an
    /// error of the API. Check the base URL, and each server in between.
    UnexpectedStatus,
    /// No complete response within the time limit.
    Timeout,
    /// The server could not be reached; [`Error::message`](crate::Error::message) has the cause, such
    /// as a refused connection, a name without an address, or a certificate of an unknown issuer.
    Connect,
    /// The connection closed before the response was complete.
    Interrupted,
    /// The response exceeds the transport's size limit.
    TooLarge,
    /// The transport failed in another way; [`Error::message`](crate::Error::message) has the cause.
    Transport,
    /// A success whose body is truncated. Usually temporary.
    Truncated,
    /// A success whose body is HTML or otherwise not JSON. Check for a proxy or login page in
    /// between.
    NotJson,
    /// A success whose JSON does not fit the model and cannot be repaired; [`Error::message`](crate::Error::message) names
    /// path and field. `.raw()` still returns the body.
    Decode,
    /// A middleware failed; see [`Error::middleware`](crate::Error::middleware).
    Middleware,
    /// A direct operation on the cache failed. A call never fails because of its cache.
    Cache,
}

impl ErrorKind {
    /// Returns the kind as a phrase, with which `Display` of the error begins.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidTag => "invalid tag",
            Self::InvalidRequest => "invalid request",
            Self::Credentials => "no usable token",
            Self::CredentialsUnavailable => "no token for now",
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
            Self::Timeout => "no response in time",
            Self::Connect => "the server could not be reached",
            Self::Interrupted => "the connection closed before the response was complete",
            Self::TooLarge => "the response exceeds the transport's size limit",
            Self::Transport => "the transport failed",
            Self::Truncated => "the response body is truncated",
            Self::NotJson => "the response is not JSON",
            Self::Decode => "the response does not fit the model",
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
