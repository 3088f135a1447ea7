//! Work that is done one at a time, and carried on by everybody who waits for its end.
//!
//! A lock would not do: whoever has it may have been left lying by a program that is busy with something else, such as a call that
//! waits for the lock. Here that call does the work that is in its way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use coc_core::BoxFuture;
use futures_util::{
    FutureExt as _,
    future::{Shared, WeakShared},
};

type Work = BoxFuture<'static, ()>;

/// Whose turn it is.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<Option<WeakShared<Work>>>);

impl Turns {
    /// Does the work when its turn has come. If this is dropped and nobody else waits for the work's end, it is cancelled.
    pub(crate) async fn take<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        let result = Arc::new(Mutex::new(None));
        let place = Arc::clone(&result);
        let work = async move {
            let value = work.await;
            *lock(&place) = Some(value);
        };
        let work = (Box::pin(work) as Work).shared();
        loop {
            self.present_or(&work).await;
            if let Some(value) = lock(&result).take() {
                return value;
            }
        }
    }

    /// The work under way, or this one, which then is.
    fn present_or(&self, mine: &Shared<Work>) -> Shared<Work> {
        let mut present = lock(&self.0);
        if let Some(other) = present.as_ref().and_then(WeakShared::upgrade)
            && other.peek().is_none()
        {
            return other;
        }
        *present = mine.downgrade();
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

    /// Work of a second that must be alone.
    async fn alone(clock: ManualClock, busy: Arc<Mutex<bool>>) -> Duration {
        assert!(!std::mem::replace(&mut *lock(&busy), true), "somebody else is at work");
        clock.sleep(SECOND).await;
        *lock(&busy) = false;
        clock.unix_time()
    }

    #[test]
    fn work_is_done_one_at_a_time_and_everybody_gets_their_own_result() {
        let (clock, busy, turns) = (ManualClock::default(), Arc::default(), Turns::default());
        let works = (0..5).map(|_| turns.take(alone(clock.clone(), Arc::clone(&busy))));
        let mut ends = clock.run(join_all(works));
        ends.sort_unstable();
        assert_eq!(ends, (1..=5).map(|n| SECOND * n).collect::<Vec<_>>());
    }

    #[test]
    fn work_that_was_left_lying_is_done_by_whoever_it_keeps_waiting() {
        let (clock, busy, turns) = (ManualClock::default(), Arc::default(), Turns::default());
        let mut lying = Box::pin(turns.take(alone(clock.clone(), Arc::clone(&busy))));
        assert!((&mut lying).now_or_never().is_none());
        assert_eq!(clock.run(turns.take(alone(clock.clone(), busy))), SECOND * 2);
        assert_eq!(lying.now_or_never(), Some(SECOND));
    }

    #[test]
    fn work_that_was_given_up_is_in_nobodys_way() {
        let (clock, turns) = (ManualClock::default(), Turns::default());
        assert!(turns.take(std::future::pending::<()>()).now_or_never().is_none());
        assert_eq!(clock.run(turns.take(alone(clock.clone(), Arc::default()))), SECOND);
    }
}
