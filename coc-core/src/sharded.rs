//! [`Sharded`]: state that every call touches, without threads slowing each other down.
//!
//! Two cores that write the same cache line wait for each other, even if neither takes a lock. A
//! cache hit is so short that one shared counter halves the throughput of two threads. So such
//! state exists several times, each copy on cache lines of its own, and a thread always uses the
//! same copy.

use std::{array, ops::Deref, ptr};

/// The number of copies. More threads than that share them.
const SHARDS: usize = if cfg!(target_family = "wasm") { 1 } else { 16 };

/// Several copies of a value, one of which belongs to the current thread. If the copies are
/// pointers, wrap what they point to in [`CacheLines`]: small allocations may share a line.
pub(crate) struct Sharded<T>([CacheLines<T>; SHARDS]);

/// A value that shares no cache line with another. Two lines, because processors fetch them in
/// pairs.
#[derive(Clone)]
#[repr(align(128))]
pub(crate) struct CacheLines<T>(pub(crate) T);

impl<T> Deref for CacheLines<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Sharded<T> {
    pub(crate) fn new(mut copy: impl FnMut() -> T) -> Self {
        Self(array::from_fn(|_| CacheLines(copy())))
    }

    /// Returns the copy of the current thread, which other threads may share.
    #[allow(clippy::modulo_one, reason = "targets without threads have one shard")]
    pub(crate) fn local(&self) -> &T {
        thread_local!(static MARK: u8 = const { 0 });
        // The address differs from thread to thread, and needs neither a registry nor a counter.
        let address = MARK.with(|mark| ptr::from_ref(mark).addr());
        let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        &self.0[usize::try_from(hash).unwrap_or_default() % SHARDS].0
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|shard| &shard.0)
    }
}

impl<T: Default> Default for Sharded<T> {
    fn default() -> Self {
        Self::new(T::default)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn the_copies_of_all_threads_add_up() {
        let counter = Sharded::<AtomicU64>::default();
        let count = || {
            for _ in 0..1_000 {
                counter.local().fetch_add(1, Ordering::Relaxed);
            }
        };
        #[cfg(not(target_family = "wasm"))]
        std::thread::scope(|scope| (0..7).for_each(|_| drop(scope.spawn(count))));
        count();
        let total: u64 = counter.iter().map(|copy| copy.load(Ordering::Relaxed)).sum();
        assert_eq!(total, if cfg!(target_family = "wasm") { 1_000 } else { 8_000 });
    }

    #[test]
    fn a_thread_always_uses_the_same_copy() {
        let sharded = Sharded::<u8>::default();
        assert!(ptr::eq(sharded.local(), sharded.local()));
    }
}
