//! The ranges of a key: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

/// Parses an address or a network, as the portal and a token's claims have them.
pub(crate) fn parse(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let range = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => text.parse::<IpNet>().ok()?,
    };
    Some(canonical(range))
}

/// Converts an IPv4-mapped network (`::ffff:203.0.113.0/120`) to IPv4.
fn canonical(range: IpNet) -> IpNet {
    let IpNet::V6(mapped) = range else { return range };
    let address = mapped.addr().to_ipv4_mapped();
    let bits = mapped.prefix_len().checked_sub(96);
    let unmapped = address.zip(bits).and_then(|(address, bits)| Ipv4Net::new(address, bits).ok());
    unmapped.map_or(range, IpNet::V4)
}

/// Whether any of these ranges includes the address. Invalid ranges are ignored.
pub(crate) fn any_holds<T: AsRef<str>>(ranges: &[T], address: IpAddr) -> bool {
    let address = address.to_canonical();
    ranges.iter().filter_map(|range| parse(range.as_ref())).any(|range| range.contains(&address))
}

/// Returns the address of a range with just one.
pub(crate) fn sole_address(range: IpNet) -> Option<IpAddr> {
    (range.prefix_len() == range.max_prefix_len()).then(|| range.addr())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(range: &str, address: &str) -> bool {
        any_holds(&[range], address.parse().unwrap())
    }

    #[test]
    fn ranges_include_exactly_their_addresses() {
        for (range, inside, outside) in [
            ("203.0.113.7", "203.0.113.7", "203.0.113.70"),
            (" 203.0.113.7/32 ", "::ffff:203.0.113.7", "203.0.113.8"),
            ("203.0.113.7/24", "203.0.113.255", "203.0.112.255"),
            ("203.0.113.0/25", "203.0.113.127", "203.0.113.128"),
            ("0.0.0.0/0", "8.8.8.8", "::1"),
            ("2001:db8::7", "2001:db8:0::7", "2001:db8::8"),
            ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
            ("::ffff:203.0.113.0/120", "203.0.113.9", "203.0.114.9"),
        ] {
            assert!(holds(range, inside), "{range} {inside}");
            assert!(!holds(range, outside), "{range} {outside}");
        }
    }

    #[test]
    fn an_invalid_range_includes_no_address() {
        for text in
            ["", "*", "203.0.113", "203.0.113.7/33", "203.0.113.7/-1", "::/129", "example.org", "1.2.3.4/8/8"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_range_of_one_has_a_sole_address() {
        let sole = |text| parse(text).and_then(sole_address).map(|address| address.to_string());
        assert_eq!(sole("203.0.113.7/32").as_deref(), Some("203.0.113.7"));
        assert_eq!(sole("2001:db8::7/128").as_deref(), Some("2001:db8::7"));
        assert_eq!(sole("203.0.113.0/24"), None);
    }

    proptest! {
        #[test]
        fn no_string_panics(text in "\\PC{0,40}", address: u32) {
            any_holds(&[text], IpAddr::from(address.to_be_bytes()));
        }
    }
}
