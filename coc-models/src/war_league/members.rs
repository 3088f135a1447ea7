//! [`ClanWarLeagueMemberRow`]: the season of a player in the clan war league.

use alloc::vec::Vec;

use super::ClanWarLeagueWars;
use crate::{
    ClanTag, PlayerTag, Text,
    sort::{self, Index},
};

/// A row of a clan's table of players, from [`ClanWarLeagueWars::members_of`].
///
/// ```
/// use coc_models::{ClanTag, ClanWarLeagueWars};
///
/// /// Prints the players of a clan who have missed an attack.
/// fn missed(wars: &ClanWarLeagueWars<'_>, clan: ClanTag) {
///     for row in wars.members_of(clan).iter().filter(|row| row.missed > 0) {
///         println!("{}: {} of {}", row.name, row.missed, row.rounds.len());
///     }
/// }
/// # missed(&coc_models::ClanWarLeagueGroup::default().with_wars([]), ClanTag::default());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClanWarLeagueMemberRow<'a> {
    /// The player's tag.
    pub tag: PlayerTag,
    /// The player's name.
    pub name: &'a Text,
    /// Town Hall level: that of the roster, or of the first war of a player who is not on it.
    pub town_hall_level: i32,
    /// The numbers of the rounds, from 1, in whose line-up the player is.
    pub rounds: Vec<usize>,
    /// Attacks made.
    pub attacks: usize,
    /// The stars of all attacks.
    pub stars: i64,
    /// The sum of the destruction of all attacks, in percent.
    pub destruction_percentage: f64,
    /// Attacks not made in wars that have ended.
    pub missed: usize,
    /// Attacks on the player.
    pub defenses: usize,
    /// The stars lost in defence: those of the best attack on the player in each war.
    pub stars_lost: i64,
    /// The sum of the destruction of the best attack on the player in each war, in percent.
    pub destruction_lost: f64,
}

impl<'a> ClanWarLeagueMemberRow<'a> {
    fn new(tag: PlayerTag, name: &'a Text, town_hall_level: i32) -> Self {
        Self {
            tag,
            name,
            town_hall_level,
            rounds: Vec::new(),
            attacks: 0,
            stars: 0,
            destruction_percentage: 0.0,
            missed: 0,
            defenses: 0,
            stars_lost: 0,
            destruction_lost: 0.0,
        }
    }
}

impl<'a> ClanWarLeagueWars<'a> {
    /// The players of a clan, with the numbers of their season: the whole roster, and players of a
    /// line-up who are not on it. The players with the most stars are first, then those with the
    /// highest destruction; equal ones are in the order of the roster.
    pub fn members_of(&self, clan: ClanTag) -> Vec<ClanWarLeagueMemberRow<'a>> {
        let roster = self.group().clan(clan).map(|clan| clan.members.as_slice()).unwrap_or_default();
        let rows = roster.iter();
        let mut rows: Vec<_> = rows
            .map(|member| ClanWarLeagueMemberRow::new(member.tag, &member.name, member.town_hall_level))
            .collect();
        let mut indexes = Index::default();
        for (index, row) in rows.iter().enumerate() {
            if let Some(last) = indexes.get_or_insert(row.tag, index) {
                *last = index;
            }
        }
        for (round, side) in self.wars_of(clan) {
            for in_war in side.members() {
                let member = in_war.member;
                let Some(index) = indexes.get_or_insert(member.tag, rows.len()) else { continue };
                if *index == rows.len() {
                    let row = ClanWarLeagueMemberRow::new(member.tag, &member.name, member.townhall_level);
                    rows.push(row);
                }
                let Some(row) = rows.get_mut(*index) else { continue };
                row.rounds.push(round);
                row.attacks += member.attacks.len();
                row.stars += member.attacks.iter().map(|attack| i64::from(attack.stars)).sum::<i64>();
                row.destruction_percentage +=
                    member.attacks.iter().map(|attack| attack.destruction_percentage).sum::<f64>();
                row.missed += in_war.unused_attacks.missed();
                row.defenses += in_war.opponent_attacks;
                if let Some(best) = in_war.best_opponent_attack {
                    row.stars_lost += i64::from(best.stars);
                    row.destruction_lost += best.destruction_percentage;
                }
            }
        }
        sort::by(&mut rows, |a, b| {
            let destruction = || b.destruction_percentage.total_cmp(&a.destruction_percentage);
            b.stars.cmp(&a.stars).then_with(destruction)
        });
        rows
    }
}
