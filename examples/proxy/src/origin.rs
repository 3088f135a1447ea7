//! Which web pages may read answers ([`Origins`]), and by which names the proxy may be called.
//!
//! A browser says with `Origin` which page asks, and with `Host` which name it looked up. A stranger's page can send requests to
//! a proxy on the reader's own machine, but cannot lie about either; so both are looked at before anything is asked of the API.

use std::{fmt, str::FromStr};

use coc_transport_native::coc_core::BaseUrl;
use http::{HeaderValue, Uri};

/// The web pages that may read answers, by their origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// None but those that the proxy serves.
    #[default]
    Own,
    /// These, too.
    Listed(Vec<HeaderValue>),
    /// All pages there are.
    Any,
}

/// Text that is no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no origin: give scheme and host, and the port if it is a special one, as in https://clan.example"
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

/// Reads `*`, or origins between commas.
impl FromStr for Origins {
    type Err = OriginsError;

    fn from_str(text: &str) -> Result<Self, OriginsError> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let given = text.split(',').map(str::trim).filter(|given| !given.is_empty());
        let origins: Vec<HeaderValue> = given.map(origin).collect::<Result<_, _>>()?;
        Ok(if origins.is_empty() { Self::Own } else { Self::Listed(origins) })
    }
}

fn origin(text: &str) -> Result<HeaderValue, OriginsError> {
    let wrong = || OriginsError(text.chars().filter(|c| !c.is_control()).take(100).collect());
    let lower = text.trim_end_matches('/').to_ascii_lowercase();
    let uri: Uri = lower.parse().map_err(|_| wrong())?;
    let whole = uri.scheme_str().zip(uri.authority()).map(|(scheme, host)| format!("{scheme}://{host}"));
    // What a browser sends is exactly scheme, host and port.
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

/// Whether the page that asks was served under the name that it asks: the origin is the host behind a scheme.
pub(crate) fn is_same(origin: &HeaderValue, host: &str) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(scheme, authority)| {
        matches!(scheme, "http" | "https") && authority.eq_ignore_ascii_case(host)
    })
}

/// Whether the name in `Host` is one of this machine, whatever the port.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    format!("http://{host}").parse::<BaseUrl>().is_ok_and(|url| url.is_loopback())
}

/// The name in `Host`, without its port.
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
    fn origins_are_read_as_browsers_send_them() {
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
    fn a_page_is_the_proxys_own_only_under_the_name_that_it_asks() {
        let is = |origin: &'static str, host| is_same(&HeaderValue::from_static(origin), host);
        assert!(is("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(is("https://clan.example", "Clan.example"));
        assert!(!is("http://127.0.0.1:8081", "127.0.0.1:8080"));
        assert!(!is("null", "null"));
        assert!(!is("file://x", "x"));
    }

    #[test]
    fn names_of_this_machine_are_known_and_no_others() {
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
