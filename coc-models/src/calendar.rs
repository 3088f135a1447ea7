//! The game's calendar: seasons, weeks, days and weekends as functions of an instant.
//!
//! | Type | Lasts | Ids |
//! |---|---|---|
//! | [`TrophySeason`] | a month until August 2025, then 28 days | `2025-08`, `2025-10-06`, `v2-2026-08-03T05:00:00Z`, `1783918800` |
//! | [`RankedWeek`] | Monday to Monday, 05:00 UTC | `1773032400` |
//! | [`LegendDay`] | 05:00 to 05:00 UTC | none; it has a number in its season |
//! | [`RaidWeekend`] | Friday to Monday, 07:00 UTC | none |
//! | [`ClanGames`] | expected: the 22nd to the 28th of the month, 08:00 UTC | none |
//!
//! The functions have no clock: the instant is an argument. Each type has a [`Window`], which is
//! half-open: its end is the start of what follows.
//!
//! ```
//! use coc_models::{Timestamp, calendar::{LegendDay, TrophySeason}};
//!
//! let now: Timestamp = "2026-11-27T00:00:00Z".parse()?;
//! let season = TrophySeason::at(now);
//! assert_eq!(season.id().to_string(), "2026-11-30");
//! assert_eq!(season.window().end(), "2026-11-30T05:00:00Z".parse()?);
//! assert_eq!((LegendDay::at(now).number(), season.days()), (25, 28));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Not functions of time
//!
//! - **Clan war leagues** have had no fixed day since June 2026, and June 2026 had two. The season
//!   is in the [group](crate::ClanWarLeagueGroup), and is a name, not a date of this calendar.
//! - **The Gold Pass** is in the API: [`GoldPassSeason`](crate::GoldPassSeason).
//!
//! # Limits
//!
//! Each rule is applied to all instants, also to those before the game introduced the subject. Only
//! the two ends of the range of [`Timestamp`](crate::Timestamp) need care: a window that begins
//! before the year 0 or ends after the year 9999 contains the right instants, but its
//! [`start`](Window::start) or [`end`](Window::end) is the first or last second of the range.

mod clan_games;
mod legend_day;
mod raid_weekend;
mod ranked_week;
mod trophy_season;
mod window;

pub use self::{
    clan_games::ClanGames, legend_day::LegendDay, raid_weekend::RaidWeekend, ranked_week::RankedWeek,
    trophy_season::TrophySeason, window::Window,
};
use crate::timestamp::civil::{self, DAY};

/// Seconds of an hour.
const HOUR: i64 = 60 * 60;
/// Seconds of a week.
const WEEK: i64 = 7 * DAY;
/// 2025-10-06T05:00:00Z, the Monday on which ranked weeks and seasons of 28 days began.
const GRID: i64 = 1_759_726_800;

/// The latest instant of the grid `origin + n × length` that is not after `seconds`.
fn latest(seconds: i64, origin: i64, length: i64) -> i64 {
    seconds - (seconds - origin).rem_euclid(length)
}

/// The year, month and day in UTC. An instant before the year 0, which a timestamp with an offset
/// can have, is the first day of that year: no rule of this calendar tells them apart.
fn date(seconds: i64) -> (u16, u8, u8) {
    let (year, month, day) = civil::date_from_days(seconds.div_euclid(DAY));
    match (u16::try_from(year), u8::try_from(month), u8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => (year, month, day),
        _ => (0, 1, 1),
    }
}

/// The month after.
fn next_month(year: u16, month: u8) -> (u16, u8) {
    if month == 12 { (year.saturating_add(1), 1) } else { (year, month + 1) }
}

#[cfg(test)]
mod tests;
