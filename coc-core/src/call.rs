//! A [`Call`] that can be adjusted and awaited, and the [`ResponseFuture`] it becomes.

use std::{
    fmt,
    future::IntoFuture,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{FutureExt, future};

use crate::{
    bounds::BoxFuture,
    client::Client,
    endpoint::Endpoint,
    error::Error,
    request::{CallOptions, Request},
    response::{Response, UntypedResponse},
};

/// A call of the endpoint `E` that has not been made. Adjust it, then `.await` it.
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
    client: Client,
    endpoint: E,
    options: CallOptions,
}

impl<E: Endpoint> Call<E> {
    pub(crate) fn new(client: Client, endpoint: E) -> Self {
        Self { client, endpoint, options: CallOptions::default() }
    }

    crate::__call_options!();

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// The same call of another endpoint value.
    pub fn map<F: Endpoint>(self, change: impl FnOnce(E) -> F) -> Call<F> {
        Call { client: self.client, endpoint: change(self.endpoint), options: self.options }
    }

    /// The endpoint value, as it would be called now.
    pub fn endpoint(&self) -> &E {
        &self.endpoint
    }

    /// Makes the call. `.await` on the call itself does the same.
    pub fn send(self) -> ResponseFuture<E::Output> {
        ResponseFuture::new(self.client, &self.endpoint, self.options)
    }

    /// Makes the call and keeps it, to be made again or changed.
    pub(crate) fn fetch(&self) -> ResponseFuture<E::Output> {
        ResponseFuture::new(self.client.clone(), &self.endpoint, self.options)
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

/// A call that is being made. It borrows nothing and, except on wasm, may move between threads; dropping it cancels the call.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture<T> {
    call: BoxFuture<'static, Result<UntypedResponse, Error>>,
    output: PhantomData<fn() -> T>,
}

impl<T> ResponseFuture<T> {
    pub(crate) fn new<E: Endpoint<Output = T>>(client: Client, endpoint: &E, options: CallOptions) -> Self {
        let settings = client.0.settings();
        let call = match Request::new(endpoint, &settings.base_url, options) {
            Ok(request) => client.0.call(request, settings),
            Err(error) => Box::pin(future::ready(Err(error))),
        };
        Self { call, output: PhantomData }
    }
}

impl<T: Send + Sync + 'static> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.call.poll_unpin(context).map(|reply| reply.map(Response::new))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
