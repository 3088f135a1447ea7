//! [`ArmyEntry`]: a hero or a number of units in an army's code.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{ArmyIdError, ArmySectionKind};

/// The ids of one kind: a number below a million is added to the first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct IdRange {
    pub(super) first: i32,
    pub(super) kind: &'static str,
}

impl IdRange {
    const HERO: Self = Self { first: 28_000_000, kind: "hero" };
    const PET: Self = Self { first: 73_000_000, kind: "pet" };
    const EQUIPMENT: Self = Self { first: 90_000_000, kind: "piece of equipment" };
    const TROOP: Self = Self { first: 4_000_000, kind: "troop" };
    const SPELL: Self = Self { first: 26_000_000, kind: "spell" };

    /// One more than the largest number.
    pub(super) const SIZE: i32 = 1_000_000;

    /// The range of the units of a section.
    fn of_units(section: ArmySectionKind) -> Self {
        match section {
            ArmySectionKind::Heroes => Self::HERO,
            ArmySectionKind::ClanCastleTroops | ArmySectionKind::Troops => Self::TROOP,
            ArmySectionKind::ClanCastleSpells | ArmySectionKind::Spells => Self::SPELL,
        }
    }

    fn id(self, number: u32) -> Option<i32> {
        let number = i32::try_from(number).ok().filter(|number| *number < Self::SIZE)?;
        Some(self.first + number)
    }

    fn number(self, id: i32) -> Result<i32, ArmyIdError> {
        let number = id.checked_sub(self.first).filter(|number| (0..Self::SIZE).contains(number));
        number.ok_or(ArmyIdError { id, range: self })
    }
}

/// An entry of a section.
///
/// ```
/// use coc_models::army::{Army, ArmyEntry};
///
/// let army = Army::from_code("u4x8-04x8");
/// let entries: Vec<_> = army.sections().flat_map(|section| section.entries()).collect();
/// assert!(matches!(entries[0], ArmyEntry::Unit(unit) if unit.quantity == 4));
/// assert_eq!(entries[1], ArmyEntry::Unrecognized("04x8"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArmyEntry<'a> {
    /// A hero.
    Hero(ArmyHero),
    /// A number of equal units.
    Unit(ArmyUnit),
    /// The text of an entry in another form: with another letter, a leading zero, or a number that
    /// is too large.
    Unrecognized(&'a str),
}

impl<'a> ArmyEntry<'a> {
    pub(super) fn read(section: ArmySectionKind, text: &'a str) -> Self {
        let entry = match section {
            ArmySectionKind::Heroes => ArmyHero::read(text).map(Self::Hero),
            _ => ArmyUnit::read(section, text).map(Self::Unit),
        };
        entry.unwrap_or(Self::Unrecognized(text))
    }
}

/// A hero with a pet and equipment.
///
/// ```
/// use coc_models::army::{Army, ArmyHero};
///
/// let warden = ArmyHero::new(28_000_002).with_mode(1).with_equipment(90_000_004, 90_000_034);
/// assert_eq!(Army::from_code("h2m1e4_34").heroes().next(), Some(warden));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArmyHero {
    id: i32,
    mode: Option<u32>,
    pet: Option<i32>,
    /// Unused places are 0.
    equipment: [i32; 2],
    equipment_count: u8,
}

impl ArmyHero {
    /// A hero, by its id from 28000000, without a pet and equipment.
    pub fn new(id: i32) -> Self {
        Self { id, mode: None, pet: None, equipment: [0; 2], equipment_count: 0 }
    }

    /// Sets the mode.
    #[must_use]
    pub fn with_mode(self, mode: u32) -> Self {
        Self { mode: Some(mode), ..self }
    }

    /// Sets the pet, by its id from 73000000.
    #[must_use]
    pub fn with_pet(self, pet: i32) -> Self {
        Self { pet: Some(pet), ..self }
    }

    /// Sets one or two pieces of equipment, by their ids from 90000000.
    #[must_use]
    pub fn with_equipment(self, first: i32, second: impl Into<Option<i32>>) -> Self {
        let second = second.into();
        let equipment_count = if second.is_some() { 2 } else { 1 };
        Self { equipment: [first, second.unwrap_or_default()], equipment_count, ..self }
    }

    /// The id of the hero.
    pub fn id(&self) -> i32 {
        self.id
    }

    /// The mode, which only the Grand Warden was seen with: according to one source, 1 is in the
    /// air, and 0 or none is on the ground.
    pub fn mode(&self) -> Option<u32> {
        self.mode
    }

    /// The id of the pet.
    pub fn pet(&self) -> Option<i32> {
        self.pet
    }

    /// The ids of the equipment: at most two.
    pub fn equipment(&self) -> &[i32] {
        self.equipment.get(..self.equipment_count.into()).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let mut hero = Self::new(reader.id(IdRange::HERO)?);
        if reader.take('m') {
            hero = hero.with_mode(reader.number()?);
        }
        if reader.take('p') {
            hero = hero.with_pet(reader.id(IdRange::PET)?);
        }
        if reader.take('e') {
            let first = reader.id(IdRange::EQUIPMENT)?;
            let second = if reader.take('_') { Some(reader.id(IdRange::EQUIPMENT)?) } else { None };
            hero = hero.with_equipment(first, second);
        }
        reader.rest.is_empty().then_some(hero)
    }

    /// The entry of the hero.
    pub(super) fn to_code(self) -> Result<String, ArmyIdError> {
        let mut code = IdRange::HERO.number(self.id)?.to_string();
        let mut push = |separator: char, number: &dyn ToString| {
            code.push(separator);
            code.push_str(&number.to_string());
        };
        if let Some(mode) = self.mode {
            push('m', &mode);
        }
        if let Some(pet) = self.pet {
            push('p', &IdRange::PET.number(pet)?);
        }
        for (id, separator) in self.equipment().iter().zip(['e', '_']) {
            push(separator, &IdRange::EQUIPMENT.number(*id)?);
        }
        Ok(code)
    }
}

/// A number of equal troops, siege machines or spells.
///
/// ```
/// use coc_models::army::{Army, ArmySectionKind};
///
/// let unit = Army::from_code("d2x70").units().next().unwrap();
/// assert_eq!(unit.section, ArmySectionKind::ClanCastleSpells);
/// assert_eq!((unit.quantity, unit.id), (2, 26_000_070));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArmyUnit {
    /// The section of the unit, which is never [`Heroes`](ArmySectionKind::Heroes).
    pub section: ArmySectionKind,
    /// The number of units.
    pub quantity: u32,
    /// The id: from 4000000 for a troop or siege machine, from 26000000 for a spell.
    pub id: i32,
}

impl ArmyUnit {
    fn read(section: ArmySectionKind, text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let quantity = reader.number()?;
        reader.take('x').then_some(())?;
        let id = reader.id(IdRange::of_units(section))?;
        reader.rest.is_empty().then_some(Self { section, quantity, id })
    }

    /// The entry of the unit.
    pub(super) fn to_code(self) -> Result<String, ArmyIdError> {
        Ok(format!("{}x{}", self.quantity, IdRange::of_units(self.section).number(self.id)?))
    }
}

/// Reads an entry from left to right.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A number as the game writes it, without leading zeros.
    fn number(&mut self) -> Option<u32> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit);
        let mut length = 0;
        let mut number = 0_u32;
        for digit in digits {
            // The digit before was a leading zero.
            if length > 0 && number == 0 {
                return None;
            }
            number = number.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
            length += 1;
        }
        self.rest = self.rest.get(length..)?;
        (length > 0).then_some(number)
    }

    fn id(&mut self, range: IdRange) -> Option<i32> {
        range.id(self.number()?)
    }
}
