//! The [`IpScope`] of an address: which addresses a key may be created for, and on whose word.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The part of the network in which an address is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IpScope {
    /// The internet. Documentation addresses count, because simulators and tests use them.
    Public,
    /// A private network. The official API cannot see such an address, but an API in the same
    /// network can: keys are created for it only if the user set it.
    Private,
    /// A link, this machine, many machines or none: keys are never created for it.
    Unusable,
}

impl IpScope {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }
}

/// Returns the address in canonical form if it is public.
pub(crate) fn public(address: IpAddr) -> Option<IpAddr> {
    (IpScope::of(address) == IpScope::Public).then(|| address.to_canonical())
}

fn of_v4(address: Ipv4Addr) -> IpScope {
    match address.octets() {
        // "This network", loopback, link-local, multicast, reserved and broadcast.
        [0 | 127 | 224.., ..] | [169, 254, ..] => IpScope::Unusable,
        // Carrier-grade NAT, protocol assignments and benchmarks.
        [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18 | 19, ..] => IpScope::Private,
        _ if address.is_private() => IpScope::Private,
        _ => IpScope::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> IpScope {
    match address.segments() {
        // 6to4, with an IPv4 address inside.
        [0x2002, high, low, ..] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            of_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Only these are assigned on the internet. The rest includes translated IPv4 addresses.
        [0x2000..=0x3fff, ..] => IpScope::Public,
        [0xfc00..=0xfdff, ..] => IpScope::Private,
        _ => IpScope::Unusable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_range_has_its_scope_and_mapped_addresses_that_of_their_ipv4_address() {
        for (scope, addresses) in [
            (
                IpScope::Public,
                &[
                    "203.0.113.7",
                    "192.0.2.1",
                    "198.51.100.9",
                    "8.8.8.8",
                    "1.1.1.1",
                    "100.63.255.255",
                    "100.128.0.1",
                    "172.15.0.1",
                    "172.32.0.1",
                    "192.0.1.1",
                    "223.255.255.255",
                    "::ffff:203.0.113.7",
                    "2001:db8::7",
                    "2606:4700::1111",
                    "2002:cb00:7107::1",
                ][..],
            ),
            (
                IpScope::Private,
                &[
                    "10.0.0.1",
                    "172.16.0.1",
                    "172.31.255.255",
                    "192.168.0.2",
                    "100.64.0.1",
                    "100.127.255.255",
                    "198.18.0.1",
                    "192.0.0.8",
                    "::ffff:10.0.0.1",
                    "::ffff:192.168.0.2",
                    "fc00::1",
                    "fd12:3456::1",
                    "2002:c0a8:1::1",
                ],
            ),
            (
                IpScope::Unusable,
                &[
                    "0.0.0.0",
                    "0.1.2.3",
                    "127.0.0.1",
                    "127.255.255.255",
                    "169.254.1.1",
                    "224.0.0.1",
                    "239.255.255.255",
                    "240.0.0.1",
                    "255.255.255.255",
                    "::",
                    "::1",
                    "::ffff:0.0.0.0",
                    "::ffff:127.0.0.1",
                    "::ffff:255.255.255.255",
                    "::203.0.113.7",
                    "64:ff9b::cb00:7107",
                    "100::1",
                    "fe80::1",
                    "fec0::1",
                    "ff02::1",
                    "4000::1",
                    "2002:7f00:1::1",
                    "2002::1",
                ],
            ),
        ] {
            for text in addresses {
                assert_eq!(IpScope::of(text.parse().unwrap()), scope, "{text}");
            }
        }
    }
}
