//! The outermost layer, through which every request and response passes: it rejects requests whose
//! host is ambiguous, identifies each request, and adds security headers to each response.

use std::{
    fmt::Write as _,
    hash::{BuildHasher as _, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, Version,
    header::{CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS},
    uri::Authority,
};

use crate::error_response::ErrorResponse;

/// The header with the identifier of a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The maximum length of an identifier that a client chose.
const MAX_ID: usize = 128;

/// The headers of every response that does not have its own.
static SECURITY: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Responses are data and no pages, except for those of a folder, which have their own policy.
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // For scripts, images and the like; reading by `fetch` is decided by CORS.
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// The identifier of a request, stored in its extensions.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// Takes the identifier that the client, or a proxy in front, chose, or creates one.
    fn of(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(REQUEST_ID).iter();
        match (values.next(), values.next()) {
            (Some(id), None) if is_id(id) => Self(id.clone()),
            _ => Self::new(),
        }
    }

    fn new() -> Self {
        // Identifiers need to differ, and not to be secret.
        static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let mut text = String::with_capacity(24);
        let _ = write!(text, "{:016x}{:08x}", *PROCESS, NUMBER.fetch_add(1, Ordering::Relaxed));
        Self(HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("none")))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// Whether an identifier may stand in logs and headers.
fn is_id(value: &HeaderValue) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=@".contains(byte);
    (1..=MAX_ID).contains(&value.len()) && value.as_bytes().iter().all(plain)
}

/// Passes a request on, if its host is unambiguous, and completes its response.
pub(crate) async fn pass(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let mut response = match check_host(request.version(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(message) => ErrorResponse::new(StatusCode::BAD_REQUEST, message).into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in &SECURITY {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.insert(REQUEST_ID, id.0);
    response
}

/// Two parties that read different hosts in one request can be played off against each other.
fn check_host(version: Version, uri: &Uri, headers: &HeaderMap) -> Result<(), &'static str> {
    let mut values = headers.get_all(HOST).iter();
    let host = match (values.next(), values.next()) {
        (Some(host), None) => host.to_str().ok().and_then(authority),
        (None, _) if version <= Version::HTTP_10 => return Ok(()),
        (None, _) => return Err("The Host header is missing: send it once"),
        (Some(_), Some(_)) => return Err("There is more than one Host header: send it once"),
    };
    let host = host.ok_or("The Host header is invalid: send a host name and, if needed, a port")?;
    if uri.authority().is_some_and(|target| !target.as_str().eq_ignore_ascii_case(host.as_str())) {
        return Err("The Host header differs from the host of the URL: send the same");
    }
    Ok(())
}

/// Parses a host name with or without a port.
fn authority(text: &str) -> Option<Authority> {
    let authority: Authority = text.parse().ok()?;
    let port = authority.as_str().strip_prefix(authority.host())?;
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    let valid = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    (valid && !authority.host().is_empty() && !text.contains([',', '@'])).then_some(authority)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_host_has_a_name_and_at_most_a_port() {
        for (text, valid) in [
            ("localhost", true),
            ("localhost:8080", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("clan.example.", true),
            ("", false),
            (":80", false),
            ("localhost:", false),
            ("localhost:99999", false),
            ("a:b:c", false),
            ("a@b", false),
            ("a,b", false),
            ("a/b", false),
            ("a b", false),
        ] {
            assert_eq!(authority(text).is_some(), valid, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_host_panics(text in "[ -~]{0,40}") {
            authority(&text);
        }
    }
}
