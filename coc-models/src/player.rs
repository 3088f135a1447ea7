//! Players: [`Player`] and what it is made of.
//!
//! A player's battles are in `battle_log.rs`, their ranked seasons in `league_group.rs`.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    BadgeUrls, BuilderBaseLeague, ClanTag, Label, League, LeagueGroupTag, LeagueTier, PlayerTag, Role,
    SeasonId, Text,
    wire::{list, optional_list, or_default},
};

open_enum! {
    /// Whether a player wants to be put into clan wars.
    pub enum WarPreference {
        /// Yes.
        In = "in",
        /// No.
        Out = "out",
    }
}

open_enum! {
    /// Which of a player's villages something belongs to.
    pub enum Village {
        /// The home village.
        Home = "home",
        /// The builder base.
        BuilderBase = "builderBase",
        /// The clan capital.
        ClanCapital = "clanCapital",
    }
}

open_enum! {
    /// Which part of a player's house something is.
    pub enum PlayerHouseElementType {
        /// What the house stands on.
        Ground = "ground",
        /// The walls.
        Walls = "walls",
        /// The roof.
        Roof = "roof",
        /// What stands beside it.
        Decoration = "decoration",
    }
}

/// A player.
///
/// `GET /players/{playerTag}`.
///
/// Whoever is in no clan has neither [`clan`](Self::clan) nor [`role`](Self::role).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Player {
    /// The player's tag.
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Town Hall level.
    #[serde(default, deserialize_with = "or_default")]
    pub town_hall_level: i32,
    /// Level of the Town Hall's weapon, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub town_hall_weapon_level: Option<i32>,
    /// Experience level.
    #[serde(default, deserialize_with = "or_default")]
    pub exp_level: i32,
    /// Home village trophies.
    #[serde(default, deserialize_with = "or_default")]
    pub trophies: i32,
    /// The most home village trophies there ever were.
    #[serde(default, deserialize_with = "or_default")]
    pub best_trophies: i32,
    /// Stars won in clan wars.
    #[serde(default, deserialize_with = "or_default")]
    pub war_stars: i32,
    /// Attacks won this season.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_wins: i32,
    /// Defences won this season.
    #[serde(default, deserialize_with = "or_default")]
    pub defense_wins: i32,
    /// Builder Hall level; beginners have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_hall_level: Option<i32>,
    /// Builder base trophies; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_base_trophies: Option<i32>,
    /// The most builder base trophies there ever were; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_builder_base_trophies: Option<i32>,
    /// Legacy, until December 2023: the name of the builder base trophies then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_trophies: Option<i32>,
    /// Legacy, until December 2023: the name of the most builder base trophies then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_versus_trophies: Option<i32>,
    /// Legacy, until December 2023: builder base battles won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_battle_wins: Option<i32>,
    /// Legacy, until December 2023: the same as [`versus_battle_wins`](Self::versus_battle_wins).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_battle_win_count: Option<i32>,
    /// What the player is in the clan, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the player wants to be put into clan wars; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_preference: Option<WarPreference>,
    /// Troops given to clan mates this season, in housing space.
    #[serde(default, deserialize_with = "or_default")]
    pub donations: i32,
    /// Troops received from clan mates this season, in housing space.
    #[serde(default, deserialize_with = "or_default")]
    pub donations_received: i32,
    /// Capital gold given to clan capitals ever; since 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_capital_contributions: Option<i32>,
    /// The player's clan, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan: Option<PlayerClan>,
    /// Legacy, until September 2025: the league, unless Unranked. See [`league_tier`](Self::league_tier).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league: Option<League>,
    /// The league tier; since October 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league_tier: Option<LeagueTier>,
    /// The builder base league; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_base_league: Option<BuilderBaseLeague>,
    /// The league group of this ranked season; absent or `#0` for none. Since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_league_group_tag: Option<LeagueGroupTag>,
    /// This ranked season, to ask for the [`LeagueGroup`](crate::LeagueGroup) with. Since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_league_season_id: Option<SeasonId>,
    /// The league group of the ranked season before; absent or `#0` for none. Since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_league_group_tag: Option<LeagueGroupTag>,
    /// The ranked season before. Since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_league_season_id: Option<SeasonId>,
    /// What the player did in the Legend League, if ever in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend_statistics: Option<PlayerLegendStatistics>,
    /// All achievements, started or not. Names are not unique.
    #[serde(default, deserialize_with = "list")]
    pub achievements: Vec<PlayerAchievementProgress>,
    /// The player's house in the clan capital; not everybody has built one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub player_house: Option<PlayerHouse>,
    /// What the player calls themselves, up to three labels.
    #[serde(default, deserialize_with = "list")]
    pub labels: Vec<Label>,
    /// Troops of all villages, with siege machines and pets. A name may be there twice, once per village.
    #[serde(default, deserialize_with = "list")]
    pub troops: Vec<PlayerItemLevel>,
    /// Heroes of all villages.
    #[serde(default, deserialize_with = "list")]
    pub heroes: Vec<PlayerItemLevel>,
    /// Hero equipment, worn or not; since December 2023.
    #[serde(default, deserialize_with = "list")]
    pub hero_equipment: Vec<PlayerItemLevel>,
    /// Spells.
    #[serde(default, deserialize_with = "list")]
    pub spells: Vec<PlayerItemLevel>,
}

/// The clan of a [`Player`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerClan {
    /// The clan's tag.
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
}

/// The level of a troop, hero, spell or piece of equipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerItemLevel {
    /// What it is, by its English name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The level it has.
    #[serde(default, deserialize_with = "or_default")]
    pub level: i32,
    /// The highest level there is in the game, whatever the player's Town Hall allows.
    #[serde(default, deserialize_with = "or_default")]
    pub max_level: i32,
    /// What a hero wears, two pieces at most; absent for what cannot wear any, such as a builder base hero.
    #[serde(default, deserialize_with = "optional_list", skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Vec<PlayerItemLevel>>,
    /// The village it belongs to; the oldest bodies do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<Village>,
    /// Whether a super troop is boosted now; absent when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub super_troop_is_active: Option<bool>,
}

/// How far a player is with an achievement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerAchievementProgress {
    /// The achievement's English name. Two achievements may have the same.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Stars earned, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// What has been done. It stops at 2 000 000 000, so it never outgrows its type.
    #[serde(default, deserialize_with = "or_default")]
    pub value: i32,
    /// What has to be done for the next star.
    #[serde(default, deserialize_with = "or_default")]
    pub target: i32,
    /// What the achievement asks for, in English.
    #[serde(default, deserialize_with = "or_default")]
    pub info: Text,
    /// What has been done, in English; some achievements have no such text.
    #[serde(default)]
    pub completion_info: Option<Text>,
    /// The village it belongs to; the oldest bodies do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<Village>,
}

/// What a player did in the Legend League.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerLegendStatistics {
    /// Legend trophies ever won.
    #[serde(default, deserialize_with = "or_default")]
    pub legend_trophies: i32,
    /// The season before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The best season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The current season, without an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The builder base season before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_builder_base_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The best builder base season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_builder_base_season: Option<LegendLeagueTournamentSeasonResult>,
    /// Legacy, until December 2023: the name of the builder base season before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_versus_season: Option<LegendLeagueTournamentSeasonResult>,
    /// Legacy, until December 2023: the name of the best builder base season then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_versus_season: Option<LegendLeagueTournamentSeasonResult>,
}

/// How a season of the Legend League went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LegendLeagueTournamentSeasonResult {
    /// The season; the current one has no id yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SeasonId>,
    /// The place, worldwide; the current season may have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<i32>,
    /// Trophies at the end, or now.
    #[serde(default, deserialize_with = "or_default")]
    pub trophies: i32,
}

/// A player's house in the clan capital.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerHouse {
    /// What it is made of.
    #[serde(default, deserialize_with = "list")]
    pub elements: Vec<PlayerHouseElement>,
}

/// A part of a player's house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerHouseElement {
    /// Which part it is.
    #[serde(default, deserialize_with = "or_default", rename = "type")]
    pub element_type: PlayerHouseElementType,
    /// The look that was chosen for it.
    #[serde(default, deserialize_with = "or_default")]
    pub id: i32,
}
