//! [`unpack`]: from the file to JSON.

use coc_models::game_data::{
    GameData, UnitKind,
    schema::{self, File, Prices, Scaled},
};
use serde::Serialize;

use crate::{Error, LEAGUES, Sources, UNITS, WAR_LEAGUES, input, lines::Lines, pack::JSON_SCHEMA};

/// The JSON files of a game data file. [`pack`](crate::pack()) makes the same file of them.
///
/// # Errors
///
/// The bytes are not a game data file.
pub fn unpack(bytes: &[u8]) -> Result<Sources, Error> {
    let data = GameData::from_bytes(bytes).map_err(|source| Error::Data { file: "game-data.bin", source })?;
    let file = data.file();
    Ok(Sources {
        units: text(UNITS, &units(file))?,
        leagues: text(LEAGUES, &leagues(file))?,
        war_leagues: text(WAR_LEAGUES, &war_leagues(file))?,
    })
}

fn text(file: &'static str, value: &impl Serialize) -> Result<String, Error> {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Lines::default());
    value.serialize(&mut serializer).map_err(|source| Error::Json { file, source })?;
    text.push(b'\n');
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn units(file: &File) -> input::UnitsFile<input::Unit, input::Helper> {
    let is_helper = |unit: &&schema::Unit| unit.kind == UnitKind::Helper;
    let with_levels = file.units.iter().filter(|unit| !unit.is_seasonal && !is_helper(unit));
    let seasonal = file.units.iter().filter(|unit| unit.is_seasonal);
    input::UnitsFile {
        schema: JSON_SCHEMA,
        source: file.source.clone(),
        derived: file.derived.clone(),
        max_hall: input::MaxHall { home: file.max_halls.home, builder_base: file.max_halls.builder_base },
        equipment_cost: input::EquipmentCost {
            common: file.ores.common.clone(),
            epic: file.ores.epic.clone(),
        },
        units: with_levels.map(unit).collect(),
        seasonal: seasonal.map(|unit| (unit.id, unit.name.clone())).collect(),
        helpers: file.units.iter().filter(is_helper).map(helper).collect(),
    }
}

fn unit(unit: &schema::Unit) -> input::Unit {
    let (rarity, resource, cost, time) = match &unit.prices {
        Prices::None => (None, None, Vec::new(), Vec::new()),
        Prices::Ores(rarity) => (Some(*rarity), None, Vec::new(), Vec::new()),
        Prices::List { resource, cost, time } => (None, Some(*resource), plain(cost), plain(time)),
    };
    input::Unit {
        id: unit.id,
        name: unit.name.clone(),
        kind: unit.kind,
        village: unit.village,
        unlock: unit.unlock,
        building: None,
        first: unit.first,
        caps: unit.caps.clone(),
        resource,
        cost,
        time,
        rarity,
        hero: unit.hero,
        base: unit.base.map(|(base, _)| base),
        min_base_level: unit.base.map(|(_, level)| level),
    }
}

fn plain(scaled: &Scaled) -> Vec<u32> {
    scaled.numbers.iter().map(|number| number.saturating_mul(scaled.unit)).collect()
}

fn helper(unit: &schema::Unit) -> input::Helper {
    let halls = unit.unlock.unwrap_or(1)..;
    let hall_of = |level| halls.clone().zip(&unit.caps).find(|(_, cap)| **cap >= level);
    let levels = 1..=unit.caps.last().copied().unwrap_or(0);
    input::Helper {
        id: unit.id,
        name: unit.name.clone(),
        caps: levels.filter_map(|level| Some((hall_of(level)?.0, level))).collect(),
        gems: match &unit.prices {
            Prices::List { cost, .. } => plain(cost),
            _ => Vec::new(),
        },
    }
}

fn leagues(file: &File) -> input::LeaguesFile<input::LeagueTier> {
    let with_trophies = |leagues: &[schema::League]| {
        leagues.iter().map(|league| (league.id, league.name.clone(), league.trophies.unwrap_or(0))).collect()
    };
    input::LeaguesFile {
        schema: JSON_SCHEMA,
        source: file.source.clone(),
        derived: file.derived.clone(),
        league_tiers: file.tiers.iter().map(tier).collect(),
        town_hall_floor: file.town_hall_floors.iter().copied().collect(),
        leagues: file.leagues.iter().map(|league| (league.id, league.name.clone())).collect(),
        war_leagues: file.war_leagues.iter().map(|league| (league.id, league.name.clone())).collect(),
        capital_leagues: with_trophies(&file.capital_leagues),
        builder_base_leagues: with_trophies(&file.builder_base_leagues),
    }
}

fn tier(tier: &schema::Tier) -> input::LeagueTier {
    input::LeagueTier {
        id: tier.id,
        name: tier.name.clone(),
        tier: tier.tier,
        battles: tier.battles,
        battles_per: tier.is_daily.then_some(input::Period::Day),
        promote: tier.promote,
        demote: tier.demote,
        group: tier.group,
        max_town_hall: tier.max_town_hall,
        clan_score: tier.clan_score,
        modifier: tier.modifier.clone(),
    }
}

fn war_leagues(file: &File) -> input::WarLeaguesFile<input::WarLeague> {
    let with_rules = file.war_leagues.iter().filter_map(|league| {
        let rules = league.rules.as_ref()?;
        Some(input::WarLeague {
            id: league.id,
            name: league.name.clone(),
            promote: rules.promote,
            demote: rules.demote,
            medals_first: rules.medals_first,
            medals_step: rules.medals_step,
            bonus_medals: rules.bonus_medals,
            bonuses15: rules.bonuses,
            only15: rules.only_15,
            conflict: rules.conflict.map(|(promote, demote)| input::Conflict { promote, demote }),
            modifier: rules.modifier.clone(),
        })
    });
    input::WarLeaguesFile {
        schema: JSON_SCHEMA,
        source: file.source.clone(),
        derived: file.derived.clone(),
        group_size: file.war_league_group.clans,
        rounds: file.war_league_group.rounds,
        star_bonus_per_win: None,
        leagues: with_rules.collect(),
    }
}
