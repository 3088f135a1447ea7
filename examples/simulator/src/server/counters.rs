//! Counters of the server, for tests and `GET /admin/state`.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// Counts since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counters {
    /// Requests of the API, whatever their outcome.
    pub requests: u64,
    /// Requests of the developer portal.
    pub portal_requests: u64,
    /// Requests by route name, API and portal.
    pub by_route: BTreeMap<&'static str, u64>,
    /// Responses by HTTP status, API and portal; a request that was reset or stalled has none.
    pub by_status: BTreeMap<u16, u64>,
    /// 429 responses of the API, from the rate limit or a fault.
    pub throttled: u64,
    /// Successful logins at the portal.
    pub logins: u64,
    /// Failed logins at the portal.
    pub failed_logins: u64,
    /// Key lists sent by the portal.
    pub key_lists: u64,
    /// Keys created through the portal.
    pub keys_created: u64,
    /// Keys revoked through the portal.
    pub keys_revoked: u64,
    /// Requests in flight.
    pub in_flight: u64,
    /// The maximum number of requests in flight at one time.
    pub peak_in_flight: u64,
    /// Open connections.
    pub connections_open: u64,
    /// Accepted connections.
    pub connections: u64,
    /// Requests, API and portal, on a connection that had carried a request before.
    pub on_used_connections: u64,
}

/// The counters that requests share.
#[derive(Debug, Default)]
pub(crate) struct SharedCounters(Mutex<Counters>);

impl SharedCounters {
    /// Returns a copy.
    pub(crate) fn read(&self) -> Counters {
        self.lock().clone()
    }

    /// Changes the counters.
    pub(crate) fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.lock());
    }

    /// Resets the counters; open connections and requests in flight stay counted.
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

    /// Counts a connection as open while the guard lives.
    pub(crate) fn connection(&self) -> Guard<'_> {
        self.count(|counters| {
            counters.connections += 1;
            counters.connections_open += 1;
        });
        Guard { tally: self, end: |counters| counters.connections_open -= 1 }
    }

    /// Counts a request as in flight while the guard lives.
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

/// Decrements a counter when dropped.
pub(crate) struct Guard<'a> {
    tally: &'a SharedCounters,
    end: fn(&mut Counters),
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.tally.count(self.end);
    }
}
