//! Rankings of clans and players, worldwide or of a [`Location`].

use serde::{Deserialize, Serialize};

use crate::{
    BadgeUrls, BuilderBaseLeague, ClanTag, League, LeagueTier, Location, PlayerTag, Text, verbatim,
    wire::or_default,
};

/// A clan in the ranking by home village points.
///
/// `GET /locations/{locationId}/rankings/clans`.
///
/// ```
/// use coc_models::{ClanRanking, Page};
///
/// fn print(ranking: &Page<ClanRanking>) {
///     for clan in &ranking.items {
///         println!("{:>3} {} {}", clan.rank, clan.clan_points, clan.name);
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanRanking {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The location that the clan states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// The number of members.
    #[serde(default, deserialize_with = "or_default")]
    pub members: i32,
    /// Home village points, by which the ranking is sorted.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_points: i32,
    /// The place, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub rank: i32,
    /// The previous place; -1 for none.
    #[serde(default, deserialize_with = "or_default")]
    pub previous_rank: i32,
}

/// A clan in the ranking by builder base points.
///
/// `GET /locations/{locationId}/rankings/clans-builder-base`, until 2023 `…/rankings/clans-versus`.
///
/// ```
/// use coc_models::{ClanBuilderBaseRanking, Page};
///
/// fn print(ranking: &Page<ClanBuilderBaseRanking>) {
///     for clan in &ranking.items {
///         println!("{:>3} {} {}", clan.rank, clan.clan_builder_base_points, clan.name);
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanBuilderBaseRanking {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The location that the clan states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// The number of members.
    #[serde(default, deserialize_with = "or_default")]
    pub members: i32,
    /// The place, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub rank: i32,
    /// The previous place; -1 for none.
    #[serde(default, deserialize_with = "or_default")]
    pub previous_rank: i32,
    /// Builder base points, by which the ranking is sorted.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_builder_base_points: i32,
    /// Legacy, until 2023: the earlier name of the builder base points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_versus_points: Option<i32>,
    /// Documented, but never seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_points: Option<i32>,
}

/// A clan in the ranking by clan capital points.
///
/// `GET /locations/{locationId}/rankings/capitals`.
///
/// ```
/// use coc_models::{ClanCapitalRanking, Page};
///
/// fn print(ranking: &Page<ClanCapitalRanking>) {
///     for clan in &ranking.items {
///         println!("{:>3} {} {}", clan.rank, clan.clan_capital_points, clan.name);
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRanking {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The location that the clan states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// The number of members.
    #[serde(default, deserialize_with = "or_default")]
    pub members: i32,
    /// The place, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub rank: i32,
    /// The previous place; -1 for none, which is almost always.
    #[serde(default, deserialize_with = "or_default")]
    pub previous_rank: i32,
    /// Clan capital points, by which the ranking is sorted.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_capital_points: i32,
    /// Documented, but never seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_points: Option<i32>,
}

/// A player in a ranking by trophies: of today, or of a past Legend League season.
///
/// `GET /locations/{locationId}/rankings/players`, `GET /leagues/{leagueId}/seasons/{seasonId}`.
///
/// ```
/// use coc_models::PlayerRanking;
///
/// /// The places that a player has climbed.
/// fn climbed(player: &PlayerRanking) -> Option<i32> {
///     Some(player.previous_rank? - player.rank)
/// }
/// # assert_eq!(climbed(&PlayerRanking::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerRanking {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Experience level.
    #[serde(default, deserialize_with = "or_default")]
    pub exp_level: i32,
    /// Trophies, by which the ranking is sorted.
    #[serde(default, deserialize_with = "or_default")]
    pub trophies: i32,
    /// Attacks won this season.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_wins: i32,
    /// Defences won this season.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_wins: i32,
    /// The place, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub rank: i32,
    /// The previous place; absent in rankings of past seasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_rank: Option<i32>,
    /// The player's clan, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan: Option<PlayerRankingClan>,
    /// Legacy, until 2025: the player's league.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league: Option<League>,
    /// The player's league tier; since October 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league_tier: Option<LeagueTier>,
}

/// A player in the ranking by builder base trophies.
///
/// `GET /locations/{locationId}/rankings/players-builder-base`, until 2023
/// `…/rankings/players-versus`.
///
/// ```
/// use coc_models::{Page, PlayerBuilderBaseRanking};
///
/// fn print(ranking: &Page<PlayerBuilderBaseRanking>) {
///     for player in &ranking.items {
///         println!("{:>3} {} {}", player.rank, player.builder_base_trophies, player.name);
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerBuilderBaseRanking {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Experience level.
    #[serde(default, deserialize_with = "or_default")]
    pub exp_level: i32,
    /// The place, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub rank: i32,
    /// The previous place; -1 for none.
    #[serde(default, deserialize_with = "or_default")]
    pub previous_rank: i32,
    /// Builder base trophies, by which the ranking is sorted.
    #[serde(default, deserialize_with = "or_default")]
    pub builder_base_trophies: i32,
    /// The player's clan, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan: Option<PlayerRankingClan>,
    /// The player's builder base league; since 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_base_league: Option<BuilderBaseLeague>,
    /// Legacy, until 2023: the earlier name of the builder base trophies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_trophies: Option<i32>,
    /// Legacy, until 2023: builder base battles won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_battle_wins: Option<i32>,
}

/// The clan of a player in a ranking.
///
/// ```
/// use coc_models::PlayerRanking;
///
/// fn clan(player: &PlayerRanking) -> &str {
///     player.clan.as_ref().map_or("no clan", |clan| clan.name.as_str())
/// }
/// # assert_eq!(clan(&PlayerRanking::default()), "no clan");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerRankingClan {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
}
