//! The log of changes against the bodies: what the log says happens in the bodies at that second,
//! and nothing else does.

use std::collections::BTreeSet;

use serde_json::Value;
use simulator::route::Route;
use simulator::world::{ChangeKind, ChangesOf, Scenario, World, WorldConfig};

use crate::requests::{At, DAY, HOUR, list, number, text};

const SCENARIO: Scenario =
    Scenario { immediate_searches: 50, private_logs: Some(5), changing_logs: 20, frequent_changes: true };

fn world(clans: u32) -> World {
    World::new(WorldConfig { clans, scenario: SCENARIO, ..WorldConfig::default() })
}

/// A body without the named fields, wherever they are.
fn without(mut body: Value, fields: &[&str]) -> Value {
    match &mut body {
        Value::Object(object) => {
            object.retain(|name, _| !fields.contains(&name.as_str()));
            for value in object.values_mut() {
                *value = without(value.take(), fields);
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = without(item.take(), fields);
            }
        }
        _ => {}
    }
    body
}

/// Checks at many pairs of moments, most of them a minute apart and some hours, that a body differs
/// exactly if the log has a change in between.
fn agree(of: ChangesOf<'_>, world: &World, route: &Route, fields: &[&str], counts: fn(&ChangeKind) -> bool) {
    let body = |now| match (At { world, now }.try_get(route)) {
        // Lists of members and of players' units have no order that matters.
        Ok(body) => without(body, fields),
        Err(error) => Value::from(error.status),
    };
    let (start, mut changed) = (World::default_start() - 2 * DAY, 0);
    for step in 0..160_i64 {
        let from = start + step * 37 * 60_000 + step * step * 1000;
        let to = from + if step % 4 == 0 { 3 * HOUR } else { 61_000 };
        let log = world.changes(of, from, to).unwrap();
        let expected: Vec<_> = log.iter().filter(|change| counts(&change.kind)).collect();
        let differ = body(from) != body(to);
        // The log also has changes that were undone, after which the bodies are equal.
        assert!(!differ || !expected.is_empty(), "{route:?} changed between {from} and {to}");
        assert!(differ || expected.len() != 1, "{route:?} is unchanged in spite of {expected:?}");
        changed += usize::from(differ);
    }
    assert!((3..157).contains(&changed), "{route:?} changed {changed} times");
}

#[test]
fn a_war_changes_exactly_when_the_log_says_so() {
    let world = world(40);
    let (from, to) = (World::default_start() - 2 * DAY, World::default_start() + 6 * DAY);
    let is_of_war = |kind: &ChangeKind| {
        matches!(
            kind,
            ChangeKind::WarFound { .. }
                | ChangeKind::WarStarted { .. }
                | ChangeKind::WarAttack { .. }
                | ChangeKind::WarEnded { .. }
                | ChangeKind::WarReplaced { .. }
        )
    };
    let turns =
        |kind: &ChangeKind| matches!(kind, ChangeKind::Clan { field, .. } if field == "isWarLogPublic");
    let mut compared = 0;
    for tag in world.clan_tags() {
        let of = ChangesOf::Clan(&tag);
        let log = world.changes(of, from, to).unwrap();
        let values = world.clan_values(&tag, from).unwrap();
        let is_public =
            values.clan["isWarLogPublic"] == true && !log.iter().any(|change| turns(&change.kind));
        // The log has wars of the league, too, which this route does not show.
        let is_in_league = |kind: &ChangeKind| matches!(kind, ChangeKind::LeagueRoundDrawn { .. });
        let is_in_league = log.iter().any(|change| is_in_league(&change.kind));
        if is_public && !is_in_league && log.iter().any(|change| is_of_war(&change.kind)) {
            agree(of, &world, &Route::CurrentWar(tag.clone()), &[], is_of_war);
            compared += 1;
        }
    }
    assert!(compared > 3, "{compared}");
}

#[test]
fn a_clan_changes_exactly_when_the_log_says_so() {
    let world = world(40);
    for tag in world.clan_tags().take(3) {
        let counts = |kind: &ChangeKind| {
            matches!(
                kind,
                ChangeKind::MemberJoined { .. }
                    | ChangeKind::MemberLeft { .. }
                    | ChangeKind::Member { .. }
                    | ChangeKind::Clan { .. }
            )
        };
        let continuous = [
            "trophies",
            "builderBaseTrophies",
            "builderBaseLeague",
            "clanRank",
            "previousClanRank",
            "donations",
            "donationsReceived",
        ];
        let world = &world;
        let route = Route::Clan(tag.clone());
        // The order of the members follows the trophies.
        let sorted = |mut body: Value| {
            let members = body["memberList"].as_array_mut().unwrap();
            members.sort_by_key(|member| text(member, "tag").to_owned());
            without(body, &continuous)
        };
        let (start, mut changed) = (World::default_start(), 0);
        for step in 0..120 {
            let from = start + step * 29 * 60_000;
            let to = from + if step % 4 == 0 { 2 * HOUR } else { 60_000 };
            let log = world.changes(ChangesOf::Clan(&tag), from, to).unwrap();
            let expected: Vec<_> = log.iter().filter(|change| counts(&change.kind)).collect();
            let body = |now| sorted(At { world, now }.get(&route));
            let differ = body(from) != body(to);
            assert!(!differ || !expected.is_empty(), "clan {tag} changed between {from} and {to}");
            changed += usize::from(differ);
        }
        assert!(changed > 3, "{changed}");
    }
}

#[test]
fn members_join_and_leave_at_the_second_of_the_log() {
    let world = world(120);
    let (from, to) = (World::default_start(), World::default_start() + 12 * DAY);
    let members = |tag: &str, now| -> BTreeSet<String> {
        let body = At { world: &world, now }.clan(tag);
        list(&body, "memberList").iter().map(|member| text(member, "tag").to_owned()).collect()
    };
    let mut moves = 0;
    for tag in world.clan_tags().take(6) {
        for change in world.changes(ChangesOf::Clan(&tag), from, to).unwrap() {
            let (before, after) = (|| members(&tag, change.at - 1), || members(&tag, change.at));
            match &change.kind {
                ChangeKind::MemberJoined { player } => {
                    assert!(!before().contains(player) && after().contains(player), "{change:?}");
                }
                ChangeKind::MemberLeft { player } => {
                    assert!(before().contains(player) && !after().contains(player), "{change:?}");
                }
                _ => continue,
            }
            moves += 1;
        }
    }
    assert!(moves > 10, "{moves}");
}

#[test]
fn values_are_those_of_the_bodies() {
    let world = world(40);
    for (index, tag) in world.clan_tags().take(10).enumerate() {
        let now = World::default_start() + index as i64 * 7 * HOUR;
        let at = At { world: &world, now };
        let (body, values) = (at.clan(&tag), world.clan_values(&tag, now).unwrap());
        for (name, value) in &values.clan {
            let shown = &body[&**name];
            let shown = match (shown, &**name) {
                (Value::Object(object), _) => object["id"].clone(),
                (Value::Array(items), "labels") => items.iter().map(|item| item["id"].clone()).collect(),
                (shown, _) => shown.clone(),
            };
            assert_eq!(&shown, value, "{name} of {tag}");
        }
        let members = list(&body, "memberList");
        assert_eq!(members.len(), values.members.len());
        for member in members {
            let values = &values.members[text(member, "tag")];
            for name in ["role", "name", "trophies", "donations", "donationsReceived", "clanRank", "expLevel"]
            {
                assert_eq!(member[name], values[name], "{name}");
            }
            assert_eq!(member["leagueTier"]["id"], values["leagueTier"]);
        }
        let player = text(&members[index % members.len()], "tag");
        let (body, values) = (at.player(player), world.player_values(player, now).unwrap());
        for (name, value) in
            values.iter().filter(|(name, _)| body.get(&***name).is_some_and(|v| !v.is_object()))
        {
            if name != "labels" {
                assert_eq!(&body[&**name], value, "{name} of {player}");
            }
        }
        let troop = &list(&body, "troops")[0];
        let key = format!("troop/{}/{}", text(troop, "village"), text(troop, "name"));
        assert_eq!(troop["level"], values[key.as_str()]);
        assert_eq!(body["clan"]["tag"], values["clan"]);
    }
}

#[test]
fn raids_have_the_attacks_and_rewards_of_the_log() {
    let world = world(64);
    let tag = world.samples(World::default_start()).clan;
    let friday = World::default_start() - DAY - 5 * HOUR;
    let season = |now| {
        let body = At { world: &world, now }.get(&Route::CapitalRaidSeasons(tag.clone()));
        list(&body, "items")[0].clone()
    };
    for hours in [1, 9, 30, 71] {
        let now = friday + hours * HOUR;
        let log = world.changes(ChangesOf::Clan(&tag), friday - 1, now).unwrap();
        let count =
            |counts: fn(&ChangeKind) -> bool| log.iter().filter(|change| counts(&change.kind)).count() as i64;
        let body = season(now);
        assert_eq!(
            number(&body, "totalAttacks"),
            count(|kind| matches!(kind, ChangeKind::RaidAttack { .. }))
        );
        let destroyed = count(|kind| matches!(kind, ChangeKind::DistrictDestroyed { .. }));
        assert_eq!(number(&body, "enemyDistrictsDestroyed"), destroyed);
        let found = count(|kind| matches!(kind, ChangeKind::RaidOpponentFound { .. }));
        assert_eq!(list(&body, "attackLog").len() as i64, found);
        let defended = count(|kind| matches!(kind, ChangeKind::RaidDefended { first: true, .. }));
        assert_eq!(list(&body, "defenseLog").len() as i64, defended);
    }
    let end = friday + 3 * DAY;
    let log = world.changes(ChangesOf::Clan(&tag), end - 1, end).unwrap();
    let rewards = log.iter().find_map(|change| match change.kind {
        ChangeKind::RaidEnded { offensive_reward, defensive_reward, .. } => {
            Some((offensive_reward, defensive_reward))
        }
        _ => None,
    });
    let body = season(end);
    assert_eq!(rewards, Some((number(&body, "offensiveReward"), number(&body, "defensiveReward"))));
    assert_eq!(text(&season(end - 1), "state"), "ongoing");
}

#[test]
fn league_wars_are_drawn_and_fought_as_the_log_says() {
    let world = world(64);
    let tag = world.samples(World::default_start()).clan;
    let (from, to) = (World::default_start() - 4 * DAY, World::default_start() + 9 * DAY);
    let log = world.changes(ChangesOf::Clan(&tag), from, to).unwrap();
    let mut drawn = 0;
    for change in &log {
        match &change.kind {
            ChangeKind::LeagueRoundDrawn { war_tag, .. } => {
                let war = Route::ClanWarLeagueWar(war_tag.clone());
                let before = At { world: &world, now: change.at - 1 }.try_get(&war);
                let after = At { world: &world, now: change.at }.get(&war);
                assert!(before.is_err());
                assert_eq!(text(&after, "state"), "preparation");
                drawn += 1;
            }
            ChangeKind::WarEnded { war, result } => {
                let found = log.iter().find_map(|change| match &change.kind {
                    ChangeKind::WarFound { war: found } if found.id == *war => Some(found),
                    _ => None,
                });
                let Some(war_tag) = found.and_then(|war| war.tag.clone()) else { continue };
                let body = At { world: &world, now: change.at }.get(&Route::ClanWarLeagueWar(war_tag));
                assert_eq!(text(&body, "state"), "warEnded");
                let side = if text(&body["clan"], "tag") == tag { "clan" } else { "opponent" };
                assert_eq!(number(&body[side], "stars"), result.stars);
                let attacks = number(&body[side], "attacks");
                assert_eq!(attacks + result.missed.len() as i64, number(&body, "teamSize"));
            }
            ChangeKind::LeagueEnded { .. } => {
                let group = At { world: &world, now: change.at }.get(&Route::ClanWarLeagueGroup(tag.clone()));
                assert_eq!(text(&group, "state"), "ended");
            }
            _ => {}
        }
    }
    assert_eq!(drawn, 7);
}

#[test]
fn battles_of_the_log_are_those_of_the_battle_log() {
    let world = world(64);
    let now = World::default_start();
    let player = world.samples(now).ranked_player.unwrap();
    let log = world.changes(ChangesOf::Player(&player), now - DAY, now).unwrap();
    let battles = log.iter().filter(|change| matches!(change.kind, ChangeKind::Battle { .. })).count();
    let rows = |now| {
        let body = At { world: &world, now }.get(&Route::BattleLog(player.clone()));
        list(&body, "items").iter().map(|row| row["battleTimestamp"].clone()).collect::<Vec<_>>()
    };
    let before = rows(now - DAY);
    let newer = rows(now).into_iter().take_while(|time| Some(time) != before.first()).count();
    assert_eq!(battles, newer);
}

#[test]
fn clans_that_search_again_at_once_replace_an_ended_war_within_minutes() {
    let scenario = Scenario { immediate_searches: 100, ..Scenario::default() };
    let world = World::new(WorldConfig { clans: 24, scenario, ..WorldConfig::default() });
    let (from, to) = (World::default_start() + 10 * DAY, World::default_start() + 30 * DAY);
    let mut gaps = Vec::new();
    for tag in world.clan_tags() {
        let log = world.changes(ChangesOf::Clan(&tag), from, to).unwrap();
        let mut ended = None;
        for change in log {
            match change.kind {
                ChangeKind::WarEnded { .. } => ended = Some(change.at),
                ChangeKind::WarReplaced { war } => {
                    let Some(end) = ended.take() else { continue };
                    let shown =
                        At { world: &world, now: change.at - 1 }.try_get(&Route::CurrentWar(tag.clone()));
                    if let Ok(shown) = shown {
                        assert_eq!(text(&shown, "state"), "warEnded", "{war}");
                    }
                    gaps.push((change.at - end) / 1000);
                }
                _ => {}
            }
        }
    }
    assert!(gaps.len() > 80 && gaps.iter().all(|gap| (30..=450).contains(gap)), "{gaps:?}");
}

#[test]
fn private_logs_have_their_share_and_some_turn_in_the_middle_of_a_war() {
    let world = world(400);
    let now = World::default_start();
    let is_private =
        |tag: &String, now| At { world: &world, now }.try_get(&Route::CurrentWar(tag.clone())).is_err();
    let tags: Vec<String> = world.clan_tags().collect();
    let always = tags.iter().filter(|tag| (0..9).all(|day| is_private(tag, now + day * 8 * HOUR))).count();
    assert!((8..40).contains(&always), "{always} of 400");
    let turned = tags.iter().any(|tag| {
        let log = world.changes(ChangesOf::Clan(tag), now, now + 5 * DAY).unwrap();
        let mut at_war = false;
        log.iter().any(|change| {
            match &change.kind {
                ChangeKind::WarStarted { .. } => at_war = true,
                ChangeKind::WarEnded { .. } => at_war = false,
                _ => {}
            }
            at_war && matches!(&change.kind, ChangeKind::Clan { field, new, .. } if field == "isWarLogPublic" && *new == false)
        })
    });
    assert!(turned);
}

#[test]
fn a_battle_log_gains_rows_at_the_top_and_loses_only_its_oldest_rows() {
    let world = world(64);
    let samples = world.samples(World::default_start());
    for player in [samples.ranked_player, samples.legend, Some(samples.player)].into_iter().flatten() {
        let rows = |now| {
            let body = At { world: &world, now }.get(&Route::BattleLog(player.clone()));
            list(&body, "items").to_vec()
        };
        let mut before = rows(World::default_start());
        for hour in 1..100 {
            let after = rows(World::default_start() + hour * HOUR);
            let shared = after.iter().skip_while(|row| Some(*row) != before.first());
            assert!(before.iter().zip(shared).all(|(old, new)| old == new), "{player} in hour {hour}");
            before = after;
        }
    }
}
