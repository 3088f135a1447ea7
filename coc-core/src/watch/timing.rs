//! Times around a moment.

use std::time::Duration;

use coc_models::Timestamp;

use super::follower::Timing;

/// The time after which a body is certain to show what happens at a moment.
const MARGIN: Duration = Duration::from_secs(1);

/// The time of a moment plus a duration.
pub(super) fn after(time: Timestamp, duration: Duration) -> Timestamp {
    let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_unix_millis(time.unix_millis().saturating_add(milliseconds)).unwrap_or(time)
}

/// The time of a moment less a duration.
pub(super) fn before(time: Timestamp, duration: Duration) -> Timestamp {
    let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_unix_millis(time.unix_millis().saturating_sub(milliseconds)).unwrap_or(time)
}

/// The first poll that shows what happens at a moment.
pub(super) fn at_once_after(moment: Timestamp) -> Timing {
    Timing::NotBefore(after(moment, MARGIN))
}
