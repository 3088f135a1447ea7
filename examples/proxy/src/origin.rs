//! The web origins that may read responses ([`Origins`]), and the checks of `Origin` and `Host`.
//!
//! A browser states the page's origin in `Origin` and the name it resolved in `Host`. Any web page
//! can send requests to a proxy on its reader's machine, but cannot forge either header, so both
//! are checked before anything is sent to the API.

use std::{fmt, str::FromStr};

use coc_transport_native::coc_core::BaseUrl;
use http::{HeaderValue, Uri};

/// The web origins that may read responses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Only pages served by the proxy.
    #[default]
    Own,
    /// These origins as well.
    Listed(Vec<HeaderValue>),
    /// All origins.
    Any,
}

/// A string that is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an origin: give scheme, host and, if it is not the default, port, as in https://clan.example"
)]
pub struct OriginsError(String);

impl Origins {
    pub(crate) fn allow(&self, origin: &HeaderValue) -> bool {
        match self {
            Self::Own => false,
            Self::Listed(origins) => origins.contains(origin),
            Self::Any => true,
        }
    }
}

/// Parses `*`, or origins separated by commas.
impl FromStr for Origins {
    type Err = OriginsError;

    fn from_str(text: &str) -> Result<Self, OriginsError> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let origins: Vec<HeaderValue> = entries.map(origin).collect::<Result<_, _>>()?;
        Ok(if origins.is_empty() { Self::Own } else { Self::Listed(origins) })
    }
}

fn origin(text: &str) -> Result<HeaderValue, OriginsError> {
    let wrong = || OriginsError(text.chars().filter(|c| !c.is_control()).take(100).collect());
    let lower = text.trim_end_matches('/').to_ascii_lowercase();
    let uri: Uri = lower.parse().map_err(|_| wrong())?;
    let whole = uri.scheme_str().zip(uri.authority()).map(|(scheme, host)| format!("{scheme}://{host}"));
    // A browser sends exactly scheme, host and port.
    if whole.as_deref() != Some(&lower) || lower.contains('@') {
        return Err(wrong());
    }
    HeaderValue::from_str(&lower).map_err(|_| wrong())
}

impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("none"),
            Self::Any => f.write_str("*"),
            Self::Listed(origins) => {
                let texts: Vec<_> = origins.iter().filter_map(|origin| origin.to_str().ok()).collect();
                f.write_str(&texts.join(", "))
            }
        }
    }
}

/// Whether the request comes from a page that was served under the requested host name.
pub(crate) fn is_same(origin: &HeaderValue, host: &str) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(scheme, authority)| {
        matches!(scheme, "http" | "https") && authority.eq_ignore_ascii_case(host)
    })
}

/// Whether the name in `Host` is one of this machine's, whatever the port.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    format!("http://{host}").parse::<BaseUrl>().is_ok_and(|url| url.is_loopback())
}

/// The name in `Host` without its port.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_parsed_as_browsers_send_them() {
        assert_eq!("*".parse(), Ok(Origins::Any));
        assert_eq!(" ".parse(), Ok(Origins::Own));
        let origins: Origins = "https://Clan.example/, http://localhost:5173".parse().unwrap();
        assert_eq!(origins.to_string(), "https://clan.example, http://localhost:5173");
        assert!(origins.allow(&HeaderValue::from_static("https://clan.example")));
        assert!(!origins.allow(&HeaderValue::from_static("https://clan.example.evil.example")));
        assert!(!origins.allow(&HeaderValue::from_static("null")));
        for wrong in ["clan.example", "https://", "https://a.example/path", "https://u:p@a.example", "null"] {
            assert!(wrong.parse::<Origins>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_origin_is_the_proxys_own_only_under_the_requested_host() {
        let is = |origin: &'static str, host| is_same(&HeaderValue::from_static(origin), host);
        assert!(is("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(is("https://clan.example", "Clan.example"));
        assert!(!is("http://127.0.0.1:8081", "127.0.0.1:8080"));
        assert!(!is("null", "null"));
        assert!(!is("file://x", "x"));
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, loopback) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("LOCALHOST:1", true),
            ("[::1]:8080", true),
            ("a.localhost:8080", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("evil.example/127.0.0.1", false),
            ("localhost@evil.example", false),
            ("evil.example@127.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_loopback_name(host), loopback, "{host}");
        }
        assert_eq!(without_port("[::1]:80"), "[::1]");
        assert_eq!(without_port("a.example"), "a.example");
        assert_eq!(without_port("a.example:443"), "a.example");
    }
}
