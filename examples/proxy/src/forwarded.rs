//! The client's address behind proxies that are trusted to report it: [`TrustedProxies`].

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use http::HeaderMap;
use ipnet::IpNet;

/// The header to which each proxy appends the address of its client.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The addresses of proxies whose `X-Forwarded-For` is trusted.
///
/// Parsed from addresses and networks separated by commas, as in `127.0.0.1, 10.0.0.0/8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A string that is not a list of addresses and networks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address or a network: write it as in 127.0.0.1 or 10.0.0.0/8")]
pub struct TrustedProxiesError(String);

impl TrustedProxies {
    /// Whether a proxy at this address is trusted.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client's address: that of the connection or, if a trusted proxy opened it, the last
    /// address in `X-Forwarded-For` that is not a trusted proxy's. Entries before it may be forged.
    pub(crate) fn client(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        let mut client = peer;
        if !self.contains(peer) {
            return client;
        }
        let values: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
        let entries = values.iter().rev().flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
        for entry in entries {
            // Whatever precedes an entry that is no address may be forged, too.
            let Some(address) = str::from_utf8(entry).ok().and_then(address) else { break };
            client = address;
            if !self.contains(address) {
                break;
            }
        }
        client
    }
}

/// Parses an entry: an address, an address with a port, or an IPv6 address in brackets with or
/// without one. Some proxies write quotes around it.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim().trim_matches('"');
    let without_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let address = entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<SocketAddr>().map(|address| address.ip()))
        .ok()
        .or_else(without_brackets)?;
    Some(address.to_canonical())
}

impl FromStr for TrustedProxies {
    type Err = TrustedProxiesError;

    fn from_str(text: &str) -> Result<Self, TrustedProxiesError> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let network = |entry: &str| {
            let address = || entry.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            let wrong =
                |_| TrustedProxiesError(entry.chars().filter(|c| !c.is_control()).take(100).collect());
            entry.parse::<IpNet>().or_else(|_| address()).map_err(wrong)
        };
        entries.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const PROXIES: &str = "127.0.0.1, 10.0.0.0/8, fd00::/8";

    fn client(lines: &[&str], peer: &str) -> String {
        let value = |line: &&str| HeaderValue::from_bytes(line.as_bytes()).unwrap();
        let headers = lines.iter().map(|line| (http::HeaderName::from_static(FORWARDED_FOR), value(line)));
        let proxies: TrustedProxies = PROXIES.parse().unwrap();
        proxies.client(&headers.collect(), peer.parse().unwrap()).to_string()
    }

    #[test]
    fn a_client_that_is_no_trusted_proxy_cannot_choose_its_address() {
        assert_eq!(client(&["203.0.113.9"], "198.51.100.1"), "198.51.100.1");
        assert_eq!(client(&["203.0.113.9"], "::ffff:198.51.100.1"), "::ffff:198.51.100.1");
        assert_eq!(TrustedProxies::default(), "".parse().unwrap());
    }

    #[test]
    fn the_last_address_that_is_no_trusted_proxy_is_the_clients() {
        for (lines, expected) in [
            (&[][..], "127.0.0.1"),
            (&["203.0.113.9"], "203.0.113.9"),
            (&["203.0.113.9, 198.51.100.4"], "198.51.100.4"),
            (&["203.0.113.9", "198.51.100.4"], "198.51.100.4"),
            (&["203.0.113.9, 198.51.100.4, 10.1.2.3"], "198.51.100.4"),
            (&["203.0.113.9", "10.1.2.3, fd00::7"], "203.0.113.9"),
            (&["10.1.2.3, 10.4.5.6"], "10.1.2.3"),
            (&["203.0.113.9, nonsense"], "127.0.0.1"),
            (&["203.0.113.9, nonsense, 10.1.2.3"], "10.1.2.3"),
            (&["203.0.113.9, unknown, "], "127.0.0.1"),
            (&["203.0.113.9, \u{fc}"], "127.0.0.1"),
        ] {
            assert_eq!(client(lines, "127.0.0.1"), expected, "{lines:?}");
        }
    }

    #[test]
    fn an_entry_may_have_a_port_brackets_or_quotes() {
        for (entry, expected) in [
            ("203.0.113.9:51234", "203.0.113.9"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("\"[2001:db8::1]:443\"", "2001:db8::1"),
            ("[::ffff:203.0.113.9]:1", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
        ] {
            assert_eq!(client(&[entry], "::ffff:127.0.0.1"), expected, "{entry}");
        }
        for entry in ["203.0.113.9:", "203.0.113.9:x", "203.0.113.9:99999", "[203.0.113.9]", "[::1", "a:1"] {
            assert_eq!(address(entry), None, "{entry}");
        }
    }

    #[test]
    fn addresses_and_networks_are_parsed_and_others_are_named() {
        assert_eq!(
            PROXIES.parse::<TrustedProxies>().unwrap().to_string(),
            "127.0.0.1/32,10.0.0.0/8,fd00::/8"
        );
        let error = "127.0.0.1,true".parse::<TrustedProxies>().unwrap_err().to_string();
        assert!(error.starts_with("`true` is not an address or a network"), "{error}");
    }

    proptest! {
        #[test]
        fn any_address_is_read_in_each_of_its_forms(address: IpAddr, port: u16) {
            let canonical = address.to_canonical();
            prop_assert_eq!(super::address(&address.to_string()), Some(canonical));
            prop_assert_eq!(super::address(&SocketAddr::new(address, port).to_string()), Some(canonical));
        }

        #[test]
        fn any_header_has_a_client(line in "[ -~]{0,80}") {
            client(&[&line], "127.0.0.1");
        }
    }
}
