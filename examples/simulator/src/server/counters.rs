//! What the server has done so far, for tests and `GET /admin/state`.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// Counts since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counters {
    /// Requests of the API, whatever became of them.
    pub requests: u64,
    /// Requests of the developer portal.
    pub portal_requests: u64,
    /// Requests per route name, API and portal.
    pub by_route: BTreeMap<&'static str, u64>,
    /// Answers per HTTP status, API and portal; a request that was reset or stalled has none.
    pub by_status: BTreeMap<u16, u64>,
    /// 429 answers of the API, from the rate limit or a fault.
    pub throttled: u64,
    /// Logins at the portal that succeeded.
    pub logins: u64,
    /// Logins at the portal that did not.
    pub failed_logins: u64,
    /// Key lists given by the portal.
    pub key_lists: u64,
    /// Keys created through the portal.
    pub keys_created: u64,
    /// Keys revoked through the portal.
    pub keys_revoked: u64,
    /// Requests being answered now.
    pub in_flight: u64,
    /// The most requests that were being answered at one time.
    pub peak_in_flight: u64,
    /// Connections open now.
    pub connections_open: u64,
    /// Connections accepted.
    pub connections: u64,
}

/// The counters in use.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Counters>);

impl Tally {
    /// A copy.
    pub(crate) fn read(&self) -> Counters {
        self.lock().clone()
    }

    /// Changes the counters.
    pub(crate) fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.lock());
    }

    /// Starts over; what is open stays counted.
    pub(crate) fn reset(&self) {
        let mut counters = self.lock();
        let Counters { in_flight, connections_open, .. } = *counters;
        *counters = Counters {
            in_flight,
            peak_in_flight: in_flight,
            connections_open,
            connections: connections_open,
            ..Counters::default()
        };
    }

    /// Counts a connection for as long as the guard lives.
    pub(crate) fn connection(&self) -> Guard<'_> {
        self.count(|counters| {
            counters.connections += 1;
            counters.connections_open += 1;
        });
        Guard { tally: self, end: |counters| counters.connections_open -= 1 }
    }

    /// Counts a request in flight for as long as the guard lives.
    pub(crate) fn request(&self) -> Guard<'_> {
        self.count(|counters| {
            counters.in_flight += 1;
            counters.peak_in_flight = counters.peak_in_flight.max(counters.in_flight);
        });
        Guard { tally: self, end: |counters| counters.in_flight -= 1 }
    }

    fn lock(&self) -> MutexGuard<'_, Counters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes back a count when dropped.
pub(crate) struct Guard<'a> {
    tally: &'a Tally,
    end: fn(&mut Counters),
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.tally.count(self.end);
    }
}
