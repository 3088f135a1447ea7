//! Single flight: identical calls in flight share one request, one decode and one value.
//!
//! The first call starts a flight; identical calls join it until it completes. All of them drive
//! it: whichever is polled makes progress, so the flight completes even if its first caller is
//! dropped, and is cancelled when the last one is. No task is spawned.
//!
//! Only calls of one executor share a flight. The sockets and timers of a request belong to the
//! executor in which it began, and stand still with it.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{
    FutureExt,
    future::{Shared, WeakShared},
};

use super::{CallFuture, context::CallProgress};
use crate::{
    cache::{CacheKey, KeyRef},
    request::{CallOptions, Request},
};

/// A call in flight, as each of its callers holds it.
pub(super) type Flight = Shared<CallFuture>;

/// The identity of a call: its address, the type it decodes to, its options, and its executor.
#[derive(Clone, PartialEq, Eq, Hash)]
struct FlightKey {
    address: CacheKey,
    output: TypeId,
    options: CallOptions,
    executor: u64,
}

/// A flight that other calls may join.
struct ActiveFlight {
    number: u64,
    flight: WeakShared<CallFuture>,
    progress: Option<Arc<CallProgress>>,
}

/// The calls in flight.
#[derive(Default)]
pub(crate) struct SingleFlight(Mutex<Table>);

#[derive(Default)]
struct Table {
    flights: HashMap<FlightKey, ActiveFlight>,
    started: u64,
}

impl SingleFlight {
    /// Joins the flight of an identical call, or starts one with the future that `start` returns,
    /// which must own its [`FlightGuard`] until it completes. Returns whether a flight was joined.
    ///
    /// For reads only; every POST is sent. From now on `progress`, that of the call, follows the
    /// flight.
    pub(super) fn join(
        self: &Arc<Self>,
        request: &Request,
        address: KeyRef<'_>,
        executor: u64,
        progress: Option<&Arc<CallProgress>>,
        start: impl FnOnce(FlightGuard) -> CallFuture,
    ) -> (Flight, bool) {
        let (output, options) = ((request.output.type_id)(), request.options);
        let key = FlightKey { address: address.to_key(), output, options, executor };
        let mut table = self.table();
        if let Some(active) = table.flights.get(&key)
            && let Some(flight) = active.flight.upgrade()
        {
            if let (Some(progress), Some(theirs)) = (progress, &active.progress) {
                progress.follow(theirs);
            }
            return (flight, true);
        }
        table.started += 1;
        let guard = FlightGuard { single_flight: Arc::clone(self), key: key.clone(), number: table.started };
        let flight = start(guard).shared();
        if let Some(weak) = flight.downgrade() {
            let active = ActiveFlight { number: table.started, flight: weak, progress: progress.cloned() };
            table.flights.insert(key, active);
        }
        (flight, false)
    }

    /// Ends the joining of the flights to this address, or of all flights.
    pub(crate) fn retire(&self, address: Option<&CacheKey>) {
        let mut table = self.table();
        table.flights.retain(|key, _| address.is_some_and(|address| key.address != *address));
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes a flight from the table when it completes or is cancelled.
pub(super) struct FlightGuard {
    single_flight: Arc<SingleFlight>,
    key: FlightKey,
    number: u64,
}

impl Drop for FlightGuard {
    fn drop(&mut self) {
        let mut table = self.single_flight.table();
        // A new flight may have started under the same key while the last caller of this one let
        // go.
        if table.flights.get(&self.key).is_some_and(|active| active.number == self.number) {
            table.flights.remove(&self.key);
        }
    }
}
