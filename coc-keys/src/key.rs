//! A [`Key`] of an account.

use std::net::IpAddr;

use coc_core::{Token, TokenId, models::ApiKey};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use crate::{cidr, jwt};

/// A key of the API. Its `Debug` and its JSON leave out the key itself, the [`token`](Self::token).
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// for key in keys.list().await? {
///     let owner = if key.is_own() { "ours" } else { "not ours" };
///     println!("{} of {}, valid from {}: {owner}", key.name, key.account, key.ranges.join(", "));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Key {
    /// The email of its account.
    pub account: String,
    /// The portal's id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// The addresses it is valid from, each an IP address or a network in CIDR notation.
    pub ranges: Vec<String>,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Whether it is managed here, and valid.
    pub status: KeyStatus,
    #[serde(skip)]
    token: SecretString,
}

/// The status of a key.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// use coc_keys::KeyStatus;
///
/// let all = keys.list().await?;
/// let stale = all.iter().filter(|key| key.status == KeyStatus::Stale).count();
/// println!("{stale} of {} keys are for another address", all.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum KeyStatus {
    /// It has our name and is valid from our address.
    Valid,
    /// It has our name and is not valid from our address, or cannot be read.
    Stale,
    /// It has another name and is never touched.
    Foreign,
}

impl Key {
    pub(crate) fn new(account: &str, key: ApiKey, key_name: &str, ip: IpAddr) -> Self {
        let ApiKey { id, name, description, scopes, cidr_ranges: mut ranges, key, .. } = key;
        if ranges.is_empty() {
            // The key itself names its ranges.
            ranges = jwt::ranges(key.expose()).iter().map(ToString::to_string).collect();
        }
        // Without an id it could not be revoked.
        let status = match name == key_name && !id.is_empty() {
            false => KeyStatus::Foreign,
            true if cidr::any_holds(&ranges, ip) && Token::new(key.expose()).is_ok() => KeyStatus::Valid,
            true => KeyStatus::Stale,
        };
        let token = SecretString::from(key.expose());
        Self { account: account.to_owned(), id, name, description, ranges, scopes, status, token }
    }

    /// A key of ours from the key file.
    pub(crate) fn stored(account: &str, name: &str, id: &str, ip: IpAddr, token: SecretString) -> Self {
        Self {
            account: account.to_owned(),
            id: id.to_owned(),
            name: name.to_owned(),
            description: None,
            ranges: vec![ip.to_string()],
            scopes: Vec::new(),
            status: KeyStatus::Valid,
            token,
        }
    }

    /// The key itself, for a client.
    pub fn token(&self) -> &SecretString {
        &self.token
    }

    /// The token for the client; `None` if the portal's string is not a valid one.
    pub(crate) fn as_token(&self) -> Option<Token> {
        Token::new(self.token.expose_secret()).ok()
    }

    pub(crate) fn token_id(&self) -> Option<TokenId> {
        self.as_token().map(|token| token.id())
    }

    /// Whether this is one of our keys: its name is ours.
    pub fn is_own(&self) -> bool {
        self.status != KeyStatus::Foreign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_and_json_have_everything_but_the_token() {
        let json = r#"{"id":"i","name":"n","cidrRanges":["203.0.113.0/24"],"scopes":["clash"],"key":"hush"}"#;
        let key = || serde_json::from_str::<ApiKey>(json).unwrap();
        let ip = |text: &str| text.parse().unwrap();
        let ours = Key::new("a@example.com", key(), "n", ip("203.0.113.9"));
        assert_eq!(ours.status, KeyStatus::Valid);
        assert_eq!(Key::new("a", key(), "n", ip("203.0.114.9")).status, KeyStatus::Stale);
        assert_eq!(Key::new("a", key(), "N", ip("203.0.113.9")).status, KeyStatus::Foreign);
        let shown = format!("{ours:?} {}", serde_json::to_string(&ours).unwrap());
        assert!(shown.contains("203.0.113.0/24") && !shown.contains("hush"), "{shown}");
        assert_eq!(ours.token().expose_secret(), "hush");
    }
}
