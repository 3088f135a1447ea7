//! Time: [`Timestamp`], and [`LenientTimestamp`] for the fields whose form is not known.
//!
//! The calendar is in `timestamp/civil.rs`, reading and writing in `timestamp/text.rs`, and the
//! optional conversions to other crates' types in `timestamp/convert.rs`. Season ids are not
//! timestamps: `season.rs`.

pub(crate) mod civil;
mod convert;
mod lenient;
mod text;

use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use self::lenient::LenientTimestamp;
use self::text::{Form, Layout, Zone};

/// An instant as the API writes it.
///
/// Two forms are read: the API's own, `20240101T080000.000Z`, and RFC 3339, `2026-03-11T18:14:44Z`,
/// which it uses in ranked leagues. A timestamp has its form, its digits of the second and its
/// offset, so it is written as it was read; but it compares, sorts and hashes as an instant. A
/// string without a zone is UTC, like all times of the API.
///
/// The range is the years 0 to 9999, in Unix time without leap seconds.
///
/// ```
/// use coc_models::Timestamp;
///
/// let start: Timestamp = "20240101T080000.000Z".parse()?;
/// assert_eq!(start.unix_seconds(), 1_704_096_000);
/// assert_eq!(start, "2024-01-01T09:00:00+01:00".parse()?);
/// assert_eq!(start.to_string(), "20240101T080000.000Z");
/// assert_eq!(start.rfc3339().to_string(), "2024-01-01T08:00:00Z");
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    seconds: i64,
    /// Nanoseconds after `seconds`, below one second.
    nanoseconds: u32,
    form: Form,
}

impl Timestamp {
    /// The instant this many seconds after 1970-01-01T00:00:00Z, in the API's own form.
    ///
    /// # Errors
    ///
    /// [`TimestampError::OutOfRange`] outside the years 0 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, TimestampError> {
        Self::new(seconds, 0)
    }

    /// The instant this many milliseconds after 1970-01-01T00:00:00Z, in the API's own form.
    ///
    /// # Errors
    ///
    /// [`TimestampError::OutOfRange`] outside the years 0 to 9999.
    pub fn from_unix_millis(milliseconds: i64) -> Result<Self, TimestampError> {
        let below_second = u32::try_from(milliseconds.rem_euclid(1_000)).unwrap_or_default();
        Self::new(milliseconds.div_euclid(1_000), below_second * 1_000_000)
    }

    /// `nanoseconds` are below one second.
    fn new(seconds: i64, nanoseconds: u32) -> Result<Self, TimestampError> {
        if !civil::SECONDS.contains(&seconds) {
            return Err(TimestampError::OutOfRange);
        }
        let form = Form { layout: Layout::Compact, digits: 3, zone: Zone::Utc };
        Ok(Self { seconds, nanoseconds, form: form.with_digits_for(nanoseconds) })
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn unix_seconds(&self) -> i64 {
        self.seconds
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn unix_millis(&self) -> i64 {
        self.seconds * 1_000 + i64::from(self.nanoseconds / 1_000_000)
    }

    /// Nanoseconds after [`unix_seconds`](Self::unix_seconds), below one second. The API sends
    /// whole seconds.
    pub fn subsec_nanoseconds(&self) -> u32 {
        self.nanoseconds
    }

    /// The same instant in the API's own form, `20240101T080000.000Z`.
    #[must_use]
    pub fn compact(self) -> Self {
        let form = Form { layout: Layout::Compact, digits: 3, zone: Zone::Utc };
        Self { form: form.with_digits_for(self.nanoseconds), ..self }
    }

    /// The same instant as RFC 3339 in UTC, `2024-01-01T08:00:00Z`.
    #[must_use]
    pub fn rfc3339(self) -> Self {
        let form = Form { layout: Layout::Rfc3339, digits: 0, zone: Zone::Utc };
        Self { form: form.with_digits_for(self.nanoseconds), ..self }
    }
}

/// 1970-01-01T00:00:00Z, in the API's own form; for models that are built in tests.
impl Default for Timestamp {
    fn default() -> Self {
        let form = Form { layout: Layout::Compact, digits: 3, zone: Zone::Utc };
        Self { seconds: 0, nanoseconds: 0, form }
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.seconds, self.nanoseconds).hash(state);
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        text::read(text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a timestamp such as 20240101T080000.000Z or 2024-01-01T08:00:00Z")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

/// The reason why a value is not a [`Timestamp`].
///
/// ```
/// use coc_models::{Timestamp, TimestampError};
///
/// assert_eq!("yesterday".parse::<Timestamp>(), Err(TimestampError::Malformed));
/// assert_eq!(Timestamp::from_unix_seconds(i64::MAX), Err(TimestampError::OutOfRange));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimestampError {
    /// The string has neither of the two forms, or the day or time does not exist.
    Malformed,
    /// The instant is outside the years 0 to 9999, or outside the range of the other type.
    OutOfRange,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a timestamp such as 20240101T080000.000Z or 2024-01-01T08:00:00Z",
            Self::OutOfRange => "the time is out of range",
        })
    }
}

impl core::error::Error for TimestampError {}

#[cfg(test)]
mod tests;
