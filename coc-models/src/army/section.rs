//! [`ArmySection`]: a part of an army's code, which begins with a letter.

use serde::{Deserialize, Serialize};

use super::ArmyEntry;

/// The kind of a section.
///
/// ```
/// use coc_models::army::{Army, ArmySectionKind};
///
/// let army = Army::from_code("i1x51u10x0");
/// assert!(army.sections().map(|section| section.kind()).eq([
///     ArmySectionKind::ClanCastleTroops,
///     ArmySectionKind::Troops,
/// ]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ArmySectionKind {
    /// `h`: heroes with their pets and equipment.
    Heroes,
    /// `i`: troops and siege machines in the Clan Castle.
    ClanCastleTroops,
    /// `d`: spells in the Clan Castle.
    ClanCastleSpells,
    /// `u`: own troops and siege machines.
    Troops,
    /// `s`: own spells.
    Spells,
}

impl ArmySectionKind {
    /// All kinds, in the order of the game's codes.
    pub const ALL: [Self; 5] =
        [Self::Heroes, Self::ClanCastleTroops, Self::ClanCastleSpells, Self::Troops, Self::Spells];

    /// The letter with which the section begins.
    pub fn letter(self) -> char {
        match self {
            Self::Heroes => 'h',
            Self::ClanCastleTroops => 'i',
            Self::ClanCastleSpells => 'd',
            Self::Troops => 'u',
            Self::Spells => 's',
        }
    }

    fn of(letter: u8) -> Option<Self> {
        Some(match letter {
            b'h' => Self::Heroes,
            b'i' => Self::ClanCastleTroops,
            b'd' => Self::ClanCastleSpells,
            b'u' => Self::Troops,
            b's' => Self::Spells,
            _ => return None,
        })
    }
}

/// A section of an army's code: the entries up to the next section.
///
/// ```
/// use coc_models::army::{Army, ArmyEntry, ArmySectionKind};
///
/// let army = Army::from_code("u4x8-2x1");
/// let section = army.sections().next().unwrap();
/// assert_eq!((section.kind(), section.text()), (ArmySectionKind::Troops, "4x8-2x1"));
/// assert!(section.entries().all(|entry| matches!(entry, ArmyEntry::Unit(_))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArmySection<'a> {
    kind: ArmySectionKind,
    text: &'a str,
}

impl<'a> ArmySection<'a> {
    /// The kind.
    pub fn kind(self) -> ArmySectionKind {
        self.kind
    }

    /// The text after the letter.
    pub fn text(self) -> &'a str {
        self.text
    }

    /// The entries, in order.
    pub fn entries(self) -> impl Iterator<Item = ArmyEntry<'a>> {
        let texts = Some(self.text).filter(|text| !text.is_empty()).into_iter();
        texts.flat_map(|text| text.split('-')).map(move |text| ArmyEntry::read(self.kind, text))
    }

    /// The first section of a text that begins with one, and the rest.
    pub(super) fn split_first(text: &'a str) -> Option<(Self, &'a str)> {
        let kind = ArmySectionKind::of(*text.as_bytes().first()?)?;
        let (text, rest) = until_section(text.get(1..)?);
        Some((Self { kind, text }, rest))
    }
}

/// The text before the next letter of a section, and the text from this letter on.
pub(super) fn until_section(text: &str) -> (&str, &str) {
    let next = text.bytes().position(|byte| ArmySectionKind::of(byte).is_some());
    next.and_then(|next| text.split_at_checked(next)).unwrap_or((text, ""))
}
