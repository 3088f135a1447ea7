//! What the key file holds: [`Document`] and [`StoredKey`].

use std::net::IpAddr;

use coc_core::models::Timestamp;
use secrecy::SecretString;

/// The keys of all accounts and key names that share a key file.
///
/// Whoever stores one keeps the entries that are not their own.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The keys, in no particular order.
    pub entries: Vec<StoredKey>,
}

/// A key of the API, and how it was come by. Its `Debug` does not show the token.
///
/// It can be written to a key file and in no other way: it is not `Serialize`, so that a token does not end up elsewhere by
/// accident.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// The email of the account whose key it is.
    pub account: String,
    /// The name that all keys of one owner share.
    pub key_name: String,
    /// The address that the key was made for or found good for.
    pub ip: IpAddr,
    /// The portal's id of the key.
    pub id: String,
    /// The key itself.
    pub token: SecretString,
    /// When it was made or adopted.
    pub created: Timestamp,
}
