//! Error responses in the API's error model, whether the API, a gateway or the proxy failed.

use std::{net::IpAddr, time::Duration};

use axum::response::{IntoResponse, Response};
use coc_transport_native::{Error, ErrorKind};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER},
};
use serde::Serialize;

use crate::{forward::InvalidTarget, query::Ambiguous};

/// An error response of the API or of the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorResponse {
    status: StatusCode,
    reason: String,
    message: Option<String>,
    retry_after: Option<Duration>,
}

impl ErrorResponse {
    /// Creates an error response of the proxy itself.
    pub(crate) fn new(status: StatusCode, message: &str) -> Self {
        Self {
            status,
            reason: reason(status).to_owned(),
            message: Some(message.to_owned()),
            retry_after: None,
        }
    }

    /// Adds a `Retry-After` header.
    pub(crate) fn retry_after(self, delay: Duration) -> Self {
        Self { retry_after: Some(delay), ..self }
    }
}

/// The API's reason for a status.
fn reason(status: StatusCode) -> &'static str {
    match status.as_u16() {
        403 => "accessDenied",
        404 => "notFound",
        429 => "requestThrottled",
        503 => "inMaintenance",
        400..=499 => "badRequest",
        _ => "unknownException",
    }
}

/// The message for failures that only the operator of the proxy can end, who finds the reason in the
/// log. It says nothing about the proxy's keys and addresses, which are not for clients.
const NO_ACCESS: &str = "This proxy has no access to the API at the moment: try again later";

/// Passes the API's own errors through. Other failures are put into the same model.
impl From<&Error> for ErrorResponse {
    fn from(error: &Error) -> Self {
        let own = |status| {
            let message = match (error.kind(), error.status()) {
                (ErrorKind::Server, Some(status)) => {
                    format!("The API's gateway responded with {} and no reason", status.as_u16())
                }
                (ErrorKind::BadRequest | ErrorKind::AccessDenied | ErrorKind::NotFound, _) => {
                    format!("The request to the API failed: {}", ErrorKind::UnexpectedStatus)
                }
                (kind, _) => format!("The request to the API failed: {kind}"),
            };
            Self::new(status, &message)
        };
        if error.is_credentials() || is_about_an_address(error) {
            return Self::new(StatusCode::BAD_GATEWAY, NO_ACCESS);
        }
        let response = match (error.status(), error.kind()) {
            (Some(status), _) if error.is_api_error() => Self {
                status,
                reason: error.reason().unwrap_or_default().to_owned(),
                message: error.message().map(str::to_owned),
                retry_after: None,
            },
            (_, ErrorKind::Timeout) => own(StatusCode::GATEWAY_TIMEOUT),
            (_, ErrorKind::Throttled) => own(StatusCode::TOO_MANY_REQUESTS),
            (_, ErrorKind::Maintenance) => own(StatusCode::SERVICE_UNAVAILABLE),
            (Some(status), ErrorKind::Server) => own(status),
            (
                _,
                ErrorKind::InvalidTag | ErrorKind::InvalidRequest | ErrorKind::Middleware | ErrorKind::Cache,
            ) => own(StatusCode::INTERNAL_SERVER_ERROR),
            // Includes a 404 of anything but the API, which says nothing about a clan or a player.
            _ => own(StatusCode::BAD_GATEWAY),
        };
        Self { retry_after: error.retry_after(), ..response }
    }
}

/// Whether the API denies access with an IP address in the message, which is the proxy's.
fn is_about_an_address(error: &Error) -> bool {
    let denied = matches!(error.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN));
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_hexdigit() && c != ':');
        word.parse::<IpAddr>().is_ok() || word.trim_end_matches(':').parse::<IpAddr>().is_ok()
    };
    denied && error.message().is_some_and(|message| message.split_whitespace().any(is_address))
}

impl From<InvalidTarget> for ErrorResponse {
    fn from(invalid: InvalidTarget) -> Self {
        match invalid {
            InvalidTarget::Argument => {
                Self::new(StatusCode::NOT_FOUND, "The path contains an invalid argument")
            }
            InvalidTarget::Query(Ambiguous(name)) => {
                let message = format!("The parameter {name} has more than one value: set it once");
                Self::new(StatusCode::BAD_REQUEST, &message)
            }
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let body = Body { reason: &self.reason, message: self.message.as_deref() };
        // Two strings can always be serialized.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")),
            // The proxy caches errors itself; a browser that cached them too would add up the TTLs.
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut response = (self.status, headers, body).into_response();
        if let Some(delay) = self.retry_after {
            let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_without_a_response_are_put_into_the_apis_error_model() {
        for (kind, status, reason) in [
            (ErrorKind::Timeout, 504, "unknownException"),
            (ErrorKind::Connect, 502, "unknownException"),
            (ErrorKind::Interrupted, 502, "unknownException"),
            (ErrorKind::TooLarge, 502, "unknownException"),
            (ErrorKind::NotJson, 502, "unknownException"),
            (ErrorKind::Throttled, 429, "requestThrottled"),
            (ErrorKind::Maintenance, 503, "inMaintenance"),
            (ErrorKind::InvalidRequest, 500, "unknownException"),
        ] {
            let response = ErrorResponse::from(&Error::with_message(kind, "a secret of the upstream"));
            assert_eq!((response.status.as_u16(), response.reason.as_str()), (status, reason), "{kind:?}");
            let message = response.message.unwrap();
            assert!(message.contains(kind.as_str()) && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn a_failure_of_the_proxys_credentials_is_reported_without_the_reason() {
        for kind in [ErrorKind::Credentials, ErrorKind::InvalidKey, ErrorKind::InvalidIp] {
            let response = ErrorResponse::from(&Error::with_message(kind, "not from 203.0.113.7"));
            assert_eq!(response, ErrorResponse::new(StatusCode::BAD_GATEWAY, NO_ACCESS), "{kind:?}");
        }
    }

    #[test]
    fn retry_after_is_rounded_up_to_whole_seconds() {
        let response =
            ErrorResponse::new(StatusCode::TOO_MANY_REQUESTS, "slow").retry_after(Duration::from_millis(500));
        assert_eq!(response.into_response().headers()[RETRY_AFTER], "1");
    }
}
