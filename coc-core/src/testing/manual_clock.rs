//! A clock that a test moves.

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
#[derive(Clone, Debug, Default)]
pub struct ManualClock(Arc<Mutex<Hands>>);

#[derive(Debug, Default)]
struct Hands {
    elapsed: Duration,
    unix_start: Duration,
    /// In the order in which they end, because thousands may sleep at once.
    sleepers: BTreeMap<Sleeper, Option<Waker>>,
    next_id: u64,
}

/// When a sleep ends, and its number, because several may end together.
type Sleeper = (Duration, u64);

impl ManualClock {
    /// A clock that begins at this time since 1970-01-01T00:00:00Z.
    pub fn starting_at(unix_time: Duration) -> Self {
        let clock = Self::default();
        clock.hands().unix_start = unix_time;
        clock
    }

    /// Moves time forward and wakes every sleep that is over.
    pub fn advance(&self, duration: Duration) {
        let wakers: Vec<Waker> = {
            let mut hands = self.hands();
            hands.elapsed = hands.elapsed.saturating_add(duration);
            let over = ..=(hands.elapsed, u64::MAX);
            hands.sleepers.range_mut(over).filter_map(|(_, waker)| waker.take()).collect()
        };
        // Outside the lock: a waker may poll at once, and that reads the clock.
        wakers.into_iter().for_each(Waker::wake);
    }

    /// How long until the next sleep is over, or `None` if nobody sleeps. A sleep that is over and has not been looked at since
    /// does not count.
    pub fn next_wake(&self) -> Option<Duration> {
        let hands = self.hands();
        let not_over = (Bound::Excluded((hands.elapsed, u64::MAX)), Bound::Unbounded);
        let ((due, _), _) = hands.sleepers.range(not_over).next()?;
        Some(due.saturating_sub(hands.elapsed))
    }

    /// How many sleeps have been started and neither ended nor been dropped.
    pub fn sleepers(&self) -> usize {
        self.hands().sleepers.len()
    }

    /// Runs the future to its end in no time: whenever it can do nothing but wait, time moves on to the end of the next sleep.
    ///
    /// # Panics
    /// If it waits for something that no sleep brings, and so would wait for ever.
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
            let next = self.next_wake().expect("it waits for something that no sleep of this clock brings");
            self.advance(next);
        }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_origin(self.hands().elapsed)
    }

    fn unix_time(&self) -> Duration {
        let hands = self.hands();
        hands.unix_start.saturating_add(hands.elapsed)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut hands = self.hands();
        let sleeper = (hands.elapsed.saturating_add(duration), hands.next_id);
        hands.next_id += 1;
        hands.sleepers.insert(sleeper, None);
        Box::pin(Sleep { sleeper, clock: self.clone() })
    }
}

/// Whether there is anything to do at the present moment.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// One sleep; it leaves the clock's list when it ends or is dropped.
struct Sleep {
    sleeper: Sleeper,
    clock: ManualClock,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut hands = self.clock.hands();
        let now = hands.elapsed;
        match hands.sleepers.get_mut(&self.sleeper) {
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
        self.clock.hands().sleepers.remove(&self.sleeper);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_sleep_ends_when_time_has_passed_and_not_before() {
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
    fn a_future_runs_through_its_sleeps_in_no_time() {
        let clock = ManualClock::default();
        let hours = async {
            for _ in 0..3 {
                clock.sleep(Duration::from_secs(3_600)).await;
            }
            clock.now()
        };
        let ended = clock.run(hours);
        assert_eq!(ended.saturating_since(Instant::default()), Duration::from_secs(3 * 3_600));
    }

    #[test]
    fn a_sleep_that_nobody_looks_at_does_not_stop_the_others() {
        let clock = ManualClock::default();
        let _forgotten = clock.sleep(Duration::from_secs(1));
        clock.run(clock.sleep(Duration::from_secs(2)));
        assert_eq!(clock.now(), Instant::from_origin(Duration::from_secs(2)));
    }

    #[test]
    #[should_panic(expected = "no sleep of this clock brings")]
    #[cfg(not(target_family = "wasm"))]
    fn a_future_that_would_wait_for_ever_is_found_out() {
        ManualClock::default().run(futures_util::future::pending::<()>());
    }

    #[test]
    fn a_dropped_sleep_leaves_nothing_behind() {
        let clock = ManualClock::starting_at(Duration::from_secs(100));
        drop(clock.sleep(Duration::from_secs(1)));
        assert_eq!(clock.next_wake(), None);
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.unix_time(), Duration::from_secs(105));
        assert_eq!(clock.now().saturating_since(Instant::default()), Duration::from_secs(5));
    }
}
