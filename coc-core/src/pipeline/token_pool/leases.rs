//! [`Leases`]: the permits that count against the limit of requests in flight.
//!
//! A permit is released when its attempt ends. But the future of a call may not be polled any more,
//! for example because its executor is idle, and then nothing ends the attempt at its time limit.
//! So a permit counts no longer than that.

use std::collections::VecDeque;

use crate::clock::Instant;

/// The permits in flight, by the end of their time limit.
#[derive(Debug, Default)]
pub(super) struct Leases {
    /// Sorted. The limit is mostly the same, so leases start at the back and end near the front.
    active: VecDeque<Lease>,
    last_number: u64,
}

/// One counted permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lease {
    until: Instant,
    number: u64,
}

impl Leases {
    pub(super) fn start(&mut self, until: Instant) -> Lease {
        self.last_number += 1;
        let lease = Lease { until, number: self.last_number };
        let place = self.active.partition_point(|other| *other < lease);
        self.active.insert(place, lease);
        lease
    }

    pub(super) fn end(&mut self, lease: Lease) {
        if let Ok(place) = self.active.binary_search(&lease) {
            self.active.remove(place);
        }
    }

    /// Ends the leases whose time has passed.
    pub(super) fn expire(&mut self, now: Instant) {
        let expired = self.active.partition_point(|lease| lease.until <= now);
        self.active.drain(..expired);
    }

    /// The number of permits in flight.
    pub(super) fn len(&self) -> usize {
        self.active.len()
    }

    /// Returns when the next lease expires.
    pub(super) fn first_expiry(&self) -> Option<Instant> {
        self.active.front().map(|lease| lease.until)
    }
}
