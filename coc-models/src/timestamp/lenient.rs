//! [`LenientTimestamp`]: a time whose form is not known yet.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Timestamp;
use crate::{UnrecognizedValue, wire::string_or_number};

/// A time in a field for which no body was recorded.
///
/// One unexpected value must not fail a whole battle log, so a value that is not a [`Timestamp`] is
/// stored and written back unchanged.
///
/// ```
/// use coc_models::LenientTimestamp;
///
/// let time: LenientTimestamp = serde_json::from_str("\"20260601T120000.000Z\"")?;
/// assert_eq!(time.timestamp().unwrap().unix_seconds(), 1_780_315_200);
/// let odd: LenientTimestamp = serde_json::from_str("\"yesterday\"")?;
/// assert_eq!((odd.timestamp(), odd.to_string()), (None, "yesterday".into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LenientTimestamp {
    /// A string in one of the forms of [`Timestamp`].
    Timestamp(Timestamp),
    /// A number, of seconds or milliseconds.
    Number(i64),
    /// Any other string.
    Unrecognized(UnrecognizedValue),
}

impl LenientTimestamp {
    /// The instant, if the string is one.
    pub fn timestamp(&self) -> Option<Timestamp> {
        match self {
            Self::Timestamp(timestamp) => Some(*timestamp),
            Self::Number(_) | Self::Unrecognized(_) => None,
        }
    }
}

impl From<Timestamp> for LenientTimestamp {
    fn from(timestamp: Timestamp) -> Self {
        Self::Timestamp(timestamp)
    }
}

impl From<&str> for LenientTimestamp {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(timestamp) => Self::Timestamp(timestamp),
            Err(_) => Self::Unrecognized(UnrecognizedValue::new(text)),
        }
    }
}

impl fmt::Display for LenientTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timestamp(timestamp) => fmt::Display::fmt(timestamp, f),
            Self::Number(number) => fmt::Display::fmt(number, f),
            Self::Unrecognized(text) => f.pad(text.as_str()),
        }
    }
}

impl Serialize for LenientTimestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Timestamp(timestamp) => timestamp.serialize(serializer),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Unrecognized(text) => serializer.serialize_str(text.as_str()),
        }
    }
}

impl<'de> Deserialize<'de> for LenientTimestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_or_number(deserializer, "a time: a string or a number", |text| text.into(), Self::Number)
    }
}
