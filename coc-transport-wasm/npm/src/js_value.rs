//! Answers as JavaScript has them: parsed by the engine, and frozen where they are shared.

use std::{cell::Cell, sync::Arc};

use bytes::Bytes;
use coc_core::{DecodeError, Endpoint, Error, Route, Target, decode, endpoint::Custom};
use js_sys::Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

use super::{
    ascii::ascii,
    modules::{freeze, parse, parse_ascii},
};
use crate::thrown::text;

/// A value of JavaScript.
pub(super) struct Value(SendWrapper<Inner>);

struct Inner {
    value: JsValue,
    frozen: Cell<bool>,
}

impl Value {
    /// The value for one caller. If a cache keeps it, or others wait for it, too, none of them may change it; whoever has it alone
    /// may, and is spared what freezing costs.
    pub(super) fn hand_out(self: Arc<Self>) -> JsValue {
        match Arc::try_unwrap(self) {
            Ok(Self(inner)) => inner.take().value,
            Err(shared) => {
                let Inner { value, frozen } = &*shared.0;
                if !frozen.replace(true) {
                    freeze(value);
                }
                value.clone()
            }
        }
    }
}

/// Any endpoint, with its type erased before the call and not within, so that calls are compiled once. Answered with a [`Value`],
/// which is an object unless it may be `ANYTHING`.
pub(super) struct Asked<const ANYTHING: bool> {
    route: Route,
    target: Result<Target, Error>,
    body: Option<Bytes>,
}

impl<const ANYTHING: bool> Asked<ANYTHING> {
    pub(super) fn new(route: Route, target: Result<Target, Error>) -> Self {
        Self { route, target, body: None }
    }

    pub(super) fn body(self, body: Option<Bytes>) -> Self {
        Self { body, ..self }
    }
}

impl<const ANYTHING: bool> Endpoint for Asked<ANYTHING> {
    type Output = Value;
    // Each value has its own.
    const ROUTE: Route = Custom::ROUTE;

    fn route(&self) -> Route {
        self.route.clone()
    }

    fn target(&self) -> Result<Target, Error> {
        self.target.clone()
    }

    fn body(&self) -> Option<Bytes> {
        self.body.clone()
    }

    fn decode(body: &Bytes) -> Result<Value, DecodeError> {
        let value = value(body)?;
        if ANYTHING || (value.is_object() && !Array::is_array(&value)) {
            Ok(Value(SendWrapper::new(Inner { value, frozen: Cell::new(false) })))
        } else {
            Err(DecodeError::Mismatch { path: ".".to_owned(), message: "expected an object".to_owned() })
        }
    }
}

/// Parses; what cannot be parsed is looked at again by the core, which knows what to say about it.
fn value(body: &[u8]) -> Result<JsValue, DecodeError> {
    let parsed = ascii(body).map_or_else(|| parse(body), |text| parse_ascii(&text));
    parsed.map_err(|thrown| match decode::check(body) {
        Err(error) => error,
        // Characters that are none, or nesting without end.
        Ok(()) => {
            DecodeError::Syntax(text(&thrown, "message").unwrap_or_else(|| "it cannot be parsed".to_owned()))
        }
    })
}
