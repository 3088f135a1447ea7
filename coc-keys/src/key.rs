//! A [`Key`] of an account.

use std::net::IpAddr;

use coc_core::{Token, TokenId, models::ApiKey};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use crate::{claims, range};

/// A key of the API. Its `Debug` and its JSON leave the key itself out; [`token`](Self::token) has it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Key {
    /// The email of the account it belongs to.
    pub account: String,
    /// The portal's name for it.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// The description it was given.
    pub description: Option<String>,
    /// The addresses it may be used from, plain or as a network.
    pub ranges: Vec<String>,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// What it is to us.
    pub standing: KeyStatus,
    #[serde(skip)]
    token: SecretString,
}

/// What a key is to whoever manages keys by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeyStatus {
    /// It has our name and may be used from our address.
    Valid,
    /// It has our name and may not be used from our address.
    Stale,
    /// It has another name and is none of our business.
    Foreign,
}

impl Key {
    pub(crate) fn new(account: &str, key: ApiKey, key_name: &str, ip: IpAddr) -> Self {
        let ApiKey { id, name, description, scopes, cidr_ranges: mut ranges, key, .. } = key;
        if ranges.is_empty() {
            // The key itself says where it may be used.
            ranges = claims::ranges(key.expose()).iter().map(ToString::to_string).collect();
        }
        let standing = match name == key_name {
            false => KeyStatus::Foreign,
            true if range::any_holds(&ranges, ip) => KeyStatus::Valid,
            true => KeyStatus::Stale,
        };
        let token = SecretString::from(key.expose());
        Self { account: account.to_owned(), id, name, description, ranges, scopes, standing, token }
    }

    /// A key of ours as the key file tells of it.
    pub(crate) fn stored(account: &str, name: &str, id: &str, ip: IpAddr, token: SecretString) -> Self {
        Self {
            account: account.to_owned(),
            id: id.to_owned(),
            name: name.to_owned(),
            description: None,
            ranges: vec![ip.to_string()],
            scopes: Vec::new(),
            standing: KeyStatus::Valid,
            token,
        }
    }

    /// The key itself, to be given to a client.
    pub fn token(&self) -> &SecretString {
        &self.token
    }

    /// The token for the client; nothing, if the portal gave a text that can be none.
    pub(crate) fn as_token(&self) -> Option<Token> {
        Token::new(self.token.expose_secret()).ok()
    }

    pub(crate) fn token_id(&self) -> Option<TokenId> {
        self.as_token().map(|token| token.id())
    }

    /// Whether this is one of our keys, by its name.
    pub fn is_own(&self) -> bool {
        self.standing != KeyStatus::Foreign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_shows_everything_but_itself() {
        let json = r#"{"id":"i","name":"n","cidrRanges":["203.0.113.0/24"],"scopes":["clash"],"key":"hush"}"#;
        let key = || serde_json::from_str::<ApiKey>(json).unwrap();
        let ip = |text: &str| text.parse().unwrap();
        let ours = Key::new("a@example.com", key(), "n", ip("203.0.113.9"));
        assert_eq!(ours.standing, KeyStatus::Valid);
        assert_eq!(Key::new("a", key(), "n", ip("203.0.114.9")).standing, KeyStatus::Stale);
        assert_eq!(Key::new("a", key(), "N", ip("203.0.113.9")).standing, KeyStatus::Foreign);
        let shown = format!("{ours:?} {}", serde_json::to_string(&ours).unwrap());
        assert!(shown.contains("203.0.113.0/24") && !shown.contains("hush"), "{shown}");
        assert_eq!(ours.token().expose_secret(), "hush");
    }
}
