//! [`Schedule`]: due times by key, of which the earliest are taken out first.

use std::collections::BTreeSet;

use crate::clock::Instant;

/// Due times of keys, which are small indices. Every operation takes logarithmic time.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    queue: BTreeSet<(Instant, usize)>,
    /// The due time of each key, by which it is found in the queue.
    due: Vec<Option<Instant>>,
}

impl Schedule {
    /// Sets the due time of the key, in place of any other.
    pub(super) fn set(&mut self, key: usize, due: Instant) {
        if key >= self.due.len() {
            self.due.resize(key + 1, None);
        }
        let Some(place) = self.due.get_mut(key) else { return };
        match place.replace(due) {
            Some(before) if before == due => return,
            Some(before) => _ = self.queue.remove(&(before, key)),
            None => {}
        }
        self.queue.insert((due, key));
    }

    /// Removes the key, if it is there.
    pub(super) fn remove(&mut self, key: usize) {
        if let Some(due) = self.due.get_mut(key).and_then(Option::take) {
            self.queue.remove(&(due, key));
        }
    }

    /// Returns the earliest due time.
    pub(super) fn first(&self) -> Option<Instant> {
        self.queue.first().map(|(due, _)| *due)
    }

    /// Removes and returns the key with the earliest due time, if that has come. Of keys that are
    /// due at the same time, the lowest comes first.
    pub(super) fn pop(&mut self, now: Instant) -> Option<usize> {
        let (_, key) = self.queue.first().copied().filter(|(due, _)| *due <= now)?;
        self.remove(key);
        Some(key)
    }

    /// Returns the keys that are due, from the earliest on.
    pub(super) fn overdue(&self, now: Instant) -> Vec<usize> {
        self.queue.iter().take_while(|(due, _)| *due <= now).map(|(_, key)| *key).collect()
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use std::{collections::HashMap, time::Duration};

    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    #[test]
    fn keys_are_due_in_order_of_time_and_then_of_key() {
        let mut schedule = Schedule::default();
        for (key, due) in [(3, 5), (1, 5), (2, 4), (0, 9)] {
            schedule.set(key, at(due));
        }
        schedule.set(0, at(5));
        assert_eq!((schedule.first(), schedule.pop(at(3))), (Some(at(4)), None));
        assert_eq!(schedule.overdue(at(5)), [2, 0, 1, 3]);
        let popped: Vec<_> = std::iter::from_fn(|| schedule.pop(at(5))).collect();
        assert_eq!(popped, [2, 0, 1, 3]);
        assert_eq!(schedule.first(), None);
    }

    #[derive(Clone, Debug)]
    enum Operation {
        Set(usize, u64),
        Remove(usize),
        Pop(u64),
    }

    fn operation() -> impl Strategy<Value = Operation> {
        prop_oneof![
            3 => (0_usize..20, 0_u64..30).prop_map(|(key, due)| Operation::Set(key, due)),
            1 => (0_usize..20).prop_map(Operation::Remove),
            2 => (0_u64..30).prop_map(Operation::Pop),
        ]
    }

    proptest! {
        #[test]
        fn any_operations_agree_with_a_map_that_is_searched(
            operations in proptest::collection::vec(operation(), 0..200)
        ) {
            let (mut schedule, mut model) = (Schedule::default(), HashMap::new());
            for operation in operations {
                match operation {
                    Operation::Set(key, due) => {
                        schedule.set(key, at(due));
                        model.insert(key, at(due));
                    }
                    Operation::Remove(key) => {
                        schedule.remove(key);
                        model.remove(&key);
                    }
                    Operation::Pop(now) => {
                        let due = model.iter().filter(|(_, due)| **due <= at(now));
                        let expected = due.min_by_key(|(key, due)| (**due, **key)).map(|(key, _)| *key);
                        prop_assert_eq!(schedule.pop(at(now)), expected);
                        if let Some(key) = expected {
                            model.remove(&key);
                        }
                    }
                }
                prop_assert_eq!(schedule.first(), model.values().min().copied());
                prop_assert_eq!(schedule.overdue(at(100)).len(), model.len());
            }
        }
    }
}
