//! [`DuePolls`]: the due times of polls, of two priorities.

use crate::{
    clock::Instant,
    watch::{follower::Timing, schedule::Schedule},
};

/// The due times of polls. Those that are followed closely come first, however many others wait.
#[derive(Default)]
pub(super) struct DuePolls {
    close: Schedule,
    pub(super) relaxed: Schedule,
}

impl DuePolls {
    pub(super) fn set(&mut self, key: usize, timing: Timing, due: Instant) {
        let (schedule, other) = match timing {
            Timing::Relaxed => (&mut self.relaxed, &mut self.close),
            Timing::Close | Timing::NotBefore(_) => (&mut self.close, &mut self.relaxed),
        };
        other.remove(key);
        schedule.set(key, due);
    }

    pub(super) fn remove(&mut self, key: usize) {
        self.close.remove(key);
        self.relaxed.remove(key);
    }

    pub(super) fn first(&self) -> Option<Instant> {
        self.close.first().into_iter().chain(self.relaxed.first()).min()
    }

    pub(super) fn pop(&mut self, now: Instant) -> Option<usize> {
        self.close.pop(now).or_else(|| self.relaxed.pop(now))
    }
}
