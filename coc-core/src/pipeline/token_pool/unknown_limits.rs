//! The adaptive pace against servers whose limit it does not know, in virtual time.
//!
//! The servers count in the ways that are in use. Each keeps one token busy; the share of the limit
//! that is used and the share of throttled requests follow.

use std::{collections::VecDeque, time::Duration};

use super::{TokenOutcome, limiter::TokenLimiter};
use crate::{
    clock::Instant,
    credentials::Token,
    rate_limit::{RateLimit, TokenState},
};

/// The way in which a server counts. Times are in seconds.
#[derive(Clone, Copy, Debug)]
enum Counting {
    /// A token bucket, also known as generic cell rate algorithm, with room for what the limit allows
    /// in this time, and for one request at least.
    Bucket(f64),
    /// A token bucket with room for this many requests.
    Burst(f64),
    /// Requests in each calendar second, or in a longer period of the calendar.
    Calendar(f64),
    /// Accepted requests within this time before each request.
    Sliding(f64),
    /// The same, but rejected requests count as well.
    SlidingAll(f64),
}

struct Server {
    counting: Counting,
    /// The content of the bucket.
    bucket: f64,
    /// The time of the last request.
    at: f64,
    /// The number of the calendar period, and the requests in it.
    period: (f64, f64),
    recent: VecDeque<f64>,
}

impl Server {
    fn new(counting: Counting) -> Self {
        Self { counting, bucket: f64::MAX, at: 0.0, period: (-1.0, 0.0), recent: VecDeque::new() }
    }

    fn accepts(&mut self, now: f64, limit: f64) -> bool {
        match self.counting {
            Counting::Bucket(seconds) => self.takes_from_bucket(now, limit, (limit * seconds).max(1.0)),
            Counting::Burst(room) => self.takes_from_bucket(now, limit, room),
            Counting::Calendar(seconds) => {
                let number = (now / seconds).floor();
                if self.period.0 < number {
                    self.period = (number, 0.0);
                }
                let accepts = self.period.1 < limit * seconds;
                self.period.1 += f64::from(u8::from(accepts));
                accepts
            }
            Counting::Sliding(seconds) | Counting::SlidingAll(seconds) => {
                while self.recent.front().is_some_and(|at| *at <= now - seconds) {
                    self.recent.pop_front();
                }
                let accepts = f64::from(u32::try_from(self.recent.len()).unwrap()) < limit * seconds;
                if accepts || matches!(self.counting, Counting::SlidingAll(_)) {
                    self.recent.push_back(now);
                }
                accepts
            }
        }
    }

    fn takes_from_bucket(&mut self, now: f64, limit: f64, room: f64) -> bool {
        self.bucket = room.min(self.bucket + (now - self.at) * limit);
        self.at = now;
        // Sums of fractions are not exact.
        let accepts = self.bucket > 1.0 - 1e-9;
        self.bucket -= f64::from(u8::from(accepts));
        accepts
    }
}

/// The time from sending a request to its response.
const LATENCY: Duration = Duration::from_millis(80);

/// Keeps a token busy while the limit has these values, each for this many seconds. Returns the used
/// share of the limits, as far as the default may use them, and the share of throttled requests.
fn run(counting: Counting, limits: &[f64], period: u32) -> (f64, f64) {
    let mut server = Server::new(counting);
    let token = Token::new("secret-token").unwrap();
    let mut limiter = TokenLimiter::new(Some(token), &RateLimit::default());
    let mut in_flight: VecDeque<(Instant, bool)> = VecDeque::new();
    let (mut now, mut accepted, mut throttled) = (Instant::default(), 0.0, 0.0);
    for (number, limit) in (1..).zip(limits) {
        let end = Instant::from_origin(Duration::from_secs(period.into()) * number);
        while now < end {
            let settled_at = in_flight.front().map(|(sent, _)| *sent + LATENCY);
            let available = now.max(limiter.available_at());
            if let Some(settled_at) = settled_at.filter(|settled_at| *settled_at <= available) {
                let (sent, accepts) = in_flight.pop_front().unwrap();
                let outcome = if accepts { TokenOutcome::Accepted } else { TokenOutcome::Throttled(None) };
                now = settled_at;
                limiter.settle(outcome, sent, now);
                continue;
            }
            now = available;
            limiter.take(now);
            let arrival = (now + LATENCY / 2).saturating_since(Instant::default()).as_secs_f64();
            let accepts = server.accepts(arrival, *limit);
            *(if accepts { &mut accepted } else { &mut throttled }) += 1.0;
            in_flight.push_back((now, accepts));
        }
    }
    let possible: f64 = limits.iter().map(|limit| limit.min(30.0) * f64::from(period)).sum();
    (accepted / possible, throttled / (accepted + throttled))
}

/// Each kind of server, with limits that stay or change, unless another bound is given.
fn assert_used(kinds: &[Counting], least_used: f64, most_throttled: f64) {
    let cases: [(&[f64], u32); 5] = [
        (&[10.0], 1_200),
        (&[6.0, 11.0], 1_200),
        (&[17.0, 25.0, 12.0, 20.0], 900),
        (&[28.0], 600),
        (&[40.0], 300),
    ];
    let mut failed = Vec::new();
    for kind in kinds {
        for (limits, period) in cases {
            let (used, throttled) = run(*kind, limits, period);
            if used < least_used || throttled > most_throttled {
                failed.push(format!("{kind:?} {limits:?}: used {used:.3}, throttled {throttled:.4}"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn token_buckets_of_small_bursts_are_used_and_rarely_throttle() {
    assert_used(&[Counting::Burst(1.0), Counting::Bucket(0.2), Counting::Burst(5.0)], 0.95, 0.005);
}

#[test]
fn token_buckets_of_large_bursts_are_used_and_rarely_throttle() {
    assert_used(&[Counting::Bucket(1.0), Counting::Burst(50.0), Counting::Bucket(5.0)], 0.95, 0.005);
}

#[test]
fn calendar_seconds_and_sliding_windows_are_used_and_rarely_throttle() {
    assert_used(&[Counting::Calendar(1.0), Counting::Sliding(1.0), Counting::SlidingAll(1.0)], 0.95, 0.005);
}

/// A server that counts over ten seconds objects for seconds, and each try costs a throttled request.
#[test]
fn windows_of_ten_seconds_are_used_and_throttle_somewhat_more() {
    assert_used(&[Counting::Calendar(10.0), Counting::Sliding(10.0)], 0.93, 0.015);
}

#[test]
fn a_limit_that_falls_to_a_tenth_is_found_without_a_flood() {
    for counting in [Counting::Burst(1.0), Counting::Bucket(1.0), Counting::Calendar(1.0)] {
        let (used, throttled) = run(counting, &[20.0, 2.0], 600);
        assert!(used > 0.9 && throttled < 0.01, "{counting:?}: used {used:.3}, throttled {throttled:.4}");
    }
}

#[test]
fn a_throttled_token_is_throttled_for_a_quarter_of_a_second_and_then_for_seconds() {
    let mut limiter = TokenLimiter::new(Some(Token::new("secret-token").unwrap()), &RateLimit::default());
    let mut now = Instant::default();
    let mut cool_downs = Vec::new();
    for _ in 0..4 {
        limiter.settle(TokenOutcome::Throttled(None), now, now);
        let Some(TokenState::Throttled(cool_down)) = limiter.status(now).map(|status| status.state) else {
            panic!("not throttled")
        };
        cool_downs.push(cool_down.as_millis());
        now = now + cool_down;
    }
    assert_eq!(cool_downs, [250, 2_000, 4_000, 8_000]);
    // Only the first of them changed the rate: in between, no rate was tried.
    assert_eq!(limiter.status(now).and_then(|status| status.per_second), Some(5.0));
}
