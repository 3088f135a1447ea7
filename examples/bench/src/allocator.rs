//! The system's allocator, which counts allocations while counting is on.
//!
//! While counting is off, it only reads a flag, so the same program can measure time.

#![allow(unsafe_code, reason = "an allocator is an unsafe trait; see Cargo.toml")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ON: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static FREES: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static BYTES_FREED: AtomicU64 = AtomicU64::new(0);

struct Counting;

// SAFETY: every call is passed to the system's allocator unchanged; the counters do not affect it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size());
        // SAFETY: the caller upholds the same contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        freed(layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    // A reallocation counts each time, because it may move.
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        freed(layout.size());
        allocated(size);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

fn allocated(size: usize) {
    if ON.load(Relaxed) {
        ALLOCATIONS.fetch_add(1, Relaxed);
        BYTES.fetch_add(size as u64, Relaxed);
    }
}

fn freed(size: usize) {
    if ON.load(Relaxed) {
        FREES.fetch_add(1, Relaxed);
        BYTES_FREED.fetch_add(size as u64, Relaxed);
    }
}

/// The allocations of a measured function, on all threads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    /// Allocations, reallocations included.
    pub(crate) allocations: u64,
    /// Their total size.
    pub(crate) bytes: u64,
    /// Allocations that were not freed.
    pub(crate) live_allocations: u64,
    /// Their total requested size, without the allocator's overhead.
    pub(crate) live_bytes: u64,
}

/// Runs a function and counts its allocations. Only one count may run at a time.
pub(crate) fn count<T>(work: impl FnOnce() -> T) -> (T, Count) {
    for counter in [&ALLOCATIONS, &FREES, &BYTES, &BYTES_FREED] {
        counter.store(0, Relaxed);
    }
    ON.store(true, Relaxed);
    let outcome = work();
    ON.store(false, Relaxed);
    let (allocations, bytes) = (ALLOCATIONS.load(Relaxed), BYTES.load(Relaxed));
    let count = Count {
        allocations,
        bytes,
        live_allocations: allocations.saturating_sub(FREES.load(Relaxed)),
        live_bytes: bytes.saturating_sub(BYTES_FREED.load(Relaxed)),
    };
    (outcome, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freed_memory_is_counted_but_not_live() {
        let (live, count) = count(|| {
            drop(Vec::<u8>::with_capacity(10_000_000));
            let mut live = Vec::<u8>::with_capacity(1_000_000);
            live.reserve_exact(5_000_000);
            live
        });
        // A little more is allowed, because the test harness may allocate on another thread.
        assert!((16_000_000..16_100_000).contains(&count.bytes), "{count:?}");
        assert!((5_000_000..5_100_000).contains(&count.live_bytes), "{count:?}");
        assert!(count.allocations >= 3 && count.live_allocations >= 1, "{count:?}");
        drop(live);
        assert_eq!(BYTES.load(Relaxed), count.bytes, "counting has stopped");
    }
}
