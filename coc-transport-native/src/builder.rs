//! Settings of a [`NativeTransport`].

use std::{fmt, time::Duration};

use coc_core::{Error, ErrorKind};

use crate::transport::NativeTransport;

/// What reqwest can speak to a proxy.
const PROXY_SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Sets up a [`NativeTransport`].
#[must_use = "a builder does nothing until `build`"]
#[derive(Clone)]
pub struct NativeTransportBuilder {
    connect_timeout: Duration,
    timeout: Duration,
    max_body: usize,
    user_agent: String,
    proxy: Proxy,
}

#[derive(Clone)]
enum Proxy {
    /// Whatever the system says, but never for the loopback interface: no proxy leads there.
    System,
    None,
    /// May hold a password.
    Url(String),
}

impl NativeTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_body: 16 << 20,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: Proxy::System,
        }
    }

    /// How long it may take to connect, TLS included; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a request may take from beginning to connect until the last byte of its answer; 30 seconds by default.
    ///
    /// The client's own limit per attempt is apart from this and usually shorter.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The largest answer body that is accepted, in bytes after decompression; 16 MiB by default.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// The `User-Agent` header; `coc-transport-native/` and the version by default. Tell there who you are.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sends everything through this proxy: `http`, `https`, `socks4(a)` or `socks5(h)`, with `user:password@` if it wants
    /// them. By default the system's settings decide (`HTTPS_PROXY` and its kin, `NO_PROXY`), except that a server on the
    /// loopback interface is reached directly.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(url.into());
        self
    }

    /// Sends everything directly, whatever the system's settings say.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// The transport. Nothing is connected and no task is started.
    ///
    /// # Errors
    /// [`BuildError`] if a setting cannot be used, or this machine cannot do TLS.
    pub fn build(self) -> Result<NativeTransport, BuildError> {
        let max_body = self.max_body;
        let direct = matches!(self.proxy, Proxy::System).then(|| self.clone().no_proxy());
        Ok(NativeTransport::over(self.client()?, direct, max_body))
    }

    /// The reqwest client with these settings.
    pub(crate) fn client(self) -> Result<reqwest::Client, BuildError> {
        self.reqwest()?.build().map_err(|error| BuildError(Cause::Tls(error.without_url())))
    }

    /// These settings in reqwest's terms.
    pub(crate) fn reqwest(self) -> Result<reqwest::ClientBuilder, BuildError> {
        let user_agent =
            http::HeaderValue::try_from(self.user_agent).map_err(|_| BuildError(Cause::UserAgent))?;
        let builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            .user_agent(user_agent)
            // Less than the minute after which many a load balancer closes, so that it is not our request that finds out.
            .pool_idle_timeout(Duration::from_secs(50))
            // A connection that has died without a word would otherwise fail one request after the other.
            .http2_keep_alive_interval(Duration::from_secs(10))
            .http2_keep_alive_timeout(Duration::from_secs(5))
            // A request carries a token: it goes where it was sent, and it goes once.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        Ok(match self.proxy {
            Proxy::System => builder,
            Proxy::None => builder.no_proxy(),
            Proxy::Url(url) => builder.no_proxy().proxy(parse_proxy(&url)?),
        })
    }
}

/// The cause is dropped, because it would repeat the address and with it a password.
fn parse_proxy(url: &str) -> Result<reqwest::Proxy, BuildError> {
    let scheme = url.trim().split_once("://").map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    if !PROXY_SCHEMES.contains(&scheme.as_str()) {
        return Err(BuildError(Cause::Proxy));
    }
    reqwest::Proxy::all(url.trim()).map_err(|_| BuildError(Cause::Proxy))
}

impl fmt::Debug for NativeTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = match self.proxy {
            Proxy::System => "the system's",
            Proxy::None => "none",
            Proxy::Url(_) => "set",
        };
        f.debug_struct("NativeTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("max_body", &self.max_body)
            .field("user_agent", &self.user_agent)
            .field("proxy", &proxy)
            .finish()
    }
}

/// Why a [`NativeTransport`] could not be made. Becomes an [`Error`] of the client by `?`.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct BuildError(Cause);

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error("the proxy's address cannot be used; it should look like http://host:port or socks5://host:port")]
    Proxy,
    #[error("the user agent cannot be put into a header")]
    UserAgent,
    #[error("TLS cannot be set up; are the system's root certificates installed (package ca-certificates)?")]
    Tls(#[source] reqwest::Error),
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        let kind = match error.0 {
            Cause::Proxy | Cause::UserAgent => ErrorKind::InvalidRequest,
            Cause::Tls(_) => ErrorKind::Transport,
        };
        Self::with_message(kind, error.to_string()).caused_by(error)
    }
}
