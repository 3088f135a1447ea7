//! Every [`Settings`] of a proxy, with its default, and which of them do not go together.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use coc_keys::Keys;
use coc_transport_native::{coc_core::BaseUrl, models::Secret};

use crate::{client_keys::ClientKeys, folder::Folder, origin::Origins};

/// How a proxy is to be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one. `127.0.0.1:8080` by default.
    pub listen: SocketAddr,
    /// Where the API is.
    pub base_url: String,
    /// By what right the API is asked.
    pub credentials: Credentials,
    /// Who may ask the proxy; without any keys, everybody who reaches it.
    pub client_keys: ClientKeys,
    /// Whether everybody may ask even on an address that others can reach.
    pub open: bool,
    /// Which web pages may ask, beside those that the proxy itself serves.
    pub origins: Origins,
    /// Which names the proxy goes by, beside those of this machine. None is any name, unless it listens on loopback.
    pub hosts: Vec<String>,
    /// Whether there is a proxy in front whose `X-Forwarded-For` tells who asks.
    pub behind_proxy: bool,
    /// Whether the tokens of players may be verified, which is the only route that posts.
    pub verify_token: bool,
    /// How much one client key or, without keys, one address may ask; no limit if `None`.
    pub rate: Option<Rate>,
    /// How many requests a second go to the API with each token; 0 is no limit. 10 by default.
    pub upstream_rate: u32,
    /// How many bytes of answers are kept. 24 MiB by default.
    pub cache_bytes: u64,
    /// How far past its time an answer is given while the API cannot answer. An hour by default; zero is never.
    pub stale: Duration,
    /// How long "not found" and "the war log is private" are kept, if the API does not say less. A minute by default.
    pub negative: Duration,
    /// How long one request to the API may take. 10 seconds by default.
    pub timeout: Duration,
    /// How long a caller waits at most, for its turn and for retries, too. 20 seconds by default.
    pub deadline: Duration,
    /// How often a request is sent to the API at most, if it fails in a way that passes. 2 by default.
    pub attempts: u32,
    /// How many connections are served at once; others wait to be accepted. 2,048 by default.
    pub max_connections: usize,
    /// How long a caller may take to send the head of a request, or stay idle. 15 seconds by default.
    pub head_timeout: Duration,
    /// How long requests that are under way may take to end when the proxy stops. 10 seconds by default.
    pub grace: Duration,
    /// Folders of files to serve, each at a path of its own.
    pub folders: Vec<Folder>,
}

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
            behind_proxy: false,
            verify_token: false,
            rate: Some(Rate { per_second: 50, burst: 200 }),
            upstream_rate: 10,
            cache_bytes: 24 << 20,
            stale: Duration::from_secs(3_600),
            negative: Duration::from_secs(60),
            timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(20),
            attempts: 2,
            max_connections: 2_048,
            head_timeout: Duration::from_secs(15),
            grace: Duration::from_secs(10),
            folders: Vec::new(),
        }
    }
}

/// By what right the API is asked.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// None: for a server that needs none.
    None,
    /// These keys of the API, which share the load.
    Tokens(Vec<Secret>),
    /// Keys that manage themselves, from accounts of the developer portal.
    Keys(Keys),
}

/// How much one client may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second in the long run, at least 1.
    pub per_second: u32,
    /// How many may come at once after a pause, at least 1.
    pub burst: u32,
}

/// Settings that a proxy does not start with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Strangers could use the keys.
    #[error(
        "{0} can be reached by others, who could all use your keys: give client keys, or say that it is to be open, or \
         listen on 127.0.0.1"
    )]
    OpenRelay(SocketAddr),
    /// The API answers nobody without a key.
    #[error(
        "the API answers nobody without a key: set COC_TOKEN to one from https://developer.clashofclans.com, or COC_EMAIL and \
         COC_PASSWORD to an account there"
    )]
    NoCredentials,
    /// The keys could be read on the way.
    #[error(
        "the base URL is plain http to another machine, where anybody on the way could read the keys: use https"
    )]
    ClearText,
    /// A rate of nothing.
    #[error("a rate of 0 lets nobody ask: give at least 1, or no rate at all for no limit")]
    NoRate,
    /// No connections at all.
    #[error("with 0 connections nobody is served: allow at least 1")]
    NoConnections,
    /// Nothing to serve.
    #[error("the folder to serve is not there: {0}")]
    NoFolder(PathBuf),
    /// One of them would hide the other.
    #[error("two folders are to be served at {0}; give each a path of its own")]
    SamePath(String),
}

impl Settings {
    /// Whether a proxy may start like this.
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
        if self.max_connections == 0 {
            return Err(SettingsError::NoConnections);
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
    fn nobody_becomes_an_open_relay_by_accident() {
        for (listen, others_reach_it) in [
            ("127.0.0.1:8080", false),
            ("127.9.9.9:0", false),
            ("[::1]:8080", false),
            ("[::ffff:127.0.0.1]:8080", false),
            ("0.0.0.0:8080", true),
            ("[::]:8080", true),
            ("192.168.0.2:80", true),
        ] {
            let settings = Settings { listen: listen.parse().unwrap(), ..with_token() };
            let refused = check(&settings) == Err(SettingsError::OpenRelay(settings.listen));
            assert_eq!(refused, others_reach_it, "{listen}");
            assert_eq!(check(&Settings { open: true, ..settings.clone() }), Ok(()));
            let client_keys = "a-long-enough-key".parse().unwrap();
            assert_eq!(check(&Settings { client_keys, ..settings }), Ok(()));
        }
    }

    #[test]
    fn keys_are_there_where_they_are_needed_and_do_not_travel_in_clear_text() {
        assert_eq!(check(&Settings::default()), Err(SettingsError::NoCredentials));
        let at = |base_url: &str| Settings { base_url: base_url.into(), ..Settings::default() };
        assert_eq!(check(&at("http://proxy.example/v1")), Ok(()));
        let with_token_at = |base_url: &str| Settings { base_url: base_url.into(), ..with_token() };
        assert_eq!(check(&with_token_at("http://proxy.example/v1")), Err(SettingsError::ClearText));
        assert_eq!(check(&with_token_at("https://proxy.example/v1")), Ok(()));
        assert_eq!(check(&with_token_at("http://127.0.0.1:1/v1")), Ok(()));
    }

    #[test]
    fn folders_are_there_and_do_not_hide_each_other() {
        let serving = |folders: &[Folder]| Settings { folders: folders.to_vec(), ..with_token() };
        let here = Folder::at_root(env!("CARGO_MANIFEST_DIR"));
        let below = Folder::at("/below", env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(check(&serving(&[here.clone(), below])), Ok(()));
        assert_eq!(check(&serving(&[here.clone(), here])), Err(SettingsError::SamePath("/".into())));
        let nowhere = check(&serving(&[Folder::at_root("/nowhere")]));
        assert_eq!(nowhere, Err(SettingsError::NoFolder("/nowhere".into())));
    }

    #[test]
    fn no_debug_shows_a_token() {
        assert!(!format!("{:?}", with_token()).contains("a-token"));
    }
}
