//! [`Secret`]: a string that must not appear in a log.

use alloc::{boxed::Box, string::String};
use core::fmt;

use serde::{Deserialize, Serialize};

/// A secret string: a developer key, a session or temporary token, a player's one-time token.
///
/// It is read from and written to JSON like a string, but `Debug` prints no part of it and there is
/// no `Display`. The string is returned by [`expose`](Self::expose) only.
///
/// ```
/// # use coc_models::Secret;
/// let token = Secret::from("abc123");
/// assert_eq!(format!("{token:?}"), "Secret(redacted)");
/// assert_eq!(token.expose(), "abc123");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Box<str>);

impl Secret {
    /// The string itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_the_secret_and_debug_does_not() {
        let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
        assert!(!std::format!("{secret:?} {secret:#?}").contains("hunter"));
    }
}
