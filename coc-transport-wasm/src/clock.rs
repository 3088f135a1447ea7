//! Real time: the [`JsClock`] of a client that runs on a JavaScript event loop.

use std::time::Duration;

use coc_core::{BoxFuture, Clock, Instant};
use wasm_bindgen::prelude::*;

use crate::later::{Awaited, Later};

/// The longest that `setTimeout` waits; beyond that engines do not wait at all.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(ring: &Closure<dyn Fn(u32)>, millis: u32, number: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

thread_local! {
    static SLEEPERS: Awaited<()> = const { Awaited::new() };
    static RING: Closure<dyn Fn(u32)> =
        Closure::new(|number| SLEEPERS.with(|sleepers| sleepers.tell(number, ())));
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
            let mut left = duration;
            // Some timers fire up to a millisecond early, and long sleeps take several.
            while !left.is_zero() {
                Timer::start(left.min(LONGEST)).ring().await;
                left = deadline.saturating_since(clock.now());
            }
        })
    }
}

/// One `setTimeout`, which is cleared if it is dropped before it has rung.
struct Timer {
    later: Later<()>,
    handle: Option<JsValue>,
}

impl Timer {
    fn start(length: Duration) -> Self {
        // They count whole milliseconds.
        let millis = u32::try_from(length.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX / 2);
        let later = Awaited::one(&SLEEPERS);
        let handle = RING.with(|ring| set_timeout(ring, millis, later.number()));
        Self { later, handle: Some(handle) }
    }

    async fn ring(mut self) {
        (&mut self.later).await;
        self.handle = None;
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(handle) = &self.handle {
            clear_timeout(handle);
        }
    }
}

/// What JavaScript says of time is a number of milliseconds; one that is negative or none is the origin.
fn from_millis(millis: f64) -> Duration {
    Duration::try_from_secs_f64(millis / 1_000.0).unwrap_or_default()
}
