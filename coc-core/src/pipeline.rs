//! The way of one call, from the endpoint value to the socket and back.
//!
//! Read this file from top to bottom to follow a call; each stage is a function that calls the next:
//!
//! ```text
//! endpoint value -> Request                            request.rs
//!   1 call      the deadline; names the endpoint on every error
//!   2 handle    per-call middleware                    middleware.rs
//!   3 observe   metrics and the tracing span           metrics.rs, trace.rs
//!   4 lookup    the cache                              keep.rs, cache.rs
//!   5 share     identical calls in the air are one     flight.rs
//!   6 fly       fills the cache, or gives what is stale
//!   7 persist   retries, and refreshes tokens          retry.rs, credentials.rs
//!   8 permit    waits for a token that may be used     pool.rs
//!   9 attempt   per-attempt middleware, time limit     middleware.rs, clock.rs
//!  10 send      authorization last -> Transport::send  transport.rs
//!  11 receive   classifies the status, or decodes once error/classify.rs, decode.rs
//! -> UntypedResponse -> Response<T>                              response.rs
//! ```
//!
//! The order has reasons. A cache hit costs no quota. Callers that share a flight do not multiply its retries. A token is
//! chosen for each attempt, held only while the attempt is in the air, and added after all middleware. Decoding is part of the
//! attempt, so that a body that was cut off can be fetched again.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{Either, select},
};
use http::{
    HeaderValue, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};

use crate::{
    base_url::BaseUrl,
    bounds::BoxFuture,
    clock::{Clock, Instant},
    credentials::{DynCredentials, Token, TokenRejection},
    error::{Error, ErrorKind, classify},
    flight::{FlightGuard, SingleFlight},
    headers::Freshness,
    journey::CallContext,
    keep::{CacheStage, Found},
    metrics::{CallRecord, Metrics, Window},
    middleware::{Attempt, AttemptNext, CallNext, MiddlewareStack},
    pool::{Permit, TokenOutcome, TokenPool},
    request::{ClearText, Request},
    response::{RawResponse, ResponseMeta, Source, UntypedResponse},
    retry::{Budget, Jitter, Retry, RetryDecision},
    trace,
    transport::DynTransport,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What all calls of a client share.
pub(crate) struct Pipeline {
    pub(crate) transport: Box<dyn DynTransport>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) credentials: Box<dyn DynCredentials>,
    pub(crate) settings: RwLock<Arc<Settings>>,
    pub(crate) keeper: CacheStage,
    pub(crate) flights: Arc<SingleFlight>,
    pub(crate) pool: Arc<TokenPool>,
    pub(crate) retry: Retry,
    pub(crate) budget: Budget,
    pub(crate) jitter: Jitter,
    pub(crate) window: Option<Window>,
    pub(crate) exporters: Vec<Box<dyn Metrics>>,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
}

/// What may be changed while calls are made; each call goes by what held when it began.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    pub(crate) middleware: MiddlewareStack,
}

impl Pipeline {
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes one call. Boxed here, once, so that no caller's future grows with the pipeline.
    pub(crate) fn call(
        self: Arc<Self>,
        request: Request,
        settings: Arc<Settings>,
    ) -> BoxFuture<'static, Result<UntypedResponse, Error>> {
        Box::pin(async move {
            let name = request.route.name();
            let limit = request.options.deadline.or(self.deadline);
            let until = limit.map(|limit| self.clock.now() + limit);
            let journey = CallContext::new(settings, until, self.is_metered());
            let result = match limit {
                None => self.handle(request, &journey).await,
                Some(limit) => Box::pin(self.within(limit, request, &journey)).await,
            };
            result.map_err(|error| error.at_endpoint(name))
        })
    }

    async fn within(
        self: &Arc<Self>,
        limit: Duration,
        request: Request,
        journey: &CallContext,
    ) -> Result<UntypedResponse, Error> {
        let (name, began) = (request.route.name(), self.clock.now());
        let call = std::pin::pin!(self.handle(request, journey));
        match select(call, self.clock.sleep(limit)).await {
            Either::Left((result, _)) => result,
            Either::Right(((), _)) => {
                let result = Err(journey.deadline_error(limit).at_endpoint(name));
                if self.is_metered() {
                    self.record(name, began, journey, &result);
                }
                result
            }
        }
    }

    fn is_metered(&self) -> bool {
        self.window.is_some() || !self.exporters.is_empty()
    }

    async fn handle(
        self: &Arc<Self>,
        request: Request,
        journey: &CallContext,
    ) -> Result<UntypedResponse, Error> {
        if journey.settings.middleware.is_empty() {
            self.observe(&request, journey).await
        } else {
            CallNext::new(self, journey).run(request).await
        }
    }

    pub(crate) async fn observe(
        self: &Arc<Self>,
        request: &Request,
        journey: &CallContext,
    ) -> Result<UntypedResponse, Error> {
        let name = request.route.name();
        let began = self.is_metered().then(|| self.clock.now());
        let result = trace::call(name, async {
            let result = self.lookup(request, journey).await.map_err(|error| error.at_endpoint(name));
            match &result {
                Ok(reply) => trace::answered(reply.source(), reply.status().as_u16(), reply.attempts()),
                Err(error) => trace::failed(error),
            }
            result
        })
        .await;
        if let Some(began) = began {
            self.record(name, began, journey, &result);
        }
        result
    }

    /// Tells the figures of a call that has ended, unless they were told before its deadline passed.
    fn record(
        &self,
        endpoint: &'static str,
        began: Instant,
        journey: &CallContext,
        result: &Result<UntypedResponse, Error>,
    ) {
        if !journey.record_once() {
            return;
        }
        let reply = result.as_ref().ok();
        let record = CallRecord {
            endpoint,
            ended_at: self.clock.unix_time(),
            duration: self.clock.now().saturating_since(began),
            status: reply.map(UntypedResponse::status).or_else(|| result.as_ref().err()?.status()),
            attempts: journey.sent(),
            body_bytes: reply.map_or(0, |reply| reply.wire.body_len),
            result: result.as_ref().map(UntypedResponse::source),
        };
        if let Some(window) = &self.window {
            window.record(&record);
        }
        self.exporters.iter().for_each(|exporter| exporter.record(&record));
    }

    async fn lookup(
        self: &Arc<Self>,
        request: &Request,
        journey: &CallContext,
    ) -> Result<UntypedResponse, Error> {
        if request.options.cache.reads(&request.method)
            && let Found::Fresh(result) = self.keeper.lookup(request, &*self.clock).await
        {
            return result;
        }
        // Boxed, so that a hit does not pay for the room that a request needs.
        Box::pin(self.share(request, journey)).await
    }

    async fn share(
        self: &Arc<Self>,
        request: &Request,
        journey: &CallContext,
    ) -> Result<UntypedResponse, Error> {
        if request.method != http::Method::GET {
            return self.persist(request, journey).await;
        }
        let begin = |landing| {
            let (pipeline, request, journey) = (Arc::clone(self), request.clone(), journey.clone());
            Box::pin(pipeline.fly(request, journey, landing)) as BoxFuture<'static, _>
        };
        let (flight, joined) = self.flights.join(request, journey.log(), begin);
        let mut result = flight.await;
        if let (true, Ok(reply)) = (joined, &mut result)
            && reply.about.source == Source::Network
        {
            reply.about.source = Source::Shared;
        }
        result
    }

    async fn fly(
        self: Arc<Self>,
        request: Request,
        journey: CallContext,
        _landing: FlightGuard,
    ) -> Result<UntypedResponse, Error> {
        let (mode, method, clock) = (request.options.cache, &request.method, &*self.clock);
        // An earlier flight may have landed between this call's look at the cache and its turn.
        if mode.reads(method)
            && let Some(result) = self.keeper.lookup_again(&request, clock)
        {
            return result;
        }
        let result = self.persist(&request, &journey).await;
        match &result {
            Ok(reply) if mode.writes(method) => self.keeper.keep(&request, reply, clock).await,
            Ok(_) => {}
            Err(error) => {
                if mode.reads(method)
                    && let Some(stale) = self.keeper.stale(&request, error, clock).await
                {
                    return Ok(stale);
                }
                if mode.writes(method) {
                    self.keeper.keep_failure(&request, error, clock).await;
                }
            }
        }
        result.map_err(|error| error.at_endpoint(request.route.name()))
    }

    async fn persist(&self, request: &Request, journey: &CallContext) -> Result<UntypedResponse, Error> {
        self.budget.deposit();
        let allowed = request.options.attempts.unwrap_or(self.retry.max_attempts());
        let (mut sent, mut failed, mut refused, mut refreshed) = (0, 0, 0, false);
        loop {
            let mut permit = self.permit(journey).await.map_err(|error| error.after_attempts(sent))?;
            sent += 1;
            journey.sends();
            let error = match self.attempt(request, journey, &mut permit, sent).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error.after_attempts(sent),
            };
            let (token, seen) = (permit.token.as_ref().map(Token::id), &permit.set);
            journey.failed(&error);
            if let (Some(token), ErrorKind::InvalidKey | ErrorKind::InvalidIp) = (token, error.kind()) {
                trace::token_rejected(token, &error);
                if !refreshed {
                    refreshed = true;
                    let rejected = TokenRejection::new(seen.clone(), token, error.clone());
                    let replaced = journey.await_tokens(self.credentials.reject_dyn(&rejected)).await;
                    if replaced.map_err(|error| error.after_attempts(sent))? {
                        continue;
                    }
                }
                refused += 1;
                if refused < seen.tokens.len() && self.pool.has_accepted(seen) {
                    continue;
                }
                return Err(error);
            }
            failed += 1;
            if failed >= allowed {
                return Err(error);
            }
            let verdict = self.retry.after(failed, &error, request.is_idempotent(), self.jitter.next());
            let (delay, counts) = match verdict {
                RetryDecision::OnNextToken => (Duration::ZERO, false),
                RetryDecision::After(delay) => (delay, true),
                RetryDecision::GiveUp => return Err(error),
            };
            // Only a retry that will be made is taken from the budget.
            if journey.remaining(&*self.clock).is_some_and(|remaining| delay >= remaining)
                || counts && !self.budget.withdraw(self.clock.now())
            {
                return Err(error);
            }
            trace::retry(delay);
            if !delay.is_zero() {
                self.clock.sleep(delay).await;
            }
        }
    }

    async fn permit(&self, journey: &CallContext) -> Result<Permit, Error> {
        let mut tokens = self.credentials.tokens_dyn();
        let set = match (&mut tokens).now_or_never() {
            Some(set) => set,
            None => journey.await_tokens(tokens).await,
        }?;
        if set.tokens.is_empty() && journey.settings.base_url.is_official() {
            let message =
                "the API answers nobody without a token; get one at https://developer.clashofclans.com";
            return Err(Error::with_message(ErrorKind::Credentials, message));
        }
        let longest = self.retry.longest_delay();
        let patience = journey.remaining(&*self.clock).map_or(longest, |remaining| remaining.min(longest));
        self.pool.turn(&*self.clock, set, patience).await
    }

    async fn attempt(
        &self,
        request: &Request,
        journey: &CallContext,
        permit: &mut Permit,
        number: u32,
    ) -> Result<UntypedResponse, Error> {
        let limit = request.options.timeout.unwrap_or(self.timeout);
        let result = {
            let exchange = std::pin::pin!(self.exchange(request, journey, permit, number));
            match select(exchange, self.clock.sleep(limit)).await {
                Either::Left((result, _)) => result,
                Either::Right(_) => {
                    let message = format!("no whole answer within {limit:?}");
                    Err(Error::with_message(ErrorKind::Timeout, message))
                }
            }
        };
        let token = permit.token.as_ref().map(Token::id);
        trace::attempt(number, token, &result.as_ref().map(|reply| reply.status().as_u16()));
        let outcome = match &result {
            Ok(_) => TokenOutcome::Accepted,
            Err(error) => match error.kind() {
                ErrorKind::Throttled => {
                    trace::token_throttled(token, error.retry_after());
                    TokenOutcome::Throttled(error.retry_after())
                }
                kind @ (ErrorKind::InvalidKey | ErrorKind::InvalidIp) => TokenOutcome::Rejected(kind),
                ErrorKind::Server | ErrorKind::Maintenance => TokenOutcome::Unknown,
                _ if error.status().is_some() => TokenOutcome::Accepted,
                _ => TokenOutcome::Unknown,
            },
        };
        permit.settle(outcome, self.clock.now());
        result
    }

    async fn exchange(
        &self,
        request: &Request,
        journey: &CallContext,
        permit: &Permit,
        number: u32,
    ) -> Result<UntypedResponse, Error> {
        let http = http_request(request)?;
        let stack = &journey.settings.middleware;
        let token = permit.token.as_ref();
        let response = if stack.is_empty() {
            self.send(request, http, token).await?
        } else {
            let attempt = Attempt { pipeline: self, request, token, number };
            AttemptNext::new(stack, &attempt).run(http).await?
        };
        self.receive(request, response, number)
    }

    pub(crate) async fn send(
        &self,
        request: &Request,
        mut http: http::Request<Bytes>,
        token: Option<&Token>,
    ) -> Result<http::Response<Bytes>, Error> {
        if let Some(token) = token {
            if request.clear_text == ClearText::Exposed {
                let message = "the base URL is plain http to another machine, where anybody on the way could read the \
                               token; use https, or force it if the network is yours";
                return Err(Error::with_message(ErrorKind::InvalidRequest, message));
            }
            if !is_below(http.uri(), &request.address.base) {
                let message = "a middleware sent the request to another host than the base URL's, which must not get the token";
                return Err(Error::with_message(ErrorKind::InvalidRequest, message));
            }
            http.headers_mut().insert(AUTHORIZATION, token.authorization());
        }
        Ok(self.transport.send_dyn(http).await?)
    }

    fn receive(
        &self,
        request: &Request,
        response: http::Response<Bytes>,
        attempts: u32,
    ) -> Result<UntypedResponse, Error> {
        let received_at = self.clock.unix_time();
        if !response.status().is_success() {
            return Err(classify(&request.route, &request.method, response, received_at));
        }
        let (parts, body) = response.into_parts();
        let value = (request.decode)(&body).map_err(|error| {
            let error = Error::from(error).with_status(parts.status);
            // The body of a POST may echo what was posted.
            if request.body.is_none() { error.with_body(&body) } else { error }
        })?;
        let lifetime = self.keeper.policy.lifetime_of_success(&request.route, Freshness::of(&parts.headers));
        let about = ResponseMeta {
            source: Source::Network,
            attempts,
            fresh_until: self.clock.now() + lifetime,
            stale_because: None,
        };
        let (body_len, body) = (body.len(), Some(body));
        let wire = RawResponse { status: parts.status, headers: parts.headers, body, body_len, received_at };
        Ok(UntypedResponse { wire: Arc::new(wire), value, about })
    }
}

/// The request as middleware gets it: whole, but for the token.
fn http_request(request: &Request) -> Result<http::Request<Bytes>, Error> {
    let (base, target) = (&*request.address.base, request.address.target.as_str());
    let mut address = String::with_capacity(base.len() + target.len());
    address.push_str(base);
    address.push_str(target);
    let uri = Uri::from_maybe_shared(Bytes::from(address)).map_err(|error| {
        Error::with_message(ErrorKind::InvalidRequest, "the address cannot be built").caused_by(error)
    })?;
    let mut http = http::Request::new(request.body.clone().unwrap_or_default());
    *http.method_mut() = request.method.clone();
    *http.uri_mut() = uri;
    let headers = http.headers_mut();
    headers.insert(ACCEPT, JSON);
    if request.body.is_some() {
        headers.insert(CONTENT_TYPE, JSON);
    }
    Ok(http)
}

/// Whether the address has the scheme and host of the base URL.
fn is_below(uri: &Uri, base: &str) -> bool {
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
    let rest = base.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
    rest.and_then(|rest| rest.split('/').next())
        .is_some_and(|host| host.eq_ignore_ascii_case(authority.as_str()))
}
