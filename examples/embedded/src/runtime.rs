//! A minimal runtime for one thread: it polls a future, and sleeps until a waker or a timer is due.

use std::{
    collections::BTreeMap,
    future::IntoFuture,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use coc_core::{BoxFuture, Clock, Instant};

/// Runs futures on the calling thread. Clones and clocks share its timers.
#[derive(Clone, Debug)]
pub struct Runtime(Arc<Timers>);

/// The [`Clock`] of a [`Runtime`]. Its sleeps end only while the runtime runs a future.
#[derive(Clone, Debug)]
pub struct RuntimeClock(Arc<Timers>);

#[derive(Debug)]
struct Timers {
    origin: std::time::Instant,
    /// By due time, and a number that distinguishes equal times.
    due: Mutex<BTreeMap<(Instant, u64), Waker>>,
    next: AtomicU64,
}

impl Runtime {
    /// Creates a runtime whose clock starts now.
    pub fn new() -> Self {
        let (due, next) = (Mutex::default(), AtomicU64::new(0));
        Self(Arc::new(Timers { origin: real_now(), due, next }))
    }

    /// Returns the clock for a client that is used on this runtime.
    pub fn clock(&self) -> RuntimeClock {
        RuntimeClock(Arc::clone(&self.0))
    }

    /// Runs a future to completion. The thread sleeps while the future is pending.
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        let signal = Arc::new(Signal { thread: thread::current(), woken: AtomicBool::new(true) });
        let waker = Waker::from(Arc::clone(&signal));
        let mut future = pin!(future.into_future());
        loop {
            if signal.woken.swap(false, Ordering::AcqRel)
                && let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker))
            {
                return output;
            }
            let next = self.0.fire();
            if signal.woken.load(Ordering::Acquire) {
                continue;
            }
            // A wake from here on also unparks the thread, so no wake is missed.
            match next {
                Some(wait) => thread::park_timeout(wait),
                None => thread::park(),
            }
        }
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Self::new()
    }
}

impl Timers {
    fn now(&self) -> Instant {
        Instant::from_origin(real_now().saturating_duration_since(self.origin))
    }

    fn due(&self) -> MutexGuard<'_, BTreeMap<(Instant, u64), Waker>> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the timers that are due, and returns the time until the next one.
    fn fire(&self) -> Option<Duration> {
        let now = self.now();
        let mut due = self.due();
        let later = due.split_off(&(now, u64::MAX));
        let fired = std::mem::replace(&mut *due, later);
        let next = due.first_key_value().map(|((at, _), _)| at.saturating_since(now));
        drop(due);
        fired.into_values().for_each(Waker::wake);
        next
    }
}

impl Clock for RuntimeClock {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn unix_time(&self) -> Duration {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that other code uses")]
        let now = SystemTime::now();
        // A system clock before 1970 counts as 1970.
        now.duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        Box::pin(Sleep { key: (self.now() + duration, number), timers: Arc::clone(&self.0) })
    }
}

struct Sleep {
    key: (Instant, u64),
    timers: Arc<Timers>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.timers.now() >= self.key.0 {
            return Poll::Ready(());
        }
        self.timers.due().insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.timers.due().remove(&self.key);
    }
}

/// The waker of the thread that runs a future.
struct Signal {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that other code uses")]
fn real_now() -> std::time::Instant {
    std::time::Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleeps_end_when_due_and_are_removed_when_dropped() {
        let runtime = Runtime::new();
        let clock = runtime.clock();
        let (long, short) = (clock.sleep(Duration::from_secs(3_600)), clock.sleep(Duration::from_millis(5)));
        let mut sleeps = [long, short];
        let began = clock.now();
        runtime.block_on(std::future::poll_fn(|context| {
            let done = sleeps.iter_mut().any(|sleep| sleep.as_mut().poll(context).is_ready());
            if done { Poll::Ready(()) } else { Poll::Pending }
        }));
        assert!(clock.now().saturating_since(began) >= Duration::from_millis(5));
        assert_eq!(runtime.0.due().len(), 1);
        drop(sleeps);
        assert!(runtime.0.due().is_empty());
    }

    #[test]
    fn another_thread_can_wake_the_runtime() {
        let runtime = Runtime::new();
        let done = Arc::new((AtomicBool::new(false), Mutex::new(None::<Waker>)));
        let other = Arc::clone(&done);
        let worker = thread::spawn(move || {
            loop {
                let waker = other.1.lock().expect("the lock is not poisoned").take();
                if let Some(waker) = waker {
                    other.0.store(true, Ordering::Release);
                    return waker.wake();
                }
                thread::yield_now();
            }
        });
        runtime.block_on(std::future::poll_fn(|context| {
            if done.0.load(Ordering::Acquire) {
                return Poll::Ready(());
            }
            *done.1.lock().expect("the lock is not poisoned") = Some(context.waker().clone());
            Poll::Pending
        }));
        worker.join().expect("the thread does not panic");
    }
}
