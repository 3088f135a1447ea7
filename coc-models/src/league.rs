//! Leagues: [`LeagueTier`], [`League`], [`BuilderBaseLeague`], [`CapitalLeague`], [`WarLeague`],
//! [`LeagueSeason`].
//!
//! A player's ranked seasons are in `league_group.rs`, the clan war league itself in
//! `war_league.rs`.
//!
//! The name identifies them all: manually trimmed bodies lack the id.

use serde::{Deserialize, Serialize};

use crate::{
    BuilderBaseLeagueId, CapitalLeagueId, IconUrls, LeagueId, LeagueTierId, SeasonId, Text, WarLeagueId,
    wire::or_default,
};

/// A tier of the ranked leagues that replaced the [`League`]s in October 2025, such as "Electro
/// League 33".
///
/// `GET /leaguetiers`, `GET /leaguetiers/{leagueTierId}`.
///
/// ```
/// use coc_models::{LeagueTier, LeagueTierId, Page};
///
/// /// The name of a tier, as it is in the list of tiers.
/// fn name(tiers: &Page<LeagueTier>, id: LeagueTierId) -> Option<&str> {
///     tiers.iter().find(|tier| tier.id == id).map(|tier| tier.name.as_str())
/// }
/// # assert_eq!(name(&Page::default(), LeagueTierId::new(105_000_034)), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LeagueTier {
    /// The tier's id. Ids have moved before: do not hard-code one.
    #[serde(default, deserialize_with = "or_default")]
    pub id: LeagueTierId,
    /// The tier's English name.
    pub name: Text,
    /// The tier's icon, small and large.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_urls: Option<IconUrls>,
}

/// A home village league of before October 2025, such as "Gold League I".
///
/// Clan members still carry one, mostly "Unranked"; see [`LeagueTier`] for today's.
///
/// `GET /leagues`, `GET /leagues/{leagueId}`.
///
/// ```
/// use coc_models::{Player, League};
///
/// /// The league of a player, in a response of before October 2025.
/// fn league(player: &Player) -> Option<&League> {
///     player.league.as_ref()
/// }
/// # assert_eq!(league(&Player::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct League {
    /// The league's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: LeagueId,
    /// The league's English name.
    pub name: Text,
    /// The league's icon: tiny and small, and medium unless it is Unranked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_urls: Option<IconUrls>,
}

/// A league of the builder base, such as "Copper League IV".
///
/// `GET /builderbaseleagues`, `GET /builderbaseleagues/{leagueId}`.
///
/// ```
/// use coc_models::Player;
///
/// fn builder_base_league(player: &Player) -> Option<&str> {
///     player.builder_base_league.as_ref().map(|league| league.name.as_str())
/// }
/// # assert_eq!(builder_base_league(&Player::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BuilderBaseLeague {
    /// The league's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: BuilderBaseLeagueId,
    /// The league's English name.
    pub name: Text,
}

/// A league of clan capitals, such as "Titan League II".
///
/// `GET /capitalleagues`, `GET /capitalleagues/{leagueId}`.
///
/// ```
/// use coc_models::Clan;
///
/// fn capital_league(clan: &Clan) -> Option<&str> {
///     clan.capital_league.as_ref().map(|league| league.name.as_str())
/// }
/// # assert_eq!(capital_league(&Clan::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CapitalLeague {
    /// The league's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: CapitalLeagueId,
    /// The league's English name.
    pub name: Text,
}

/// A league of the clan war league, such as "Master League III".
///
/// `GET /warleagues`, `GET /warleagues/{leagueId}`.
///
/// ```
/// use coc_models::Clan;
///
/// fn war_league(clan: &Clan) -> &str {
///     clan.war_league.as_ref().map_or("Unranked", |league| league.name.as_str())
/// }
/// # assert_eq!(war_league(&Clan::default()), "Unranked");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLeague {
    /// The league's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: WarLeagueId,
    /// The league's English name.
    pub name: Text,
}

/// A past season of the Legend League, named by its end: a month, a day, or an instant seven days
/// before.
///
/// `GET /leagues/{leagueId}/seasons`; only the Legend League has any ([`LeagueId::LEGEND`]). Oldest
/// first.
///
/// ```
/// use coc_models::{LeagueSeason, Page, SeasonId};
///
/// /// The latest season of the list, which is in order.
/// fn latest(seasons: &Page<LeagueSeason>) -> Option<&SeasonId> {
///     seasons.items.last().map(|season| &season.id)
/// }
/// # assert_eq!(latest(&Page::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LeagueSeason {
    /// The season's id, for `GET /leagues/{leagueId}/seasons/{seasonId}`.
    pub id: SeasonId,
}
