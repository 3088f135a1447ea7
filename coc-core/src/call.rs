//! [`Call`], which is configured and awaited, and [`ResponseFuture`], the call in progress.

use std::{
    fmt,
    future::IntoFuture,
    marker::PhantomData,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::{FutureExt, future::Either};

use crate::{
    endpoint::Endpoint,
    error::{Error, ErrorKind, none_if_not_found},
    panics,
    pipeline::{CallFuture, CurrentSettings, Handle},
    request::{CallOptions, Request},
    response::Response,
};

/// A call of the endpoint `E` that has not been made. Set its options, then `.await` it.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use std::time::Duration;
///
/// let members = client.clan_members("#2PP").limit(10).timeout(Duration::from_secs(5)).await?;
/// let bytes = client.clan("#2PP").raw().await?;
/// # let _ = (members, bytes);
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
#[derive(Clone)]
pub struct Call<E> {
    pipeline: Arc<Handle>,
    endpoint: E,
    options: CallOptions,
}

impl<E: Endpoint> Call<E> {
    pub(crate) fn new(pipeline: Arc<Handle>, endpoint: E) -> Self {
        Self { pipeline, endpoint, options: CallOptions::default() }
    }

    crate::__call_options!();

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    pub(crate) fn with_options(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }

    /// Changes the endpoint value, and keeps the options.
    pub fn map<F: Endpoint>(self, change: impl FnOnce(E) -> F) -> Call<F> {
        Call { pipeline: self.pipeline, endpoint: change(self.endpoint), options: self.options }
    }

    /// The endpoint value.
    pub fn endpoint(&self) -> &E {
        &self.endpoint
    }

    /// Returns the result if the memory cache has a fresh one, and sends nothing.
    ///
    /// Returns `None` with a custom store, whose lookup needs a future, and with middleware, which
    /// wraps calls that are made.
    ///
    /// ```
    /// # fn example(client: &coc_core::Client) {
    /// let call = client.clan("#2PP");
    /// if let Some(Ok(clan)) = call.cached() {
    ///     println!("{} is cached until {:?}", clan.name, clan.fresh_until());
    /// }
    /// # }
    /// ```
    pub fn cached(&self) -> Option<Result<Response<E::Output>, Error>> {
        // An invalid call is reported when it is made.
        let request = Request::new(&self.endpoint, self.options).ok()?;
        let result = self.pipeline.cached(&request)?;
        Some(result.map(Response::new))
    }

    /// Makes the call. `.await` on the call does the same.
    pub fn send(self) -> ResponseFuture<E::Output> {
        ResponseFuture::new(self.pipeline, &self.endpoint, self.options)
    }

    /// Makes the call, and returns `None` if the API says that the resource does not exist (404):
    /// no such clan or player, or a clan that is in no league group.
    ///
    /// Any other failure is an error, as with [`send`](Self::send).
    ///
    /// ```
    /// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
    /// match client.clan("#2PP").optional().await? {
    ///     Some(clan) => println!("{} has {} members", clan.name, clan.members),
    ///     None => println!("no such clan"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn optional(
        self,
    ) -> impl Future<Output = Result<Option<Response<E::Output>>, Error>> + Unpin + use<E> {
        self.send().map(none_if_not_found)
    }

    /// Makes the call without consuming it.
    pub(crate) fn fetch(&self) -> ResponseFuture<E::Output> {
        ResponseFuture::new(Arc::clone(&self.pipeline), &self.endpoint, self.options)
    }
}

crate::__call_methods!(Call);

impl<E: Endpoint> IntoFuture for Call<E> {
    type Output = Result<Response<E::Output>, Error>;
    type IntoFuture = ResponseFuture<E::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<E: fmt::Debug> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("endpoint", &self.endpoint)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A call in progress. It borrows nothing and, except on wasm, may move between threads; dropping
/// it cancels the call.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::{ResponseFuture, models::{Clan, Player}};
///
/// // `send` names the future that `.await` makes, for a field or for a function of futures.
/// let clan: ResponseFuture<Clan> = client.clan("#2PP").send();
/// let player: ResponseFuture<Player> = client.player("#8QU8J9LP").send();
/// let (clan, player) = futures_util::future::try_join(clan, player).await?;
/// println!("{} is in {}: {}", player.name, clan.name, clan.members);
/// # Ok(())
/// # }
/// ```
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture<T> {
    state: State,
    output: PhantomData<fn() -> T>,
}

enum State {
    /// Before the first poll, with the settings in force at `send`. The request is boxed, so that
    /// the future is small; a cache hit needs no other box.
    New(Arc<Handle>, Arc<CurrentSettings>, Result<Box<Request>, Error>),
    Pending(CallFuture),
    Done,
}

impl<T> ResponseFuture<T> {
    pub(crate) fn new<E: Endpoint<Output = T>>(
        pipeline: Arc<Handle>,
        endpoint: &E,
        options: CallOptions,
    ) -> Self {
        let request =
            panics::catch(ErrorKind::InvalidRequest, "the endpoint", || Request::new(endpoint, options));
        let (settings, request) = (pipeline.settings(), request.and_then(|request| request).map(Box::new));
        Self { state: State::New(pipeline, settings, request), output: PhantomData }
    }
}

impl<T: Send + Sync + 'static> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let State::New(..) = self.state
            && let State::New(pipeline, settings, request) = mem::replace(&mut self.state, State::Done)
        {
            match request.map(|request| pipeline.start(request, settings)) {
                Ok(Either::Left(result)) => return Poll::Ready(result.map(Response::new)),
                Ok(Either::Right(call)) => self.state = State::Pending(call),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        let State::Pending(call) = &mut self.state else {
            panic!("`ResponseFuture` polled after completion");
        };
        call.poll_unpin(context).map(|result| result.map(Response::new))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hit allocates the request and the target's string, and nothing of the pipeline.
    #[test]
    fn the_future_of_a_cache_hit_is_small() {
        assert!(size_of::<ResponseFuture<()>>() <= 32, "{}", size_of::<ResponseFuture<()>>());
        assert!(size_of::<Request>() <= 320, "{}", size_of::<Request>());
    }
}
