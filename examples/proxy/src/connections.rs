//! The limits on open connections, in total and per address: [`Connections`].
//!
//! At a limit, a new connection replaces the one that has waited longest for its client: one that
//! is idle, sends its request slowly, or does not read its response. So clients that hold
//! connections without using them shut out no other client, not even at their address. A new one
//! is refused only if every connection has a request in flight.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;

use crate::{forwarded::TrustedProxies, settings::Settings, throttle::network};

/// The open connections, counted against their limits. Clones share the counts.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    max: usize,
    max_per_address: usize,
    /// All clients of a proxy in front share its address, so it has no limit of its own.
    unlimited: TrustedProxies,
    open: Mutex<Open>,
    /// The number of times that a connection began to wait.
    waits: AtomicU64,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_address: HashMap<IpAddr, Vec<Arc<Activity>>>,
}

/// The state of a connection: in use, or waiting for its client.
#[derive(Debug)]
struct Activity {
    /// The number of the wait for the client, or [`BUSY`].
    waiting: AtomicU64,
    replaced: Notify,
}

/// A request is in flight.
const BUSY: u64 = u64::MAX;

/// The limit that a connection would exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overload {
    Total,
    Address,
}

impl Connections {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(Arc::new(Inner {
            max: settings.max_connections,
            max_per_address: settings.connections_per_address,
            unlimited: settings.trusted_proxies.clone(),
            open: Mutex::default(),
            waits: AtomicU64::new(0),
        }))
    }

    /// Counts a connection as open until its slot is dropped or replaced, or returns the limit that
    /// it would exceed.
    pub(crate) fn admit(&self, address: IpAddr) -> Result<Slot, Overload> {
        let network = network(address);
        let mut open = self.open();
        let here = open.by_address.get(&network).map_or(0, Vec::len);
        if here >= self.0.max_per_address && !self.0.unlimited.contains(address) {
            open.replace_in(network).ok_or(Overload::Address)?;
        }
        if open.total >= self.0.max {
            open.replace().ok_or(Overload::Total)?;
        }
        let activity =
            Arc::new(Activity { waiting: AtomicU64::new(self.next_wait()), replaced: Notify::new() });
        open.total += 1;
        open.by_address.entry(network).or_default().push(Arc::clone(&activity));
        Ok(Slot { connections: self.clone(), network, activity })
    }

    fn next_wait(&self) -> u64 {
        self.0.waits.fetch_add(1, Ordering::Relaxed)
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Closes the connection of this network that has waited longest; `None` if all are busy.
    fn replace_in(&mut self, network: IpAddr) -> Option<()> {
        let waiting = |activity: &&Arc<Activity>| activity.waiting.load(Ordering::Relaxed);
        let longest = self.by_address.get(&network)?.iter().min_by_key(waiting)?;
        if waiting(&longest) == BUSY {
            return None;
        }
        let longest = Arc::clone(longest);
        longest.replaced.notify_one();
        self.remove(network, &longest);
        Some(())
    }

    /// The same in the network with the most connections, or in the next of which some wait.
    fn replace(&mut self) -> Option<()> {
        let mut networks: Vec<_> =
            self.by_address.iter().map(|(network, here)| (here.len(), *network)).collect();
        networks.sort_unstable_by(|a, b| b.cmp(a));
        networks.into_iter().find_map(|(_, network)| self.replace_in(network))
    }

    fn remove(&mut self, network: IpAddr, activity: &Arc<Activity>) {
        let Entry::Occupied(mut here) = self.by_address.entry(network) else { return };
        let Some(at) = here.get().iter().position(|other| Arc::ptr_eq(other, activity)) else { return };
        here.get_mut().swap_remove(at);
        self.total -= 1;
        if here.get().is_empty() {
            here.remove();
        }
    }
}

/// One open connection.
#[derive(Debug)]
pub(crate) struct Slot {
    connections: Connections,
    network: IpAddr,
    activity: Arc<Activity>,
}

impl Slot {
    /// Marks the connection as busy until the guard is dropped.
    pub(crate) fn busy(&self) -> BusyGuard<'_> {
        self.activity.waiting.store(BUSY, Ordering::Relaxed);
        BusyGuard(self)
    }

    /// Completes when the connection is to be closed, because a new one takes its place.
    pub(crate) async fn replaced(&self) {
        self.activity.replaced.notified().await;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.open().remove(self.network, &self.activity);
    }
}

/// A request in flight.
pub(crate) struct BusyGuard<'a>(&'a Slot);

impl Drop for BusyGuard<'_> {
    fn drop(&mut self) {
        self.0.activity.waiting.store(self.0.connections.next_wait(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn connections() -> Connections {
        Connections::new(&Settings {
            max_connections: 5,
            connections_per_address: 2,
            trusted_proxies: "10.0.0.1".parse().unwrap(),
            ..Settings::default()
        })
    }

    fn admit(connections: &Connections, address: &str) -> Result<Slot, Overload> {
        connections.admit(address.parse().unwrap())
    }

    /// An admitted connection with a request in flight.
    fn busy(connections: &Connections, address: &str) -> Slot {
        let slot = admit(connections, address).unwrap();
        std::mem::forget(slot.busy());
        slot
    }

    fn is_replaced(slot: &Slot) -> bool {
        slot.replaced().now_or_never().is_some()
    }

    #[test]
    fn a_busy_address_at_its_limit_leaves_room_for_others_until_the_total_is_reached() {
        let connections = connections();
        let mut held: Vec<_> = (0..2).map(|_| busy(&connections, "192.0.2.1")).collect();
        assert_eq!(admit(&connections, "192.0.2.1").unwrap_err(), Overload::Address);
        assert_eq!(admit(&connections, "::ffff:192.0.2.1").unwrap_err(), Overload::Address);
        for address in ["192.0.2.2", "2001:db8::1", "2001:db8::2"] {
            held.push(busy(&connections, address));
        }
        assert_eq!(admit(&connections, "2001:db8::3").unwrap_err(), Overload::Address, "the same network");
        assert_eq!(admit(&connections, "192.0.2.3").unwrap_err(), Overload::Total);
        held.clear();
        drop(admit(&connections, "192.0.2.1").unwrap());
        assert!(connections.open().by_address.is_empty());
        assert_eq!(connections.open().total, 0);
    }

    #[test]
    fn a_trusted_proxy_is_limited_by_the_total_only() {
        let connections = connections();
        let _held: Vec<_> = (0..5).map(|_| busy(&connections, "10.0.0.1")).collect();
        assert_eq!(admit(&connections, "10.0.0.1").unwrap_err(), Overload::Total);
    }

    #[test]
    fn the_connection_that_has_waited_longest_is_replaced() {
        let connections = connections();
        let (first, second) =
            (admit(&connections, "192.0.2.1").unwrap(), admit(&connections, "192.0.2.1").unwrap());
        drop(first.busy());
        let third = admit(&connections, "192.0.2.1").unwrap();
        assert_eq!([is_replaced(&first), is_replaced(&second)], [false, true]);
        let _busy = first.busy();
        let _fourth = admit(&connections, "192.0.2.1").unwrap();
        assert_eq!([is_replaced(&first), is_replaced(&third)], [false, true], "a request is in flight");
        drop((second, third));
        assert_eq!(connections.open().total, 2, "a replaced connection is counted once");
    }

    #[test]
    fn at_the_total_limit_the_address_with_the_most_connections_gives_way() {
        let connections = connections();
        let many = [admit(&connections, "192.0.2.1").unwrap(), admit(&connections, "192.0.2.1").unwrap()];
        let few: Vec<_> = ["192.0.2.2", "192.0.2.3", "192.0.2.4"]
            .map(|address| admit(&connections, address).unwrap())
            .into();
        drop(many[1].busy());
        let _new = admit(&connections, "192.0.2.5").unwrap();
        assert!(is_replaced(&many[0]) && !is_replaced(&many[1]) && !few.iter().any(is_replaced));
    }
}
