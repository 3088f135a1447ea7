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

use crate::{
    Timestamp,
    calendar::{RankedWeek, TrophySeason, Window},
    timestamp::civil,
    wire::string_or_number,
};

/// The prefix of the ids of which the rest is an instant.
const V2: &str = "v2-";

/// The id of a season.
///
/// | Form | Used for |
/// |---|---|
/// | `2025-08` | Legend League seasons up to August 2025, clan war league seasons up to May 2026 |
/// | `2025-10-06` | Legend League seasons since October 2025, which last 28 days: their end |
/// | `v2-2026-08-03T05:00:00Z` | Legend League seasons since 2026: seven days before their end |
/// | `1773032400` | ranked seasons: the Unix time of their start, a JSON number |
///
/// The seasons of the Legend League and the legend statistics of a player have the first three
/// forms, and one season may have two of them. The `current_league_season_id` of a player, the
/// league history and the path of a league group have the last. [`TrophySeason`] and [`RankedWeek`]
/// convert between ids and times.
///
/// Since June 2026, the id of a **clan war league season** is a string without a rule: `2026-06`,
/// `2026-06-16`, `2026-07-03`. Take it from the group, and use its first seven characters for
/// display only, because a month can have two seasons.
///
/// In every form, the id is printed as it belongs in a URL and written to JSON as it was read, as a
/// number or a string. A string in none of these forms is preserved.
///
/// # Equality and order
///
/// Ids are equal if they print the same: two forms of one season are two ids. Ids of Legend League
/// seasons and of ranked seasons are ordered by the start of the season, across the forms. Ids of
/// one start are in the order of the table above. Any other id comes after all of these, in the
/// order of the forms, then by date or number; strings without a form are the last.
///
/// [`TrophySeason`]: crate::calendar::TrophySeason
/// [`RankedWeek`]: crate::calendar::RankedWeek
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
    /// `2025-08`; the month exists.
    pub(crate) fn of_month(year: u16, month: u8) -> Self {
        Self { value: Value::Month { year, month }, is_number: false }
    }

    /// `2025-10-06`; the day exists.
    pub(crate) fn of_day(year: u16, month: u8, day: u8) -> Self {
        Self { value: Value::Date { year, month, day }, is_number: false }
    }

    /// `v2-2026-08-03T05:00:00Z`; the instant is in the range of a timestamp.
    pub(crate) fn of_instant(seconds: i64) -> Self {
        Self { value: Value::V2 { seconds }, is_number: false }
    }

    /// The start of the season of the Legend League or of the ranked leagues that has this id.
    fn season_start(&self) -> Option<Timestamp> {
        let season = TrophySeason::from_id(self).map(TrophySeason::window);
        let window = season.or_else(|| RankedWeek::from_id(self).map(RankedWeek::window));
        window.map(Window::start)
    }

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

    /// The seconds since 1970 of an id of the form `1773032400`: when the ranked season starts. For
    /// a player in the highest Legend tier, that is a season of 28 days.
    pub fn unix_seconds(&self) -> Option<i64> {
        match self.value {
            Value::UnixSeconds(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// The instant in an id of the form `v2-2026-08-03T05:00:00Z`. It is not the season's end, which
    /// is seven days later, as one client found by comparison with official results.
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
    let seconds = instant.parse::<Timestamp>().ok()?.unix_seconds();
    let canonical = Timestamp::from_unix_seconds(seconds).ok()?.rfc3339();
    (canonical.to_string() == instant).then_some(Value::V2 { seconds })
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

/// Seasons by their start, then all other ids; see [Equality and order](Self#equality-and-order).
impl Ord for SeasonId {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |id: &Self| {
            let start = id.season_start();
            (start.is_none(), start)
        };
        place(self).cmp(&place(other)).then_with(|| self.value.cmp(&other.value))
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
mod tests;
