//! [`RankedWeek`]: a season of the ranked leagues below the highest Legend tier.

use super::{GRID, WEEK, Window, latest};
use crate::{SeasonId, Timestamp, timestamp::civil};

/// A season of the ranked leagues: Monday to Monday, 05:00 UTC.
///
/// Ranked weeks began on 2025-10-06. Since 2026-04-27 they also apply to the Legend tiers III and
/// II; tier I has [`TrophySeason`](super::TrophySeason)s. A week begins with the sign-up: according
/// to the official release notes of 2026-04-27, battles begin on Monday, 17:00 UTC.
///
/// Its id is the Unix time of its start. A player, their league history and the path of a league
/// group have it.
///
/// ```
/// use coc_models::{SeasonId, Timestamp, calendar::RankedWeek};
///
/// let week = RankedWeek::at("2026-03-14T12:00:00Z".parse::<Timestamp>()?);
/// assert_eq!(week.id(), SeasonId::from(1_773_032_400));
/// assert_eq!(RankedWeek::from_id(&week.id()), Some(week));
/// assert_eq!(week.previous().map(RankedWeek::id), Some(SeasonId::from(1_772_427_600)));
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RankedWeek {
    window: Window,
}

impl RankedWeek {
    /// The week at an instant.
    pub fn at(t: Timestamp) -> Self {
        Self::at_seconds(t.unix_seconds())
    }

    fn at_seconds(seconds: i64) -> Self {
        let start = latest(seconds, GRID, WEEK);
        Self { window: Window::new(start, start + WEEK) }
    }

    /// The week with this id; `None` if the id is no Monday, 05:00 UTC. A player who is not signed
    /// up may have the id `0`.
    pub fn from_id(id: &SeasonId) -> Option<Self> {
        let start = id.unix_seconds().filter(|seconds| civil::SECONDS.contains(seconds))?;
        let week = Self::at_seconds(start);
        (week.window.start_seconds() == start).then_some(week)
    }

    /// The id: the Unix time of the start, a number in JSON.
    pub fn id(self) -> SeasonId {
        SeasonId::from(self.window.start_seconds())
    }

    /// When the week is.
    pub fn window(self) -> Window {
        self.window
    }

    /// The week after; `None` after the year 9999.
    pub fn next(self) -> Option<Self> {
        let end = self.window.end_seconds();
        civil::SECONDS.contains(&end).then(|| Self::at_seconds(end))
    }

    /// The week before; `None` before the year 0.
    pub fn previous(self) -> Option<Self> {
        let before = self.window.start_seconds() - 1;
        civil::SECONDS.contains(&before).then(|| Self::at_seconds(before))
    }
}

/// The week's [id](RankedWeek::id), so that a week can be passed where a season is requested.
impl From<RankedWeek> for SeasonId {
    fn from(week: RankedWeek) -> Self {
        week.id()
    }
}
