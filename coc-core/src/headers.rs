//! Parses the response headers that the client acts on: `Cache-Control`, `Age`, `Retry-After`.

use std::time::{Duration, UNIX_EPOCH};

use bytes::BytesMut;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AGE, CACHE_CONTROL, RETRY_AFTER},
};

/// Copies the values of headers into a buffer of their size. A transport may return parts of a
/// large buffer, which a cache would keep alive.
pub(crate) fn compact(headers: HeaderMap) -> HeaderMap {
    let mut compact = HeaderMap::with_capacity(headers.len());
    let headers: Vec<(Option<HeaderName>, HeaderValue)> = headers.into_iter().collect();
    let mut buffer = BytesMut::with_capacity(headers.iter().map(|(_, value)| value.len()).sum());
    for (_, value) in &headers {
        buffer.extend_from_slice(value.as_bytes());
    }
    let mut buffer = buffer.freeze();
    let mut name = None;
    for (next, value) in headers {
        // The name is only before the first of its values.
        name = next.or(name);
        let Some(name) = name.clone() else { continue };
        let is_sensitive = value.is_sensitive();
        // The bytes are those of a value, so they are valid.
        let mut value = HeaderValue::from_maybe_shared(buffer.split_to(value.len())).unwrap_or(value);
        value.set_sensitive(is_sensitive);
        // It has as many headers as the other one.
        let _ = compact.try_append(name, value);
    }
    compact
}

/// Returns the heap memory of headers in bytes, if they are [`compact`].
pub(crate) fn heap_size(headers: &HeaderMap) -> usize {
    // A place in the table with its hash and links, and its index, of which a quarter is unused.
    const PLACE: usize = size_of::<(HeaderName, HeaderValue)>() + 4 * size_of::<usize>();
    const INDEX: usize = 4 * 4 / 3;
    let text: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    headers.capacity() * (PLACE + INDEX) + text
}

/// The number of requests that a proxy has sent to the API in vain, on an error: `coc-attempts: 2`.
const ATTEMPTS: HeaderName = HeaderName::from_static("coc-attempts");

/// Whether a proxy has retried already, so that retries of the client would multiply the load.
/// Ignores a value that is not a positive number.
pub(crate) fn is_retried_upstream(headers: &HeaderMap) -> bool {
    let attempts = headers.get(ATTEMPTS).and_then(|value| value.to_str().ok());
    attempts.and_then(|value| value.trim().parse::<u32>().ok()).is_some_and(|attempts| attempts > 0)
}

/// The freshness of a response according to `Cache-Control` and `Age`.
///
/// The API writes both `max-age=57` and `public max-age=600`. The second has no comma, so a parser
/// that splits at commas would see one unknown directive; this one splits at commas and whitespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Freshness {
    /// The freshness lifetime: `max-age` minus `Age`. `None` without a `max-age`.
    pub(crate) max_age: Option<Duration>,
    /// Whether `no-store` or `no-cache` forbids serving the response from a cache.
    pub(crate) no_store: bool,
}

impl Freshness {
    /// Parses the headers, and ignores malformed ones.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut freshness = Self::default();
        let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
        for directive in values.flat_map(|value| value.split([',', ' ', '\t', ';'])) {
            let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
            if name.eq_ignore_ascii_case("max-age") {
                freshness.max_age = seconds(argument).or(freshness.max_age);
            } else if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
                freshness.no_store = true;
            }
        }
        let age = headers.get(AGE).and_then(|value| seconds(value.to_str().ok()?)).unwrap_or_default();
        freshness.max_age = freshness.max_age.map(|max_age| max_age.saturating_sub(age));
        freshness
    }
}

/// The longest delay that is reported. A caller may add it to a time, which overflows for an absurd
/// one.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns the delay of `Retry-After`, in seconds or as a date, which is compared with `unix_now`;
/// a day at most.
pub(crate) fn retry_after(headers: &HeaderMap, unix_now: Duration) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let delay = seconds(value).or_else(|| {
        let date = httpdate::parse_http_date(value.trim()).ok()?;
        Some(date.duration_since(UNIX_EPOCH).ok()?.saturating_sub(unix_now))
    })?;
    Some(delay.min(MAX_RETRY_AFTER))
}

/// Parses whole seconds, quoted or not; a number beyond `u64` saturates.
fn seconds(text: &str) -> Option<Duration> {
    let digits = text.trim().trim_matches('"');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(Duration::from_secs(digits.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    #[cfg(not(target_family = "wasm"))]
    use proptest::prelude::*;

    use super::*;

    fn cache_control(value: &str) -> Freshness {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, value.parse().unwrap());
        Freshness::of(&headers)
    }

    #[test]
    fn compact_headers_are_equal_and_share_one_buffer() {
        let mut headers = HeaderMap::new();
        let values = ["max-age=60", "a=1", "b=2", "", "secret"];
        for (name, value) in
            ["cache-control", "set-cookie", "set-cookie", "x-empty", "x-key"].into_iter().zip(values)
        {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers.get_mut("x-key").unwrap().set_sensitive(true);
        headers.append("set-cookie", HeaderValue::from_bytes(b"c=\xff").unwrap());
        let compact = compact(headers.clone());
        assert_eq!(compact, headers);
        assert!(compact["x-key"].is_sensitive());
        let cookies: Vec<_> = compact.get_all("set-cookie").iter().map(HeaderValue::as_bytes).collect();
        assert_eq!(cookies, [&b"a=1"[..], b"b=2", b"c=\xff"]);
        assert!(heap_size(&compact) > values.concat().len());
        assert_eq!(heap_size(&HeaderMap::new()), 0);
    }

    #[test]
    fn max_age_is_parsed_with_and_without_commas() {
        for (value, expected) in [
            ("max-age=57", Some(57)),
            ("public max-age=600", Some(600)),
            ("public, max-age=60, s-maxage=120", Some(60)),
            ("Max-Age=\"5\"", Some(5)),
            ("s-maxage=120", None),
            ("max-age=-1", None),
            ("max-age=", None),
            ("", None),
        ] {
            assert_eq!(cache_control(value).max_age, expected.map(Duration::from_secs), "{value}");
        }
        assert!(cache_control("no-store").no_store);
        assert!(cache_control("private, no-cache max-age=3").no_store);
    }

    #[test]
    fn age_is_subtracted_from_max_age() {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
        headers.insert(AGE, HeaderValue::from_static("45"));
        assert_eq!(Freshness::of(&headers).max_age, Some(Duration::from_secs(15)));
        headers.insert(AGE, HeaderValue::from_static("99"));
        assert_eq!(Freshness::of(&headers).max_age, Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_is_parsed_as_seconds_or_date() {
        let mut headers = HeaderMap::new();
        assert_eq!(retry_after(&headers, Duration::ZERO), None);
        headers.insert(RETRY_AFTER, HeaderValue::from_static("120"));
        assert_eq!(retry_after(&headers, Duration::ZERO), Some(Duration::from_secs(120)));
        headers.insert(RETRY_AFTER, HeaderValue::from_static("Thu, 01 Jan 1970 00:01:40 GMT"));
        assert_eq!(retry_after(&headers, Duration::from_secs(40)), Some(Duration::from_secs(60)));
        assert_eq!(retry_after(&headers, Duration::from_secs(400)), Some(Duration::ZERO));
    }

    #[cfg(not(target_family = "wasm"))]
    proptest! {
        #[test]
        fn no_header_bytes_panic(value in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                let mut headers = HeaderMap::new();
                for name in [CACHE_CONTROL, AGE, RETRY_AFTER] {
                    headers.insert(name, value.clone());
                }
                let _ = (Freshness::of(&headers), retry_after(&headers, Duration::from_secs(1)));
            }
        }

        #[test]
        fn any_max_age_is_found_among_any_neighbours(
            before in "[a-z-]{0,12}[ ,]{1,2}", age in any::<u32>(), after in "([ ,;][a-z=]{0,12})?",
        ) {
            prop_assume!(!before.contains("max-age"));
            let freshness = cache_control(&format!("{before}max-age={age}{after}"));
            prop_assert_eq!(freshness.max_age, Some(Duration::from_secs(age.into())));
        }
    }
}
