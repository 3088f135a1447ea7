//! A clock that a test advances.

use std::{
    collections::BTreeMap,
    ops::Bound,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use crate::{
    bounds::BoxFuture,
    clock::{Clock, Instant},
};

/// A [`Clock`] whose time passes only in [`advance`](Self::advance). Clones share one time.
///
/// ```
/// use std::time::Duration;
/// use coc_core::{Client, testing::{FakeTransport, ManualClock}};
///
/// let clock = ManualClock::default();
/// let transport = FakeTransport::json(503, r#"{"reason":"inMaintenance"}"#);
/// let client = Client::builder(transport.clone(), clock.clone()).token("a-token").build()?;
///
/// // Whatever the call waits for takes no time.
/// let error = clock.run(client.clan("#2PP").send()).unwrap_err();
/// assert!(error.is_maintenance());
///
/// clock.advance(Duration::from_secs(3_600));
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ManualClock(Arc<Mutex<ClockState>>);

#[derive(Debug, Default)]
struct ClockState {
    elapsed: Duration,
    /// The Unix time when `elapsed` was `unix_set_at`.
    unix_start: Duration,
    unix_set_at: Duration,
    /// Ordered by due time, because thousands of sleeps may be pending.
    sleepers: BTreeMap<Sleeper, Option<Waker>>,
    next_id: u64,
}

/// The due time of a sleep and its id, because several sleeps may be due at once.
type Sleeper = (Duration, u64);

impl ManualClock {
    /// Creates a clock whose Unix time starts at `unix_time`.
    pub fn starting_at(unix_time: Duration) -> Self {
        let clock = Self::default();
        clock.state().unix_start = unix_time;
        clock
    }

    /// Sets the Unix time alone, as a correction of the system's clock or a suspended machine does.
    /// Sleeps are not affected.
    pub fn set_unix_time(&self, unix_time: Duration) {
        let mut state = self.state();
        (state.unix_start, state.unix_set_at) = (unix_time, state.elapsed);
    }

    /// Advances time and wakes every sleep that has become due.
    pub fn advance(&self, duration: Duration) {
        let wakers: Vec<Waker> = {
            let mut state = self.state();
            state.elapsed = state.elapsed.saturating_add(duration);
            let due = ..=(state.elapsed, u64::MAX);
            state.sleepers.range_mut(due).filter_map(|(_, waker)| waker.take()).collect()
        };
        // Outside the lock: a waker may poll at once, and a poll reads the clock.
        wakers.into_iter().for_each(Waker::wake);
    }

    /// The time until the next sleep is due, or `None` if no sleep is pending. A sleep that is due
    /// but has not been polled since does not count.
    pub fn next_wake(&self) -> Option<Duration> {
        let state = self.state();
        let not_due = (Bound::Excluded((state.elapsed, u64::MAX)), Bound::Unbounded);
        let ((due, _), _) = state.sleepers.range(not_due).next()?;
        Some(due.saturating_sub(state.elapsed))
    }

    /// The number of sleeps that have neither completed nor been dropped.
    pub fn sleepers(&self) -> usize {
        self.state().sleepers.len()
    }

    /// Runs the future to completion without waiting: whenever the future is pending and not woken,
    /// time advances to the end of the next sleep.
    ///
    /// # Panics
    /// Panics if the future is pending and no sleep is: nothing would ever wake it.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            if woken.0.swap(false, Ordering::AcqRel) {
                continue;
            }
            let next = self.next_wake().expect("the future is pending, but no sleep of this clock is");
            self.advance(next);
        }
    }

    fn state(&self) -> MutexGuard<'_, ClockState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_origin(self.state().elapsed)
    }

    fn unix_time(&self) -> Duration {
        let state = self.state();
        state.unix_start.saturating_add(state.elapsed.saturating_sub(state.unix_set_at))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.state();
        let sleeper = (state.elapsed.saturating_add(duration), state.next_id);
        state.next_id += 1;
        state.sleepers.insert(sleeper, None);
        Box::pin(Sleep { sleeper, clock: self.clone() })
    }
}

/// Whether the future has been woken since it was last polled.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// A pending sleep. Its entry in the clock is removed on drop.
struct Sleep {
    sleeper: Sleeper,
    clock: ManualClock,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        let now = state.elapsed;
        match state.sleepers.get_mut(&self.sleeper) {
            Some(waker) if self.sleeper.0 > now => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.sleeper);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_sleep_completes_when_its_time_has_passed_and_not_before() {
        let clock = ManualClock::default();
        let mut sleep = clock.sleep(Duration::from_secs(2));
        assert_eq!(clock.next_wake(), Some(Duration::from_secs(2)));
        assert!((&mut sleep).now_or_never().is_none());
        clock.advance(Duration::from_millis(1_999));
        assert!((&mut sleep).now_or_never().is_none());
        clock.advance(Duration::from_millis(1));
        assert!((&mut sleep).now_or_never().is_some());
        drop(sleep);
        assert_eq!(clock.sleepers(), 0);
    }

    #[test]
    fn run_advances_time_through_every_sleep() {
        let clock = ManualClock::default();
        let hours = async {
            for _ in 0..3 {
                clock.sleep(Duration::from_secs(3_600)).await;
            }
            clock.now()
        };
        let end = clock.run(hours);
        assert_eq!(end.saturating_since(Instant::default()), Duration::from_secs(3 * 3_600));
    }

    #[test]
    fn a_due_sleep_that_is_not_polled_does_not_block_the_others() {
        let clock = ManualClock::default();
        let _unpolled = clock.sleep(Duration::from_secs(1));
        clock.run(clock.sleep(Duration::from_secs(2)));
        assert_eq!(clock.now(), Instant::from_origin(Duration::from_secs(2)));
    }

    #[test]
    #[should_panic(expected = "no sleep of this clock is")]
    #[cfg(not(target_family = "wasm"))]
    fn run_panics_if_the_future_would_never_be_woken() {
        ManualClock::default().run(futures_util::future::pending::<()>());
    }

    #[test]
    fn a_dropped_sleep_is_removed_from_the_clock() {
        let clock = ManualClock::starting_at(Duration::from_secs(100));
        drop(clock.sleep(Duration::from_secs(1)));
        assert_eq!(clock.next_wake(), None);
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.unix_time(), Duration::from_secs(105));
        assert_eq!(clock.now().saturating_since(Instant::default()), Duration::from_secs(5));
    }
}
