//! The contents of the key file: [`Document`] and [`StoredKey`].

use std::net::IpAddr;

use coc_core::models::Timestamp;
use secrecy::SecretString;

/// The keys of all accounts and key names that share a key file.
///
/// A program that stores a document must leave the entries of others in it.
///
/// ```
/// use coc_keys::file::{Document, StoredKey};
///
/// /// The keys of one account; the entries of others stay in the document.
/// fn of<'a>(document: &'a Document, email: &'a str) -> impl Iterator<Item = &'a StoredKey> {
///     document.entries.iter().filter(move |key| key.account == email)
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The keys, in no particular order.
    pub entries: Vec<StoredKey>,
}

/// A key of the API, and its origin. Its `Debug` does not show the token.
///
/// It is not `Serialize`, so that a token is not written anywhere but to a key file by accident.
///
/// ```
/// use coc_keys::{ExposeSecret as _, file::StoredKey};
///
/// /// The token in the only place that shows it.
/// fn authorization(key: &StoredKey) -> String {
///     format!("Bearer {}", key.token.expose_secret())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// The email of its account.
    pub account: String,
    /// Its name, which all keys of one program share.
    pub key_name: String,
    /// The address that the key is valid for.
    pub ip: IpAddr,
    /// The portal's id for it.
    pub id: String,
    /// The key itself.
    pub token: SecretString,
    /// When it was created, or first used.
    pub created: Timestamp,
}
