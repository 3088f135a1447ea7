//! Changes over time: wars, leagues, raids and players.

use std::collections::HashSet;

use serde_json::Value;
use simulator::route::{ApiError, ClanSearch, Route};
use simulator::world::{World, WorldConfig};

use crate::requests::{At, DAY, HOUR, list, number, text, world};

#[test]
fn a_war_passes_through_all_states_and_enters_the_log() {
    let world = world(64);
    let tag = world.samples(World::default_start()).warring_clan;
    let mut states: Vec<String> = Vec::new();
    let mut before: Option<Value> = None;
    for hour in 0..130 {
        let at = At { world: &world, now: World::default_start() + hour * HOUR };
        let war = at.get(&Route::CurrentWar(tag.clone()));
        let state = text(&war, "state");
        if states.last().map(String::as_str) != Some(state) {
            states.push(state.to_owned());
        }
        if let Some(before) = before.filter(|before| before.get("startTime") == war.get("startTime")) {
            for side in ["clan", "opponent"] {
                for grows in ["stars", "attacks"] {
                    assert!(number(&before[side], grows) <= number(&war[side], grows), "{grows} fell");
                }
            }
            assert_eq!(before["opponent"].get("tag"), war["opponent"].get("tag"));
        }
        if state == "warEnded" {
            let log = at.get(&Route::WarLog(tag.clone()));
            let entry = &list(&log, "items")[0];
            assert_eq!(entry["endTime"], war["endTime"]);
            for same in ["stars", "attacks", "destructionPercentage"] {
                assert_eq!(entry["clan"][same], war["clan"][same]);
            }
            assert_eq!(entry["opponent"]["stars"], war["opponent"]["stars"]);
        }
        before = Some(war);
    }
    let states = states.join(" ");
    assert!(states.contains("notInWar preparation inWar warEnded notInWar preparation"), "{states}");
}

#[test]
fn a_league_season_draws_its_rounds_one_by_one() {
    let world = world(64);
    let tag = world.samples(World::default_start()).clan;
    let month = World::default_start() - 3 * DAY - 12 * HOUR;
    let group = |now| At { world: &world, now }.try_get(&Route::ClanWarLeagueGroup(tag.clone()));
    assert_eq!(group(month), Err(ApiError::absent()));
    let first = (0..72).map(|hour| month + hour * HOUR).find(|now| group(*now).is_ok()).unwrap();
    let mut drawn = Vec::new();
    for day in 0..9 {
        let now = first + HOUR + day * DAY;
        let group = group(now).unwrap();
        let rounds = list(&group, "rounds");
        let known: Vec<&Value> =
            rounds.iter().filter(|round| list(round, "warTags").iter().all(|tag| tag != "#0")).collect();
        let expected = match day {
            0 => "preparation",
            1..8 => "inWar",
            _ => "ended",
        };
        assert_eq!(text(&group, "state"), expected, "day {day}");
        drawn.push(known.len());
        let last = list(known.last().unwrap(), "warTags")[0].as_str().unwrap().to_owned();
        let war = Route::ClanWarLeagueWar(last);
        assert!(At { world: &world, now }.try_get(&war).is_ok());
        let too_early = At { world: &world, now: first - HOUR }.try_get(&war);
        assert_eq!(too_early, Err(ApiError::absent()), "a war is known before it is drawn");
    }
    assert_eq!(drawn, [1, 2, 3, 4, 5, 6, 7, 7, 7]);
}

#[test]
fn a_raid_weekend_collects_attacks_and_ends_with_rewards() {
    let world = world(64);
    let tag = world.samples(World::default_start()).clan;
    let friday = World::default_start() - DAY - 5 * HOUR;
    let season = |now| {
        let body = At { world: &world, now }.get(&Route::CapitalRaidSeasons(tag.clone()));
        list(&body, "items")[0].clone()
    };
    let mut attacks = Vec::new();
    for hours in [0, 12, 36, 60, 71] {
        let season = season(friday + hours * HOUR);
        assert_eq!((text(&season, "state"), number(&season, "offensiveReward")), ("ongoing", 0));
        attacks.push(number(&season, "totalAttacks"));
    }
    assert!(attacks.is_sorted() && attacks[0] == 0 && attacks[4] > 20, "{attacks:?}");
    let over = season(friday + 72 * HOUR);
    assert_eq!(text(&over, "state"), "ended");
    assert!(number(&over, "offensiveReward") > 0 && number(&over, "defensiveReward") > 0);
    assert_eq!(text(&season(friday + 7 * DAY), "startTime"), "20260710T070000.000Z");
}

#[test]
fn members_change_and_their_statistics_grow() {
    let world = world(120);
    let start = World::default_start();
    let tag = world.samples(World::default_start()).clan;
    let members = |day: i64| {
        let clan = At { world: &world, now: start + day * DAY }.clan(&tag);
        list(&clan, "memberList").to_vec()
    };
    let tags = |of: &[Value]| of.iter().map(|member| text(member, "tag").to_owned()).collect::<HashSet<_>>();
    let (first, later) = (members(0), members(10));
    let (before, after) = (tags(&first), tags(&later));
    assert!(after.difference(&before).count() > 0, "no player joined in ten days");
    assert!(before.difference(&after).count() > 0, "no player left in ten days");
    assert!(before.intersection(&after).count() > 20, "most members stay");
    // A player who joined within a day has no previous rank.
    let newcomers =
        (1..15).any(|day| members(day).iter().any(|member| number(member, "previousClanRank") == 0));
    assert!(newcomers);
    // A season ends on 2026-07-13, 05:00 UTC; until then donations only grow.
    let stayed: Vec<&String> = before.intersection(&after).collect();
    let of = |members: &[Value], tag: &str, field: &str| {
        members.iter().find(|member| text(member, "tag") == tag).map(|member| number(member, field)).unwrap()
    };
    let mid = members(5);
    let grown = stayed.iter().filter(|tag| tags(&mid).contains(**tag)).map(|tag| {
        let (then, now) = (of(&first, tag, "donations"), of(&mid, tag, "donations"));
        assert!(now >= then, "{tag} has fewer donations");
        now - then
    });
    assert!(grown.sum::<i64>() > 0);
    assert!(stayed.iter().any(|tag| of(&later, tag, "donations") < of(&mid, tag, "donations")));
    assert!(stayed.iter().any(|tag| of(&first, tag, "trophies") != of(&mid, tag, "trophies")));
}

#[test]
fn villages_only_grow() {
    let world = world(16);
    let players: Vec<String> = {
        let at = At { world: &world, now: World::default_start() };
        list(&at.clan(&world.samples(World::default_start()).clan), "memberList")
            .iter()
            .map(|m| text(m, "tag").to_owned())
            .collect()
    };
    let mut upgraded = 0;
    for tag in &players {
        let mut last = Value::Null;
        for quarter in 0..8 {
            let player = At { world: &world, now: World::default_start() + quarter * 91 * DAY }.player(tag);
            if !last.is_null() {
                for grows in ["townHallLevel", "expLevel", "warStars", "bestTrophies"] {
                    assert!(number(&last, grows) <= number(&player, grows), "{grows} of {tag} fell");
                }
                let levels =
                    |of: &Value| list(of, "heroes").iter().map(|hero| number(hero, "level")).sum::<i64>();
                assert!(levels(&last) <= levels(&player));
                upgraded += levels(&player) - levels(&last);
            }
            last = player;
        }
    }
    assert!(upgraded > 0);
}

#[test]
fn distant_times_and_the_smallest_worlds_are_valid() {
    for clans in [0, 1, 9] {
        let world = World::new(WorldConfig { seed: 3, clans, ..WorldConfig::default() });
        for now in [0, World::default_start() - 9 * 365 * DAY, World::default_start() + 12 * 365 * DAY] {
            let at = At { world: &world, now };
            for tag in at.clans().into_iter().take(4) {
                let clan = at.clan(&tag);
                for member in list(&clan, "memberList").iter().take(1) {
                    at.player(text(member, "tag"));
                    at.get(&Route::BattleLog(text(member, "tag").to_owned()));
                    at.get(&Route::LeagueHistory(text(member, "tag").to_owned()));
                }
                at.get(&Route::CapitalRaidSeasons(tag.clone()));
                for route in [Route::CurrentWar(tag.clone()), Route::WarLog(tag.clone())] {
                    assert_eq!(at.try_get(&route).is_ok(), clan["isWarLogPublic"] == true);
                }
            }
        }
    }
}

#[test]
fn a_world_of_a_hundred_thousand_players_is_created_at_once() {
    // Nothing is stored per player; otherwise this test would be slow or take much memory.
    let world = World::new(WorldConfig::default());
    assert_eq!(world.players(), 100_000);
    let at = At { world: &world, now: World::default_start() };
    let named = ClanSearch { name: Some("wolves".into()), ..ClanSearch::default() };
    let found = at.get(&Route::SearchClans(named));
    for clan in list(&found, "items").iter().take(3) {
        assert_eq!(at.clan(text(clan, "tag"))["name"], clan["name"]);
    }
}
