//! [`SeasonId`]: the id of a season, in all forms that the API uses.

use alloc::{
    boxed::Box,
    string::{String, ToString},
};
use core::{
    cmp::Ordering,
    convert::Infallible,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Timestamp, timestamp::civil, wire::string_or_number};

/// The prefix of the ids of which the rest is an instant.
const V2: &str = "v2-";

/// The id of a season.
///
/// | Form | Used for |
/// |---|---|
/// | `2025-08` | Legend League seasons up to August 2025, clan war league seasons |
/// | `2025-10-06` | Legend League seasons since October 2025, which last 28 days |
/// | `v2-2026-08-03T05:00:00Z` | Legend League seasons since 2026: seven days before their end |
/// | `1773032400` | weekly ranked seasons: the Unix time of their start, a JSON number |
///
/// In every form, the id is printed as it belongs in a URL and written to JSON as it was read, as a
/// number or a string. A string in none of these forms is preserved. Ids are equal if they print
/// the same.
///
/// ```
/// use coc_models::SeasonId;
///
/// let legend: SeasonId = "2025-10-06".into();
/// assert_eq!((legend.year_month(), legend.day()), (Some((2025, 10)), Some(6)));
///
/// let ranked: SeasonId = serde_json::from_str("1773032400")?;
/// assert_eq!(ranked.unix_seconds(), Some(1_773_032_400));
/// assert_eq!(ranked, "1773032400".into());
/// assert_eq!(serde_json::to_string(&ranked)?, "1773032400");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct SeasonId {
    value: Value,
    /// Whether it is a number in JSON.
    is_number: bool,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Value {
    Month { year: u16, month: u8 },
    Date { year: u16, month: u8, day: u8 },
    V2 { seconds: i64 },
    UnixSeconds(i64),
    Unrecognized(Box<str>),
}

impl SeasonId {
    /// The year and the month (1 to 12) of an id of the form `2025-08` or `2025-10-06`.
    pub fn year_month(&self) -> Option<(u16, u8)> {
        match self.value {
            Value::Month { year, month } | Value::Date { year, month, .. } => Some((year, month)),
            Value::V2 { .. } | Value::UnixSeconds(_) | Value::Unrecognized(_) => None,
        }
    }

    /// The day of the month of an id of the form `2025-10-06`.
    pub fn day(&self) -> Option<u8> {
        match self.value {
            Value::Date { day, .. } => Some(day),
            _ => None,
        }
    }

    /// The seconds since 1970 of an id of the form `1773032400`: when the ranked season starts.
    pub fn unix_seconds(&self) -> Option<i64> {
        match self.value {
            Value::UnixSeconds(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// The instant in an id of the form `v2-2026-08-03T05:00:00Z`. It is not the season's end: all
    /// that were seen end seven days later.
    pub fn instant(&self) -> Option<Timestamp> {
        match self.value {
            Value::V2 { seconds } => Timestamp::from_unix_seconds(seconds).ok().map(Timestamp::rfc3339),
            _ => None,
        }
    }

    /// Whether the id has none of the known forms.
    pub fn is_unrecognized(&self) -> bool {
        matches!(self.value, Value::Unrecognized(_))
    }
}

/// Reads `2025-08` or `2025-10-06`; anything that would not print the same is neither.
fn calendar(text: &str) -> Option<Value> {
    fn number<T: FromStr>(text: &str, digits: usize) -> Option<T> {
        let all_digits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| text.parse().ok())?
    }
    let (year, rest) = text.split_once('-')?;
    let year = number(year, 4)?;
    match rest.split_once('-') {
        None => {
            let month = number(rest, 2)?;
            (1..=12).contains(&month).then_some(Value::Month { year, month })
        }
        Some((month, day)) => {
            let (month, day) = (number(month, 2)?, number(day, 2)?);
            civil::is_date(year, month, day).then_some(Value::Date { year, month, day })
        }
    }
}

/// Reads `v2-2026-08-03T05:00:00Z`; another form of the instant would not print the same.
fn v2(text: &str) -> Option<Value> {
    let instant = text.strip_prefix(V2)?;
    let timestamp: Timestamp = instant.parse().ok()?;
    let is_canonical = timestamp.rfc3339().to_string() == instant;
    is_canonical.then(|| Value::V2 { seconds: timestamp.unix_seconds() })
}

/// Reads `1773032400`; not `+1` or `007`, which would not print the same.
fn unix_seconds(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (!digits.starts_with('0') || text == "0");
    canonical.then(|| text.parse().ok().map(Value::UnixSeconds))?
}

impl From<&str> for SeasonId {
    fn from(text: &str) -> Self {
        let value = calendar(text).or_else(|| unix_seconds(text)).or_else(|| v2(text));
        Self { value: value.unwrap_or_else(|| Value::Unrecognized(text.into())), is_number: false }
    }
}

impl From<String> for SeasonId {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// The id of a ranked season, from the Unix time of its start.
impl From<i64> for SeasonId {
    fn from(seconds: i64) -> Self {
        Self { value: Value::UnixSeconds(seconds), is_number: true }
    }
}

impl FromStr for SeasonId {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

/// The empty id; for models that are built in tests.
impl Default for SeasonId {
    fn default() -> Self {
        "".into()
    }
}

impl PartialEq for SeasonId {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for SeasonId {}

impl PartialOrd for SeasonId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By time within a form. Months come before dates, as the API's own seasons do.
impl Ord for SeasonId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for SeasonId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Debug for SeasonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeasonId({self})")
    }
}

impl fmt::Display for SeasonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Value::Date { year, month, day } => write!(f, "{year:04}-{month:02}-{day:02}"),
            Value::V2 { .. } => {
                f.write_str(V2)?;
                self.instant().map_or(Ok(()), |instant| fmt::Display::fmt(&instant, f))
            }
            Value::UnixSeconds(seconds) => fmt::Display::fmt(seconds, f),
            Value::Unrecognized(text) => f.pad(text),
        }
    }
}

impl Serialize for SeasonId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::UnixSeconds(seconds) if self.is_number => serializer.serialize_i64(seconds),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for SeasonId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a season id: a string or a number of seconds";
        string_or_number(deserializer, expected, |text| text.into(), Self::from)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };

    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> SeasonId {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_form_round_trips_as_itself() {
        for (json, year_month, day, unix_seconds) in [
            ("\"2025-08\"", Some((2025, 8)), None, None),
            ("\"2025-10-06\"", Some((2025, 10)), Some(6), None),
            ("1773032400", None, None, Some(1_773_032_400)),
            ("\"1773032400\"", None, None, Some(1_773_032_400)),
            ("0", None, None, Some(0)),
            ("-5", None, None, Some(-5)),
        ] {
            let id = read(json);
            assert_eq!((id.year_month(), id.day(), id.unix_seconds()), (year_month, day, unix_seconds));
            assert!(!id.is_unrecognized());
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
            assert_eq!(id.to_string(), json.trim_matches('"'));
        }
    }

    #[test]
    fn an_id_of_the_second_version_has_an_instant() {
        let id = read("\"v2-2026-08-03T05:00:00Z\"");
        assert_eq!(id.instant().unwrap().to_string(), "2026-08-03T05:00:00Z");
        assert!(!id.is_unrecognized());
        assert_eq!((id.year_month(), id.day(), id.unix_seconds()), (None, None, None));
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"v2-2026-08-03T05:00:00Z\"");
        assert!(id < "v2-2026-08-31T05:00:00Z".into() && id > "2026-08-10".into());
        for other in [
            "v2-",
            "v2-2026-08-03",
            "v2-2026-13-03T05:00:00Z",
            "v2-2026-08-03T05:00:00.000Z",
            "v2-20260803T050000.000Z",
            "v2-2026-08-03T05:00:00+00:00",
            "V2-2026-08-03T05:00:00Z",
            "v3-2026-08-03T05:00:00Z",
        ] {
            let id = SeasonId::from(other);
            assert!(id.is_unrecognized() && id.to_string() == other, "{other}");
        }
    }

    #[test]
    fn a_string_in_no_known_form_is_preserved() {
        for text in [
            "",
            "2025-13",
            "2025-00",
            "2025-02-30",
            "2025-8",
            "25-08",
            "2025-+8",
            "+5",
            "007",
            "-0",
            "-",
            "lastSeason",
        ] {
            let id = SeasonId::from(text);
            assert!(id.is_unrecognized(), "{text}");
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn a_number_and_the_same_number_as_a_string_are_equal() {
        assert_eq!(read("1773032400"), read("\"1773032400\""));
        assert_eq!(format!("{:?}", read("1773032400")), "SeasonId(1773032400)");
    }

    #[test]
    fn seasons_sort_by_time() {
        assert!(SeasonId::from("2025-08") < "2025-10-06".into());
        assert!(SeasonId::from("2025-07") < "2025-08".into());
        assert!(SeasonId::from(1_772_427_600) < 1_773_032_400.into());
    }

    fn any_season() -> impl Strategy<Value = String> {
        prop_oneof![
            ".*",
            "[0-9]{4}-[01][0-9]",
            "[0-9]{4}-[01][0-9]-[0-3][0-9]",
            "-?[0-9]{1,20}",
            "v2-20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:00:00Z"
        ]
    }

    proptest! {
        #[test]
        fn any_string_round_trips(text in any_season()) {
            let json = serde_json::to_string(&text).unwrap();
            let id = read(&json);
            prop_assert_eq!(serde_json::to_string(&id).unwrap(), json);
            prop_assert_eq!(id.to_string(), text);
        }

        #[test]
        fn any_number_round_trips(seconds: i64) {
            let json = seconds.to_string();
            let id = read(&json);
            prop_assert_eq!(id.unix_seconds(), Some(seconds));
            prop_assert_eq!(serde_json::to_string(&id).unwrap(), json);
        }

        #[test]
        fn ids_are_equal_when_they_print_the_same(a in any_season(), b in any_season()) {
            prop_assert_eq!(SeasonId::from(a.as_str()) == SeasonId::from(b.as_str()), a == b);
        }
    }
}
