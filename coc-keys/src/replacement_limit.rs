//! The [`ReplacementLimit`]: no endless replacement of keys that the API goes on rejecting.
//!
//! A rejected key is replaced at once, because usually the address has changed or the key was
//! revoked. But if the API also rejects the new key before it has ever accepted it, a further key
//! will not help. Then the circuit opens: for [`PAUSES`], longer with each replacement in a row
//! that did not help, calls whose key is rejected fail at once with the cause, and the portal
//! receives no request. The keys stay in use, so calls succeed as soon as the API accepts one.
//!
//! An address that changes back and forth, as with two routes to the internet, has a limit of its
//! own, because there each replacement helps for a moment.

use std::{collections::VecDeque, net::IpAddr, time::Duration};

use coc_core::{Instant, TokenId};

use crate::{
    error::{Error, ErrorKind},
    rejection::Rejection,
};

/// The seconds for which the circuit is open after each replacement in a row that did not help.
const PAUSES: [u64; 5] = [60, 120, 300, 600, 900];
/// The window in which addresses are remembered.
const WINDOW: Duration = Duration::from_secs(10 * 60);
/// The most replacements in a [`WINDOW`] for an address that was in use before in that window.
const MAX_RETURNS: usize = 3;

/// Limits the replacements of rejected keys, for all accounts together.
#[derive(Debug, Default)]
pub(crate) struct ReplacementLimit {
    /// The tokens of the latest replacement, until the API is known to have accepted one.
    unproven: Vec<TokenId>,
    /// Whether that replacement is among the failed ones.
    has_failed: bool,
    /// The failed replacements in a row.
    failures: usize,
    /// When the circuit becomes half-open, and the error that opened it.
    open: Option<(Instant, Error)>,
    addresses: VecDeque<RecentAddress>,
}

/// An address that keys were in use for.
#[derive(Debug)]
struct RecentAddress {
    ip: IpAddr,
    since: Instant,
    /// Whether it was in use before, within the window.
    is_return: bool,
}

impl ReplacementLimit {
    /// Whether keys may be replaced because of this rejection.
    pub(crate) fn admit_rejection(&mut self, rejection: &Rejection, now: Instant) -> Result<(), Error> {
        let accepted = |token: &TokenId| rejection.accepted.contains(token);
        if accepted(&rejection.token) || self.unproven.iter().any(accepted) {
            // The latest replacement has helped.
            self.close();
        } else if !self.has_failed && self.unproven.contains(&rejection.token) {
            let message = format!(
                "it rejected a key {reason}, and then its replacement, which it never accepted; check which \
                 address the API sees, and set it with `ip`",
                reason = rejection.reason
            );
            let error = Error::new(ErrorKind::KeyRejected, message).caused_by(rejection.error.clone());
            self.record_failure(error, now);
        }
        self.admit(now)
    }

    /// Whether the circuit is closed or half-open.
    pub(crate) fn admit(&self, now: Instant) -> Result<(), Error> {
        match &self.open {
            Some((until, error)) if *until > now => {
                Err(error.clone().with_cool_down(until.saturating_since(now)))
            }
            _ => Ok(()),
        }
    }

    /// Opens the circuit, because a replacement did not help or would not.
    pub(crate) fn record_failure(&mut self, error: Error, now: Instant) {
        let pause = Duration::from_secs(PAUSES[self.failures.min(PAUSES.len() - 1)]);
        self.failures += 1;
        self.has_failed = true;
        self.open = Some((now + pause, error));
    }

    /// Records that these tokens were obtained because of a rejection.
    pub(crate) fn record_replacement(&mut self, tokens: Vec<TokenId>) {
        (self.unproven, self.has_failed, self.open) = (tokens, false, None);
    }

    /// Closes the circuit, because the API has accepted a key, or a user has changed the keys.
    pub(crate) fn close(&mut self) {
        (self.unproven, self.has_failed, self.failures, self.open) = (Vec::new(), false, 0, None);
    }

    /// Whether keys may be created for this address because of a rejection.
    pub(crate) fn admit_address(&mut self, ip: IpAddr, now: Instant) -> Result<(), Error> {
        self.forget_old_addresses(now);
        if !self.is_return(ip) {
            return Ok(());
        }
        let returns = || self.addresses.iter().filter(|recent| recent.is_return);
        if returns().count() < MAX_RETURNS {
            return Ok(());
        }
        let mut seen: Vec<String> = self.addresses.iter().map(|recent| recent.ip.to_string()).collect();
        seen.sort_unstable();
        seen.dedup();
        let message = format!(
            "the address keeps changing back and forth ({}); send all requests over one of them, or set the one \
             that the API sees with `ip`",
            seen.join(", ")
        );
        let oldest = returns().next().map_or(now, |recent| recent.since);
        let wait = WINDOW.saturating_sub(now.saturating_since(oldest));
        Err(Error::new(ErrorKind::Throttled, message).with_retry_after(Some(wait)))
    }

    /// Records that keys for this address are in use from now on.
    pub(crate) fn record_address(&mut self, ip: IpAddr, now: Instant) {
        self.forget_old_addresses(now);
        if self.addresses.back().is_none_or(|latest| latest.ip != ip) {
            let is_return = self.is_return(ip);
            self.addresses.push_back(RecentAddress { ip, since: now, is_return });
        }
    }

    /// Whether this address was in use before the latest one.
    fn is_return(&self, ip: IpAddr) -> bool {
        let mut newest_first = self.addresses.iter().rev();
        newest_first.next().is_some_and(|latest| latest.ip != ip)
            && newest_first.any(|recent| recent.ip == ip)
    }

    /// The latest address stays, however long ago it was first used.
    fn forget_old_addresses(&mut self, now: Instant) {
        while self.addresses.len() > 1
            && self.addresses.front().is_some_and(|recent| now.saturating_since(recent.since) >= WINDOW)
        {
            self.addresses.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use coc_core::{Error as CallError, ErrorKind as CallErrorKind, Token, TokenRejection, TokenSet};

    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    fn rejection(token: &str, accepted: &[&str]) -> Rejection {
        let id = |token: &&str| Token::new(token).unwrap().id();
        let token = Token::new(token).unwrap();
        let error = CallError::new(CallErrorKind::InvalidIp);
        let mut rejected = TokenRejection::new(TokenSet::new([token.clone()]), token.id(), error);
        rejected.accepted = accepted.iter().map(id).collect();
        Rejection::of(&rejected, false)
    }

    fn replace(limit: &mut ReplacementLimit, tokens: &str) {
        limit.record_replacement(tokens.split(' ').map(|token| Token::new(token).unwrap().id()).collect());
    }

    #[test]
    fn one_accepted_key_of_several_is_enough() {
        let mut limit = ReplacementLimit::default();
        replace(&mut limit, "a b c");
        assert!(limit.admit_rejection(&rejection("b", &["old", "c"]), at(0)).is_ok());
        replace(&mut limit, "d e f");
        assert!(limit.admit_rejection(&rejection("e", &["old"]), at(0)).is_err());
        assert!(limit.admit_rejection(&rejection("e", &["old", "d"]), at(0)).is_ok());
    }

    #[test]
    fn the_circuit_opens_for_longer_with_each_replacement_that_is_rejected() {
        let mut limit = ReplacementLimit::default();
        let mut now = 0;
        for (number, pause) in [60, 120, 300, 600, 900, 900].into_iter().enumerate() {
            let (token, next) = (format!("t{number}"), format!("t{}", number + 1));
            assert!(limit.admit_rejection(&rejection(&token, &[]), at(now)).is_ok(), "{number}");
            replace(&mut limit, &next);
            let error = limit.admit_rejection(&rejection(&next, &[]), at(now)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::KeyRejected);
            assert_eq!(error.cool_down(), Some(Duration::from_secs(pause)));
            // A late rejection of an older key does not open the circuit for longer.
            let late = limit.admit_rejection(&rejection(&token, &[]), at(now + 1)).unwrap_err();
            assert_eq!(late.cool_down(), Some(Duration::from_secs(pause - 1)));
            now += pause;
        }
    }

    #[test]
    fn a_key_that_was_accepted_closes_the_circuit() {
        let mut limit = ReplacementLimit::default();
        replace(&mut limit, "a");
        assert!(limit.admit_rejection(&rejection("a", &[]), at(0)).is_err());
        assert!(limit.admit_rejection(&rejection("a", &["a"]), at(1)).is_ok());
        replace(&mut limit, "b");
        let error = limit.admit_rejection(&rejection("b", &[]), at(1)).unwrap_err();
        assert_eq!(error.cool_down(), Some(Duration::from_secs(60)), "the pauses have started again");
    }

    #[test]
    fn three_returns_to_a_recent_address_are_admitted_in_ten_minutes() {
        let mut limit = ReplacementLimit::default();
        let ip = |number: u8| IpAddr::from([198, 51, 100, number]);
        let (mut current, mut changes) = (0, Vec::new());
        limit.record_address(ip(current), at(0));
        for second in 0..1_200 {
            if limit.admit_address(ip(1 - current), at(second)).is_ok() {
                current = 1 - current;
                limit.record_address(ip(current), at(second));
                changes.push(second);
            }
        }
        // The first change is to a new address.
        assert_eq!(changes, [0, 1, 2, 3, 601, 602, 603]);
        // New addresses are not limited here.
        let mut limit = ReplacementLimit::default();
        for number in 0..200 {
            assert!(limit.admit_address(ip(number), at(0)).is_ok());
            limit.record_address(ip(number), at(0));
        }
    }
}
