//! [`RaidWeekend`]: the days on which clans raid each other's capitals.

use super::{DAY, GRID, HOUR, WEEK, Window, latest};
use crate::Timestamp;

/// 2025-10-10T07:00:00Z, a Friday.
const FRIDAY: i64 = GRID + 4 * DAY + 2 * HOUR;
const LENGTH: i64 = 3 * DAY;

/// A raid weekend: Friday to Monday, 07:00 UTC, as all recorded ones.
///
/// ```
/// use coc_models::{Timestamp, calendar::RaidWeekend};
///
/// let tuesday: Timestamp = "2026-11-24T12:00:00Z".parse()?;
/// assert_eq!(RaidWeekend::current(tuesday), None);
/// let window = RaidWeekend::next(tuesday).window();
/// assert_eq!(window.start(), "2026-11-27T07:00:00Z".parse()?);
/// assert_eq!(window.end(), "2026-11-30T07:00:00Z".parse()?);
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RaidWeekend {
    window: Window,
}

impl RaidWeekend {
    fn starting_at(start: i64) -> Self {
        Self { window: Window::new(start, start + LENGTH) }
    }

    /// The weekend at an instant; `None` between two weekends.
    pub fn current(t: Timestamp) -> Option<Self> {
        let latest = Self::starting_at(latest(t.unix_seconds(), FRIDAY, WEEK));
        latest.window.contains(t).then_some(latest)
    }

    /// The first weekend that starts after an instant.
    pub fn next(t: Timestamp) -> Self {
        Self::starting_at(latest(t.unix_seconds(), FRIDAY, WEEK) + WEEK)
    }

    /// The weekend at an instant, or else the first one after it.
    pub fn current_or_next(t: Timestamp) -> Self {
        Self::current(t).unwrap_or_else(|| Self::next(t))
    }

    /// When the weekend is.
    pub fn window(self) -> Window {
        self.window
    }
}
