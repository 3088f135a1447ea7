//! [`Time`]: an instant as JavaScript passes it.

use std::fmt;

use coc_models::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// An instant: a `Date`, a timestamp of the API (`20240101T080000.000Z` or RFC 3339), or a number of
/// milliseconds since the Unix epoch, as `Date.now()` returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub(crate) Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Time;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a Date, a timestamp such as 20240101T080000.000Z, or milliseconds of the years 0 to 9999")
            }

            fn visit_i64<E: de::Error>(self, milliseconds: i64) -> Result<Time, E> {
                let out_of_range = |_| E::invalid_value(de::Unexpected::Signed(milliseconds), &self);
                Timestamp::from_unix_millis(milliseconds).map(Time).map_err(out_of_range)
            }

            fn visit_u64<E: de::Error>(self, milliseconds: u64) -> Result<Time, E> {
                self.visit_i64(i64::try_from(milliseconds).unwrap_or(i64::MAX))
            }

            fn visit_f64<E: de::Error>(self, milliseconds: f64) -> Result<Time, E> {
                #[expect(clippy::cast_possible_truncation, reason = "saturates, and is out of range then")]
                self.visit_i64(milliseconds.floor() as i64)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Time, E> {
                let malformed = |_| E::invalid_value(de::Unexpected::Str(text), &self);
                text.parse().map(Time).map_err(malformed)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
