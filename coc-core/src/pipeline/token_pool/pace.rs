//! [`Pace`]: the rate at which one token sends, either fixed or approached.
//!
//! The limit of the API is not known, may differ between keys, and may change. An adaptive pace
//! starts low and grows by one request per second each second until the API throttles the token.
//! It then halves the rate, recovers quickly, and searches between a rate that was accepted
//! for some time (`good`) and the one that was not (`bad`). Halving alone would swing between half
//! the limit and the limit, and use three quarters of it. Once both are close, the pace stays just
//! below the limit, and only rarely probes whether the limit has risen, because each probe costs a
//! throttled request.
//!
//! The constants are those with which servers that count in different ways (token buckets with
//! small and large bursts, calendar seconds, sliding windows) are used best; see
//! `unknown_limits.rs`.

use std::time::Duration;

use crate::rate_limit::{self, DEFAULT_MAX, DEFAULT_START};

/// Accepted requests after which a rate counts as good during the search.
const SEARCH_HOLD: f64 = 60.0;

/// Accepted requests at each step of a probe. A server with a burst takes that many to object.
const PROBE_HOLD: f64 = 50.0;

/// The least number of accepted requests between two probes, and the least time in seconds. Together
/// they keep the share of throttled requests below 0.5 %.
const HOLD: f64 = 550.0;
const HOLD_SECONDS: f64 = 40.0;

/// The first step of a probe, as a share of the rate. Each step is twice the one before, at most
/// `MAX_STEP`.
const FIRST_STEP: f64 = 0.03;
const MAX_STEP: f64 = 0.3;

/// The share of a good rate that remains when the API throttles it: more if it held for some time,
/// because then the limit is only slightly lower.
const FALLEN_SLIGHTLY: f64 = 0.96;
const FALLEN: f64 = 0.6;

/// The relative distance of `bad` from `good` at which the search ends.
const CLOSE: f64 = 1.04;

/// The lowest rate, as a share of the rate at the start. Below it, finding a higher limit again would
/// take too long; throttled requests have cool-downs in addition.
const LOWEST: f64 = 0.1;

/// The share of the rate at the start below which something is wrong with the API rather than with
/// the rate. A higher one is then tried after `INCIDENT_SECONDS` at most, by the largest step.
const INCIDENT: f64 = 0.5;
const INCIDENT_SECONDS: f64 = 60.0;

/// The rate of a token.
#[derive(Clone, Debug)]
pub(super) enum Pace {
    Unlimited,
    /// Requests per second.
    Fixed(f64),
    Adaptive(Adaptive),
}

/// A rate that follows the limit of the API. All rates are in requests per second.
#[derive(Clone, Debug)]
pub(super) struct Adaptive {
    rate: f64,
    start: f64,
    max: f64,
    /// The rate to recover to after a halving.
    target: f64,
    /// A rate that was accepted for some time.
    good: f64,
    /// The last rate at which the API throttled the token.
    bad: f64,
    /// Accepted requests at the target since the last decision.
    held: f64,
    phase: Phase,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    /// The API has not throttled the token yet.
    Growing,
    /// Between `good` and `bad`.
    Searching,
    /// At the highest rate that is known to be good.
    Holding,
    /// Above it, by growing steps.
    Probing { step: f64 },
}

impl Pace {
    /// Returns the pace of a token, or of requests without one.
    pub(super) fn new(setting: rate_limit::Pace, has_token: bool) -> Self {
        match setting {
            // A server that requires no token is not the API, and has no limit per token.
            rate_limit::Pace::Default if !has_token => Self::Unlimited,
            rate_limit::Pace::Default => Self::Adaptive(Adaptive::new(DEFAULT_START, DEFAULT_MAX)),
            rate_limit::Pace::Unlimited => Self::Unlimited,
            rate_limit::Pace::Fixed(rate) => Self::Fixed(rate),
            rate_limit::Pace::Adaptive { start, max } => Self::Adaptive(Adaptive::new(start, max)),
        }
    }

    /// The requests per second; `None` without a limit.
    pub(super) fn per_second(&self) -> Option<f64> {
        match self {
            Self::Unlimited => None,
            Self::Fixed(rate) => Some(*rate),
            Self::Adaptive(adaptive) => Some(adaptive.rate),
        }
    }

    /// Returns the average time between two requests; zero without a limit. Rounded up, because a
    /// server that counts exactly rejects a request that is a nanosecond early.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are positive")]
    pub(super) fn interval(&self) -> Duration {
        self.per_second().map_or(Duration::ZERO, |rate| Duration::from_nanos((1e9 / rate).ceil() as u64))
    }

    /// The first cool-down without `Retry-After`. An adaptive pace has its slower rate in addition.
    pub(super) fn first_cool_down(&self) -> Duration {
        match self {
            Self::Adaptive(_) => Duration::from_millis(250),
            Self::Unlimited | Self::Fixed(_) => Duration::from_secs(1),
        }
    }

    /// Records an accepted request of a token that sends as fast as it may.
    pub(super) fn accepted(&mut self) {
        if let Self::Adaptive(adaptive) = self {
            adaptive.accepted();
        }
    }

    /// Records that the API throttled the token at the present rate.
    pub(super) fn throttled(&mut self) {
        if let Self::Adaptive(adaptive) = self {
            adaptive.throttled();
        }
    }
}

impl Adaptive {
    fn new(start: f64, max: f64) -> Self {
        Self { rate: start, start, max, target: start, good: 0.0, bad: max, held: 0.0, phase: Phase::Growing }
    }

    fn accepted(&mut self) {
        if self.rate < self.target {
            // From half of the target to all of it in half a second.
            self.rate = self.target.min(self.rate + self.target.max(1.0) / self.rate);
            return;
        }
        self.held += 1.0;
        match self.phase {
            // One more per second, each second.
            Phase::Growing => self.raise_to(self.rate + 1.0 / self.rate),
            Phase::Searching if self.held >= SEARCH_HOLD => {
                self.good = self.target;
                self.aim();
            }
            Phase::Holding if self.target < self.max => {
                let hold = HOLD.max(HOLD_SECONDS * self.rate);
                if self.rate < self.start * INCIDENT && self.held >= hold.min(INCIDENT_SECONDS * self.rate) {
                    self.step(MAX_STEP);
                } else if self.held >= hold {
                    self.step(FIRST_STEP);
                }
            }
            Phase::Probing { step } if self.held >= PROBE_HOLD => {
                self.good = self.rate;
                self.step((step * 2.0).min(MAX_STEP));
            }
            _ => {}
        }
    }

    fn throttled(&mut self) {
        if matches!(self.phase, Phase::Growing) && self.held < SEARCH_HOLD {
            // The first burst was too much, which says nothing about the rate.
            self.held = SEARCH_HOLD;
            self.rate = self.at_least_lowest(self.rate / 2.0);
            return;
        }
        self.bad = self.rate;
        self.good = if self.rate <= self.good * 1.001 {
            self.rate * if self.held >= SEARCH_HOLD { FALLEN_SLIGHTLY } else { FALLEN }
        } else {
            self.good.max(self.rate / 2.0)
        };
        self.aim();
        self.rate = self.at_least_lowest((self.bad / 2.0).min(self.target));
    }

    /// Chooses the next rate to try, below `bad`.
    fn aim(&mut self) {
        self.held = 0.0;
        let is_close = self.bad <= self.good * CLOSE;
        self.phase = if is_close { Phase::Holding } else { Phase::Searching };
        let target = if is_close { self.good } else { f64::midpoint(self.good, self.bad) };
        self.target = self.at_least_lowest(target);
    }

    fn at_least_lowest(&self, rate: f64) -> f64 {
        rate.max(self.start * LOWEST)
    }

    /// Tries a rate above the one that is known to be good.
    fn step(&mut self, step: f64) {
        self.held = 0.0;
        self.phase = Phase::Probing { step };
        self.raise_to(self.rate * (1.0 + step));
    }

    fn raise_to(&mut self, rate: f64) {
        self.rate = rate.min(self.max);
        self.target = self.rate;
        if self.rate >= self.max {
            self.good = self.max;
            (self.held, self.phase) = (0.0, Phase::Holding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default() -> Pace {
        Pace::new(rate_limit::Pace::Default, true)
    }

    fn rate(pace: &Pace) -> f64 {
        pace.per_second().unwrap()
    }

    #[test]
    fn a_fixed_pace_is_never_faster_than_its_rate() {
        for rate in 1..=1_000 {
            let interval = Pace::Fixed(rate.into()).interval();
            let excess = (interval * (100 * rate)).checked_sub(Duration::from_secs(100));
            assert!(excess.is_some_and(|excess| excess < Duration::from_millis(500)), "{rate}/s");
        }
        assert_eq!(Pace::Fixed(0.5).interval(), Duration::from_secs(2));
    }

    #[test]
    fn an_adaptive_pace_grows_by_one_per_second_each_second_up_to_its_cap() {
        let mut pace = default();
        assert!((rate(&pace) - 10.0).abs() < 1e-9);
        (0..10).for_each(|_| pace.accepted());
        assert!((10.9..11.0).contains(&rate(&pace)), "{pace:?}");
        (0..10_000).for_each(|_| pace.accepted());
        assert!((rate(&pace) - 30.0).abs() < 1e-9, "{pace:?}");
    }

    #[test]
    fn a_throttled_pace_halves_and_recovers_to_a_rate_below_that_which_was_rejected() {
        let mut pace = default();
        (0..1_000).for_each(|_| pace.accepted());
        pace.throttled();
        assert!((rate(&pace) - 15.0).abs() < 1e-9, "{pace:?}");
        (0..30).for_each(|_| pace.accepted());
        assert!((20.0..30.0).contains(&rate(&pace)), "{pace:?}");
    }

    #[test]
    fn a_first_burst_that_is_throttled_halves_the_pace_which_recovers_to_its_start() {
        let mut pace = default();
        pace.throttled();
        assert!((rate(&pace) - 5.0).abs() < 1e-9, "{pace:?}");
        (0..10).for_each(|_| pace.accepted());
        assert!((10.0..11.0).contains(&rate(&pace)), "{pace:?}");
    }

    #[test]
    fn requests_without_a_token_have_no_default_limit_but_one_that_was_set() {
        assert!(Pace::new(rate_limit::Pace::Default, false).per_second().is_none());
        assert_eq!(Pace::new(rate_limit::Pace::Fixed(5.0), false).per_second(), Some(5.0));
    }

    #[test]
    fn no_sequence_of_outcomes_leaves_the_range() {
        let mut pace = Pace::new(rate_limit::Pace::Adaptive { start: 0.2, max: 3.0 }, true);
        let mut random = 7_u64;
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let change = if random >> 60 == 0 { Pace::throttled } else { Pace::accepted };
            change(&mut pace);
            assert!((0.2 * LOWEST..=3.0).contains(&rate(&pace)), "{pace:?}");
        }
    }
}
