//! A [`Rejection`]: which token the API rejected, and why.

use std::net::IpAddr;

use coc_core::{ErrorKind, TokenId, TokenRejection};

/// A token that the API rejected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rejection {
    pub(crate) token: TokenId,
    pub(crate) reason: RejectReason,
}

/// The reason for a [`Rejection`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum RejectReason {
    /// The token is not valid from the address that the API names, if it names one.
    Ip(Option<IpAddr>),
    /// The token is not valid.
    Key,
}

impl Rejection {
    pub(crate) fn of(rejected: &TokenRejection) -> Self {
        let reason = match rejected.error.kind() {
            ErrorKind::InvalidIp => RejectReason::Ip(rejected.error.message().and_then(ip_in)),
            _ => RejectReason::Key,
        };
        Self { token: rejected.token, reason }
    }

    /// The address that the API saw, if it named one.
    pub(crate) fn ip(self) -> Option<IpAddr> {
        match self.reason {
            RejectReason::Ip(ip) => ip,
            RejectReason::Key => None,
        }
    }
}

/// The address in the API's message.
fn ip_in(message: &str) -> Option<IpAddr> {
    let trim = |word: &str| word.trim_matches(|c: char| !c.is_ascii_hexdigit() && c != ':').parse().ok();
    let address: IpAddr = message.split_whitespace().rev().find_map(trim)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rejected_address_is_found_in_the_message() {
        for (message, address) in [
            ("Invalid authorization: API key does not allow access from IP 203.0.113.9", Some("203.0.113.9")),
            ("API key does not allow access from IP 2001:db8::9.", Some("2001:db8::9")),
            ("access from IP (203.0.113.9)", Some("203.0.113.9")),
            ("Invalid authorization", None),
            ("", None),
        ] {
            assert_eq!(ip_in(message), address.map(|text| text.parse().unwrap()), "{message}");
        }
    }
}
