//! Maps an unsuccessful response to an [`Error`].

use std::time::Duration;

use bytes::Bytes;
use coc_models::ClientError;
use http::{Response, StatusCode};

use crate::{
    decode::Repairs,
    error::{Error, ErrorKind},
    headers,
    raw_response::RawResponse,
    route::Route,
};

/// The longest body that an error stores with its headers; the API's errors are far shorter.
const MAX_BODY: usize = 4_096;

/// Maps a response other than 2xx to an error. `unix_now` is for a `Retry-After` with a date.
pub(super) fn classify(route: &Route, is_read: bool, response: Response<Bytes>, unix_now: Duration) -> Error {
    let status = response.status();
    let api = api_error(response.body());
    let kind = kind(route, status, api.as_ref());
    let error = if kind == ErrorKind::UnexpectedStatus && api.is_none() && status.is_client_error() {
        let message = "the body is not an error of the API; check the base URL, and each server in between";
        Error::with_message(kind, message)
    } else {
        Error::new(kind)
    };
    let error = error
        .with_status(status)
        .with_retry_after(headers::retry_after(response.headers(), unix_now))
        .with_retried_upstream(headers::is_retried_upstream(response.headers()));
    // The response to a POST may echo what was posted.
    let (parts, body) = response.into_parts();
    match api {
        Some(api) if is_read && body.len() <= MAX_BODY => {
            let raw = RawResponse {
                status,
                headers: parts.headers,
                body_len: body.len(),
                body: Some(body),
                repairs: Repairs::default(),
                received_at: unix_now,
            };
            error.with_api(api).with_response(raw)
        }
        Some(api) => error.with_api(api),
        None if is_read => error.with_body(&body),
        None => error,
    }
}

/// Returns the API's error of a body, or `None` if the body is of a gateway, a firewall or another
/// server. These have their own JSON, some of it with a `reason` too; the API's is a name in camel
/// case.
fn api_error(body: &[u8]) -> Option<ClientError> {
    let error: ClientError = serde_json::from_slice(body).ok()?;
    let reason = error.reason.as_str();
    let is_name = reason.starts_with(|first: char| first.is_ascii_lowercase())
        && reason.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    is_name.then_some(error)
}

/// Returns the kind of a failure. That a clan does not exist, that a token is wrong, or what it
/// permits, only a body of the API can say. Maintenance does not, because the API announces it by
/// an HTML page too.
fn kind(route: &Route, status: StatusCode, api: Option<&ClientError>) -> ErrorKind {
    match (status.as_u16(), api) {
        (400, Some(_)) => ErrorKind::BadRequest,
        (401, Some(_)) => ErrorKind::InvalidKey,
        (403, Some(api)) => forbidden(route, api),
        (404, Some(api)) if api.reason.as_str() == "notFound" => ErrorKind::NotFound,
        (408, _) => ErrorKind::Timeout,
        (429, _) => ErrorKind::Throttled,
        (503, _) => ErrorKind::Maintenance,
        (500..=599, _) => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    }
}

/// The API sends `accessDenied` for all of these. Only the message distinguishes an invalid key
/// from a private war log, which has none.
fn forbidden(route: &Route, api: &ClientError) -> ErrorKind {
    let message = api.message.as_deref().map_or("", str::trim);
    match (api.reason.as_str(), message) {
        ("accessDenied.invalidIp", _) => ErrorKind::InvalidIp,
        ("accessDenied", "") if route.is_behind_war_log() => ErrorKind::PrivateWarLog,
        ("accessDenied", message) if is_about_the_key(message) => ErrorKind::InvalidKey,
        _ => ErrorKind::AccessDenied,
    }
}

fn is_about_the_key(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["invalid authorization", "missing authorization"].iter().any(|start| message.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Target;

    const CLAN: Route = Route::get("clan", "/clans/{clanTag}");
    const WAR: Route = Route::get("clan.currentwar", "/clans/{clanTag}/currentwar").behind_war_log();

    fn error(route: &Route, status: u16, body: &str) -> Error {
        let response =
            Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
        classify(route, *route.method() == http::Method::GET, response, Duration::ZERO)
    }

    #[test]
    fn every_documented_error_has_its_kind() {
        use ErrorKind as K;
        let denied = r#"{"reason":"accessDenied"}"#;
        let bad_key = r#"{"reason":"accessDenied","message":"Invalid authorization"}"#;
        let no_key = r#"{"reason":"accessDenied","message":"Missing authorization"}"#;
        let bad_ip = r#"{"reason":"accessDenied.invalidIp","message":"Invalid authorization: API key does not allow access from IP 203.0.113.9"}"#;
        for (route, status, body, kind) in [
            (
                &CLAN,
                400,
                r#"{"reason":"badRequest","message":"Unknown value for parameter leagueId"}"#,
                K::BadRequest,
            ),
            (&WAR, 403, denied, K::PrivateWarLog),
            (&CLAN, 403, denied, K::AccessDenied),
            (&WAR, 403, bad_key, K::InvalidKey),
            (&CLAN, 403, no_key, K::InvalidKey),
            (&WAR, 403, bad_ip, K::InvalidIp),
            (&WAR, 403, r#"{"reason":"accessDenied","message":""}"#, K::PrivateWarLog),
            (&WAR, 403, r#"{"reason":"accessDenied","message":null}"#, K::PrivateWarLog),
            (&WAR, 403, r#"{"reason":"accessDenied","message":" "}"#, K::PrivateWarLog),
            (&CLAN, 403, r#"{"reason":"accessDenied","message":""}"#, K::AccessDenied),
            (&CLAN, 404, r#"{"reason":"notFound","message":"Not found with tag 2PP"}"#, K::NotFound),
            (&CLAN, 404, r#"{"reason":"notFound"}"#, K::NotFound),
            (&CLAN, 429, r#"{"reason":"requestThrottled"}"#, K::Throttled),
            (&CLAN, 500, r#"{"reason":"unknownException"}"#, K::Server),
            (
                &CLAN,
                503,
                r#"{"reason":"inMaintenance","message":"API is currently in maintenance, please come back later"}"#,
                K::Maintenance,
            ),
            (&CLAN, 301, "", K::UnexpectedStatus),
            (&CLAN, 418, "", K::UnexpectedStatus),
        ] {
            assert_eq!(error(route, status, body).kind(), kind, "{status} {body}");
        }
    }

    #[test]
    fn only_a_body_of_the_api_speaks_for_the_api() {
        use ErrorKind as K;
        for body in [
            "",
            " ",
            "<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
            "Not Found",
            "null",
            "0",
            "\"notFound\"",
            "[]",
            r#"["notFound"]"#,
            "{}",
            r#"{"error":"not found"}"#,
            r#"{"message":"no Route matched with those values"}"#,
            r#"{"reason":null}"#,
            r#"{"reason":404,"message":"Not found"}"#,
            r#"{"reason":"","message":"Not found"}"#,
            r#"{"reason":"Not Found"}"#,
            r#"{"kind":"Status","status":"Failure","reason":"NotFound","code":404}"#,
            r#"{"reason":"notFound""#,
        ] {
            for (route, status, kind) in [
                (&CLAN, 400, K::UnexpectedStatus),
                (&CLAN, 401, K::UnexpectedStatus),
                (&CLAN, 403, K::UnexpectedStatus),
                (&WAR, 403, K::UnexpectedStatus),
                (&CLAN, 404, K::UnexpectedStatus),
                (&CLAN, 429, K::Throttled),
                (&CLAN, 500, K::Server),
                (&CLAN, 502, K::Server),
                (&CLAN, 503, K::Maintenance),
                (&CLAN, 504, K::Server),
            ] {
                let error = error(route, status, body);
                assert_eq!((error.kind(), error.is_api_error()), (kind, false), "{status} {body}");
            }
        }
        // A reason that is not documented is still the API's, but does not say that a clan is gone.
        let unknown = error(&CLAN, 404, r#"{"reason":"unknownRoute"}"#);
        assert_eq!((unknown.kind(), unknown.is_api_error()), (K::UnexpectedStatus, true));
    }

    #[test]
    fn reason_and_message_of_the_api_are_printed() {
        let error = error(&CLAN, 404, r#"{"reason":"notFound","message":"Not found with tag 2PP"}"#);
        assert_eq!(error.reason(), Some("notFound"));
        assert_eq!(error.message(), Some("Not found with tag 2PP"));
        assert!(error.is_api_error());
        assert_eq!(
            error.at(&CLAN, Some(&Target::new("/clans/%232PP"))).to_string(),
            "clan #2PP: not found: Not found with tag 2PP (404 notFound)"
        );
    }

    #[test]
    fn an_unexpected_body_is_truncated_and_that_of_a_post_is_never_exposed() {
        let page = format!("<html>{}", "x".repeat(10_000));
        let get = error(&CLAN, 502, &page);
        assert_eq!(get.body().map(<[u8]>::len), Some(512));
        assert!(!get.is_api_error());
        let post = Route::post("player.verifytoken", "/players/{playerTag}/verifytoken");
        assert_eq!(error(&post, 502, &page).body(), None);
    }
}
