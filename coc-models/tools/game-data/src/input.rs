//! The fields of the JSON files.
//!
//! Entries with many fields are type parameters: they are read as a [`Value`] and then one by one,
//! so that an error names the entry.

use std::collections::BTreeMap;

use coc_models::{
    Text,
    game_data::{Rarity, ResourceKind, UnitKind, schema::Village},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::Value;

/// `units.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UnitsFile<U = Value, H = Value> {
    pub(crate) schema: u32,
    pub(crate) source: Text,
    pub(crate) derived: Text,
    pub(crate) max_hall: MaxHall,
    pub(crate) equipment_cost: EquipmentCost,
    /// Each one a [`Unit`].
    pub(crate) units: Vec<U>,
    /// The id and name of each unit of an event.
    pub(crate) seasonal: Vec<(i32, Text)>,
    /// Each one a [`Helper`].
    pub(crate) helpers: Vec<H>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MaxHall {
    pub(crate) home: u8,
    pub(crate) builder_base: u8,
}

/// Per rarity the shiny, glowy and starry ore of the upgrades from level 1 on. All zero where there
/// is no upgrade.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EquipmentCost {
    pub(crate) common: Vec<[u16; 3]>,
    pub(crate) epic: Vec<[u16; 3]>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Unit {
    pub(crate) id: i32,
    pub(crate) name: Text,
    pub(crate) kind: UnitKind,
    pub(crate) village: Village,
    /// The lowest hall at which the unit exists; none for super troops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unlock: Option<u8>,
    /// The building that unlocks it, and its level. `unlock` has the hall of it, so it is not in
    /// the data.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "accepted and left out")]
    pub(crate) building: Option<IgnoredAny>,
    /// The level at which the unit is unlocked.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(crate) first: u16,
    /// The highest level at each hall from `unlock` to the highest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) caps: Vec<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<ResourceKind>,
    /// The price of each upgrade from `first` on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cost: Vec<u32>,
    /// The seconds of each upgrade.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) time: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rarity: Option<Rarity>,
    /// Of equipment: the id of its hero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hero: Option<i32>,
    /// Of a super troop: the id of its troop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) base: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min_base_level: Option<u16>,
}

fn one() -> u16 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_one(level: &u16) -> bool {
    *level == 1
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Helper {
    pub(crate) id: i32,
    pub(crate) name: Text,
    /// The Town Hall of each level, and the level.
    pub(crate) caps: Vec<(u8, u16)>,
    /// The price of each level, the first included.
    pub(crate) gems: Vec<u32>,
}

/// `leagues.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LeaguesFile<T = Value> {
    pub(crate) schema: u32,
    pub(crate) source: Text,
    pub(crate) derived: Text,
    /// Each one a [`LeagueTier`].
    pub(crate) league_tiers: Vec<T>,
    pub(crate) town_hall_floor: BTreeMap<u8, i32>,
    pub(crate) leagues: Vec<(i32, Text)>,
    pub(crate) war_leagues: Vec<(i32, Text)>,
    /// Id, name, and the trophies from which a clan is in the league.
    pub(crate) capital_leagues: Vec<(i32, Text, u16)>,
    pub(crate) builder_base_leagues: Vec<(i32, Text, u16)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LeagueTier {
    pub(crate) id: i32,
    pub(crate) name: Text,
    pub(crate) tier: u8,
    pub(crate) battles: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) battles_per: Option<Period>,
    /// Per cent of a group.
    pub(crate) promote: Option<u8>,
    pub(crate) demote: Option<u8>,
    pub(crate) group: u16,
    pub(crate) max_town_hall: u8,
    pub(crate) clan_score: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) modifier: Option<Text>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Period {
    Day,
}

/// `war-leagues.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WarLeaguesFile<L = Value> {
    pub(crate) schema: u32,
    pub(crate) source: Text,
    pub(crate) derived: Text,
    /// Clans of a group.
    pub(crate) group_size: u8,
    pub(crate) rounds: u8,
    /// A constant of the crate, so it is not in the data.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "accepted and left out")]
    pub(crate) star_bonus_per_win: Option<IgnoredAny>,
    /// Each one a [`WarLeague`].
    pub(crate) leagues: Vec<L>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WarLeague {
    pub(crate) id: i32,
    pub(crate) name: Text,
    /// Clans of a group.
    pub(crate) promote: u8,
    pub(crate) demote: u8,
    /// The medals of the first rank, and by how many each rank below has fewer.
    pub(crate) medals_first: u16,
    pub(crate) medals_step: u8,
    /// The medals of one bonus.
    pub(crate) bonus_medals: u16,
    /// The guaranteed bonuses in wars of 15.
    pub(crate) bonuses15: u8,
    /// Whether there are no wars of 30.
    pub(crate) only15: bool,
    /// The promotion and demotion of a second source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) conflict: Option<Conflict>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) modifier: Option<Text>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conflict {
    pub(crate) promote: u8,
    pub(crate) demote: u8,
}
