//! Real time: the [`JsClock`] of a client that runs on a JavaScript event loop.

use std::{
    cell::RefCell,
    fmt,
    future::ready,
    pin::Pin,
    rc::{Rc, Weak},
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
/// A page in the background may be woken late; a sleep is then longer, never shorter. What is cloned shares its timer; on edge runtimes, where a
/// request may not wait for the timer of another, each request has to have a clock of its own, as it has a client.
#[derive(Clone)]
pub struct JsClock {
    alarm: Rc<Alarm>,
}

impl JsClock {
    /// A clock of this thread.
    pub fn new() -> Self {
        let alarm = |own: &Weak<Alarm>| {
            let own = Weak::clone(own);
            let ring = Closure::new(move || {
                if let Some(alarm) = own.upgrade() {
                    alarm.ring(now());
                }
            });
            Alarm { ring, sleepers: RefCell::default() }
        };
        Self { alarm: Rc::new_cyclic(alarm) }
    }
}

impl Default for JsClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for JsClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsClock").finish_non_exhaustive()
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
        self.alarm.add(later.number(), now, now + duration);
        Box::pin(Sleep { later, alarm: Rc::clone(&self.alarm) })
    }
}

fn now() -> Instant {
    Instant::from_origin(from_millis(performance_now()))
}

thread_local! {
    static SLEEPERS: Awaited<()> = const { Awaited::new() };
}

struct Sleep {
    later: Later<()>,
    alarm: Rc<Alarm>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.later).poll(context)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.alarm.remove(self.later.number());
    }
}

/// All sleepers of a clock share one timer, that of the first to wake. Nearly all are limits that nobody reaches, and a timer that is set
/// and cleared for each would cost more than the rest of what a limit takes.
struct Alarm {
    /// What `setTimeout` calls.
    ring: Closure<dyn Fn()>,
    sleepers: RefCell<Sleepers>,
}

#[derive(Default)]
struct Sleepers {
    /// When they wake, by number.
    ends: Vec<Option<Instant>>,
    count: usize,
    timer: Option<(Instant, JsValue)>,
}

impl Alarm {
    fn add(&self, number: u32, now: Instant, end: Instant) {
        let (mut sleepers, place) = (self.sleepers.borrow_mut(), number as usize);
        if sleepers.ends.len() <= place {
            sleepers.ends.resize(place + 1, None);
        }
        sleepers.ends[place] = Some(end);
        sleepers.count += 1;
        if sleepers.timer.as_ref().is_none_or(|(rings, _)| end < *rings) {
            sleepers.set(&self.ring, now, end);
        }
    }

    /// A timer that rings for nobody is left to ring, unless all are awake: the next sleepers need it.
    fn remove(&self, number: u32) {
        let mut sleepers = self.sleepers.borrow_mut();
        if sleepers.ends.get_mut(number as usize).and_then(Option::take).is_some() {
            sleepers.count -= 1;
        }
        if sleepers.count == 0 {
            sleepers.clear();
        }
    }

    /// Wakes those whose time has come. Some timers ring up to a millisecond early, and a long sleep takes several.
    fn ring(&self, now: Instant) {
        let mut sleepers = self.sleepers.borrow_mut();
        sleepers.timer = None;
        let mut due = Vec::new();
        for (number, end) in (0..).zip(&mut sleepers.ends) {
            if end.take_if(|end| *end <= now).is_some() {
                due.push(number);
            }
        }
        sleepers.count -= due.len();
        if let Some(next) = sleepers.ends.iter().flatten().min().copied() {
            sleepers.set(&self.ring, now, next);
        }
        drop(sleepers);
        turn(|| SLEEPERS.with(|all| due.into_iter().for_each(|number| all.tell(number, ()))));
    }
}

impl Sleepers {
    fn set(&mut self, ring: &Closure<dyn Fn()>, now: Instant, end: Instant) {
        self.clear();
        let length = end.saturating_since(now).min(LONGEST);
        // They count whole milliseconds.
        let millis = u32::try_from(length.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX / 2);
        self.timer = Some((end, set_timeout(ring, millis)));
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
