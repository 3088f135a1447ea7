//! [`Unit`]: a troop, spell, hero, pet or piece of equipment, with its levels.

use core::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    Cost, GameData, Upgrade,
    schema::{self, Prices},
};
use crate::Village;

/// The kind of a [`Unit`].
///
/// ```
/// use coc_models::{Village, game_data::{GameData, UnitKind}};
///
/// let diggy = GameData::embedded().unit_named("Diggy", &Village::Home).expect("a unit of the data");
/// assert_eq!(diggy.kind(), UnitKind::Pet);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum UnitKind {
    /// A troop of the home village or the builder base.
    Troop,
    /// A super troop: a boosted troop, without levels of its own.
    SuperTroop,
    /// A siege machine.
    #[serde(rename = "siege")]
    SiegeMachine,
    /// A spell.
    Spell,
    /// A hero of the home village or the builder base.
    Hero,
    /// A hero's pet.
    Pet,
    /// A piece of hero equipment.
    Equipment,
    /// A guardian. No response of the API shows it.
    Guardian,
    /// A helper, such as the Builder's Apprentice. No response of the API shows it.
    Helper,
}

/// The rarity of equipment, which decides its prices.
///
/// ```
/// use coc_models::{Village, game_data::{GameData, Rarity}};
///
/// let gauntlet = GameData::embedded().unit_named("Giant Gauntlet", &Village::Home);
/// assert_eq!(gauntlet.and_then(|gauntlet| gauntlet.rarity()), Some(Rarity::Epic));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Rarity {
    /// Common.
    Common,
    /// Epic.
    Epic,
}

/// A unit of the game: a troop, super troop, siege machine, spell, hero, pet, piece of equipment,
/// guardian or helper.
///
/// A unit borrows from its [`GameData`] and is cheap to copy. Levels start at 1. A *hall* is a Town
/// Hall level, or for units of the builder base a Builder Hall level.
///
/// ```
/// use coc_models::{Village, game_data::GameData};
///
/// let data = GameData::embedded();
/// let king = data.unit_named("Barbarian King", &Village::Home).expect("a unit of the data");
/// assert_eq!(king.id(), 28_000_000);
/// assert_eq!(king.cap(10), Some(40));
/// assert_eq!(king.cap(1), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    pub(super) data: &'a GameData,
    pub(super) record: &'a schema::Unit,
}

impl<'a> Unit<'a> {
    /// The data id, such as `4000008`. Army links contain it relative to the range of its kind.
    pub fn id(self) -> i32 {
        self.record.id
    }

    /// The English name, as the API writes it.
    pub fn name(self) -> &'a str {
        &self.record.name
    }

    /// The kind.
    pub fn kind(self) -> UnitKind {
        self.record.kind
    }

    /// The village: home or builder base.
    pub fn village(self) -> Village {
        match self.record.village {
            schema::Village::Home => Village::Home,
            schema::Village::BuilderBase => Village::BuilderBase,
        }
    }

    /// Whether the unit was available during an event only. It has no levels here.
    pub fn is_seasonal(self) -> bool {
        self.record.is_seasonal
    }

    /// The lowest hall at which the unit exists. `None` for super troops and seasonal units.
    pub fn unlock_hall(self) -> Option<i32> {
        self.record.unlock.map(i32::from)
    }

    /// The level at which the unit is unlocked: 1, except for most units of the builder base.
    ///
    /// The API lists some locked units of the builder base, at a lower level.
    pub fn first_level(self) -> i32 {
        self.record.first.into()
    }

    /// The highest level in the game. `None` for super troops and seasonal units.
    pub fn max_level(self) -> Option<i32> {
        self.record.caps.last().copied().map(i32::from)
    }

    /// The highest level at a hall, or `None` if the unit is not available there.
    ///
    /// Super troops have none: they follow their [`base`](Self::base). A hall above
    /// [`GameData::max_hall`] counts as that hall, so the cap of a newer hall may be higher.
    pub fn cap(self, hall: i32) -> Option<i32> {
        let hall = hall.min(self.data.max_hall(&self.village())?);
        let index = usize::try_from(hall.checked_sub(self.unlock_hall()?)?).ok()?;
        self.record.caps.get(index).copied().map(i32::from)
    }

    /// The lowest hall at which a level is available, or `None` if there is no such level.
    pub fn hall_for(self, level: i32) -> Option<i32> {
        if level < self.first_level() || level > self.max_level()? {
            return None;
        }
        let below = self.record.caps.partition_point(|cap| i32::from(*cap) < level);
        self.unlock_hall()?.checked_add(i32::try_from(below).ok()?)
    }

    /// The upgrade that leads to a level, or `None` if there is no such level.
    ///
    /// The first level is free, because a building unlocks it; that of a helper has a price.
    pub fn upgrade_to(self, level: i32) -> Option<Upgrade> {
        let hall = self.hall_for(level)?;
        // The lists end with the upgrade to the highest level.
        let from_end = usize::try_from(self.max_level()?.checked_sub(level)?).ok()?;
        let (cost, time) = match &self.record.prices {
            Prices::None => Default::default(),
            Prices::List { resource, cost, time } => (
                cost.from_last().nth(from_end).map(|cost| Cost::of(*resource, cost)).unwrap_or_default(),
                time.from_last().nth(from_end).unwrap_or_default(),
            ),
            Prices::Ores(rarity) => {
                let upgrade = usize::try_from(level.checked_sub(2)?).ok();
                let ores = upgrade.and_then(|upgrade| self.data.ores(*rarity).get(upgrade));
                (ores.copied().map(Cost::of_ores).unwrap_or_default(), 0)
            }
        };
        Some(Upgrade { level, hall, cost, time: Duration::from_secs(time) })
    }

    /// The upgrades that lead from one level to another, in order; none if `to` is not higher.
    ///
    /// From a level below the first, the first level is included.
    ///
    /// ```
    /// use coc_models::{Village, game_data::GameData};
    ///
    /// let hero = GameData::embedded().unit_named("Archer Queen", &Village::Home);
    /// let hero = hero.expect("a unit of the data");
    /// assert_eq!(hero.upgrades(1, 5).count(), 4);
    /// assert_eq!(hero.upgrades(5, 1).count(), 0);
    /// ```
    pub fn upgrades(self, from: i32, to: i32) -> impl Iterator<Item = Upgrade> + use<'a> {
        let from = from.saturating_add(1).max(self.first_level());
        let to = to.min(self.max_level().unwrap_or(0));
        (from..=to).filter_map(move |level| self.upgrade_to(level))
    }

    /// The rarity of equipment; `None` for other kinds.
    pub fn rarity(self) -> Option<Rarity> {
        match self.record.prices {
            Prices::Ores(rarity) => Some(rarity),
            _ => None,
        }
    }

    /// The hero that wears this equipment; `None` for other kinds.
    pub fn hero(self) -> Option<Self> {
        self.data.unit(self.record.hero?)
    }

    /// The troop of a super troop; `None` for other kinds.
    pub fn base(self) -> Option<Self> {
        self.data.unit(self.record.base?.0)
    }

    /// The lowest level of its [`base`](Self::base) at which a super troop can be boosted; `None`
    /// for other kinds.
    pub fn min_base_level(self) -> Option<i32> {
        self.record.base.map(|(_, level)| level.into())
    }
}

impl fmt::Debug for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut unit = f.debug_struct("Unit");
        unit.field("id", &self.id()).field("name", &self.name()).field("kind", &self.kind());
        unit.field("village", &self.village()).finish_non_exhaustive()
    }
}

/// A unit by its id, which the data may not know.
///
/// Prints the name, or the id if the data does not know the unit. Returned by [`GameData::named`].
///
/// ```
/// use coc_models::game_data::{GameData, UnitKind};
///
/// let data = GameData::embedded();
/// let launcher = data.named(4_000_087);
/// assert_eq!(launcher.to_string(), "Log Launcher");
/// assert_eq!(launcher.kind(), Some(UnitKind::SiegeMachine));
/// assert_eq!(data.named(4_009_999).to_string(), "unknown unit 4009999");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedUnit<'a> {
    pub(super) id: i32,
    pub(super) unit: Option<Unit<'a>>,
}

impl<'a> NamedUnit<'a> {
    /// The id.
    pub fn id(self) -> i32 {
        self.id
    }

    /// The unit, if the data knows it.
    pub fn unit(self) -> Option<Unit<'a>> {
        self.unit
    }

    /// The kind, if the data knows the unit.
    pub fn kind(self) -> Option<UnitKind> {
        self.unit.map(Unit::kind)
    }
}

impl fmt::Display for NamedUnit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Some(unit) => f.pad(unit.name()),
            None => write!(f, "unknown unit {}", self.id),
        }
    }
}
