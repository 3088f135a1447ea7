//! [`ClanWarLeagueStanding`]: the place of a clan in its group of the clan war league.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::{ClanWarLeagueClan, ClanWarLeagueWars};
use crate::{WarResult, sort};

/// The stars that a clan receives for a war that it has won.
const WIN_BONUS: i64 = 10;

/// A row of the standings, from [`ClanWarLeagueWars::standings`].
///
/// ```
/// use coc_models::{ClanTag, ClanWarLeagueWars};
///
/// /// The rank of a clan.
/// fn rank(wars: &ClanWarLeagueWars<'_>, clan: ClanTag) -> Option<usize> {
///     Some(wars.standings().iter().find(|row| row.clan.tag == clan)?.rank)
/// }
/// # let group = coc_models::ClanWarLeagueGroup::default();
/// # assert_eq!(rank(&group.with_wars([]), ClanTag::default()), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClanWarLeagueStanding<'a> {
    /// The rank, from 1. Clans with equal stars and destruction share it, as no further rule is
    /// known; the next clan has the rank of its row.
    pub rank: usize,
    /// The clan.
    pub clan: &'a ClanWarLeagueClan,
    /// The stars of all wars, with [`bonus_stars`](Self::bonus_stars).
    pub stars: i64,
    /// The stars for won wars: ten for each war that has ended.
    pub bonus_stars: i64,
    /// The destruction in points, as the game shows it: the sum of the percentages of the best
    /// attacks, which is the destruction of each war times its number of villages.
    pub destruction_points: f64,
    /// The sum of the destruction of the wars in percent, as the war log states it.
    pub destruction_percentage: f64,
    /// Wars won.
    pub won: usize,
    /// Wars lost.
    pub lost: usize,
    /// Wars that ended in a tie.
    pub tied: usize,
}

impl ClanWarLeagueStanding<'_> {
    /// The sort key: stars, then destruction in hundredths of a point.
    ///
    /// Points are whole numbers in real wars, but the API states them as averages. So sums of equal
    /// points may differ by rounding, which must not decide.
    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast to whole hundredths")]
    fn key(&self) -> (i64, i64) {
        (self.stars, (self.destruction_points * 100.0 + 0.5) as i64)
    }
}

impl<'a> ClanWarLeagueWars<'a> {
    /// The standings: a row for every clan of the group, the best first.
    ///
    /// Wars that are not in the list count nothing, and wars in battle count with their present
    /// score, without the bonus for a win. Clans are sorted by stars, then by destruction.
    ///
    /// The order agrees with other clients, and war logs state the stars with the bonus.
    pub fn standings(&self) -> Vec<ClanWarLeagueStanding<'a>> {
        let clans = self.group().clans.iter();
        let mut rows: Vec<_> = clans
            .map(|clan| ClanWarLeagueStanding {
                rank: 1,
                clan,
                stars: 0,
                bonus_stars: 0,
                destruction_points: 0.0,
                destruction_percentage: 0.0,
                won: 0,
                lost: 0,
                tied: 0,
            })
            .collect();
        for side in self.wars().flat_map(|(_, war)| war.sides()) {
            let Some(row) = rows.iter_mut().find(|row| side.clan.tag == Some(row.clan.tag)) else { continue };
            let villages = u32::try_from(side.war.villages()).unwrap_or(u32::MAX);
            row.stars = row.stars.saturating_add(side.clan.stars.into());
            row.destruction_points += side.clan.destruction_percentage * f64::from(villages);
            row.destruction_percentage += side.clan.destruction_percentage;
            match side.result() {
                Some(WarResult::Win) => {
                    row.won += 1;
                    row.bonus_stars = row.bonus_stars.saturating_add(WIN_BONUS);
                    row.stars = row.stars.saturating_add(WIN_BONUS);
                }
                Some(WarResult::Lose) => row.lost += 1,
                Some(WarResult::Tie) => row.tied += 1,
                Some(WarResult::Unrecognized(_)) | None => {}
            }
        }
        sort::by_key(&mut rows, |row| Reverse(row.key()));
        let mut last = None;
        for (place, row) in (1..).zip(&mut rows) {
            row.rank = match last {
                Some((rank, key)) if key == row.key() => rank,
                _ => place,
            };
            last = Some((row.rank, row.key()));
        }
        rows
    }
}
