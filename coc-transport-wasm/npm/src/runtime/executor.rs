//! The executor of the calls in flight.
//!
//! A call continues in the same step in which JavaScript delivers what it waits for. A microtask
//! for each step would cost Node several times what the step does.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use coc_core::Error;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use crate::{modules::settle, routes::PreparedCall, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(then: &Closure<dyn Fn()>);
}

thread_local! {
    static QUEUE: Queue = Queue::default();
    static CALLS: Calls = Calls::default();
    static RUN: Closure<dyn Fn()> = Closure::new(|| {
        QUEUE.with(|queue| queue.microtask_is_due.set(false));
        run(|| ());
    });
}

/// Starts a call. Returns its result if it is available at once; otherwise `settle` is called later
/// with the call's number.
pub(crate) fn begin(number: u32, call: PreparedCall) -> Option<Result<JsValue, Error>> {
    let state = Cell::new(State::Paused(call));
    let task = Arc::new(Task(SendWrapper::new(Inner { number, state, is_queued: Cell::new(false) })));
    let result = task.advance();
    if result.is_none() {
        CALLS.with(|calls| calls.replace(number, Some(task)));
    }
    result
}

/// Ends a call, for which `settle` is then not called.
pub(crate) fn abort(number: u32) {
    if let Some(task) = CALLS.with(|calls| calls.replace(number, None)) {
        task.0.state.replace(State::Done);
    }
}

/// Runs `deliver`, and then every task that it or another task wakes.
pub(crate) fn run(deliver: impl FnOnce()) {
    QUEUE.with(|queue| {
        let is_outermost = !queue.is_running.replace(true);
        deliver();
        if is_outermost {
            while let Some(task) = queue.pop() {
                task.0.is_queued.set(false);
                task.advance_and_settle();
            }
            queue.is_running.set(false);
        }
    });
}

/// The tasks that have been woken.
#[derive(Default)]
struct Queue {
    ready: RefCell<VecDeque<Arc<Task>>>,
    is_running: Cell<bool>,
    microtask_is_due: Cell<bool>,
}

impl Queue {
    fn pop(&self) -> Option<Arc<Task>> {
        self.ready.borrow_mut().pop_front()
    }
}

/// The tasks of the calls in flight, by number. JavaScript reuses small numbers.
#[derive(Default)]
struct Calls(RefCell<Vec<Option<Arc<Task>>>>);

impl Calls {
    fn replace(&self, number: u32, task: Option<Arc<Task>>) -> Option<Arc<Task>> {
        let (mut calls, place) = (self.0.borrow_mut(), number as usize);
        if calls.len() <= place {
            calls.resize_with(place + 1, || None);
        }
        std::mem::replace(&mut calls[place], task)
    }
}

/// One call.
struct Task(SendWrapper<Inner>);

struct Inner {
    number: u32,
    state: Cell<State>,
    is_queued: Cell<bool>,
}

enum State {
    Paused(PreparedCall),
    Running,
    Done,
}

impl Task {
    /// Polls the call. Returns its result, but not that of a call that was aborted, even while it
    /// ran.
    fn advance(self: &Arc<Self>) -> Option<Result<JsValue, Error>> {
        let Inner { state, .. } = &*self.0;
        let mut call = match state.replace(State::Running) {
            State::Paused(call) => call,
            other => {
                state.set(other);
                return None;
            }
        };
        let polled = call.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))));
        match (state.replace(State::Done), polled) {
            (State::Running, Poll::Ready(result)) => Some(result),
            (State::Running, Poll::Pending) => {
                state.set(State::Paused(call));
                None
            }
            _ => None,
        }
    }

    fn advance_and_settle(self: &Arc<Self>) {
        let Some(result) = self.advance() else { return };
        let number = self.0.number;
        CALLS.with(|calls| calls.replace(number, None));
        match to_js(result) {
            Ok(value) => settle(number, value, false),
            Err(error) => settle(number, error, true),
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if self.0.is_queued.replace(true) {
            return;
        }
        QUEUE.with(|queue| {
            queue.ready.borrow_mut().push_back(self);
            if !queue.is_running.get() && !queue.microtask_is_due.replace(true) {
                RUN.with(queue_microtask);
            }
        });
    }
}
