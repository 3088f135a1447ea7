//! [`ClanGames`]: the expected days of the clan games.

use super::{DAY, HOUR, Window, date, next_month};
use crate::{Timestamp, timestamp::civil};

/// The clan games of a month, **as expected**: the 22nd to the 28th, 08:00 UTC.
///
/// This is a convention, on which other clients agree: the API has no route for the clan games, and
/// the game can move them. In the API, only the achievement `Games Champion` of the players
/// changes. A player can earn 4,000 points, and according to one client 5,000 in January, August
/// and December.
///
/// ```
/// use coc_models::{Timestamp, calendar::ClanGames};
///
/// let now: Timestamp = "2026-11-28T08:00:00Z".parse()?;
/// assert_eq!(ClanGames::current(now), None);
/// assert_eq!(ClanGames::next(now).window().start(), "2026-12-22T08:00:00Z".parse()?);
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClanGames {
    window: Window,
}

impl ClanGames {
    fn of_month((year, month): (u16, u8)) -> Self {
        let start = civil::days_from_date(year, month, 22) * DAY + 8 * HOUR;
        Self { window: Window::new(start, start + 6 * DAY) }
    }

    /// The games that are expected at an instant; `None` if there are none.
    pub fn current(t: Timestamp) -> Option<Self> {
        let (year, month, _) = date(t.unix_seconds());
        Some(Self::of_month((year, month))).filter(|games| games.window.contains(t))
    }

    /// The first games that are expected to start after an instant.
    pub fn next(t: Timestamp) -> Self {
        let (year, month, _) = date(t.unix_seconds());
        let games = Self::of_month((year, month));
        if t.unix_seconds() < games.window.start_seconds() {
            games
        } else {
            Self::of_month(next_month(year, month))
        }
    }

    /// The games that are expected at an instant, or else the first ones after it.
    pub fn current_or_next(t: Timestamp) -> Self {
        Self::current(t).unwrap_or_else(|| Self::next(t))
    }

    /// When the games are expected.
    pub fn window(self) -> Window {
        self.window
    }
}
