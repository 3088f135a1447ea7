//! Time as a value: the [`Clock`] a client is given, and the [`Instant`] it tells.
//!
//! Nothing in this crate reads a clock of its own or sleeps on its own, so the same code runs on tokio, in a browser and
//! under a test that moves the hands itself (`testing::ManualClock`).

use std::{
    fmt::Debug,
    ops::{Add, Sub},
    time::Duration,
};

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};

/// A moment of a [`Clock`], measured from an origin that the clock chose. Moments of two clocks do not compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// The moment that lies `elapsed` after the clock's origin.
    pub const fn from_origin(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub const fn saturating_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    /// The moment that lies `duration` before this one, or the clock's origin if that is later.
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration))
    }
}

/// Where time comes from.
///
/// One trait for reading and sleeping, so that a test clock moves both. An implementor owes:
///
/// - [`now`](Self::now) never goes back;
/// - [`sleep`](Self::sleep) completes once `now` has moved by `duration`, and dropping its future frees whatever timer
///   it holds;
/// - a sleep may be polled on another task than the one that made it.
pub trait Clock: Debug + MaybeSend + MaybeSync + 'static {
    /// The present moment.
    fn now(&self) -> Instant;

    /// Time since 1970-01-01T00:00:00Z, for reading dates that a server writes.
    fn unix_time(&self) -> Duration;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}
