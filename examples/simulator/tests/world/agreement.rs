//! All responses about one moment agree with each other.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use simulator::route::{ApiError, ClanSearch, Place, Ranking, Route};
use simulator::world::{World, WorldConfig};

use crate::requests::{At, DAY, HOUR, list, number, text, world};

/// The condition on a clan that a search filter stands for.
type Check = Box<dyn Fn(&Value) -> bool>;

fn at(world: &World) -> At<'_> {
    At { world, now: World::default_start() + 6 * HOUR }
}

fn tags<'a>(items: &'a [Value], key: &str) -> HashSet<&'a str> {
    items.iter().map(|item| text(item, key)).collect()
}

#[test]
fn members_are_players_whose_clan_is_theirs() {
    let world = world(64);
    let at = at(&world);
    for tag in at.clans() {
        let clan = at.clan(&tag);
        let members = list(&clan, "memberList");
        assert_eq!(at.get(&Route::ClanMembers(tag.clone()))["items"], clan["memberList"]);
        assert_eq!(number(&clan, "members"), members.len() as i64);
        assert!(members.len() <= 50);
        assert_eq!(tags(members, "tag").len(), members.len(), "{tag} lists a member twice");
        for (member, rank) in members.iter().zip(1..) {
            assert_eq!(number(member, "clanRank"), rank);
            let player = at.player(text(member, "tag"));
            assert_eq!(player["clan"]["tag"], tag.as_str());
            for same in [
                "tag",
                "name",
                "role",
                "expLevel",
                "townHallLevel",
                "leagueTier",
                "trophies",
                "builderBaseTrophies",
                "donations",
                "donationsReceived",
                "playerHouse",
            ] {
                assert_eq!(player[same], member[same], "{same} of {}", text(member, "tag"));
            }
        }
        let leaders = members.iter().filter(|member| member["role"] == "leader").count();
        assert_eq!(leaders, usize::from(!members.is_empty()));
    }
}

#[test]
fn a_player_is_in_at_most_one_clan_and_has_no_role_without_one() {
    let world = world(64);
    let at = at(&world);
    let mut seen = HashSet::new();
    for tag in at.clans() {
        for member in list(&at.clan(&tag), "memberList") {
            assert!(seen.insert(text(member, "tag").to_owned()), "{member} is in two clans");
        }
    }
    let outsider = at.player(&world.samples(World::default_start()).clanless_player.unwrap());
    assert!(outsider.get("clan").is_none() && outsider.get("role").is_none());
}

#[test]
fn search_results_agree_with_clans_and_every_filter_applies() {
    let world = world(64);
    let at = at(&world);
    let find = |search: ClanSearch| list(&at.get(&Route::SearchClans(search)), "items").to_vec();
    let all = find(ClanSearch { min_members: Some(1), ..ClanSearch::default() });
    for found in &all {
        let mut clan = at.clan(text(found, "tag"));
        for only in ["description", "memberList", "clanCapital"] {
            clan.as_object_mut().unwrap().remove(only);
        }
        assert_eq!(found, &clan);
    }
    let (points, level) = (number(&all[3], "clanPoints"), number(&all[3], "clanLevel"));
    let label = number(&list(&all[0], "labels")[0], "id");
    let country = number(&all[0]["location"], "id");
    let name = text(&all[5], "name").to_uppercase();
    let none = ClanSearch::default;
    let cases: Vec<(ClanSearch, Check)> = vec![
        (ClanSearch { min_members: Some(30), ..none() }, Box::new(|clan| number(clan, "members") >= 30)),
        (ClanSearch { max_members: Some(30), ..none() }, Box::new(|clan| number(clan, "members") <= 30)),
        (
            ClanSearch { min_clan_points: Some(points), ..none() },
            Box::new(move |clan| number(clan, "clanPoints") >= points),
        ),
        (
            ClanSearch { min_clan_level: Some(level), ..none() },
            Box::new(move |clan| number(clan, "clanLevel") >= level),
        ),
        (
            ClanSearch { war_frequency: Some("always".into()), ..none() },
            Box::new(|clan| clan["warFrequency"] == "always"),
        ),
        (
            ClanSearch { location_id: Some(country), ..none() },
            Box::new(move |clan| clan["location"]["id"] == country),
        ),
        (
            ClanSearch { label_ids: vec![label], ..none() },
            Box::new(move |clan| list(clan, "labels").iter().any(|of| of["id"] == label)),
        ),
        (
            ClanSearch { name: Some(name.clone()), ..none() },
            Box::new(move |clan| text(clan, "name").to_uppercase().contains(&name)),
        ),
    ];
    for (search, fits) in cases {
        let found = find(search.clone());
        let expected: Vec<&Value> = all.iter().filter(|clan| fits(clan)).collect();
        let empty_clans_aside: Vec<&Value> =
            found.iter().filter(|clan| number(clan, "members") > 0).collect();
        assert_eq!(empty_clans_aside, expected, "{search:?}");
        assert!(!expected.is_empty() && expected.len() < all.len(), "{search:?} matches no clan or all");
    }
}

/// Checks all sums and references of a war.
fn check_war(at: &At<'_>, war: &Value, attacks_per_member: usize) {
    let size = number(war, "teamSize");
    let mut orders = Vec::new();
    for (own, other) in [("clan", "opponent"), ("opponent", "clan")] {
        let (members, enemies) = (list(&war[own], "members"), list(&war[other], "members"));
        assert_eq!(members.len() as i64, size);
        let enemy_tags = tags(enemies, "tag");
        let mut best: HashMap<&str, (i64, i64)> = HashMap::new();
        let mut against: HashMap<&str, i64> = HashMap::new();
        let mut count = 0;
        for member in members {
            let tag = text(member, "tag");
            // Fighters stay in their clan until the end of the war.
            if war["state"] != "warEnded" {
                let clan = &at.player(tag)["clan"]["tag"];
                assert_eq!(*clan, war[own]["tag"], "{tag} fights for another clan");
            }
            let attacks = member.get("attacks").map_or(&[][..], |_| list(member, "attacks"));
            assert!(attacks.len() <= attacks_per_member);
            let targets = tags(attacks, "defenderTag");
            assert_eq!(targets.len(), attacks.len(), "{tag} attacked a base twice");
            for attack in attacks {
                assert_eq!(text(attack, "attackerTag"), tag);
                let defender = text(attack, "defenderTag");
                assert!(enemy_tags.contains(defender));
                let result = (number(attack, "stars"), number(attack, "destructionPercentage"));
                assert_eq!(result.0 == 3, result.1 == 100, "{attack}");
                let known = best.entry(defender).or_default();
                *known = (*known).max(result);
                *against.entry(defender).or_default() += 1;
                orders.push(number(attack, "order"));
                count += 1;
            }
        }
        for enemy in enemies {
            let tag = text(enemy, "tag");
            assert_eq!(number(enemy, "opponentAttacks"), against.get(tag).copied().unwrap_or(0));
            let shown = enemy.get("bestOpponentAttack");
            let shown =
                shown.map(|attack| (number(attack, "stars"), number(attack, "destructionPercentage")));
            assert_eq!(shown, best.get(tag).copied());
        }
        let stars: i64 = best.values().map(|(stars, _)| stars).sum();
        let destruction: i64 = best.values().map(|(_, destruction)| destruction).sum();
        assert_eq!(number(&war[own], "stars"), stars);
        assert_eq!(number(&war[own], "attacks"), count);
        let shown = war[own]["destructionPercentage"].as_f64().unwrap();
        assert!((shown - destruction as f64 / size as f64).abs() < 1e-9);
        let mut positions: Vec<i64> = members.iter().map(|member| number(member, "mapPosition")).collect();
        positions.sort_unstable();
        positions.dedup();
        assert_eq!(positions.len() as i64, size, "two share a place on the map");
    }
    orders.sort_unstable();
    assert!(orders.iter().copied().eq(1..=orders.len() as i64), "orders have gaps: {orders:?}");
    assert!(war["state"] != "preparation" || orders.is_empty());
}

#[test]
fn wars_add_up_and_both_clans_see_the_same_war() {
    let world = world(120);
    let at = at(&world);
    let mut states = HashSet::new();
    for tag in at.clans() {
        let Ok(war) = at.try_get(&Route::CurrentWar(tag.clone())) else { continue };
        states.insert(text(&war, "state").to_owned());
        if war["state"] == "notInWar" {
            assert_eq!(war.as_object().unwrap().len(), 3);
            continue;
        }
        assert_eq!(war["clan"]["tag"], tag.as_str());
        check_war(&at, &war, 2);
        if let Ok(theirs) = at.try_get(&Route::CurrentWar(text(&war["opponent"], "tag").to_owned())) {
            assert_eq!(theirs["clan"], war["opponent"]);
            assert_eq!(theirs["opponent"], war["clan"]);
            assert_eq!(theirs["endTime"], war["endTime"]);
        }
    }
    assert_eq!(states.len(), 4, "only {states:?}");
}

#[test]
fn private_war_logs_are_private_except_for_league_groups() {
    let world = world(64);
    let at = at(&world);
    let private = world.samples(World::default_start()).private_clan;
    assert_eq!(at.clan(&private)["isWarLogPublic"], false);
    assert!(at.clan(&private).get("warLosses").is_none());
    for route in [Route::CurrentWar(private.clone()), Route::WarLog(private.clone())] {
        assert_eq!(at.try_get(&route), Err(ApiError::private()));
    }
    assert!(at.try_get(&Route::ClanWarLeagueGroup(private)).is_ok(), "the first eight clans are in a group");
}

#[test]
fn the_war_log_agrees_with_the_clans_record() {
    let world = world(64);
    let at = At { world: &world, now: World::default_start() + 40 * DAY };
    let (mut streaks, mut summaries) = (0, 0);
    for tag in at.clans() {
        let Ok(log) = at.try_get(&Route::WarLog(tag.clone())) else { continue };
        let entries = list(&log, "items");
        let ends: Vec<&str> = entries.iter().map(|entry| text(entry, "endTime")).collect();
        assert!(ends.is_sorted_by(|a, b| a >= b), "{tag}");
        let wars: Vec<&Value> =
            entries.iter().filter(|entry| entry["opponent"].get("tag").is_some()).collect();
        summaries += entries.len() - wars.len();
        // Friendly wars earn no experience and count for no record.
        let wars: Vec<&Value> =
            wars.into_iter().filter(|war| number(&war["clan"], "expEarned") > 0).collect();
        for war in &wars {
            let (ours, theirs) = (number(&war["clan"], "stars"), number(&war["opponent"], "stars"));
            match text(war, "result") {
                "win" => assert!(ours >= theirs),
                "lose" => assert!(ours <= theirs),
                _ => assert_eq!(ours, theirs),
            }
        }
        let streak = wars.iter().take_while(|war| war["result"] == "win").count() as i64;
        let shown = number(&at.clan(&tag), "warWinStreak");
        // A log is limited, a streak is not.
        assert!(if streak == wars.len() as i64 { shown >= streak } else { shown == streak }, "{tag}");
        streaks += shown;
    }
    assert!(streaks > 0 && summaries > 0);
}

#[test]
fn all_clans_of_a_league_group_see_the_same_season() {
    let world = world(64);
    let at = At { world: &world, now: World::default_start() + DAY };
    let samples = world.samples(World::default_start());
    let group = at.get(&Route::ClanWarLeagueGroup(samples.clan));
    assert_eq!(text(&group, "state"), "inWar");
    assert!(["2026-07-02", "2026-07-03"].contains(&text(&group, "season")), "{}", text(&group, "season"));
    let clans = list(&group, "clans");
    assert_eq!(clans.len(), 8);
    let rosters: HashMap<&str, HashSet<&str>> =
        clans.iter().map(|clan| (text(clan, "tag"), tags(list(clan, "members"), "tag"))).collect();
    for tag in rosters.keys() {
        assert_eq!(at.get(&Route::ClanWarLeagueGroup((*tag).to_owned())), group);
        assert_eq!(at.clan(tag)["warLeague"], at.clan(text(&clans[0], "tag"))["warLeague"]);
    }
    let rounds = list(&group, "rounds");
    assert_eq!(rounds.len(), 7);
    let mut states = HashSet::new();
    for round in rounds {
        let mut playing = HashSet::new();
        for tag in list(round, "warTags").iter().map(|tag| tag.as_str().unwrap()) {
            if tag == "#0" {
                continue;
            }
            let war = at.get(&Route::ClanWarLeagueWar(tag.to_owned()));
            states.insert(text(&war, "state").to_owned());
            check_war(&at, &war, 1);
            for side in ["clan", "opponent"] {
                let clan = text(&war[side], "tag");
                assert!(playing.insert(clan.to_owned()));
                assert!(tags(list(&war[side], "members"), "tag").is_subset(&rosters[clan]));
            }
        }
        assert!(playing.is_empty() || playing.len() == 8);
    }
    assert_eq!(states.len(), 3, "{states:?}");
    assert_eq!(at.try_get(&Route::ClanWarLeagueWar("#0".into())), Err(ApiError::absent()));
    assert_eq!(at.try_get(&Route::ClanWarLeagueWar(samples.unknown_tag)), Err(ApiError::absent()));
}

#[test]
fn raids_add_up_and_agree_for_both_clans() {
    let world = world(64);
    let at = At { world: &world, now: World::default_start() + 20 * HOUR };
    let seasons = |tag: &str| at.get(&Route::CapitalRaidSeasons(tag.to_owned()));
    let all = seasons(&world.samples(World::default_start()).clan);
    let items = list(&all, "items");
    assert_eq!(items.len(), 20);
    assert_eq!(text(&items[0], "state"), "ongoing");
    for (index, season) in items.iter().enumerate() {
        let (mut attacks, mut loot, mut destroyed, mut completed) = (0, 0, 0, 0);
        for raid in list(season, "attackLog") {
            let districts = list(raid, "districts");
            let fallen =
                districts.iter().filter(|district| district["destructionPercent"] == 100).count() as i64;
            assert_eq!(number(raid, "districtsDestroyed"), fallen);
            assert_eq!(number(raid, "districtCount"), districts.len() as i64);
            let hits: i64 = districts.iter().map(|district| number(district, "attackCount")).sum();
            assert_eq!(number(raid, "attackCount"), hits);
            attacks += hits;
            destroyed += fallen;
            completed += i64::from(fallen == districts.len() as i64);
            loot += districts.iter().map(|district| number(district, "totalLooted")).sum::<i64>();
        }
        let fallen = |raid: &&Value| raid["districtsDestroyed"] == raid["districtCount"];
        completed += list(season, "defenseLog").iter().filter(fallen).count() as i64;
        assert_eq!(number(season, "totalAttacks"), attacks);
        assert_eq!(number(season, "capitalTotalLoot"), loot);
        assert_eq!(number(season, "enemyDistrictsDestroyed"), destroyed);
        assert_eq!(number(season, "raidsCompleted"), completed);
        assert_eq!(season["state"] == "ended", number(season, "offensiveReward") > 0);
        assert_eq!(season.get("members").is_some(), index == 0, "only the latest season has members");
    }
    let own: i64 = list(&items[0], "members").iter().map(|member| number(member, "attacks")).sum();
    assert_eq!(own, number(&items[0], "totalAttacks"));
    let clan = at.clan(&world.samples(World::default_start()).clan);
    let raiders = tags(list(&items[0], "members"), "tag");
    assert!(raiders.is_subset(&tags(list(&clan, "memberList"), "tag")));
    let raid = &list(&items[0], "attackLog")[0];
    let theirs = seasons(text(&raid["defender"], "tag"));
    let defense = list(&list(&theirs, "items")[0], "defenseLog")
        .iter()
        .find(|entry| entry["attacker"]["tag"] == clan["tag"])
        .expect("the raided clan has the raid in its log");
    assert_eq!(defense["districts"], raid["districts"]);
    let capital = at.clan(text(&raid["defender"], "tag"));
    let levels = |districts: &[Value]| -> Vec<i64> {
        districts.iter().map(|district| number(district, "districtHallLevel")).collect()
    };
    assert_eq!(levels(list(raid, "districts")), levels(list(&capital["clanCapital"], "districts")));
}

#[test]
fn a_ranked_group_agrees_with_its_members() {
    let world = world(64);
    let at = At { world: &world, now: World::default_start() };
    let player = at.player(&world.samples(World::default_start()).ranked_player.unwrap());
    let group_of = |tag: &str| {
        at.get(&Route::LeagueGroup {
            group: text(&player, "currentLeagueGroupTag").into(),
            season: number(&player, "currentLeagueSeasonId").to_string(),
            player: tag.into(),
        })
    };
    let group = group_of(text(&player, "tag"));
    let members = list(&group, "members");
    assert_eq!(members.len(), 100);
    let trophies: Vec<i64> = members.iter().map(|member| number(member, "leagueTrophies")).collect();
    assert!(trophies.is_sorted_by(|a, b| a >= b));
    for member in members.iter().take(20) {
        let profile = at.player(text(member, "playerTag"));
        assert_eq!(profile["trophies"], member["leagueTrophies"]);
        assert_eq!(profile["name"], member["playerName"]);
        assert_eq!(profile["currentLeagueGroupTag"], player["currentLeagueGroupTag"]);
        assert_eq!(profile["leagueTier"], player["leagueTier"]);
        assert_eq!(profile.get("clan").map(|clan| &clan["tag"]), member.get("clanTag"));
    }
    let attacks = list(&group, "attackLogs");
    assert!(!attacks.is_empty());
    for attack in attacks {
        let theirs = group_of(text(attack, "opponentPlayerTag"));
        let mirrored = list(&theirs, "defenseLogs").iter().any(|defense| {
            defense["opponentPlayerTag"] == player["tag"]
                && defense["creationTime"] == attack["creationTime"]
                && number(defense, "trophies")
                    == if defense["stars"] == 0 { 40 } else { 40 - number(attack, "trophies") }
        });
        assert!(mirrored, "{attack}");
    }
    let log = at.get(&Route::BattleLog(text(&player, "tag").into()));
    let ranked = list(&log, "items").iter().filter(|battle| battle["battleType"] == "ranked");
    assert!(ranked.count() > 0);
    for battle in list(&log, "items") {
        let opponent = at.player(text(battle, "opponentPlayerTag"));
        assert_eq!(opponent["name"], battle["opponentName"]);
    }
    let history = at.get(&Route::LeagueHistory(text(&player, "tag").into()));
    assert!(list(&history, "items").iter().all(|week| (1..=100).contains(&number(week, "placement"))));
}

#[test]
fn rankings_are_sorted_and_agree_with_clans_and_players() {
    let world = world(120);
    let at = at(&world);
    let country = Place::Location(world.samples(World::default_start()).country);
    for (ranking, points) in [
        (Ranking::Clans, "clanPoints"),
        (Ranking::ClansBuilderBase, "clanBuilderBasePoints"),
        (Ranking::Capitals, "clanCapitalPoints"),
        (Ranking::Players, "trophies"),
        (Ranking::PlayersBuilderBase, "builderBaseTrophies"),
    ] {
        for place in [Place::Global, country] {
            let body = at.get(&Route::Rankings(place, ranking));
            let rows = list(&body, "items");
            assert!(!rows.is_empty() && rows.len() <= 200);
            let order: Vec<i64> = rows.iter().map(|row| number(row, points)).collect();
            // Players of different leagues count different trophies.
            assert!(ranking == Ranking::Players && place == country || order.is_sorted_by(|a, b| a >= b));
            for (row, rank) in rows.iter().zip(1..).take(25) {
                assert_eq!(number(row, "rank"), rank);
                let tag = text(row, "tag");
                let itself = match ranking {
                    Ranking::Players | Ranking::PlayersBuilderBase => at.player(tag),
                    _ => at.clan(tag),
                };
                assert_eq!(itself[points], row[points], "{ranking:?} {tag}");
                assert_eq!(itself["name"], row["name"]);
            }
        }
    }
}

#[test]
fn equal_seeds_create_equal_worlds_and_different_seeds_different_ones() {
    let now = World::default_start();
    let bodies = |seed: u64| {
        let world = World::new(WorldConfig { seed, clans: 16, ..WorldConfig::default() });
        let at = At { world: &world, now };
        at.clans().iter().map(|tag| at.clan(tag)).collect::<Vec<_>>()
    };
    assert_eq!(bodies(5), bodies(5));
    assert!(bodies(5).iter().zip(bodies(6)).all(|(one, other)| one["tag"] != other["tag"]));
}

#[test]
fn only_the_players_token_is_verified() {
    let world = world(8);
    let at = at(&world);
    let samples = world.samples(World::default_start());
    let verify = |token: &str| {
        let body = at.get(&Route::VerifyToken { player: samples.player.clone(), token: token.into() });
        assert_eq!((text(&body, "tag"), text(&body, "token")), (samples.player.as_str(), token));
        text(&body, "status").to_owned()
    };
    assert_eq!(verify(&samples.player_token), "ok");
    assert_eq!(verify("wrong"), "invalid");
    let unknown = Route::VerifyToken { player: samples.unknown_tag.clone(), token: "x".into() };
    assert_eq!(at.try_get(&unknown), Err(ApiError::not_found(&samples.unknown_tag)));
}
