//! Address ranges of API keys: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses that share a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    base: IpAddr,
    bits: u8,
}

impl Cidr {
    /// Parses an address with or without a prefix length.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
            None => (text.trim(), None),
        };
        let base: IpAddr = address.parse().ok()?;
        let widest = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(widest);
        (bits <= widest).then_some(Self { base, bits })
    }

    /// Whether the block contains `address`. `::ffff:a.b.c.d` counts as IPv4.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                (Ipv4Addr::to_bits(base) ^ Ipv4Addr::to_bits(address)) & mask == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                (Ipv6Addr::to_bits(base) ^ Ipv6Addr::to_bits(address)) & mask == 0
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(block: &str, address: &str) -> bool {
        Cidr::parse(block).expect(block).contains(address.parse().expect(address))
    }

    #[test]
    fn a_range_contains_exactly_its_addresses() {
        assert!(contains("203.0.113.7", "203.0.113.7"));
        assert!(!contains("203.0.113.7", "203.0.113.70"));
        assert!(contains("203.0.113.7/24", "203.0.113.255"));
        assert!(!contains("203.0.113.0/25", "203.0.113.128"));
        assert!(contains("0.0.0.0/0", "8.8.8.8"));
        assert!(!contains("0.0.0.0/0", "::1"));
        assert!(contains("2001:db8::/33", "2001:db8:7fff::1"));
        assert!(!contains("2001:db8::/33", "2001:db8:8000::1"));
        assert!(contains("::/0", "2001:db8::1"));
        assert!(contains("203.0.113.0/24", "::ffff:203.0.113.9"));
    }

    #[test]
    fn an_invalid_range_is_rejected() {
        for text in [
            "",
            "203.0.113",
            "203.0.113.7/33",
            "203.0.113.7/-1",
            "203.0.113.7/",
            "::/129",
            "example.org",
            "1.2.3.4/8/8",
        ] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }
}
