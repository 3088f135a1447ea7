//! An [`Account`]: its credentials, and the state that outlives a job.

use std::{collections::BTreeSet, net::IpAddr};

use coc_core::{Instant, TokenId};
use http::Uri;
use secrecy::SecretString;

use crate::{
    error::{Error, ErrorKind},
    key::Key,
    portal::Session,
    rejection::{RejectReason, Rejection},
};

/// The settings of the keys.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) key_name: String,
    pub(crate) key_count: usize,
    pub(crate) description: String,
    /// Whether rejected keys are replaced.
    pub(crate) refreshes: bool,
    pub(crate) scopes: Vec<String>,
    /// The address, if the user set it.
    pub(crate) ip: Option<IpAddr>,
    /// Whether any API is believed about the address that it sees, and not only the official one.
    pub(crate) trusts_reported_ip: bool,
    /// The services that are requested for the address if the portal does not report it.
    pub(crate) providers: Vec<Uri>,
}

/// An account of the developer portal.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: SecretString,
    pub(crate) session: Option<Session>,
    pub(crate) login: Option<Login>,
    /// The keys in use.
    pub(crate) held: Vec<Key>,
    /// The address they are valid for.
    pub(crate) held_for: Option<IpAddr>,
    /// The ids of the keys that this machine has used, as far as memory and file know.
    pub(crate) used: BTreeSet<String>,
    /// The open circuit: until when (`None` for good), and the error that opened it.
    pub(crate) circuit: Option<(Option<Instant>, Error)>,
    /// When a key that the portal listed and the API rejected was last replaced.
    pub(crate) replaced: Option<Instant>,
}

/// The latest login.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) at: Instant,
    /// The address that the portal reported, if it is public.
    pub(crate) ip: Option<IpAddr>,
    /// Another address that the portal reported, for which no key is created.
    pub(crate) unusable_ip: Option<IpAddr>,
    /// Whether no job has succeeded since. The next job then reuses the session.
    pub(crate) unfinished: bool,
}

impl Account {
    pub(crate) fn new(email: String, password: SecretString) -> Self {
        Self {
            email,
            password,
            session: None,
            login: None,
            held: Vec::new(),
            held_for: None,
            used: BTreeSet::new(),
            circuit: None,
            replaced: None,
        }
    }

    pub(crate) fn set_password(&mut self, password: SecretString) {
        (self.password, self.session, self.login, self.circuit) = (password, None, None, None);
    }

    pub(crate) fn session(&mut self) -> Result<&mut Session, Error> {
        self.session.as_mut().ok_or_else(|| Error::new(ErrorKind::SessionExpired, "there is no session"))
    }

    pub(crate) fn holds(&self, token: TokenId) -> bool {
        self.held.iter().any(|key| key.token_id() == Some(token))
    }

    /// Uses these keys from now on, which are for this address.
    pub(crate) fn hold(&mut self, keys: Vec<Key>, ip: Option<IpAddr>) {
        self.used.extend(keys.iter().map(|key| key.id.clone()));
        (self.held, self.held_for) = (keys, ip);
    }

    /// Drops the rejected key, or all keys if the address has changed.
    pub(crate) fn forget(&mut self, rejection: &Rejection) {
        match rejection.reason {
            RejectReason::Ip { .. } => self.held.clear(),
            RejectReason::Key => self.held.retain(|key| key.token_id() != Some(rejection.token)),
        }
    }

    /// Whether the circuit lets a job through. Manual jobs are stopped by a rejected password only.
    pub(crate) fn admit(&self, now: Instant, manual: bool) -> Result<(), Error> {
        match &self.circuit {
            Some((None, error)) => Err(error.clone()),
            Some((Some(until), error)) if *until > now && !manual => {
                Err(error.clone().with_cool_down(until.saturating_since(now)))
            }
            _ => Ok(()),
        }
    }
}
