//! The leagues and their rules.

use coc_models::{
    BattleModifier, LeagueSeasonOutcome, LeagueTierId, WarLeagueId,
    game_data::{self, BattleLimit, GameData},
};
use serde::Serialize;

use crate::list::ToList as _;

/// Returns the ranked tiers, the lowest first.
pub fn league_tiers(data: &GameData) -> Vec<RankedTier<'_>> {
    data.league_tiers().map(RankedTier::new).list()
}

/// Returns the ranked tier with an id, such as that of {@link Player.leagueTier}.
pub fn league_tier(data: &GameData, id: i32) -> Option<RankedTier<'_>> {
    data.league_tier(LeagueTierId::new(id)).map(RankedTier::new)
}

/// Returns the tier below which a player with this town hall does not fall.
pub fn town_hall_floor(data: &GameData, hall: i32) -> Option<RankedTier<'_>> {
    data.town_hall_floor(hall).map(RankedTier::new)
}

/// Returns the leagues of before October 2025.
pub fn leagues(data: &GameData) -> Vec<LeagueEntry<'_>> {
    data.leagues().map(LeagueEntry::new).list()
}

/// Returns the leagues of the clan capital.
pub fn capital_leagues(data: &GameData) -> Vec<LeagueEntry<'_>> {
    data.capital_leagues().map(LeagueEntry::new).list()
}

/// Returns the league of the clan capital at a number of trophies.
pub fn capital_league_at(data: &GameData, trophies: i32) -> Option<LeagueEntry<'_>> {
    data.capital_league_at(trophies).map(LeagueEntry::new)
}

/// Returns the leagues of the builder base.
pub fn builder_base_leagues(data: &GameData) -> Vec<LeagueEntry<'_>> {
    data.builder_base_leagues().map(LeagueEntry::new).list()
}

/// Returns the league of the builder base at a number of trophies.
pub fn builder_base_league_at(data: &GameData, trophies: i32) -> Option<LeagueEntry<'_>> {
    data.builder_base_league_at(trophies).map(LeagueEntry::new)
}

/// Returns the leagues of clan wars with their rules.
pub fn war_leagues(data: &GameData) -> Vec<WarLeagueRules<'_>> {
    data.war_leagues().map(WarLeagueRules::new).list()
}

/// Returns the rules of the league of clan wars with an id, such as that of {@link Clan.warLeague}.
pub fn war_league(data: &GameData, id: i32) -> Option<WarLeagueRules<'_>> {
    data.war_league(WarLeagueId::new(id)).map(WarLeagueRules::new)
}

/// Returns the outcome of a season for a clan, by the id of its league and its rank.
pub fn war_league_outcome(data: &GameData, id: i32, rank: usize) -> Option<UncertainOutcome> {
    data.war_league(WarLeagueId::new(id))?.outcome(rank).map(UncertainOutcome::new)
}

/// Returns the medals of a member with all stars, by the id of the league and the rank of the clan.
pub fn war_league_medals(data: &GameData, id: i32, rank: usize) -> Option<i32> {
    data.war_league(WarLeagueId::new(id))?.medals(rank)
}

/// Returns the number of bonuses that the leaders may award, by the id of the league, the members of a
/// war (15 or 30) and the number of wars won.
pub fn war_league_bonuses(data: &GameData, id: i32, size: i32, won: usize) -> Option<i32> {
    data.war_league(WarLeagueId::new(id))?.bonuses(size, won)
}

/// A tier of the ranked leagues.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RankedTier<'a> {
    /// The id.
    pub id: LeagueTierId,
    /// The name.
    pub name: &'a str,
    /// The number of the tier.
    pub tier: i32,
    /// The number of battles in a week; absent if the limit is for a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub battles_per_week: Option<i32>,
    /// The number of battles in a day; absent if the limit is for a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub battles_per_day: Option<i32>,
    /// The share of a group that is promoted, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promote_percent: Option<i32>,
    /// The share of a group that is demoted, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demote_percent: Option<i32>,
    /// The number of players in a group.
    pub group_size: i32,
    /// The highest town hall in the tier.
    pub max_town_hall: i32,
    /// The points that a member in the tier adds to the clan's score.
    pub clan_score: i32,
    /// The modifier of the battles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<BattleModifier>,
}

impl<'a> RankedTier<'a> {
    fn new(tier: game_data::RankedTier<'a>) -> Self {
        let (per_week, per_day) = match tier.battles() {
            BattleLimit::PerWeek(battles) => (Some(battles), None),
            BattleLimit::PerDay(battles) => (None, Some(battles)),
            _ => (None, None),
        };
        Self {
            id: tier.id(),
            name: tier.name(),
            tier: tier.tier(),
            battles_per_week: per_week,
            battles_per_day: per_day,
            promote_percent: tier.promote_percent(),
            demote_percent: tier.demote_percent(),
            group_size: tier.group_size(),
            max_town_hall: tier.max_town_hall(),
            clan_score: tier.clan_score(),
            modifier: tier.modifier(),
        }
    }
}

/// A league by trophies.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueEntry<'a> {
    /// The id.
    pub id: i32,
    /// The name.
    pub name: &'a str,
    /// The lowest number of trophies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trophies: Option<i32>,
}

impl<'a> LeagueEntry<'a> {
    fn new<Id: Into<i32>>(league: game_data::LeagueEntry<'a, Id>) -> Self {
        Self { id: league.id.into(), name: league.name, trophies: league.trophies }
    }
}

/// The rules of a league of clan wars. A rule is absent if the game data does not know it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarLeagueRules<'a> {
    /// The id.
    pub id: WarLeagueId,
    /// The name.
    pub name: &'a str,
    /// The number of clans of a group that are promoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promoted: Option<UncertainNumber>,
    /// The number of clans of a group that are demoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demoted: Option<UncertainNumber>,
    /// The medals of a bonus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bonus_medals: Option<i32>,
    /// Whether wars of 30 members are allowed.
    #[serde(rename = "allows30v30", skip_serializing_if = "Option::is_none")]
    pub allows_30_v_30: Option<bool>,
    /// The modifier of the battles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<BattleModifier>,
}

impl<'a> WarLeagueRules<'a> {
    fn new(rules: game_data::WarLeagueRules<'a>) -> Self {
        Self {
            id: rules.id(),
            name: rules.name(),
            promoted: rules.promoted().map(UncertainNumber::new),
            demoted: rules.demoted().map(UncertainNumber::new),
            bonus_medals: rules.bonus_medals(),
            allows_30_v_30: rules.allows_30_v_30(),
            modifier: rules.modifier(),
        }
    }
}

/// A number about which the sources of the game data may differ.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UncertainNumber {
    /// The number that is more probable.
    pub value: i32,
    /// The number of the other source, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<i32>,
}

impl UncertainNumber {
    fn new(number: game_data::Sourced<i32>) -> Self {
        match number {
            game_data::Sourced::Certain(value) => Self { value, other: None },
            game_data::Sourced::About { first, second } => Self { value: first, other: Some(second) },
        }
    }
}

/// An outcome about which the sources of the game data may differ.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UncertainOutcome {
    /// The outcome that is more probable.
    pub value: LeagueSeasonOutcome,
    /// The outcome by the other source, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<LeagueSeasonOutcome>,
}

impl UncertainOutcome {
    fn new(outcome: game_data::Sourced<LeagueSeasonOutcome>) -> Self {
        match outcome {
            game_data::Sourced::Certain(value) => Self { value, other: None },
            game_data::Sourced::About { first, second } => Self { value: first, other: Some(second) },
        }
    }
}
