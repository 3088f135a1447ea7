//! Army codes.

use coc_models::{
    army::{Army as ArmyCode, ArmyHero as Hero, ArmySectionKind, ArmyUnit as Entry},
    game_data::GameData,
};
use serde::{Deserialize, Serialize};

use crate::list::ToList as _;

use crate::Failure;

/// Reads an army from a link or from a code, such as {@link BattleLogEntry.armyShareCode}. A part that
/// cannot be read is in `unrecognized`; nothing is lost.
pub fn parse_army(data: &GameData, army: &str) -> Result<Army, Failure> {
    let army: ArmyCode = army.parse().map_err(|error| Failure::new("army", error))?;
    Ok(Army::new(data, &army))
}

/// Builds an army from ids.
pub fn build_army(data: &GameData, army: &ArmyPlan) -> Result<Army, Failure> {
    let mut builder = ArmyCode::builder();
    for planned in &army.heroes {
        let mut hero = Hero::new(planned.id);
        if let Some(mode) = planned.mode {
            hero = hero.with_mode(mode);
        }
        if let Some(pet) = planned.pet {
            hero = hero.with_pet(pet);
        }
        hero = match planned.equipment[..] {
            [] => hero,
            [first] => hero.with_equipment(first, None),
            [first, second] => hero.with_equipment(first, second),
            _ => return Err(Failure::new("army", "a hero wears at most two pieces of equipment")),
        };
        builder = builder.hero(hero);
    }
    for PlannedUnit { quantity, id } in &army.troops {
        builder = builder.troop(*quantity, *id);
    }
    for PlannedUnit { quantity, id } in &army.spells {
        builder = builder.spell(*quantity, *id);
    }
    for PlannedUnit { quantity, id } in &army.clan_castle_troops {
        builder = builder.clan_castle_troop(*quantity, *id);
    }
    for PlannedUnit { quantity, id } in &army.clan_castle_spells {
        builder = builder.clan_castle_spell(*quantity, *id);
    }
    let army = builder.build().map_err(|error| Failure::new("army", error))?;
    Ok(Army::new(data, &army))
}

/// An army to build.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ArmyPlan {
    /// The heroes. Default: none.
    pub heroes: Vec<PlannedHero>,
    /// The troops and siege machines. Default: none.
    pub troops: Vec<PlannedUnit>,
    /// The spells. Default: none.
    pub spells: Vec<PlannedUnit>,
    /// The troops and siege machines of the clan castle. Default: none.
    pub clan_castle_troops: Vec<PlannedUnit>,
    /// The spells of the clan castle. Default: none.
    pub clan_castle_spells: Vec<PlannedUnit>,
}

/// A hero of an army to build.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedHero {
    /// The id of the hero.
    pub id: i32,
    /// The mode of the hero. Default: none.
    #[serde(default)]
    pub mode: Option<u32>,
    /// The id of the pet. Default: none.
    #[serde(default)]
    pub pet: Option<i32>,
    /// The ids of at most two pieces of equipment. Default: none.
    #[serde(default)]
    pub equipment: Vec<i32>,
}

/// Units of an army to build.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedUnit {
    /// The number of units.
    pub quantity: u32,
    /// The id of the unit.
    pub id: i32,
}

/// An army.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Army {
    /// The code.
    pub code: String,
    /// The link that copies the army.
    pub link: String,
    /// The heroes.
    pub heroes: Vec<ArmyHero>,
    /// The troops, siege machines and spells in the order of the code.
    pub units: Vec<ArmyUnit>,
    /// The units, with those of one kind and section as one entry.
    pub merged_units: Vec<ArmyUnit>,
    /// The parts of the code that cannot be read.
    pub unrecognized: Vec<String>,
}

impl Army {
    pub(crate) fn new(data: &GameData, army: &ArmyCode) -> Self {
        Self {
            code: army.code().into(),
            link: army.link().to_string(),
            heroes: army.heroes().map(|hero| ArmyHero::new(data, &hero)).list(),
            units: army.units().map(|unit| ArmyUnit::new(data, unit)).list(),
            merged_units: army.merged_units().into_iter().map(|unit| ArmyUnit::new(data, unit)).list(),
            unrecognized: army.unrecognized().map(Into::into).list(),
        }
    }
}

/// A hero of an army.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArmyHero {
    /// The id of the hero.
    pub id: i32,
    /// The name of the hero; `unknown unit` and the id if the game data has none.
    pub name: String,
    /// The mode of the hero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<u32>,
    /// The pet of the hero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pet: Option<UnitName>,
    /// The equipment of the hero.
    pub equipment: Vec<UnitName>,
}

impl ArmyHero {
    fn new(data: &GameData, hero: &Hero) -> Self {
        let UnitName { id, name } = UnitName::new(data, hero.id());
        Self {
            id,
            name,
            mode: hero.mode(),
            pet: hero.pet().map(|id| UnitName::new(data, id)),
            equipment: hero.equipment().iter().map(|id| UnitName::new(data, *id)).list(),
        }
    }
}

/// Units of one kind in an army.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArmyUnit {
    /// The section of the army.
    pub section: ArmySectionKind,
    /// The number of units.
    pub quantity: u32,
    /// The id of the unit.
    pub id: i32,
    /// The name of the unit; `unknown unit` and the id if the game data has none.
    pub name: String,
}

impl ArmyUnit {
    fn new(data: &GameData, unit: Entry) -> Self {
        let UnitName { id, name } = UnitName::new(data, unit.id);
        Self { section: unit.section, quantity: unit.quantity, id, name }
    }
}

/// A unit by id and name.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitName {
    /// The id of the unit.
    pub id: i32,
    /// The name of the unit; `unknown unit` and the id if the game data has none.
    pub name: String,
}

impl UnitName {
    fn new(data: &GameData, id: i32) -> Self {
        Self { id, name: data.named(id).to_string() }
    }
}
