//! [`BattleStats`]: wins, stars, loot and streaks of battles.

use alloc::vec::Vec;

use super::{BattleLogEntry, Resource};
use crate::{LenientTimestamp, Timestamp, calendar::LegendDay, sort};

/// From this number on, a time in a battle log is in milliseconds: in seconds, it would be the year
/// 5138.
const MILLISECONDS: i64 = 100_000_000_000;

impl BattleLogEntry {
    /// Whether this is a battle. A log may have rows without an opponent, stars, destruction and
    /// duration, which are none.
    pub fn is_battle(&self) -> bool {
        let has_opponent = self.opponent_player_tag.is_valid();
        has_opponent
            || self.stars != 0
            || self.destruction_percentage != 0.0
            || self.battle_time.unwrap_or(0) != 0
    }

    /// Whether the player won: an attack with at least one star, or a defence without one.
    ///
    /// Recorded ranked weeks count attacks and defences in this way.
    pub fn is_won(&self) -> bool {
        self.attack == (self.stars > 0)
    }

    /// When the battle was; since June 2026.
    pub fn time(&self) -> Option<Timestamp> {
        match self.battle_timestamp.as_ref()? {
            LenientTimestamp::Timestamp(time) => Some(*time),
            LenientTimestamp::Number(number) if *number >= MILLISECONDS => {
                Timestamp::from_unix_millis(*number).ok()
            }
            LenientTimestamp::Number(number) => Timestamp::from_unix_seconds(*number).ok(),
            LenientTimestamp::Unrecognized(_) => None,
        }
    }

    /// The day of the Legend League to which the battle belongs; since June 2026.
    pub fn legend_day(&self) -> Option<LegendDay> {
        self.time().map(LegendDay::of_battle)
    }
}

/// Wins, stars, loot and streaks of any selection of battles. From [`BattleStats::of`].
///
/// ```
/// use coc_models::{BattleLogEntry, BattleStats, BattleType};
///
/// fn print(log: &[BattleLogEntry]) {
///     let ranked = log.iter().filter(|battle| battle.battle_type == BattleType::Ranked);
///     let attacks = BattleStats::of(ranked.filter(|battle| battle.attack));
///     if let Some(rate) = attacks.win_rate() {
///         println!("{} ranked attacks, {:.0} % won", attacks.battles, rate * 100.0);
///     }
/// }
/// # print(&[]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BattleStats {
    /// Battles.
    pub battles: u32,
    /// Battles won: attacks with at least one star, defences without one.
    pub won: u32,
    /// Battles with three stars.
    pub three_stars: u32,
    /// Stars of the attackers.
    pub stars: i64,
    /// The destruction of all battles, in percent; see
    /// [`average_destruction`](Self::average_destruction).
    pub total_destruction: f64,
    /// The resources that the attackers looted, by name.
    pub looted: Vec<Resource>,
    /// The resources that the attackers received in addition, by name.
    pub extra: Vec<Resource>,
    /// The number of wins at the end of the selection, without a loss between them.
    pub winning_streak: u32,
    /// The largest number of wins without a loss between them.
    pub longest_winning_streak: u32,
}

impl BattleStats {
    /// Counts battles, oldest first, which is the order of the recorded log. Only the streaks
    /// depend on the order. Rows that are [no battle](BattleLogEntry::is_battle) are skipped.
    ///
    /// Attacks and defences in one selection count the loot of both sides, so select one of them
    /// for its loot, stars and destruction.
    pub fn of<'a>(battles: impl IntoIterator<Item = &'a BattleLogEntry>) -> Self {
        let mut stats = Self::default();
        for battle in battles.into_iter().filter(|battle| battle.is_battle()) {
            stats.count(battle);
        }
        stats
    }

    /// Counts battles by day of the Legend League, earliest day first. A battle without a time is
    /// in none.
    ///
    /// An attack that began before the reset counts for the day on which it began.
    pub fn by_legend_day<'a>(
        battles: impl IntoIterator<Item = &'a BattleLogEntry>,
    ) -> Vec<(LegendDay, Self)> {
        let mut days: Vec<(LegendDay, Self)> = Vec::new();
        for battle in battles.into_iter().filter(|battle| battle.is_battle()) {
            let Some(day) = battle.legend_day() else { continue };
            match days.iter_mut().find(|(counted, _)| *counted == day) {
                Some((_, stats)) => stats.count(battle),
                None => days.push((day, Self::of([battle]))),
            }
        }
        sort::by_key(&mut days, |(day, _)| *day);
        days
    }

    /// The share of battles won, from 0 to 1; `None` without battles.
    pub fn win_rate(&self) -> Option<f64> {
        (self.battles > 0).then(|| f64::from(self.won) / f64::from(self.battles))
    }

    /// The average destruction, in percent; `None` without battles.
    pub fn average_destruction(&self) -> Option<f64> {
        (self.battles > 0).then(|| self.total_destruction / f64::from(self.battles))
    }

    fn count(&mut self, battle: &BattleLogEntry) {
        self.battles += 1;
        self.three_stars += u32::from(battle.stars == 3);
        self.stars += i64::from(battle.stars);
        self.total_destruction += battle.destruction_percentage;
        add(&mut self.looted, &battle.looted_resources);
        add(&mut self.extra, &battle.extra_looted_resources);
        if battle.is_won() {
            self.won += 1;
            self.winning_streak += 1;
            self.longest_winning_streak = self.longest_winning_streak.max(self.winning_streak);
        } else {
            self.winning_streak = 0;
        }
    }
}

/// Adds amounts to those of the same name.
fn add(totals: &mut Vec<Resource>, resources: &[Resource]) {
    for resource in resources {
        match totals.iter_mut().find(|total| total.name == resource.name) {
            Some(total) => total.amount = total.amount.saturating_add(resource.amount),
            None => totals.push(resource.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn battle(attack: bool, stars: i32) -> BattleLogEntry {
        BattleLogEntry {
            attack,
            stars,
            opponent_player_tag: "#2PP".parse().unwrap(),
            destruction_percentage: f64::from(stars) * 30.0,
            looted_resources: std::vec![Resource { name: "Gold".into(), amount: 100 }],
            ..BattleLogEntry::default()
        }
    }

    #[test]
    fn attacks_are_won_by_a_star_and_defences_without_one() {
        let log = [battle(true, 1), battle(true, 0), battle(false, 0), battle(false, 2)];
        let stats = BattleStats::of(&log);
        assert_eq!((stats.battles, stats.won, stats.stars), (4, 2, 3));
        assert_eq!((stats.win_rate(), stats.average_destruction()), (Some(0.5), Some(22.5)));
        assert_eq!(stats.looted, [Resource { name: "Gold".into(), amount: 400 }]);
        assert_eq!(
            (BattleStats::default().win_rate(), BattleStats::of(&[]).average_destruction()),
            (None, None)
        );
    }

    #[test]
    fn a_streak_ends_with_a_loss() {
        let log = [3, 1, 2, 0, 1].map(|stars| battle(true, stars));
        let stats = BattleStats::of(&log);
        assert_eq!((stats.winning_streak, stats.longest_winning_streak), (1, 3));
    }

    #[test]
    fn a_row_without_an_opponent_and_result_is_no_battle() {
        let row = BattleLogEntry { battle_time: Some(0), ..BattleLogEntry::default() };
        assert!(!row.is_battle());
        assert_eq!(BattleStats::of([&row]), BattleStats::default());
        assert!(BattleLogEntry { battle_time: Some(30), ..row }.is_battle());
    }

    #[test]
    fn a_battle_stamped_up_to_five_minutes_after_the_reset_is_of_the_day_before() {
        let at = |time: &str| BattleLogEntry { battle_timestamp: Some(time.into()), ..battle(true, 3) };
        let log = ["2026-08-11T05:04:59Z", "2026-08-11T05:05:00Z", "2026-08-10T06:00:00Z", "soon"].map(at);
        let days = BattleStats::by_legend_day(&log);
        let counts: Vec<_> = days.iter().map(|(day, stats)| (day.number(), stats.battles)).collect();
        assert_eq!(counts, [(1, 2), (2, 1)]);
    }

    #[test]
    fn a_time_in_seconds_or_milliseconds_is_read() {
        let at = |number| {
            let battle_timestamp = Some(LenientTimestamp::Number(number));
            BattleLogEntry { battle_timestamp, ..BattleLogEntry::default() }.time()
        };
        assert_eq!(at(1_780_315_200), at(1_780_315_200_000));
        assert_eq!(at(i64::MIN), None);
        assert_eq!(at(i64::MAX), None);
    }
}
