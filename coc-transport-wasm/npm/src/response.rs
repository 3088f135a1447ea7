//! What `withResponse()` returns beside the value.

use std::cell::RefCell;

use coc_core::{Clock as _, Response, Source};
use coc_transport_wasm::JsClock;
use wasm_bindgen::prelude::*;

use crate::{headers, js_value::Members, stats::millis};

/// The responses of calls that have ended, until JavaScript has taken them or they are dropped. Only
/// then is anything converted.
pub(crate) struct Responses(RefCell<Places>);

struct Places {
    /// That of the call that is being settled.
    settled: Option<Response<()>>,
    /// Those of calls that returned their value at once, by the call's number. One is dropped when
    /// its number is reused.
    immediate: Vec<Option<Response<()>>>,
}

impl Responses {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Places { settled: None, immediate: Vec::new() }))
    }

    /// Stores the response of the call that is about to be settled, or drops it afterwards.
    pub(crate) fn settle(&self, response: Option<Response<()>>) {
        let before = std::mem::replace(&mut self.0.borrow_mut().settled, response);
        // Outside of the borrow.
        drop(before);
    }

    /// Stores the response of a call that returns its value at once.
    pub(crate) fn store(&self, number: u32, response: Option<Response<()>>) {
        let before = {
            let immediate = &mut self.0.borrow_mut().immediate;
            let place = number as usize;
            if immediate.len() <= place {
                immediate.resize_with(place + 1, || None);
            }
            std::mem::replace(&mut immediate[place], response)
        };
        drop(before);
    }

    /// Takes the response of the call that is being settled, or of the number.
    pub(crate) fn take(&self, number: Option<u32>) -> Option<Response<()>> {
        let mut places = self.0.borrow_mut();
        match number {
            None => places.settled.take(),
            Some(number) => places.immediate.get_mut(number as usize)?.take(),
        }
    }
}

/// The members of a `CallResponse` in the form that `js/calls.js` reads.
pub(crate) fn to_js(response: &Response<()>) -> JsValue {
    let now = JsClock::new().now();
    let (fresh_until, max_age) = (response.fresh_until(), response.max_age());
    let source = match response.source() {
        Source::StaleCache => "staleCache",
        source => source.as_str(),
    };
    Members::new()
        .count("status", response.status().as_u16().into())
        .text("headers", &headers::to_text(response.headers()).0)
        .number("maxAge", max_age.map(millis))
        .number("freshFor", Some(millis(fresh_until.saturating_since(now))))
        .number("staleFor", Some(millis(now.saturating_since(fresh_until))))
        .text("source", source)
        .count("attempts", response.attempts().into())
        .done()
}
