//! The tokens a call may use: [`Token`], [`TokenSet`] and the [`Credentials`] that provide them.
//!
//! [`RefreshingCredentials`] makes credentials of anything that can get new tokens. Which of several tokens a call takes, and which rest,
//! is the token pool's business (`pool.rs`).

use std::{
    fmt, future,
    hash::{DefaultHasher, Hasher as _},
    sync::Arc,
};

use http::HeaderValue;

use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
};

mod refreshing;

pub use refreshing::{RefreshingCredentials, TokenSource};

/// Names a token without telling it: in logs, metrics and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(u64);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0 >> 32)
    }
}

/// An API key: the secret that goes into the `Authorization` header. Its `Debug` shows only the [`TokenId`].
#[derive(Clone)]
pub struct Token {
    id: TokenId,
    authorization: HeaderValue,
}

impl Token {
    /// A token from the text that the developer portal gave; blanks around it are dropped.
    ///
    /// # Errors
    /// [`ErrorKind::Credentials`] if it is empty or has characters that no token has. The text is not repeated.
    pub fn new(secret: impl AsRef<str>) -> Result<Self, Error> {
        let secret = secret.as_ref().trim();
        let wrong = |what: &str| Err(Error::with_message(ErrorKind::Credentials, what));
        if secret.is_empty() {
            return wrong("the token is empty; copy the key from https://developer.clashofclans.com");
        }
        if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return wrong("the token has blanks or characters that no token has; copy the key again");
        }
        let Ok(mut authorization) = HeaderValue::try_from(format!("Bearer {secret}")) else {
            return wrong("the token cannot be put into a header; copy the key again");
        };
        authorization.set_sensitive(true);
        let mut hasher = DefaultHasher::new();
        hasher.write(secret.as_bytes());
        Ok(Self { id: TokenId(hasher.finish()), authorization })
    }

    /// The name under which the token may be spoken of: the same for the same secret.
    pub fn id(&self) -> TokenId {
        self.id
    }

    /// The `Authorization` header, marked sensitive.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Token").field(&format_args!("{}", self.id)).finish()
    }
}

/// The tokens that are good at a moment. A new generation means that they were replaced.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenSet {
    /// Grows by one each time the tokens are replaced.
    pub generation: u64,
    /// The tokens; calls are spread over them.
    pub tokens: Arc<[Token]>,
}

impl TokenSet {
    /// The first generation of these tokens.
    pub fn new(tokens: impl Into<Arc<[Token]>>) -> Self {
        Self { generation: 0, tokens: tokens.into() }
    }
}

/// Where tokens come from: a fixed set ([`TokenSet`] itself), or a provider that knows better.
pub trait Credentials: MaybeSend + MaybeSync + 'static {
    /// The tokens to choose from. Empty means to send none, which a proxy may allow and the API never does.
    ///
    /// # Errors
    /// Whatever keeps the provider from having one; the call fails with it.
    fn tokens(&self) -> impl Future<Output = Result<TokenSet, Error>> + MaybeSend;

    /// Hears that the API refused a token as such, and says whether one more attempt is worth it because there are other
    /// tokens now.
    ///
    /// Every call that met the refusal says so, a thousand at once perhaps. Whoever replaces tokens must compare
    /// [`TokenSet::generation`] of `rejected.seen` with its own, so that only the first of them causes any work;
    /// [`RefreshingCredentials`] does that. A fixed set has nothing to offer, and this says `false`.
    ///
    /// # Errors
    /// Whatever kept new tokens from being had; the call fails with it.
    fn reject(&self, rejected: &TokenRejection) -> impl Future<Output = Result<bool, Error>> + MaybeSend {
        let _ = rejected;
        future::ready(Ok(false))
    }
}

/// A token that the API refused as such.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenRejection {
    /// The tokens from which it was chosen.
    pub seen: TokenSet,
    /// Which of them it was.
    pub token: TokenId,
    /// What the API said: [`ErrorKind::InvalidIp`] with a message that names the address, or [`ErrorKind::InvalidKey`].
    pub error: Error,
}

impl TokenRejection {
    /// That the API refused this token of these, with this error.
    pub fn new(seen: TokenSet, token: TokenId, error: Error) -> Self {
        Self { seen, token, error }
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

impl<T: Credentials> DynCredentials for T {
    fn tokens_dyn(&self) -> BoxFuture<'_, Result<TokenSet, Error>> {
        Box::pin(self.tokens())
    }

    fn reject_dyn<'a>(&'a self, rejected: &'a TokenRejection) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(self.reject(rejected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_shows_itself() {
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
    fn the_id_depends_on_the_secret_alone() {
        let (one, same, other) =
            (Token::new("a").unwrap(), Token::new("a ").unwrap(), Token::new("b").unwrap());
        assert_eq!(one.id(), same.id());
        assert_ne!(one.id(), other.id());
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_without_being_repeated() {
        for text in ["", "  ", "two parts", "secret\r\nX-Evil: 1", "secrét"] {
            let error = Token::new(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(!format!("{error} {error:?}").contains("secr"), "{error}");
        }
    }
}
