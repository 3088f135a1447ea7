//! The keys by which the proxy knows its own clients: [`ClientKeys`]. They have nothing to do with the keys of the API.

use std::{fmt, str::FromStr};

use coc_transport_native::models::Secret;
use subtle::ConstantTimeEq as _;

/// The shortest key, in bytes: what a patient stranger does not guess within the rate limit.
const SHORTEST: usize = 16;

/// Which keys the proxy accepts, each with a name for logs.
///
/// Read from text: one key a line, or several between commas; `name:key` gives it a name, and a line that begins with `#` is a
/// comment. A key has at least 16 visible characters.
#[derive(Clone, Default)]
pub struct ClientKeys(Vec<ClientKey>);

#[derive(Clone)]
struct ClientKey {
    name: String,
    secret: Secret,
}

/// Text that has no client keys in it. It is not repeated, since it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientKeysError {
    /// Could be guessed.
    #[error("client key {0} is shorter than 16 characters; make one with `openssl rand -hex 16`")]
    TooShort(usize),
    /// Could not be sent in a header.
    #[error(
        "client key {0} has blanks or characters that no header carries; make one with `openssl rand -hex 16`"
    )]
    Unsendable(usize),
    /// Twice the same.
    #[error("client key {0} is there twice")]
    Repeated(usize),
    /// No keys where there should be some.
    #[error("there is no client key in it; give one a line, or leave the setting out")]
    Empty,
}

impl ClientKeys {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which of the keys this is. All of them are compared, and each in constant time, so that the time tells nothing.
    pub(crate) fn find(&self, presented: &[u8]) -> Option<usize> {
        let equal = |key: &ClientKey| bool::from(key.secret.expose().as_bytes().ct_eq(presented));
        self.0
            .iter()
            .enumerate()
            .fold(None, |found, (number, key)| if equal(key) { Some(number) } else { found })
    }

    /// The name of the key with this number.
    pub(crate) fn name(&self, number: usize) -> &str {
        self.0.get(number).map_or("", |key| &key.name)
    }
}

impl FromStr for ClientKeys {
    type Err = ClientKeysError;

    fn from_str(text: &str) -> Result<Self, ClientKeysError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let mut keys: Vec<ClientKey> = Vec::new();
        for given in lines.flat_map(|line| line.split(',')).map(str::trim).filter(|given| !given.is_empty()) {
            let number = keys.len() + 1;
            let (name, secret) = match given.split_once(':') {
                Some((name, secret)) => (name.trim().to_owned(), secret.trim()),
                None => (format!("key {number}"), given),
            };
            if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(ClientKeysError::Unsendable(number));
            }
            if secret.len() < SHORTEST {
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

/// Names only.
impl fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_one_a_line_or_between_commas_with_names_or_without() {
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
    fn what_is_no_key_is_refused_without_being_repeated() {
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
