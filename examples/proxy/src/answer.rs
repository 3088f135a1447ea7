//! An answer of the API as the caller gets it: its bytes, and headers that let the caller keep it for exactly as long as we do.
//!
//! `max-age` counts down, as the API's own does, and so no `Age` is sent beside it: a client that subtracts `Age` and one that has
//! never heard of it both come to the right moment. `Age` is sent where it adds something, with an answer that is past its time.

use std::{fmt::Write as _, time::Duration};

use axum::{body::Body, response::Response};
use coc_transport_native::{
    Response as Answer,
    coc_core::{Clock, Source},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY, X_CONTENT_TYPE_OPTIONS,
    },
};

use crate::{compression, forward::Page};

/// Where the answer came from (RFC 9211): `coc; hit; ttl=37`.
pub(crate) const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const ACCEPT_ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Writes the answer to a request with these headers. Nobody is to keep it unless `keep` says so.
pub(crate) fn answer(answer: &Answer<Page>, keep: bool, asked: &HeaderMap, clock: &dyn Clock) -> Response {
    let left = answer.fresh_until().saturating_since(clock.now());
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CACHE_STATUS, cache_status(answer, left, clock));
    headers.insert(VARY, ACCEPT_ENCODING);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    if keep {
        headers.insert(CACHE_CONTROL, cache_control(left));
        headers.insert(ETAG, answer.etag().clone());
        if answer.is_stale() {
            headers.insert(AGE, clock.unix_time().saturating_sub(answer.received_at()).as_secs().into());
        }
        if is_known(asked, answer.etag()) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    } else {
        headers.insert(CACHE_CONTROL, NO_STORE);
    }
    headers.insert(CONTENT_TYPE, JSON);
    let compressed = if compression::accepts_gzip(asked) { answer.gzip() } else { None };
    if compressed.is_some() {
        headers.insert(CONTENT_ENCODING, GZIP);
    }
    let body = compressed.unwrap_or_else(|| answer.plain());
    *response.body_mut() = Body::from(body.clone());
    *response.status_mut() = answer.status();
    response
}

fn cache_control(left: Duration) -> HeaderValue {
    let mut text = String::with_capacity(32);
    // Whole seconds that have begun are not promised.
    let _ = write!(text, "public, max-age={}", left.as_secs());
    HeaderValue::try_from(text).unwrap_or(NO_STORE)
}

fn cache_status(answer: &Answer<Page>, left: Duration, clock: &dyn Clock) -> HeaderValue {
    let mut text = String::with_capacity(32);
    let _ = match answer.source() {
        Source::Cache => write!(text, "coc; hit; ttl={}", left.as_secs()),
        Source::Shared => write!(text, "coc; fwd=miss; collapsed"),
        Source::StaleCache => {
            let past = clock.now().saturating_since(answer.fresh_until()).as_secs();
            let because = answer.stale_because().map_or("", |error| error.kind().as_str());
            write!(text, "coc; hit; ttl=-{past}; detail=\"{because}\"")
        }
        _ => write!(text, "coc; fwd=miss"),
    };
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("coc"))
}

/// Whether the caller has these bytes already.
fn is_known(asked: &HeaderMap, etag: &HeaderValue) -> bool {
    fn opaque(tag: &str) -> &str {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag)
    }
    let Ok(ours) = etag.to_str().map(opaque) else { return false };
    let values = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || opaque(tag) == ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validator_is_known_in_any_list_and_strength() {
        let etag = HeaderValue::from_static("W/\"00ff\"");
        for (value, known) in [
            ("W/\"00ff\"", true),
            ("\"00ff\"", true),
            ("\"a\", W/\"00ff\"", true),
            ("*", true),
            ("\"00f\"", false),
            ("00ff", false),
            ("", false),
        ] {
            let mut asked = HeaderMap::new();
            asked.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            assert_eq!(is_known(&asked, &etag), known, "{value}");
        }
        assert!(!is_known(&HeaderMap::new(), &etag));
    }
}
