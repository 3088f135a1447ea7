//! Identical calls in the air share one request, one decode and one value.
//!
//! The first call that wants something begins a flight, and those that want the same before it lands join it. All of them
//! carry it: whoever is polled moves it on, so it lands even if the first is dropped, and it is cancelled when all are. Nothing
//! is spawned.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{
    FutureExt,
    future::{Shared, WeakShared},
};

use crate::{
    bounds::BoxFuture,
    cache::CacheKey,
    error::Error,
    journey::Log,
    request::{CallOptions, Request},
    response::UntypedResponse,
};

type Outcome = Result<UntypedResponse, Error>;

/// A call in the air, as each of its callers holds it.
pub(crate) type Flight = Shared<BoxFuture<'static, Outcome>>;

/// What makes two calls the same: where they go, what they decode to, and how they are to be made.
#[derive(Clone, PartialEq, Eq, Hash)]
struct FlightKey {
    address: CacheKey,
    output: TypeId,
    options: CallOptions,
}

/// One flight, as those find it who may join.
struct ActiveFlight {
    number: u64,
    flight: WeakShared<BoxFuture<'static, Outcome>>,
    log: Option<Arc<Log>>,
}

/// The calls in the air.
#[derive(Default)]
pub(crate) struct SingleFlight(Mutex<Table>);

#[derive(Default)]
struct Table {
    flights: HashMap<FlightKey, ActiveFlight>,
    begun: u64,
}

impl SingleFlight {
    /// Joins the flight of an identical call, or begins one with the future that `begin` makes, which must hold its [`FlightGuard`]
    /// to the end. Says whether it was joined.
    ///
    /// To be used for reading calls only: whoever posts wants it done each time. `log` is that of the call; from now on it follows the flight.
    pub(crate) fn join(
        self: &Arc<Self>,
        request: &Request,
        log: Option<&Arc<Log>>,
        begin: impl FnOnce(FlightGuard) -> BoxFuture<'static, Outcome>,
    ) -> (Flight, bool) {
        let key =
            FlightKey { address: request.address.clone(), output: request.output, options: request.options };
        let mut table = self.table();
        if let Some(aloft) = table.flights.get(&key)
            && let Some(flight) = aloft.flight.upgrade()
        {
            if let (Some(log), Some(theirs)) = (log, &aloft.log) {
                log.follow(theirs);
            }
            return (flight, true);
        }
        table.begun += 1;
        let landing = FlightGuard { flights: Arc::clone(self), key: key.clone(), number: table.begun };
        let flight = begin(landing).shared();
        if let Some(weak) = flight.downgrade() {
            let aloft = ActiveFlight { number: table.begun, flight: weak, log: log.cloned() };
            table.flights.insert(key, aloft);
        }
        (flight, false)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the flight out of the table when it has landed or was given up.
pub(crate) struct FlightGuard {
    flights: Arc<SingleFlight>,
    key: FlightKey,
    number: u64,
}

impl Drop for FlightGuard {
    fn drop(&mut self) {
        let mut table = self.flights.table();
        // Another flight may have begun under the same key while the last holder of this one let go.
        if table.flights.get(&self.key).is_some_and(|aloft| aloft.number == self.number) {
            table.flights.remove(&self.key);
        }
    }
}
