//! Ranked seasons, which last a week: [`LeagueSeasonResult`] of the past ones, and the
//! [`LeagueGroup`] a player is in.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    ClanTag, LeagueTierId, PlayerTag, SeasonId, Text, Timestamp, verbatim,
    wire::{list, or_default, whole_percentage},
};

/// The result of a ranked season for a player.
///
/// `GET /players/{playerTag}/leaguehistory`, without paging.
///
/// ```
/// use coc_models::LeagueSeasonResult;
///
/// /// The best placement of all seasons.
/// fn best(history: &[LeagueSeasonResult]) -> Option<i32> {
///     history.iter().map(|season| season.placement).min()
/// }
/// # assert_eq!(best(&[]), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LeagueSeasonResult {
    /// The season: the Unix time of its start.
    pub league_season_id: SeasonId,
    /// Trophies at the end.
    #[serde(default, deserialize_with = "or_default")]
    pub league_trophies: i32,
    /// The tier the season was played in.
    #[serde(default, deserialize_with = "or_default")]
    pub league_tier_id: LeagueTierId,
    /// The place in the league group, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub placement: i32,
    /// Attacks won.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_wins: i32,
    /// Attacks lost.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_losses: i32,
    /// Stars of all attacks. Seen as 0 beside two dozen wins.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_stars: i32,
    /// Defences won.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_wins: i32,
    /// Defences lost.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_losses: i32,
    /// Stars of all attacks on the player.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_stars: i32,
    /// The number of attacks that the tier allowed.
    #[serde(default, deserialize_with = "or_default")]
    pub max_battles: i32,
}

/// The players who compete with each other in one ranked season.
///
/// `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag=`. The battles are those of the
/// requested player.
///
/// ```
/// use coc_models::{LeagueGroup, LeagueGroupMember};
///
/// /// The members of a group, most trophies first.
/// fn table(group: &LeagueGroup) -> Vec<&LeagueGroupMember> {
///     let mut members: Vec<_> = group.members.iter().collect();
///     members.sort_by_key(|member| std::cmp::Reverse(member.league_trophies));
///     members
/// }
/// # assert!(table(&LeagueGroup::default()).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LeagueGroup {
    /// All 100 players of the group.
    pub members: Vec<LeagueGroupMember>,
    /// Attacks of the requested player.
    #[serde(default, deserialize_with = "list")]
    pub attack_logs: Vec<LeagueBattleLogEntry>,
    /// Attacks on the requested player.
    #[serde(default, deserialize_with = "list")]
    pub defense_logs: Vec<LeagueBattleLogEntry>,
}

/// A player in a [`LeagueGroup`].
///
/// ```
/// use coc_models::LeagueGroupMember;
///
/// fn attacks(member: &LeagueGroupMember) -> i32 {
///     member.attack_win_count + member.attack_lose_count
/// }
/// # assert_eq!(attacks(&LeagueGroupMember::default()), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LeagueGroupMember {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub player_tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub player_name: Text,
    /// The tag of the player's clan.
    #[serde(default, deserialize_with = "verbatim::deserialize", skip_serializing_if = "Option::is_none")]
    pub clan_tag: Option<ClanTag>,
    /// The name of the player's clan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_name: Option<Text>,
    /// Trophies of this season.
    #[serde(default, deserialize_with = "or_default")]
    pub league_trophies: i32,
    /// Attacks won.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_win_count: i32,
    /// Attacks lost.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_lose_count: i32,
    /// Defences won.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_win_count: i32,
    /// Defences lost.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_lose_count: i32,
}

/// A battle of a ranked season, from the view of the requested player.
///
/// ```
/// use coc_models::LeagueGroup;
///
/// /// The trophies won by the attacks of the player whose group was requested.
/// fn won(group: &LeagueGroup) -> i32 {
///     group.attack_logs.iter().map(|battle| battle.trophies).sum()
/// }
/// # assert_eq!(won(&LeagueGroup::default()), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LeagueBattleLogEntry {
    /// The other player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub opponent_player_tag: PlayerTag,
    /// The other player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent_name: Text,
    /// Stars of the attack, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// The destroyed part of the village, in percent.
    #[serde(default, deserialize_with = "or_default", serialize_with = "whole_percentage")]
    pub destruction_percentage: f64,
    /// Trophies that the player received.
    #[serde(default, deserialize_with = "or_default")]
    pub trophies: i32,
    /// When the battle was; RFC 3339, unlike all other times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Timestamp>,
}
