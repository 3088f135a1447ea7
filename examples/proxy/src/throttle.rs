//! The rate limit of clients: one bucket per client key or, without keys, per address.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use coc_transport_native::coc_core::{Clock as _, Instant};
use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore,
};

use crate::{settings::Rate, upstream::SharedClock};

/// After so many checks, clients with a full bucket are removed from the table.
const SWEEP: u32 = 1_024;

/// A client of the proxy, as the rate limiter identifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    /// The holder of the client key with this index.
    Key(usize),
    /// The client at this address.
    Address(IpAddr),
}

impl Client {
    /// The client as limits see it: all addresses of a [`network`] are one client.
    pub(crate) fn limited(self) -> Self {
        match self {
            Self::Address(address) => Self::Address(network(address)),
            key @ Self::Key(_) => key,
        }
    }
}

/// The network that shares the limits of an address: the 64 bits that an IPv6 household has, or the
/// IPv4 address itself.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// The buckets of all clients.
#[derive(Debug)]
pub(crate) struct Throttle {
    limiter: RateLimiter<Client, HashMapStateStore<Client>, Ticks, NoOpMiddleware<Duration>>,
    clock: Ticks,
    checks: AtomicU32,
}

impl Throttle {
    /// Creates the rate limiter; `None`, for no limit, if either number is 0.
    pub(crate) fn new(rate: Rate, clock: SharedClock) -> Option<Self> {
        let (per_second, burst) = (NonZeroU32::new(rate.per_second)?, NonZeroU32::new(rate.burst)?);
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let clock = Ticks(clock);
        let limiter = RateLimiter::hashmap_with_clock(quota, clock.clone());
        Some(Self { limiter, clock, checks: AtomicU32::new(0) })
    }

    /// Takes one request from the client's bucket, or returns the time until the next is allowed.
    pub(crate) fn check(&self, client: Client) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&client.limited()).map_err(|until| until.wait_time_from(self.clock.now()))
    }
}

/// The proxy's clock as governor's clock.
#[derive(Clone, Debug)]
struct Ticks(SharedClock);

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.now().saturating_since(Instant::default())
    }
}

#[cfg(test)]
mod tests {
    use coc_core::testing::ManualClock;

    use super::*;

    fn throttle(clock: &ManualClock) -> Throttle {
        Throttle::new(Rate { per_second: 2, burst: 3 }, SharedClock::new(clock.clone())).unwrap()
    }

    fn at(address: &str) -> Client {
        Client::Address(address.parse().unwrap())
    }

    #[test]
    fn each_client_has_a_burst_and_then_its_rate() {
        let clock = ManualClock::default();
        let throttle = throttle(&clock);
        for client in [at("192.0.2.1"), at("192.0.2.2"), Client::Key(0)] {
            for _ in 0..3 {
                assert_eq!(throttle.check(client), Ok(()));
            }
            assert_eq!(throttle.check(client), Err(Duration::from_millis(500)));
        }
        clock.advance(Duration::from_millis(500));
        assert_eq!(throttle.check(Client::Key(0)), Ok(()));
        assert!(throttle.check(Client::Key(0)).is_err());
    }

    #[test]
    fn an_ipv6_network_shares_a_bucket_and_a_mapped_ipv4_address_is_an_ipv4_client() {
        let throttle = throttle(&ManualClock::default());
        for address in ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:3"] {
            assert_eq!(throttle.check(at(address)), Ok(()));
        }
        assert!(throttle.check(at("2001:db8::4")).is_err());
        assert_eq!(throttle.check(at("2001:db8:0:1::4")), Ok(()));
        for address in ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"] {
            assert_eq!(throttle.check(at(address)), Ok(()));
        }
        assert!(throttle.check(at("::ffff:192.0.2.1")).is_err());
    }

    #[test]
    fn idle_clients_are_removed() {
        let clock = ManualClock::default();
        let throttle = throttle(&clock);
        for number in 0..1_000_usize {
            throttle.check(Client::Key(number)).unwrap();
        }
        assert_eq!(throttle.limiter.len(), 1_000);
        clock.advance(Duration::from_secs(60));
        for _ in 0..SWEEP {
            let _ = throttle.check(Client::Key(0));
        }
        assert_eq!(throttle.limiter.len(), 1);
    }
}
