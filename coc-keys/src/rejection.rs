//! A [`Rejection`]: which token the API rejected, and why.

use std::{fmt, net::IpAddr};

use coc_core::{ErrorKind, TokenId, TokenRejection};

use crate::{CallError, ip_scope};

/// A token that the API rejected.
#[derive(Clone, Debug)]
pub(crate) struct Rejection {
    pub(crate) token: TokenId,
    pub(crate) reason: RejectReason,
    /// The tokens that the API has accepted before.
    pub(crate) accepted: Vec<TokenId>,
    /// The API's error.
    pub(crate) error: CallError,
}

/// The reason for a [`Rejection`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum RejectReason {
    /// The token is not valid from the address of the request.
    Ip {
        /// The address that the API names, if it names one.
        named: Option<IpAddr>,
        /// Whether keys may be created for that address: it is public, and named by the official
        /// API or by one that the user trusts.
        trusted: bool,
    },
    /// The token is not valid.
    Key,
}

impl Rejection {
    /// The rejection of a token. A server other than the official API is believed about the address
    /// only if `trusts_all`.
    pub(crate) fn of(rejected: &TokenRejection, trusts_all: bool) -> Self {
        let reason = match rejected.error.kind() {
            ErrorKind::InvalidIp => {
                let named = rejected.error.message().and_then(ip_in);
                let public = named.and_then(ip_scope::public).is_some();
                RejectReason::Ip { named, trusted: public && (rejected.official || trusts_all) }
            }
            _ => RejectReason::Key,
        };
        let TokenRejection { token, error, accepted, .. } = rejected;
        Self { token: *token, reason, accepted: accepted.clone(), error: error.clone() }
    }

    /// Whether the token is rejected because of the address, so that all others are, too.
    pub(crate) fn is_by_ip(&self) -> bool {
        matches!(self.reason, RejectReason::Ip { .. })
    }

    /// The address that the API sees, if it named one and is trusted to know.
    pub(crate) fn ip(&self) -> Option<IpAddr> {
        match self.reason {
            RejectReason::Ip { named, trusted: true } => named,
            _ => None,
        }
    }

    /// The address that the API named, whether it is trusted or not.
    pub(crate) fn named_ip(&self) -> Option<IpAddr> {
        match self.reason {
            RejectReason::Ip { named, .. } => named,
            RejectReason::Key => None,
        }
    }
}

/// The reason, as the end of a sentence that begins with the API's rejection.
impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip { named: Some(ip), .. } => write!(f, "because of the address, which it sees as {ip}"),
            Self::Ip { named: None, .. } => f.write_str("because of the address"),
            Self::Key => f.write_str("as invalid"),
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
            ("access from IP ::ffff:203.0.113.9", Some("203.0.113.9")),
            ("Invalid authorization", None),
            ("", None),
        ] {
            assert_eq!(ip_in(message), address.map(|text| text.parse().unwrap()), "{message}");
        }
    }
}
