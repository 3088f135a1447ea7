//! [`RefreshingCredentials`]: replaces rejected tokens, with one refresh for any number of calls.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{
    FutureExt,
    future::{Shared, WeakShared},
};

use super::{Credentials, Token, TokenRejection, TokenSet};
use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
    panics,
};

/// A source of tokens, such as a developer portal, a vault, or a file that another program writes.
///
/// ```
/// use coc_core::{Error, ErrorKind, RefreshingCredentials, Token, TokenRejection, TokenSource};
///
/// /// Another program writes one token into each line of this file.
/// struct TokenFile(std::path::PathBuf);
///
/// impl TokenSource for TokenFile {
///     async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
///         let text = std::fs::read_to_string(&self.0)
///             .map_err(|error| Error::with_message(ErrorKind::Credentials, error.to_string()))?;
///         text.lines().map(Token::new).collect()
///     }
/// }
///
/// let credentials = RefreshingCredentials::new(TokenFile("/run/secrets/coc-tokens".into()));
/// ```
pub trait TokenSource: MaybeSend + MaybeSync + 'static {
    /// Returns valid tokens: the first ones, or new ones after one was `rejected`.
    ///
    /// # Errors
    /// If no tokens could be obtained: [`ErrorKind::CredentialsUnavailable`] if the same may succeed
    /// later, [`ErrorKind::Credentials`] if the tokens or the account must be corrected. Every waiting call fails
    /// with this error, and the next call starts another refresh; a source with a rate limit must
    /// enforce it itself.
    fn refresh(
        &self,
        rejected: Option<&TokenRejection>,
    ) -> impl Future<Output = Result<Vec<Token>, Error>> + MaybeSend;
}

impl<R: TokenSource> TokenSource for Arc<R> {
    async fn refresh(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        R::refresh(self, rejected).await
    }
}

/// [`Credentials`] over a [`TokenSource`].
///
/// The first call fetches the tokens, and a rejected token causes a refresh. Calls that need tokens
/// at the same time share one refresh. If its first call is dropped, the others drive it; if all
/// are, it is cancelled.
///
/// ```
/// use coc_core::{Error, TokenSource, RefreshingCredentials, TokenRejection, Token};
///
/// struct File;
///
/// impl TokenSource for File {
///     async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
///         Ok(vec![Token::new("read-from-a-file")?])
///     }
/// }
///
/// let credentials = RefreshingCredentials::new(File);
/// ```
pub struct RefreshingCredentials<R>(Arc<Inner<R>>);

struct Inner<R> {
    source: R,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<TokenSet>,
    refresh: Option<WeakShared<BoxFuture<'static, Result<TokenSet, Error>>>>,
}

impl<R: TokenSource> RefreshingCredentials<R> {
    /// Creates credentials that call `source` on the first call.
    pub fn new(source: R) -> Self {
        Self(Arc::new(Inner { source, state: Mutex::default() }))
    }

    /// Sets the initial tokens, so that `source` is called only when one of them is rejected.
    #[must_use]
    pub fn with_tokens(self, tokens: impl Into<Arc<[Token]>>) -> Self {
        self.0.state().current = Some(TokenSet::new(tokens));
        self
    }

    /// The source of the tokens.
    pub fn source(&self) -> &R {
        &self.0.source
    }

    /// Joins the refresh in progress, or starts one. Must be called under the lock.
    fn shared_refresh(
        &self,
        state: &mut State,
        rejected: Option<TokenRejection>,
    ) -> Shared<BoxFuture<'static, Result<TokenSet, Error>>> {
        if let Some(refresh) = state.refresh.as_ref().and_then(WeakShared::upgrade) {
            return refresh;
        }
        let inner = Arc::clone(&self.0);
        let generation = state.current.as_ref().map_or(0, |current| current.generation + 1);
        let refresh: BoxFuture<'static, Result<TokenSet, Error>> = Box::pin(async move {
            // A panic is an error of all waiting calls.
            let refresh = async { inner.source.refresh(rejected.as_ref()).await };
            let result = panics::run(ErrorKind::Credentials, "the source of tokens", refresh).await;
            let mut state = inner.state();
            state.refresh = None;
            let set = TokenSet { generation, tokens: result?.into() };
            state.current = Some(set.clone());
            Ok(set)
        });
        let refresh = refresh.shared();
        state.refresh = refresh.downgrade();
        refresh
    }
}

impl<R> Inner<R> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: TokenSource> Credentials for RefreshingCredentials<R> {
    async fn tokens(&self) -> Result<TokenSet, Error> {
        let refresh = {
            let mut state = self.0.state();
            if let Some(current) = &state.current {
                return Ok(current.clone());
            }
            self.shared_refresh(&mut state, None)
        };
        refresh.await
    }

    async fn reject(&self, rejected: &TokenRejection) -> Result<bool, Error> {
        let refresh = {
            let mut state = self.0.state();
            if state.current.as_ref().is_some_and(|current| current.generation > rejected.seen.generation) {
                return Ok(true);
            }
            self.shared_refresh(&mut state, Some(rejected.clone()))
        };
        refresh.await.map(|_| true)
    }
}

impl<R> Clone for RefreshingCredentials<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: fmt::Debug> fmt::Debug for RefreshingCredentials<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let current = self.0.state().current.clone();
        f.debug_struct("RefreshingCredentials")
            .field("source", &self.0.source)
            .field("current", &current)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::poll_fn,
        sync::atomic::{AtomicBool, AtomicU32, Ordering},
        task::Poll,
    };

    use futures_executor::block_on;
    use futures_util::future::{join_all, pending};

    use super::*;
    use crate::error::ErrorKind;

    /// Returns `token-1`, `token-2`, … once its gate is open; fails or hangs on demand.
    #[derive(Default)]
    struct Source {
        refreshes: AtomicU32,
        open: AtomicBool,
        fails: bool,
        hangs_first: bool,
    }

    impl TokenSource for Source {
        async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
            let number = self.refreshes.fetch_add(1, Ordering::Relaxed) + 1;
            if self.hangs_first && number == 1 {
                pending::<()>().await;
            }
            poll_fn(|context| {
                if self.open.load(Ordering::Relaxed) {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            if self.fails {
                return Err(Error::with_message(ErrorKind::Credentials, "the source is down"));
            }
            Ok(vec![Token::new(format!("token-{number}"))?])
        }
    }

    /// Polls all of them before the gate opens.
    fn together<F: Future>(source: &Source, futures: impl Iterator<Item = F>) -> Vec<F::Output> {
        source.open.store(false, Ordering::Relaxed);
        let mut all = join_all(futures);
        assert!((&mut all).now_or_never().is_none());
        source.open.store(true, Ordering::Relaxed);
        block_on(all)
    }

    fn rejection(seen: &TokenSet) -> TokenRejection {
        TokenRejection::new(seen.clone(), seen.tokens[0].id(), Error::new(ErrorKind::InvalidIp))
    }

    #[test]
    fn a_thousand_rejections_at_once_cause_one_refresh() {
        let source = Arc::new(Source::default());
        let credentials =
            RefreshingCredentials::new(Arc::clone(&source)).with_tokens([Token::new("first").unwrap()]);
        let seen = block_on(credentials.tokens()).unwrap();
        let rejected = rejection(&seen);
        let results = together(&source, (0..1_000).map(|_| credentials.reject(&rejected)));
        assert!(results.into_iter().all(|result| result.unwrap()));
        // A late rejection causes no refresh.
        assert!(block_on(credentials.reject(&rejected)).unwrap());
        assert_eq!(block_on(credentials.tokens()).unwrap().generation, seen.generation + 1);
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn the_first_tokens_are_fetched_once_for_all_calls() {
        let source = Arc::new(Source::default());
        let credentials = RefreshingCredentials::new(Arc::clone(&source));
        let sets = together(&source, (0..50).map(|_| credentials.tokens()));
        assert!(sets.into_iter().all(|set| set.unwrap().generation == 0));
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_failed_refresh_fails_all_waiting_calls_and_is_retried_by_the_next() {
        let source = Arc::new(Source { fails: true, ..Source::default() });
        let first = Token::new("first").unwrap();
        let credentials = RefreshingCredentials::new(Arc::clone(&source)).with_tokens([first]);
        let rejected = rejection(&block_on(credentials.tokens()).unwrap());
        for result in together(&source, (0..10).map(|_| credentials.reject(&rejected))) {
            assert!(result.unwrap_err().to_string().contains("the source is down"));
        }
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 1);
        assert!(block_on(credentials.reject(&rejected)).is_err());
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_refresh_without_callers_is_cancelled_and_started_anew() {
        let source = Arc::new(Source { hangs_first: true, open: true.into(), ..Source::default() });
        let credentials = RefreshingCredentials::new(Arc::clone(&source));
        assert!(credentials.tokens().now_or_never().is_none());
        let set = block_on(credentials.tokens()).unwrap();
        assert_eq!(set.tokens[0].id(), Token::new("token-2").unwrap().id());
    }

    #[test]
    fn debug_output_of_the_state_contains_no_token() {
        let credentials = RefreshingCredentials::new(Arc::new(Source::default()))
            .with_tokens([Token::new("secret").unwrap()]);
        assert!(!format!("{:?}", credentials.0.state().current).contains("secret"));
    }
}
