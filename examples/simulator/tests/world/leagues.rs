//! The rules of clan war leagues: seasons, rounds, and the entry in the war log.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use simulator::route::Route;
use simulator::world::World;

use crate::requests::{At, DAY, HOUR, list, number, seconds, text, world};

/// The numbers of clans that rise and fall, by the number of the war league.
const MOVES: [(usize, usize); 22] = [
    (3, 0),
    (3, 1),
    (3, 1),
    (2, 1),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (2, 2),
    (1, 2),
    (1, 2),
    (1, 2),
    (1, 2),
    (1, 2),
    (1, 2),
    (1, 2),
    (0, 2),
];
/// 2026-06-01.
const JUNE: i64 = 1_780_272_000_000;

/// The group of a clan at a moment.
fn group(world: &World, tag: &str, now: i64) -> Option<Value> {
    At { world, now }.try_get(&Route::ClanWarLeagueGroup(tag.to_owned())).ok()
}

/// The wars of a clan by round, if they are drawn.
fn wars_of(at: &At<'_>, group: &Value, tag: &str) -> Vec<Value> {
    let tags = list(group, "rounds").iter().flat_map(|round| list(round, "warTags"));
    let wars = tags
        .filter(|tag| **tag != "#0")
        .map(|war| at.get(&Route::ClanWarLeagueWar(war.as_str().unwrap().to_owned())));
    wars.filter(|war| war["clan"]["tag"] == tag || war["opponent"]["tag"] == tag).collect()
}

#[test]
fn seasons_are_months_until_june_2026_and_days_since() {
    let world = world(64);
    let tag = world.samples(World::default_start()).clan;
    // The first war's preparation by the season's id.
    let mut seasons: BTreeMap<String, String> = BTreeMap::new();
    for day in -300..500 {
        let Some(group) = group(&world, &tag, JUNE + day * DAY) else { continue };
        let season = text(&group, "season").to_owned();
        if seasons.contains_key(&season) {
            continue;
        }
        let at = At { world: &world, now: JUNE + day * DAY };
        let first = wars_of(&at, &group, &tag).remove(0);
        seasons.insert(season, text(&first, "preparationStartTime").to_owned());
    }
    let (mut days, mut months) = (BTreeSet::new(), BTreeMap::<&str, usize>::new());
    for (season, preparation) in &seasons {
        assert_eq!(season[..7].replace('-', ""), preparation[..6]);
        if season.as_str() <= "2026-06" {
            assert_eq!(season.len(), 7, "{season}");
        } else {
            assert_eq!(season.replace('-', ""), preparation[..8], "the day of the group's start");
            days.insert(&season[8..]);
        }
        if season.as_str() < "2026-06" {
            assert!(["01", "02", "03"].contains(&&preparation[6..8]), "{preparation}");
        }
        *months.entry(&season[..7]).or_default() += 1;
    }
    assert!(days.len() > 3, "{days:?}");
    assert_eq!((months["2026-05"], months["2026-06"]), (1, 2));
    assert!(months.values().filter(|count| **count == 2).count() > 1, "{months:?}");
}

#[test]
fn a_round_prepares_when_the_battles_of_the_one_before_have_begun() {
    let world = world(64);
    let tag = world.samples(World::default_start()).clan;
    let at = At { world: &world, now: World::default_start() + 12 * DAY };
    let group = group(&world, &tag, at.now).unwrap();
    assert_eq!(text(&group, "state"), "ended");
    let wars = wars_of(&at, &group, &tag);
    assert_eq!(wars.len(), 7);
    for pair in wars.windows(2) {
        let wait = seconds(&pair[1], "preparationStartTime") - seconds(&pair[0], "startTime");
        assert!((1..=180).contains(&wait), "{wait} s");
        assert_eq!(pair[1]["startTime"], pair[0]["endTime"]);
    }
}

#[test]
fn the_log_has_one_entry_per_season_with_bonus_stars_and_the_change_of_league() {
    let world = world(64);
    let mut results = BTreeSet::new();
    for (month, half) in (0..5).flat_map(|month| [(month, 0), (month, 1)]) {
        // Late in the first and in the second half of a month, when seasons have ended.
        let now = JUNE + month * 30 * DAY + (13 + 14 * half) * DAY;
        let at = At { world: &world, now };
        for tag in at.clans().into_iter().take(8) {
            let Some(group) = group(&world, &tag, now).filter(|group| group["state"] == "ended") else {
                continue;
            };
            let Ok(log) = at.try_get(&Route::WarLog(tag.clone())) else { continue };
            let mut standings: BTreeMap<String, (i64, f64)> = BTreeMap::new();
            let (mut attacks, mut against, mut size, mut end) = (0, 0, 0, "");
            let tags: Vec<String> =
                list(&group, "clans").iter().map(|clan| text(clan, "tag").to_owned()).collect();
            let wars: Vec<Value> = wars_of_all(&at, &group);
            for war in &wars {
                for (own, other) in [("clan", "opponent"), ("opponent", "clan")] {
                    let (ours, theirs) = (score(&war[own]), score(&war[other]));
                    let total = standings.entry(text(&war[own], "tag").to_owned()).or_default();
                    total.0 += ours.0 + if ours > theirs { 10 } else { 0 };
                    total.1 += ours.1;
                    if war[own]["tag"] == tag.as_str() {
                        attacks += number(&war[own], "attacks");
                        against += theirs.0;
                        size = number(war, "teamSize");
                        end = end.max(text(war, "endTime"));
                    }
                }
            }
            let entries = list(&log, "items");
            let entry = entries.iter().find(|entry| entry["opponent"].get("tag").is_none()).unwrap();
            assert_eq!(text(entry, "endTime"), end);
            let own = standings[&tag];
            assert_eq!(number(&entry["clan"], "stars"), own.0);
            assert!((score(&entry["clan"]).1 - own.1).abs() < 1e-6);
            assert_eq!(number(&entry["clan"], "attacks"), attacks);
            assert_eq!(number(&entry["clan"], "expEarned"), 0);
            assert_eq!((number(entry, "teamSize"), number(entry, "attacksPerMember")), (size, 1));
            assert_eq!(number(&entry["opponent"], "stars"), against);
            assert_eq!(number(&entry["opponent"], "clanLevel"), 0);
            let league = number(&at.clan(&tag)["warLeague"], "id") - 48_000_000;
            assert!(league < 16 || size == 15, "league {league}, {size} v {size}");
            let (rise, fall) = MOVES[usize::try_from(league - 1).unwrap()];
            let better = tags.iter().filter(|other| standings[*other] > own).count();
            let worse = tags.iter().filter(|other| standings[*other] < own).count();
            let expected = match entry["result"].as_str() {
                Some("win") => better < rise,
                Some("tie") => better >= rise && worse < fall,
                None => better >= rise && worse >= fall,
                other => panic!("{other:?}"),
            };
            assert!(expected, "{} as {} of 8 in league {league}", entry["result"], better + 1);
            results.insert(entry["result"].to_string());
        }
    }
    assert_eq!(results.len(), 3, "{results:?}");
}

fn wars_of_all(at: &At<'_>, group: &Value) -> Vec<Value> {
    let tags = list(group, "rounds").iter().flat_map(|round| list(round, "warTags"));
    tags.map(|tag| at.get(&Route::ClanWarLeagueWar(tag.as_str().unwrap().to_owned()))).collect()
}

fn score(side: &Value) -> (i64, f64) {
    (number(side, "stars"), side["destructionPercentage"].as_f64().unwrap())
}

#[test]
fn a_season_ends_while_no_league_clan_is_in_another_war() {
    let world = world(64);
    let at = At { world: &world, now: World::default_start() + 6 * HOUR };
    let clans = at.clans().into_iter().filter(|tag| group(&world, tag, at.now).is_some());
    for war in clans.filter_map(|tag| at.try_get(&Route::CurrentWar(tag)).ok()) {
        assert!(["notInWar", "warEnded"].contains(&text(&war, "state")), "{}", war["state"]);
    }
}
