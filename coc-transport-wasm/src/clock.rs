//! Real time: the [`JsClock`] of a client that runs on a JavaScript event loop.

use std::time::Duration;

use coc_core::{BoxFuture, Clock, Instant};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;

/// The longest delay of `setTimeout`, in milliseconds; with a longer one it fires at once.
const MAX_DELAY: u32 = i32::MAX as u32;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// A [`Clock`] that reads `performance.now` and `Date.now` and sleeps with `setTimeout`.
///
/// A browser may wake a page in the background late. A sleep is never shorter than requested.
///
/// ```no_run
/// # async fn example() {
/// use std::time::Duration;
/// use coc_transport_wasm::{JsClock, coc_core::Clock as _};
///
/// let clock = JsClock::new();
/// let start = clock.now();
/// clock.sleep(Duration::from_secs(1)).await;
/// assert!(clock.now().saturating_since(start) >= Duration::from_secs(1));
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct JsClock;

impl JsClock {
    /// A clock of this thread.
    pub const fn new() -> Self {
        Self
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
        let end = self.now() + duration;
        Box::pin(async move {
            // Some timers fire up to a millisecond early, and a long sleep takes several timers.
            loop {
                let rest = end.saturating_since(Self.now());
                if rest.is_zero() {
                    return;
                }
                let millis = rest
                    .as_secs()
                    .saturating_mul(1_000)
                    .saturating_add(u64::from(rest.subsec_nanos().div_ceil(1_000_000)));
                let millis = u32::try_from(millis).unwrap_or(MAX_DELAY);
                TimeoutFuture::new(millis.min(MAX_DELAY)).await;
            }
        })
    }
}

/// A time in JavaScript's milliseconds; a negative one or `NaN` is the origin.
fn from_millis(millis: f64) -> Duration {
    Duration::try_from_secs_f64(millis / 1_000.0).unwrap_or_default()
}
