//! Real time: the [`JsClock`] of a client that runs on a JavaScript event loop.

use std::{
    cell::RefCell,
    future::ready,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use coc_core::{BoxFuture, Clock, Instant};
use wasm_bindgen::prelude::*;

use crate::{
    later::{Awaited, Later},
    turn,
};

/// The longest that `setTimeout` waits; beyond that engines do not wait at all.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(ring: &Closure<dyn Fn()>, millis: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// A [`Clock`] that reads `performance.now` and `Date.now` and sleeps by `setTimeout`. When nothing sleeps, no timer is left.
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
        now()
    }

    fn unix_time(&self) -> Duration {
        from_millis(js_sys::Date::now())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration.is_zero() {
            return Box::pin(ready(()));
        }
        let (now, later) = (now(), Awaited::one(&SLEEPERS));
        ALARM.with_borrow_mut(|alarm| alarm.add(later.number(), now, now + duration));
        Box::pin(Sleep(later))
    }
}

fn now() -> Instant {
    Instant::from_origin(from_millis(performance_now()))
}

thread_local! {
    static SLEEPERS: Awaited<()> = const { Awaited::new() };
    static ALARM: RefCell<Alarm> = const { RefCell::new(Alarm { sleepers: Vec::new(), asleep: 0, timer: None }) };
    static RING: Closure<dyn Fn()> = Closure::new(|| {
        let due = ALARM.with_borrow_mut(|alarm| alarm.ring(now()));
        turn(|| SLEEPERS.with(|sleepers| due.into_iter().for_each(|number| sleepers.tell(number, ()))));
    });
}

struct Sleep(Later<()>);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        ALARM.with_borrow_mut(|alarm| alarm.remove(self.0.number()));
    }
}

/// All sleepers share one timer, that of the first to wake. Nearly all are limits that nobody reaches, and a timer that is set and
/// cleared for each would cost more than the rest of what a limit takes.
struct Alarm {
    /// When they wake, by number.
    sleepers: Vec<Option<Instant>>,
    asleep: usize,
    timer: Option<(Instant, JsValue)>,
}

impl Alarm {
    fn add(&mut self, number: u32, now: Instant, end: Instant) {
        let place = number as usize;
        if self.sleepers.len() <= place {
            self.sleepers.resize(place + 1, None);
        }
        self.sleepers[place] = Some(end);
        self.asleep += 1;
        if self.timer.as_ref().is_none_or(|(rings, _)| end < *rings) {
            self.set(now, end);
        }
    }

    /// A timer that rings for nobody is left to ring, unless all are awake: the next sleepers need it.
    fn remove(&mut self, number: u32) {
        if self.sleepers[number as usize].take().is_some() {
            self.asleep -= 1;
        }
        if self.asleep == 0 {
            self.clear();
        }
    }

    /// Those whose time has come. Some timers ring up to a millisecond early, and a long sleep takes several.
    fn ring(&mut self, now: Instant) -> Vec<u32> {
        self.timer = None;
        let mut due = Vec::new();
        for (number, end) in (0..).zip(&mut self.sleepers) {
            if end.take_if(|end| *end <= now).is_some() {
                due.push(number);
            }
        }
        self.asleep -= due.len();
        if let Some(next) = self.sleepers.iter().flatten().min() {
            self.set(now, *next);
        }
        due
    }

    fn set(&mut self, now: Instant, end: Instant) {
        self.clear();
        let length = end.saturating_since(now).min(LONGEST);
        // They count whole milliseconds.
        let millis = u32::try_from(length.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX / 2);
        self.timer = Some((end, RING.with(|ring| set_timeout(ring, millis))));
    }

    fn clear(&mut self) {
        if let Some((_, timer)) = self.timer.take() {
            clear_timeout(&timer);
        }
    }
}

/// What JavaScript says of time is a number of milliseconds; one that is negative or none is the origin.
fn from_millis(millis: f64) -> Duration {
    Duration::try_from_secs_f64(millis / 1_000.0).unwrap_or_default()
}
