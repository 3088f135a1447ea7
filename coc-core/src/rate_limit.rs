//! [`RateLimit`], the limits that a client keeps, and [`TokenStatus`], the state of one of its
//! tokens.
//!
//! The machinery behind both is in `pipeline/token_pool.rs`.

use std::time::Duration;

use crate::{credentials::TokenId, error::ErrorKind};

/// The number of requests per second and token, and the number in flight over all tokens.
///
/// ```
/// use coc_core::RateLimit;
///
/// let gentle = RateLimit::per_second(5).burst(5).in_flight(10);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub(crate) per_second: u32,
    pub(crate) burst: u32,
    pub(crate) in_flight: usize,
}

impl Default for RateLimit {
    /// 10 requests per second, bursts of 20, 100 requests in flight.
    fn default() -> Self {
        Self { per_second: 10, burst: 20, in_flight: 100 }
    }
}

impl RateLimit {
    /// Allows this many requests per second and token, in bursts of as many; zero means no limit.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        Self { per_second: requests, burst: requests, ..Self::default() }
    }

    /// Disables the rate limit. Tokens that the API throttles still cool down.
    #[must_use]
    pub fn none() -> Self {
        Self::per_second(0)
    }

    /// Sets the number of requests that an idle token may make at once; at least 1.
    #[must_use]
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests.max(1);
        self
    }

    /// Sets the number of requests in flight at once, over all tokens; 100 by default, at least 1.
    #[must_use]
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.in_flight = requests.max(1);
        self
    }

    /// Returns the average time between two requests; zero without a limit. Rounded up, because a
    /// server that counts exactly rejects a request that is a nanosecond early.
    pub(crate) fn interval(&self) -> Duration {
        const SECOND: u64 = 1_000_000_000;
        if self.per_second == 0 {
            return Duration::ZERO;
        }
        Duration::from_nanos(SECOND.div_ceil(u64::from(self.per_second)))
    }

    /// Returns how far a token may be ahead of the even pace.
    pub(crate) fn slack(&self) -> Duration {
        self.interval().saturating_mul(self.burst.saturating_sub(1))
    }
}

/// The state and counters of one token. From [`Client::tokens`](crate::Client::tokens).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenStatus {
    /// The token's identifier.
    pub id: TokenId,
    /// The token's state.
    pub state: TokenState,
    /// Requests sent with this token.
    pub requests: u64,
    /// Requests that the API throttled (429).
    pub throttled: u64,
    /// Requests that the API rejected because of the token.
    pub rejected: u64,
}

/// The state of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenState {
    /// The token is in use.
    Healthy,
    /// The API throttled the token; it is used again after this cool-down.
    Throttled(Duration),
    /// The API rejected the token for this reason. It is not used while another is accepted.
    Rejected(ErrorKind),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_never_faster_than_the_limit() {
        for rate in 1..=1_000 {
            let hundred_seconds_worth = RateLimit::per_second(rate).interval() * (100 * rate);
            let excess = hundred_seconds_worth.checked_sub(Duration::from_secs(100));
            assert!(excess.is_some_and(|excess| excess < Duration::from_millis(1)), "{rate}/s");
        }
    }
}
