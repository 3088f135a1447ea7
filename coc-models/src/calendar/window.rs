//! [`Window`]: a time with a start and an end.

use core::{fmt, time::Duration};

use crate::{Timestamp, timestamp::civil};

/// A half-open interval of time: it contains its start, and not its end.
///
/// ```
/// use coc_models::{Timestamp, calendar::RaidWeekend};
///
/// let now: Timestamp = "2026-11-29T12:00:00Z".parse()?;
/// let window = RaidWeekend::current_or_next(now).window();
/// assert!(window.contains(now) && window.contains(window.start()));
/// assert!(!window.contains(window.end()));
/// assert_eq!(window.duration().as_secs(), 3 * 24 * 60 * 60);
/// # Ok::<(), coc_models::TimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// Unix seconds, possibly outside the range of a timestamp.
    start: i64,
    /// After `start`.
    end: i64,
}

impl Window {
    pub(super) fn new(start: i64, end: i64) -> Self {
        Self { start, end }
    }

    pub(super) fn start_seconds(self) -> i64 {
        self.start
    }

    pub(super) fn end_seconds(self) -> i64 {
        self.end
    }

    /// The first instant.
    pub fn start(self) -> Timestamp {
        timestamp(self.start)
    }

    /// The first instant after the window.
    pub fn end(self) -> Timestamp {
        timestamp(self.end)
    }

    /// Whether an instant is in the window.
    pub fn contains(self, t: Timestamp) -> bool {
        (self.start..self.end).contains(&t.unix_seconds())
    }

    /// The time from the start to the end.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.end.abs_diff(self.start))
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").field("start", &self.start()).field("end", &self.end()).finish()
    }
}

/// The instant, or the nearest one in the range of a timestamp.
fn timestamp(seconds: i64) -> Timestamp {
    let seconds = seconds.clamp(*civil::SECONDS.start(), *civil::SECONDS.end());
    Timestamp::from_unix_seconds(seconds).unwrap_or_default()
}
