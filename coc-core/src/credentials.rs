//! [`Token`], [`TokenSet`], and the [`Credentials`] that provide them.
//!
//! [`RefreshingCredentials`] turns any source of tokens into credentials. The token pool
//! (`pipeline/token_pool.rs`) selects one of several tokens for each attempt.

use std::{
    fmt, future,
    hash::{DefaultHasher, Hasher as _},
    sync::Arc,
};

use http::HeaderValue;

use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
    panics,
};

mod refreshing;

pub use refreshing::{RefreshingCredentials, TokenSource};

/// An identifier of a token that does not reveal it, for logs, metrics and errors.
///
/// ```
/// # fn example(client: coc_core::Client) {
/// for token in client.tokens() {
///     println!("token {} has sent {} requests", token.id, token.requests);
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(u64);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0 >> 32)
    }
}

/// An API token: the secret in the `Authorization` header. Its `Debug` shows only the [`TokenId`].
///
/// ```
/// use coc_core::Token;
///
/// let token = Token::new(" eyJ0eXAiOiJKV1QifQ.secret\n")?;
/// println!("{token:?}"); // Token(5b5c3d11)
/// # assert!(!format!("{token:?}").contains("secret"));
///
/// let error = Token::new("Bearer eyJ0eXAiOiJKV1QifQ.secret").unwrap_err();
/// assert!(error.to_string().contains("remove it"));
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Token {
    id: TokenId,
    authorization: HeaderValue,
}

impl Token {
    /// Creates a token from a string of the developer portal. Surrounding whitespace is trimmed.
    ///
    /// # Errors
    /// [`ErrorKind::Credentials`] if the string is empty or has invalid characters. The error does
    /// not repeat it.
    pub fn new(secret: impl AsRef<str>) -> Result<Self, Error> {
        let secret = secret.as_ref().trim();
        let wrong = |what: &str| Err(Error::with_message(ErrorKind::Credentials, what));
        if secret.is_empty() {
            return wrong("the token is empty; copy it from https://developer.clashofclans.com");
        }
        if let Some(problem) = problem_of_token(secret) {
            return wrong(problem);
        }
        let Ok(mut authorization) = HeaderValue::try_from(format!("Bearer {secret}")) else {
            return wrong("the token is invalid in a header; copy it from the portal again");
        };
        authorization.set_sensitive(true);
        let mut hasher = DefaultHasher::new();
        hasher.write(secret.as_bytes());
        Ok(Self { id: TokenId(hasher.finish()), authorization })
    }

    /// The identifier of the token, which depends on the secret alone.
    pub fn id(&self) -> TokenId {
        self.id
    }

    /// The `Authorization` header, marked sensitive.
    pub(crate) fn authorization(&self) -> &HeaderValue {
        &self.authorization
    }
}

/// Returns what to remove from a string that was copied with more than the token.
fn problem_of_token(secret: &str) -> Option<&'static str> {
    let lower = secret.to_ascii_lowercase();
    let begins_with = |name| {
        let rest = lower.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '=')))
    };
    if lower == "bearer" || ["bearer", "authorization", "token"].into_iter().any(begins_with) {
        return Some(
            "the token begins with the name of a header or `Bearer`, which the client adds; remove it",
        );
    }
    if secret.contains(['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{201e}']) {
        return Some("the token is in quotes; remove them");
    }
    if secret.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Some("the token has a line break; remove it, or copy the token from the portal again");
    }
    if secret.contains(char::is_whitespace) {
        return Some("the token has a blank inside; remove it, or copy the token from the portal again");
    }
    let is_graphic = secret.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_graphic).then_some("the token has characters that no token has; copy it from the portal again")
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Token").field(&format_args!("{}", self.id)).finish()
    }
}

/// The tokens that are valid at a moment. A new generation means that they were replaced.
///
/// ```
/// use coc_core::{Token, TokenSet};
///
/// let set = TokenSet::new([Token::new("first")?, Token::new("second")?]);
/// assert_eq!((set.generation, set.tokens.len()), (0, 2));
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenSet {
    /// The number of times that the tokens were replaced.
    pub generation: u64,
    /// The tokens, over which calls are distributed.
    pub tokens: Arc<[Token]>,
}

impl TokenSet {
    /// Creates the first generation of these tokens.
    pub fn new(tokens: impl Into<Arc<[Token]>>) -> Self {
        Self { generation: 0, tokens: tokens.into() }
    }
}

/// A provider of tokens: a fixed set ([`TokenSet`] itself), or one that replaces them.
///
/// ```
/// use std::sync::{Arc, Mutex, PoisonError};
/// use coc_core::{Credentials, Error, Token, TokenSet};
///
/// /// Tokens that the program replaces while clients use them.
/// #[derive(Clone)]
/// struct Shared(Arc<Mutex<TokenSet>>);
///
/// impl Shared {
///     fn replace(&self, tokens: Vec<Token>) {
///         let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
///         set.generation += 1;
///         set.tokens = tokens.into();
///     }
/// }
///
/// impl Credentials for Shared {
///     async fn tokens(&self) -> Result<TokenSet, Error> {
///         Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
///     }
/// }
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # let (transport, clock) = (FakeTransport::json(200, "{}"), ManualClock::default());
///
/// let tokens = Shared(Arc::new(Mutex::new(TokenSet::new([Token::new("first")?]))));
/// let client = coc_core::Client::builder(transport, clock).credentials(tokens.clone()).build()?;
/// tokens.replace(vec![Token::new("second")?]);
/// # Ok::<(), coc_core::Error>(())
/// ```
pub trait Credentials: MaybeSend + MaybeSync + 'static {
    /// Returns the current tokens. Empty means that no token is sent, which a proxy may allow.
    ///
    /// # Errors
    /// If no tokens are available: [`ErrorKind::CredentialsUnavailable`] if the same may succeed later,
    /// [`ErrorKind::Credentials`] if the tokens or the account must be corrected. The call fails with this error
    /// and is not retried, because only the provider knows its pace.
    fn tokens(&self) -> impl Future<Output = Result<TokenSet, Error>> + MaybeSend;

    /// Called when the API rejects a token. Returns whether new tokens are available, in which case
    /// the call is retried once.
    ///
    /// Every call whose token was rejected calls this, perhaps a thousand at once. An
    /// implementation that replaces tokens must compare [`TokenSet::generation`] of `rejected.seen`
    /// with its current one, so that only the first call causes a refresh;
    /// [`RefreshingCredentials`] does so. The default returns `false`.
    ///
    /// # Errors
    /// If new tokens could not be obtained; the call fails with this error.
    fn reject(&self, rejected: &TokenRejection) -> impl Future<Output = Result<bool, Error>> + MaybeSend {
        let _ = rejected;
        future::ready(Ok(false))
    }
}

/// A token that the API rejected.
///
/// ```
/// use coc_core::{Error, Token, TokenRejection, TokenSource};
///
/// /// A source that creates a new token only for another address.
/// struct Portal;
///
/// impl TokenSource for Portal {
///     async fn refresh(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
///         match rejected {
///             Some(rejected) if !rejected.official => Err(rejected.error.clone()),
///             _ => Ok(vec![Token::new(create_token().await)?]),
///         }
///     }
/// }
/// # async fn create_token() -> String { String::new() }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenRejection {
    /// The set from which the token was chosen.
    pub seen: TokenSet,
    /// The rejected token.
    pub token: TokenId,
    /// The API's error: [`ErrorKind::InvalidIp`] with a message that names the address, or
    /// [`ErrorKind::InvalidKey`].
    pub error: Error,
    /// The tokens of the set with which the API has accepted a request of this client before.
    pub accepted: Vec<TokenId>,
    /// Whether the official API rejected the token. A server at another base URL may claim
    /// anything, so its error is no reason to change keys.
    pub official: bool,
}

impl TokenRejection {
    /// Creates a rejection of a token of this set, of which none was ever accepted, by a server
    /// other than the official API.
    pub fn new(seen: TokenSet, token: TokenId, error: Error) -> Self {
        Self { seen, token, error, accepted: Vec::new(), official: false }
    }
}

impl Credentials for TokenSet {
    async fn tokens(&self) -> Result<TokenSet, Error> {
        Ok(self.clone())
    }
}

/// [`Credentials`] behind a pointer, so that a client needs no type parameter.
pub(crate) trait DynCredentials: MaybeSend + MaybeSync {
    fn tokens_dyn(&self) -> BoxFuture<'_, Result<TokenSet, Error>>;
    fn reject_dyn<'a>(&'a self, rejected: &'a TokenRejection) -> BoxFuture<'a, Result<bool, Error>>;
}

/// The name of [`Credentials`] in the error of a panic.
const PROVIDER: &str = "the credentials provider";

impl<T: Credentials> DynCredentials for T {
    fn tokens_dyn(&self) -> BoxFuture<'_, Result<TokenSet, Error>> {
        Box::pin(panics::run(ErrorKind::Credentials, PROVIDER, async move { self.tokens().await }))
    }

    fn reject_dyn<'a>(&'a self, rejected: &'a TokenRejection) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(panics::run(ErrorKind::Credentials, PROVIDER, async move { self.reject(rejected).await }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_contains_a_token() {
        let token = Token::new(" ey.secret.part\n").unwrap();
        assert_eq!(token.authorization().to_str().unwrap(), "Bearer ey.secret.part");
        for shown in [
            format!("{token:?}"),
            format!("{:?}", token.authorization()),
            format!("{:?}", TokenSet::new([token])),
        ] {
            assert!(!shown.contains("secret"), "{shown}");
        }
    }

    #[test]
    fn the_identifier_depends_on_the_secret_alone() {
        let (one, same, other) =
            (Token::new("a").unwrap(), Token::new("a ").unwrap(), Token::new("b").unwrap());
        assert_eq!(one.id(), same.id());
        assert_ne!(one.id(), other.id());
    }

    #[test]
    fn an_invalid_token_is_an_error_that_does_not_repeat_it() {
        for text in ["", "  ", "two parts", "secret\r\nX-Evil: 1", "secrét"] {
            let error = Token::new(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(!format!("{error} {error:?}").contains("secr"), "{error}");
        }
    }

    #[test]
    fn the_error_of_a_token_that_was_copied_with_more_says_what_to_remove() {
        for (text, part) in [
            ("Bearer eyJsecret", "`Bearer`"),
            ("bearer: eyJsecret", "`Bearer`"),
            ("Authorization: Bearer eyJsecret", "header"),
            ("token=eyJsecret", "header"),
            ("\"eyJsecret\"", "quotes"),
            ("'eyJsecret'", "quotes"),
            ("`eyJsecret", "quotes"),
            ("\"Bearer eyJsecret\"", "quotes"),
            ("\"token\": \"eyJsecret\"", "quotes"),
            ("eyJsecret\",", "quotes"),
            ("Bearer", "`Bearer`"),
            ("Bearer ", "`Bearer`"),
            ("authorization:", "header"),
            ("AUTHORIZATION=bearer eyJsecret", "header"),
            ("Bearer\teyJsecret", "`Bearer`"),
            ("Bearer\neyJsecret", "`Bearer`"),
            ("Bearer\u{a0}eyJsecret", "`Bearer`"),
            ("eyJ\nsecret", "line break"),
            ("eyJ\r\nsecret", "line break"),
            ("eyJ\u{2028}secret", "line break"),
            ("\u{feff}eyJsecret", "characters"),
            ("\u{201c}eyJsecret\u{201d}", "quotes"),
            ("eyJ secret", "blank"),
            ("eyJ\u{a0}secret", "blank"),
            ("eyJ\u{200b}secret", "characters"),
        ] {
            let error = Token::new(text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("secret"), "{text:?}: {error}");
        }
        for text in ["eyJ0.eyJ1.x-_y", "bearer-of-news", "token-1", " padded\n"] {
            assert!(Token::new(text).is_ok(), "{text:?}");
        }
    }
}
