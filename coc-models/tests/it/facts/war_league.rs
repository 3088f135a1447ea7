//! The clan war league: rounds of a clan, standings, and the table of a clan's players.

use coc_models::{
    ClanTag, ClanWar, ClanWarLeagueClan, ClanWarLeagueClanMember, ClanWarLeagueGroup, ClanWarLeagueRound,
    ClanWarLeagueSchedule, WarState, WarTag,
};

use crate::wars::{CLANS, clan_tag, player, war};

fn war_tag(number: usize) -> WarTag {
    WarTag::from_id(u64::try_from(5_000 + number).unwrap()).unwrap()
}

fn clan(id: usize) -> ClanTag {
    ClanTag::from_id(u64::try_from(7_000 + id).unwrap()).unwrap()
}

/// A group of these clans, with seven rounds of one war each, of which the first are drawn.
fn group(clans: &[ClanTag], drawn: usize) -> ClanWarLeagueGroup {
    let mut group = ClanWarLeagueGroup::default();
    let with_tag = |tag: &ClanTag| {
        let mut clan = ClanWarLeagueClan::default();
        clan.tag = *tag;
        clan
    };
    group.clans = clans.iter().map(with_tag).collect();
    let round = |number| {
        let mut round = ClanWarLeagueRound::default();
        round.war_tags = vec![if number <= drawn { war_tag(number) } else { WarTag::default() }];
        round
    };
    group.rounds = (1..=7).map(round).collect();
    group
}

#[test]
fn rounds_by_states() {
    use WarState::{InWar, Preparation, WarEnded};
    let rounds = |previous, current, next| (previous, current, next);
    for (drawn, states, expected) in [
        (1, &[Preparation][..], rounds(None, None, Some(1))),
        (2, &[InWar, Preparation], rounds(None, Some(1), Some(2))),
        (3, &[WarEnded, InWar, Preparation], rounds(Some(1), Some(2), Some(3))),
        (
            7,
            &[WarEnded, WarEnded, WarEnded, WarEnded, WarEnded, InWar, Preparation],
            rounds(Some(5), Some(6), Some(7)),
        ),
        (
            7,
            &[WarEnded, WarEnded, WarEnded, WarEnded, WarEnded, WarEnded, InWar],
            rounds(Some(6), Some(7), None),
        ),
        (
            7,
            &[WarEnded, WarEnded, WarEnded, WarEnded, WarEnded, WarEnded, WarEnded],
            rounds(Some(7), None, None),
        ),
        (2, &[WarEnded, Preparation], rounds(Some(1), None, Some(2))),
        (0, &[], rounds(None, None, None)),
    ] {
        let ours = clan_tag(CLANS[0]);
        let group = group(&[ours, clan_tag(CLANS[1])], drawn);
        assert_eq!(group.drawn_war_tags().count(), drawn);
        let wars: Vec<_> =
            (1..).zip(states).map(|(number, state)| (number, in_state(number, state))).collect();
        let wars = group.with_wars(wars.iter().map(|(number, war)| (war_tag(*number), war)));
        let schedule = wars.schedule(ours);
        assert_eq!((schedule.previous, schedule.current, schedule.next), expected, "{states:?}");
        assert_eq!(wars.schedule(clan(9)), ClanWarLeagueSchedule::default(), "a clan of another group");
        // The same by the times, two hours into the battle of the current round or, without one,
        // into the preparation of the next; otherwise at the end.
        let hour = match expected {
            (_, Some(current), _) => 24 * current + 2,
            // In the minutes between two rounds the times have not been reached.
            (Some(_), None, Some(_)) => continue,
            (None, None, Some(next)) => 24 * (next - 1) + 2,
            _ => 24 * 9,
        };
        assert_eq!(wars.schedule_at(ours, time(hour)), schedule, "{states:?}");
    }
}

/// Hours after the start of the season.
fn time(hours: usize) -> coc_models::Timestamp {
    coc_models::Timestamp::from_unix_seconds(1_780_000_000 + 3_600 * i64::try_from(hours).unwrap()).unwrap()
}

/// The war of a round, with a day of preparation and a day of battle.
fn in_state(round: usize, state: &WarState) -> ClanWar {
    let mut war = war(15, 1, [&[], &[]]);
    war.state = state.clone();
    war.preparation_start_time = Some(time(24 * (round - 1)));
    war.start_time = Some(time(24 * round));
    war.war_start_time = war.start_time;
    war.end_time = Some(time(24 * (round + 1)));
    war
}

/// A war of 15 v 15 of a clan of the group against a clan outside of it.
fn played(clan: ClanTag, state: WarState, ours: (i32, f64), theirs: (i32, f64)) -> ClanWar {
    let mut war = war(15, 1, [&[], &[]]);
    war.state = state;
    war.opponent.tag = Some(clan);
    (war.opponent.stars, war.opponent.destruction_percentage) = ours;
    (war.clan.stars, war.clan.destruction_percentage) = theirs;
    war
}

#[test]
fn standings_with_win_bonus() {
    let clans: Vec<_> = (0..6).map(clan).collect();
    let ended = |index, ours, theirs| played(clan(index), WarState::WarEnded, ours, theirs);
    let wars = [
        ended(0, (40, 95.0), (30, 80.0)),
        ended(0, (38, 90.0), (38, 89.0)),
        ended(1, (38, 92.0), (39, 90.0)),
        ended(1, (41, 96.0), (20, 60.0)),
        ended(2, (36, 85.0), (30, 86.0)),
        ended(2, (43, 99.0), (44, 99.0)),
        ended(3, (45, 100.0), (45, 100.0)),
    ];
    let last = [ended(3, (30, 70.0), (30, 71.0)), played(clan(4), WarState::InWar, (30, 66.7), (20, 50.0))];
    // The rounds have two wars each, so that a clan may have more than one.
    let mut group = group(&clans, 7);
    for (index, round) in group.rounds.iter_mut().enumerate() {
        round.war_tags.push(war_tag(100 + index));
    }
    let first = wars.iter().enumerate().map(|(index, war)| (war_tag(index + 1), war));
    let second = last.iter().enumerate().map(|(index, war)| (war_tag(100 + index), war));
    let foreign = ended(0, (45, 100.0), (0, 0.0));
    let listed: Vec<_> = first.chain(second).chain([(war_tag(999), &foreign)]).collect();
    let wars = group.with_wars(listed.iter().copied());
    let rows = [
        (0, 20, 98, 2_775.0, 1, (2, 0, 0)),
        (1, 10, 89, 2_820.0, 2, (1, 1, 0)),
        (2, 10, 89, 2_760.0, 3, (1, 1, 0)),
        (3, 0, 75, 2_550.0, 4, (0, 1, 1)),
        (4, 0, 30, 1_000.5, 5, (0, 0, 0)),
        (5, 0, 0, 0.0, 6, (0, 0, 0)),
    ];
    let standings = wars.standings();
    assert_eq!(standings.len(), rows.len());
    for (row, (index, bonus, stars, points, rank, results)) in standings.iter().zip(rows) {
        assert_eq!((row.clan.tag, row.rank), (clans[index], rank));
        assert_eq!((row.bonus_stars, row.stars), (bonus, stars), "{index}");
        assert!((row.destruction_points - points).abs() < 1e-6, "{index}: {}", row.destruction_points);
        assert!((row.destruction_percentage * 15.0 - points).abs() < 1e-6, "{index}");
        assert_eq!((row.won, row.lost, row.tied), results, "{index}");
    }
    assert_eq!(wars.missing().len(), 14 - 9);
    // A later copy of a war replaces the earlier one, and no war leaves all clans level.
    let newer = ended(4, (31, 67.0), (20, 50.0));
    let again = group.with_wars(listed.iter().copied().chain([(war_tag(101), &newer)]));
    assert_eq!(again.standings()[4].stars, 41);
    assert!(group.with_wars([]).standings().iter().all(|row| row.rank == 1));
}

#[test]
fn equal_clans_share_a_rank() {
    let clans: Vec<_> = (0..4).map(clan).collect();
    let group = group(&clans, 6);
    // The same points in another order, whose sums differ by rounding.
    let percents = [64.133_333_333_333_33, 71.266_666_666_666_67, 88.4];
    let war = |clan, percent| played(clan, WarState::WarEnded, (20, percent), (20, percent));
    let mut wars: Vec<_> = percents.iter().map(|&percent| war(clans[2], percent)).collect();
    wars.extend(percents.iter().rev().map(|&percent| war(clans[1], percent)));
    let wars = group.with_wars((1..).map(war_tag).zip(&wars));
    let ranks: Vec<_> = wars.standings().iter().map(|row| (row.clan.tag, row.rank)).collect();
    assert_eq!(ranks, [(clans[1], 1), (clans[2], 1), (clans[0], 3), (clans[3], 3)]);
}

#[test]
fn season_of_each_player() {
    let mut group = group(&[clan_tag(CLANS[0]), clan_tag(CLANS[1])], 3);
    group.season = Some("2026-06-16".into());
    assert_eq!(group.season.as_ref().map(ToString::to_string).as_deref(), Some("2026-06-16"));
    let roster = |index| {
        let mut member = ClanWarLeagueClanMember::default();
        (member.tag, member.town_hall_level) = (player(0, index), 17);
        member
    };
    group.clans[0].members = [5, 0, 1].map(roster).to_vec();
    // Three rounds of 3 v 3: ended with an attack missed, in battle, in preparation.
    let mut wars = [
        war(3, 1, [&[(0, 0, 2, 70.0, 1), (1, 1, 3, 100.0, 3)], &[(0, 0, 3, 100.0, 2)]]),
        war(3, 1, [&[(0, 2, 3, 100.0, 1)], &[(0, 0, 1, 40.0, 2), (1, 0, 2, 60.0, 3)]]),
        war(3, 1, [&[], &[]]),
    ];
    wars[0].state = WarState::WarEnded;
    wars[2].state = WarState::Preparation;
    wars[2].clan.members.truncate(2);
    let wars = group.with_wars((1..).map(war_tag).zip(&wars));
    let table = wars.members_of(clan_tag(CLANS[0]));
    let rows: Vec<_> = table
        .iter()
        .map(|row| {
            (row.tag, row.rounds.clone(), row.attacks, row.stars, row.missed, row.defenses, row.stars_lost)
        })
        .collect();
    assert_eq!(
        rows,
        [
            (player(0, 0), vec![1, 2, 3], 2, 5, 0, 3, 5),
            (player(0, 1), vec![1, 2, 3], 1, 3, 0, 0, 0),
            (player(0, 5), vec![], 0, 0, 0, 0, 0),
            (player(0, 2), vec![1, 2], 0, 0, 1, 0, 0),
        ]
    );
    assert_eq!((table[0].destruction_percentage, table[0].destruction_lost), (170.0, 160.0));
    assert_eq!((table[0].town_hall_level, table[3].town_hall_level), (17, 0));
    assert!(wars.members_of(clan(9)).is_empty());
    assert_eq!(wars.war_of(clan_tag(CLANS[1]), 2).unwrap().clan.tag, Some(clan_tag(CLANS[1])));
    assert!(wars.war_of(clan_tag(CLANS[1]), 4).is_none());
}
