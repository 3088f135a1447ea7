//! Code of the user's own around every call and every attempt: the [`Middleware`] trait, and what it is made of.
//!
//! Middleware has two slots. In [`call`](Middleware::call) it stands around a call as its caller sees it: once per call, whether
//! a cache answers or the network, with the decoded value. In [`attempt`](Middleware::attempt) it stands around each request on
//! the wire, retries included, with plain HTTP that it may change. The token is added after the last of them, so none sees it.
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
//!     async fn attempt(&self, request: http::Request<Bytes>, next: AttemptNext<'_>) -> Result<http::Response<Bytes>, Error> {
//!         let endpoint = next.endpoint();
//!         let response = next.run(request).await?;
//!         self.0.send((endpoint, response.status().as_u16())).ok();
//!         Ok(response)
//!     }
//! }
//! ```
//!
//! A closure is enough where one only looks at or changes what passes: [`on_request`], [`on_response`]. The module also has
//! the ones that are wanted most: [`UserAgent`], [`RequestId`], [`DebugLog`], [`ResponseTimestamp`], [`ResponseSize`].

use std::{fmt, sync::Arc};

use bytes::Bytes;

use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    clock::Clock,
    credentials::{Token, TokenId},
    error::Error,
    journey::CallContext,
    pipeline::Pipeline,
    request::Request,
    response::UntypedResponse,
};

mod built_in;
mod closure;

pub use built_in::{DebugLog, RequestId, ResponseSize, ResponseTimestamp, UserAgent};
pub use closure::{OnRequest, OnResponse, on_request, on_response};

/// Code around every call and every attempt. What is not implemented passes through.
///
/// Middleware that was added first stands outermost. An error that one of them makes ends the call and carries its name
/// ([`Error::middleware`]); an error made further in passes through unchanged unless it is replaced.
pub trait Middleware: MaybeSend + MaybeSync + 'static {
    /// How errors and traces call it.
    fn name(&self) -> &str;

    /// Stands around one call. `next` goes on with it, and may be left out.
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

    /// Stands around one attempt. An answer of any status is `Ok` here.
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
}

/// All middleware of a client, outermost first.
pub(crate) type MiddlewareStack = Arc<[Arc<dyn DynMiddleware>]>;

/// The rest of the way of a call.
pub struct CallNext<'a> {
    rest: &'a [Arc<dyn DynMiddleware>],
    pipeline: &'a Arc<Pipeline>,
    journey: &'a CallContext,
}

impl<'a> CallNext<'a> {
    pub(crate) fn new(pipeline: &'a Arc<Pipeline>, journey: &'a CallContext) -> Self {
        Self { rest: &journey.settings.middleware, pipeline, journey }
    }

    /// Goes on with the call.
    ///
    /// # Errors
    /// Those of the call; see [`ErrorKind`](crate::ErrorKind).
    pub fn run(mut self, request: Request) -> BoxFuture<'a, Result<UntypedResponse, Error>> {
        let Some((first, rest)) = self.rest.split_first() else {
            return Box::pin(async move {
                self.pipeline.observe(&request, self.journey).await.map_err(Error::passed_middleware)
            });
        };
        self.rest = rest;
        Box::pin(async move {
            first.call_dyn(request, self).await.map_err(|error| error.of_middleware(first.name_dyn()))
        })
    }
}

/// The rest of the way of an attempt.
pub struct AttemptNext<'a> {
    rest: &'a [Arc<dyn DynMiddleware>],
    attempt: &'a Attempt<'a>,
}

/// What is fixed about an attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) request: &'a Request,
    pub(crate) token: Option<&'a Token>,
    pub(crate) number: u32,
}

impl<'a> AttemptNext<'a> {
    pub(crate) fn new(rest: &'a [Arc<dyn DynMiddleware>], attempt: &'a Attempt<'a>) -> Self {
        Self { rest, attempt }
    }

    /// The endpoint that is called, as `clan.members`.
    pub fn endpoint(&self) -> &'static str {
        self.attempt.request.route.name()
    }

    /// Which attempt of the call this is, from 1.
    pub fn number(&self) -> u32 {
        self.attempt.number
    }

    /// Which token will be used, by its name; none if the server needs none.
    pub fn token_id(&self) -> Option<TokenId> {
        self.attempt.token.map(Token::id)
    }

    /// The client's clock.
    pub fn clock(&self) -> &'a dyn Clock {
        &*self.attempt.pipeline.clock
    }

    /// Goes on with the attempt.
    ///
    /// # Errors
    /// If no complete answer came.
    pub fn run(
        mut self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        let Some((first, rest)) = self.rest.split_first() else {
            return Box::pin(async move {
                let Attempt { pipeline, request: call, token, .. } = self.attempt;
                pipeline.send(call, request, *token).await.map_err(Error::passed_middleware)
            });
        };
        self.rest = rest;
        Box::pin(async move {
            first.attempt_dyn(request, self).await.map_err(|error| error.of_middleware(first.name_dyn()))
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
