//! [`BaseUrl`]: the address of the API, or of a proxy in front of it.

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc};

use http::Uri;

use crate::{
    error::{Error, ErrorKind},
    route::path_problem,
};

/// The address to which the paths of all endpoints are appended. It may have a path prefix:
/// `https://proxy.example/coc/v1`.
///
/// ```
/// use coc_core::BaseUrl;
///
/// let proxy: BaseUrl = "https://proxy.example/coc/v1/".parse()?;
/// assert_eq!(proxy.as_str(), "https://proxy.example/coc/v1");
/// assert!(!proxy.is_official() && !proxy.is_loopback());
///
/// assert!("proxy.example".parse::<BaseUrl>().is_err()); // It has no scheme.
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    text: Arc<str>,
    encrypted: bool,
    loopback: bool,
    forced: bool,
}

impl BaseUrl {
    /// The address of the official API.
    pub const OFFICIAL: &'static str = "https://api.clashofclans.com/v1";

    /// Returns the address of the official API.
    pub fn official() -> Self {
        Self { text: Self::OFFICIAL.into(), encrypted: true, loopback: false, forced: false }
    }

    /// Whether this is the official API, which requires a token.
    pub fn is_official(&self) -> bool {
        &*self.text == Self::OFFICIAL
    }

    /// The address, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether a host of a URL is this machine: `localhost` or a name below it, or a loopback
    /// address, as an IPv4 address in IPv6 form too.
    ///
    /// A transport must connect to such a host directly, without a proxy and without asking DNS for
    /// its name, because tokens are sent there in clear text.
    pub fn is_loopback_host(host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
    }

    /// Allows sending tokens to this address in clear text, where everyone on the path can read
    /// them. Only for a network that you control.
    #[must_use]
    pub fn forced(self) -> Self {
        Self { forced: true, ..self }
    }

    /// Whether the user has forced this address.
    pub(crate) fn is_forced(&self) -> bool {
        self.forced
    }

    pub(crate) fn shared(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether a token on the way to this address can be read.
    pub(crate) fn clear_text(&self) -> ClearText {
        if self.encrypted || self.loopback || self.forced { ClearText::Harmless } else { ClearText::Exposed }
    }

    /// Whether the URL has the scheme and host of this address, and a path below its path.
    pub(crate) fn covers(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
        let rest = self.text.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
        rest.is_some_and(|rest| {
            let (host, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let below = uri.path().strip_prefix(prefix);
            host.eq_ignore_ascii_case(authority.as_str()) && below.is_some_and(|path| path.starts_with('/'))
        })
    }
}

/// Whether a token can be read in transit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClearText {
    /// The connection is encrypted, stays on this machine, or was forced.
    Harmless,
    /// Everyone on the path can read it.
    Exposed,
}

impl FromStr for BaseUrl {
    type Err = Error;

    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the string is not an absolute `http` or `https` URL, or has
    /// credentials, a query or a fragment. The error does not repeat it, because it may contain a
    /// password.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |what: &str| {
            let message = format!("base URL: {what}; it should look like {}", Self::OFFICIAL);
            Err(Error::with_message(ErrorKind::InvalidRequest, message))
        };
        let text = text.trim();
        if text.contains('#') {
            return wrong("it must not have a fragment");
        }
        let Ok(uri) = text.parse::<Uri>() else { return wrong("it is not a URL") };
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return wrong("it must begin with http:// or https://");
        }
        let Some(authority) = uri.authority() else { return wrong("it has no host") };
        if authority.as_str().contains('@') {
            return wrong("it must not have a user name or password");
        }
        if authority.host().is_empty() {
            return wrong("it has no host");
        }
        if uri.query().is_some() {
            return wrong("it must not have a query");
        }
        if let Some(problem) = path_problem(uri.path()) {
            return wrong(problem);
        }
        let scheme = uri.scheme_str().unwrap_or_default();
        let path = uri.path().trim_end_matches('/');
        Ok(Self {
            text: format!("{scheme}://{}{path}", authority.as_str().to_ascii_lowercase()).into(),
            encrypted: scheme == "https",
            loopback: Self::is_loopback_host(authority.host()),
            forced: false,
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prefix_is_preserved_and_a_trailing_slash_is_removed() {
        for (text, expected) in [
            ("https://api.clashofclans.com/v1", BaseUrl::OFFICIAL),
            (" https://API.clashofclans.com/v1/ ", BaseUrl::OFFICIAL),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("https://proxy.example/x/v1//", "https://proxy.example/x/v1"),
        ] {
            let url: BaseUrl = text.parse().unwrap();
            assert_eq!(url.as_str(), expected);
            assert_eq!(url.is_official(), expected == BaseUrl::OFFICIAL);
        }
    }

    #[test]
    fn an_invalid_base_url_is_an_error_that_does_not_repeat_it() {
        for text in [
            "",
            "api.example/v1",
            "ftp://x/v1",
            "https://",
            "https://u:secret@x/v1",
            "http://x/?secret",
            "http://x/#secret",
            "http://x/secret/../v1",
            "http://x/secret/%2e%2E/v1",
            "http://x/secret\\..",
        ] {
            let error = text.parse::<BaseUrl>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_token_is_exposed_only_in_clear_text_to_another_machine() {
        for (text, exposed) in [
            ("https://proxy.example/v1", false),
            ("http://127.0.0.1:8080/v1", false),
            ("http://127.8.9.1", false),
            ("http://[::1]:8080", false),
            ("http://[::ffff:127.0.0.1]", false),
            ("http://localhost", false),
            ("http://api.LOCALHOST:1", false),
            ("http://proxy.example", true),
            ("http://127.0.0.1.example", true),
            ("http://localhost.example", true),
            ("http://192.168.0.2", true),
            ("http://[fe80::1]", true),
        ] {
            let url: BaseUrl = text.parse().unwrap();
            assert_eq!(url.clear_text() == ClearText::Exposed, exposed, "{text}");
            assert_eq!(url.forced().clear_text(), ClearText::Harmless);
        }
    }
}
