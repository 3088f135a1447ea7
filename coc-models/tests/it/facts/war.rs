//! Wars: type, id, result, attacks, outlook and positions.

use coc_models::{
    ClanTag, ClanWar, ClanWarMember, UnusedAttacks, WarChance, WarResult, WarScore, WarState, WarType,
};

use crate::wars::{Attack, CLANS, clan_tag, player, war};

#[test]
fn type_by_preparation() {
    use WarType::{Friendly, League, Random};
    for (seconds, is_league, expected) in [
        (Some(82_800), false, Some(Random)),
        (Some(300), false, Some(Friendly)),
        (Some(900), false, Some(Friendly)),
        (Some(1_800), false, Some(Friendly)),
        (Some(3_600), false, Some(Friendly)),
        (Some(57_600), false, Some(Friendly)),
        (Some(86_400), false, Some(Friendly)),
        (Some(86_399), true, Some(League)),
        (Some(86_400), true, Some(League)),
        (Some(85_531), false, Some(Random)),
        (Some(86_116), false, Some(Random)),
        (None, false, None),
    ] {
        let mut war = ClanWar::default();
        let preparation = coc_models::Timestamp::from_unix_seconds(1_775_550_600).unwrap();
        if let Some(seconds) = seconds {
            let start = preparation.unix_seconds() + seconds;
            war.preparation_start_time = Some(preparation);
            war.start_time = coc_models::Timestamp::from_unix_seconds(start).ok();
            war.war_start_time = war.start_time.filter(|_| is_league);
        }
        assert_eq!(war.war_type(), expected, "{seconds:?}");
    }
}

#[test]
fn stable_id() {
    for (preparation, clan, opponent, id) in [
        (Some("20260407T083000.000Z"), "#2PP", Some("#VVV"), Some("20260407T083000-2PP-VVV")),
        (Some("20260407T083000.000Z"), "#VVV", Some("#2PP"), Some("20260407T083000-2PP-VVV")),
        (Some("20260407T083000.000Z"), "#2PP", Some("#2P0"), Some("20260407T083000-2P0-2PP")),
        (Some("20260407T083001.000Z"), "#2PP", Some("#VVV"), Some("20260407T083001-2PP-VVV")),
        (None, "#2PP", Some("#VVV"), None),
        (Some("20260407T083000.000Z"), "#2PP", None, None),
    ] {
        let mut war = ClanWar::default();
        war.preparation_start_time = preparation.map(|time| time.parse().unwrap());
        war.clan.tag = Some(clan_tag(clan));
        war.opponent.tag = opponent.map(clan_tag);
        assert_eq!(war.id().map(|id| id.to_string()).as_deref(), id);
        if let (Some(id), Some(text)) = (war.id(), id) {
            assert_eq!(text.parse(), Ok(id));
            assert_eq!(Some(id.preparation_start_time()), war.preparation_start_time);
        }
    }
}

#[test]
fn result_by_stars_and_destruction() {
    use WarResult::{Lose, Tie, Win};
    let rows = [
        ((30, 88.5), (29, 99.9), Win),
        ((29, 99.9), (30, 88.5), Lose),
        ((30, 90.25), (30, 90.2), Win),
        ((30, 90.2), (30, 90.25), Lose),
        ((45, 100.0), (45, 100.0), Tie),
        ((0, 0.0), (0, 0.0), Tie),
        ((0, 12.5), (0, 12.4), Win),
        ((15, 75.43333), (15, 75.433_334), Lose),
    ];
    for (ours, theirs, result) in rows {
        let score = |(stars, percent)| WarScore::new(stars, percent);
        assert_eq!(score(ours).result_against(score(theirs)), result);
        let mut war = war(15, 2, [&[], &[]]);
        (war.clan.stars, war.clan.destruction_percentage) = ours;
        (war.opponent.stars, war.opponent.destruction_percentage) = theirs;
        // The result is final after the war, current during it, and pending before it.
        for (state, last, current) in [
            (WarState::WarEnded, Some(result.clone()), Some(result.clone())),
            (WarState::InWar, None, Some(result.clone())),
            (WarState::Preparation, None, None),
        ] {
            war.state = state;
            let side = war.side_of(clan_tag(CLANS[0])).unwrap();
            assert_eq!((side.result(), side.current_result()), (last, current), "{ours:?} {theirs:?}");
        }
    }
}

/// The attacks of one clan, by order; those of the other clan have the orders between.
const COURSE: [Attack; 6] = [
    (0, 0, 2, 80.0, 1),
    (1, 0, 1, 95.0, 3),
    (1, 1, 0, 40.0, 4),
    (2, 0, 2, 80.0, 6),
    (2, 1, 3, 100.0, 7),
    (0, 2, 1, 55.0, 9),
];

#[test]
fn attacks_with_previous_best_and_new_stars() {
    let theirs = [(0, 0, 1, 50.0, 2), (1, 0, 1, 51.0, 5), (2, 2, 3, 100.0, 8)];
    let war = war(3, 2, [&COURSE, &theirs]);
    let [side, _] = war.sides();
    let rows = [
        (1, true, None, 2, (2, 26.667)),
        (3, false, Some((2, 80.0, 1)), 0, (2, 26.667)),
        (4, true, None, 0, (2, 40.0)),
        (6, false, Some((2, 80.0, 1)), 0, (2, 40.0)),
        (7, false, Some((0, 40.0, 4)), 3, (5, 60.0)),
        (9, true, None, 1, (6, 78.333)),
    ];
    let attacks = side.attacks();
    assert_eq!(attacks.len(), rows.len());
    for (attack, (order, is_fresh, previous, new_stars, (stars, percent))) in attacks.iter().zip(rows) {
        assert_eq!((attack.attack.order, attack.is_fresh()), (order, is_fresh));
        let best = attack.previous_best.map(|best| (best.stars, best.destruction_percentage, best.order));
        assert_eq!((best, attack.new_stars), (previous, new_stars), "{order}");
        assert_eq!(attack.score_after.stars, stars, "{order}");
        assert!((attack.score_after.destruction_percentage - percent).abs() < 0.000_5, "{order}: {attack:?}");
        let (attacker, defender, ..) = COURSE.into_iter().find(|row| row.4 == order).unwrap();
        assert_eq!((attack.attacker.tag, attack.attacker_position), (player(0, attacker), attacker + 1));
        assert_eq!(attack.defender.map(|defender| defender.tag), Some(player(1, defender)));
        assert_eq!(attack.defender_position, Some(defender + 1));
    }
    assert!(war.attacks().iter().map(|attack| attack.attack.order).eq(1..=9));
    // The first of two equal attacks is the best, and the weakest the best defence.
    let first = side.opposite().at(1).unwrap();
    assert_eq!(first.opponent_attacks, 3);
    assert_eq!(first.best_opponent_attack.map(|attack| attack.order), Some(1));
    assert_eq!(first.best_defense.map(|attack| attack.order), Some(3));
}

#[test]
fn unused_attacks_by_phase() {
    // The rows: the number of attacks of the course, the state, and each member's unused attacks.
    for (count, state, unused) in [
        (6, WarState::InWar, [UnusedAttacks::Remaining(0); 3]),
        (
            4,
            WarState::InWar,
            [UnusedAttacks::Remaining(1), UnusedAttacks::Remaining(0), UnusedAttacks::Remaining(1)],
        ),
        (
            4,
            WarState::WarEnded,
            [UnusedAttacks::Missed(1), UnusedAttacks::Missed(0), UnusedAttacks::Missed(1)],
        ),
        (0, WarState::Preparation, [UnusedAttacks::Open(2); 3]),
    ] {
        let mut war = war(3, 2, [&COURSE[..count], &[]]);
        war.state = state;
        let [side, _] = war.sides();
        let members = side.members();
        assert_eq!(members.iter().map(|member| member.unused_attacks).collect::<Vec<_>>(), unused);
        let sum = |number: fn(UnusedAttacks) -> usize| unused.map(number).iter().sum::<usize>();
        assert_eq!(side.missed_attacks(), sum(UnusedAttacks::missed));
        assert_eq!(side.remaining_attacks(), sum(UnusedAttacks::count) - sum(UnusedAttacks::missed));
        assert_eq!(
            members.iter().filter(|member| !member.has_attacked()).count(),
            if count == 0 { 3 } else { 0 }
        );
    }
}

/// Attacks with these best stars per village, and the rest of `count` without a star; the last
/// members make the fewest.
fn attacks_with(stars: &[i32], count: usize, percent: f64) -> Vec<Attack> {
    let size = stars.len();
    (0..count)
        .map(|number| {
            // The second attack of a member is on the village after the first one's.
            let (attacker, defender) = (number / 2, (number / 2 + size / 2 * (number % 2)) % size);
            (attacker, defender, number)
        })
        .map(|(attacker, defender, number)| (attacker, defender, number, stars[defender]))
        .map(|(attacker, defender, number, stars)| {
            let percent = if stars == 3 { 100.0 } else { percent };
            (attacker, defender, stars, percent, i32::try_from(number + 1).unwrap())
        })
        .collect()
}

#[test]
fn outlook_of_the_trailing_side() {
    use WarChance::{CanTie, CanWin, CanWinByDestruction, CannotWin, Leads};
    // Ours and theirs: best stars per village, and the percentage of attacks of fewer than 3 stars.
    type Villages<'a> = (&'a [i32], f64);
    let full = [3; 10];
    let one_open = [2, 3, 3, 3, 3, 3, 3, 3, 3, 3];
    let ours: Villages<'_> = (&[0, 1, 2, 2, 3], 40.0);
    let rows: [(Villages<'_>, usize, i32, Villages<'_>, WarChance); 9] = [
        (ours, 2, 13, (&[3, 3, 3, 3, 0], 40.0), CanWin),
        (ours, 2, 13, (&[3, 3, 3, 3, 2], 60.0), CannotWin),
        (ours, 2, 13, (&[3, 3, 3, 2, 2], 30.0), CanWinByDestruction),
        // Without attacks left, the destruction decides as it stands.
        (ours, 0, 8, (&[3, 2, 2, 1, 0], 41.0), CannotWin),
        (ours, 0, 8, (&[3, 2, 2, 1, 0], 39.0), Leads),
        (ours, 0, 8, (&[3, 2, 2, 1, 0], 40.0), CanTie),
        ((&full, 0.0), 5, 30, (&one_open, 80.0), Leads),
        // Three stars are a complete destruction, so a tie is the most against 30 stars of 30.
        ((&one_open, 80.0), 1, 30, (&full, 0.0), CanTie),
        ((&one_open, 80.0), 0, 29, (&full, 0.0), CannotWin),
    ];
    for (number, (ours, left, best_stars, theirs, chance)) in rows.into_iter().enumerate() {
        let size = ours.0.len();
        let ours = attacks_with(ours.0, 2 * size - left, ours.1);
        let theirs = attacks_with(theirs.0, 2 * size, theirs.1);
        let war = war(size, 2, [&ours, &theirs]);
        let [ours, opposite] = war.sides();
        let outlook = ours.outlook().unwrap();
        assert_eq!((outlook.chance, outlook.best_case.stars), (chance, best_stars), "row {number}");
        assert_eq!((outlook.attacks_left, opposite.remaining_attacks()), (left, 0), "row {number}");
    }
}

#[test]
fn positions_without_gaps() {
    for (map_positions, positions) in [
        (&[1, 2, 3, 4, 5][..], &[1, 2, 3, 4, 5][..]),
        (&[7, 1, 12, 3, 29], &[3, 1, 4, 2, 5]),
        (&[2, 2, 5], &[1, 2, 3]),
        (&[], &[]),
    ] {
        let mut war = ClanWar::default();
        let member = |(index, map_position): (usize, &i32)| {
            let mut member = ClanWarMember::default();
            (member.tag, member.map_position) = (player(0, index), *map_position);
            member
        };
        war.clan.members = map_positions.iter().enumerate().map(member).collect();
        let [side, other] = war.sides();
        for (index, &position) in positions.iter().enumerate() {
            let member = side.member(player(0, index)).unwrap();
            assert_eq!((member.position, member.member.map_position), (position, map_positions[index]));
            assert_eq!(side.at(position), Some(member));
            assert_eq!(war.member(player(0, index)), Some(member));
        }
        assert_eq!((side.at(0), side.at(positions.len() + 1), other.at(1)), (None, None, None));
    }
}

#[test]
fn numbers_of_a_side() {
    let mut war = war(3, 2, [&COURSE, &[]]);
    let durations = [Some(100), None, Some(175), None, None, None];
    let attacks = war.clan.members.iter_mut().flat_map(|member| &mut member.attacks);
    for (attack, duration) in attacks.zip(durations) {
        attack.duration = duration;
    }
    (war.clan.stars, war.opponent.stars) = (9, 8);
    let [ours, theirs] = war.sides();
    assert_eq!((ours.average_duration(), theirs.average_duration()), (Some(137.5), None));
    assert_eq!((ours.max_stars(), ours.max_attacks()), (9, 6));
    assert_eq!((ours.is_perfect(), theirs.is_perfect()), (true, false));
    assert_eq!(ours.score_from_attacks().stars, 6);
    assert!(war.side_of(ClanTag::default()).is_none());
}
