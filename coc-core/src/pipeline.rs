//! The way of one call, from the endpoint value to the socket and back.
//!
//! Read this file from top to bottom to follow a call; each stage is a function that calls the next:
//!
//! ```text
//! endpoint value -> Request                      (request.rs)
//!   call       names the endpoint on every error
//!   attempt    picks a token (credentials.rs), sets the time limit (clock.rs)
//!   transmit   adds headers, authorization last -> Transport::send (transport.rs)
//!   receive    classifies the status (error/classify.rs) or decodes once (decode.rs)
//! -> Reply -> Response<T>                        (response.rs)
//! ```
//!
//! The stages that share work between calls belong between `call` and `attempt`, in this order: user middleware, metrics,
//! cache, single flight, retries. A cache hit then costs no quota, and a token is chosen per attempt.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{
    HeaderValue, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};

use crate::{
    base_url::BaseUrl,
    bounds::BoxFuture,
    clock::Clock,
    credentials::{DynCredentials, Token},
    error::{Error, ErrorKind, classify},
    request::Request,
    response::{Answer, Reply},
    transport::DynTransport,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What all calls of a client share.
pub(crate) struct Pipeline {
    pub(crate) base_url: BaseUrl,
    pub(crate) transport: Box<dyn DynTransport>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) credentials: Box<dyn DynCredentials>,
    pub(crate) timeout: Duration,
    /// Whose turn it is among several tokens.
    pub(crate) turn: AtomicUsize,
}

impl Pipeline {
    /// Makes one call. Boxed here, once, so that no caller's future grows with the pipeline.
    pub(crate) fn call(self: Arc<Self>, request: Request) -> BoxFuture<'static, Result<Reply, Error>> {
        Box::pin(async move {
            let name = request.route.name();
            self.attempt(&request).await.map_err(|error| error.at_endpoint(name))
        })
    }

    async fn attempt(&self, request: &Request) -> Result<Reply, Error> {
        let tokens = self.credentials.tokens_dyn().await?.tokens;
        let token = (!tokens.is_empty())
            .then(|| self.turn.fetch_add(1, Ordering::Relaxed) % tokens.len())
            .and_then(|turn| tokens.get(turn));
        if token.is_none() && self.base_url.is_official() {
            let message =
                "the API answers nobody without a token; get one at https://developer.clashofclans.com";
            return Err(Error::with_message(ErrorKind::Credentials, message));
        }
        let limit = request.options.timeout.unwrap_or(self.timeout);
        let transmission = std::pin::pin!(self.transmit(request, token));
        let result = match select(transmission, self.clock.sleep(limit)).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => {
                Err(Error::with_message(ErrorKind::Timeout, format!("no whole answer within {limit:?}")))
            }
        };
        result.map_err(|error| error.after_attempts(1))
    }

    async fn transmit(&self, request: &Request, token: Option<&Token>) -> Result<Reply, Error> {
        let http = self.http_request(request, token)?;
        let response = self.transport.send_dyn(http).await?;
        self.receive(request, response)
    }

    fn http_request(&self, request: &Request, token: Option<&Token>) -> Result<http::Request<Bytes>, Error> {
        let uri: Uri = self.base_url.join(request.target.as_str()).parse().map_err(|error| {
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
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token.authorization());
        }
        Ok(http)
    }

    fn receive(&self, request: &Request, response: http::Response<Bytes>) -> Result<Reply, Error> {
        if !response.status().is_success() {
            return Err(classify(&request.route, &response, self.clock.unix_time()));
        }
        let (parts, body) = response.into_parts();
        let value = (request.decode)(&body).map_err(|error| {
            let error = Error::from(error).with_status(parts.status);
            // The body of a POST may echo what was posted.
            if request.body.is_none() { error.with_body(&body) } else { error }
        })?;
        let answer = Answer { status: parts.status, headers: parts.headers, body, value };
        Ok(Reply { answer: Arc::new(answer), from_cache: false })
    }
}
