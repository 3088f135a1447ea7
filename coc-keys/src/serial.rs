//! The [`SerialExecutor`]: runs one job at a time, driven by every caller that waits.
//!
//! A lock is not enough: a caller that holds it may not be polled, for example while its task
//! awaits another call that waits for the same lock. Here that call drives the job it waits for.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use coc_core::{BoxFuture, MaybeSend};
use futures_util::{
    FutureExt as _,
    future::{Shared, WeakShared},
};

type SerialJob = BoxFuture<'static, ()>;

/// Runs one job at a time.
#[derive(Debug, Default)]
pub(crate) struct SerialExecutor(Mutex<Option<WeakShared<SerialJob>>>);

impl SerialExecutor {
    /// Runs a job after those before it. The job is cancelled when this is dropped, unless another
    /// caller waits for it. A panic of a job, whichever caller drives it, is a panic of its own
    /// caller.
    pub(crate) async fn run<T: MaybeSend + 'static>(
        &self,
        job: impl Future<Output = T> + MaybeSend + 'static,
    ) -> T {
        let result = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&result);
        let job = async move {
            let value = AssertUnwindSafe(job).catch_unwind().await;
            *lock(&slot) = Some(value);
        };
        let job = (Box::pin(job) as SerialJob).shared();
        loop {
            self.current_or(&job).await;
            if let Some(value) = lock(&result).take() {
                return value.unwrap_or_else(|panic| resume_unwind(panic));
            }
        }
    }

    /// Returns the current job, or makes this one current if there is none.
    fn current_or(&self, mine: &Shared<SerialJob>) -> Shared<SerialJob> {
        let mut current = lock(&self.0);
        if let Some(other) = current.as_ref().and_then(WeakShared::upgrade)
            && other.peek().is_none()
        {
            return other;
        }
        *current = mine.downgrade();
        mine.clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use coc_core::{Clock as _, testing::ManualClock};
    use futures_util::future::join_all;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A job of one second, which asserts that no other job runs.
    async fn alone(clock: ManualClock, busy: Arc<Mutex<bool>>) -> Duration {
        assert!(!std::mem::replace(&mut *lock(&busy), true), "another job is running");
        clock.sleep(SECOND).await;
        *lock(&busy) = false;
        clock.unix_time()
    }

    #[test]
    fn jobs_run_one_at_a_time_and_each_caller_gets_its_own_result() {
        let (clock, busy, executor) = (ManualClock::default(), Arc::default(), SerialExecutor::default());
        let jobs = (0..5).map(|_| executor.run(alone(clock.clone(), Arc::clone(&busy))));
        let mut ends = clock.run(join_all(jobs));
        ends.sort_unstable();
        assert_eq!(ends, (1..=5).map(|n| SECOND * n).collect::<Vec<_>>());
    }

    #[test]
    fn a_stalled_job_is_driven_by_the_next_waiter() {
        let (clock, busy, executor) = (ManualClock::default(), Arc::default(), SerialExecutor::default());
        let mut stalled = Box::pin(executor.run(alone(clock.clone(), Arc::clone(&busy))));
        assert!((&mut stalled).now_or_never().is_none());
        assert_eq!(clock.run(executor.run(alone(clock.clone(), busy))), SECOND * 2);
        assert_eq!(stalled.now_or_never(), Some(SECOND));
    }

    #[test]
    fn a_cancelled_job_does_not_block_the_next_one() {
        let (clock, executor) = (ManualClock::default(), SerialExecutor::default());
        assert!(executor.run(std::future::pending::<()>()).now_or_never().is_none());
        assert_eq!(clock.run(executor.run(alone(clock.clone(), Arc::default()))), SECOND);
    }

    #[test]
    fn a_panic_of_a_job_reaches_only_its_own_caller() {
        let (clock, executor) = (ManualClock::default(), SerialExecutor::default());
        let sleep = clock.sleep(SECOND);
        let broken = executor.run(async move {
            sleep.await;
            panic!("on purpose");
        });
        let mut broken = Box::pin(AssertUnwindSafe(broken).catch_unwind());
        assert!((&mut broken).now_or_never().is_none());
        // This caller drives the job before its own.
        assert_eq!(clock.run(executor.run(async { 7 })), 7);
        assert!(broken.now_or_never().expect("the job has ended").is_err());
        assert_eq!(clock.run(executor.run(async { 8 })), 8);
    }
}
