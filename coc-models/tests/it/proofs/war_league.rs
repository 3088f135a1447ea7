//! Recorded groups and wars of the clan war league.

use std::collections::BTreeMap;

use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLeagueGroupState, WarTag};

use super::war::is_altered;
use crate::corpus::real_bodies;

/// The recorded wars between clans of a group, in the order of their times.
fn wars_of<'a>(group: &ClanWarLeagueGroup, wars: &'a [(String, ClanWar)]) -> Vec<&'a ClanWar> {
    let is_in = |tag: Option<ClanTag>| tag.is_some_and(|tag| group.clan(tag).is_some());
    let wars = wars.iter().map(|(_, war)| war).filter(|war| !is_altered(war));
    let mut wars: Vec<_> = wars.filter(|war| is_in(war.clan.tag) && is_in(war.opponent.tag)).collect();
    wars.sort_by_key(|war| war.start_time);
    wars
}

#[test]
fn a_group_counts_as_the_numbers_of_its_wars() {
    let wars: Vec<(String, ClanWar)> = real_bodies("cwl-war");
    let mut counted = 0;
    for (name, group) in real_bodies::<ClanWarLeagueGroup>("cwl-leaguegroup") {
        // A war body has no tag, so the recorded wars take the places of drawn tags.
        let listed = wars_of(&group, &wars);
        let tags: Vec<WarTag> = group.drawn_war_tags().collect();
        let paired: BTreeMap<WarTag, &ClanWar> = tags.iter().copied().zip(listed).collect();
        let with_wars = group.with_wars(paired.clone());
        assert_eq!(with_wars.missing().len(), tags.len() - paired.len(), "{name}");

        let standings = with_wars.standings();
        assert_eq!(standings.len(), group.clans.len(), "{name}");
        assert!(standings.is_sorted_by(|a, b| a.rank <= b.rank && a.stars >= b.stars), "{name}");
        let stars: i64 = standings.iter().map(|row| row.stars - row.bonus_stars).sum();
        let stated = paired.values().map(|war| i64::from(war.clan.stars) + i64::from(war.opponent.stars));
        assert_eq!(stars, stated.sum::<i64>(), "{name}");
        let (won, lost) = standings.iter().fold((0, 0), |sum, row| (sum.0 + row.won, sum.1 + row.lost));
        assert_eq!(won, lost, "{name}");

        for row in &standings {
            // Destruction in points is a whole number: the sum of whole percentages.
            let whole = (row.destruction_points - row.destruction_points.round()).abs();
            assert!(whole < 1e-2, "{name}: {}", row.destruction_points);
            let players = with_wars.members_of(row.clan.tag);
            let sum = |number: fn(&coc_models::ClanWarLeagueMemberRow<'_>) -> usize| -> usize {
                players.iter().map(number).sum()
            };
            let sides: Vec<_> = with_wars.wars_of(row.clan.tag).map(|(_, side)| side).collect();
            assert_eq!(
                sum(|row| row.rounds.len()),
                sides.iter().map(|side| side.clan.members.len()).sum::<usize>()
            );
            let attacks: i32 = sides.iter().map(|side| side.clan.attacks).sum();
            assert_eq!(i32::try_from(sum(|row| row.attacks)), Ok(attacks), "{name}");
            assert_eq!(
                sum(|row| row.missed),
                sides.iter().map(|side| side.missed_attacks()).sum::<usize>(),
                "{name}"
            );
            let lost: i64 = sides.iter().map(|side| i64::from(side.opponent.stars)).sum();
            assert_eq!(players.iter().map(|row| row.stars_lost).sum::<i64>(), lost, "{name}");
        }
        counted += paired.len();
    }
    println!("{counted} wars of recorded groups");
}

#[test]
fn a_round_of_a_group_is_drawn_completely_or_not_at_all() {
    let mut groups = 0;
    for (name, group) in real_bodies::<ClanWarLeagueGroup>("cwl-leaguegroup") {
        let drawn: Vec<bool> = group.rounds.iter().map(coc_models::ClanWarLeagueRound::is_drawn).collect();
        assert!(drawn.is_sorted_by(|a, b| a >= b), "{name}: rounds are drawn in their order");
        for round in group.rounds.iter().filter(|round| round.is_drawn()) {
            assert_eq!(round.drawn_war_tags().count(), round.war_tags.len(), "{name}");
        }
        if group.state == ClanWarLeagueGroupState::Ended {
            assert!(drawn.iter().all(|drawn| *drawn), "{name}");
        }
        groups += 1;
    }
    println!("{groups} groups");
}
