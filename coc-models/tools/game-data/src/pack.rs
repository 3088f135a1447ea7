//! [`pack`]: from JSON to the file.

use coc_models::{
    Text,
    game_data::{
        GameData, GameDataError, ResourceKind, UnitKind,
        schema::{self, File, Prices, Scaled, Village},
    },
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, LEAGUES, Sources, UNITS, WAR_LEAGUES, input};

/// The schema of the JSON files.
pub(crate) const JSON_SCHEMA: u32 = 1;

/// The game data file of these JSON files.
///
/// # Errors
///
/// A file is not JSON or has other fields than [`Sources`] documents, or its data contradicts
/// itself. The error names the file and the entry.
pub fn pack(sources: &Sources) -> Result<Vec<u8>, Error> {
    let units: input::UnitsFile = json(UNITS, &sources.units)?;
    let leagues: input::LeaguesFile = json(LEAGUES, &sources.leagues)?;
    let war_leagues: input::WarLeaguesFile = json(WAR_LEAGUES, &sources.war_leagues)?;
    let stamps = [
        (UNITS, units.schema, units.source.as_str(), units.derived.as_str()),
        (LEAGUES, leagues.schema, &leagues.source, &leagues.derived),
        (WAR_LEAGUES, war_leagues.schema, &war_leagues.source, &war_leagues.derived),
    ];
    let (source, derived) = stamp(stamps)?;
    let all = self::units(&units)?;
    let file = File {
        source,
        derived,
        max_halls: schema::MaxHalls { home: units.max_hall.home, builder_base: units.max_hall.builder_base },
        ores: schema::Ores {
            common: without_last_zeros(&units.equipment_cost.common),
            epic: without_last_zeros(&units.equipment_cost.epic),
        },
        town_hall_floors: leagues.town_hall_floor.iter().map(|(hall, tier)| (*hall, *tier)).collect(),
        tiers: entries(LEAGUES, "leagueTiers", &leagues.league_tiers)?.into_iter().map(tier).collect(),
        leagues: leagues.leagues.iter().map(|(id, name)| league(*id, name, None)).collect(),
        capital_leagues: with_trophies(&leagues.capital_leagues),
        builder_base_leagues: with_trophies(&leagues.builder_base_leagues),
        war_league_group: schema::WarLeagueGroup {
            clans: war_leagues.group_size,
            rounds: war_leagues.rounds,
        },
        war_leagues: self::war_leagues(&leagues, &war_leagues)?,
        units_by_name: by_name(&all)?,
        units: all,
    };
    let bytes = file.to_bytes()?;
    GameData::from_bytes(&bytes).map_err(|source| Error::Data { file: file_of(&source), source })?;
    Ok(bytes)
}

fn json<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|source| Error::Json { file, source })
}

/// Reads the entries of a list.
fn entries<T: DeserializeOwned>(file: &'static str, list: &str, values: &[Value]) -> Result<Vec<T>, Error> {
    let read = |value: &Value| {
        T::deserialize(value).map_err(|error| {
            let (id, name) = (&value["id"], &value["name"]);
            Error::entry(file, format!("{list}: {id} ({name})"), error.to_string())
        })
    };
    values.iter().map(read).collect()
}

/// The sources, each once, and the latest day.
fn stamp<'a>(stamps: [(&'static str, u32, &'a str, &'a str); 3]) -> Result<(Text, Text), Error> {
    let mut sources: Vec<&str> = Vec::new();
    for (file, schema, source, _) in stamps {
        if schema != JSON_SCHEMA {
            return Err(Error::entry(
                file,
                "schema",
                format!("is {schema}, but this tool reads {JSON_SCHEMA}"),
            ));
        }
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let derived = stamps.iter().map(|(.., derived)| *derived).max().unwrap_or_default();
    Ok((sources.join("; ").into(), derived.into()))
}

/// The JSON file that has the list of an entry.
fn file_of(error: &GameDataError) -> &'static str {
    match error {
        GameDataError::Inconsistent { entry, .. } if entry.starts_with("units:") => UNITS,
        GameDataError::Inconsistent { entry, .. } if entry.starts_with("warLeagues:") => WAR_LEAGUES,
        _ => LEAGUES,
    }
}

fn units(units: &input::UnitsFile) -> Result<Vec<schema::Unit>, Error> {
    let mut all = Vec::new();
    for unit in entries(UNITS, "units", &units.units)? {
        all.push(self::unit(unit)?);
    }
    for (id, name) in &units.seasonal {
        all.push(seasonal(*id, name)?);
    }
    for helper in entries(UNITS, "helpers", &units.helpers)? {
        all.push(self::helper(helper, units.max_hall.home)?);
    }
    all.sort_by_key(|unit| unit.id);
    Ok(all)
}

/// The indexes of the units in the order of their names.
fn by_name(units: &[schema::Unit]) -> Result<Vec<u16>, Error> {
    let count = u16::try_from(units.len());
    let count = count.map_err(|_| Error::entry(UNITS, "units", "are more than the schema allows"))?;
    let mut indexes: Vec<u16> = (0..count).collect();
    indexes.sort_by_key(|index| units[usize::from(*index)].name_key());
    Ok(indexes)
}

fn unit(unit: input::Unit) -> Result<schema::Unit, Error> {
    let problem = |problem: &str| Error::entry(UNITS, format!("units: {} ({})", unit.id, unit.name), problem);
    let prices = match (unit.rarity, unit.resource, unit.caps.is_empty()) {
        (Some(rarity), None, _) if unit.cost.is_empty() && unit.time.is_empty() => Prices::Ores(rarity),
        (Some(_), ..) => return Err(problem("has both a rarity and prices; remove the prices")),
        (None, Some(resource), false) => {
            Prices::List { resource, cost: scaled(&unit.cost), time: scaled(&unit.time) }
        }
        (None, None, true) if unit.cost.is_empty() && unit.time.is_empty() => Prices::None,
        _ => return Err(problem("needs either caps, a resource, prices and times, or none of them")),
    };
    let base = match (unit.base, unit.min_base_level) {
        (Some(base), Some(level)) => Some((base, level)),
        (None, None) => None,
        _ => return Err(problem("needs both base and minBaseLevel, or none of them")),
    };
    Ok(schema::Unit {
        id: unit.id,
        name: unit.name,
        kind: unit.kind,
        village: unit.village,
        is_seasonal: false,
        unlock: unit.unlock,
        first: unit.first,
        caps: unit.caps,
        prices,
        base,
        hero: unit.hero,
    })
}

/// A unit of an event, which has no levels. Its id tells the kind.
fn seasonal(id: i32, name: &Text) -> Result<schema::Unit, Error> {
    let kind = match id / 1_000_000 {
        4 => UnitKind::Troop,
        26 => UnitKind::Spell,
        _ => {
            let problem = "is in no range of troops or spells; correct the id";
            return Err(Error::entry(UNITS, format!("seasonal: {id} ({name})"), problem));
        }
    };
    Ok(schema::Unit {
        id,
        name: name.clone(),
        kind,
        village: Village::Home,
        is_seasonal: true,
        unlock: None,
        first: 1,
        caps: Vec::new(),
        prices: Prices::None,
        base: None,
        hero: None,
    })
}

fn helper(helper: input::Helper, max_hall: u8) -> Result<schema::Unit, Error> {
    let problem = |problem| Error::entry(UNITS, format!("helpers: {} ({})", helper.id, helper.name), problem);
    let unlock = helper.caps.first().ok_or_else(|| problem("has no caps"))?.0;
    let is_in_order =
        helper.caps.is_sorted() && helper.caps.iter().map(|(_, level)| *level).eq(1..=count(&helper.caps));
    if !is_in_order || helper.gems.len() != helper.caps.len() {
        return Err(problem("needs a Town Hall and a price for each level from 1 on, in order"));
    }
    let cap = |hall| helper.caps.iter().rev().find(|(at, _)| *at <= hall).map(|(_, level)| *level);
    Ok(schema::Unit {
        id: helper.id,
        kind: UnitKind::Helper,
        village: Village::Home,
        is_seasonal: false,
        unlock: Some(unlock),
        first: 1,
        caps: (unlock..=max_hall).filter_map(cap).collect(),
        prices: Prices::List {
            resource: ResourceKind::Gems,
            cost: scaled(&helper.gems),
            time: scaled(&vec![0; helper.gems.len()]),
        },
        base: None,
        hero: None,
        name: helper.name,
    })
}

fn count(caps: &[(u8, u16)]) -> u16 {
    u16::try_from(caps.len()).unwrap_or(u16::MAX)
}

fn scaled(numbers: &[u32]) -> Scaled {
    let unit = numbers.iter().fold(0, |unit, number| greatest_common_divisor(unit, *number)).max(1);
    Scaled { unit, numbers: numbers.iter().map(|number| number / unit).collect() }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn without_last_zeros(ores: &[[u16; 3]]) -> Vec<[u16; 3]> {
    let end = ores.iter().rposition(|ores| *ores != [0; 3]).map_or(0, |last| last + 1);
    ores[..end].to_vec()
}

fn tier(tier: input::LeagueTier) -> schema::Tier {
    schema::Tier {
        id: tier.id,
        name: tier.name,
        tier: tier.tier,
        battles: tier.battles,
        is_daily: tier.battles_per.is_some(),
        promote: tier.promote,
        demote: tier.demote,
        group: tier.group,
        max_town_hall: tier.max_town_hall,
        clan_score: tier.clan_score,
        modifier: tier.modifier,
    }
}

fn league(id: i32, name: &Text, trophies: Option<u16>) -> schema::League {
    schema::League { id, name: name.clone(), trophies }
}

fn with_trophies(leagues: &[(i32, Text, u16)]) -> Vec<schema::League> {
    leagues.iter().map(|(id, name, trophies)| league(*id, name, Some(*trophies))).collect()
}

/// The names of `leagues.json` with the rules of `war-leagues.json`.
fn war_leagues(
    leagues: &input::LeaguesFile,
    war_leagues: &input::WarLeaguesFile,
) -> Result<Vec<schema::WarLeague>, Error> {
    let listed = leagues.war_leagues.iter();
    let mut all: Vec<_> =
        listed.map(|(id, name)| schema::WarLeague { id: *id, name: name.clone(), rules: None }).collect();
    for league in entries::<input::WarLeague>(WAR_LEAGUES, "leagues", &war_leagues.leagues)? {
        let problem =
            |problem| Error::entry(WAR_LEAGUES, format!("leagues: {} ({})", league.id, league.name), problem);
        let named = all.iter_mut().find(|named| (named.id, &named.name) == (league.id, &league.name));
        let named = named.ok_or_else(|| problem("has another id or name in leagues.json"))?;
        if named.rules.is_some() {
            return Err(problem("occurs twice"));
        }
        named.rules = Some(schema::WarLeagueRules {
            promote: league.promote,
            demote: league.demote,
            conflict: league.conflict.map(|second| (second.promote, second.demote)),
            medals_first: league.medals_first,
            medals_step: league.medals_step,
            bonus_medals: league.bonus_medals,
            bonuses: league.bonuses15,
            only_15: league.only15,
            modifier: league.modifier,
        });
    }
    Ok(all)
}
