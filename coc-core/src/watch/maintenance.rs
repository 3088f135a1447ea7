//! [`Maintenance`]: polls are paused but for one at a time, which probes whether it has ended.

use std::time::Duration;

use super::time::{Millis, Now};
use crate::clock::Instant;

/// The delay of the first probe, which doubles with each one.
const FIRST_DELAY: Duration = Duration::from_secs(10);

/// The longest delay of a probe.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// The time over which polls that became due during maintenance are spread after it.
pub(super) const RESUME_WITHIN: Duration = Duration::from_secs(30);

/// A maintenance of the API.
#[derive(Debug)]
pub(super) struct Maintenance {
    /// When it was first observed, as Unix time.
    pub(super) since: Millis,
    /// When it was last observed.
    pub(super) last_observed: Millis,
    /// When the next probe may be sent.
    pub(super) next_probe: Instant,
    /// Whether a probe is in flight.
    pub(super) is_probing: bool,
    delay: Duration,
}

impl Maintenance {
    pub(super) fn began(since: Millis, now: Now) -> Self {
        Self {
            since,
            last_observed: now.unix,
            next_probe: now.instant + FIRST_DELAY,
            is_probing: false,
            delay: FIRST_DELAY,
        }
    }

    /// Notes that the probe found the maintenance, or failed.
    pub(super) fn goes_on(&mut self, now: Now) {
        self.last_observed = now.unix;
        self.delay = (self.delay * 2).min(LONGEST_DELAY);
        self.next_probe = now.instant + self.delay;
        self.is_probing = false;
    }
}
