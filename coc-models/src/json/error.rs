//! [`DecodeError`]: what a body is instead of the model.

use alloc::string::{String, ToString};
use core::fmt;

/// The reason why a body could not be decoded.
///
/// ```
/// use coc_models::{Clan, json::{self, DecodeError}};
///
/// match json::decode::<Clan>(b"<html>502 Bad Gateway</html>") {
///     Ok(clan) => println!("{}", clan.value.name),
///     Err(DecodeError::Html) => println!("a gateway's page"),
///     Err(DecodeError::Truncated { received }) => println!("only {received} bytes"),
///     Err(error) => println!("{error}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// HTML, such as a gateway's error page.
    Html,
    /// Not JSON at all.
    Syntax(String),
    /// Truncated JSON, or an empty body.
    Truncated {
        /// The number of bytes received.
        received: usize,
    },
    /// JSON that does not fit the model, and cannot be repaired.
    Mismatch {
        /// The path, such as `memberList[3].trophies`; `.` is the whole body.
        path: String,
        /// The expected and the actual type.
        message: String,
    },
}

impl DecodeError {
    /// Returns what the body is if it is not complete JSON; `None` if `error` is about a value.
    pub(super) fn not_json(body: &[u8], error: &serde_json::Error) -> Option<Self> {
        if body.trim_ascii_start().first() == Some(&b'<') {
            Some(Self::Html)
        } else if error.is_eof() {
            Some(Self::Truncated { received: body.len() })
        } else if !error.is_data() {
            Some(Self::Syntax(error.to_string()))
        } else {
            None
        }
    }

    /// An error of the whole body.
    pub(super) fn anywhere(error: &serde_json::Error) -> Self {
        Self::Mismatch { path: ".".into(), message: error.to_string() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Html => f.write_str("the body is HTML, not JSON"),
            Self::Syntax(error) => write!(f, "the body is not JSON: {error}"),
            Self::Truncated { received } => write!(f, "the body is truncated after {received} bytes"),
            Self::Mismatch { path, message } => write!(f, "at `{path}`: {message}"),
        }
    }
}

impl core::error::Error for DecodeError {}
