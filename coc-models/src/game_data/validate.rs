//! The checks of decoded contents that make every look-up total.

use alloc::format;
use core::fmt::Display;

use super::{
    GameDataError, UnitKind, find,
    schema::{File, League, Prices, Tier, Unit, Village, WarLeague},
};
use crate::Text;

type Check = Result<(), &'static str>;

/// Checks everything.
pub(super) fn file(file: &File) -> Result<(), GameDataError> {
    ids("units", &file.units, |unit| (unit.id, &unit.name))?;
    ids("leagueTiers", &file.tiers, |tier| (tier.id, &tier.name))?;
    ids("leagues", &file.leagues, |league| (league.id, &league.name))?;
    ids("capitalLeagues", &file.capital_leagues, |league| (league.id, &league.name))?;
    ids("builderBaseLeagues", &file.builder_base_leagues, |league| (league.id, &league.name))?;
    ids("warLeagues", &file.war_leagues, |league| (league.id, &league.name))?;
    names(file)?;
    for entry in &file.units {
        unit(entry, file).map_err(|problem| inconsistent("units", entry.id, &entry.name, problem))?;
    }
    for entry in &file.tiers {
        tier(entry, file).map_err(|problem| inconsistent("leagueTiers", entry.id, &entry.name, problem))?;
    }
    for (hall, id) in &file.town_hall_floors {
        let is_known = find(&file.tiers, *id, |tier| tier.id).is_some();
        require(is_known, "is the floor of a Town Hall, but no tier")
            .map_err(|problem| inconsistent("townHallFloor", *id, hall, problem))?;
    }
    let floors = file.town_hall_floors.iter().zip(file.town_hall_floors.iter().skip(1));
    for (before, after) in floors {
        require(before.0 < after.0, "the Town Halls are not in ascending order")
            .map_err(|problem| inconsistent("townHallFloor", after.1, after.0, problem))?;
    }
    trophies("capitalLeagues", &file.capital_leagues)?;
    trophies("builderBaseLeagues", &file.builder_base_leagues)?;
    for entry in &file.war_leagues {
        war_league(entry, file)
            .map_err(|problem| inconsistent("warLeagues", entry.id, &entry.name, problem))?;
    }
    Ok(())
}

/// Checks that the index of names has each unit once, in order. So no two units of a village and a
/// kind have the same name.
fn names(file: &File) -> Result<(), GameDataError> {
    let mut previous: Option<&Unit> = None;
    for index in &file.units_by_name {
        let unit = file.units.get(usize::from(*index)).ok_or(GameDataError::Malformed)?;
        let is_ascending = previous.is_none_or(|previous| previous.name_key() < unit.name_key());
        require(is_ascending, "another unit of this village and kind has the same name")
            .map_err(|problem| inconsistent("units", unit.id, &unit.name, problem))?;
        previous = Some(unit);
    }
    if file.units_by_name.len() == file.units.len() { Ok(()) } else { Err(GameDataError::Malformed) }
}

fn require(condition: bool, problem: &'static str) -> Check {
    if condition { Ok(()) } else { Err(problem) }
}

fn inconsistent(list: &str, id: i32, name: impl Display, problem: &'static str) -> GameDataError {
    GameDataError::Inconsistent { entry: format!("{list}: {id} ({name})"), problem }
}

/// Checks that a list is in the order of its ids, each of which occurs once.
fn ids<T>(list: &str, entries: &[T], key: impl Fn(&T) -> (i32, &Text)) -> Result<(), GameDataError> {
    for (before, after) in entries.iter().zip(entries.iter().skip(1)) {
        let (id, name) = key(after);
        require(key(before).0 < id, "the ids are not unique and in ascending order")
            .map_err(|problem| inconsistent(list, id, name, problem))?;
    }
    Ok(())
}

fn unit(unit: &Unit, file: &File) -> Check {
    if let Some(unlock) = unit.unlock {
        levels(unit, unlock, file)?;
    } else {
        require(unit.caps.is_empty(), "there are caps, but no hall that unlocks the unit")?;
        require(unit.prices == Prices::None, "there are prices, but no levels")?;
    }
    require((unit.kind == UnitKind::SuperTroop) == unit.base.is_some(), "only a super troop has a base")?;
    if let Some((base, level)) = unit.base {
        let base = find(&file.units, base, |other| other.id);
        let base = base.ok_or("the base is not in the data")?;
        require(base.kind == UnitKind::Troop, "the base is not a troop")?;
        require(Some(&level) <= base.caps.last(), "the base has no such level")?;
    }
    require((unit.kind == UnitKind::Equipment) == unit.hero.is_some(), "only equipment has a hero")?;
    if let Some(hero) = unit.hero {
        let hero = find(&file.units, hero, |other| other.id);
        require(hero.is_some_and(|hero| hero.kind == UnitKind::Hero), "the hero is not a hero of the data")?;
    }
    Ok(())
}

/// Checks the levels of a unit: the lists have an entry for each hall or level, and ascend.
fn levels(unit: &Unit, unlock: u8, file: &File) -> Check {
    let max_hall = match unit.village {
        Village::Home => file.max_halls.home,
        Village::BuilderBase => file.max_halls.builder_base,
    };
    let halls = max_hall.checked_sub(unlock).ok_or("the unit is unlocked above the highest hall")?;
    require(unlock > 0, "the unit is unlocked below the first hall")?;
    require(unit.first > 0, "the first level is 0")?;
    require(unit.caps.len() == usize::from(halls) + 1, "the number of caps is not that of the halls")?;
    require(unit.caps.is_sorted(), "a cap is lower than that of the hall below")?;
    require(unit.caps.first() >= Some(&unit.first), "a cap is lower than the first level")?;
    let last = unit.caps.last().copied().unwrap_or_default();
    let upgrades = usize::from(last.saturating_sub(unit.first));
    match &unit.prices {
        Prices::None => Ok(()),
        Prices::List { cost, time, .. } => {
            require(cost.numbers.len() == time.numbers.len(), "there are not as many prices as times")?;
            let is_complete = [upgrades, upgrades + 1].contains(&cost.numbers.len());
            require(is_complete, "the number of prices is not that of the upgrades")
        }
        Prices::Ores(rarity) => {
            let ores = match rarity {
                super::Rarity::Common => &file.ores.common,
                super::Rarity::Epic => &file.ores.epic,
            };
            require(usize::from(last) <= ores.len() + 1, "its rarity has no prices for the highest levels")
        }
    }
}

fn tier(tier: &Tier, file: &File) -> Check {
    let percent = u16::from(tier.promote.unwrap_or(0)) + u16::from(tier.demote.unwrap_or(0));
    require(percent <= 100, "more than 100 % are promoted or demoted")?;
    require(tier.max_town_hall <= file.max_halls.home, "the highest Town Hall is not in the data")
}

fn trophies(list: &str, leagues: &[League]) -> Result<(), GameDataError> {
    for (before, after) in leagues.iter().zip(leagues.iter().skip(1)) {
        let is_ascending = before.trophies.is_some() && before.trophies < after.trophies;
        require(is_ascending, "the trophies are missing or do not ascend")
            .map_err(|problem| inconsistent(list, after.id, &after.name, problem))?;
    }
    Ok(())
}

fn war_league(league: &WarLeague, file: &File) -> Check {
    let Some(rules) = &league.rules else { return Ok(()) };
    let clans = u16::from(file.war_league_group.clans);
    for (promote, demote) in [(rules.promote, rules.demote)].into_iter().chain(rules.conflict) {
        let is_possible = u16::from(promote) + u16::from(demote) <= clans;
        require(is_possible, "more clans are promoted or demoted than a group has")?;
    }
    let steps = u32::from(clans.saturating_sub(1)) * u32::from(rules.medals_step);
    require(steps <= rules.medals_first.into(), "the last rank has less than no medals")
}
