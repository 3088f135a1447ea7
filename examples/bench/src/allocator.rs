//! The system's allocator, counting what is asked of it while it is told to.
//!
//! While it is not, it costs the reading of a flag, so the same program measures time as well.

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

// SAFETY: every call goes to the system's allocator as it came; the counters are beside the point.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size());
        // SAFETY: the caller's promise is the callee's.
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

    // A list that grows counts each time, because it may move.
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

/// What was asked of the allocator, on all threads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    /// Allocations, the growing of one included.
    pub(crate) allocations: u64,
    /// Their sizes together.
    pub(crate) bytes: u64,
    /// Allocations that are still there.
    pub(crate) live_allocations: u64,
    /// Their sizes together, as asked for: what the allocator adds is not known to it.
    pub(crate) live_bytes: u64,
}

/// Does something and counts what it asks of the allocator. One count at a time.
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
    fn what_is_freed_is_counted_but_not_live() {
        let (kept, count) = count(|| {
            drop(Vec::<u8>::with_capacity(10_000_000));
            let mut kept = Vec::<u8>::with_capacity(1_000_000);
            kept.reserve_exact(5_000_000);
            kept
        });
        // Between the figure and a little more: the harness has a thread of its own, which may ask for something meanwhile.
        assert!((16_000_000..16_100_000).contains(&count.bytes), "{count:?}");
        assert!((5_000_000..5_100_000).contains(&count.live_bytes), "{count:?}");
        assert!(count.allocations >= 3 && count.live_allocations >= 1, "{count:?}");
        drop(kept);
        assert_eq!(BYTES.load(Relaxed), count.bytes, "nothing is counted afterwards");
    }
}
