//! The two readings of a clock that the engine needs: a moment to sleep until, and the Unix time,
//! which outlasts the program.

use std::time::Duration;

use coc_models::Timestamp;

use crate::clock::{Clock, Instant};

/// A Unix time, or a duration, in milliseconds.
pub(super) type Millis = i64;

/// The current time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub(super) instant: Instant,
    pub(super) unix: Millis,
}

impl Now {
    pub(super) fn of(clock: &dyn Clock) -> Self {
        Self { instant: clock.now(), unix: millis(clock.unix_time()) }
    }

    pub(super) fn timestamp(self) -> Timestamp {
        timestamp(self.unix)
    }

    /// Returns the moment of a Unix time; now, if that has passed.
    pub(super) fn moment(self, unix: Millis) -> Instant {
        self.instant + Duration::from_millis(u64::try_from(unix - self.unix).unwrap_or_default())
    }
}

/// Returns whole milliseconds, at most those of the year 9999.
pub(super) fn millis(duration: Duration) -> Millis {
    const YEAR_9999: Millis = 253_402_300_799_000;
    Millis::try_from(duration.as_millis()).unwrap_or(YEAR_9999).min(YEAR_9999)
}

pub(super) fn timestamp(unix: Millis) -> Timestamp {
    Timestamp::from_unix_millis(unix).unwrap_or_default()
}
