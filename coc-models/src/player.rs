//! Players: [`Player`] and its parts.
//!
//! A player's battles are in `battle_log.rs`, their ranked seasons in `league_group.rs`.

mod activity;
mod counters;
pub(crate) mod units;

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

pub use self::activity::{Activity, ActivitySign, ActivityStrength};
use crate::{
    BadgeUrls, BuilderBaseLeague, ClanTag, CountedText, GameText, Label, League, LeagueGroupTag, LeagueTier,
    PlayerTag, Role, SeasonId, Text, verbatim,
    wire::{boxed_list, list, or_default},
};

open_enum! {
    /// Whether a player opts in to clan wars.
    pub enum WarPreference {
        /// Yes.
        In = "in",
        /// No.
        Out = "out",
    }
}

open_enum! {
    #[unrecognized(UnrecognizedVillage)]
    /// One of a player's villages.
    #[derive(Copy)]
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
    /// A part of a player's house.
    pub enum PlayerHouseElementType {
        /// The ground under the house.
        Ground = "ground",
        /// The walls.
        Walls = "walls",
        /// The roof.
        Roof = "roof",
        /// The decoration beside the house.
        Decoration = "decoration",
    }
}

/// A player.
///
/// `GET /players/{playerTag}`.
///
/// A player without a clan has neither [`clan`](Self::clan) nor [`role`](Self::role).
///
/// ```
/// use coc_models::Player;
///
/// let body = r##"{"tag":"#8QU8J9LP","name":"Ada","townHallLevel":16,"trophies":5200}"##;
/// let player: Player = serde_json::from_str(body)?;
/// let clan = player.clan.as_ref().map_or("no clan", |clan| clan.name.as_str());
/// assert_eq!(format!("{} of {clan}", player.name), "Ada of no clan");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Player {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
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
    /// The player's highest number of home village trophies.
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
    /// The player's highest number of builder base trophies; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_builder_base_trophies: Option<i32>,
    /// Legacy, until December 2023: the earlier name of the builder base trophies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_trophies: Option<i32>,
    /// Legacy, until December 2023: the earlier name of the most builder base trophies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_versus_trophies: Option<i32>,
    /// Legacy, until December 2023: builder base battles won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_battle_wins: Option<i32>,
    /// Legacy, until December 2023: the same as [`versus_battle_wins`](Self::versus_battle_wins).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_battle_win_count: Option<i32>,
    /// The player's role in the clan, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the player opts in to clan wars; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_preference: Option<WarPreference>,
    /// Troops given to clan mates this season, in housing space.
    #[serde(default, deserialize_with = "or_default")]
    pub donations: i32,
    /// Troops received from clan mates this season, in housing space.
    #[serde(default, deserialize_with = "or_default")]
    pub donations_received: i32,
    /// Capital gold contributed to clan capitals in total; since 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_capital_contributions: Option<i32>,
    /// The player's clan, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan: Option<PlayerClan>,
    /// Legacy, until September 2025: the league, unless Unranked. See
    /// [`league_tier`](Self::league_tier).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league: Option<League>,
    /// The league tier; since October 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league_tier: Option<LeagueTier>,
    /// The builder base league; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_base_league: Option<BuilderBaseLeague>,
    /// The league group of this ranked season; absent or `#0` for none. Since 2026.
    #[serde(default, deserialize_with = "verbatim::deserialize", skip_serializing_if = "Option::is_none")]
    pub current_league_group_tag: Option<LeagueGroupTag>,
    /// This ranked season, for requesting the [`LeagueGroup`](crate::LeagueGroup): the Unix time of
    /// its start. Since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_league_season_id: Option<SeasonId>,
    /// The league group of the previous ranked season; absent or `#0` for none. Since 2026.
    #[serde(default, deserialize_with = "verbatim::deserialize", skip_serializing_if = "Option::is_none")]
    pub previous_league_group_tag: Option<LeagueGroupTag>,
    /// The previous ranked season. Since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_league_season_id: Option<SeasonId>,
    /// The player's Legend League statistics, if ever in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend_statistics: Option<Box<PlayerLegendStatistics>>,
    /// All achievements, started or not. Names are not unique.
    #[serde(default, deserialize_with = "list")]
    pub achievements: Vec<PlayerAchievementProgress>,
    /// The player's house in the clan capital; absent if none was built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub player_house: Option<PlayerHouse>,
    /// The player's labels, up to three.
    #[serde(default, deserialize_with = "list")]
    pub labels: Vec<Label>,
    /// Troops of all villages, with siege machines and pets. A name may occur twice, once per
    /// village.
    #[serde(default, deserialize_with = "list")]
    pub troops: Vec<PlayerItemLevel>,
    /// Heroes of all villages.
    #[serde(default, deserialize_with = "list")]
    pub heroes: Vec<PlayerItemLevel>,
    /// Hero equipment, in use or not; since December 2023.
    #[serde(default, deserialize_with = "list")]
    pub hero_equipment: Vec<PlayerItemLevel>,
    /// Spells.
    #[serde(default, deserialize_with = "list")]
    pub spells: Vec<PlayerItemLevel>,
}

/// The clan of a [`Player`].
///
/// ```
/// use coc_models::{ClanTag, Player};
///
/// /// Whether a player is in one of these clans.
/// fn is_ours(player: &Player, clans: &[ClanTag]) -> bool {
///     player.clan.as_ref().is_some_and(|clan| clans.contains(&clan.tag))
/// }
/// # assert!(!is_ours(&Player::default(), &[]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerClan {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
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
///
/// ```
/// use coc_models::{Player, Village};
///
/// /// The sum of the levels of all heroes of the home village.
/// fn hero_levels(player: &Player) -> i32 {
///     let heroes = player.heroes.iter().filter(|hero| hero.is_of(&Village::Home));
///     heroes.map(|hero| hero.level).sum()
/// }
/// # assert_eq!(hero_levels(&Player::default()), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerItemLevel {
    /// The English name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: GameText,
    /// The current level.
    #[serde(default, deserialize_with = "or_default")]
    pub level: i32,
    /// The highest level in the game, regardless of the player's Town Hall.
    #[serde(default, deserialize_with = "or_default")]
    pub max_level: i32,
    /// The equipment of a hero, at most two pieces; absent for items without equipment, such as
    /// builder base heroes.
    #[serde(default, deserialize_with = "boxed_list", skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Box<Vec<PlayerItemLevel>>>,
    /// The village it belongs to; absent in the oldest bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<Village>,
    /// Whether a super troop is boosted now; absent when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub super_troop_is_active: Option<bool>,
}

/// The progress of a player in an achievement.
///
/// ```
/// use coc_models::{Player, PlayerAchievementProgress};
///
/// /// The achievements that have all of their stars.
/// fn completed(player: &Player) -> impl Iterator<Item = &PlayerAchievementProgress> {
///     player.achievements.iter().filter(|achievement| achievement.stars == 3)
/// }
/// # assert_eq!(completed(&Player::default()).count(), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerAchievementProgress {
    /// The achievement's English name. Two achievements may have the same.
    #[serde(default, deserialize_with = "or_default")]
    pub name: GameText,
    /// Stars earned, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// The progress so far. It stops at 2 000 000 000, so it fits its type.
    #[serde(default, deserialize_with = "or_default")]
    pub value: i32,
    /// The progress needed for the next star.
    #[serde(default, deserialize_with = "or_default")]
    pub target: i32,
    /// The task, in English.
    #[serde(default, deserialize_with = "or_default")]
    pub info: GameText,
    /// The progress so far, in English; some achievements have none.
    #[serde(default)]
    pub completion_info: Option<CountedText>,
    /// The village it belongs to; absent in the oldest bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<Village>,
}

/// The statistics of a player in the Legend League.
///
/// ```
/// use coc_models::Player;
///
/// /// The best place of a player in a season of the Legend League.
/// fn best_rank(player: &Player) -> Option<i32> {
///     player.legend_statistics.as_ref()?.best_season.as_ref()?.rank
/// }
/// # assert_eq!(best_rank(&Player::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerLegendStatistics {
    /// Legend trophies won in total.
    #[serde(default, deserialize_with = "or_default")]
    pub legend_trophies: i32,
    /// The previous season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The best season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The current season, without an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The previous builder base season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_builder_base_season: Option<LegendLeagueTournamentSeasonResult>,
    /// The best builder base season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_builder_base_season: Option<LegendLeagueTournamentSeasonResult>,
    /// Legacy, until December 2023: the earlier name of the builder base season before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_versus_season: Option<LegendLeagueTournamentSeasonResult>,
    /// Legacy, until December 2023: the earlier name of the best builder base season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_versus_season: Option<LegendLeagueTournamentSeasonResult>,
}

/// The result of a season of the Legend League.
///
/// ```
/// use coc_models::LegendLeagueTournamentSeasonResult;
///
/// fn show(season: &LegendLeagueTournamentSeasonResult) -> String {
///     let rank = season.rank.map_or("no rank".into(), |rank| format!("rank {rank}"));
///     format!("{} trophies, {rank}", season.trophies)
/// }
/// # assert_eq!(show(&LegendLeagueTournamentSeasonResult::default()), "0 trophies, no rank");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LegendLeagueTournamentSeasonResult {
    /// The season; the current one has no id yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SeasonId>,
    /// The worldwide place; the current season may have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<i32>,
    /// Trophies at the end, or now.
    #[serde(default, deserialize_with = "or_default")]
    pub trophies: i32,
}

/// A player's house in the clan capital.
///
/// ```
/// use coc_models::Player;
///
/// /// Whether a player has built a house in the clan capital.
/// fn has_house(player: &Player) -> bool {
///     player.player_house.as_ref().is_some_and(|house| !house.elements.is_empty())
/// }
/// # assert!(!has_house(&Player::default()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerHouse {
    /// Its parts.
    #[serde(default, deserialize_with = "list")]
    pub elements: Vec<PlayerHouseElement>,
}

/// A part of a player's house.
///
/// ```
/// use coc_models::{PlayerHouse, PlayerHouseElement, PlayerHouseElementType};
///
/// /// The id of the design of the roof.
/// fn roof(house: &PlayerHouse) -> Option<i32> {
///     let is_roof = |element: &&PlayerHouseElement| {
///         element.element_type == PlayerHouseElementType::Roof
///     };
///     house.elements.iter().find(is_roof).map(|roof| roof.id)
/// }
/// # assert_eq!(roof(&PlayerHouse::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerHouseElement {
    /// The kind of part.
    #[serde(default, deserialize_with = "or_default", rename = "type")]
    pub element_type: PlayerHouseElementType,
    /// The id of the chosen design.
    #[serde(default, deserialize_with = "or_default")]
    pub id: i32,
}
