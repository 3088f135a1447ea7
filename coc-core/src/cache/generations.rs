//! [`Generations`]: decides which responses in flight may still be stored when they arrive.
//!
//! Requests and invalidations are numbered in the order in which they start. A response is stored
//! unless its address was invalidated, or a response of a later request was stored, after its own
//! request started.

use std::{
    collections::{HashMap, hash_map},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{CacheKey, KeyRef};

/// The order of the requests and invalidations of a cache.
#[derive(Debug, Default)]
pub(crate) struct Generations(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last_number: u64,
    /// The number of the last invalidation of all addresses.
    cleared: u64,
    /// Only the addresses with a request in flight, so that this does not grow with the cache.
    addresses: HashMap<CacheKey, Address>,
}

#[derive(Debug)]
struct Address {
    in_flight: usize,
    /// The number of the last invalidation, or of the latest request whose response was stored.
    superseded: u64,
}

/// A request in flight whose response may be stored.
pub(crate) struct Fetch<'a> {
    generations: &'a Generations,
    key: CacheKey,
    number: u64,
}

impl Generations {
    /// Registers a request that starts now.
    pub(crate) fn start(&self, key: KeyRef<'_>) -> Fetch<'_> {
        let mut state = self.state();
        let number = state.next_number();
        let key = key.to_key();
        state
            .addresses
            .entry(key.clone())
            .and_modify(|address| address.in_flight += 1)
            .or_insert(Address { in_flight: 1, superseded: 0 });
        Fetch { generations: self, key, number }
    }

    /// Supersedes all requests of this address in flight, and runs `remove` before any other
    /// change.
    pub(crate) fn invalidate<T>(&self, key: &CacheKey, remove: impl FnOnce() -> T) -> T {
        let mut state = self.state();
        let number = state.next_number();
        if let Some(address) = state.addresses.get_mut(key) {
            address.superseded = number;
        }
        remove()
    }

    /// Supersedes all requests in flight, and runs `clear` before any other change.
    pub(crate) fn clear<T>(&self, clear: impl FnOnce() -> T) -> T {
        let mut state = self.state();
        state.cleared = state.next_number();
        clear()
    }

    /// Runs `change` before any other change.
    pub(crate) fn serialize<T>(&self, change: impl FnOnce() -> T) -> T {
        let _state = self.state();
        change()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

impl Fetch<'_> {
    /// Runs `store` before any other change, unless the request is superseded. Then supersedes
    /// earlier requests. Returns whether `store` was run.
    pub(crate) fn store(&self, store: impl FnOnce()) -> bool {
        let mut state = self.generations.state();
        let cleared = state.cleared;
        let address = state.addresses.get_mut(&self.key);
        let Some(address) = address.filter(|address| self.number > address.superseded.max(cleared)) else {
            return false;
        };
        address.superseded = self.number;
        store();
        true
    }

    /// Whether the request has been superseded since its response was stored.
    pub(crate) fn is_superseded(&self) -> bool {
        let state = self.generations.state();
        let address = state.addresses.get(&self.key).map_or(0, |address| address.superseded);
        address.max(state.cleared) > self.number
    }
}

impl Drop for Fetch<'_> {
    fn drop(&mut self) {
        let mut state = self.generations.state();
        if let hash_map::Entry::Occupied(mut address) = state.addresses.entry(self.key.clone()) {
            address.get_mut().in_flight -= 1;
            if address.get().in_flight == 0 {
                address.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Target;

    #[test]
    fn addresses_are_forgotten_with_their_last_request() {
        let generations = Generations::default();
        let (base, target) = ("https://api.example/v1".into(), Target::new("/x"));
        let key = KeyRef { base: &base, target: &target };
        let (first, second) = (generations.start(key), generations.start(key));
        drop(first);
        assert!(second.store(|| ()) && !second.is_superseded());
        drop(second);
        generations.invalidate(&key.to_key(), || ());
        assert!(generations.state().addresses.is_empty());
    }
}
