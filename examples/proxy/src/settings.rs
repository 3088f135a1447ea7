//! The [`Settings`] of a proxy, their defaults, and the combinations that are rejected.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use coc_keys::Keys;
use coc_transport_native::{
    coc_core::{BaseUrl, RateLimit},
    models::Secret,
};
use http::HeaderValue;

use crate::{client_keys::ClientKeys, folder::Folder, forwarded::TrustedProxies, origin::Origins};

/// The settings of a proxy.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on; port 0 picks a free port. `127.0.0.1:8080` by default.
    pub listen: SocketAddr,
    /// The base URL of the API.
    pub base_url: String,
    /// The credentials for the API.
    pub credentials: Credentials,
    /// The keys that clients must present; if empty, no key is required.
    pub client_keys: ClientKeys,
    /// Whether clients without keys are accepted even on an address that other machines can reach.
    pub open: bool,
    /// The web origins that may send requests, in addition to the proxy's own.
    pub origins: Origins,
    /// Host names to accept in addition to this machine's. If empty, any name is accepted, unless
    /// the proxy listens on loopback.
    pub hosts: Vec<String>,
    /// The proxies in front, which report their clients' addresses in `X-Forwarded-For`.
    pub trusted_proxies: TrustedProxies,
    /// Whether the verification of player tokens, the only POST route, is forwarded.
    pub verify_token: bool,
    /// The rate limit of one client key or, without keys, of one address; `None` means no limit.
    pub rate: Option<Rate>,
    /// The rate limit of requests to the API. By default that of the client, which adapts the rate of
    /// each token between 10 and 30 requests per second.
    pub upstream_rate: RateLimit,
    /// The maximum number of requests that are sent to the API, or wait for its rate limit, at
    /// once; further ones wait for their client's turn. 32 by default.
    pub in_flight: usize,
    /// The maximum number of these that one client may have. 16 by default.
    pub client_in_flight: usize,
    /// The size of the cache in bytes. 24 MiB by default.
    pub cache_bytes: u64,
    /// The time after its expiry for which a response may be served while the API is unavailable.
    /// One hour by default; zero means never.
    pub stale: Duration,
    /// The TTL of "not found" and "the war log is private", unless the API states a shorter one.
    /// One minute by default.
    pub negative: Duration,
    /// The time limit of one request to the API. 10 seconds by default.
    pub timeout: Duration,
    /// The time limit of a client's request, including waiting and retries. 20 seconds by default.
    pub deadline: Duration,
    /// The maximum number of attempts for a request with a temporary error. 2 by default.
    pub attempts: u32,
    /// The maximum number of open connections; further ones replace those that are not in use. If
    /// all are in use, only health is served. 2,048 by default.
    pub max_connections: usize,
    /// The maximum number of open connections of one address, unless it is a trusted proxy's. 256
    /// by default.
    pub connections_per_address: usize,
    /// The time limit for a client to send a request head, or to stay idle. 15 seconds by default.
    pub head_timeout: Duration,
    /// The time limit for a client to receive a response. 30 seconds by default.
    pub write_timeout: Duration,
    /// The time that requests in flight have to finish when the proxy stops. 10 seconds by default.
    pub grace: Duration,
    /// The folders of files to serve, each at a different path.
    pub folders: Vec<Folder>,
    /// The HTML page at `/`, unless a folder is served there; by default a line of text.
    pub front_page: Option<String>,
    /// The `Content-Security-Policy` of these files. By default scripts, styles and requests of the
    /// proxy's own origin, WebAssembly, and images of any.
    pub content_security_policy: HeaderValue,
}

/// The default policy. An import map is part of a page, hence the inline scripts.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            base_url: BaseUrl::OFFICIAL.to_owned(),
            credentials: Credentials::None,
            client_keys: ClientKeys::default(),
            open: false,
            origins: Origins::default(),
            hosts: Vec::new(),
            trusted_proxies: TrustedProxies::default(),
            verify_token: false,
            rate: Some(Rate { per_second: 50, burst: 200 }),
            upstream_rate: RateLimit::default(),
            in_flight: 32,
            client_in_flight: 16,
            cache_bytes: 24 << 20,
            stale: Duration::from_secs(3_600),
            negative: Duration::from_secs(60),
            timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(20),
            attempts: 2,
            max_connections: 2_048,
            connections_per_address: 256,
            head_timeout: Duration::from_secs(15),
            write_timeout: Duration::from_secs(30),
            grace: Duration::from_secs(10),
            folders: Vec::new(),
            front_page: None,
            content_security_policy: HeaderValue::from_static(CONTENT_SECURITY_POLICY),
        }
    }
}

/// The credentials for the API.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// None, for a server that requires none.
    None,
    /// API keys, which share the load.
    Tokens(Vec<Secret>),
    /// Keys that are created and renewed through accounts of the developer portal.
    Keys(Keys),
}

/// A client's rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The sustained requests per second, at least 1.
    pub per_second: u32,
    /// The requests that may arrive at once after a pause, at least 1.
    pub burst: u32,
}

/// Settings that do not work together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The proxy would be an open relay.
    #[error(
        "{0} can be reached from other machines, whose users could all use your API keys: set client keys, or allow it \
                 with --open, or listen on 127.0.0.1"
    )]
    OpenRelay(SocketAddr),
    /// The official API requires a key.
    #[error(
        "the official API requires a key: set COC_TOKEN to one from https://developer.clashofclans.com, or COC_EMAIL and \
                 COC_PASSWORD to an account there"
    )]
    NoCredentials,
    /// The keys would be sent in clear text.
    #[error(
        "the base URL is plain http to another machine, so that the keys would be sent in clear text: use https"
    )]
    ClearText,
    /// The rate limit is 0.
    #[error("a rate limit of 0 would reject every request: set it to at least 1, or to none for no limit")]
    NoRate,
    /// The connection limit is 0.
    #[error("a limit of 0 connections would serve no client: allow at least 1")]
    NoConnections,
    /// The limit of requests in flight is 0.
    #[error("a limit of 0 requests in flight would never send one to the API: allow at least 1")]
    NothingInFlight,
    /// The folder to serve does not exist.
    #[error("the folder to serve does not exist: {0}")]
    NoFolder(PathBuf),
    /// Two folders are served at the same path.
    #[error("two folders are served at {0}: give each a different path")]
    SamePath(String),
}

impl Settings {
    /// Checks the settings against each other.
    pub(crate) fn check(&self, base_url: &BaseUrl) -> Result<(), SettingsError> {
        let guarded = self.open || !self.client_keys.is_empty();
        if !self.listen.ip().to_canonical().is_loopback() && !guarded {
            return Err(SettingsError::OpenRelay(self.listen));
        }
        match &self.credentials {
            Credentials::None if base_url.is_official() => return Err(SettingsError::NoCredentials),
            Credentials::None => {}
            _ if base_url.is_loopback() || base_url.as_str().starts_with("https:") => {}
            _ => return Err(SettingsError::ClearText),
        }
        if self.rate.is_some_and(|rate| rate.per_second == 0 || rate.burst == 0) {
            return Err(SettingsError::NoRate);
        }
        if self.max_connections == 0 || self.connections_per_address == 0 {
            return Err(SettingsError::NoConnections);
        }
        if self.in_flight == 0 || self.client_in_flight == 0 {
            return Err(SettingsError::NothingInFlight);
        }
        for (number, folder) in self.folders.iter().enumerate() {
            if !folder.folder().is_dir() {
                return Err(SettingsError::NoFolder(folder.folder().to_owned()));
            }
            if self.folders[..number].iter().any(|other| other.path() == folder.path()) {
                return Err(SettingsError::SamePath(folder.path().to_owned()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settings: &Settings) -> Result<(), SettingsError> {
        settings.check(&settings.base_url.parse().unwrap())
    }

    fn with_token() -> Settings {
        Settings { credentials: Credentials::Tokens(vec!["a-token".into()]), ..Settings::default() }
    }

    #[test]
    fn a_proxy_that_other_machines_can_reach_needs_client_keys_or_open() {
        for (listen, public) in [
            ("127.0.0.1:8080", false),
            ("127.9.9.9:0", false),
            ("[::1]:8080", false),
            ("[::ffff:127.0.0.1]:8080", false),
            ("0.0.0.0:8080", true),
            ("[::]:8080", true),
            ("192.168.0.2:80", true),
        ] {
            let settings = Settings { listen: listen.parse().unwrap(), ..with_token() };
            let rejected = check(&settings) == Err(SettingsError::OpenRelay(settings.listen));
            assert_eq!(rejected, public, "{listen}");
            assert_eq!(check(&Settings { open: true, ..settings.clone() }), Ok(()));
            let client_keys = "a-long-enough-key".parse().unwrap();
            assert_eq!(check(&Settings { client_keys, ..settings }), Ok(()));
        }
    }

    #[test]
    fn the_official_api_requires_keys_and_keys_are_not_sent_in_clear_text() {
        assert_eq!(check(&Settings::default()), Err(SettingsError::NoCredentials));
        let at = |base_url: &str| Settings { base_url: base_url.into(), ..Settings::default() };
        assert_eq!(check(&at("http://proxy.example/v1")), Ok(()));
        let with_token_at = |base_url: &str| Settings { base_url: base_url.into(), ..with_token() };
        assert_eq!(check(&with_token_at("http://proxy.example/v1")), Err(SettingsError::ClearText));
        assert_eq!(check(&with_token_at("https://proxy.example/v1")), Ok(()));
        assert_eq!(check(&with_token_at("http://127.0.0.1:1/v1")), Ok(()));
    }

    #[test]
    fn folders_must_exist_and_have_different_paths() {
        let serving = |folders: &[Folder]| Settings { folders: folders.to_vec(), ..with_token() };
        let here = Folder::at_root(env!("CARGO_MANIFEST_DIR"));
        let below = Folder::at("/below", env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(check(&serving(&[here.clone(), below])), Ok(()));
        assert_eq!(check(&serving(&[here.clone(), here])), Err(SettingsError::SamePath("/".into())));
        let nowhere = check(&serving(&[Folder::at_root("/nowhere")]));
        assert_eq!(nowhere, Err(SettingsError::NoFolder("/nowhere".into())));
    }

    #[test]
    fn debug_output_hides_tokens() {
        assert!(!format!("{:?}", with_token()).contains("a-token"));
    }
}
