//! Real time: the [`JsClock`] of a client that runs on a JavaScript event loop.

use std::time::Duration;

use coc_core::{BoxFuture, Clock, Instant};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;

/// The longest that `setTimeout` waits; beyond that engines do not wait at all.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// A [`Clock`] that reads `performance.now` and `Date.now` and sleeps by `setTimeout`. A sleep that is dropped clears its timer.
///
/// A page in the background may be woken late; a sleep is then longer, never shorter.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsClock {
    _private: (),
}

impl JsClock {
    /// The clock of this thread.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Clock for JsClock {
    fn now(&self) -> Instant {
        Instant::from_origin(from_millis(performance_now()))
    }

    fn unix_time(&self) -> Duration {
        from_millis(js_sys::Date::now())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (clock, deadline) = (*self, self.now() + duration);
        Box::pin(async move {
            loop {
                // Timers count whole milliseconds, some fire up to one early, and long sleeps take several.
                let left = deadline.saturating_since(clock.now()).min(LONGEST);
                if left.is_zero() {
                    return;
                }
                let millis = u32::try_from(left.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX / 2);
                TimeoutFuture::new(millis).await;
            }
        })
    }
}

/// What JavaScript says of time is a number of milliseconds; one that is negative or none is the origin.
fn from_millis(millis: f64) -> Duration {
    Duration::try_from_secs_f64(millis / 1_000.0).unwrap_or_default()
}
