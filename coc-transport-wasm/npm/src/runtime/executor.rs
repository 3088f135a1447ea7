//! The calls in the air. A call goes on in the very step in which JavaScript tells what it waits for: going on in a microtask of its own
//! would cost Node several times what the step does.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use coc_core::Error;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use super::{modules::settle, routes::Ready, settled};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(then: &Closure<dyn Fn()>);
}

thread_local! {
    static TURN: Turn = Turn::default();
    static CALLS: Calls = Calls::default();
    static RUN: Closure<dyn Fn()> = Closure::new(|| {
        TURN.with(|turn| turn.due.set(false));
        turn(|| ());
    });
}

/// Begins a call; its result, if it is there at once. Else `settle` is told of the call by its number.
pub(super) fn begin(number: u32, call: Ready) -> Option<Result<JsValue, Error>> {
    let state = Cell::new(State::Paused(call));
    let task = Arc::new(Task(SendWrapper::new(Inner { number, state, is_queued: Cell::new(false) })));
    let result = task.go_on();
    if result.is_none() {
        CALLS.with(|calls| calls.put(number, Some(task)));
    }
    result
}

/// Ends a call, which then settles nothing.
pub(super) fn abort(number: u32) {
    if let Some(task) = CALLS.with(|calls| calls.put(number, None)) {
        task.0.state.replace(State::Over);
    }
}

/// Tells calls what they wait for, and has those that can go on do so.
pub(crate) fn turn(tell: impl FnOnce()) {
    TURN.with(|turn| {
        let is_first = !turn.is_running.replace(true);
        tell();
        if is_first {
            while let Some(task) = turn.next() {
                task.0.is_queued.set(false);
                task.finish();
            }
            turn.is_running.set(false);
        }
    });
}

/// What can go on.
#[derive(Default)]
struct Turn {
    ready: RefCell<VecDeque<Arc<Task>>>,
    is_running: Cell<bool>,
    /// A microtask will see to it.
    due: Cell<bool>,
}

impl Turn {
    fn next(&self) -> Option<Arc<Task>> {
        self.ready.borrow_mut().pop_front()
    }
}

/// How to end the calls in the air. JavaScript uses small numbers, again and again.
#[derive(Default)]
struct Calls(RefCell<Vec<Option<Arc<Task>>>>);

impl Calls {
    fn put(&self, number: u32, task: Option<Arc<Task>>) -> Option<Arc<Task>> {
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
    Paused(Ready),
    Running,
    Over,
}

impl Task {
    /// The result, once it is there; nothing of a call that is over, or that is ended while it runs.
    fn go_on(self: &Arc<Self>) -> Option<Result<JsValue, Error>> {
        let Inner { state, .. } = &*self.0;
        let mut call = match state.replace(State::Running) {
            State::Paused(call) => call,
            other => {
                state.set(other);
                return None;
            }
        };
        let polled = call.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))));
        match (state.replace(State::Over), polled) {
            (State::Running, Poll::Ready(result)) => Some(result),
            (State::Running, Poll::Pending) => {
                state.set(State::Paused(call));
                None
            }
            _ => None,
        }
    }

    fn finish(self: &Arc<Self>) {
        let Some(result) = self.go_on() else { return };
        let number = self.0.number;
        CALLS.with(|calls| calls.put(number, None));
        match settled(result) {
            Ok(value) => settle(number, value, false),
            Err(failure) => settle(number, failure, true),
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if self.0.is_queued.replace(true) {
            return;
        }
        TURN.with(|turn| {
            turn.ready.borrow_mut().push_back(self);
            if !turn.is_running.get() && !turn.due.replace(true) {
                RUN.with(queue_microtask);
            }
        });
    }
}
