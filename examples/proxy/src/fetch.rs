//! Gets the response to a call: from the cache, or from the API when it is the client's turn.

use std::{future::IntoFuture as _, net::Ipv4Addr, time::Duration};

use coc_transport_native::{
    Response,
    coc_core::{Clock as _, Endpoint as _, Error},
};
use futures_util::future::{self, Either};
use http::{Method, StatusCode, request::Parts};

use crate::{
    app::App,
    edge::RequestId,
    error_response::ErrorResponse,
    fair_queue::Turn,
    forward::{CachedBody, Forward},
    throttle::Client,
};

/// The client that access control has identified.
fn client(head: &Parts) -> Client {
    head.extensions.get().copied().unwrap_or(Client::Address(Ipv4Addr::UNSPECIFIED.into()))
}

/// Returns the response from the cache, or from the API when it is the client's turn.
pub(crate) async fn fetch(
    app: &App,
    head: &Parts,
    call: Forward,
    cacheable: bool,
) -> Result<Response<CachedBody>, ErrorResponse> {
    let endpoint = call.route();
    let target = (*endpoint.method() != Method::POST).then(|| call.path_and_query().to_owned());
    let call = app.client.call(call);
    let call = if cacheable { call } else { call.no_store() };
    let failed = |error: Error| {
        report(endpoint.name(), head, &error);
        let response = ErrorResponse::from(&error);
        if app.retries && error.is_transient() { response.after_attempts(error.attempts()) } else { response }
    };
    if let Some(result) = call.cached() {
        return result.map_err(failed);
    }
    let too_many = |message| {
        let error = ErrorResponse::new(StatusCode::TOO_MANY_REQUESTS, message);
        Err(error.retry_after(Duration::from_secs(1)))
    };
    let Ok(turn) = app.queue.enter(client(head), target.as_deref()) else {
        return too_many("Too many requests of this client wait: send fewer at once");
    };
    let permit = match turn {
        Turn::Waiting(permit) => permit,
        Turn::Coalesced => return call.await.map_err(failed),
        Turn::Granted(permit) => {
            let result = call.await;
            drop(permit);
            return result.map_err(failed);
        }
    };
    let whole = app.clock.sleep(app.deadline);
    match future::select(permit, whole).await {
        Either::Left((permit, whole)) => match future::select(call.into_future(), whole).await {
            Either::Left((result, _)) => {
                drop(permit);
                result.map_err(failed)
            }
            Either::Right(_) => too_many("The API responds slowly to many requests: send fewer at once"),
        },
        Either::Right(_) => too_many("Too many requests of this client wait: send fewer at once"),
    }
}

/// Logs failures that need the operator's attention; rejections by the API are not logged.
fn report(endpoint: &str, head: &Parts, error: &Error) {
    let request_id = head.extensions.get().map_or("", RequestId::as_str);
    if error.is_credentials() {
        tracing::error!(request_id, endpoint, %error, "the API rejected the credentials");
    } else if !error.is_api_error() {
        tracing::warn!(request_id, endpoint, %error, "no response from the API");
    }
}
