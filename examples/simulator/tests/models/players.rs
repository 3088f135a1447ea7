//! Players: units against the game data, and armies.

use std::collections::BTreeSet;

use coc_models::army::{Army, ArmySectionKind};
use coc_models::game_data::{GameData, UnitKind};
use coc_models::{BattleLogEntry, Player, Village};
use simulator::route::Route;
use simulator::world::{World, WorldConfig};

use crate::{At, DAY};

/// Players of all halls, at several moments.
fn players(world: &World) -> Vec<(i64, Player)> {
    let mut players = Vec::new();
    for year in (-6..=2).step_by(2) {
        let at = At { world, now: World::default_start() + year * 365 * DAY };
        for clan in at.clans().into_iter().take(10) {
            let clan: coc_models::Clan = at.get(&Route::Clan(clan.tag.to_string())).unwrap();
            let tags = clan.member_list.iter().step_by(4).map(|member| member.tag.to_string());
            players.extend(tags.map(|tag| (at.now, at.get(&Route::Player(tag)).unwrap())));
        }
    }
    players
}

#[test]
fn every_unit_is_known_and_within_the_cap_of_its_hall() {
    let world = World::new(WorldConfig { clans: 48, ..WorldConfig::default() });
    let data = GameData::embedded();
    let mut shown = BTreeSet::new();
    for (_, player) in players(&world) {
        let builder_hall = player.builder_hall_level.unwrap_or(0);
        let lists = [&player.troops, &player.spells, &player.heroes, &player.hero_equipment];
        for item in lists.into_iter().flatten() {
            let unit = data.unit_of(item).unwrap_or_else(|| panic!("unknown unit {}", item.name));
            shown.insert(unit.id());
            if let Some(base) = unit.base() {
                assert_eq!((unit.kind(), item.level), (UnitKind::SuperTroop, 1));
                let troop = player
                    .troops
                    .iter()
                    .find(|troop| troop.name == base.name() && troop.village == Some(Village::Home));
                assert!(troop.unwrap().level >= unit.min_base_level().unwrap());
                continue;
            }
            let hall = if unit.village() == Village::Home { player.town_hall_level } else { builder_hall };
            let cap = unit.cap(hall).unwrap_or_else(|| panic!("{} at hall {hall}", item.name));
            assert!((1..=cap).contains(&item.level), "{} {} at hall {hall}", item.name, item.level);
            assert_eq!(Some(item.max_level), unit.max_level(), "{}", item.name);
        }
        assert!(data.progress(&player).unknown().is_empty());
    }
    let listed = data
        .units()
        .filter(|unit| !unit.is_seasonal() && !matches!(unit.kind(), UnitKind::Guardian | UnitKind::Helper));
    let missing: Vec<&str> =
        listed.filter(|unit| !shown.contains(&unit.id())).map(coc_models::game_data::Unit::name).collect();
    assert!(missing.is_empty(), "the world never shows {missing:?}");
}

#[test]
fn share_codes_are_armies_of_known_units_that_the_attacker_has() {
    let world = World::new(WorldConfig { clans: 48, ..WorldConfig::default() });
    let data = GameData::embedded();
    let mut repeated = 0;
    for (now, player) in players(&world).into_iter().step_by(20) {
        let at = At { world: &world, now };
        let log: Vec<BattleLogEntry> = at.get(&Route::BattleLog(player.tag.to_string())).unwrap();
        for entry in log {
            let code = entry.army_share_code;
            let army = Army::from_code(&code);
            assert_eq!(army.unrecognized().next(), None, "{code}");
            let kinds: Vec<ArmySectionKind> =
                army.sections().map(coc_models::army::ArmySection::kind).collect();
            assert!(kinds.is_sorted() && !kinds.is_empty(), "{code}");
            for id in army.units().map(|unit| unit.id) {
                let unit = data.unit(id).unwrap_or_else(|| panic!("unknown {id} in {code}"));
                let own = entry.attack;
                assert!(!own || unit.cap(player.town_hall_level).is_some(), "{} in {code}", unit.name());
            }
            for hero in army.heroes() {
                let worn = hero.equipment().iter().map(|id| data.unit(*id).unwrap());
                assert!(worn.into_iter().all(|piece| piece.hero() == data.unit(hero.id())), "{code}");
                assert!(hero.pet().is_none_or(|pet| data.unit(pet).unwrap().kind() == UnitKind::Pet));
            }
            repeated += usize::from(army.merged_units().len() < army.units().count());
        }
    }
    assert!(repeated > 0);
}
