//! Wars: totals, types, ids and results.

use std::collections::BTreeMap;

use coc_models::{ClanWar, ClanWarLogEntry, WarResult, WarState, WarType};
use simulator::route::Route;
use simulator::world::{World, WorldConfig};

use crate::{At, DAY, HOUR};

/// The wars of all clans, and the wars behind war tags of the leagues.
fn wars(world: &World) -> Vec<ClanWar> {
    let mut wars: Vec<ClanWar> = Vec::new();
    for now in (0..3).map(|step| World::default_start() - 12 * DAY + step * 122 * HOUR) {
        let at = At { world, now };
        for clan in at.clans() {
            wars.extend(at.get::<ClanWar>(&Route::CurrentWar(clan.tag.to_string())));
            let group =
                at.get::<coc_models::ClanWarLeagueGroup>(&Route::ClanWarLeagueGroup(clan.tag.to_string()));
            for tag in group.iter().flat_map(coc_models::ClanWarLeagueGroup::drawn_war_tags).step_by(9) {
                wars.extend(at.get::<ClanWar>(&Route::ClanWarLeagueWar(tag.to_string())));
            }
        }
    }
    wars.retain(|war| war.state != WarState::NotInWar);
    wars
}

#[test]
fn scores_computed_from_attacks_equal_those_of_the_world() {
    let world = World::new(WorldConfig { clans: 64, ..WorldConfig::default() });
    let mut battles = 0;
    for war in wars(&world) {
        for side in war.sides() {
            let (stated, computed) = (side.score(), side.score_from_attacks());
            assert_eq!(stated.stars, computed.stars);
            let error = stated.destruction_percentage - computed.destruction_percentage;
            assert!(error.abs() < 1e-6, "{stated:?} {computed:?}");
            let attacks = side.attacks();
            let new: i32 = attacks.iter().map(|attack| attack.new_stars).sum();
            assert_eq!(new, stated.stars);
            assert_eq!(i32::try_from(attacks.len()).unwrap(), side.clan.attacks);
            battles += attacks.len();
        }
        let orders = war.attacks();
        assert!((1..).zip(&orders).all(|(order, attack)| attack.attack.order == order));
        for member in war.sides().into_iter().flat_map(coc_models::WarSide::members) {
            let limit = usize::try_from(war.attack_limit()).unwrap();
            let left = member.unused_attacks.count();
            assert_eq!(left + member.member.attacks.len(), limit);
            assert_eq!(member.best_opponent_attack, member.member.best_opponent_attack.as_ref());
            assert_eq!(i32::try_from(member.opponent_attacks), Ok(member.member.opponent_attacks));
        }
    }
    assert!(battles > 10_000);
}

#[test]
fn types_and_ids_of_wars_are_recognized() {
    let world = World::new(WorldConfig { clans: 120, ..WorldConfig::default() });
    let mut types: BTreeMap<WarType, usize> = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for war in wars(&world) {
        let of = war.war_type().unwrap();
        assert_eq!(of == WarType::League, war.war_start_time.is_some());
        *types.entry(of).or_default() += 1;
        // Both sides of a war have the same id, and two wars never have.
        let mut clans = [war.clan.tag.unwrap(), war.opponent.tag.unwrap()];
        clans.sort();
        let known = ids.entry(war.id().unwrap()).or_insert((clans, war.end_time));
        assert_eq!(*known, (clans, war.end_time));
    }
    assert!(types[&WarType::Random] > 10 * types[&WarType::Friendly], "{types:?}");
    assert!(types[&WarType::League] > 0);
}

#[test]
fn results_equal_those_of_the_war_log() {
    let world = World::new(WorldConfig { clans: 64, ..WorldConfig::default() });
    let at = At { world: &world, now: World::default_start() };
    let (mut wars, mut seasons) = (0, 0);
    for clan in at.clans() {
        let log: Option<Vec<ClanWarLogEntry>> = at.get(&Route::WarLog(clan.tag.to_string()));
        for entry in log.unwrap_or_default() {
            if entry.is_league_season() {
                assert_ne!(entry.result, Some(WarResult::Lose));
                seasons += 1;
            } else {
                let result = entry.clan.score().result_against(entry.opponent.score());
                assert_eq!(entry.result, Some(result));
                wars += 1;
            }
        }
    }
    assert!(wars > 500 && seasons > 100, "{wars} {seasons}");
}
