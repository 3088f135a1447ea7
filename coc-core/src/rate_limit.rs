//! [`RateLimit`], the limits that a client keeps, and [`TokenStatus`], the state of one of its
//! tokens.
//!
//! The machinery behind both is in `pipeline/token_pool.rs`.

use std::{ops::RangeInclusive, time::Duration};

use crate::{credentials::TokenId, error::ErrorKind};

/// The default rates of an adaptive limit, in requests per second and token.
pub(crate) const DEFAULT_START: f64 = 10.0;
pub(crate) const DEFAULT_MAX: f64 = 30.0;

/// The range of rates that a limit may have. Anything beyond is taken as its end.
const MIN_RATE: f64 = 0.01;
const MAX_RATE: f64 = 1e6;

/// The number of requests per second and token, and the number in flight over all tokens.
///
/// The default is adaptive: the limit of the API is not published, so each token starts
/// at 10 requests per second and grows to 30 while the API does not object. A throttled request
/// (429) halves the rate, which then settles just below the one that was too much. A base URL that
/// needs no token has no limit by default.
///
/// ```
/// use coc_core::RateLimit;
///
/// let gentle = RateLimit::per_second(5).burst(5).in_flight(10);
/// let every_four_seconds = RateLimit::per_second(0.25);
/// let bold = RateLimit::adaptive(20.0..=60.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    pub(crate) pace: Pace,
    pub(crate) burst: u32,
    pub(crate) in_flight: usize,
}

/// The rate of each token. Rates are positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// Adaptive within the default rates; unlimited for requests without a token.
    Default,
    Unlimited,
    Fixed(f64),
    Adaptive {
        start: f64,
        max: f64,
    },
}

impl Default for RateLimit {
    /// From 10 to 30 requests per second, bursts of 20, 100 requests in flight.
    fn default() -> Self {
        Self { pace: Pace::Default, burst: 20, in_flight: 100 }
    }
}

impl RateLimit {
    /// Allows this many requests per second and token, whatever the API says, in bursts of as many.
    /// Fractions are allowed: 0.5 is one request in two seconds. Zero means no limit.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    pub fn per_second(requests: impl Into<f64>) -> Self {
        let requests = requests.into();
        if requests == 0.0 {
            return Self { pace: Pace::Unlimited, ..Self::default() };
        }
        let rate = in_range(requests);
        Self { pace: Pace::Fixed(rate), burst: rate.ceil() as u32, ..Self::default() }
    }

    /// Starts each token at the first of these rates, in requests per second, and approaches the
    /// second while the API does not object. The default is `10.0..=30.0`.
    #[must_use]
    pub fn adaptive(rates: RangeInclusive<f64>) -> Self {
        let max = in_range(*rates.end());
        Self { pace: Pace::Adaptive { start: in_range(*rates.start()).min(max), max }, ..Self::default() }
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
}

/// A number that is not one is the lowest rate, so that a mistake does not flood the API.
fn in_range(rate: f64) -> f64 {
    if rate.is_nan() { MIN_RATE } else { rate.clamp(MIN_RATE, MAX_RATE) }
}

/// The state and counters of one token. From [`Client::tokens`](crate::Client::tokens).
///
/// ```
/// # fn example(client: coc_core::Client) {
/// for token in client.tokens() {
///     let rate = token.per_second.map_or("unlimited".to_owned(), |rate| format!("{rate:.1}/s"));
///     println!("{}: {rate}, {} requests", token.id, token.requests);
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct TokenStatus {
    /// The token's identifier.
    pub id: TokenId,
    /// The token's state.
    pub state: TokenState,
    /// The present rate in requests per second; `None` without a limit.
    pub per_second: Option<f64>,
    /// Requests sent with this token.
    pub requests: u64,
    /// Requests that the API throttled (429).
    pub throttled: u64,
    /// Requests that the API rejected because of the token.
    pub rejected: u64,
}

/// The state of a token.
///
/// ```
/// # fn example(client: coc_core::Client) {
/// use coc_core::TokenState;
///
/// for token in client.tokens() {
///     match token.state {
///         TokenState::Healthy => println!("{} is in use", token.id),
///         TokenState::Throttled(time) => println!("{} cools down for {time:?}", token.id),
///         TokenState::Rejected(kind) => println!("{} was rejected: {kind}", token.id),
///         _ => {}
///     }
/// }
/// # }
/// ```
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
    fn rates_beyond_the_range_are_taken_as_its_end() {
        assert_eq!(RateLimit::per_second(0), RateLimit::none());
        assert_eq!(RateLimit::per_second(0.5).burst, 1);
        assert_eq!(RateLimit::per_second(2.5).burst, 3);
        for (rate, expected) in [(-3.0, MIN_RATE), (f64::NAN, MIN_RATE), (f64::INFINITY, MAX_RATE)] {
            assert_eq!(RateLimit::per_second(rate).pace, Pace::Fixed(expected), "{rate}");
        }
        assert_eq!(RateLimit::adaptive(50.0..=20.0).pace, Pace::Adaptive { start: 20.0, max: 20.0 });
    }
}
