//! Seasons of the clan war leagues: their openings, ids and rounds.
//!
//! Until May 2026 there is one season a month, and its groups start on days 1 to 3. Since June 2026
//! seasons have no fixed day, some months have two, and a season is named by the day on which the
//! group started; so groups of one season may name it differently.

use super::calendar::{self, DAY, HOUR, SECOND};
use super::rng::{Roll, Topic};
use super::war_script::Times;
use super::{Moment, World};

/// The number of rounds of a group.
pub(super) const ROUNDS: u64 = 7;
/// The first season: 2020-01.
const FIRST_MONTH: i64 = 2020 * 12;
/// 2026-06, the first month without fixed days.
const FREE: i64 = 2026 * 12 + 5;
/// The time in which the groups of a season start.
const MONTHLY_SPREAD: i64 = 40 * HOUR;
const FREE_SPREAD: i64 = 28 * HOUR;
/// The share of months with a second season in percent.
const SECOND_SEASONS: u64 = 30;

/// A season: twice the month that [`calendar::month_of`] counts, plus 1 for the second season of a
/// month. Not every month has a second one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LeagueSeason(pub(super) i64);

impl LeagueSeason {
    /// The possible seasons of a moment's month, in order.
    pub(super) fn of_month(moment: Moment) -> impl DoubleEndedIterator<Item = Self> {
        Self::between(moment, moment)
    }

    /// The possible seasons of the months from one moment to another, in order.
    pub(super) fn between(from: Moment, to: Moment) -> impl DoubleEndedIterator<Item = Self> {
        let first = calendar::month_of(from).max(FIRST_MONTH);
        (2 * first..2 * (calendar::month_of(to) + 1)).map(Self)
    }

    /// The position among all possible seasons.
    pub(super) fn number(self) -> u64 {
        (self.0 - 2 * FIRST_MONTH) as u64
    }

    pub(super) fn of_number(number: u64) -> Self {
        Self(2 * FIRST_MONTH + number as i64)
    }

    fn month(self) -> i64 {
        self.0.div_euclid(2)
    }

    fn is_second(self) -> bool {
        self.0.rem_euclid(2) == 1
    }

    /// The `season` of a group: the month, or since the middle of June 2026 the day of the group's
    /// start.
    pub(super) fn id(self, rounds: Rounds) -> String {
        if self.0 <= 2 * FREE {
            return calendar::month_name(self.month());
        }
        let (year, month, day) = calendar::date(rounds.start);
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// The times of a group's rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rounds {
    /// The start of the group and of the first preparation.
    pub(super) start: Moment,
    lag: u64,
}

impl Rounds {
    /// The rounds of a group in a season with this opening.
    pub(super) fn of_group(season: LeagueSeason, opening: Moment, mut roll: Roll) -> Self {
        let spread = if season.month() < FREE { MONTHLY_SPREAD } else { FREE_SPREAD };
        let start = opening + roll.below((spread / SECOND) as u64) as i64 * SECOND;
        Self { start, lag: roll.next() }
    }

    /// The start and end of a round. Its preparation begins up to three minutes after the battles
    /// of the round before it, so that it lasts a little less than a day.
    pub(super) fn times(self, round: u64) -> Times {
        let lag = if round == 0 { 1 } else { 1 + (self.lag >> (8 * round)) % 168 };
        let day = self.start + round as i64 * DAY;
        Times { preparation: day + lag as i64 * SECOND, start: day + DAY, end: day + 2 * DAY }
    }

    pub(super) fn end(self) -> Moment {
        self.times(ROUNDS - 1).end
    }
}

impl World {
    /// The moment at which the first group of a season may start; `None` if there is no such
    /// season.
    pub(super) fn league_opening(&self, season: LeagueSeason) -> Option<Moment> {
        let month = season.month();
        let mut roll = self.seed.roll(Topic::WarLeagueSeason, month as u64, 0);
        let first = if month < FREE {
            0
        } else if calendar::month_start(month) < Self::default_start() && month > FREE {
            // The month in which virtual clocks start is in the leagues at that time.
            1
        } else {
            roll.range(0, 2)
        };
        let has_second = month >= FREE && (roll.percent(SECOND_SEASONS) || month == FREE);
        let second = 14 + roll.range(0, 3);
        let day = if season.is_second() { has_second.then_some(second)? } else { first };
        Some(calendar::month_start(month) + day * DAY + 8 * HOUR)
    }

    /// Whether groups of a season may be at war between two moments.
    pub(super) fn leagues_are_on(&self, from: Moment, to: Moment) -> bool {
        let longest = FREE_SPREAD.max(MONTHLY_SPREAD) + (ROUNDS as i64 + 1) * DAY;
        let mut openings =
            LeagueSeason::between(from - longest, to).filter_map(|season| self.league_opening(season));
        openings.any(|opening| opening <= to && from <= opening + longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{World, WorldConfig};

    fn openings(year: i64) -> Vec<i64> {
        let world = World::new(WorldConfig { clans: 8, ..WorldConfig::default() });
        let seasons = LeagueSeason::between(calendar::midnight(year, 1, 1), calendar::midnight(year, 12, 1));
        seasons.filter_map(|season| world.league_opening(season)).collect()
    }

    #[test]
    fn seasons_open_on_the_first_until_june_2026_and_then_on_other_days() {
        let days = |year| openings(year).into_iter().map(|opening| calendar::date(opening).2);
        assert_eq!(days(2025).collect::<Vec<_>>(), [1; 12]);
        let later: Vec<i64> = days(2027).collect();
        assert!(later.len() > 12 && later.iter().any(|day| *day != 1), "{later:?}");
    }

    #[test]
    fn seasons_do_not_overlap() {
        for year in 2025..2030 {
            for pair in openings(year).windows(2) {
                assert!(pair[1] - pair[0] > FREE_SPREAD.max(MONTHLY_SPREAD) + 8 * DAY);
            }
        }
    }

    #[test]
    fn a_round_prepares_when_the_battles_of_the_one_before_have_begun() {
        let roll = crate::world::rng::Seed::new(1).roll(Topic::WarLeague, 0, 0);
        let rounds = Rounds::of_group(LeagueSeason::of_number(0), 0, roll);
        for round in 1..ROUNDS {
            let wait = rounds.times(round).preparation - rounds.times(round - 1).start;
            assert!((1..=168).contains(&(wait / SECOND)));
        }
    }
}
