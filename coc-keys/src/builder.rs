//! The [`Builder`]: every setting, with its default.

use std::{collections::HashSet, fmt, net::IpAddr, path::PathBuf, time::Duration};

use coc_core::{Client, Clock, Transport};
use http::Uri;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    account::{Account, Policy},
    error::{Error, ErrorKind},
    file::KeyFile,
    keys::Keys,
    manager::Manager,
    own_ip,
    plan::MAX_KEYS,
    portal::{OFFICIAL, Portal, Wire, safe_url},
};

/// Sets up [`Keys`], or a client with them.
///
/// | setting | default |
/// |---|---|
/// | [`account`](Self::account) | none; at least one is needed |
/// | [`key_name`](Self::key_name) | `coc-rs` |
/// | [`key_count`](Self::key_count) per account | 1 |
/// | [`description`](Self::description) | `Made by coc-keys` |
/// | [`scopes`](Self::scopes) | `clash` |
/// | [`persist`](Self::persist), [`path`](Self::path) | nothing is kept between runs |
/// | [`ip`](Self::ip) | as the portal sees it |
/// | [`ip_providers`](Self::ip_providers) | three public services, if the portal does not tell |
/// | [`portal_url`](Self::portal_url) | `https://developer.clashofclans.com/api` |
/// | [`portal_timeout`](Self::portal_timeout) | 10 seconds |
/// | [`base_url`](Self::base_url) of the client | `https://api.clashofclans.com/v1` |
#[must_use = "a builder does nothing until `build` or `connect`"]
pub struct Builder {
    client: coc_core::Builder,
    wire: Wire,
    accounts: Vec<(String, SecretString)>,
    portal_url: String,
    key_name: String,
    key_count: usize,
    description: String,
    scopes: Vec<String>,
    ip: Option<IpAddr>,
    providers: Vec<String>,
    persist: Persist,
}

#[derive(Debug)]
enum Persist {
    No,
    Default,
    At(PathBuf),
}

impl Builder {
    pub(crate) fn new(transport: impl Transport + Clone, clock: impl Clock + Clone) -> Self {
        Self {
            client: Client::builder(transport.clone(), clock.clone()),
            wire: Wire::new(transport, clock, Duration::from_secs(10)),
            accounts: Vec::new(),
            portal_url: OFFICIAL.to_owned(),
            key_name: "coc-rs".to_owned(),
            key_count: 1,
            description: "Made by coc-keys".to_owned(),
            scopes: vec!["clash".to_owned()],
            ip: None,
            providers: own_ip::PROVIDERS.map(str::to_owned).to_vec(),
            persist: Persist::No,
        }
    }

    /// Adds an account of the developer portal. Several make one pool, whose rates add up.
    pub fn account(mut self, email: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.accounts.push((email.into(), password.into()));
        self
    }

    /// The name by which keys are ours; `coc-rs` by default. Keys with exactly this name are managed, all others are never
    /// touched. Machines with addresses of their own need names of their own, or they take each other's keys.
    pub fn key_name(mut self, name: impl Into<String>) -> Self {
        self.key_name = name.into();
        self
    }

    /// How many keys of each account to use, 1 to 10; 1 by default. Each key has its own rate limit.
    pub fn key_count(mut self, count: usize) -> Self {
        self.key_count = count;
        self
    }

    /// The description that new keys get, for whoever looks at the portal's page.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// What new keys may be used for; `clash` by default.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Keeps keys between runs, in [`KeyFile::default_path`]. A run that finds good keys there does not log in.
    pub fn persist(mut self) -> Self {
        self.persist = Persist::Default;
        self
    }

    /// Keeps keys between runs, in this file. Processes that share it work as one: what one has renewed, the others use.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.persist = Persist::At(path.into());
        self
    }

    /// The address that the API sees, if it is not the one that the portal sees: for requests that go through a proxy.
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.ip = Some(ip.into());
        self
    }

    /// Services that answer with the caller's address as plain text, to be asked in this order if the portal does not tell it.
    pub fn ip_providers(mut self, urls: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.providers = urls.into_iter().map(Into::into).collect();
        self
    }

    /// Where the portal is. It gets passwords, so only `https` will do, or the machine itself.
    pub fn portal_url(mut self, url: impl Into<String>) -> Self {
        self.portal_url = url.into();
        self
    }

    /// How long one request to the portal may take; 10 seconds by default.
    pub fn portal_timeout(mut self, timeout: Duration) -> Self {
        self.wire.timeout = timeout;
        self
    }

    /// Where the client's calls go; the official API by default.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.client = self.client.base_url(url);
        self
    }

    /// The keys, to be given to a client as its credentials. Nothing is sent until they are needed.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for a setting that cannot be used, [`ErrorKind::File`] if there is no default path for a key file.
    pub fn build(self) -> Result<Keys, Error> {
        self.parts().map(|(keys, _)| keys)
    }

    /// The builder of a client with these keys, for all other settings that a client has.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn client_builder(self) -> Result<coc_core::Builder, Error> {
        self.parts().map(|(keys, client)| client.credentials(keys))
    }

    /// A client with these keys, after a call has shown that it reaches the API and may use it.
    ///
    /// # Errors
    /// Those of [`build`](Self::build), whatever keeps keys from being had, and those of [`Client::test`].
    pub async fn connect(self) -> Result<Client, coc_core::Error> {
        self.client_builder()?.connect().await
    }

    /// As [`connect`](Self::connect), for the client without async.
    ///
    /// # Errors
    /// As [`connect`](Self::connect), and if the client's thread cannot be started.
    #[cfg(feature = "blocking")]
    pub fn connect_blocking(self) -> Result<coc_transport_native::blocking::Client, coc_core::Error> {
        coc_transport_native::blocking::Client::connect(self.client_builder()?)
    }

    fn parts(self) -> Result<(Keys, coc_core::Builder), Error> {
        let base = safe_url("the portal's address", &self.portal_url)?;
        let accounts = self.accounts()?;
        let policy = self.policy()?;
        let file = match self.persist {
            Persist::No => None,
            Persist::Default => Some(KeyFile::at(KeyFile::default_path()?)),
            Persist::At(path) => Some(KeyFile::at(path)),
        };
        let portal = Portal { wire: self.wire, base };
        Ok((Keys::new(Manager::new(portal, policy, file, accounts)), self.client))
    }

    fn accounts(&self) -> Result<Vec<Account>, Error> {
        if self.accounts.is_empty() {
            return wrong("there is no account; give the email and password of the developer portal");
        }
        let mut emails = HashSet::new();
        for (email, password) in &self.accounts {
            if email.trim().is_empty() || email.trim() != email {
                return wrong("an account's email is empty, or has blanks around it");
            }
            if password.expose_secret().is_empty() {
                return wrong(&format!("the password of {email} is empty"));
            }
            if !emails.insert(email) {
                return wrong(&format!("the account {email} is there twice"));
            }
        }
        let account =
            |(email, password): &(String, SecretString)| Account::new(email.clone(), password.clone());
        Ok(self.accounts.iter().map(account).collect())
    }

    fn policy(&self) -> Result<Policy, Error> {
        let Self { key_name, key_count, .. } = self;
        // The portal might drop blanks, and then nobody would know the key again.
        if key_name.is_empty() || key_name.trim() != key_name || key_name.chars().any(char::is_control) {
            return wrong("the name of the keys is empty, has blanks around it or has control characters");
        }
        if !(1..=MAX_KEYS).contains(key_count) {
            return wrong(&format!("{key_count} keys per account; 1 to {MAX_KEYS} are possible"));
        }
        if self.scopes.is_empty() {
            return wrong("keys need a scope, which is `clash`");
        }
        let provider = |url: &String| {
            // One that could be changed on the way could make keys for somebody else's address.
            let url = safe_url("the address of an IP provider", url)?;
            let wrong =
                |error| Error::new(ErrorKind::Settings, "the address of an IP provider").caused_by(error);
            url.as_str().parse::<Uri>().map_err(wrong)
        };
        Ok(Policy {
            key_name: key_name.clone(),
            key_count: *key_count,
            description: self.description.clone(),
            scopes: self.scopes.clone(),
            ip: self.ip.map(|ip| ip.to_canonical()),
            providers: self.providers.iter().map(provider).collect::<Result<_, _>>()?,
        })
    }
}

fn wrong<T>(why: &str) -> Result<T, Error> {
    Err(Error::new(ErrorKind::Settings, why))
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let emails: Vec<&str> = self.accounts.iter().map(|(email, _)| email.as_str()).collect();
        f.debug_struct("Builder")
            .field("accounts", &emails)
            .field("key_name", &self.key_name)
            .field("key_count", &self.key_count)
            .field("ip", &self.ip)
            .field("persist", &self.persist)
            .finish_non_exhaustive()
    }
}
