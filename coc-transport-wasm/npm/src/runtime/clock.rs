//! The clock. All its sleepers share one timer of JavaScript.

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

use super::{
    executor::run,
    oneshot::{Oneshot, Oneshots},
};

/// Reads the time; this module only sleeps.
const TIME: coc_transport_wasm::JsClock = coc_transport_wasm::JsClock::new();

/// The longest delay of `setTimeout`; with a longer one it fires at once.
const MAX_DELAY: Duration = Duration::from_millis(i32::MAX as u64);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(fire: &Closure<dyn Fn()>, millis: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// A [`Clock`] that sleeps with one shared `setTimeout`, and leaves no timer when nothing sleeps.
///
/// On edge runtimes, where a request must not wait for the timer of another, each request needs a
/// clock of its own.
#[derive(Clone)]
pub struct JsClock {
    timers: Rc<Timers>,
}

impl JsClock {
    /// A clock of this thread.
    pub fn new() -> Self {
        let timers = |own: &Weak<Timers>| {
            let own = Weak::clone(own);
            let fire = Closure::new(move || {
                if let Some(timers) = own.upgrade() {
                    timers.fire();
                }
            });
            Timers { fire, sleepers: RefCell::default() }
        };
        Self { timers: Rc::new_cyclic(timers) }
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
        TIME.now()
    }

    fn unix_time(&self) -> Duration {
        TIME.unix_time()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration.is_zero() {
            return Box::pin(ready(()));
        }
        let (now, oneshot) = (self.now(), Oneshots::oneshot(&SLEEPERS));
        self.timers.add(oneshot.number(), now, now + duration);
        Box::pin(Sleep { oneshot, timers: Rc::clone(&self.timers) })
    }
}

thread_local! {
    static SLEEPERS: Oneshots<()> = const { Oneshots::new() };
}

struct Sleep {
    oneshot: Oneshot<()>,
    timers: Rc<Timers>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.oneshot).poll(context)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.timers.remove(self.oneshot.number());
    }
}

/// The timer queue. Nearly all sleepers are time limits that are not reached; a timer that is set
/// and cleared for each would cost more than the rest of what a limit takes.
struct Timers {
    /// Called by `setTimeout`.
    fire: Closure<dyn Fn()>,
    sleepers: RefCell<Sleepers>,
}

#[derive(Default)]
struct Sleepers {
    /// When each wakes, by number.
    ends: Vec<Option<Instant>>,
    count: usize,
    timer: Option<(Instant, JsValue)>,
}

impl Timers {
    fn add(&self, number: u32, now: Instant, end: Instant) {
        let (mut sleepers, place) = (self.sleepers.borrow_mut(), number as usize);
        if sleepers.ends.len() <= place {
            sleepers.ends.resize(place + 1, None);
        }
        sleepers.ends[place] = Some(end);
        sleepers.count += 1;
        if sleepers.timer.as_ref().is_none_or(|(fires, _)| end < *fires) {
            sleepers.set(&self.fire, now, end);
        }
    }

    /// The timer of a sleeper that is dropped stays set for the next ones, unless no sleeper is
    /// left.
    fn remove(&self, number: u32) {
        let mut sleepers = self.sleepers.borrow_mut();
        if sleepers.ends.get_mut(number as usize).and_then(Option::take).is_some() {
            sleepers.count -= 1;
        }
        if sleepers.count == 0 {
            sleepers.clear();
        }
    }

    /// Wakes the sleepers that are due. Some timers fire up to a millisecond early, and a long
    /// sleep takes several.
    fn fire(&self) {
        let now = TIME.now();
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
            sleepers.set(&self.fire, now, next);
        }
        drop(sleepers);
        run(|| SLEEPERS.with(|all| due.into_iter().for_each(|number| all.send(number, ()))));
    }
}

impl Sleepers {
    fn set(&mut self, fire: &Closure<dyn Fn()>, now: Instant, end: Instant) {
        self.clear();
        let delay = end.saturating_since(now).min(MAX_DELAY);
        // `setTimeout` takes whole milliseconds.
        let millis = u32::try_from(delay.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX / 2);
        self.timer = Some((end, set_timeout(fire, millis)));
    }

    fn clear(&mut self) {
        if let Some((_, timer)) = self.timer.take() {
            clear_timeout(&timer);
        }
    }
}
