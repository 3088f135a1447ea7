//! Panics of custom code: transports, clocks, middleware, wakers and so on.
//!
//! A panic ends its own call with an error. If it unwound through the pipeline instead, it would
//! reach every call that shares the request, and a second one on the way would abort the process.
//! So each kind of custom code is called through [`catch`] or [`run`], and [`Shielded`] catches the
//! rest. An error does not repeat the panic's message, which may contain a secret.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

#[cfg(not(panic = "abort"))]
use futures_util::FutureExt;
use pin_project_lite::pin_project;

use crate::error::{Error, ErrorKind};

/// Calls custom code. A panic is an error of this kind, which names `what` panicked.
pub(crate) fn catch<T>(kind: ErrorKind, what: &str, code: impl FnOnce() -> T) -> Result<T, Error> {
    // A panic that aborts cannot be caught, and a small module has no room for the attempt.
    if cfg!(panic = "abort") {
        return Ok(code());
    }
    catch_unwind(AssertUnwindSafe(code)).map_err(|_| panicked(kind, what))
}

/// Runs a future of custom code. A panic is an error of this kind, which names `what` panicked.
#[cfg(not(panic = "abort"))]
pub(crate) async fn run<T, E: Into<Error>>(
    kind: ErrorKind,
    what: &str,
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, Error> {
    match AssertUnwindSafe(future).catch_unwind().await {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(panicked(kind, what)),
    }
}

/// The same where a panic cannot be caught. A future with both ways in it would be twice as large.
#[cfg(panic = "abort")]
pub(crate) async fn run<T, E: Into<Error>>(
    _: ErrorKind,
    _: &str,
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, Error> {
    future.await.map_err(Into::into)
}

fn panicked(kind: ErrorKind, what: &str) -> Error {
    Error::with_message(kind, format!("{what} panicked; fix the cause that the panic's message names"))
}

/// Any custom code of a client, where its kind is unknown.
pub(crate) const CUSTOM_CODE: &str = "the transport, the clock or other custom code";

pin_project! {
    /// A future whose panics are errors, and whose wakers do not panic.
    pub(crate) struct Shielded<F> {
        #[pin]
        future: F,
        waker: Option<ShieldedWaker>,
    }
}

impl<F> Shielded<F> {
    pub(crate) fn new(future: F) -> Self {
        Self { future, waker: None }
    }
}

impl<T, F: Future<Output = Result<T, Error>>> Future for Shielded<F> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if cfg!(panic = "abort") {
            return this.future.poll(context);
        }
        let poll = catch(ErrorKind::Transport, CUSTOM_CODE, || {
            let waker = this.waker.take().filter(|waker| waker.is_for(context.waker()));
            let waker = waker.unwrap_or_else(|| ShieldedWaker::new(context.waker()));
            let waker = this.waker.insert(waker);
            this.future.poll(&mut Context::from_waker(&waker.waker))
        });
        poll.unwrap_or_else(|error| Poll::Ready(Err(error)))
    }
}

/// A waker whose panics are caught. Waiting calls are woken one after the other: if one waker
/// panicked, the rest would never be woken.
struct ShieldedWaker {
    shield: Arc<Shield>,
    waker: Waker,
}

impl ShieldedWaker {
    fn new(waker: &Waker) -> Self {
        let shield = Arc::new(Shield(Some(waker.clone())));
        Self { waker: Waker::from(Arc::clone(&shield)), shield }
    }

    /// Whether this wakes the same task as `waker`.
    fn is_for(&self, waker: &Waker) -> bool {
        self.shield.0.as_ref().is_some_and(|inner| inner.will_wake(waker))
    }
}

/// The waker of a task; taken only on drop.
struct Shield(Option<Waker>);

impl Wake for Shield {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(waker) = &self.0 {
            // The panic hook has reported it. Only the task of this waker misses the call.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake_by_ref()));
        }
    }
}

impl Drop for Shield {
    fn drop(&mut self) {
        let waker = self.0.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(waker)));
    }
}
