//! The clock uses tokio's time.

use std::time::Duration;

use coc_transport_native::{TokioClock, coc_core::Clock as _};

#[tokio::test(start_paused = true)]
async fn a_sleep_takes_its_duration() {
    let clock = TokioClock::new();
    let before = clock.now();
    clock.sleep(Duration::from_secs(3600)).await;
    let slept = clock.now().saturating_since(before);
    assert!(slept >= Duration::from_secs(3600) && slept < Duration::from_secs(3601), "{slept:?}");
}

#[tokio::test(start_paused = true)]
async fn a_sleep_counts_from_its_creation() {
    let clock = TokioClock::new();
    let sleep = clock.sleep(Duration::from_secs(60));
    tokio::time::advance(Duration::from_secs(50)).await;
    let before = clock.now();
    sleep.await;
    assert!(clock.now().saturating_since(before) < Duration::from_secs(11));
}

#[test]
fn a_clock_can_be_created_and_read_without_a_runtime() {
    let clock = TokioClock::default();
    assert!(clock.now() <= clock.now());
    // 2025-01-01, before this code was written.
    assert!(clock.unix_time() > Duration::from_secs(1_735_689_600));
    drop(clock.sleep(Duration::MAX));
}

#[test]
fn runtimes_are_different_executors() {
    let clock = TokioClock::new();
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (one, other) = (runtime(), runtime());
    let in_task = one.block_on(async move { tokio::spawn(async move { clock.executor() }).await.unwrap() });
    assert_eq!(one.block_on(async { clock.executor() }), in_task);
    assert_ne!(other.block_on(async { clock.executor() }), in_task);
    assert_eq!(clock.executor(), clock.executor());
}
