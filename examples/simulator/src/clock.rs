//! The simulator's clock: simulated time at any speed, and elapsed time for rate limits.
//!
//! Payloads, `Date` headers, cache ages and portal sessions use the simulated time
//! ([`Clock::now`]). Rate limits use the elapsed time ([`Clock::elapsed`]), which follows real time
//! at any speed, because a rate is a property of the load. At speed 0 neither moves by itself, and
//! [`Clock::advance`] moves both, so that tests need no sleep.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// Simulated time and elapsed time.
#[derive(Debug)]
pub(crate) struct Clock {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The real moment to which `world` and `elapsed` refer.
    anchor: Instant,
    world: f64,
    elapsed: Duration,
    speed: f64,
}

impl Clock {
    /// Creates a clock that shows `now` (Unix milliseconds) and runs at `speed` times real time.
    pub(crate) fn new(now: i64, speed: f64) -> Self {
        Self {
            state: Mutex::new(State {
                anchor: real_instant(),
                world: from_millis(now),
                elapsed: Duration::ZERO,
                speed: valid_speed(speed),
            }),
        }
    }

    /// The simulated time in Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        to_millis(self.settled().world)
    }

    /// The time for rate limits: real time, unless the clock is stopped, plus every advance.
    pub(crate) fn elapsed(&self) -> Duration {
        self.settled().elapsed
    }

    /// Simulated seconds per real second.
    pub(crate) fn speed(&self) -> f64 {
        self.settled().speed
    }

    /// Sets the simulated time; the elapsed time is unchanged.
    pub(crate) fn set_now(&self, now: i64) {
        self.settled().world = from_millis(now);
    }

    /// Changes the speed; 0 stops the clock.
    pub(crate) fn set_speed(&self, speed: f64) {
        self.settled().speed = valid_speed(speed);
    }

    /// Moves simulated and elapsed time forward.
    pub(crate) fn advance(&self, by: Duration) {
        let mut state = self.settled();
        state.world += by.as_secs_f64() * 1000.0;
        state.elapsed += by;
    }

    /// Locks the state after updating it to the present moment.
    fn settled(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = real_instant();
        let passed = now.saturating_duration_since(state.anchor);
        state.anchor = now;
        if state.speed > 0.0 {
            state.world += passed.as_secs_f64() * 1000.0 * state.speed;
            state.elapsed += passed;
        }
        state
    }
}

/// Maps negative and non-finite speeds to 0, a stopped clock.
fn valid_speed(speed: f64) -> f64 {
    if speed.is_finite() { speed.max(0.0) } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "unix milliseconds need 41 of the 53 bits")]
fn from_millis(millis: i64) -> f64 {
    millis as f64
}

#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds are wanted; the cast saturates")]
fn to_millis(world: f64) -> i64 {
    world.floor() as i64
}

#[expect(clippy::disallowed_methods, reason = "the simulator's clock is where real time enters")]
fn real_instant() -> Instant {
    Instant::now()
}

/// The machine's clock in Unix milliseconds, which the cookie jars of other clients use.
#[expect(clippy::disallowed_methods, reason = "the simulator's clock is where real time enters")]
pub(crate) fn wall_now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Formats Unix milliseconds as an HTTP date.
pub(crate) fn http_date(millis: i64) -> String {
    let since = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since)
}

/// Formats Unix milliseconds as `2026-05-18T08:00:00.000Z`.
pub(crate) fn rfc3339(millis: i64) -> String {
    let (days, in_day) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    // Converts days to a civil date, counted in 400-year eras that start on 1 March.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
    let (second, milli) = (in_day / 1000 % 60, in_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_at_speed_zero_moves_only_when_advanced() {
        let clock = Clock::new(1_000, 0.0);
        assert_eq!((clock.now(), clock.elapsed()), (1_000, Duration::ZERO));
        clock.advance(Duration::from_millis(250));
        assert_eq!((clock.now(), clock.elapsed()), (1_250, Duration::from_millis(250)));
        clock.set_now(50);
        assert_eq!((clock.now(), clock.elapsed()), (50, Duration::from_millis(250)));
    }

    #[test]
    fn invalid_speeds_stop_the_clock() {
        for speed in [-1.0, f64::NAN, f64::INFINITY] {
            let clock = Clock::new(7, speed);
            assert_eq!((clock.speed(), clock.now()), (0.0, 7));
        }
    }

    #[test]
    fn dates_are_written_in_utc() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(1_779_095_045_678), "2026-05-18T09:04:05.678Z");
        assert_eq!(http_date(951_782_400_000), "Tue, 29 Feb 2000 00:00:00 GMT");
    }
}
