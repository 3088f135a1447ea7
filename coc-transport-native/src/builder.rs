//! Settings of a [`NativeTransport`].

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use coc_core::{Error, ErrorKind};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::transport::NativeTransport;

/// The proxy protocols of reqwest.
const PROXY_SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Builds a [`NativeTransport`].
///
/// ```
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// use std::time::Duration;
/// use coc_transport_native::{Client, NativeTransport, TokioClock};
///
/// let transport = NativeTransport::builder()
///     .connect_timeout(Duration::from_secs(5))
///     .timeout(Duration::from_secs(15))
///     .max_body(4 << 20)
///     .user_agent("my-bot/1.2")
///     .no_proxy()
///     .build()?;
/// let client = Client::builder(transport, TokioClock::new()).token("a-token").build()?;
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
#[must_use = "a builder does nothing until `build`"]
#[derive(Clone)]
pub struct NativeTransportBuilder {
    connect_timeout: Duration,
    timeout: Duration,
    max_body: usize,
    user_agent: String,
    proxy: Proxy,
    /// Whether connections are reused.
    pooled: bool,
    /// A change that a test makes beyond the settings.
    #[cfg(test)]
    pub(crate) customize: Option<std::sync::Arc<Customize>>,
}

#[cfg(test)]
pub(crate) type Customize = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

#[derive(Clone)]
enum Proxy {
    /// The system's settings.
    System,
    None,
    /// A proxy; the URL may contain a password.
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
            pooled: true,
            #[cfg(test)]
            customize: None,
        }
    }

    /// Sets the time limit for connecting, including TLS; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the time limit of a request, from connecting to the last byte of the response; 30
    /// seconds by default.
    ///
    /// The client's own time limit of an attempt is separate, and usually shorter.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the maximum size of a response body in bytes after decompression; 16 MiB by default.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets the `User-Agent` header, which should identify your program; `coc-transport-native/`
    /// and the version by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sends requests through this proxy: `http`, `https`, `socks4(a)` or `socks5(h)`, with
    /// `user:password@` if required. By default, the system's settings apply (`HTTPS_PROXY`,
    /// `NO_PROXY` and so on).
    ///
    /// A server on this machine is always reached directly: it gets tokens in clear text, which a
    /// proxy could read. [`is_loopback_host`](coc_core::BaseUrl::is_loopback_host) defines such a
    /// server.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(url.into());
        self
    }

    /// Sends every request directly and ignores the system's settings.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Builds the transport. Opens no connection.
    ///
    /// # Errors
    /// [`BuildError`] if a setting is invalid, or TLS cannot be set up.
    pub fn build(self) -> Result<NativeTransport, BuildError> {
        NativeTransport::with(self)
    }

    /// Uses a new connection for every request.
    pub(crate) fn unpooled(mut self) -> Self {
        self.pooled = false;
        self
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.max_body
    }

    /// Builds the reqwest client with these settings.
    pub(crate) fn client(self) -> Result<reqwest::Client, BuildError> {
        self.reqwest()?.build().map_err(|error| BuildError(Cause::Tls(error.without_url())))
    }

    /// Builds the reqwest client for hosts of this machine.
    pub(crate) fn loopback_client(self) -> Result<reqwest::Client, BuildError> {
        let builder = self.no_proxy().reqwest()?.dns_resolver(LoopbackNames);
        builder.build().map_err(|error| BuildError(Cause::Tls(error.without_url())))
    }

    /// Translates these settings for reqwest.
    fn reqwest(self) -> Result<reqwest::ClientBuilder, BuildError> {
        let user_agent =
            http::HeaderValue::try_from(self.user_agent).map_err(|_| BuildError(Cause::UserAgent))?;
        let builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            .user_agent(user_agent)
            // Less than a minute, after which many load balancers close a connection: a request on
            // a connection that is being closed would fail.
            .pool_idle_timeout(Duration::from_secs(50))
            .pool_max_idle_per_host(if self.pooled { usize::MAX } else { 0 })
            // Without pings, a connection that died silently would fail one request after the
            // other.
            .http2_keep_alive_interval(Duration::from_secs(10))
            .http2_keep_alive_timeout(Duration::from_secs(5))
            // A request carries a token: it must be sent once, and to its own host.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        #[cfg(test)]
        let builder = match &self.customize {
            Some(customize) => customize(builder),
            None => builder,
        };
        Ok(match self.proxy {
            Proxy::System => builder,
            Proxy::None => builder.no_proxy(),
            Proxy::Url(url) => builder.no_proxy().proxy(parse_proxy(&url)?),
        })
    }
}

/// Resolves every name to this machine. A resolver may ask the network for `api.localhost`.
struct LoopbackNames;

impl Resolve for LoopbackNames {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let addresses = addresses.map(|address| SocketAddr::new(address, 0));
        Box::pin(async move { Ok(Box::new(addresses.into_iter()) as Addrs) })
    }
}

/// Drops the cause of an error, because it contains the URL and possibly a password.
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
            .finish_non_exhaustive()
    }
}

/// The reason why a [`NativeTransport`] could not be built. Converts into an [`Error`] of the
/// client with `?`.
///
/// ```
/// use coc_transport_native::NativeTransport;
///
/// let error = NativeTransport::builder().proxy("proxy.example").build().unwrap_err();
/// println!("{error}");
/// ```
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct BuildError(Cause);

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error("invalid proxy URL; use the form http://host:port or socks5://host:port")]
    Proxy,
    #[error("invalid user agent; use characters that a header can contain")]
    UserAgent,
    #[error("TLS cannot be set up; install the system's root certificates (package ca-certificates)")]
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
