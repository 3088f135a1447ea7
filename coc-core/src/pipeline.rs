//! The request pipeline: the path of a call from the endpoint value to the socket and back.
//!
//! Read this file from top to bottom to follow a call; each stage is a function that calls the
//! next:
//!
//! ```text
//! endpoint value -> Request                                         request.rs
//!    1 start            returns a hit in memory without a future    caching.rs
//!    2 call             starts the deadline; names the endpoint     context.rs
//!    3 run_middleware   per-call middleware                         middleware.rs
//!    4 observe          metrics and the tracing span                metrics.rs, trace.rs
//!    5 from_cache       a fresh cached response ends the call       caching.rs
//!    6 coalesce         identical calls in flight share a request   single_flight.rs
//!    7 fetch_and_store  stores the response, or serves a stale one  caching.rs
//!    8 retry            retries, backoff, token refresh             retry_loop.rs
//!    9 acquire          waits for a token and its rate limit        token_pool.rs
//!   10 attempt          per-attempt middleware, time limit          middleware.rs
//!   11 send             adds the token, then Transport::send        send.rs, secrets.rs
//!   12 receive          classifies the status, or decodes once      classify.rs, decode.rs
//! -> UntypedResponse -> Response<T>                                 response.rs
//! ```
//!
//! The order has reasons. A cache hit costs no quota. Callers that share a request do not multiply
//! its retries. A token is chosen for each attempt, held only while that attempt is in flight, and
//! added after all middleware. Decoding is part of the attempt, so that a truncated body can be
//! retried.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::future::{Either, select};

use crate::{
    bounds::BoxFuture,
    cache::{CacheMode, KeyRef},
    clock::{Clock, Instant},
    credentials::{DynCredentials, Token},
    decode::Decoded,
    error::{Error, ErrorKind},
    headers::{self, Freshness},
    metrics::{CallRecord, Metrics, Window},
    middleware::{Attempt, AttemptNext, CallNext, InnerCall},
    panics::{self, Shielded},
    raw_response::RawResponse,
    request::Request,
    response::{ResponseMeta, Source, UntypedResponse},
    retry::Retry,
    transport::{DynTransport, NewConnection},
};

mod caching;
mod classify;
mod context;
mod retry_budget;
mod retry_loop;
mod secrets;
mod send;
mod shared;
mod single_flight;
mod token_pool;
pub(crate) mod trace;

use context::{CallContext, Phase};
use retry_loop::Attempts;
use secrets::Secrets;
use send::{AuthorizedSend, http_request};
use single_flight::FlightGuard;
use token_pool::{Permit, TokenOutcome};

pub(crate) use self::{
    caching::{CacheStage, Store},
    retry_budget::{Jitter, RetryBudget},
    shared::{CurrentSettings, Handle, Handles, Settings, SharedSettings},
    single_flight::SingleFlight,
    token_pool::TokenPool,
};

pub(crate) type CallResult = Result<UntypedResponse, Error>;
pub(crate) type CallFuture = BoxFuture<'static, CallResult>;

/// The state that all calls of a client share.
pub(crate) struct Pipeline {
    pub(crate) transport: Box<dyn DynTransport>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) credentials: Box<dyn DynCredentials>,
    pub(crate) settings: SharedSettings,
    pub(crate) cache: CacheStage,
    pub(crate) single_flight: Arc<SingleFlight>,
    pub(crate) token_pool: Arc<TokenPool>,
    pub(crate) retry: Retry,
    pub(crate) budget: RetryBudget,
    pub(crate) jitter: Jitter,
    pub(crate) window: Option<Window>,
    pub(crate) exporters: Vec<Box<dyn Metrics>>,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
}

impl Pipeline {
    /// Starts a call. A fresh response in the memory cache is returned at once; every other call is
    /// boxed here, once, so that no caller's future grows with the pipeline.
    fn start(
        self: &Arc<Self>,
        mut request: Box<Request>,
        settings: Arc<CurrentSettings>,
    ) -> Either<CallResult, CallFuture> {
        if !settings.is_cache_enabled {
            request.options.cache = CacheMode::Bypass;
        }
        if let Some(result) = self.cached(&request, &settings) {
            return Either::Left(result);
        }
        Either::Right(Box::pin(Arc::clone(self).call(request, settings)))
    }

    /// Stages `observe` and `from_cache` for a hit in memory, without a future.
    fn cached(&self, request: &Request, settings: &Settings) -> Option<CallResult> {
        if !settings.middleware.is_empty() || !request.reads_cache() {
            return None;
        }
        let hit = || {
            let now = self.clock.now();
            let key = KeyRef::new(&settings.base_url, &request.target);
            let result = self.cache.hit_in_memory(request, key, now, &*self.clock)?;
            let result = result.map_err(|error| request.name_in(error));
            trace::cached_call(request, &result);
            if self.is_metered() {
                self.record(request.route.name(), now, 0, &result);
            }
            Some(result)
        };
        let caught = panics::catch(ErrorKind::Transport, panics::CUSTOM_CODE, hit);
        caught.unwrap_or_else(|error| Some(Err(request.name_in(error))))
    }

    async fn call(self: Arc<Self>, request: Box<Request>, settings: Arc<CurrentSettings>) -> CallResult {
        let call = async {
            let limit = request.options.deadline.or(self.deadline);
            let deadline = limit.map(|limit| self.clock.now() + limit);
            let context = CallContext::new(settings, deadline, self.is_metered());
            match limit {
                None => self.run_middleware(&request, &context).await,
                Some(limit) => self.with_deadline(limit, &request, &context).await,
            }
        };
        Shielded::new(call).await.map_err(|error| request.name_in(error))
    }

    async fn with_deadline(
        self: &Arc<Self>,
        limit: Duration,
        request: &Request,
        context: &CallContext,
    ) -> CallResult {
        let began = self.clock.now();
        let call = std::pin::pin!(self.run_middleware(request, context));
        match select(call, self.clock.sleep(limit)).await {
            Either::Left((result, _)) => result,
            Either::Right(((), _)) => {
                let result = Err(request.name_in(context.deadline_error(limit)));
                self.record_once(request.route.name(), began, context, &result);
                result
            }
        }
    }

    async fn run_middleware(self: &Arc<Self>, request: &Request, context: &CallContext) -> CallResult {
        if context.settings.middleware.is_empty() {
            self.observe(request, context).await
        } else {
            let inner = ObservedCall { pipeline: self, context };
            CallNext::new(&context.settings.middleware, &inner).run(request.clone()).await
        }
    }

    async fn observe(self: &Arc<Self>, request: &Request, context: &CallContext) -> CallResult {
        let began = self.is_metered().then(|| self.clock.now());
        let result = trace::call(request, async {
            let result = self.from_cache(request, context).await.map_err(|error| request.name_in(error));
            trace::ended(&result);
            result
        })
        .await;
        if let Some(began) = began {
            self.record_once(request.route.name(), began, context, &result);
        }
        result
    }

    fn is_metered(&self) -> bool {
        self.window.is_some() || !self.exporters.is_empty()
    }

    /// Records a call that has ended, unless it was recorded when its deadline passed.
    fn record_once(
        &self,
        endpoint: &'static str,
        began: Instant,
        context: &CallContext,
        result: &CallResult,
    ) {
        if self.is_metered() && context.record_once() {
            self.record(endpoint, began, context.sent(), result);
        }
    }

    fn record(&self, endpoint: &'static str, began: Instant, attempts: u32, result: &CallResult) {
        let response = result.as_ref().ok();
        let now = self.clock.now();
        let record = CallRecord {
            endpoint,
            ended: now,
            ended_at: self.clock.unix_time(),
            duration: now.saturating_since(began),
            status: response.map(UntypedResponse::status).or_else(|| result.as_ref().err()?.status()),
            attempts,
            body_bytes: response.map_or(0, |response| response.raw.body_len),
            repairs: response.map_or(0, |response| response.raw.repairs.count()),
            result: result.as_ref().map(UntypedResponse::source),
        };
        if let Some(window) = &self.window {
            window.record(&record);
        }
        for exporter in &self.exporters {
            let recorded =
                panics::catch(ErrorKind::Transport, "an exporter of metrics", || exporter.record(&record));
            // The call has ended, so there is no caller to tell.
            if let Err(error) = recorded {
                trace::exporter_panicked(&error);
            }
        }
    }

    async fn from_cache(self: &Arc<Self>, request: &Request, context: &CallContext) -> CallResult {
        if request.reads_cache()
            && let Some(result) = self.cache.fresh(request, context.key(request), &*self.clock).await
        {
            return result;
        }
        // Boxed, so that a hit does not pay for the room that a request needs.
        Box::pin(self.coalesce(request, context)).await
    }

    async fn coalesce(self: &Arc<Self>, request: &Request, context: &CallContext) -> CallResult {
        if !request.is_read() {
            return self.retry(request, context).await;
        }
        let start = |guard| -> CallFuture {
            let (pipeline, request, context) = (Arc::clone(self), request.clone(), context.clone());
            // All callers of the flight receive the error of a panic.
            Box::pin(Shielded::new(pipeline.fetch_and_store(request, context, guard)))
        };
        let key = context.key(request);
        let (executor, progress) = (self.clock.executor(), context.progress());
        let (flight, joined) = self.single_flight.join(request, key, executor, progress, start);
        let mut result = flight.await;
        if let (true, Ok(response)) = (joined, &mut result)
            && response.meta.source == Source::Network
        {
            response.meta.source = Source::Shared;
        }
        result
    }

    async fn fetch_and_store(
        self: Arc<Self>,
        request: Request,
        context: CallContext,
        _guard: FlightGuard,
    ) -> CallResult {
        let (key, clock) = (context.key(&request), &*self.clock);
        // Another flight may have completed between this call's lookup and its start.
        if request.reads_cache()
            && let Some(result) = self.cache.fresh_in_memory(&request, key, clock.now(), clock)
        {
            return result;
        }
        let fetch = request.writes_cache().then(|| self.cache.start_fetch(key));
        let result = self.retry(&request, &context).await;
        match &result {
            Ok(response) => {
                if let Some(fetch) = &fetch {
                    self.cache.store(fetch, &request, key, response, clock).await;
                }
            }
            Err(error) => {
                if request.reads_cache()
                    && let Some(stale) = self.cache.stale(&request, key, error, clock).await
                {
                    return Ok(stale);
                }
                if let Some(fetch) = &fetch {
                    self.cache.store_failure(fetch, key, error, clock).await;
                }
            }
        }
        result.map_err(|error| request.name_in(error))
    }

    // `retry` is in retry_loop.rs.

    async fn acquire(&self, request: &Request, context: &CallContext) -> Result<Permit, Error> {
        context.enter(Phase::WaitingForToken);
        let tokens = self.credentials.tokens_dyn().await?;
        if tokens.tokens.is_empty() && context.settings.base_url.is_official() {
            let message =
                "the official API requires a token; create one at https://developer.clashofclans.com";
            return Err(Error::with_message(ErrorKind::Credentials, message));
        }
        context.enter(Phase::WaitingForPermit);
        let longest = self.retry.longest_delay();
        let patience = context.remaining(&*self.clock).map_or(longest, |remaining| remaining.min(longest));
        let (is_background, lease) = (request.options.is_background, self.time_limit(request));
        self.token_pool.acquire(&*self.clock, tokens, is_background, patience, lease).await
    }

    /// Returns the time limit of one attempt.
    fn time_limit(&self, request: &Request) -> Duration {
        request.options.timeout.unwrap_or(self.timeout)
    }

    async fn attempt(
        &self,
        request: &Request,
        context: &CallContext,
        permit: &mut Permit,
        attempts: &Attempts,
    ) -> CallResult {
        let limit = self.time_limit(request);
        let result = {
            let exchange = std::pin::pin!(self.exchange(request, context, permit, attempts));
            match select(exchange, self.clock.sleep(limit)).await {
                Either::Left((result, _)) => result,
                Either::Right(_) => {
                    let message = format!("no complete response within {limit:?}");
                    Err(Error::with_message(ErrorKind::Timeout, message))
                }
            }
        };
        let token = permit.token.as_ref().map(Token::id);
        trace::attempt(attempts.sent, token, &result.as_ref().map(|response| response.status().as_u16()));
        let outcome = TokenOutcome::of(&result);
        if let TokenOutcome::Throttled(retry_after) = outcome {
            trace::token_throttled(token, retry_after);
        }
        permit.settle(outcome, self.clock.now());
        result
    }

    async fn exchange(
        &self,
        request: &Request,
        context: &CallContext,
        permit: &Permit,
        attempts: &Attempts,
    ) -> CallResult {
        let (number, mut http) = (attempts.sent, http_request(request, &context.settings.base_url)?);
        if attempts.reconnected {
            http.extensions_mut().insert(NewConnection);
        }
        let stack = &context.settings.middleware;
        let token = permit.token.as_ref();
        let secrets = Secrets { tokens: &permit.set.tokens, posted: request.body.as_ref() };
        let inner = AuthorizedSend { pipeline: self, base_url: &context.settings.base_url, token, secrets };
        let response = if stack.is_empty() {
            inner.send(http).await?
        } else {
            let (endpoint, token_id) = (request.route.name(), token.map(Token::id));
            let attempt = Attempt { endpoint, number, token_id, clock: &*self.clock, inner: &inner };
            AttemptNext::new(stack, &attempt).run(http).await?
        };
        self.receive(request, response, number, secrets)
    }

    fn receive(
        &self,
        request: &Request,
        response: http::Response<Bytes>,
        attempts: u32,
        secrets: Secrets<'_>,
    ) -> CallResult {
        let received_at = self.clock.unix_time();
        if !response.status().is_success() {
            return Err(classify::classify(&request.route, request.is_read(), response, received_at));
        }
        let (parts, mut body) = response.into_parts();
        let decode =
            |body: &Bytes| panics::catch(ErrorKind::Decode, "the decoder", || (request.output.decode)(body));
        let mut decoded = decode(&body)?;
        if decoded.is_err()
            && let Some(redacted) = secrets.redact_body(&body)
        {
            // The error quotes the body.
            decoded = decode(&redacted)?;
            body = redacted;
        }
        let decoded = decoded.map_err(|error| {
            let error = Error::from(error).with_status(parts.status);
            // The response to a POST may echo what was posted.
            if request.is_read() { error.with_body(&body) } else { error }
        })?;
        let lifetime = self.cache.policy.lifetime_of_success(&request.route, Freshness::of(&parts.headers));
        let meta = ResponseMeta {
            source: Source::Network,
            attempts,
            fresh_until: self.clock.now() + lifetime,
            stale_because: None,
        };
        let (body_len, body) = (body.len(), Some(body));
        let Decoded { value, repairs, .. } = decoded;
        trace::repaired(&repairs);
        let raw = RawResponse {
            status: parts.status,
            headers: headers::compact(parts.headers),
            body,
            body_len,
            repairs,
            received_at,
        };
        Ok(UntypedResponse { raw: Arc::new(raw), value, meta })
    }
}

/// Stage `observe`, as the innermost per-call middleware calls it.
struct ObservedCall<'a> {
    pipeline: &'a Arc<Pipeline>,
    context: &'a CallContext,
}

impl InnerCall for ObservedCall<'_> {
    fn run(&self, request: Request) -> BoxFuture<'_, CallResult> {
        Box::pin(async move {
            // Middleware may have changed it.
            request.target.check()?;
            self.pipeline.observe(&request, self.context).await
        })
    }
}
