//! The times at which the bodies of a war are requested.

use std::time::Duration;

use coc_models::{Timestamp, WarPhase};

use super::{
    super::{
        follower::Timing,
        timing::{at_once_after, before},
    },
    tracked::TrackedWar,
};

/// The longest `max-age` of a current war.
const FRESHNESS: Duration = Duration::from_secs(120);
/// A war is requested more closely this long before its start.
const ALERT: Duration = Duration::from_secs(60 * 60);

/// When the timing before a start changes without a response.
pub(super) fn alert(war: &TrackedWar) -> Timestamp {
    before(war.start, ALERT)
}

/// The timing of a war that can be replaced by the next one as soon as it ends.
///
/// The server caches a body for [`FRESHNESS`]. So a body that is requested shortly before the end
/// hides the final state for as long. The last request before the end is therefore one whose body
/// expires by then, and the next one is at the end.
pub(super) fn of_replaceable(war: &TrackedWar, now: Timestamp) -> Timing {
    let quiet = before(war.end, FRESHNESS * 2);
    if now >= quiet && now < war.end { at_once_after(war.end) } else { of_lasting(war, now) }
}

/// The timing of a war whose final state stays available.
pub(super) fn of_lasting(war: &TrackedWar, now: Timestamp) -> Timing {
    let is_far = war.phase == WarPhase::Preparation && now < alert(war);
    if is_far { Timing::Relaxed } else { Timing::Close }
}
