//! [`LegendDay`]: a day of the Legend League.

use super::{DAY, GRID, TrophySeason, Window, latest};
use crate::Timestamp;

/// The time by which the stamp of a battle may be later than its begin.
const STAMP_DELAY: i64 = 5 * 60;

/// A day of the Legend League: 05:00 to 05:00 UTC, numbered from 1 in its [`TrophySeason`].
///
/// ```
/// use coc_models::{Timestamp, calendar::LegendDay};
///
/// let day = LegendDay::at("2026-08-11T04:59:59Z".parse::<Timestamp>()?);
/// assert_eq!(day.window().start(), "2026-08-10T05:00:00Z".parse()?);
/// assert_eq!((day.number(), day.season().days()), (1, 28));
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegendDay {
    window: Window,
}

impl LegendDay {
    /// The day at an instant.
    pub fn at(t: Timestamp) -> Self {
        Self::at_seconds(t.unix_seconds())
    }

    fn at_seconds(seconds: i64) -> Self {
        let start = latest(seconds, GRID, DAY);
        Self { window: Window::new(start, start + DAY) }
    }

    /// The day of a battle with this timestamp.
    ///
    /// A battle that began before 05:00 may have a stamp of up to five minutes later, according to
    /// one client, so the day of five minutes earlier is returned.
    pub fn of_battle(timestamp: Timestamp) -> Self {
        Self::at_seconds(timestamp.unix_seconds() - STAMP_DELAY)
    }

    /// When the day is.
    pub fn window(self) -> Window {
        self.window
    }

    /// The season of the day.
    pub fn season(self) -> TrophySeason {
        TrophySeason::at_seconds(self.window.start_seconds())
    }

    /// The number of the day in its season, from 1 to [`TrophySeason::days`].
    pub fn number(self) -> u32 {
        let before = self.window.start_seconds() - self.season().window().start_seconds();
        u32::try_from(before / DAY).unwrap_or_default() + 1
    }
}
