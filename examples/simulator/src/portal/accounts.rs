//! Developer accounts, their API keys and their sessions.
//!
//! The portal's routes are in `portal.rs`; the API checks its tokens here.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cidr::Cidr;
use super::token::{self, Claims, LoginClaims};
use crate::clock::rfc3339;
use crate::server::random::Random;

/// The settings of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct PortalSettings {
    /// The duration of a session in simulated seconds.
    pub session_seconds: u32,
    /// The maximum number of keys of an account.
    pub key_limit: usize,
    /// Whether the session cookie has the attribute `Secure`, as the real one has. Off by default,
    /// because this portal uses plain HTTP and most cookie jars would not send such a cookie back.
    pub secure_cookie: bool,
    /// Whether the position of the addresses among a login token's limits varies. Off by default:
    /// they are second then, as some clients require.
    pub vary_limits: bool,
    /// Whether the list of an account without keys lacks `keys`, as has been observed.
    pub omit_empty_keys: bool,
    /// The maximum number of logins per minute of elapsed time, before 429; 0 means no limit.
    pub logins_per_minute: usize,
}

impl Default for PortalSettings {
    fn default() -> Self {
        Self {
            session_seconds: 3600,
            key_limit: 10,
            secure_cookie: false,
            vary_limits: false,
            omit_empty_keys: false,
            logins_per_minute: 0,
        }
    }
}

/// An API key as its owner sees it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Key {
    /// The key's id, for revoking it.
    pub id: String,
    /// The key's name.
    pub name: String,
    /// The owner's description.
    pub description: String,
    /// The allowed addresses, as they were passed in.
    pub cidrs: Vec<String>,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The token.
    pub token: String,
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, name, cidrs, scopes, .. } = self;
        formatter
            .debug_struct("Key")
            .field("id", id)
            .field("name", name)
            .field("cidrs", cidrs)
            .field("scopes", scopes)
            .finish_non_exhaustive()
    }
}

/// The permissions of a token.
pub(crate) struct Grant {
    cidrs: Vec<Cidr>,
    /// Whether the key is approved for `realtime=true`.
    pub(crate) realtime: bool,
}

impl Grant {
    /// Whether the token is valid from `address`.
    pub(crate) fn allows(&self, address: IpAddr) -> bool {
        self.cidrs.iter().any(|cidr| cidr.contains(address))
    }
}

/// The reason why a request to the portal fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PortalError {
    WrongCredentials,
    TooManyLogins,
    NoSession,
    NoSuchAccount,
    KeyLimit(usize),
    NoSuchKey,
    Invalid(&'static str),
}

/// A login request.
pub(crate) struct Login<'a> {
    pub(crate) email: &'a str,
    pub(crate) password: &'a str,
    pub(crate) address: IpAddr,
    pub(crate) user_agent: Option<&'a str>,
    /// Simulated time in Unix milliseconds.
    pub(crate) now: i64,
    /// Elapsed time, for the login rate.
    pub(crate) elapsed: Duration,
}

/// The result of a login.
pub(crate) struct LoggedIn {
    pub(crate) session: String,
    pub(crate) uid: String,
    pub(crate) api_token: String,
    pub(crate) developer: String,
    pub(crate) name: String,
    /// The account's previous login.
    pub(crate) previous: Visit,
}

/// A login, as the next login reports it.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) at: String,
    pub(crate) address: String,
    pub(crate) user_agent: String,
}

/// The properties of a new key.
pub(crate) struct KeySpec<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) cidrs: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

struct Account {
    id: String,
    email: String,
    password: String,
    keys: Vec<Key>,
    previous: Visit,
}

struct Session {
    account: usize,
    /// Simulated time in Unix milliseconds.
    ends: i64,
}

/// All accounts, keys and sessions.
pub(crate) struct Accounts {
    pub(crate) settings: PortalSettings,
    list: Vec<Account>,
    sessions: HashMap<String, Session>,
    grants: HashMap<String, Grant>,
    recent_logins: VecDeque<Duration>,
    logins: usize,
    random: Random,
}

impl Accounts {
    pub(crate) fn new(seed: u64, settings: PortalSettings) -> Self {
        Self {
            settings,
            list: Vec::new(),
            sessions: HashMap::new(),
            grants: HashMap::new(),
            recent_logins: VecDeque::new(),
            logins: 0,
            random: Random::of_text(seed, "portal"),
        }
    }

    /// Adds an account, or changes the password of an existing one. A new account's previous login
    /// was the day before, from `address`.
    pub(crate) fn add(&mut self, email: &str, password: &str, address: IpAddr, now: i64) {
        if let Some(account) = self.list.iter_mut().find(|account| account.email == email) {
            password.clone_into(&mut account.password);
            return;
        }
        let previous = Visit {
            at: rfc3339(now - 86_400_000),
            address: address.to_string(),
            user_agent: "Mozilla/5.0".to_owned(),
        };
        self.list.push(Account {
            id: self.random.uuid(),
            email: email.to_owned(),
            password: password.to_owned(),
            keys: Vec::new(),
            previous,
        });
    }

    /// The accounts' emails and keys.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &[Key])> {
        self.list.iter().map(|account| (account.email.as_str(), account.keys.as_slice()))
    }

    /// The index of an account, as the methods below take it.
    pub(crate) fn find(&self, email: &str) -> Result<usize, PortalError> {
        self.list.iter().position(|account| account.email == email).ok_or(PortalError::NoSuchAccount)
    }

    /// The permissions of a token, if it exists.
    pub(crate) fn grant(&self, token: &str) -> Option<&Grant> {
        self.grants.get(token)
    }

    pub(crate) fn login(&mut self, login: &Login<'_>) -> Result<LoggedIn, PortalError> {
        if self.settings.logins_per_minute > 0 {
            let minute = Duration::from_secs(60);
            self.recent_logins.retain(|at| login.elapsed.saturating_sub(*at) < minute);
            if self.recent_logins.len() >= self.settings.logins_per_minute {
                return Err(PortalError::TooManyLogins);
            }
            self.recent_logins.push_back(login.elapsed);
        }
        let matches = |account: &Account| account.email == login.email && account.password == login.password;
        let index = self.list.iter().position(matches).ok_or(PortalError::WrongCredentials)?;
        let Self { list, sessions, random, settings, .. } = self;
        let account = &mut list[index];
        sessions.retain(|_, session| session.ends > login.now);
        let session = random.uuid();
        let ends = login.now + i64::from(settings.session_seconds) * 1000;
        sessions.insert(session.clone(), Session { account: index, ends });
        let issued = login.now / 1000;
        let host_bits = if login.address.is_ipv4() { 32 } else { 128 };
        let cidrs = [format!("{}/{host_bits}", login.address)];
        let scopes = ["clash".to_owned()];
        let claims = Claims {
            developer: &account.id,
            tier: "developer/bronze",
            scopes: &scopes,
            cidrs: &cidrs,
            issued,
            login: Some(LoginClaims {
                expires: issued + 3600,
                cidr_position: if settings.vary_limits { self.logins % 3 } else { 1 },
            }),
        };
        let api_token = token::encode(&claims, random);
        self.logins += 1;
        let visit = Visit {
            at: rfc3339(login.now),
            address: login.address.to_string(),
            user_agent: login.user_agent.unwrap_or_default().to_owned(),
        };
        Ok(LoggedIn {
            session,
            uid: random.uuid(),
            api_token,
            developer: account.id.clone(),
            name: account.email.split('@').next().unwrap_or_default().to_owned(),
            previous: std::mem::replace(&mut account.previous, visit),
        })
    }

    /// The account of a session and the remaining whole seconds.
    pub(crate) fn session(&self, session: Option<&str>, now: i64) -> Result<(usize, i64), PortalError> {
        let session = session.and_then(|session| self.sessions.get(session)).ok_or(PortalError::NoSession)?;
        let left = session.ends - now;
        if left > 0 { Ok((session.account, (left + 999) / 1000)) } else { Err(PortalError::NoSession) }
    }

    /// An account's id and keys.
    pub(crate) fn keys(&self, account: usize) -> (&str, &[Key]) {
        self.list.get(account).map_or(("", &[]), |account| (&account.id, &account.keys))
    }

    pub(crate) fn create(
        &mut self,
        account: usize,
        wanted: KeySpec<'_>,
        now: i64,
    ) -> Result<Key, PortalError> {
        let account = self.list.get_mut(account).ok_or(PortalError::NoSuchAccount)?;
        if wanted.name.trim().is_empty() {
            return Err(PortalError::Invalid("A key requires a name"));
        }
        let cidrs: Option<Vec<Cidr>> = wanted.cidrs.iter().map(|text| Cidr::parse(text)).collect();
        let cidrs = cidrs.filter(|cidrs| !cidrs.is_empty());
        let cidrs = cidrs.ok_or(PortalError::Invalid("A key requires valid addresses or address ranges"))?;
        if account.keys.len() >= self.settings.key_limit {
            return Err(PortalError::KeyLimit(self.settings.key_limit));
        }
        let claims = Claims {
            developer: &account.id,
            tier: "developer/silver",
            scopes: &wanted.scopes,
            cidrs: &wanted.cidrs,
            issued: now / 1000,
            login: None,
        };
        let token = token::encode(&claims, &mut self.random);
        let realtime = wanted.scopes.iter().any(|scope| scope.contains("realtime"));
        self.grants.insert(token.clone(), Grant { cidrs, realtime });
        let key = Key {
            id: self.random.uuid(),
            name: wanted.name.to_owned(),
            description: wanted.description.to_owned(),
            cidrs: wanted.cidrs,
            scopes: wanted.scopes,
            token,
        };
        account.keys.push(key.clone());
        Ok(key)
    }

    pub(crate) fn revoke(&mut self, account: usize, id: &str) -> Result<(), PortalError> {
        let account = self.list.get_mut(account).ok_or(PortalError::NoSuchAccount)?;
        let index = account.keys.iter().position(|key| key.id == id).ok_or(PortalError::NoSuchKey)?;
        let key = account.keys.remove(index);
        self.grants.remove(&key.token);
        Ok(())
    }

    /// Ends all sessions.
    pub(crate) fn end_sessions(&mut self) {
        self.sessions.clear();
    }
}
