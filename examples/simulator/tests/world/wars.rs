//! The rules of clan wars: times, attacks, totals and results.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use simulator::route::Route;
use simulator::world::World;

use crate::requests::{At, DAY, HOUR, list, number, seconds, text, world};

/// An attack by its order: stars and destruction.
type Best = (i64, i64, i64);

/// All attacks of a side.
fn attacks(war: &Value, side: &str) -> Vec<Value> {
    let members = list(&war[side], "members").iter();
    members
        .filter_map(|member| member.get("attacks"))
        .flat_map(|of| of.as_array().unwrap())
        .cloned()
        .collect()
}

/// The best attack on every base of the opponent: most stars, then most destruction, then first.
fn best(war: &Value, side: &str) -> HashMap<String, Best> {
    let mut all = attacks(war, side);
    all.sort_by_key(|attack| number(attack, "order"));
    let mut best: HashMap<String, Best> = HashMap::new();
    for attack in all {
        let (stars, destruction) = (number(&attack, "stars"), number(&attack, "destructionPercentage"));
        let known = best.entry(text(&attack, "defenderTag").to_owned()).or_insert((-1, -1, 0));
        if (stars, destruction) > (known.0, known.1) {
            *known = (stars, destruction, number(&attack, "order"));
        }
    }
    best
}

/// Wars of many clans at several moments.
fn wars(world: &World) -> Vec<Value> {
    let start = World::default_start();
    let mut wars = Vec::new();
    for now in (0..7).map(|step| start - 12 * DAY + step * 61 * HOUR) {
        let at = At { world, now };
        let mut league_wars = BTreeSet::new();
        for tag in at.clans() {
            wars.extend(at.try_get(&Route::CurrentWar(tag.clone())).ok());
            if let Ok(group) = at.try_get(&Route::ClanWarLeagueGroup(tag)) {
                let tags = list(&group, "rounds").iter().filter_map(|round| list(round, "warTags").first());
                league_wars.extend(tags.filter_map(Value::as_str).map(str::to_owned));
            }
        }
        league_wars.remove("#0");
        wars.extend(league_wars.into_iter().map(|tag| at.get(&Route::ClanWarLeagueWar(tag))));
    }
    wars.retain(|war| war["state"] != "notInWar");
    assert!(wars.len() > 100);
    wars
}

#[test]
fn stars_and_destruction_are_those_of_the_best_attack_on_every_base() {
    let mut told_apart = 0;
    for war in wars(&world(48)) {
        let size = number(&war, "teamSize");
        for (own, other) in [("clan", "opponent"), ("opponent", "clan")] {
            let best = best(&war, own);
            let stars: i64 = best.values().map(|attack| attack.0).sum();
            let destruction: i64 = best.values().map(|attack| attack.1).sum();
            assert_eq!(number(&war[own], "stars"), stars);
            let shown = war[own]["destructionPercentage"].as_f64().unwrap();
            assert!((shown - destruction as f64 / size as f64).abs() < 1e-9);
            for member in list(&war[other], "members") {
                let shown = member.get("bestOpponentAttack").map(|attack| {
                    (
                        number(attack, "stars"),
                        number(attack, "destructionPercentage"),
                        number(attack, "order"),
                    )
                });
                assert_eq!(shown, best.get(text(member, "tag")).copied());
                let on =
                    attacks(&war, own).into_iter().filter(|attack| attack["defenderTag"] == member["tag"]);
                let on: Vec<Value> = on.collect();
                assert_eq!(number(member, "opponentAttacks"), on.len() as i64);
                let most = on.iter().map(|attack| number(attack, "destructionPercentage")).max();
                told_apart += i64::from(most > shown.map(|best| best.1));
            }
        }
    }
    assert!(told_apart > 0, "no base has an attack with more destruction and fewer stars than the best");
}

#[test]
fn attacks_are_numbered_over_both_sides_and_their_percentages_fit_the_stars() {
    for war in wars(&world(48)) {
        let all: Vec<Value> = [attacks(&war, "clan"), attacks(&war, "opponent")].concat();
        let orders: BTreeSet<i64> = all.iter().map(|attack| number(attack, "order")).collect();
        assert!(orders.iter().copied().eq(1..=all.len() as i64));
        let pairs: BTreeSet<_> =
            all.iter().map(|attack| (text(attack, "attackerTag"), text(attack, "defenderTag"))).collect();
        assert_eq!(pairs.len(), all.len(), "a player attacked a base twice");
        for attack in &all {
            let destruction = number(attack, "destructionPercentage");
            let possible = match number(attack, "stars") {
                3 => 100..=100,
                2 => 50..=99,
                1 => 1..=99,
                _ => 0..=49,
            };
            assert!(possible.contains(&destruction), "{attack}");
        }
    }
}

#[test]
fn the_preparation_names_the_type_of_a_war() {
    const FRIENDLY: [i64; 12] = [5, 15, 30, 60, 120, 240, 360, 480, 720, 960, 1200, 1440];
    let (mut random, mut friendly, mut interrupted, mut league) = (0, 0, 0, 0);
    for war in wars(&world(100)) {
        let preparation = seconds(&war, "startTime") - seconds(&war, "preparationStartTime");
        let battle = seconds(&war, "endTime") - seconds(&war, "startTime");
        if war.get("warStartTime").is_some() {
            league += 1;
            assert!((86_232..=86_399).contains(&preparation), "{preparation}");
            assert_eq!(battle, 86_400);
            assert!(war.get("attacksPerMember").is_none());
        } else if preparation == 82_800 {
            random += 1;
            assert_eq!((battle, number(&war, "attacksPerMember")), (86_400, 2));
        } else if preparation % 60 == 0 && FRIENDLY.contains(&(preparation / 60)) {
            friendly += 1;
        } else {
            interrupted += 1;
            assert!((85_500..86_400).contains(&preparation), "{preparation}");
        }
    }
    assert!(random > 10 * friendly && friendly > 0 && interrupted > 0 && league > 0);
}

#[test]
fn the_positions_of_a_war_are_consecutive_and_those_of_a_league_war_have_gaps() {
    let mut gaps = 0;
    for war in wars(&world(48)) {
        for side in ["clan", "opponent"] {
            let members = list(&war[side], "members");
            let positions: BTreeSet<i64> =
                members.iter().map(|member| number(member, "mapPosition")).collect();
            assert_eq!(positions.len(), members.len());
            let consecutive = positions.iter().copied().eq(1..=members.len() as i64);
            assert!(consecutive || war.get("warStartTime").is_some());
            gaps += i64::from(!consecutive);
        }
    }
    assert!(gaps > 10);
}

#[test]
fn results_in_the_log_follow_stars_and_then_destruction() {
    let world = world(200);
    let at = At { world: &world, now: World::default_start() };
    let mut decided_by_destruction = 0;
    for tag in at.clans() {
        let Ok(log) = at.try_get(&Route::WarLog(tag)) else { continue };
        for war in list(&log, "items").iter().filter(|war| war["opponent"].get("tag").is_some()) {
            let score = |side: &Value| {
                (number(side, "stars"), side["destructionPercentage"].as_f64().unwrap().to_bits())
            };
            let (ours, theirs) = (score(&war["clan"]), score(&war["opponent"]));
            let expected = match ours.cmp(&theirs) {
                std::cmp::Ordering::Greater => "win",
                std::cmp::Ordering::Less => "lose",
                std::cmp::Ordering::Equal => "tie",
            };
            assert_eq!(text(war, "result"), expected);
            decided_by_destruction += i64::from(ours.0 == theirs.0 && ours.1 != theirs.1);
        }
    }
    assert!(decided_by_destruction > 0);
}
