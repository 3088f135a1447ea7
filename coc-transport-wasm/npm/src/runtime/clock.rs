//! The clock of the client: the time of [`JsClock`], and timers by number.

use std::time::Duration;

use coc_core::{BoxFuture, Clock, Instant};
use coc_transport_wasm::JsClock;
use wasm_bindgen::prelude::*;

use super::oneshot::{Oneshot, Oneshots};

/// The longest delay of `setTimeout`, in milliseconds; with a longer one it fires at once.
const MAX_DELAY: u32 = i32::MAX as u32;

#[wasm_bindgen(module = "/js/timer.js")]
extern "C" {
    fn start(number: u32, millis: u32, fire: &Closure<dyn Fn(u32)>);
    fn stop(number: u32);
}

thread_local! {
    static TIMERS: Oneshots<()> = const { Oneshots::new() };
    static FIRE: Closure<dyn Fn(u32)> = Closure::new(|number| TIMERS.with(|all| all.send(number, ())));
}

/// A [`Clock`] as [`JsClock`], without a closure for each timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimerClock;

impl Clock for TimerClock {
    fn now(&self) -> Instant {
        JsClock::new().now()
    }

    fn unix_time(&self) -> Duration {
        JsClock::new().unix_time()
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
                let millis = u32::try_from(rest.as_nanos().div_ceil(1_000_000)).unwrap_or(MAX_DELAY);
                let mut timer = Timer::start(millis.min(MAX_DELAY));
                (&mut timer.0).await;
            }
        })
    }
}

/// A timer. Dropping it stops it.
struct Timer(Oneshot<()>);

impl Timer {
    fn start(millis: u32) -> Self {
        let oneshot = Oneshots::oneshot(&TIMERS);
        FIRE.with(|fire| start(oneshot.number(), millis, fire));
        Self(oneshot)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        stop(self.0.number());
    }
}
