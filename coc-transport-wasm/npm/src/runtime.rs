//! The calls in flight on the JavaScript event loop.
//!
//! Calls run on the executor of js-sys, and timers are those of gloo-timers: together they take
//! less than 8 % more processor time per call in Node than an executor and a timer queue of our own
//! would (2,000 players without a cache, medians of interleaved runs). Only the channels on which
//! responses arrive are ours ([`oneshot`]): a pair of closures for each request in their place
//! takes 9 % more, because each closure is registered with the garbage collector.

mod oneshot;

use std::{
    cell::RefCell,
    task::{Context, Poll, Waker},
};

use coc_core::{BoxFuture, Error, Response};
use futures_util::future::{AbortHandle, abortable};
use js_sys::futures::spawn_local;
use wasm_bindgen::prelude::*;

pub(crate) use self::oneshot::{Oneshot, Oneshots};
use crate::{js_error::js_error, modules::settle, response::Responses};

/// A call that has not been polled yet.
pub(crate) type PreparedCall = BoxFuture<'static, Result<Completed, Error>>;

/// The value of a call and, if it was the call of a route, the response.
pub(crate) struct Completed {
    pub(crate) value: JsValue,
    pub(crate) response: Option<Response<()>>,
}

impl From<JsValue> for Completed {
    fn from(value: JsValue) -> Self {
        Self { value, response: None }
    }
}

thread_local! {
    pub(crate) static RESPONSES: Responses = const { Responses::new() };
    /// Aborts the calls in flight, by number. JavaScript reuses small numbers.
    static CALLS: RefCell<Vec<Option<AbortHandle>>> = const { RefCell::new(Vec::new()) };
}

/// Starts a call. Returns its result if it is available at once; otherwise `settle` is called later
/// with the call's number.
pub(crate) fn begin(number: u32, mut call: PreparedCall) -> Option<Result<JsValue, Error>> {
    // A cached value is there at the first poll.
    if let Poll::Ready(result) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        return Some(result.map(|Completed { value, response }| {
            RESPONSES.with(|all| all.store(number, response));
            value
        }));
    }
    let (call, handle) = abortable(call);
    replace(number, Some(handle));
    spawn_local(async move {
        let Ok(result) = call.await else { return };
        replace(number, None);
        let settled = match result {
            Ok(Completed { value, response }) => {
                RESPONSES.with(|all| all.settle(response));
                settle(number, value, false)
            }
            Err(error) => settle(number, js_error(&error), true),
        };
        // Only a signal that is none throws, after the promise has settled.
        drop(settled);
        RESPONSES.with(|all| all.settle(None));
    });
    None
}

/// Ends a call, for which `settle` is then not called.
pub(crate) fn abort(number: u32) {
    if let Some(handle) = replace(number, None) {
        handle.abort();
    }
}

fn replace(number: u32, handle: Option<AbortHandle>) -> Option<AbortHandle> {
    CALLS.with_borrow_mut(|calls| {
        let place = number as usize;
        if calls.len() <= place {
            calls.resize_with(place + 1, || None);
        }
        std::mem::replace(&mut calls[place], handle)
    })
}
