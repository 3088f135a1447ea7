//! Recorded wars and war logs.

use std::collections::{BTreeMap, BTreeSet};

use coc_models::{
    ClanWar, ClanWarLogEntry, Page, WarChance, WarId, WarOutlook, WarPhase, WarResult, WarScore, WarSide,
    WarType,
};

use crate::corpus::real_bodies;

/// All recorded wars with two clans.
fn wars() -> Vec<(String, ClanWar)> {
    let mut wars: Vec<(String, ClanWar)> = real_bodies("currentwar");
    wars.extend(real_bodies("cwl-war"));
    wars.retain(|(_, war)| war.clan.tag.is_some());
    wars
}

/// Whether the best attacks on the villages, as the body itself states them, do not add up to the
/// stars that it states for their clan.
///
/// Such a body contradicts itself, whichever rule selects the best attack, so it was altered after
/// it was received.
pub(super) fn is_altered(war: &ClanWar) -> bool {
    war.sides().into_iter().any(|side| {
        let best = side.opponent.members.iter().filter_map(|member| member.best_opponent_attack.as_ref());
        best.map(|attack| attack.stars).sum::<i32>() != side.clan.stars
    })
}

/// Older bodies state the percentage in single precision.
fn assert_equal(computed: WarScore, stated: WarScore, name: &str) {
    assert_eq!(computed.stars, stated.stars, "{name}");
    let difference = (computed.destruction_percentage - stated.destruction_percentage).abs();
    assert!(difference <= stated.destruction_percentage * 1e-6, "{name}: {computed:?} {stated:?}");
}

#[test]
fn totals_from_attacks_are_those_of_the_server() {
    let (mut sides, mut altered) = (0, BTreeSet::new());
    for (name, war) in wars() {
        if is_altered(&war) {
            altered.insert(war.id());
            continue;
        }
        for side in war.sides() {
            assert_equal(side.score_from_attacks(), side.score(), &name);
            let attacks = side.attacks();
            assert_eq!(i32::try_from(attacks.len()), Ok(side.clan.attacks), "{name}");
            assert_eq!(attacks.iter().map(|attack| attack.new_stars).sum::<i32>(), side.clan.stars, "{name}");
            if let Some(last) = attacks.last() {
                assert_equal(last.score_after, side.score(), &name);
            }
            sides += 1;
        }
    }
    println!("{sides} sides; altered wars: {altered:?}");
    assert!(altered.len() <= 1, "only one recorded war is known to be altered: {altered:?}");
}

#[test]
fn the_best_attack_on_each_village_is_that_of_the_server() {
    let (mut villages, mut attacked) = (0, 0);
    for (name, war) in wars() {
        for member in war.sides().into_iter().flat_map(WarSide::members) {
            assert_eq!(member.best_opponent_attack, member.member.best_opponent_attack.as_ref(), "{name}");
            let attacks = i32::try_from(member.opponent_attacks);
            assert_eq!(attacks, Ok(member.member.opponent_attacks), "{name}");
            villages += 1;
            attacked += usize::from(member.opponent_attacks > 0);
            assert_eq!(member.best_defense.is_some(), member.best_opponent_attack.is_some(), "{name}");
        }
    }
    println!("{attacked} of {villages} villages attacked");
}

#[test]
fn attacks_are_numbered_over_both_clans_and_have_both_players() {
    let mut count = 0;
    for (name, war) in wars() {
        let attacks = war.attacks();
        assert!((1..).zip(&attacks).all(|(order, attack)| attack.attack.order == order), "{name}");
        for attack in &attacks {
            assert_eq!(attack.attacker.tag, attack.attack.attacker_tag, "{name}");
            assert_eq!(
                attack.defender.map(|defender| defender.tag),
                Some(attack.attack.defender_tag),
                "{name}"
            );
            assert!(attack.defender_position.is_some() && attack.attacker_position >= 1, "{name}");
        }
        count += attacks.len();
    }
    println!("{count} attacks");
}

#[test]
fn a_war_id_is_equal_from_both_sides_and_belongs_to_one_war() {
    let mut seen: BTreeMap<WarId, ClanWar> = BTreeMap::new();
    for (name, war) in wars().into_iter().filter(|(_, war)| !is_altered(war)) {
        let Some(id) = war.id() else {
            // Recordings with invented tags have none.
            assert!(
                !war.sides().iter().all(|side| side.clan.tag.is_some_and(|tag| tag.is_valid())),
                "{name}"
            );
            continue;
        };
        let mut swapped = war.clone();
        std::mem::swap(&mut swapped.clan, &mut swapped.opponent);
        assert_eq!(swapped.id(), Some(id), "{name}");
        assert_eq!(id.to_string().parse(), Ok(id), "{name}");
        // Two recordings of one war have their first attacks in common.
        let first = seen.entry(id).or_insert_with(|| war.clone());
        let (first, second) = (first.attacks(), war.attacks());
        let attacks = first.iter().zip(&second);
        assert!(attacks.into_iter().all(|(a, b)| a.attack == b.attack), "{name}: two wars have the id {id}");
    }
    println!("{} wars", seen.len());
}

#[test]
fn positions_are_one_to_n_and_follow_the_map() {
    for (name, war) in wars() {
        for side in war.sides() {
            let members = side.members();
            assert!(members.iter().map(|member| member.position).eq(1..=members.len()), "{name}");
            let map: Vec<_> = members.iter().map(|member| member.member.map_position).collect();
            assert!(map.is_sorted_by(|a, b| a < b), "{name}: positions repeat");
            // The line-up is complete in a regular war.
            if !war.is_league_war() {
                assert_eq!(map, (1..=i32::try_from(map.len()).unwrap()).collect::<Vec<_>>(), "{name}");
            }
        }
    }
}

#[test]
fn the_type_follows_from_the_preparation() {
    let mut types = BTreeMap::new();
    for (kind, expected) in [("currentwar", None), ("cwl-war", Some(WarType::League))] {
        for (name, war) in real_bodies::<ClanWar>(kind) {
            let found = war.war_type();
            assert_eq!(found.is_some(), war.start_time.is_some(), "{name}");
            if expected.is_some() {
                assert_eq!(found, expected, "{name}");
            }
            // Friendly wars have preparations of whole minutes, and ordinary ones about 23 hours.
            let preparation = war.start_time.zip(war.preparation_start_time);
            let seconds = preparation.map(|(start, begin)| start.unix_seconds() - begin.unix_seconds());
            if found == Some(WarType::Random) {
                assert!(seconds.is_some_and(|seconds| (82_800..86_400).contains(&seconds)), "{name}");
            }
            *types.entry((kind, found)).or_insert(0) += 1;
        }
    }
    println!("{types:?}");
}

#[test]
fn unused_attacks_are_those_of_the_limit() {
    for (name, war) in wars() {
        for side in war.sides() {
            let listed = side.clan.members.len();
            let limit = usize::try_from(war.attack_limit()).unwrap();
            let unused = side.remaining_attacks() + side.missed_attacks();
            assert_eq!(unused + usize::try_from(side.clan.attacks).unwrap(), listed * limit, "{name}");
            let has_ended = war.phase() == Some(WarPhase::Ended);
            assert_eq!(if has_ended { side.remaining_attacks() } else { side.missed_attacks() }, 0, "{name}");
        }
    }
}

#[test]
fn the_outlook_of_an_ended_war_is_its_result() {
    let mut count = 0;
    for (name, war) in wars().into_iter().filter(|(_, war)| !is_altered(war)) {
        for side in war.sides() {
            let WarOutlook { chance, best_case, attacks_left, .. } = side.outlook().unwrap();
            if let Some(result) = side.result() {
                let expected = match result {
                    WarResult::Win => WarChance::Leads,
                    WarResult::Tie => WarChance::CanTie,
                    _ => WarChance::CannotWin,
                };
                assert_eq!((chance, attacks_left), (expected, 0), "{name}");
                assert_eq!(best_case, side.score_from_attacks(), "{name}");
                count += 1;
            }
            assert_eq!(chance == WarChance::Leads, side.current_result() == Some(WarResult::Win), "{name}");
        }
    }
    println!("{count} sides of ended wars");
}

#[test]
fn results_of_the_war_log_follow_from_stars_and_destruction() {
    let mut count = 0;
    for (name, log) in real_bodies::<Page<ClanWarLogEntry>>("warlog") {
        for entry in log.items.iter().filter(|entry| !entry.is_league_season()) {
            let result = entry.clan.score().result_against(entry.opponent.score());
            assert_eq!(entry.result.as_ref(), Some(&result), "{name}: {}", entry.end_time);
            count += 1;
        }
    }
    println!("{count} results");
}
