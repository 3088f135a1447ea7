//! Battle logs.

use coc_models::{BattleLogEntry, NewBattles, Resource, Timestamp};
use serde::Serialize;

use crate::list::ToList as _;

use crate::calendar::LegendDay;

/// Returns the facts that an entry of a battle log implies.
pub fn battle_facts(entry: &BattleLogEntry) -> BattleFacts {
    BattleFacts {
        is_battle: entry.is_battle(),
        is_won: entry.is_won(),
        time: entry.time(),
        legend_day: entry.legend_day().map(LegendDay::new),
    }
}

/// Returns statistics of battles, in the order of the log, the oldest first.
pub fn battle_stats(battles: &[BattleLogEntry]) -> BattleStats {
    BattleStats::new(coc_models::BattleStats::of(battles))
}

/// Returns statistics of battles for each day of the Legend League, the first day first.
pub fn battle_stats_by_legend_day(battles: &[BattleLogEntry]) -> Vec<LegendDayStats> {
    let days = coc_models::BattleStats::by_legend_day(battles).into_iter();
    days.map(|(day, stats)| LegendDayStats { day: LegendDay::new(day), stats: BattleStats::new(stats) })
        .list()
}

/// Returns the place of the battles in a log that are not in an older response:
/// `log.slice(start, end)`.
pub fn new_battles(before: &[BattleLogEntry], after: &[BattleLogEntry]) -> BattlesSince {
    let NewBattles { battles, is_unbroken, .. } = NewBattles::since(before, after);
    // They are at the beginning or at the end of the log.
    let is_at_start = std::ptr::eq(battles.as_ptr(), after.as_ptr());
    let start = if is_at_start { 0 } else { after.len().saturating_sub(battles.len()) };
    BattlesSince { start, end: start + battles.len(), is_unbroken }
}

/// The facts that an entry of a battle log implies.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BattleFacts {
    /// Whether a battle took place.
    pub is_battle: bool,
    /// Whether the player won: an attack with a star, or a defence without one.
    pub is_won: bool,
    /// The time; absent if the entry has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// The day of the Legend League to which the battle belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legend_day: Option<LegendDay>,
}

/// Statistics of battles.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BattleStats {
    /// The number of battles.
    pub battles: u32,
    /// The number of battles won.
    pub won: u32,
    /// The number of battles with three stars.
    pub three_stars: u32,
    /// The sum of the stars.
    pub stars: i64,
    /// The sum of the destruction, in percent.
    pub total_destruction: f64,
    /// The mean destruction, in percent; absent without a battle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_destruction: Option<f64>,
    /// The share of battles won, from 0 to 1; absent without a battle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub win_rate: Option<f64>,
    /// The loot.
    pub looted: Vec<Resource>,
    /// The loot of bonuses.
    pub extra: Vec<Resource>,
    /// The number of battles won in a row at the end.
    pub winning_streak: u32,
    /// The largest number of battles won in a row.
    pub longest_winning_streak: u32,
}

impl BattleStats {
    fn new(stats: coc_models::BattleStats) -> Self {
        Self {
            battles: stats.battles,
            won: stats.won,
            three_stars: stats.three_stars,
            stars: stats.stars,
            total_destruction: stats.total_destruction,
            average_destruction: stats.average_destruction(),
            win_rate: stats.win_rate(),
            looted: stats.looted,
            extra: stats.extra,
            winning_streak: stats.winning_streak,
            longest_winning_streak: stats.longest_winning_streak,
        }
    }
}

/// Statistics of a day of the Legend League.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegendDayStats {
    /// The day.
    pub day: LegendDay,
    /// The statistics of its battles.
    pub stats: BattleStats,
}

/// The battles since an older response.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BattlesSince {
    /// The index of the first in the newer log.
    pub start: usize,
    /// The index after the last.
    pub end: usize,
    /// Whether none is missing: the responses overlap.
    pub is_unbroken: bool,
}
