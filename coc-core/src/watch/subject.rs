//! [`Subject`]: something that a watcher follows.

use std::fmt;

use coc_models::{ClanTag, PlayerTag};
use serde::{Deserialize, Serialize};

/// Something that a watcher follows.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use coc_core::watch::Subject;
///
/// let war = Subject::War("#2PP".parse()?);
/// assert_eq!(war.to_string(), "war #2PP");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Subject {
    /// A clan with the list of its members: one request for all of them.
    Clan(ClanTag),
    /// Every member of a clan as a player: one request for each, and one for the list.
    Members(ClanTag),
    /// A player.
    Player(PlayerTag),
    /// The wars of a clan: regular and friendly ones, and those of the clan war league with its
    /// group.
    War(ClanTag),
    /// The war log of a clan.
    WarLog(ClanTag),
    /// The raid weekends of a clan.
    RaidWeekend(ClanTag),
    /// The battle log of a player.
    BattleLog(PlayerTag),
    /// The league group of a player in the current ranked season.
    LeagueGroup(PlayerTag),
    /// The current Gold Pass season.
    GoldPass,
    /// The turns of seasons, weeks and days, by the calendar: no requests.
    Calendar,
    /// The API itself: its maintenance. Always followed.
    Api,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clan(tag) => write!(f, "clan {tag}"),
            Self::Members(tag) => write!(f, "members {tag}"),
            Self::Player(tag) => write!(f, "player {tag}"),
            Self::War(tag) => write!(f, "war {tag}"),
            Self::WarLog(tag) => write!(f, "war-log {tag}"),
            Self::RaidWeekend(tag) => write!(f, "raid-weekend {tag}"),
            Self::BattleLog(tag) => write!(f, "battle-log {tag}"),
            Self::LeagueGroup(tag) => write!(f, "league-group {tag}"),
            Self::GoldPass => f.write_str("gold-pass"),
            Self::Calendar => f.write_str("calendar"),
            Self::Api => f.write_str("api"),
        }
    }
}
