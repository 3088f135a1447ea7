//! [`Clock`], the client's source of time, and [`Instant`], a moment of it.
//!
//! This crate reads time and sleeps only through a clock, so the same code runs on tokio, in a
//! browser and in a test that advances the time itself (`testing::ManualClock`).

use std::{
    fmt::Debug,
    ops::{Add, Sub},
    time::Duration,
};

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};

/// A moment of a [`Clock`], measured from that clock's origin. Moments of two clocks are not
/// comparable.
///
/// ```
/// use std::time::Duration;
/// use coc_core::Instant;
///
/// let start = Instant::from_origin(Duration::from_secs(10));
/// let end = start + Duration::from_secs(5);
/// assert_eq!(end.saturating_since(start), Duration::from_secs(5));
/// assert_eq!(start.saturating_since(end), Duration::ZERO);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// Returns the moment `elapsed` after the clock's origin.
    pub const fn from_origin(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// Returns the time since `earlier`; zero if `earlier` is later.
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

    /// Returns the moment `duration` earlier, but not before the clock's origin.
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration))
    }
}

/// A source of time.
///
/// One trait for reading and sleeping, so that a test clock controls both. An implementation must
/// ensure:
///
/// - [`now`](Self::now) is monotonic;
/// - [`sleep`](Self::sleep) completes once `now` has advanced by `duration`, and dropping its
///   future frees its timer;
/// - a sleep may be polled by another task than the one that created it, in another executor too;
/// - [`executor`](Self::executor) distinguishes executors of which one may stand still while
///   another is running. A clock that wraps another one forwards it.
///
/// ```
/// use std::{sync::LazyLock, time::{Duration, SystemTime, UNIX_EPOCH}};
/// use coc_core::{BoxFuture, Clock, Instant};
///
/// static ORIGIN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
///
/// /// A clock for programs on smol or async-std; that of `coc-transport-native` is for tokio.
/// #[derive(Debug)]
/// struct SystemClock;
///
/// impl Clock for SystemClock {
///     fn now(&self) -> Instant {
///         Instant::from_origin(ORIGIN.elapsed())
///     }
///
///     fn unix_time(&self) -> Duration {
///         SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
///     }
///
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         Box::pin(timer(duration))
///     }
/// }
/// # async fn timer(_: Duration) {}
/// ```
pub trait Clock: Debug + MaybeSend + MaybeSync + 'static {
    /// Returns the current moment.
    fn now(&self) -> Instant;

    /// Returns the time since the Unix epoch, for dates in headers.
    fn unix_time(&self) -> Duration;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Returns an identifier of the executor that polls the current task. Only calls of one
    /// executor share a request, because a request makes no progress while its executor is idle.
    /// The default is for programs with one executor.
    fn executor(&self) -> u64 {
        0
    }
}
