//! The stage `send`: the request as it leaves the pipeline, with the token added last.

use bytes::Bytes;
use http::{
    HeaderValue, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};

use super::{
    Pipeline,
    secrets::{Secrets, authorization},
};
use crate::{
    base_url::{BaseUrl, ClearText},
    bounds::BoxFuture,
    credentials::Token,
    error::{Error, ErrorKind},
    middleware::InnerAttempt,
    panics,
    request::Request,
    route::path_problem,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Stage `send`, as the innermost per-attempt middleware calls it.
pub(super) struct AuthorizedSend<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) base_url: &'a BaseUrl,
    pub(super) token: Option<&'a Token>,
    pub(super) secrets: Secrets<'a>,
}

impl AuthorizedSend<'_> {
    pub(super) async fn send(&self, mut http: http::Request<Bytes>) -> Result<http::Response<Bytes>, Error> {
        let refuse = |message: &str| Err(Error::not_sent(ErrorKind::InvalidRequest, message));
        if let Some(problem) = path_problem(http.uri().path()) {
            return refuse(&format!("a middleware changed the path of the request: {problem}"));
        }
        if let Some(token) = self.token {
            if self.base_url.clear_text() == ClearText::Exposed {
                return refuse(
                    "the base URL is plain http to another machine, which would expose the token; use \
                     https, or force the base URL if the network is yours",
                );
            }
            if !self.base_url.covers(http.uri()) {
                return refuse(
                    "a middleware changed the URL of the request to one that is not below the base URL; \
                     tokens are only sent there",
                );
            }
            http.headers_mut().insert(AUTHORIZATION, token.authorization().clone());
        }
        // `send` itself may panic, before there is a future.
        let (pipeline, authorization) = (self.pipeline, authorization(http.headers()));
        let sent = async { pipeline.transport.send_dyn(http).await };
        match panics::run(ErrorKind::Transport, "the transport", sent).await {
            Ok(response) if response.status().is_success() => Ok(response),
            Ok(response) => Ok(self.secrets.redact_response(response, authorization.as_ref())),
            Err(error) => Err(self.secrets.redact_error(error, authorization.as_ref())),
        }
    }
}

impl InnerAttempt for AuthorizedSend<'_> {
    fn run(&self, http: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, Error>> {
        Box::pin(self.send(http))
    }
}

/// Builds the request that per-attempt middleware receives: complete except for the token.
pub(super) fn http_request(request: &Request, base_url: &BaseUrl) -> Result<http::Request<Bytes>, Error> {
    let (base, target) = (base_url.as_str(), request.target.as_str());
    let mut address = String::with_capacity(base.len() + target.len());
    address.push_str(base);
    address.push_str(target);
    let uri = Uri::from_maybe_shared(Bytes::from(address)).map_err(|error| {
        Error::not_sent(ErrorKind::InvalidRequest, "the request URL is invalid").caused_by(error)
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
