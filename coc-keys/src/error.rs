//! The [`Error`] of this crate, with an [`ErrorKind`] to match on.
//!
//! No error holds a password, a cookie or a key: they are removed from the portal's messages before
//! an error is made of them. A client's call that fails for lack of a key fails with a
//! [`coc_core::Error`] that has the [`Error`] as its source. Its kind is `CredentialsUnavailable` if
//! [`ErrorKind::is_transient`], and `Credentials` if it needs a change of the account or a setting,
//! such as the right password.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

/// An error of the key management.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// if let Err(error) = keys.ensure().await {
///     println!("{error}");
///     match error.cool_down() {
///         Some(wait) => println!("nothing was sent; the next attempt is allowed in {wait:?}"),
///         None => return Err(error),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    account: Option<String>,
    retry_after: Option<Duration>,
    cool_down: Option<Duration>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kinds of [`Error`], and what to do about them.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// use coc_keys::ErrorKind;
///
/// match keys.ensure().await {
///     Err(error) if error.kind() == ErrorKind::WrongCredentials => println!("set the right password"),
///     Err(error) if error.kind().is_transient() => println!("try later: {error}"),
///     result => println!("{} keys", result?.len()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An invalid setting: no account, a key count out of range, a URL without encryption. Nothing
    /// was sent.
    Settings,
    /// The portal rejected the email or the password. The account's circuit stays open until
    /// [`Keys::set_password`](crate::Keys::set_password).
    WrongCredentials,
    /// The portal throttled a request, or too many logins were made. Passes after a cool-down.
    Throttled,
    /// The portal's "temporary application error", or another of its failures in JSON. Usually
    /// passes.
    Temporary,
    /// A web page instead of JSON: the error page of a gateway or a firewall. Usually passes.
    Html,
    /// The portal could not be reached, or the connection broke.
    Unreachable,
    /// The portal did not respond in time.
    Timeout,
    /// A response that is not the expected JSON.
    Unreadable,
    /// The portal does not accept the session that it has just started.
    SessionExpired,
    /// The account has no free slot, and no key in it may be revoked. The message names its keys.
    KeyLimit,
    /// The portal rejected a request. The message has its reason.
    Rejected,
    /// The portal responded with a redirect. Check
    /// [`Builder::portal_url`](crate::Builder::portal_url).
    Redirect,
    /// The address that the API sees could not be found out. Set it with
    /// [`Builder::ip`](crate::Builder::ip).
    PublicIp,
    /// The API rejects a key that should be valid, or also rejected the key that replaced it. The
    /// source is the API's error. If requests to the API go through a proxy, set its address with
    /// [`Builder::ip`](crate::Builder::ip). Keys are replaced again after a pause of 1, 2, 5, 10
    /// and then 15 minutes.
    KeyRejected,
    /// The account has changed since the plan was made. Create a new plan.
    PlanOutdated,
    /// The key file cannot be used. The message says why, and what to do.
    File,
}

impl ErrorKind {
    /// Returns the kind as a sentence, with which the error's `Display` begins.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "invalid setting",
            Self::WrongCredentials => "the developer portal rejected the email or the password",
            Self::Throttled => "too many requests to the developer portal",
            Self::Temporary => "the developer portal failed",
            Self::Html => "the developer portal returned a web page",
            Self::Unreachable => "the developer portal could not be reached",
            Self::Timeout => "the developer portal did not respond in time",
            Self::Unreadable => "the developer portal's response could not be read",
            Self::SessionExpired => "the developer portal does not accept its own session",
            Self::KeyLimit => "the account has no free slot for a key",
            Self::Rejected => "the developer portal rejected the request",
            Self::Redirect => "the developer portal's URL redirects",
            Self::PublicIp => "the public IP address is unknown",
            Self::KeyRejected => "the API rejects a key that should be valid",
            Self::PlanOutdated => "the plan is outdated",
            Self::File => "the key file cannot be used",
        }
    }

    /// Whether the portal or the connection to it failed, so that the same may succeed later.
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

    /// Whether a retry within the same job may succeed.
    pub(crate) const fn is_worth_a_retry(self) -> bool {
        self.is_transient() && !matches!(self, Self::Throttled | Self::Timeout)
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
            cool_down: None,
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

    /// The same error for a call that sent nothing, because the next attempt is allowed in this
    /// time.
    pub(crate) fn with_cool_down(self, cool_down: Duration) -> Self {
        self.set(|inner| inner.cool_down = Some(cool_down))
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The details beyond the kind; may be empty.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The email of the account concerned, if there is one.
    pub fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    /// The time to wait that the portal requested (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The time until the next attempt, if nothing was sent because a circuit is open or logins are
    /// limited. The error is then the one that caused this.
    pub fn cool_down(&self) -> Option<Duration> {
        self.0.cool_down
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, account, cool_down, .. } = &*self.0;
        kind.fmt(f)?;
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        if let Some(account) = account {
            write!(f, " (account {account})")?;
        }
        if let Some(cool_down) = cool_down {
            write!(f, "; next attempt in {} s", cool_down.as_secs_f64().ceil())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, account, retry_after, cool_down, source } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", message)
            .field("account", account)
            .field("retry_after", retry_after)
            .field("cool_down", cool_down)
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
            kind if kind.is_transient() => coc_core::ErrorKind::CredentialsUnavailable,
            _ => coc_core::ErrorKind::Credentials,
        };
        let wait = error.cool_down().or(error.retry_after());
        Self::with_message(kind, error.to_string()).with_retry_after(wait).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_has_kind_message_account_and_cool_down() {
        let error = Error::new(ErrorKind::Temporary, "please try later").of_account("a@example.com");
        let text = "the developer portal failed: please try later (account a@example.com)";
        assert_eq!(error.to_string(), text);
        let limited = error.with_cool_down(Duration::from_millis(1_500));
        assert_eq!(limited.to_string(), format!("{text}; next attempt in 2 s"));
        let call = coc_core::Error::from(limited);
        assert_eq!(call.kind(), coc_core::ErrorKind::CredentialsUnavailable);
        assert_eq!(call.retry_after(), Some(Duration::from_millis(1_500)));
        assert!(call.to_string().contains("please try later"), "{call}");
        let source = call.source().and_then(|source| source.downcast_ref::<Error>());
        assert_eq!(source.map(Error::kind), Some(ErrorKind::Temporary));
    }

    /// The kind of the error of a call. A new kind must be added here.
    fn kind_of_call(kind: ErrorKind) -> coc_core::ErrorKind {
        match kind {
            ErrorKind::Settings => coc_core::ErrorKind::InvalidRequest,
            ErrorKind::WrongCredentials
            | ErrorKind::KeyLimit
            | ErrorKind::Rejected
            | ErrorKind::Redirect
            | ErrorKind::PublicIp
            | ErrorKind::KeyRejected
            | ErrorKind::PlanOutdated
            | ErrorKind::File => coc_core::ErrorKind::Credentials,
            ErrorKind::Throttled
            | ErrorKind::Temporary
            | ErrorKind::Html
            | ErrorKind::Unreachable
            | ErrorKind::Timeout
            | ErrorKind::Unreadable
            | ErrorKind::SessionExpired => coc_core::ErrorKind::CredentialsUnavailable,
        }
    }

    #[test]
    fn a_call_tells_wrong_credentials_from_a_portal_that_is_down_without_a_downcast() {
        use ErrorKind as K;
        for kind in [
            K::Settings,
            K::WrongCredentials,
            K::Throttled,
            K::Temporary,
            K::Html,
            K::Unreachable,
            K::Timeout,
            K::Unreadable,
            K::SessionExpired,
            K::KeyLimit,
            K::Rejected,
            K::Redirect,
            K::PublicIp,
            K::KeyRejected,
            K::PlanOutdated,
            K::File,
        ] {
            let call = coc_core::Error::from(Error::new(kind, "why"));
            assert_eq!(call.kind(), kind_of_call(kind), "{kind:?}");
            assert_eq!(call.is_transient(), kind.is_transient(), "{kind:?}");
            let is_lasting = !kind.is_transient() && kind != K::Settings;
            assert_eq!(call.is_credentials(), is_lasting, "{kind:?}");
            assert!(!call.is_network() && call.attempts() == 0, "{kind:?}");
        }
    }
}
