//! A player's progress: levels, caps, missing upgrades and rushed levels.

use coc_models::{
    GameText, PlayerItemLevel, Village,
    game_data::{self, GameData, UnitKind},
};
use serde::Serialize;

use crate::list::ToList as _;

use crate::body::PlayerLevels;
use crate::unit::{Resources, Upgrade};

/// Returns the progress of a player: every unit that the player has or could have at the level of the
/// hall, with its cap, what is missing to it, and by how much it is rushed.
pub fn player_progress<'a>(data: &'a GameData, player: &'a PlayerLevels) -> PlayerProgress<'a> {
    let progress = data.progress(&player.0);
    let mut groups: Vec<(Village, UnitKind)> = Vec::new();
    for unit in progress.units() {
        let group = (unit.unit().village(), unit.unit().kind());
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    PlayerProgress {
        home: VillageProgress::new(&progress, Village::Home),
        builder_base: VillageProgress::new(&progress, Village::BuilderBase),
        groups: groups.into_iter().map(|group| GroupProgress::new(&progress, group)).list(),
        units: progress.units().iter().map(UnitProgress::new).list(),
        unknown: progress.unknown().to_vec(),
    }
}

/// The progress of a player.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlayerProgress<'a> {
    /// The totals of the home village.
    pub home: VillageProgress,
    /// The totals of the builder base.
    pub builder_base: VillageProgress,
    /// The totals of each kind of unit in each village.
    pub groups: Vec<GroupProgress>,
    /// The units.
    pub units: Vec<UnitProgress<'a>>,
    /// The units of the player that the game data does not know.
    pub unknown: Vec<&'a PlayerItemLevel>,
}

/// The totals of a village.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VillageProgress {
    /// The upgrades that are missing to the caps.
    pub missing: Missing,
    /// The levels below the caps of the previous hall.
    pub rushed: Rushed,
}

impl VillageProgress {
    fn new(progress: &game_data::PlayerProgress<'_>, village: Village) -> Self {
        Self {
            missing: Missing::new(progress.missing(&village)),
            rushed: Rushed::new(progress.rushed(&village)),
        }
    }
}

/// The totals of one kind of unit in a village.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupProgress {
    /// The village.
    pub village: Village,
    /// The kind of unit.
    pub kind: UnitKind,
    /// The number of units.
    pub units: usize,
    /// The number of units at their caps.
    pub max: usize,
    /// The upgrades that are missing to the caps.
    pub missing: Missing,
    /// The levels below the caps of the previous hall.
    pub rushed: Rushed,
}

impl GroupProgress {
    fn new(progress: &game_data::PlayerProgress<'_>, (village, kind): (Village, UnitKind)) -> Self {
        let units = || progress.group(kind, &village);
        Self {
            village,
            kind,
            units: units().count(),
            max: units().filter(|unit| unit.is_max()).count(),
            missing: Missing::new(units().map(game_data::UnitProgress::missing).sum()),
            rushed: Rushed::new(units().map(game_data::UnitProgress::rushed).sum()),
        }
    }
}

/// The progress of a unit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitProgress<'a> {
    /// The id of the unit.
    pub id: i32,
    /// The name of the unit.
    pub name: &'a str,
    /// The kind of unit.
    pub kind: UnitKind,
    /// The village.
    pub village: Village,
    /// The level; 0 if the player does not have the unit.
    pub level: i32,
    /// The level of the hall of the village.
    pub hall: i32,
    /// The highest level at this hall; absent if it does not unlock the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<i32>,
    /// The highest level in the game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_level: Option<i32>,
    /// Whether the response lists the unit.
    pub is_listed: bool,
    /// The names of the equipment that a hero wears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Vec<&'a GameText>>,
    /// Whether the unit is at its cap.
    pub is_max: bool,
    /// Whether the unit is at the highest level in the game.
    pub is_max_in_game: bool,
    /// The upgrades that are missing to the cap.
    pub missing: Missing,
    /// The levels below the cap of the previous hall.
    pub rushed: Rushed,
    /// The next upgrade, which may require a higher hall.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_upgrade: Option<Upgrade>,
}

impl<'a> UnitProgress<'a> {
    fn new(progress: &game_data::UnitProgress<'a>) -> Self {
        let unit = progress.unit();
        let worn = progress.item().and_then(|item| item.equipment.as_ref());
        Self {
            id: unit.id(),
            name: unit.name(),
            kind: unit.kind(),
            village: unit.village(),
            level: progress.level(),
            hall: progress.hall(),
            cap: progress.cap(),
            max_level: unit.max_level(),
            is_listed: progress.item().is_some(),
            equipment: worn.map(|worn| worn.iter().map(|piece| &piece.name).list()),
            is_max: progress.is_max(),
            is_max_in_game: progress.is_max_in_game(),
            missing: Missing::new(progress.missing()),
            rushed: Rushed::new(progress.rushed()),
            next_upgrade: progress.next_upgrade().map(Upgrade::new),
        }
    }
}

/// Upgrades that are missing.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// The number of levels.
    pub levels: i32,
    /// The price of all upgrades.
    pub cost: Resources,
    /// The sum of their durations, in seconds.
    pub time: u64,
}

impl Missing {
    fn new(missing: game_data::Missing) -> Self {
        Self { levels: missing.levels, cost: Resources::new(&missing.cost), time: missing.time.as_secs() }
    }
}

/// Levels below the caps of the previous hall.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rushed {
    /// The number of levels that are missing.
    pub missing_levels: i32,
    /// The number of levels up to those caps.
    pub levels: i32,
    /// The share that is missing, from 0 to 1; absent if there are no such levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

impl Rushed {
    fn new(rushed: game_data::Rushed) -> Self {
        Self { missing_levels: rushed.missing_levels, levels: rushed.levels, share: rushed.share() }
    }
}
