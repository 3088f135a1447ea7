//! The data of the game that the API does not have: levels and prices of units, rules of leagues.
//!
//! [`GameData::embedded`] is part of the crate. [`GameData::from_bytes`] reads a newer file at run
//! time, so that a game update needs no new version of a program. Both are looked up by id or name
//! without an allocation, and [`GameData::progress`] compares a player with them.
//!
//! The data is a copy of the game's own tables, made on the day [`GameData::derived`]. A unit or
//! league that it lacks is newer: look-ups return `None`, [`PlayerProgress::unknown`] lists such
//! units, and nothing fails.
//!
//! ```
//! use coc_models::{Player, game_data::GameData};
//!
//! let body = r##"{"tag":"#2PP","townHallLevel":10,"heroes":[
//!     {"name":"Barbarian King","level":38,"maxLevel":110,"village":"home"}
//! ]}"##;
//! let player: Player = serde_json::from_str(body)?;
//!
//! let progress = GameData::embedded().progress(&player);
//! let king = progress.unit(28_000_000).expect("in the body");
//! assert_eq!(king.cap(), Some(40));
//! assert_eq!(king.missing().levels, 2);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! The guide [`game_data`](crate::guide::game_data) has more examples.

mod decode;
mod error;
mod league;
mod progress;
#[doc(hidden)]
pub mod schema;
#[cfg(test)]
mod tests;
mod totals;
mod unit;
mod upgrade;
mod validate;
mod war_league;

use alloc::boxed::Box;
use core::fmt;

use once_cell::race::OnceBox;

use self::schema::File;
pub use self::{
    error::GameDataError,
    league::{BattleLimit, LeagueEntry, RankedTier},
    progress::{PlayerProgress, UnitProgress},
    totals::{Missing, Rushed},
    unit::{NamedUnit, Rarity, Unit, UnitKind},
    upgrade::{Cost, ResourceKind, Upgrade},
    war_league::{Sourced, WarLeagueRules},
};
use crate::{
    BuilderBaseLeagueId, CapitalLeagueId, LeagueId, LeagueTierId, PlayerItemLevel, Village, WarLeagueId,
};

static EMBEDDED: &[u8] = include_bytes!("../data/game-data.bin");

/// The data of the game: units with their levels and prices, leagues with their rules.
///
/// ```
/// use coc_models::{Village, game_data::GameData};
///
/// // A file beside the program replaces the embedded data.
/// let file = std::fs::read("game-data.bin");
/// let data = match file.as_deref().map(GameData::from_bytes) {
///     Ok(Ok(data)) => &*Box::leak(Box::new(data)),
///     Ok(Err(error)) => return Err(error),
///     Err(_) => GameData::embedded(),
/// };
/// assert_eq!(data.unit_named("Barbarian", &Village::Home), data.unit(4_000_000));
/// # Ok::<(), coc_models::game_data::GameDataError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct GameData {
    file: File,
}

impl GameData {
    /// The data that is part of this version of the crate. The first call decodes it, in about
    /// 0.1 ms.
    ///
    /// # Panics
    ///
    /// Never: a test decodes the same bytes.
    pub fn embedded() -> &'static Self {
        static DATA: OnceBox<GameData> = OnceBox::new();
        DATA.get_or_init(|| Box::new(Self::from_bytes(EMBEDDED).expect("a test decodes the same bytes")))
    }

    /// Reads a file of the tool `game-data`.
    ///
    /// All contents are checked, so that no look-up can fail later.
    ///
    /// # Errors
    ///
    /// The bytes are not such a file, or a damaged one, or of a newer schema; see
    /// [`GameDataError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GameDataError> {
        let file = decode::file(bytes)?;
        validate::file(&file)?;
        Ok(Self { file })
    }

    /// The tables from which the data was derived, with their version.
    pub fn source(&self) -> &str {
        &self.file.source
    }

    /// The day on which the data was derived, such as `2026-11-27`.
    pub fn derived(&self) -> &str {
        &self.file.derived
    }

    /// The highest Town Hall, or the highest Builder Hall; `None` for other villages.
    ///
    /// Higher halls, of a game update that the data lacks, count as this one.
    pub fn max_hall(&self, village: &Village) -> Option<i32> {
        match village {
            Village::Home => Some(self.file.max_halls.home.into()),
            Village::BuilderBase => Some(self.file.max_halls.builder_base.into()),
            _ => None,
        }
    }

    /// All units, in the order of their ids.
    pub fn units(&self) -> impl Iterator<Item = Unit<'_>> {
        self.file.units.iter().map(|record| Unit { data: self, record })
    }

    /// The unit with this id.
    pub fn unit(&self, id: i32) -> Option<Unit<'_>> {
        let record = find(&self.file.units, id, |unit| unit.id)?;
        Some(Unit { data: self, record })
    }

    /// The unit with this id, or the id alone: for the units, heroes, pets and equipment of an army.
    pub fn named(&self, id: i32) -> NamedUnit<'_> {
        NamedUnit { id, unit: self.unit(id) }
    }

    /// The unit with this English name, as the API writes it.
    ///
    /// The village distinguishes the two units called "Baby Dragon". If an event had a unit of the
    /// same name, the one that stayed is returned.
    pub fn unit_named(&self, name: &str, village: &Village) -> Option<Unit<'_>> {
        self.units_named(name, village).next()
    }

    fn units_named(&self, name: &str, village: &Village) -> impl Iterator<Item = Unit<'_>> {
        let village = match village {
            Village::Home => Some(schema::Village::Home),
            Village::BuilderBase => Some(schema::Village::BuilderBase),
            _ => None,
        };
        let key = village.map(|village| (name.as_bytes(), village));
        let record = |index: &u16| self.file.units.get(usize::from(*index));
        let key_of = move |index: &u16| record(index).map(|unit| (unit.name.as_bytes(), unit.village));
        let by_name = &self.file.units_by_name;
        let start = by_name.partition_point(|index| key_of(index) < key);
        let named = by_name.get(start..).unwrap_or_default().iter();
        named
            .take_while(move |index| key_of(index) == key)
            .filter_map(record)
            .map(|record| Unit { data: self, record })
    }

    /// The unit of an item in a player's lists.
    ///
    /// The oldest bodies have no villages. There, an item is found if its name exists in one
    /// village only.
    pub fn unit_of(&self, item: &PlayerItemLevel) -> Option<Unit<'_>> {
        self.unit_in(item, |_| true)
    }

    /// The unit of an item, preferably of a kind that the item's list has.
    fn unit_in(&self, item: &PlayerItemLevel, is_in_list: fn(UnitKind) -> bool) -> Option<Unit<'_>> {
        let named = |village| {
            let of_list = self.units_named(&item.name, village).find(|unit| is_in_list(unit.kind()));
            of_list.or_else(|| self.unit_named(&item.name, village))
        };
        match &item.village {
            Some(village) => named(village),
            None => named(&Village::Home).xor(named(&Village::BuilderBase)),
        }
    }

    fn ores(&self, rarity: Rarity) -> &[[u16; 3]] {
        match rarity {
            Rarity::Common => &self.file.ores.common,
            Rarity::Epic => &self.file.ores.epic,
        }
    }

    /// The tiers of the ranked leagues, the lowest first.
    pub fn league_tiers(&self) -> impl Iterator<Item = RankedTier<'_>> {
        self.file.tiers.iter().map(RankedTier)
    }

    /// The tier with this id.
    pub fn league_tier(&self, id: LeagueTierId) -> Option<RankedTier<'_>> {
        find(&self.file.tiers, id.get(), |tier| tier.id).map(RankedTier)
    }

    /// The tier below which a player with this Town Hall is not demoted; `None` for the first Town
    /// Halls, which have none.
    ///
    /// A Town Hall above [`max_hall`](Self::max_hall) counts as that one.
    pub fn town_hall_floor(&self, town_hall: i32) -> Option<RankedTier<'_>> {
        let floors = &self.file.town_hall_floors;
        let (_, tier) = floors.iter().rev().find(|(hall, _)| i32::from(*hall) <= town_hall)?;
        self.league_tier(LeagueTierId::new(*tier))
    }

    /// The home village leagues of before October 2025, in the order of their ids.
    pub fn leagues(&self) -> impl Iterator<Item = LeagueEntry<'_, LeagueId>> {
        self.file.leagues.iter().map(LeagueEntry::new)
    }

    /// The leagues of clan capitals, the lowest first.
    pub fn capital_leagues(&self) -> impl Iterator<Item = LeagueEntry<'_, CapitalLeagueId>> {
        self.file.capital_leagues.iter().map(LeagueEntry::new)
    }

    /// The league of a clan capital with this number of trophies; `None` for a negative number.
    pub fn capital_league_at(&self, trophies: i32) -> Option<LeagueEntry<'_, CapitalLeagueId>> {
        self.capital_leagues().take_while(|league| league.trophies <= Some(trophies)).last()
    }

    /// The leagues of the builder base, the lowest first.
    pub fn builder_base_leagues(&self) -> impl Iterator<Item = LeagueEntry<'_, BuilderBaseLeagueId>> {
        self.file.builder_base_leagues.iter().map(LeagueEntry::new)
    }

    /// The league of the builder base with this number of trophies; `None` for a negative number.
    pub fn builder_base_league_at(&self, trophies: i32) -> Option<LeagueEntry<'_, BuilderBaseLeagueId>> {
        self.builder_base_leagues().take_while(|league| league.trophies <= Some(trophies)).last()
    }

    /// The leagues of the clan war league, the lowest first; the first one is Unranked.
    pub fn war_leagues(&self) -> impl Iterator<Item = WarLeagueRules<'_>> {
        self.file.war_leagues.iter().map(|league| WarLeagueRules { data: self, league })
    }

    /// The war league with this id.
    pub fn war_league(&self, id: WarLeagueId) -> Option<WarLeagueRules<'_>> {
        let league = find(&self.file.war_leagues, id.get(), |league| league.id)?;
        Some(WarLeagueRules { data: self, league })
    }

    /// For the tool `game-data`, which writes JSON from a file.
    #[doc(hidden)]
    pub fn file(&self) -> &File {
        &self.file
    }

    fn war_league_group(&self) -> &schema::WarLeagueGroup {
        &self.file.war_league_group
    }
}

impl fmt::Debug for GameData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut data = f.debug_struct("GameData");
        data.field("source", &self.source()).field("derived", &self.derived()).finish_non_exhaustive()
    }
}

/// The entry with this id in a list in the order of ids.
fn find<T>(entries: &[T], id: i32, id_of: impl Fn(&T) -> i32) -> Option<&T> {
    entries.get(entries.binary_search_by_key(&id, id_of).ok()?)
}
