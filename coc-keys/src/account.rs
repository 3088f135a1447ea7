//! One account, and what is known about it. The work that gets from a password to keys is in `work.rs`.

use std::net::IpAddr;

use coc_core::{ErrorKind as CallErrorKind, Instant, TokenId, TokenRejection};
use http::Uri;
use secrecy::SecretString;

use crate::{error::Error, key::Key, own_ip, portal::Session};

/// What keys are to be like.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) key_name: String,
    pub(crate) key_count: usize,
    pub(crate) description: String,
    pub(crate) scopes: Vec<String>,
    /// The address, if the user set it.
    pub(crate) ip: Option<IpAddr>,
    /// Who else is asked for it.
    pub(crate) providers: Vec<Uri>,
}

/// An account and what is known about it.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: SecretString,
    pub(crate) session: Option<Session>,
    pub(crate) login: Option<Login>,
    /// The keys that are used, as good as is known.
    pub(crate) held: Vec<Key>,
    /// The address for which they are good.
    pub(crate) held_for: Option<IpAddr>,
    /// Until when the account is left alone, for ever if there is no end, and why.
    pub(crate) hold: Option<(Option<Instant>, Error)>,
    /// When a key that the portal had and the API refused was last replaced.
    pub(crate) replaced: Option<Instant>,
}

/// The latest login.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) at: Instant,
    pub(crate) ip: Option<IpAddr>,
    /// Whether no work has been finished since. Then the next attempt goes on with it.
    pub(crate) unfinished: bool,
}

/// What the API refused, and as what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    pub(crate) token: TokenId,
    pub(crate) why: Refused,
}

/// Why the API refused a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refused {
    /// It is not valid from the address that the API names, if it does.
    Ip(Option<IpAddr>),
    /// It is not valid.
    Key,
}

impl Refusal {
    pub(crate) fn of(rejected: &TokenRejection) -> Self {
        let why = match rejected.error.kind() {
            CallErrorKind::InvalidIp => Refused::Ip(rejected.error.message().and_then(own_ip::of_refusal)),
            _ => Refused::Key,
        };
        Self { token: rejected.token, why }
    }

    pub(crate) fn ip(self) -> Option<IpAddr> {
        match self.why {
            Refused::Ip(ip) => ip,
            Refused::Key => None,
        }
    }
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
            hold: None,
            replaced: None,
        }
    }

    pub(crate) fn set_password(&mut self, password: SecretString) {
        (self.password, self.session, self.login, self.hold) = (password, None, None, None);
    }

    pub(crate) fn holds(&self, token: TokenId) -> bool {
        self.held.iter().any(|key| key.token_id() == Some(token))
    }

    /// Forgets what the API refused: the one key, or all, if it is the address that is not right any more.
    pub(crate) fn forget(&mut self, refusal: Refusal) {
        match refusal.why {
            Refused::Ip(_) => self.held.clear(),
            Refused::Key => self.held.retain(|key| key.token_id() != Some(refusal.token)),
        }
    }

    pub(crate) fn admit(&self, now: Instant, by_hand: bool) -> Result<(), Error> {
        match &self.hold {
            Some((None, error)) => Err(error.clone()),
            Some((Some(until), error)) if *until > now && !by_hand => {
                Err(error.clone().resting(until.saturating_since(now)))
            }
            _ => Ok(()),
        }
    }
}
