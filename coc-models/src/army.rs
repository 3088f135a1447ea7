//! Armies, as the game's links and battle logs write them: [`Army`].
//!
//! The code of an army is a string such as `h0p3e1_39i1x95d1x9u11x0-2x3s1x9`. Each of five letters
//! begins a [section](ArmySection):
//!
//! | Section | Entries | Example | Meaning |
//! |---|---|---|---|
//! | `h` | heroes | `0m1p3e1_39` | hero 0 in mode 1, with pet 3 and the equipment 1 and 39 |
//! | `i` | troops and siege machines in the Clan Castle | `1x95` | 1 of troop 95 |
//! | `d` | spells in the Clan Castle | `1x9` | 1 of spell 9 |
//! | `u` | own troops and siege machines | `11x0` | 11 of troop 0 |
//! | `s` | own spells | `1x9` | 1 of spell 9 |
//!
//! The numbers of a code are relative; the types of this module have the ids of the game's data,
//! such as 4000000 for troop 0. A code has no levels, no order of deployment and no Town Hall. Super
//! troops have ids of their own, and siege machines are among the troops.
//!
//! Nothing is lost: an [`Army`] stores its code, so it is written as it was read. Sections and
//! entries are in the order of the code, and an entry that occurs twice, as in most battle logs, is
//! two entries. An entry in another form is [preserved](ArmyEntry::Unrecognized), and so is an id
//! that is not known yet.

mod builder;
mod entry;
mod section;

use alloc::vec::Vec;
use core::{fmt, iter, str::FromStr};

pub use self::{
    builder::{ArmyBuilder, ArmyIdError},
    entry::{ArmyEntry, ArmyHero, ArmyUnit},
    section::{ArmySection, ArmySectionKind},
};
use crate::{
    Text,
    link::{COPY_ARMY, GameLink, LinkError, parsed::ParsedLink},
    sort::Index,
    tag::is_blank,
};

/// An army.
///
/// `parse` accepts what users enter: a link of the game, or the code alone.
/// [`from_code`](Self::from_code) accepts any code as the API sends it, and [`builder`](Self::builder)
/// creates a new army. Armies are equal if their codes are.
///
/// ```
/// use coc_models::army::{Army, ArmySectionKind};
///
/// let link = "https://link.clashofclans.com/en?action=CopyArmy&army=h0p3e1_39u5x9-1x0-5x9s1x2";
/// let army: Army = link.parse()?;
/// assert_eq!(army.code(), "h0p3e1_39u5x9-1x0-5x9s1x2");
/// assert_eq!(army.link().to_string(), link);
///
/// let king = army.heroes().next().unwrap();
/// assert_eq!((king.id(), king.pet()), (28_000_000, Some(73_000_003)));
/// assert_eq!(king.equipment(), [90_000_001, 90_000_039]);
///
/// let troops = army.units().filter(|unit| unit.section == ArmySectionKind::Troops);
/// let troops: Vec<_> = troops.map(|unit| (unit.quantity, unit.id)).collect();
/// assert_eq!(troops, [(5, 4_000_009), (1, 4_000_000), (5, 4_000_009)]);
/// let merged = army.merged_units();
/// assert_eq!((merged[0].quantity, merged[0].id), (10, 4_000_009));
/// # Ok::<(), coc_models::link::LinkError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Army {
    code: Text,
}

impl Army {
    /// The army with this code, which may be any string.
    pub fn from_code(code: &str) -> Self {
        Self { code: code.into() }
    }

    /// A builder of an army.
    pub fn builder() -> ArmyBuilder {
        ArmyBuilder::default()
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The sections, in order. A kind may occur more than once.
    pub fn sections(&self) -> impl Iterator<Item = ArmySection<'_>> {
        let mut rest = self.code.get(self.leading_text().len()..).unwrap_or_default();
        iter::from_fn(move || {
            let section;
            (section, rest) = ArmySection::split_first(rest)?;
            Some(section)
        })
    }

    /// The text before the first section, which codes of the game do not have.
    fn leading_text(&self) -> &str {
        section::until_section(&self.code).0
    }

    /// The heroes, in order.
    pub fn heroes(&self) -> impl Iterator<Item = ArmyHero> {
        self.sections().flat_map(ArmySection::entries).filter_map(|entry| match entry {
            ArmyEntry::Hero(hero) => Some(hero),
            _ => None,
        })
    }

    /// The troops, siege machines and spells of all sections, in order and as often as they occur.
    pub fn units(&self) -> impl Iterator<Item = ArmyUnit> {
        self.sections().flat_map(ArmySection::entries).filter_map(|entry| match entry {
            ArmyEntry::Unit(unit) => Some(unit),
            _ => None,
        })
    }

    /// The units with those of the same section and id added up, in the order in which each occurs
    /// first.
    ///
    /// Entries of which the sum exceeds a `u32` are not added up.
    pub fn merged_units(&self) -> Vec<ArmyUnit> {
        let mut merged: Vec<ArmyUnit> = Vec::new();
        let mut places = Index::default();
        for unit in self.units() {
            let Some(place) = places.get_or_insert((unit.section, unit.id), merged.len()) else { continue };
            let known = merged.get_mut(*place);
            let sum = known.and_then(|known| Some((known.quantity.checked_add(unit.quantity)?, known)));
            if let Some((sum, known)) = sum {
                known.quantity = sum;
            } else {
                *place = merged.len();
                merged.push(unit);
            }
        }
        merged
    }

    /// All parts of the code that are in no known form. Codes of the game have none.
    pub fn unrecognized(&self) -> impl Iterator<Item = &str> {
        let leading = Some(self.leading_text()).filter(|text| !text.is_empty());
        let entries = self.sections().flat_map(ArmySection::entries);
        leading.into_iter().chain(entries.filter_map(|entry| match entry {
            ArmyEntry::Unrecognized(text) => Some(text),
            _ => None,
        }))
    }

    /// The link that copies the army in the game.
    pub fn link(&self) -> GameLink {
        GameLink::Army(self.clone())
    }
}

/// Reads a link, or a code. Blanks around either are ignored, and any text that is no link is a
/// code.
impl FromStr for Army {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        match ParsedLink::read(text)? {
            Some(link) => {
                link.check_action(COPY_ARMY, "an army")?;
                Ok(Self::from_code(&link.value("army")?))
            }
            None => Ok(Self::from_code(text.trim_matches(is_blank))),
        }
    }
}

/// The [code](Army::code).
impl fmt::Display for Army {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.code)
    }
}

#[cfg(test)]
mod tests;
