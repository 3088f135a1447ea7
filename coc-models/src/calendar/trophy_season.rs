//! [`TrophySeason`]: a season of the Legend League.

use super::{DAY, GRID, HOUR, Window, date, latest, next_month};
use crate::{SeasonId, Timestamp, timestamp::civil};

/// Seconds of a season since October 2025.
const LENGTH: i64 = 28 * DAY;
/// 2025-08-25T05:00:00Z, the end of the last season that was named by its month.
const LAST_MONTH: i64 = GRID - 42 * DAY;
/// Seconds from the start of a season to the instant in its `v2-…` id.
const V2_OFFSET: i64 = LENGTH - 7 * DAY;
/// 2026-03-23T05:00:00Z, the start of the first season for which a `v2-…` id was seen.
const FIRST_V2: i64 = GRID + 6 * LENGTH;

/// A season of the Legend League.
///
/// | Start | Lasts | [`id`](Self::id) |
/// |---|---|---|
/// | until 2025-07-28 | from the last Monday of a month to that of the next, 05:00 UTC | the month of its end, `2025-08` |
/// | 2025-08-25 | 42 days | the day of its end, `2025-10-06`; there is no `2025-09` |
/// | since 2025-10-06 | 28 days | the day of its end, `2025-11-03` |
///
/// The ids of all recorded seasons follow this rule. The API has three more ids for some seasons:
///
/// - [`v2_id`](Self::v2_id), `v2-2026-08-03T05:00:00Z`: seen in lists of seasons since 2026. That
///   its instant is seven days before the season's end was reported by one client, which compared
///   it with official results.
/// - [`unix_id`](Self::unix_id), `1783918800`: the Unix time of the start, in a player of the
///   highest Legend tier. It is also the id of the [`RankedWeek`](super::RankedWeek) that starts
///   then.
///
/// ```
/// use coc_models::{SeasonId, Timestamp, calendar::TrophySeason};
///
/// let season = TrophySeason::at("2026-08-09T12:00:00Z".parse::<Timestamp>()?);
/// assert_eq!(season.id(), "2026-08-10".into());
/// for id in ["2026-08-10", "v2-2026-08-03T05:00:00Z", "1783918800"] {
///     assert_eq!(TrophySeason::from_id(&SeasonId::from(id)), Some(season));
/// }
/// assert_eq!(season.previous().unwrap().id(), "2026-07-13".into());
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrophySeason {
    window: Window,
}

impl TrophySeason {
    /// The season at an instant.
    pub fn at(t: Timestamp) -> Self {
        Self::at_seconds(t.unix_seconds())
    }

    pub(super) fn at_seconds(seconds: i64) -> Self {
        let window = if seconds >= GRID {
            let start = latest(seconds, GRID, LENGTH);
            Window::new(start, start + LENGTH)
        } else if seconds >= LAST_MONTH {
            Window::new(LAST_MONTH, GRID)
        } else {
            let (year, month, _) = date(seconds);
            let window = of_month(year, month);
            if seconds < window.end_seconds() {
                window
            } else {
                let (year, month) = next_month(year, month);
                of_month(year, month)
            }
        };
        Self { window }
    }

    /// The season with this id, in any of its forms.
    ///
    /// `None` for an id that no season of the Legend League has: `2025-09`, a day that ends no
    /// season, the id of most ranked weeks, and most ids of clan war leagues.
    pub fn from_id(id: &SeasonId) -> Option<Self> {
        match (id.year_month(), id.day()) {
            (Some((year, month)), None) => {
                let window = of_month(year, month);
                (window.end_seconds() <= LAST_MONTH).then_some(Self { window })
            }
            (Some((year, month)), Some(day)) => {
                let end = civil::days_from_date(year, month, day) * DAY + 5 * HOUR;
                let season = Self::at_seconds(end - 1);
                (end > LAST_MONTH && season.window.end_seconds() == end).then_some(season)
            }
            (None, _) => {
                let start = match id.instant() {
                    Some(instant) => instant.unix_seconds() - V2_OFFSET,
                    None => id.unix_seconds().filter(|seconds| civil::SECONDS.contains(seconds))?,
                };
                let season = Self::at_seconds(start);
                (start >= GRID && season.window.start_seconds() == start).then_some(season)
            }
        }
    }

    /// The id by month or day, `2025-08` or `2026-08-10`.
    ///
    /// The season that ends after the year 9999 has no such id; its [`unix_id`](Self::unix_id) is
    /// returned.
    pub fn id(self) -> SeasonId {
        let end = self.window.end_seconds();
        match date(end) {
            (year, month, _) if end <= LAST_MONTH => SeasonId::of_month(year, month),
            (year @ ..=9_999, month, day) => SeasonId::of_day(year, month, day),
            _ => SeasonId::from(self.window.start_seconds()),
        }
    }

    /// The id that lists of seasons have had since 2026, `v2-2026-08-03T05:00:00Z`: an instant
    /// seven days before the end, according to one client.
    ///
    /// `None` for a season that started before 2026-03-23: no such id was seen.
    pub fn v2_id(self) -> Option<SeasonId> {
        let start = self.window.start_seconds();
        let instant = start + V2_OFFSET;
        (start >= FIRST_V2 && civil::SECONDS.contains(&instant)).then(|| SeasonId::of_instant(instant))
    }

    /// The Unix time of the start, `1783918800`: the ranked season of a player in the highest
    /// Legend tier.
    ///
    /// `None` for a season that started before 2025-10-06, when ranked seasons began.
    pub fn unix_id(self) -> Option<SeasonId> {
        let start = self.window.start_seconds();
        (start >= GRID).then(|| SeasonId::from(start))
    }

    /// When the season is.
    pub fn window(self) -> Window {
        self.window
    }

    /// The number of its [days](super::LegendDay): 28, 35 or 42.
    pub fn days(self) -> u32 {
        let seconds = self.window.end_seconds() - self.window.start_seconds();
        u32::try_from(seconds / DAY).unwrap_or_default()
    }

    /// The season after; `None` after the year 9999.
    pub fn next(self) -> Option<Self> {
        let end = self.window.end_seconds();
        civil::SECONDS.contains(&end).then(|| Self::at_seconds(end))
    }

    /// The season before; `None` before the year 0.
    pub fn previous(self) -> Option<Self> {
        let before = self.window.start_seconds() - 1;
        civil::SECONDS.contains(&before).then(|| Self::at_seconds(before))
    }
}

/// The season that ended with this month's last Monday, and began with that of the month before.
fn of_month(year: u16, month: u8) -> Window {
    let first = civil::days_from_date(year, month, 1);
    let after = first + i64::from(civil::days_in_month(year, month));
    Window::new(monday_before(first), monday_before(after))
}

/// 05:00 on the last Monday before a day.
fn monday_before(day: i64) -> i64 {
    latest(day * DAY - 1, GRID - 5 * HOUR, 7 * DAY) + 5 * HOUR
}
