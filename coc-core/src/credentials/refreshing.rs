//! Credentials that get new tokens when theirs are refused, once for any number of calls that meet the refusal.

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
    error::Error,
};

/// A way to get tokens: from a developer portal, a vault, a file that another program writes.
pub trait TokenSource: MaybeSend + MaybeSync + 'static {
    /// Gets tokens that are good now: the first ones, or others after one was `rejected`.
    ///
    /// # Errors
    /// Whatever keeps them from being had. Every call that waits for them fails with it, and the next one asks again; a
    /// source that must be spared has to remember that by itself.
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
/// Tokens are got when the first call needs them, and again when the API refuses one. Calls that need them at the same time
/// share one refresh; if the call that began it is dropped, the others carry it on, and if all are dropped it is cancelled.
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
    /// Credentials that ask `source` when the first call is made.
    pub fn new(source: R) -> Self {
        Self(Arc::new(Inner { source, state: Mutex::default() }))
    }

    /// The same credentials, beginning with these tokens; `source` is asked when one of them is refused.
    #[must_use]
    pub fn with_tokens(self, tokens: impl Into<Arc<[Token]>>) -> Self {
        self.0.state().current = Some(TokenSet::new(tokens));
        self
    }

    /// Where the tokens come from.
    pub fn source(&self) -> &R {
        &self.0.source
    }

    /// Joins the refresh that is under way, or begins one. To be called under the lock.
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
            let result = inner.source.refresh(rejected.as_ref()).await;
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

    /// Gives `token-1`, `token-2`, … once its gate is open; fails or hangs on demand.
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

    /// Lets all of them come to the gate before it opens.
    fn together<F: Future>(source: &Source, futures: impl Iterator<Item = F>) -> Vec<F::Output> {
        source.open.store(false, Ordering::Relaxed);
        let mut all = join_all(futures);
        assert!((&mut all).now_or_never().is_none());
        source.open.store(true, Ordering::Relaxed);
        block_on(all)
    }

    fn rejection(seen: &TokenSet) -> TokenRejection {
        TokenRejection {
            seen: seen.clone(),
            token: seen.tokens[0].id(),
            error: Error::new(ErrorKind::InvalidIp),
        }
    }

    #[test]
    fn a_storm_of_rejections_is_one_refresh() {
        let source = Arc::new(Source::default());
        let credentials =
            RefreshingCredentials::new(Arc::clone(&source)).with_tokens([Token::new("first").unwrap()]);
        let seen = block_on(credentials.tokens()).unwrap();
        let rejected = rejection(&seen);
        let answers = together(&source, (0..1_000).map(|_| credentials.reject(&rejected)));
        assert!(answers.into_iter().all(|answer| answer.unwrap()));
        // One that comes late has nothing left to do.
        assert!(block_on(credentials.reject(&rejected)).unwrap());
        assert_eq!(block_on(credentials.tokens()).unwrap().generation, seen.generation + 1);
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn the_first_tokens_are_got_once_for_all_calls() {
        let source = Arc::new(Source::default());
        let credentials = RefreshingCredentials::new(Arc::clone(&source));
        let sets = together(&source, (0..50).map(|_| credentials.tokens()));
        assert!(sets.into_iter().all(|set| set.unwrap().generation == 0));
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_failed_refresh_is_told_to_all_and_tried_again_by_the_next() {
        let source = Arc::new(Source { fails: true, ..Source::default() });
        let first = Token::new("first").unwrap();
        let credentials = RefreshingCredentials::new(Arc::clone(&source)).with_tokens([first]);
        let rejected = rejection(&block_on(credentials.tokens()).unwrap());
        for answer in together(&source, (0..10).map(|_| credentials.reject(&rejected))) {
            assert!(answer.unwrap_err().to_string().contains("the source is down"));
        }
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 1);
        assert!(block_on(credentials.reject(&rejected)).is_err());
        assert_eq!(source.refreshes.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_refresh_whose_callers_are_all_gone_is_cancelled_and_begun_anew() {
        let source = Arc::new(Source { hangs_first: true, open: true.into(), ..Source::default() });
        let credentials = RefreshingCredentials::new(Arc::clone(&source));
        assert!(credentials.tokens().now_or_never().is_none());
        let set = block_on(credentials.tokens()).unwrap();
        assert_eq!(set.tokens[0].id(), Token::new("token-2").unwrap().id());
    }

    #[test]
    fn the_state_can_be_shown_and_tells_no_secret() {
        let credentials = RefreshingCredentials::new(Arc::new(Source::default()))
            .with_tokens([Token::new("secret").unwrap()]);
        assert!(!format!("{:?}", credentials.0.state().current).contains("secret"));
    }
}
