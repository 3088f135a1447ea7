//! The keys that clients of the proxy present: [`ClientKeys`]. They are unrelated to API keys.

use std::{fmt, str::FromStr};

use coc_transport_native::models::Secret;
use subtle::ConstantTimeEq as _;

/// The minimum length of a key in bytes: too long to guess within the rate limit.
const MIN_LENGTH: usize = 16;

/// The keys that the proxy accepts, each with a name for logs.
///
/// Parsed from one key per line, or several separated by commas. `name:key` names a key, and a line
/// that starts with `#` is a comment. A key has at least 16 visible characters.
#[derive(Clone, Default)]
pub struct ClientKeys(Vec<ClientKey>);

#[derive(Clone)]
struct ClientKey {
    name: String,
    secret: Secret,
}

/// A string that is not a list of client keys. It may be secret, so the error never contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientKeysError {
    /// Short enough to be guessed.
    #[error("client key {0} is shorter than 16 characters: create one with `openssl rand -hex 16`")]
    TooShort(usize),
    /// Not a valid header value.
    #[error(
        "client key {0} contains blanks or characters that are not allowed in a header: create one with `openssl rand -hex 16`"
    )]
    Unsendable(usize),
    /// Two equal keys.
    #[error("client key {0} is a duplicate: remove it")]
    Repeated(usize),
    /// No keys.
    #[error("no client keys found: add one per line, or leave the setting out")]
    Empty,
}

impl ClientKeys {
    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The index of the presented key. All keys are compared in constant time, against timing
    /// attacks.
    pub(crate) fn find(&self, presented: &[u8]) -> Option<usize> {
        let equal = |key: &ClientKey| bool::from(key.secret.expose().as_bytes().ct_eq(presented));
        self.0
            .iter()
            .enumerate()
            .fold(None, |found, (number, key)| if equal(key) { Some(number) } else { found })
    }

    /// The name of the key with this index.
    pub(crate) fn name(&self, number: usize) -> &str {
        self.0.get(number).map_or("", |key| &key.name)
    }
}

impl FromStr for ClientKeys {
    type Err = ClientKeysError;

    fn from_str(text: &str) -> Result<Self, ClientKeysError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let mut keys: Vec<ClientKey> = Vec::new();
        for entry in lines.flat_map(|line| line.split(',')).map(str::trim).filter(|entry| !entry.is_empty()) {
            let number = keys.len() + 1;
            let (name, secret) = match entry.split_once(':') {
                Some((name, secret)) => (name.trim().to_owned(), secret.trim()),
                None => (format!("key {number}"), entry),
            };
            if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(ClientKeysError::Unsendable(number));
            }
            if secret.len() < MIN_LENGTH {
                return Err(ClientKeysError::TooShort(number));
            }
            if keys.iter().any(|key| key.secret.expose() == secret) {
                return Err(ClientKeysError::Repeated(number));
            }
            keys.push(ClientKey { name, secret: secret.into() });
        }
        if keys.is_empty() { Err(ClientKeysError::Empty) } else { Ok(Self(keys)) }
    }
}

/// Shows names only.
impl fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_separated_by_lines_or_commas_and_names_are_optional() {
        let keys: ClientKeys =
            "# of the site\nsite: 0123456789abcdef\n\nfedcba9876543210,bot:aaaaaaaaaaaaaaaa\r\n"
                .parse()
                .unwrap();
        for (presented, name) in
            [("0123456789abcdef", "site"), ("fedcba9876543210", "key 2"), ("aaaaaaaaaaaaaaaa", "bot")]
        {
            let number = keys.find(presented.as_bytes()).expect(name);
            assert_eq!(keys.name(number), name);
        }
        for stranger in ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", "site"] {
            assert_eq!(keys.find(stranger.as_bytes()), None, "{stranger}");
        }
        assert!(!format!("{keys:?}").contains("0123"));
    }

    #[test]
    fn an_invalid_key_is_rejected_and_not_repeated_in_the_error() {
        for (text, error) in [
            ("", ClientKeysError::Empty),
            ("# nothing\n ,, \n", ClientKeysError::Empty),
            ("0123456789abcdef\nhunter2", ClientKeysError::TooShort(2)),
            ("hunter2 hunter2 hunter2", ClientKeysError::Unsendable(1)),
            ("hünter2hünter2hünter2", ClientKeysError::Unsendable(1)),
            ("0123456789abcdef,a:0123456789abcdef", ClientKeysError::Repeated(2)),
        ] {
            let found = text.parse::<ClientKeys>().unwrap_err();
            assert_eq!(found, error, "{text}");
            assert!(!format!("{found} {found:?}").contains("nter2"));
        }
    }
}
