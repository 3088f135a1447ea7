//! What can go wrong with keys, and what to do about it.
//!
//! [`Error`] has an [`ErrorKind`] to match on. No error holds a password, a cookie or a key: what a portal says is cleaned of
//! them before it gets here. A call of the client that fails for want of keys fails with a [`coc_core::Error`] of the kind
//! `Credentials`, whose words are those of the [`Error`] and whose source it is.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

/// Why keys could not be had.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    account: Option<String>,
    retry_after: Option<Duration>,
    resting: Option<Duration>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kinds of [`Error`]. Each says what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting that cannot be used: no account, a key count out of range, an address without encryption. Nothing was sent.
    Settings,
    /// The portal refused the email or the password. It is not asked again until [`Keys::set_password`](crate::Keys::set_password).
    WrongCredentials,
    /// The portal says that it was asked too often. It is left alone for a while.
    Throttled,
    /// The portal's "temporary application error", or any other failure of its own that comes as JSON. Usually passes.
    Temporary,
    /// A web page instead of JSON: a gateway's error page, or a firewall's. Usually passes.
    Html,
    /// The portal could not be reached, or the connection broke.
    Unreachable,
    /// The portal did not answer in time.
    Timeout,
    /// An answer that is JSON, or should be, and was not understood.
    Unreadable,
    /// The portal does not take the session that it gave a moment ago.
    SessionExpired,
    /// The account has no room for a key, and nothing in it may be revoked. The message names the keys that fill it.
    KeyLimit,
    /// The portal refused a request for a reason of its own, which the message tells.
    Refused,
    /// The portal answered with a redirect: is its address right?
    Redirect,
    /// Nobody could tell the address that the API sees.
    OwnAddress,
    /// The API refuses keys that are made for the address the portal sees. Do its requests leave by another way?
    KeyRefused,
    /// The account has changed since the plan was made. Plan again.
    PlanOutdated,
    /// The key file cannot be used; the message says why, and what to do.
    File,
}

impl ErrorKind {
    /// The kind in words, as `Display` of the error begins.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "unusable setting",
            Self::WrongCredentials => "the developer portal refused the email or the password",
            Self::Throttled => "the developer portal was asked too often",
            Self::Temporary => "the developer portal failed",
            Self::Html => "the developer portal answered with a web page",
            Self::Unreachable => "the developer portal could not be reached",
            Self::Timeout => "the developer portal did not answer in time",
            Self::Unreadable => "the developer portal's answer was not understood",
            Self::SessionExpired => "the developer portal does not take its own session",
            Self::KeyLimit => "there is no room for a key",
            Self::Refused => "the developer portal refused the request",
            Self::Redirect => "the developer portal's address redirects",
            Self::OwnAddress => "the own address is not known",
            Self::KeyRefused => "the API refuses a key that should be valid",
            Self::PlanOutdated => "the plan is out of date",
            Self::File => "the key file cannot be used",
        }
    }

    /// The same may succeed in a moment: the portal or the way to it failed.
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::Temporary
                | Self::Html
                | Self::Unreachable
                | Self::Timeout
                | Self::Unreadable
                | Self::SessionExpired
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let inner = Inner {
            kind,
            message: message.into(),
            account: None,
            retry_after: None,
            resting: None,
            source: None,
        };
        Self(Arc::new(inner))
    }

    fn set(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    pub(crate) fn caused_by(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.set(|inner| inner.source = Some(Arc::new(source)))
    }

    pub(crate) fn of_account(self, account: &str) -> Self {
        if self.0.account.is_some() {
            self
        } else {
            self.set(|inner| inner.account = Some(account.to_owned()))
        }
    }

    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        self.set(|inner| inner.retry_after = retry_after)
    }

    /// The same, met again by somebody who did not ask because the portal rests for this long.
    pub(crate) fn resting(self, resting: Duration) -> Self {
        self.set(|inner| inner.resting = Some(resting))
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is known in words, beyond the kind.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The email of the account it is about, if it is about one.
    pub fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    /// How long the portal asked to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How much longer the portal is left alone, if that is why nothing was asked; the error is then the one that led to it.
    pub fn resting_for(&self) -> Option<Duration> {
        self.0.resting
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, account, resting, .. } = &*self.0;
        kind.fmt(f)?;
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        if let Some(account) = account {
            write!(f, " (account {account})")?;
        }
        if let Some(resting) = resting {
            write!(f, "; it is asked again in {} s", resting.as_secs_f64().ceil())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, account, retry_after, resting, source } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", message)
            .field("account", account)
            .field("retry_after", retry_after)
            .field("resting", resting)
            .field("source", source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<Error> for coc_core::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::Settings => coc_core::ErrorKind::InvalidRequest,
            _ => coc_core::ErrorKind::Credentials,
        };
        Self::with_message(kind, error.to_string()).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_whose_and_until_when() {
        let error = Error::new(ErrorKind::Temporary, "please try later").of_account("a@example.com");
        let text = "the developer portal failed: please try later (account a@example.com)";
        assert_eq!(error.to_string(), text);
        let resting = error.resting(Duration::from_millis(1_500));
        assert_eq!(resting.to_string(), format!("{text}; it is asked again in 2 s"));
        let call = coc_core::Error::from(resting);
        assert_eq!(call.kind(), coc_core::ErrorKind::Credentials);
        assert!(call.to_string().contains("please try later"), "{call}");
        let source = call.source().and_then(|source| source.downcast_ref::<Error>());
        assert_eq!(source.map(Error::kind), Some(ErrorKind::Temporary));
    }
}
