//! The contents of a game data file, as the tool `game-data` writes them.
//!
//! Public for that tool only, and not a part of the API. A change of these types is a new
//! [`SCHEMA`]. The rest of the module reads them through [`GameData`](super::GameData), which has
//! validated them.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Rarity, ResourceKind, UnitKind};
use crate::Text;

/// The first bytes of a file; the number of its schema follows.
pub const MAGIC: [u8; 8] = *b"coc-data";

/// The schema that this version reads and writes.
pub const SCHEMA: u32 = 1;

/// The contents of a file after [`MAGIC`] and the schema.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub source: Text,
    pub derived: Text,
    pub max_halls: MaxHalls,
    pub ores: Ores,
    /// In the order of their ids, like every other list.
    pub units: Vec<Unit>,
    /// The indexes of the units in the order of [`Unit::name_key`].
    pub units_by_name: Vec<u16>,
    pub tiers: Vec<Tier>,
    /// Town Hall and the id of its lowest tier.
    pub town_hall_floors: Vec<(u8, i32)>,
    pub leagues: Vec<League>,
    pub capital_leagues: Vec<League>,
    pub builder_base_leagues: Vec<League>,
    pub war_league_group: WarLeagueGroup,
    pub war_leagues: Vec<WarLeague>,
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxHalls {
    pub home: u8,
    pub builder_base: u8,
}

/// Per rarity the shiny, glowy and starry ore of each upgrade, from level 1 on.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ores {
    pub common: Vec<[u16; 3]>,
    pub epic: Vec<[u16; 3]>,
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Village {
    Home,
    BuilderBase,
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub id: i32,
    pub name: Text,
    pub kind: UnitKind,
    pub village: Village,
    pub is_seasonal: bool,
    /// The lowest hall at which the unit exists; none for units without levels of their own.
    pub unlock: Option<u8>,
    pub first: u16,
    /// The highest level at each hall from `unlock` to the highest.
    pub caps: Vec<u16>,
    pub prices: Prices,
    /// Of a super troop: the id of its troop, and the level of it that is needed.
    pub base: Option<(i32, u16)>,
    /// Of equipment: the id of its hero.
    pub hero: Option<i32>,
}

impl Unit {
    /// The order of units by name. A unit of an event follows one that stayed.
    pub fn name_key(&self) -> (&[u8], Village, bool, UnitKind) {
        (self.name.as_bytes(), self.village, self.is_seasonal, self.kind)
    }
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prices {
    None,
    /// The price and the seconds of each upgrade. The last one is that to the highest level; the
    /// first one is that from the first level, or that of the first level itself.
    List {
        resource: ResourceKind,
        cost: Scaled,
        time: Scaled,
    },
    Ores(Rarity),
}

/// Numbers divided by their greatest common divisor, which makes most of them one byte.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scaled {
    pub unit: u32,
    pub numbers: Vec<u32>,
}

impl Scaled {
    /// The numbers, the last one first.
    pub fn from_last(&self) -> impl Iterator<Item = u64> {
        self.numbers.iter().rev().map(|number| u64::from(*number).saturating_mul(self.unit.into()))
    }
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    pub id: i32,
    pub name: Text,
    pub tier: u8,
    pub battles: u8,
    pub is_daily: bool,
    pub promote: Option<u8>,
    pub demote: Option<u8>,
    pub group: u16,
    pub max_town_hall: u8,
    pub clan_score: u16,
    pub modifier: Option<Text>,
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct League {
    pub id: i32,
    pub name: Text,
    pub trophies: Option<u16>,
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarLeagueGroup {
    pub clans: u8,
    pub rounds: u8,
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarLeague {
    pub id: i32,
    pub name: Text,
    /// None for Unranked.
    pub rules: Option<WarLeagueRules>,
}

#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarLeagueRules {
    pub promote: u8,
    pub demote: u8,
    /// The numbers of a second source, where they differ.
    pub conflict: Option<(u8, u8)>,
    pub medals_first: u16,
    pub medals_step: u8,
    pub bonus_medals: u16,
    pub bonuses: u8,
    pub only_15: bool,
    pub modifier: Option<Text>,
}

impl File {
    /// The bytes of a file with these contents.
    ///
    /// # Errors
    ///
    /// None for these types; the encoder's signature has them.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_allocvec(&SCHEMA)?);
        bytes.extend(postcard::to_allocvec(self)?);
        Ok(bytes)
    }
}
