//! Error responses in the API's error model, whether the API, a gateway or the proxy failed.

use std::{net::IpAddr, time::Duration};

use axum::response::{IntoResponse, Response};
use coc_transport_native::{Error, ErrorKind};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER},
};
use serde::Serialize;

use crate::{forward::InvalidTarget, query::Ambiguous};

/// The number of requests that the proxy has sent to the API in vain: `coc-attempts: 2`. It has
/// retried as far as that helps, so a client that retries as well would multiply the load.
pub(crate) const ATTEMPTS: HeaderName = HeaderName::from_static("coc-attempts");

/// An error response of the API or of the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorResponse {
    status: StatusCode,
    reason: String,
    message: Option<String>,
    retry_after: Option<Duration>,
    attempts: Option<u32>,
}

impl ErrorResponse {
    /// Creates an error response of the proxy itself.
    pub(crate) fn new(status: StatusCode, message: &str) -> Self {
        Self {
            status,
            reason: reason(status).to_owned(),
            message: Some(message.to_owned()),
            retry_after: None,
            attempts: None,
        }
    }

    /// Adds a `Retry-After` header.
    pub(crate) fn retry_after(self, delay: Duration) -> Self {
        Self { retry_after: Some(delay), ..self }
    }

    /// Adds the number of attempts that failed, so that the client does not retry on top of them.
    pub(crate) fn after_attempts(self, attempts: u32) -> Self {
        Self { attempts: Some(attempts), ..self }
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

/// The message for failures that only the operator of the proxy can end, who finds the reason in
/// the log. It says nothing about the proxy's keys and addresses, which are not for clients.
const NO_ACCESS: &str = "This proxy has no access to the API at the moment: try again later";

/// Passes the API's own errors through. Other failures are put into the same model.
impl From<&Error> for ErrorResponse {
    fn from(error: &Error) -> Self {
        let own = |status| {
            let message = match (error.kind(), error.status()) {
                (ErrorKind::Server, Some(status)) => {
                    format!("The API's gateway responded with {} and no reason", status.as_u16())
                }
                (kind, _) => format!("The request to the API failed: {kind}"),
            };
            Self::new(status, &message)
        };
        if is_no_access(error) {
            return Self::new(StatusCode::BAD_GATEWAY, NO_ACCESS);
        }
        let response = match (error.status(), error.kind()) {
            (Some(status), kind) if error.is_api_error() && kind != ErrorKind::UnexpectedStatus => Self {
                status,
                reason: error.reason().unwrap_or_default().to_owned(),
                // An address would be the proxy's.
                message: error.message().filter(|message| !names_an_address(message)).map(str::to_owned),
                retry_after: None,
                attempts: None,
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

/// Whether the API rejects the proxy, and not what a client requested. A denial that names an IP
/// address is one, since the address is the proxy's.
pub(crate) fn is_no_access(error: &Error) -> bool {
    let denied = matches!(error.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN));
    let has_no_token = error.is_credentials() || error.kind() == ErrorKind::CredentialsUnavailable;
    has_no_token || denied && error.message().is_some_and(names_an_address)
}

fn names_an_address(message: &str) -> bool {
    let is_address = |text: &str| text.parse::<IpAddr>().is_ok();
    let pieces = message.split(|c: char| !c.is_ascii_hexdigit() && !matches!(c, '.' | ':'));
    pieces.map(|piece| piece.trim_end_matches(['.', ':'])).any(|piece| {
        let without_label = piece.trim_start_matches(':');
        // With a port, as servers print it.
        let host = without_label.rsplit_once(':').map_or(without_label, |(host, _)| host);
        is_address(piece) || is_address(without_label) || is_address(host)
    })
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
        if let Some(attempts) = self.attempts {
            response.headers_mut().insert(ATTEMPTS, attempts.into());
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
        for kind in [
            ErrorKind::Credentials,
            ErrorKind::CredentialsUnavailable,
            ErrorKind::InvalidKey,
            ErrorKind::InvalidIp,
        ] {
            let response = ErrorResponse::from(&Error::with_message(kind, "not from 203.0.113.7"));
            assert_eq!(response, ErrorResponse::new(StatusCode::BAD_GATEWAY, NO_ACCESS), "{kind:?}");
        }
    }

    #[test]
    fn addresses_are_found_in_any_message() {
        for (message, found) in [
            ("API key does not allow access from IP 203.0.113.7", true),
            ("from 203.0.113.7.", true),
            ("(IP:203.0.113.7)", true),
            ("203.0.113.7:443 is not allowed", true),
            ("not from 2001:db8::7.", true),
            ("not from [2001:db8::7]:443", true),
            ("::ffff:203.0.113.7", true),
            ("", false),
            ("Not found with tag 2PP", false),
            ("Invalid value: 5.0", false),
            ("version 1.2.3 at 12:30", false),
            ("a: b", false),
        ] {
            assert_eq!(names_an_address(message), found, "{message}");
        }
    }

    #[test]
    fn retry_after_is_rounded_up_to_whole_seconds() {
        let response =
            ErrorResponse::new(StatusCode::TOO_MANY_REQUESTS, "slow").retry_after(Duration::from_millis(500));
        assert_eq!(response.into_response().headers()[RETRY_AFTER], "1");
    }
}
