//! Units of the game data: levels, caps and prices.

use coc_models::{
    Village,
    game_data::{self, Cost, GameData, Rarity, ResourceKind, UnitKind},
};
use serde::Serialize;

use crate::list::ToList as _;

/// Returns the source of the game data and the highest halls that it knows.
pub fn game_data(data: &GameData) -> GameDataInfo<'_> {
    GameDataInfo {
        source: data.source(),
        derived: data.derived(),
        max_town_hall: data.max_hall(&Village::Home).unwrap_or_default(),
        max_builder_hall: data.max_hall(&Village::BuilderBase).unwrap_or_default(),
    }
}

/// Returns all units.
pub fn units(data: &GameData) -> Vec<Unit<'_>> {
    data.units().map(Unit::new).list()
}

/// Returns the unit with an id.
pub fn unit(data: &GameData, id: i32) -> Option<Unit<'_>> {
    data.unit(id).map(Unit::new)
}

/// Returns the unit with a name in a village, by default the home village. Some names occur in both.
pub fn unit_named<'a>(data: &'a GameData, name: &str, village: Option<Village>) -> Option<Unit<'a>> {
    data.unit_named(name, &village.unwrap_or(Village::Home)).map(Unit::new)
}

/// Returns the highest level of a unit at a level of the hall of its village; none before it is
/// unlocked.
pub fn unit_cap(data: &GameData, id: i32, hall: i32) -> Option<i32> {
    data.unit(id)?.cap(hall)
}

/// Returns the upgrades of a unit from one level to another, by default from the first to the last:
/// the first upgrade leads to `from` + 1.
pub fn unit_upgrades(data: &GameData, id: i32, from: Option<i32>, to: Option<i32>) -> Vec<Upgrade> {
    let Some(unit) = data.unit(id) else { return Vec::new() };
    unit.upgrades(from.unwrap_or(0), to.unwrap_or(i32::MAX)).map(Upgrade::new).list()
}

/// The game data in use.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GameDataInfo<'a> {
    /// The version of the game files.
    pub source: &'a str,
    /// The origin of the rules that are not in the game files.
    pub derived: &'a str,
    /// The highest town hall.
    pub max_town_hall: i32,
    /// The highest builder hall.
    pub max_builder_hall: i32,
}

/// A unit of the game.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit<'a> {
    /// The id, as in army codes.
    pub id: i32,
    /// The name, as in the API.
    pub name: &'a str,
    /// The kind.
    pub kind: UnitKind,
    /// The village.
    pub village: Village,
    /// Whether the unit is only there for a time.
    pub is_seasonal: bool,
    /// The level of the hall that unlocks the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlock_hall: Option<i32>,
    /// The level of the unit when it is unlocked.
    pub first_level: i32,
    /// The highest level in the game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_level: Option<i32>,
    /// The rarity of a piece of equipment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rarity: Option<Rarity>,
    /// The id of the hero that wears a piece of equipment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hero: Option<i32>,
    /// The id of the troop of which a super troop is a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<i32>,
    /// The level of that troop from which it can be boosted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_base_level: Option<i32>,
}

impl<'a> Unit<'a> {
    fn new(unit: game_data::Unit<'a>) -> Self {
        Self {
            id: unit.id(),
            name: unit.name(),
            kind: unit.kind(),
            village: unit.village(),
            is_seasonal: unit.is_seasonal(),
            unlock_hall: unit.unlock_hall(),
            first_level: unit.first_level(),
            max_level: unit.max_level(),
            rarity: unit.rarity(),
            hero: unit.hero().map(game_data::Unit::id),
            base: unit.base().map(game_data::Unit::id),
            min_base_level: unit.min_base_level(),
        }
    }
}

/// An upgrade of a unit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upgrade {
    /// The level to which it leads.
    pub level: i32,
    /// The level of the hall that it requires.
    pub hall: i32,
    /// The price.
    pub cost: Resources,
    /// The duration in seconds.
    pub time: u64,
}

impl Upgrade {
    pub(crate) fn new(upgrade: game_data::Upgrade) -> Self {
        Self {
            level: upgrade.level,
            hall: upgrade.hall,
            cost: Resources::new(&upgrade.cost),
            time: upgrade.time.as_secs(),
        }
    }
}

/// Amounts of resources.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resources {
    /// Elixir.
    pub elixir: u64,
    /// Dark elixir.
    pub dark_elixir: u64,
    /// Elixir of the builder base.
    pub builder_elixir: u64,
    /// Shiny ore.
    pub shiny_ore: u64,
    /// Glowy ore.
    pub glowy_ore: u64,
    /// Starry ore.
    pub starry_ore: u64,
    /// Gems.
    pub gems: u64,
}

impl Resources {
    pub(crate) fn new(cost: &Cost) -> Self {
        Self {
            elixir: cost.get(ResourceKind::Elixir),
            dark_elixir: cost.get(ResourceKind::DarkElixir),
            builder_elixir: cost.get(ResourceKind::BuilderElixir),
            shiny_ore: cost.get(ResourceKind::ShinyOre),
            glowy_ore: cost.get(ResourceKind::GlowyOre),
            starry_ore: cost.get(ResourceKind::StarryOre),
            gems: cost.get(ResourceKind::Gems),
        }
    }
}
