//! [`ArmyBuilder`]: makes the code of an army.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{Army, ArmyHero, ArmySectionKind, ArmyUnit, entry::IdRange};

/// A builder of an [`Army`] from the ids of the game's data.
///
/// The sections are in the order of the game's codes. The entries of a section are in the order of
/// the calls, and equal units are not added up.
///
/// ```
/// use coc_models::army::{Army, ArmyHero};
///
/// let army = Army::builder()
///     .troop(11, 4_000_000)
///     .troop(2, 4_000_003)
///     .spell(1, 26_000_009)
///     .clan_castle_troop(1, 4_000_095)
///     .clan_castle_spell(1, 26_000_009)
///     .hero(ArmyHero::new(28_000_000).with_pet(73_000_003).with_equipment(90_000_001, 90_000_039))
///     .build()?;
/// assert_eq!(army.code(), "h0p3e1_39i1x95d1x9u11x0-2x3s1x9");
/// # Ok::<(), coc_models::army::ArmyIdError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArmyBuilder {
    heroes: Vec<ArmyHero>,
    units: Vec<ArmyUnit>,
}

impl ArmyBuilder {
    /// Adds a hero.
    #[must_use]
    pub fn hero(mut self, hero: ArmyHero) -> Self {
        self.heroes.push(hero);
        self
    }

    /// Adds own troops or siege machines, by their id from 4000000.
    #[must_use]
    pub fn troop(self, quantity: u32, id: i32) -> Self {
        self.unit(ArmySectionKind::Troops, quantity, id)
    }

    /// Adds own spells, by their id from 26000000.
    #[must_use]
    pub fn spell(self, quantity: u32, id: i32) -> Self {
        self.unit(ArmySectionKind::Spells, quantity, id)
    }

    /// Adds troops or siege machines in the Clan Castle, by their id from 4000000.
    #[must_use]
    pub fn clan_castle_troop(self, quantity: u32, id: i32) -> Self {
        self.unit(ArmySectionKind::ClanCastleTroops, quantity, id)
    }

    /// Adds spells in the Clan Castle, by their id from 26000000.
    #[must_use]
    pub fn clan_castle_spell(self, quantity: u32, id: i32) -> Self {
        self.unit(ArmySectionKind::ClanCastleSpells, quantity, id)
    }

    fn unit(mut self, section: ArmySectionKind, quantity: u32, id: i32) -> Self {
        self.units.push(ArmyUnit { section, quantity, id });
        self
    }

    /// The army.
    ///
    /// # Errors
    ///
    /// [`ArmyIdError`] if an id is not one of its kind. Ids that the game does not have yet are not
    /// an error.
    pub fn build(self) -> Result<Army, ArmyIdError> {
        let mut code = String::new();
        for kind in ArmySectionKind::ALL {
            let heroes = self.heroes.iter().filter(|_| kind == ArmySectionKind::Heroes);
            let units = self.units.iter().filter(|unit| unit.section == kind);
            let entries = heroes.map(|hero| hero.to_code()).chain(units.map(|unit| unit.to_code()));
            let mut separator = kind.letter();
            for entry in entries {
                code.push(separator);
                code.push_str(&entry?);
                separator = '-';
            }
        }
        Ok(Army::from_code(&code))
    }
}

/// The error of an id that is not one of its kind.
///
/// ```
/// use coc_models::army::Army;
///
/// let error = Army::builder().troop(1, 26_000_009).build().unwrap_err();
/// assert_eq!(error.id(), 26_000_009);
/// let message = "26000009 is not the id of a troop; use one from 4000000 to 4999999";
/// assert_eq!(error.to_string(), message);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ArmyIdError {
    pub(super) id: i32,
    pub(super) range: IdRange,
}

impl ArmyIdError {
    /// The id.
    pub fn id(&self) -> i32 {
        self.id
    }
}

impl fmt::Debug for ArmyIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArmyIdError").field("id", &self.id).field("expected", &self.range.kind).finish()
    }
}

impl fmt::Display for ArmyIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let IdRange { first, kind } = self.range;
        let last = first + (IdRange::SIZE - 1);
        write!(f, "{} is not the id of a {kind}; use one from {first} to {last}", self.id)
    }
}

impl core::error::Error for ArmyIdError {}
