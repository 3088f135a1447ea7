//! [`WarId`]: a stable id of a war, equal from the sides of both clans.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::ClanWar;
use crate::{ClanTag, TagError, Timestamp, TimestampError};

/// The length of the time in an id, `20260407T083000`.
const TIME_LENGTH: usize = 15;

/// The id of a war: when its preparation began, and the two clans in the order of their tags.
///
/// The API has no id for a war outside of the clan war league. This one is equal in the responses
/// for either clan, in every state, and after a maintenance, which moves only the start and the end
/// of a war. Ids sort by time.
///
/// ```
/// use coc_models::{ClanWar, WarId};
///
/// let war: ClanWar = serde_json::from_str(
///     r##"{"state":"inWar","preparationStartTime":"20260407T083000.000Z",
///         "clan":{"tag":"#VVV"},"opponent":{"tag":"#2PP"}}"##,
/// )?;
/// let id = war.id().ok_or("no war")?;
/// assert_eq!(id.to_string(), "20260407T083000-2PP-VVV");
/// assert_eq!(id, "20260407T083000-2PP-VVV".parse::<WarId>()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WarId {
    /// When the preparation began, as Unix time within the years 0 to 9999.
    seconds: i64,
    /// The two valid tags, sorted.
    clans: [ClanTag; 2],
}

impl WarId {
    /// Drops the fraction of the second and sorts the tags, which must be valid.
    fn new(preparation_start: Timestamp, [a, b]: [ClanTag; 2]) -> Self {
        Self { seconds: preparation_start.unix_seconds(), clans: [a.min(b), a.max(b)] }
    }

    /// When the preparation began.
    pub fn preparation_start_time(&self) -> Timestamp {
        // Only the seconds of a timestamp are stored, so the fallback is never taken.
        Timestamp::from_unix_seconds(self.seconds).unwrap_or_default()
    }

    /// The tags of the two clans, sorted.
    pub fn clans(&self) -> [ClanTag; 2] {
        self.clans
    }
}

impl ClanWar {
    /// The stable id of the war; `None` without a war, which has no tags and times, and for tags
    /// that are not valid.
    pub fn id(&self) -> Option<WarId> {
        let clans = [self.clan.tag?, self.opponent.tag?];
        let are_valid = clans.iter().all(ClanTag::is_valid);
        are_valid.then_some(WarId::new(self.preparation_start_time?, clans))
    }
}

/// `20260407T083000-2PP-VVV`: the time in UTC, and the tags without their `#`.
impl fmt::Display for WarId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = alloc::format!("{}", self.preparation_start_time());
        let [first, second] = self.clans.each_ref().map(|tag| tag.as_str().trim_start_matches('#'));
        let time = time.get(..TIME_LENGTH).unwrap_or(&time);
        f.pad(&alloc::format!("{time}-{first}-{second}"))
    }
}

impl Serialize for WarId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WarId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        alloc::string::String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl FromStr for WarId {
    type Err = WarIdError;

    fn from_str(text: &str) -> Result<Self, WarIdError> {
        let mut parts = text.split('-');
        let (Some(time), Some(first), Some(second), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(WarIdError::Malformed);
        };
        if time.len() != TIME_LENGTH {
            return Err(WarIdError::Malformed);
        }
        let time = time.parse().map_err(WarIdError::Time)?;
        let tag = |text: &str| text.parse::<ClanTag>().map_err(WarIdError::Tag);
        Ok(Self::new(time, [tag(first)?, tag(second)?]))
    }
}

/// The reason why a string is not a [`WarId`].
///
/// ```
/// use coc_models::{WarId, WarIdError};
///
/// assert_eq!("#8PQ2".parse::<WarId>(), Err(WarIdError::Malformed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarIdError {
    /// The string does not consist of a time and two tags.
    Malformed,
    /// The time does not exist.
    Time(TimestampError),
    /// A tag is not valid.
    Tag(TagError),
}

impl fmt::Display for WarIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a war id"),
            Self::Time(_) => f.write_str("the time of the war id does not exist"),
            Self::Tag(error) => write!(f, "a tag of the war id is not valid: {error}"),
        }?;
        f.write_str("; a war id has the form 20260407T083000-2PP-VVV, as printed by `WarId`")
    }
}

impl core::error::Error for WarIdError {}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_malformed_war_id_is_an_error_that_shows_the_form() {
        for (text, error) in [
            ("", WarIdError::Malformed),
            ("20260407T083000-2PP", WarIdError::Malformed),
            ("20260407T083000-2PP-VVV-2PP", WarIdError::Malformed),
            ("20260407T083000.000Z-2PP-VVV", WarIdError::Malformed),
            ("20260431T083000-2PP-VVV", WarIdError::Time(TimestampError::Malformed)),
            ("20260407T083000-2PP-ABC", "ABC".parse::<ClanTag>().map_err(WarIdError::Tag).unwrap_err()),
        ] {
            assert_eq!(text.parse::<WarId>(), Err(error), "{text}");
            assert!(error.to_string().contains("20260407T083000-2PP-VVV"), "{error}");
        }
    }

    #[test]
    fn war_ids_sort_by_time() {
        let id = |text: &str| text.parse::<WarId>().unwrap();
        assert!(id("20260407T083000-2PP-VVV") < id("20260407T083001-222-2PP"));
        assert!(id("20260407T083000-222-VVV") < id("20260407T083000-2PP-VVV"));
        assert_eq!(id("20260407T083000-VVV-2PP"), id("20260407T083000-2PP-VVV"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_war_id_that_prints_the_same_or_an_error(text in "[0-9TZ#.-]{0,24}|\\PC*") {
            if let Ok(id) = text.parse::<WarId>() {
                prop_assert_eq!(id.to_string().parse(), Ok(id));
            }
        }

        #[test]
        fn a_war_id_parses_from_its_string(
            seconds in 0_i64..253_402_300_799, first in 211_u64..1 << 40, second in 211_u64..1 << 40,
        ) {
            let clans = [ClanTag::from_id(first).unwrap(), ClanTag::from_id(second).unwrap()];
            let id = WarId::new(Timestamp::from_unix_seconds(seconds).unwrap(), clans);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert!(id.to_string().is_ascii());
        }
    }
}
