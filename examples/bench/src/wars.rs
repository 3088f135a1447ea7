//! Wars of full size, and everything that the models compute from one.

use std::hint::black_box;

use coc_core::models::{
    ClanTag, ClanWar, ClanWarAttack, ClanWarLeagueClan, ClanWarLeagueGroup, ClanWarLeagueRound,
    ClanWarMember, PlayerTag, Timestamp, WarClan, WarSide, WarState, WarTag,
};

/// Clans of a full group of the clan war league.
const CLANS: u64 = 8;

/// A war of 50 v 50 in which all but the last members have made their two attacks.
pub(crate) fn full_war() -> ClanWar {
    let mut war = war(50, 2, [1, 2]);
    war.state = WarState::InWar;
    for clan in [&mut war.clan, &mut war.opponent] {
        for member in clan.members.iter_mut().rev().take(5) {
            member.attacks.pop();
        }
    }
    war
}

/// A group of 8 clans with its 28 wars of 15 v 15, in the order of the rounds.
pub(crate) fn full_group() -> (ClanWarLeagueGroup, Vec<(WarTag, ClanWar)>) {
    let mut group = ClanWarLeagueGroup::default();
    let clan = |index| {
        let mut clan = ClanWarLeagueClan::default();
        clan.tag = clan_tag(index);
        clan
    };
    group.clans = (0..CLANS).map(clan).collect();
    let mut wars = Vec::new();
    for round in 0..CLANS - 1 {
        let mut tags = ClanWarLeagueRound::default();
        // Everyone meets everyone: one clan stands still, the others go round.
        let at = |place: u64| if place == 0 { CLANS - 1 } else { (round + place) % (CLANS - 1) };
        for place in 0..CLANS / 2 {
            let tag = WarTag::from_id(100_000 + round * CLANS + place).unwrap_or_default();
            tags.war_tags.push(tag);
            wars.push((tag, war(15, 1, [at(place), at(CLANS - 1 - place)])));
        }
        group.rounds.push(tags);
    }
    (group, wars)
}

fn clan_tag(index: u64) -> ClanTag {
    ClanTag::from_id(50_000 + index).unwrap_or_default()
}

/// A war that has ended, with all attacks.
fn war(size: u64, limit: u64, clans: [u64; 2]) -> ClanWar {
    let mut war = ClanWar::default();
    war.state = WarState::WarEnded;
    war.team_size = i32::try_from(size).ok();
    war.attacks_per_member = i32::try_from(limit).ok();
    let time = |hours: i64| Timestamp::from_unix_seconds(1_790_000_000 + hours * 3_600).ok();
    (war.preparation_start_time, war.start_time, war.end_time) = (time(0), time(23), time(47));
    let [first, second] = clans;
    war.clan = side(size, limit, 0, first, second);
    war.opponent = side(size, limit, 1, second, first);
    let scores = war.sides().map(WarSide::score_from_attacks);
    for (clan, score) in [&mut war.clan, &mut war.opponent].into_iter().zip(scores) {
        (clan.stars, clan.destruction_percentage) = (score.stars, score.destruction_percentage);
    }
    war
}

/// One clan of a war, whose members are not sorted.
fn side(size: u64, limit: u64, index: u64, clan: u64, other: u64) -> WarClan {
    let player = |clan, place| PlayerTag::from_id(1_000_000 + clan * 100 + place).unwrap_or_default();
    let mut full = WarClan::default();
    full.tag = Some(clan_tag(clan));
    for place in (0..size).map(|place| place * 7 % size) {
        let mut member = ClanWarMember::default();
        member.tag = player(clan, place);
        member.map_position = i32::try_from(place + 1).unwrap_or_default();
        for number in 0..limit {
            let seed = clan * 31 + place * 17 + number * 7;
            let mut attack = ClanWarAttack::default();
            attack.attacker_tag = member.tag;
            attack.defender_tag = player(other, (place * (number + 1) + number) % size);
            (attack.stars, attack.destruction_percentage) = match seed % 4 {
                0 => (0, 30.0),
                1 => (1, 60.0),
                2 => (2, 80.0),
                _ => (3, 100.0),
            };
            attack.order = i32::try_from((number * size + place) * 2 + index + 1).unwrap_or_default();
            attack.duration = Some(120);
            member.attacks.push(attack);
        }
        full.members.push(member);
    }
    full
}

/// Computes every number that the models derive from a war.
pub(crate) fn all_numbers(war: &ClanWar) {
    black_box((war.war_type(), war.id(), war.phase(), war.attacks()));
    for side in war.sides() {
        black_box((side.members(), side.score_from_attacks(), side.result(), side.current_result()));
        black_box((side.remaining_attacks(), side.missed_attacks(), side.average_duration()));
        black_box((side.max_stars(), side.max_attacks(), side.is_perfect(), side.outlook()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_complete_and_each_clan_has_seven_wars() {
        let (group, wars) = full_group();
        let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
        assert!(wars.missing().is_empty());
        for clan in &group.clans {
            assert_eq!(wars.wars_of(clan.tag).count(), 7);
        }
        let standings = wars.standings();
        assert_eq!(standings.iter().map(|row| row.won + row.lost + row.tied).sum::<usize>(), 56);
        assert!(standings.first().is_some_and(|row| row.stars > 7 * 15), "{standings:?}");
    }

    #[test]
    fn the_war_has_fifty_members_with_attacks_left() {
        let war = full_war();
        for side in war.sides() {
            assert_eq!((side.members().len(), side.remaining_attacks()), (50, 5));
            assert!(side.outlook().is_some_and(|outlook| outlook.attacks_left == 5));
        }
        assert_eq!(war.attacks().len(), 190);
        assert!(war.attacks().iter().all(|attack| attack.defender.is_some()));
    }
}
