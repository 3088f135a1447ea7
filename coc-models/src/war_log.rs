//! [`ClanWarLogEntry`]: a clan's past wars in brief.

mod season;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::season::LeagueSeasonOutcome;
use crate::{
    BadgeUrls, BattleModifier, ClanTag, ClanWarMember, Text, Timestamp, verbatim,
    wire::{optional_list, or_default},
};

open_enum! {
    /// The result of a war for the requested clan.
    pub enum WarResult {
        /// Won.
        Win = "win",
        /// Lost.
        Lose = "lose",
        /// A tie.
        Tie = "tie",
    }
}

/// A past war, or a whole season of the clan war league.
///
/// `GET /clans/{clanTag}/warlog`, newest first.
///
/// ```
/// use coc_models::{ClanWarLogEntry, WarResult};
///
/// /// The number of wars won, without seasons of the clan war league.
/// fn wins(log: &[ClanWarLogEntry]) -> usize {
///     let wars = log.iter().filter(|entry| !entry.is_league_season());
///     wars.filter(|war| war.result == Some(WarResult::Win)).count()
/// }
/// # assert_eq!(wins(&[]), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarLogEntry {
    /// The result for the requested clan. A season of the clan war league has one as well, with
    /// another meaning, or none.
    #[serde(default)]
    pub result: Option<WarResult>,
    /// When it ended.
    pub end_time: Timestamp,
    /// The number of players per clan.
    #[serde(default, deserialize_with = "or_default")]
    pub team_size: i32,
    /// The number of attacks per member; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attacks_per_member: Option<i32>,
    /// The modifier of the battles; since 2024.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battle_modifier: Option<BattleModifier>,
    /// The requested clan. For a season of the clan war league the numbers are totals over its
    /// wars.
    #[serde(default, deserialize_with = "or_default")]
    pub clan: WarLogClan,
    /// The opponent; without tag and name for a season of the clan war league.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent: WarLogClan,
}

impl ClanWarLogEntry {
    /// Whether this is a season of the clan war league instead of one war: its opponent has no tag.
    pub fn is_league_season(&self) -> bool {
        self.opponent.tag.is_none()
    }
}

/// One clan in a [`ClanWarLogEntry`].
///
/// ```
/// use coc_models::ClanWarLogEntry;
///
/// let body = r##"{"endTime":"20240120T080000.000Z","clan":{"tag":"#2PP","stars":31}}"##;
/// let entry: ClanWarLogEntry = serde_json::from_str(body)?;
/// assert_eq!((entry.clan.stars, entry.opponent.stars), (31, 0));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLogClan {
    /// The clan's tag.
    #[serde(default, deserialize_with = "verbatim::deserialize", skip_serializing_if = "Option::is_none")]
    pub tag: Option<ClanTag>,
    /// The clan's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level then.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// Attacks made; absent for the opponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attacks: Option<i32>,
    /// Stars.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// The average destroyed part of the opponent's villages, in percent; for a season of the clan
    /// war league the sum over its wars, so more than 100.
    #[serde(default, deserialize_with = "or_default")]
    pub destruction_percentage: f64,
    /// Experience that the clan earned; absent for the opponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp_earned: Option<i32>,
    /// The players. Documented, but never seen in a war log.
    #[serde(default, deserialize_with = "optional_list", skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<ClanWarMember>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_league_season_is_recognised_by_its_opponent_and_not_by_its_result() {
        let season = r##"{"result":"tie","endTime":"20240110T080000.000Z","teamSize":15,"clan":{"tag":"#2PP"},"opponent":{"clanLevel":0}}"##;
        let war = r##"{"result":"win","endTime":"20240120T080000.000Z","teamSize":15,"clan":{"tag":"#2PP"},"opponent":{"tag":"#2PY"}}"##;
        assert!(serde_json::from_str::<ClanWarLogEntry>(season).unwrap().is_league_season());
        assert!(!serde_json::from_str::<ClanWarLogEntry>(war).unwrap().is_league_season());
    }

    #[test]
    fn no_result_is_written_as_null() {
        let entry: ClanWarLogEntry =
            serde_json::from_str(r#"{"result":null,"endTime":"20240110T080000.000Z"}"#).unwrap();
        assert!(serde_json::to_string(&entry).unwrap().starts_with(r#"{"result":null,"#));
    }
}
