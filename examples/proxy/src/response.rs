//! Writes successful responses: the body, and headers with which the caller can cache it.
//!
//! `max-age` counts down, as the API's own does, so no `Age` is sent with it: clients that subtract
//! `Age` and clients that ignore it compute the same expiry. `Age` is sent with stale responses
//! only.

use std::{fmt::Write as _, time::Duration};

use axum::{body::Body, response::Response};
use coc_transport_native::{
    Response as ApiResponse,
    coc_core::{Clock, Source},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
};

use crate::{compression, error_response::is_no_access, forward::CachedBody};

/// Where the response came from (RFC 9211): `coc; hit; ttl=37`.
pub(crate) const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const ACCEPT_ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Writes the response to a request. If not `cacheable`, the caller must not store it.
pub(crate) fn write(
    found: &ApiResponse<CachedBody>,
    cacheable: bool,
    request_headers: &HeaderMap,
    clock: &dyn Clock,
) -> Response {
    let left = found.fresh_until().saturating_since(clock.now());
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CACHE_STATUS, cache_status(found, left, clock));
    headers.insert(VARY, ACCEPT_ENCODING);
    if cacheable {
        headers.insert(CACHE_CONTROL, cache_control(left));
        headers.insert(ETAG, found.etag().clone());
        if found.is_stale() {
            headers.insert(AGE, clock.unix_time().saturating_sub(found.received_at()).as_secs().into());
        }
        if if_none_match(request_headers, found.etag()) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    } else {
        headers.insert(CACHE_CONTROL, NO_STORE);
    }
    headers.insert(CONTENT_TYPE, JSON);
    let compressed = if compression::accepts_gzip(request_headers) { found.gzip() } else { None };
    if compressed.is_some() {
        headers.insert(CONTENT_ENCODING, GZIP);
    }
    let body = compressed.unwrap_or_else(|| found.plain());
    *response.body_mut() = Body::from(body.clone());
    *response.status_mut() = found.status();
    response
}

fn cache_control(left: Duration) -> HeaderValue {
    let mut text = String::with_capacity(32);
    // Rounded down: a second that has begun is not promised.
    let _ = write!(text, "public, max-age={}", left.as_secs());
    HeaderValue::try_from(text).unwrap_or(NO_STORE)
}

fn cache_status(found: &ApiResponse<CachedBody>, left: Duration, clock: &dyn Clock) -> HeaderValue {
    let mut text = String::with_capacity(32);
    let _ = match found.source() {
        Source::Cache => write!(text, "coc; hit; ttl={}", left.as_secs()),
        Source::Shared => write!(text, "coc; fwd=miss; collapsed"),
        Source::StaleCache => {
            let past = clock.now().saturating_since(found.fresh_until()).as_secs();
            // The reason why the API rejects the proxy is not for clients.
            let because = found.stale_because().filter(|error| !is_no_access(error));
            let because = because.map_or("the API is not available", |error| error.kind().as_str());
            write!(text, "coc; hit; ttl=-{past}; detail=\"{because}\"")
        }
        _ => write!(text, "coc; fwd=miss"),
    };
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("coc"))
}

/// Whether `If-None-Match` names this body.
fn if_none_match(request_headers: &HeaderMap, etag: &HeaderValue) -> bool {
    fn opaque(tag: &str) -> &str {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag)
    }
    let Ok(ours) = etag.to_str().map(opaque) else { return false };
    let values = request_headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || opaque(tag) == ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_none_match_compares_weakly_and_accepts_lists() {
        let etag = HeaderValue::from_static("W/\"00ff\"");
        for (value, matches) in [
            ("W/\"00ff\"", true),
            ("\"00ff\"", true),
            ("\"a\", W/\"00ff\"", true),
            ("*", true),
            ("\"00f\"", false),
            ("00ff", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            assert_eq!(if_none_match(&headers, &etag), matches, "{value}");
        }
        assert!(!if_none_match(&HeaderMap::new(), &etag));
    }
}
