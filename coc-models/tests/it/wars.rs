//! Wars built for tests, and properties of their arithmetic on any war.

use std::collections::BTreeMap;

use coc_models::{
    ClanTag, ClanWar, ClanWarAttack, ClanWarMember, PlayerTag, WarChance, WarClan, WarResult, WarScore,
    WarSide, WarState,
};
use proptest::prelude::*;

/// An attack: attacker, defender (each from 0), stars, percent and order.
pub(crate) type Attack = (usize, usize, i32, f64, i32);

/// The clans of built wars, in the order of the sides.
pub(crate) const CLANS: [&str; 2] = ["#2PP", "#VVV"];

pub(crate) fn clan_tag(text: &str) -> ClanTag {
    text.parse().unwrap()
}

/// The tag of a member of a side.
pub(crate) fn player(side: usize, member: usize) -> PlayerTag {
    PlayerTag::from_id(u64::try_from(1_000 + side * 100 + member).unwrap()).unwrap()
}

/// A war in battle with these attacks of the two clans. The totals are not set.
pub(crate) fn war(size: usize, limit: i32, attacks: [&[Attack]; 2]) -> ClanWar {
    let mut war = ClanWar::default();
    war.state = WarState::InWar;
    war.team_size = i32::try_from(size).ok();
    war.attacks_per_member = Some(limit);
    for (side, attacks) in attacks.into_iter().enumerate() {
        let clan = if side == 0 { &mut war.clan } else { &mut war.opponent };
        clan.tag = Some(clan_tag(CLANS[side]));
        clan.members = (0..size).map(|index| member(side, index, attacks)).collect();
    }
    war
}

fn member(side: usize, index: usize, attacks: &[Attack]) -> ClanWarMember {
    let mut member = ClanWarMember::default();
    member.tag = player(side, index);
    member.map_position = i32::try_from(index + 1).unwrap();
    let own = attacks.iter().filter(|attack| attack.0 == index);
    member.attacks = own
        .map(|&(_, defender, stars, percent, order)| {
            let mut attack = ClanWarAttack::default();
            attack.attacker_tag = player(side, index);
            attack.defender_tag = player(1 - side, defender);
            attack.stars = stars;
            attack.destruction_percentage = percent;
            attack.order = order;
            attack
        })
        .collect();
    member
}

/// The stars and the sum of percentages, written independently: the best result of each village.
fn naive(attacks: &[Attack]) -> (i32, f64) {
    let mut best = BTreeMap::new();
    for &(_, defender, stars, percent, _) in attacks {
        let known = best.entry(defender).or_insert((stars, percent));
        if (stars, percent) > *known {
            *known = (stars, percent);
        }
    }
    best.values().fold((0, 0.0), |sum, best| (sum.0 + best.0, sum.1 + best.1))
}

/// Tries every way to use the remaining attacks, each with a complete destruction: the best score,
/// and the fewest attacks that lead against `theirs`.
fn exhaustive(
    size: usize,
    limit: usize,
    attacks: &mut Vec<Attack>,
    attacker: usize,
    made: usize,
    theirs: (i32, f64),
) -> ((i32, f64), Option<usize>) {
    if attacker == size {
        let score = naive(attacks);
        return (score, (score > theirs).then_some(made));
    }
    // The next member; or one more attack of this one.
    let (mut best, mut fewest) = exhaustive(size, limit, attacks, attacker + 1, made, theirs);
    let own: Vec<_> = attacks.iter().filter(|attack| attack.0 == attacker).map(|attack| attack.1).collect();
    if own.len() < limit {
        for defender in (0..size).filter(|defender| !own.contains(defender)) {
            attacks.push((attacker, defender, 3, 100.0, 0));
            let (score, number) = exhaustive(size, limit, attacks, attacker, made + 1, theirs);
            attacks.pop();
            if score > best {
                best = score;
            }
            fewest = fewest.into_iter().chain(number).min();
        }
    }
    (best, fewest)
}

/// A size, a limit of attacks, and the attacks of two clans that the rules of the game allow.
fn any_war() -> impl Strategy<Value = (usize, usize, [Vec<Attack>; 2])> {
    let results = prop_oneof![
        (0..50).prop_map(|percent| (0, percent)),
        (1..100).prop_map(|percent| (1, percent)),
        (50..100).prop_map(|percent| (2, percent)),
        Just((3, 100)),
    ];
    let attack = (0..2_usize, 0..3_usize, 0..3_usize, results);
    (1..=3_usize, 1..=2_usize, prop::collection::vec(attack, 0..14)).prop_map(|(size, limit, wanted)| {
        let mut attacks = [Vec::new(), Vec::new()];
        let mut order = 0;
        for (side, attacker, defender, (stars, percent)) in wanted {
            let list: &mut Vec<Attack> = &mut attacks[side];
            let own = list.iter().filter(|attack| attack.0 == attacker);
            let is_allowed = attacker < size
                && defender < size
                && own.clone().count() < limit
                && own.clone().all(|attack| attack.1 != defender);
            if is_allowed {
                order += 1;
                list.push((attacker, defender, stars, f64::from(percent), order));
            }
        }
        (size, limit, attacks)
    })
}

/// Calls everything that computes with a war.
fn compute_all(war: &ClanWar) {
    let _ = (war.war_type(), war.id(), war.phase());
    for side in war.sides() {
        let members = side.members();
        assert_eq!(members.len(), side.clan.members.len());
        assert!(members.iter().map(|member| member.position).eq(1..=members.len()));
        for member in &members {
            assert!(war.member(member.member.tag).is_some());
            assert_eq!(side.at(member.position).as_ref().map(|found| found.position), Some(member.position));
        }
        let _ = (side.result(), side.current_result(), side.score_from_attacks(), side.average_duration());
        let _ = (side.max_stars(), side.max_attacks(), side.is_perfect(), side.outlook());
        let _ = (side.remaining_attacks(), side.missed_attacks());
    }
    let all =
        war.sides().iter().flat_map(|side| &side.clan.members).flat_map(|member| &member.attacks).count();
    assert_eq!(war.attacks().len(), all);
}

fn swapped(war: &ClanWar) -> ClanWar {
    let mut other = war.clone();
    std::mem::swap(&mut other.clan, &mut other.opponent);
    other
}

fn opposite(result: &WarResult) -> WarResult {
    match result {
        WarResult::Win => WarResult::Lose,
        WarResult::Lose => WarResult::Win,
        other => other.clone(),
    }
}

/// A member of an invented war: values without any rule, and few tags, so that they repeat.
fn odd_member() -> impl Strategy<Value = ClanWarMember> {
    let number = prop_oneof![Just(i32::MIN), Just(i32::MAX), -3..4_i32];
    let attack = (0..4_usize, number.clone(), -1e9..1e9_f64, number.clone());
    (0..4_usize, number, prop::collection::vec(attack, 0..4)).prop_map(|(tag, position, attacks)| {
        let mut member = ClanWarMember::default();
        member.tag = player(0, tag);
        member.map_position = position;
        member.attacks = attacks
            .into_iter()
            .map(|(defender, stars, percent, order)| {
                let mut attack = ClanWarAttack::default();
                attack.defender_tag = player(0, defender);
                attack.stars = stars;
                attack.destruction_percentage = percent;
                attack.order = order;
                attack.duration = Some(stars);
                attack
            })
            .collect();
        member
    })
}

proptest! {
    #[test]
    fn the_outlook_of_a_war_is_the_best_of_all_ways_to_attack((size, limit, attacks) in any_war()) {
        let body = war(size, i32::try_from(limit).unwrap(), [&attacks[0], &attacks[1]]);
        let villages = f64::from(u32::try_from(size).unwrap());
        for (side, index) in body.sides().into_iter().zip(0..) {
            let theirs = naive(&attacks[1 - index]);
            let (best, fewest) = exhaustive(size, limit, &mut attacks[index].clone(), 0, 0, theirs);
            let outlook = side.outlook().unwrap();
            prop_assert_eq!(outlook.best_case, WarScore::new(best.0, best.1 / villages));
            prop_assert_eq!(outlook.attacks_needed, fewest);
            prop_assert_eq!(outlook.attacks_left, size * limit - attacks[index].len());
            let chance = if naive(&attacks[index]) > theirs {
                WarChance::Leads
            } else if best.0 > theirs.0 {
                WarChance::CanWin
            } else if best > theirs {
                WarChance::CanWinByDestruction
            } else if best == theirs {
                WarChance::CanTie
            } else {
                WarChance::CannotWin
            };
            prop_assert_eq!(outlook.chance, chance);
        }
    }

    #[test]
    fn the_score_after_the_last_attack_is_the_score_from_attacks((size, limit, attacks) in any_war()) {
        let body = war(size, i32::try_from(limit).unwrap(), [&attacks[0], &attacks[1]]);
        for (side, index) in body.sides().into_iter().zip(0..) {
            let own = side.attacks();
            let (stars, percents) = naive(&attacks[index]);
            let score = WarScore::new(stars, percents / f64::from(u32::try_from(size).unwrap()));
            prop_assert_eq!(side.score_from_attacks(), score);
            prop_assert_eq!(own.last().map_or(WarScore::default(), |attack| attack.score_after), score);
            prop_assert_eq!(own.iter().map(|attack| attack.new_stars).sum::<i32>(), stars);
            let fresh = own.iter().filter(|attack| attack.is_fresh()).count();
            let attacked = side.opposite().members().iter().filter(|member| member.opponent_attacks > 0).count();
            prop_assert_eq!(fresh, attacked);
        }
    }

    #[test]
    fn both_sides_of_a_war_agree((size, limit, attacks) in any_war(), state in 0..3_usize) {
        let mut body = war(size, i32::try_from(limit).unwrap(), [&attacks[0], &attacks[1]]);
        body.state = [WarState::Preparation, WarState::InWar, WarState::WarEnded][state].clone();
        body.preparation_start_time = "20260407T083000.000Z".parse().ok();
        (body.clan.stars, body.clan.destruction_percentage) = naive(&attacks[0]);
        (body.opponent.stars, body.opponent.destruction_percentage) = naive(&attacks[1]);
        let other = swapped(&body);
        prop_assert!(body.id().is_some());
        prop_assert_eq!(body.id(), other.id());
        for tag in CLANS.map(clan_tag) {
            let (side, seen): (WarSide<'_>, WarSide<'_>) =
                (body.side_of(tag).unwrap(), other.side_of(tag).unwrap());
            prop_assert_eq!(side.current_result(), seen.current_result());
            prop_assert_eq!(side.current_result(), side.opposite().current_result().as_ref().map(opposite));
            prop_assert_eq!(side.members(), seen.members());
            prop_assert_eq!(side.outlook(), seen.outlook());
            let numbers = |side: WarSide<'_>| -> Vec<_> {
                side.attacks().iter().map(|attack| (attack.attack.order, attack.new_stars)).collect()
            };
            prop_assert_eq!(numbers(side), numbers(seen));
        }
    }

    #[test]
    fn no_war_panics(
        ours in prop::collection::vec(odd_member(), 0..5),
        theirs in prop::collection::vec(odd_member(), 0..5),
        size in prop_oneof![Just(None), Just(Some(i32::MAX)), (-2..6_i32).prop_map(Some)],
        limit in prop_oneof![Just(None), Just(Some(i32::MIN)), Just(Some(i32::MAX)), (0..3_i32).prop_map(Some)],
        state in prop::sample::select(vec!["preparation", "inWar", "warEnded", "notInWar", "new"]),
    ) {
        let mut body = ClanWar::default();
        body.state = WarState::from(state);
        (body.team_size, body.attacks_per_member) = (size, limit);
        body.clan.members = ours;
        body.opponent.members = theirs;
        compute_all(&body);
        // A clan may have one tag on both sides, and none.
        body.clan.tag = Some(clan_tag("#2PP"));
        body.opponent.tag = body.clan.tag;
        compute_all(&body);
    }
}

#[test]
fn a_member_does_not_attack_the_same_village_twice_in_the_best_case() {
    // One village is open, and the only member with an attack left has attacked it.
    let ours: &[Attack] = &[(0, 0, 2, 90.0, 1), (1, 1, 3, 100.0, 2), (1, 0, 1, 50.0, 3)];
    let outlook = |theirs: &[Attack]| war(2, 2, [ours, theirs]).sides()[0].outlook().unwrap();
    let theirs: &[Attack] = &[(0, 0, 3, 100.0, 4), (1, 1, 3, 100.0, 5)];
    let best = outlook(theirs);
    assert_eq!((best.chance, best.best_case.stars, best.attacks_left), (WarChance::CannotWin, 5, 1));
    // The first member could attack both open villages, and the second only the first of them.
    let ours: &[Attack] = &[(0, 2, 3, 100.0, 1), (1, 1, 1, 60.0, 2), (2, 2, 0, 20.0, 3), (2, 0, 0, 10.0, 4)];
    let best = war(3, 2, [ours, &[]]).sides()[0].outlook().unwrap();
    assert_eq!((best.best_case, best.attacks_left), (WarScore::new(9, 100.0), 2));
}

#[test]
fn nothing_is_computed_without_a_war() {
    let none = ClanWar::default();
    compute_all(&none);
    assert_eq!((none.id(), none.war_type(), none.phase()), (None, None, None));
    assert!(none.side_of(clan_tag("#2PP")).is_none());
    assert!(none.sides().iter().all(|side| side.outlook().is_none() && side.clan == &WarClan::default()));
}
