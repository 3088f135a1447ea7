//! The [`Builder`] with all settings and their defaults.

#[cfg(not(target_family = "wasm"))]
use std::path::PathBuf;
use std::{collections::HashSet, fmt, net::IpAddr, time::Duration};

use coc_core::{Client, Clock, Transport};
use http::Uri;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    account::{Account, Policy},
    error::{Error, ErrorKind},
    file::KeyFile,
    ip_scope::IpScope,
    key_name,
    keys::Keys,
    manager::Manager,
    plan::MAX_KEYS,
    portal::{HttpClient, OFFICIAL, Portal, safe_url},
    public_ip,
};

/// A builder of [`Keys`], or of a client with them.
///
/// | setting | default |
/// |---|---|
/// | [`account`](Self::account) | none; at least one is needed |
/// | [`key_name`](Self::key_name) | `coc-rs-` and the machine's name, such as `coc-rs-laptop` |
/// | [`key_count`](Self::key_count) per account | 1 |
/// | [`description`](Self::description) | `Made by coc-keys` |
/// | [`scopes`](Self::scopes) | `clash` |
/// | [`auto_refresh`](Self::auto_refresh) | rejected keys are replaced |
/// | [`persist`](Self::persist), [`path`](Self::path) | no key file |
/// | [`ip`](Self::ip) | as the portal sees it, or as the official API names it when it rejects a key |
/// | [`trust_reported_ip`](Self::trust_reported_ip) | only the official API is believed about the address |
/// | [`ip_providers`](Self::ip_providers) | three public services, used if the portal does not report the address |
/// | [`portal_url`](Self::portal_url) | `https://developer.clashofclans.com/api` |
/// | [`portal_timeout`](Self::portal_timeout) | 10 seconds |
/// | [`base_url`](Self::base_url) of the client | `https://api.clashofclans.com/v1` |
///
/// ```
/// # #[cfg(feature = "native")]
/// # fn example(password: String) -> Result<(), coc_keys::CallError> {
/// let keys = coc_keys::builder()?
///     .account("me@example.com", password)
///     .key_name("my bot")
///     .key_count(3)
///     .persist()
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build` or `connect`"]
pub struct Builder {
    client: coc_core::Builder,
    http: HttpClient,
    accounts: Vec<Account>,
    portal_url: String,
    /// The settings of the keys, with the providers not parsed yet.
    policy: Policy,
    providers: Vec<String>,
    persist: Persist,
}

#[derive(Debug)]
enum Persist {
    No,
    #[cfg(not(target_family = "wasm"))]
    Default,
    #[cfg(not(target_family = "wasm"))]
    At(PathBuf),
    #[cfg(target_family = "wasm")]
    In(KeyFile),
}

impl Builder {
    pub(crate) fn new(transport: impl Transport + Clone, clock: impl Clock + Clone) -> Self {
        Self {
            client: Client::builder(transport.clone(), clock.clone()),
            http: HttpClient::new(transport, clock, Duration::from_secs(10)),
            accounts: Vec::new(),
            portal_url: OFFICIAL.to_owned(),
            policy: Policy {
                key_name: key_name::default(),
                key_count: 1,
                description: "Made by coc-keys".to_owned(),
                refreshes: true,
                scopes: vec!["clash".to_owned()],
                ip: None,
                trusts_reported_ip: false,
                providers: Vec::new(),
            },
            providers: public_ip::PROVIDERS.map(str::to_owned).to_vec(),
            persist: Persist::No,
        }
    }

    /// Adds an account of the developer portal. The keys of all accounts form one pool, and their
    /// rate limits add up.
    pub fn account(mut self, email: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.accounts.push(Account::new(email.into(), password.into()));
        self
    }

    /// Sets the name of our keys. Keys with exactly this name are managed, all others are never
    /// touched.
    ///
    /// The default is `coc-rs-` and the machine's name, so that machines do not share keys. If they
    /// share a name, each leaves the keys of the others, unless the account has no free slot. In a
    /// container whose host name changes with each start, set a name: keys of former names stay in
    /// the account.
    pub fn key_name(mut self, name: impl Into<String>) -> Self {
        self.policy.key_name = name.into();
        self
    }

    /// Sets the number of keys per account, 1 to 10; 1 by default. Each key has its own rate limit.
    pub fn key_count(mut self, count: usize) -> Self {
        self.policy.key_count = count;
        self
    }

    /// Sets the description of new keys, which the portal's page shows; `Made by coc-keys` by
    /// default.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.policy.description = description.into();
        self
    }

    /// Sets the scopes of new keys; `clash` by default.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.policy.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether keys that the API rejects are replaced; they are by default. Without that, the
    /// account changes only when the client needs its first keys, and when a method of [`Keys`] is
    /// called; a call whose key is rejected fails with the API's error.
    pub fn auto_refresh(mut self, enabled: bool) -> Self {
        self.policy.refreshes = enabled;
        self
    }

    /// Sets the machine's name for the default [`key_name`](Self::key_name), because a module has no
    /// access to it.
    #[cfg(target_family = "wasm")]
    pub fn machine_name(self, name: &str) -> Self {
        self.key_name(key_name::with_machine(name))
    }

    /// Stores keys between runs, in a file of the host.
    #[cfg(target_family = "wasm")]
    pub fn storage(mut self, storage: impl crate::file::Storage) -> Self {
        self.persist = Persist::In(KeyFile::new(storage));
        self
    }

    /// Stores keys between runs, in [`KeyFile::default_path`]. A run that finds valid keys there
    /// does not log in.
    #[cfg(not(target_family = "wasm"))]
    pub fn persist(mut self) -> Self {
        self.persist = Persist::Default;
        self
    }

    /// Stores keys between runs, in this file. Processes that share it use the keys that any of
    /// them has renewed.
    #[cfg(not(target_family = "wasm"))]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.persist = Persist::At(path.into());
        self
    }

    /// Sets the address that the API sees. Needed for an address in a private network, and if
    /// requests to the API go through a proxy that the portal does not see.
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.policy.ip = Some(ip.into().to_canonical());
        self
    }

    /// Believes any API about the address that it sees, and not only the official one.
    ///
    /// If an API rejects a key because of the address, it names that address. The official API is
    /// right about it. A server at another base URL could name any address, and would have keys
    /// created for it, so it is not believed without this. For a proxy that forwards the official
    /// API's errors unchanged.
    pub fn trust_reported_ip(mut self) -> Self {
        self.policy.trusts_reported_ip = true;
        self
    }

    /// Sets the services that respond with the caller's address as plain text. They are requested
    /// in this order if the portal does not report the address.
    pub fn ip_providers(mut self, urls: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.providers = urls.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the URL of the portal. Passwords are sent to it, so it must be `https`, or on this
    /// machine.
    pub fn portal_url(mut self, url: impl Into<String>) -> Self {
        self.portal_url = url.into();
        self
    }

    /// Sets the time limit of one request to the portal; 10 seconds by default.
    pub fn portal_timeout(mut self, timeout: Duration) -> Self {
        self.http.timeout = timeout;
        self
    }

    /// Sets the base URL of the client's calls; the official API by default.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.client = self.client.base_url(url);
        self
    }

    /// Builds the keys, as credentials for a client. Nothing is sent until a key is needed.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for an invalid setting, [`ErrorKind::File`] if there is no default
    /// path for a key file.
    pub fn build(self) -> Result<Keys, Error> {
        self.parts().map(|(keys, _)| keys)
    }

    /// Returns the builder of a client with these keys, for the client's other settings.
    ///
    /// ```no_run
    /// # #[cfg(feature = "native")]
    /// # async fn example(email: String, password: String) -> Result<(), coc_keys::CallError> {
    /// use std::time::Duration;
    ///
    /// let client = coc_keys::builder()?
    ///     .account(email, password)
    ///     .key_count(2)
    ///     .client_builder()?
    ///     .timeout(Duration::from_secs(10))
    ///     .no_cache()
    ///     .connect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn client_builder(self) -> Result<coc_core::Builder, Error> {
        self.parts().map(|(keys, client)| client.credentials(keys))
    }

    /// Builds a client with these keys, and tests it with one call.
    ///
    /// # Errors
    /// Those of [`build`](Self::build), of [`Keys::ensure`] and of [`Client::test`].
    pub async fn connect(self) -> Result<Client, coc_core::Error> {
        self.client_builder()?.connect().await
    }

    /// Like [`connect`](Self::connect), for the blocking client.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect), and if the client's thread cannot be started.
    #[cfg(feature = "blocking")]
    pub fn connect_blocking(self) -> Result<coc_transport_native::blocking::Client, coc_core::Error> {
        coc_transport_native::blocking::Client::connect(self.client_builder()?)
    }

    fn parts(mut self) -> Result<(Keys, coc_core::Builder), Error> {
        let base = safe_url("the portal's URL", &self.portal_url)?;
        self.check()?;
        let provider = |url: &String| {
            // A response that is changed on the way could make keys valid for another machine.
            let url = safe_url("the URL of an IP provider", url)?;
            let wrong = |error| Error::new(ErrorKind::Settings, "the URL of an IP provider").caused_by(error);
            url.as_str().parse::<Uri>().map_err(wrong)
        };
        self.policy.providers = self.providers.iter().map(provider).collect::<Result<_, _>>()?;
        let file = match self.persist {
            Persist::No => None,
            #[cfg(not(target_family = "wasm"))]
            Persist::Default => Some(KeyFile::at(KeyFile::default_path()?)),
            #[cfg(not(target_family = "wasm"))]
            Persist::At(path) => Some(KeyFile::at(path)),
            #[cfg(target_family = "wasm")]
            Persist::In(file) => Some(file),
        };
        let portal = Portal { http: self.http, base };
        Ok((Keys::new(Manager::new(portal, self.policy, file, self.accounts)), self.client))
    }

    fn check(&self) -> Result<(), Error> {
        if self.accounts.is_empty() {
            return wrong("no account; set the email and password of the developer portal with `account`");
        }
        let mut emails = HashSet::new();
        for Account { email, password, .. } in &self.accounts {
            if email.trim().is_empty() || email.trim() != email {
                return wrong("an account's email is empty or has blanks around it; correct it");
            }
            if password.expose_secret().is_empty() {
                return wrong(&format!("the password of {email} is empty; set it"));
            }
            if !emails.insert(email) {
                return wrong(&format!("the account {email} is set twice; remove one"));
            }
        }
        let Policy { key_name, key_count, scopes, ip, .. } = &self.policy;
        if let Some(ip) = ip.filter(|ip| IpScope::of(*ip) == IpScope::Unusable) {
            return wrong(&format!(
                "no API can see {ip} as the address of this machine; set a public or private one"
            ));
        }
        // The portal might trim blanks, and the key would no longer be recognised as ours.
        if key_name.is_empty() || key_name.trim() != key_name || key_name.chars().any(char::is_control) {
            let message = "the name of the keys is empty, or has blanks around it or control characters; choose another";
            return wrong(message);
        }
        if !(1..=MAX_KEYS).contains(key_count) {
            return wrong(&format!("{key_count} keys per account; set 1 to {MAX_KEYS}"));
        }
        if scopes.is_empty() {
            return wrong("no scope; set `clash`");
        }
        Ok(())
    }
}

fn wrong(why: &str) -> Result<(), Error> {
    Err(Error::new(ErrorKind::Settings, why))
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let emails: Vec<&str> = self.accounts.iter().map(|account| account.email.as_str()).collect();
        f.debug_struct("Builder")
            .field("accounts", &emails)
            .field("policy", &self.policy)
            .field("persist", &self.persist)
            .finish_non_exhaustive()
    }
}
