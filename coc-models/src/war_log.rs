//! [`ClanWarLogEntry`]: a clan's past wars in brief.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    BadgeUrls, BattleModifier, ClanTag, ClanWarMember, Text, Timestamp,
    wire::{optional_list, or_default},
};

open_enum! {
    /// How a war ended for the clan asked about.
    pub enum WarResult {
        /// Won.
        Win = "win",
        /// Lost.
        Lose = "lose",
        /// Neither.
        Tie = "tie",
    }
}

/// A past war, or a whole season of the clan war league.
///
/// `GET /clans/{clanTag}/warlog`, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarLogEntry {
    /// How it ended for the clan asked about. Often none for a season of the clan war league, but not always:
    /// see [`is_league_season`](Self::is_league_season).
    #[serde(default)]
    pub result: Option<WarResult>,
    /// When it ended.
    pub end_time: Timestamp,
    /// How many players fought on each side.
    #[serde(default, deserialize_with = "or_default")]
    pub team_size: i32,
    /// How often each member could attack; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attacks_per_member: Option<i32>,
    /// What was different about the battles; since 2024.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battle_modifier: Option<BattleModifier>,
    /// The clan asked about. For a season of the clan war league the numbers are totals over its wars.
    #[serde(default, deserialize_with = "or_default")]
    pub clan: WarLogClan,
    /// The other side; without tag and name for a season of the clan war league.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent: WarLogClan,
}

impl ClanWarLogEntry {
    /// Whether this is a season of the clan war league rather than one war: it has no one opponent.
    pub fn is_league_season(&self) -> bool {
        self.opponent.tag.is_none()
    }
}

/// One side of a [`ClanWarLogEntry`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLogClan {
    /// The clan's tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    /// Attacks made; not told of the opponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attacks: Option<i32>,
    /// Stars.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// How much of the other side's villages was destroyed, in percent, on average; for a season of the clan
    /// war league the sum over its wars, so more than 100.
    #[serde(default, deserialize_with = "or_default")]
    pub destruction_percentage: f64,
    /// Experience the clan earned; not told of the opponent.
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
    fn a_league_season_is_told_by_its_opponent_and_not_by_its_result() {
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
