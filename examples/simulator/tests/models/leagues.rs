//! Clan war leagues: standings and schedules against the war log.

use coc_models::game_data::GameData;
use coc_models::{ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, WarTag};
use simulator::route::Route;
use simulator::world::{World, WorldConfig};

use crate::{At, DAY, HOUR};

#[test]
fn standings_equal_the_entries_of_the_war_log() {
    let world = World::new(WorldConfig { clans: 64, ..WorldConfig::default() });
    let mut compared = 0;
    for month in 0..3 {
        // The twelfth of July and 30, 60, … days later.
        let at = At { world: &world, now: World::default_start() + (9 + 30 * month) * DAY };
        for clan in at.clans().into_iter().take(14) {
            let tag = clan.tag.to_string();
            let Some(group) = at.get::<ClanWarLeagueGroup>(&Route::ClanWarLeagueGroup(tag.clone())) else {
                continue;
            };
            let wars: Vec<(WarTag, ClanWar)> = group
                .drawn_war_tags()
                .map(|tag| (tag, at.get(&Route::ClanWarLeagueWar(tag.to_string())).unwrap()))
                .collect();
            let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
            let standings = wars.standings();
            assert_eq!(standings.len(), 8);
            let row = standings.iter().find(|row| row.clan.tag == clan.tag).unwrap();
            if row.won + row.lost + row.tied < 7 {
                continue;
            }
            let Some(log) = at.get::<Vec<ClanWarLogEntry>>(&Route::WarLog(tag)) else { continue };
            let entry = log.iter().find(|entry| entry.is_league_season()).unwrap();
            assert_eq!(i64::from(entry.clan.stars), row.stars);
            assert!((entry.clan.destruction_percentage - row.destruction_percentage).abs() < 1e-6);
            let rules = GameData::embedded().war_league(clan.war_league.unwrap().id).unwrap();
            let outcome = rules.outcome(row.rank).unwrap().value();
            assert_eq!(entry.season_outcome(), Some(outcome), "rank {} in {}", row.rank, rules.name());
            compared += 1;
        }
    }
    assert!(compared > 15, "{compared}");
}

#[test]
fn schedules_follow_the_states_of_the_wars() {
    let world = World::new(WorldConfig { clans: 64, ..WorldConfig::default() });
    let clan = world.samples(World::default_start()).clan;
    let mut seen = Vec::new();
    for hour in (0..12 * 24).step_by(6) {
        let at = At { world: &world, now: World::default_start() - 3 * DAY + hour * HOUR };
        let Some(group) = at.get::<ClanWarLeagueGroup>(&Route::ClanWarLeagueGroup(clan.clone())) else {
            continue;
        };
        let wars: Vec<(WarTag, ClanWar)> = group
            .drawn_war_tags()
            .map(|tag| (tag, at.get(&Route::ClanWarLeagueWar(tag.to_string())).unwrap()))
            .collect();
        let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
        let tag = clan.parse().unwrap();
        assert_eq!(wars.schedule(tag), wars.schedule_at(tag, at.time()));
        let schedule = wars.schedule(tag);
        let rounds = [schedule.previous, schedule.current, schedule.next];
        if seen.last() != Some(&rounds) {
            seen.push(rounds);
        }
    }
    let rounds = |previous: Option<usize>, current: Option<usize>| {
        [previous, current, current.map_or(Some(1), |round| (round < 7).then_some(round + 1))]
    };
    let mut expected = vec![rounds(None, None)];
    expected.extend((1..=7).map(|round| rounds((round > 1).then(|| round - 1), Some(round))));
    expected.push([Some(7), None, None]);
    assert_eq!(seen, expected);
}
