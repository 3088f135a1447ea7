//! The numbers that the models compute from wars, against the simulator, which computes its own.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use coc_core::models::{
    ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, Timestamp, WarPhase, WarScore, WarSide, WarTag,
    WarType,
};
use serde::de::DeserializeOwned;
use simulator::route::{ClanSearch, Route, RouteResponse};
use simulator::world::{World, WorldConfig};

const HOUR: i64 = 3_600_000;

fn world() -> (World, Vec<String>) {
    let world = World::new(WorldConfig { clans: 24, ..WorldConfig::default() });
    let search = Route::SearchClans(ClanSearch { min_members: Some(1), ..ClanSearch::default() });
    let clans = match world.respond(&search, World::default_start()) {
        RouteResponse::Page(clans) => clans,
        other => panic!("{other:?}"),
    };
    let tags = clans.iter().filter_map(|clan| clan["tag"].as_str()).map(str::to_owned).collect();
    (world, tags)
}

/// The simulated hours: three weeks in steps that are no divisor of a day.
fn times() -> impl Iterator<Item = i64> {
    (0..21 * 24).step_by(23).map(|hours| World::default_start() + hours * HOUR)
}

fn object<T: DeserializeOwned>(world: &World, route: &Route, now: i64) -> Option<T> {
    match world.respond(route, now) {
        RouteResponse::Object(body) => Some(serde_json::from_value(body).unwrap()),
        _ => None,
    }
}

fn assert_equal(computed: WarScore, stated: WarScore) {
    assert_eq!(computed.stars, stated.stars);
    let difference = computed.destruction_percentage - stated.destruction_percentage;
    assert!(difference.abs() <= 1e-6 * stated.destruction_percentage, "{computed:?} {stated:?}");
}

fn check_war(war: &ClanWar, now: i64) {
    let now = Timestamp::from_unix_millis(now).unwrap();
    assert_eq!(war.phase(), war.phase_at(now), "{} at {now}", war.state);
    let attacks = war.attacks();
    assert!((1..).zip(&attacks).all(|(order, attack)| attack.attack.order == order));
    assert!(attacks.iter().all(|attack| attack.defender.is_some()));
    for side in war.sides() {
        assert_equal(side.score_from_attacks(), side.score());
        assert_eq!(i32::try_from(side.attacks().len()), Ok(side.clan.attacks));
        assert_eq!(
            side.remaining_attacks() + side.missed_attacks() + side.attacks().len(),
            side.max_attacks()
        );
        for member in side.members() {
            assert_eq!(member.best_opponent_attack, member.member.best_opponent_attack.as_ref());
            assert_eq!(i32::try_from(member.opponent_attacks), Ok(member.member.opponent_attacks));
        }
        let outlook = side.outlook().unwrap();
        assert!(outlook.attacks_left == side.remaining_attacks());
        assert!(outlook.best_case.stars >= side.clan.stars);
    }
}

#[test]
fn numbers_of_a_simulated_war_are_those_of_the_simulator() {
    let (world, clans) = world();
    let (mut wars, mut ended) = (0, 0);
    for now in times() {
        for clan in &clans {
            let Some(war) = object::<ClanWar>(&world, &Route::CurrentWar(clan.clone()), now) else {
                continue;
            };
            if war.phase().is_none() {
                continue;
            }
            check_war(&war, now);
            // The opponent sees the same war.
            let (ours, theirs) = (war.clan.tag.unwrap(), war.opponent.tag.unwrap());
            let route = Route::CurrentWar(theirs.to_string());
            if let Some(seen) = object::<ClanWar>(&world, &route, now).filter(|seen| seen.id() == war.id()) {
                assert_eq!(seen.side_of(ours).map(WarSide::members), war.side_of(ours).map(WarSide::members));
                assert_eq!(seen.war_type(), war.war_type());
            }
            wars += 1;
            ended += usize::from(war.phase() == Some(WarPhase::Ended));
        }
    }
    assert!(wars > 100 && ended > 10, "{wars} wars, {ended} ended");
}

#[test]
fn results_of_a_simulated_war_log_follow_from_its_scores() {
    let (world, clans) = world();
    let mut results = 0;
    for clan in clans {
        let RouteResponse::Page(entries) = world.respond(&Route::WarLog(clan), World::default_start()) else {
            continue;
        };
        for entry in entries {
            let entry: ClanWarLogEntry = serde_json::from_value(entry).unwrap();
            if entry.is_league_season() {
                assert!(entry.league_movement().is_some());
            } else {
                assert_eq!(entry.result, Some(entry.clan.score().result_against(entry.opponent.score())));
                results += 1;
            }
        }
    }
    assert!(results > 100, "{results}");
}

#[test]
fn rounds_and_standings_of_a_simulated_group_are_consistent() {
    let (world, clans) = world();
    let (mut groups, mut with_current) = (0, 0);
    // A clan of each group, at every other time: each body has 28 wars.
    for now in times().step_by(2) {
        for clan in clans.iter().step_by(7) {
            let route = Route::ClanWarLeagueGroup(clan.clone());
            let Some(group) = object::<ClanWarLeagueGroup>(&world, &route, now) else { continue };
            let war = |tag: WarTag| {
                let war = object::<ClanWar>(&world, &Route::ClanWarLeagueWar(tag.to_string()), now);
                (tag, war.unwrap())
            };
            let wars: Vec<_> = group.drawn_war_tags().map(war).collect();
            for (_, war) in &wars {
                check_war(war, now);
                assert_eq!(war.war_type(), Some(WarType::League));
            }
            let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
            assert!(wars.missing().is_empty());
            let clan: ClanTag = clan.parse().unwrap();
            let schedule = wars.schedule(clan);
            assert_eq!(schedule, wars.schedule_at(clan, Timestamp::from_unix_millis(now).unwrap()));
            with_current += usize::from(schedule.current.is_some());
            let standings = wars.standings();
            assert_eq!(
                standings.iter().map(|row| row.won).sum::<usize>(),
                standings.iter().map(|row| row.lost).sum::<usize>()
            );
            let ours = standings.iter().find(|row| row.clan.tag == clan).unwrap();
            let stars: i64 = wars.wars_of(clan).map(|(_, side)| i64::from(side.clan.stars)).sum();
            assert_eq!(ours.stars, stars + ours.bonus_stars);
            let players = wars.members_of(clan);
            assert!(players.len() >= group.clan(clan).unwrap().members.len());
            let lost: i64 = wars.wars_of(clan).map(|(_, side)| i64::from(side.opponent.stars)).sum();
            assert_eq!(players.iter().map(|row| row.stars_lost).sum::<i64>(), lost);
            groups += 1;
        }
    }
    assert!(groups > 20 && with_current > 5, "{groups} groups, {with_current} in a round");
}
