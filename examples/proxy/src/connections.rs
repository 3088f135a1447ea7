//! The limits on open connections, in total and per address: [`Connections`].

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

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
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

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
        }))
    }

    /// Counts a connection as open until the slot is dropped, or returns the limit it would exceed.
    pub(crate) fn admit(&self, address: IpAddr) -> Result<Slot, Overload> {
        let network = network(address);
        let mut open = self.open();
        let here = open.by_address.get(&network).copied().unwrap_or_default();
        if here >= self.0.max_per_address && !self.0.unlimited.contains(address) {
            return Err(Overload::Address);
        }
        if open.total >= self.0.max {
            return Err(Overload::Total);
        }
        open.total += 1;
        open.by_address.insert(network, here + 1);
        Ok(Slot { connections: self.clone(), network })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One open connection.
#[derive(Debug)]
pub(crate) struct Slot {
    connections: Connections,
    network: IpAddr,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        open.total -= 1;
        if let Entry::Occupied(mut here) = open.by_address.entry(self.network) {
            *here.get_mut() -= 1;
            if *here.get() == 0 {
                here.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn an_address_at_its_limit_leaves_room_for_others_until_the_total_is_reached() {
        let connections = connections();
        let mut held: Vec<_> = (0..2).map(|_| admit(&connections, "192.0.2.1").unwrap()).collect();
        assert_eq!(admit(&connections, "192.0.2.1").unwrap_err(), Overload::Address);
        assert_eq!(admit(&connections, "::ffff:192.0.2.1").unwrap_err(), Overload::Address);
        for address in ["192.0.2.2", "2001:db8::1", "2001:db8::2"] {
            held.push(admit(&connections, address).unwrap());
        }
        assert_eq!(admit(&connections, "2001:db8::3").unwrap_err(), Overload::Address, "the same network");
        assert_eq!(admit(&connections, "192.0.2.3").unwrap_err(), Overload::Total);
        held.clear();
        assert!(admit(&connections, "192.0.2.1").is_ok());
        assert!(connections.open().by_address.is_empty());
        assert_eq!(connections.open().total, 0);
    }

    #[test]
    fn a_trusted_proxy_is_limited_by_the_total_only() {
        let connections = connections();
        let _held: Vec<_> = (0..5).map(|_| admit(&connections, "10.0.0.1").unwrap()).collect();
        assert_eq!(admit(&connections, "10.0.0.1").unwrap_err(), Overload::Total);
    }
}
