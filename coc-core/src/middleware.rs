//! [`Middleware`]: custom code around every call and every attempt.
//!
//! Two hooks wrap what they are called for. [`call`](Middleware::call) wraps a call as its caller
//! sees it: once per call, cached or not, with the decoded value. [`attempt`](Middleware::attempt)
//! wraps each HTTP request, including retries, and may change request and response. The token is
//! added after all middleware, so no middleware sees it.
//!
//! Two hooks only observe the retry loop: [`on_failure`](Middleware::on_failure) receives each failed
//! attempt with its classified error, [`on_retry`](Middleware::on_retry) the delay before the next
//! one.
//!
//! ```
//! use bytes::Bytes;
//! use coc_core::{Error, middleware::{AttemptNext, Middleware}};
//!
//! /// Counts requests by endpoint.
//! struct Traffic(std::sync::mpsc::Sender<(&'static str, u16)>);
//!
//! impl Middleware for Traffic {
//!     fn name(&self) -> &str {
//!         "traffic"
//!     }
//!
//!     async fn attempt(
//!         &self,
//!         request: http::Request<Bytes>,
//!         next: AttemptNext<'_>,
//!     ) -> Result<http::Response<Bytes>, Error> {
//!         let endpoint = next.endpoint();
//!         let response = next.run(request).await?;
//!         self.0.send((endpoint, response.status().as_u16())).ok();
//!         Ok(response)
//!     }
//! }
//! ```
//!
//! To inspect or change requests or responses, a closure is enough: [`on_request`],
//! [`on_response`]. Built-in middleware: [`UserAgent`], [`RequestId`], [`DebugLog`],
//! [`ResponseTimestamp`], [`ResponseSize`].

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;

use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    clock::Clock,
    credentials::TokenId,
    error::{Error, ErrorKind},
    panics,
    request::Request,
    response::UntypedResponse,
};

mod built_in;
mod closure;

pub use built_in::{DebugLog, RequestId, ResponseSize, ResponseTimestamp, UserAgent};
pub use closure::{OnRequest, OnResponse, on_request, on_response};

/// Custom code around every call and every attempt. A hook that is not implemented does nothing.
///
/// Middleware that is added first is outermost. An error that it creates ends the call and carries
/// its name ([`Error::middleware`]); an error from further inside passes through unchanged unless
/// it is replaced.
///
/// ```
/// use coc_core::{Error, Request, UntypedResponse, middleware::{CallNext, Middleware}};
///
/// /// Prints each call and its outcome.
/// struct Log;
///
/// impl Middleware for Log {
///     fn name(&self) -> &str {
///         "log"
///     }
///
///     async fn call(
///         &self,
///         request: Request,
///         next: CallNext<'_>,
///     ) -> Result<UntypedResponse, Error> {
///         let called = request.target().as_str().to_owned();
///         let result = next.run(request).await;
///         match &result {
///             Ok(response) => println!("{called}: {}", response.source().as_str()),
///             Err(error) => println!("{called}: {error}"),
///         }
///         result
///     }
/// }
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # let (transport, clock) = (FakeTransport::json(200, "{}"), ManualClock::default());
///
/// let builder = coc_core::Client::builder(transport, clock).token("a-token");
/// let client = builder.middleware(Log).build()?;
/// # Ok::<(), Error>(())
/// ```
pub trait Middleware: MaybeSend + MaybeSync + 'static {
    /// The name in errors and traces.
    fn name(&self) -> &str;

    /// Wraps one call. `next` continues it, and may be skipped.
    ///
    /// # Errors
    /// Those of `next`, and its own.
    fn call(
        &self,
        request: Request,
        next: CallNext<'_>,
    ) -> impl Future<Output = Result<UntypedResponse, Error>> + MaybeSend {
        next.run(request)
    }

    /// Wraps one attempt. A response of any status is `Ok` here.
    ///
    /// # Errors
    /// Those of `next`, and its own.
    fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, Error>> + MaybeSend {
        next.run(request)
    }

    /// Called after each attempt that was sent and failed, before the client decides whether to retry
    /// it: a throttled or rejected token, maintenance, a failure of the server or the network.
    ///
    /// Calls that share a request share its attempts, so this is called once for them.
    fn on_failure(&self, failed: &FailedAttempt<'_>) {
        let _ = failed;
    }

    /// Called before a failed attempt is retried. The next attempt is sent after `delay`, as soon as
    /// a token is available.
    fn on_retry(&self, failed: &FailedAttempt<'_>, delay: Duration) {
        let _ = (failed, delay);
    }
}

/// An attempt that failed, as [`Middleware::on_failure`] and [`Middleware::on_retry`] observe it.
///
/// ```
/// use std::time::Duration;
/// use coc_core::middleware::{FailedAttempt, Middleware};
///
/// /// Prints each retry.
/// struct Retries;
///
/// impl Middleware for Retries {
///     fn name(&self) -> &str {
///         "retries"
///     }
///
///     fn on_retry(&self, failed: &FailedAttempt<'_>, delay: Duration) {
///         println!("{} {}: {}; next in {delay:?}", failed.endpoint, failed.number, failed.error);
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// The name of the endpoint, such as `clan.members`.
    pub endpoint: &'static str,
    /// The number of the attempt within its call, from 1.
    pub number: u32,
    /// The identifier of the attempt's token; `None` if the server requires none.
    pub token_id: Option<TokenId>,
    /// The error, as the call would return it.
    pub error: &'a Error,
}

/// [`Middleware`] behind a pointer, so that a client needs no type parameter.
pub(crate) trait DynMiddleware: MaybeSend + MaybeSync {
    fn name_dyn(&self) -> &str;
    fn call_dyn<'a>(
        &'a self,
        request: Request,
        next: CallNext<'a>,
    ) -> BoxFuture<'a, Result<UntypedResponse, Error>>;
    fn attempt_dyn<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: AttemptNext<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>>;
    /// Calls `on_retry` if there is a delay, and otherwise `on_failure`.
    fn observe_dyn(&self, failed: &FailedAttempt<'_>, retried_after: Option<Duration>);
}

impl<T: Middleware> DynMiddleware for T {
    fn name_dyn(&self) -> &str {
        self.name()
    }

    fn call_dyn<'a>(
        &'a self,
        request: Request,
        next: CallNext<'a>,
    ) -> BoxFuture<'a, Result<UntypedResponse, Error>> {
        Box::pin(self.call(request, next))
    }

    fn attempt_dyn<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: AttemptNext<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        Box::pin(self.attempt(request, next))
    }

    fn observe_dyn(&self, failed: &FailedAttempt<'_>, retried_after: Option<Duration>) {
        match retried_after {
            Some(delay) => self.on_retry(failed, delay),
            None => self.on_failure(failed),
        }
    }
}

/// All middleware of a client, outermost first.
pub(crate) type MiddlewareStack = Arc<[Arc<dyn DynMiddleware>]>;

/// The pipeline inside all per-call middleware.
pub(crate) trait InnerCall: MaybeSync {
    fn run(&self, request: Request) -> BoxFuture<'_, Result<UntypedResponse, Error>>;
}

/// The pipeline inside all per-attempt middleware.
pub(crate) trait InnerAttempt: MaybeSync {
    fn run(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, Error>>;
}

/// The rest of the pipeline of a call.
///
/// ```
/// use coc_core::{Error, ErrorKind, Request, UntypedResponse, middleware::{CallNext, Middleware}};
///
/// /// Fails calls of routes that the API is going to remove.
/// struct NoDeprecated;
///
/// impl Middleware for NoDeprecated {
///     fn name(&self) -> &str {
///         "no deprecated routes"
///     }
///
///     async fn call(
///         &self,
///         request: Request,
///         next: CallNext<'_>,
///     ) -> Result<UntypedResponse, Error> {
///         match request.route().deprecation() {
///             Some(advice) => Err(Error::with_message(ErrorKind::Middleware, advice)),
///             None => next.run(request).await,
///         }
///     }
/// }
/// ```
pub struct CallNext<'a> {
    rest: &'a [Arc<dyn DynMiddleware>],
    inner: &'a dyn InnerCall,
}

impl<'a> CallNext<'a> {
    pub(crate) fn new(rest: &'a [Arc<dyn DynMiddleware>], inner: &'a dyn InnerCall) -> Self {
        Self { rest, inner }
    }

    /// Continues the call.
    ///
    /// # Errors
    /// Those of the call; see [`ErrorKind`].
    pub fn run(mut self, request: Request) -> BoxFuture<'a, Result<UntypedResponse, Error>> {
        let Some((first, rest)) = self.rest.split_first() else {
            return Box::pin(async move { self.inner.run(request).await.map_err(Error::passed_middleware) });
        };
        self.rest = rest;
        Box::pin(async move {
            let call = async { first.call_dyn(request, self).await };
            let result = panics::run(ErrorKind::Middleware, "the middleware", call).await;
            result.map_err(|error| error.of_middleware(first.name_dyn()))
        })
    }
}

/// The rest of the pipeline of an attempt.
///
/// ```
/// use bytes::Bytes;
/// use coc_core::{Error, middleware::{AttemptNext, Middleware}};
///
/// /// Prints the duration of each attempt.
/// struct Durations;
///
/// impl Middleware for Durations {
///     fn name(&self) -> &str {
///         "durations"
///     }
///
///     async fn attempt(
///         &self,
///         request: http::Request<Bytes>,
///         next: AttemptNext<'_>,
///     ) -> Result<http::Response<Bytes>, Error> {
///         let (endpoint, number, clock) = (next.endpoint(), next.number(), next.clock());
///         let start = clock.now();
///         let result = next.run(request).await;
///         println!("{endpoint}, attempt {number}: {:?}", clock.now().saturating_since(start));
///         result
///     }
/// }
/// ```
pub struct AttemptNext<'a> {
    rest: &'a [Arc<dyn DynMiddleware>],
    attempt: &'a Attempt<'a>,
}

/// One attempt, as all its middleware sees it.
pub(crate) struct Attempt<'a> {
    pub(crate) endpoint: &'static str,
    pub(crate) number: u32,
    pub(crate) token_id: Option<TokenId>,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) inner: &'a dyn InnerAttempt,
}

impl<'a> AttemptNext<'a> {
    pub(crate) fn new(rest: &'a [Arc<dyn DynMiddleware>], attempt: &'a Attempt<'a>) -> Self {
        Self { rest, attempt }
    }

    /// The name of the endpoint, such as `clan.members`.
    pub fn endpoint(&self) -> &'static str {
        self.attempt.endpoint
    }

    /// The number of this attempt within its call, from 1.
    pub fn number(&self) -> u32 {
        self.attempt.number
    }

    /// The identifier of the attempt's token; `None` if the server requires none.
    pub fn token_id(&self) -> Option<TokenId> {
        self.attempt.token_id
    }

    /// The client's clock.
    pub fn clock(&self) -> &'a dyn Clock {
        self.attempt.clock
    }

    /// Continues the attempt.
    ///
    /// # Errors
    /// If no complete response was received.
    pub fn run(
        mut self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        let Some((first, rest)) = self.rest.split_first() else {
            return Box::pin(async move {
                self.attempt.inner.run(request).await.map_err(Error::passed_middleware)
            });
        };
        self.rest = rest;
        Box::pin(async move {
            let attempt = async { first.attempt_dyn(request, self).await };
            let result = panics::run(ErrorKind::Middleware, "the middleware", attempt).await;
            result.map_err(|error| error.of_middleware(first.name_dyn()))
        })
    }
}

impl fmt::Debug for CallNext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallNext").field("middleware", &self.rest.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for AttemptNext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptNext")
            .field("endpoint", &self.endpoint())
            .field("number", &self.number())
            .field("token", &self.token_id())
            .finish_non_exhaustive()
    }
}
