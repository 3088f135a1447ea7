//! Answers as JavaScript has them: parsed by the engine, frozen, and shared.

use bytes::Bytes;
use coc_core::{DecodeError, Endpoint, Error, Route, Target, decode, endpoint::Custom};
use js_sys::Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

use super::modules::parse;
use crate::thrown::text;

/// A frozen value of JavaScript.
pub(super) struct Value(SendWrapper<JsValue>);

impl Value {
    pub(super) fn get(&self) -> JsValue {
        (*self.0).clone()
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
            Ok(Value(SendWrapper::new(value)))
        } else {
            Err(DecodeError::Mismatch { path: ".".to_owned(), message: "expected an object".to_owned() })
        }
    }
}

/// Parses; what cannot be parsed is looked at again by the core, which knows what to say about it.
fn value(body: &[u8]) -> Result<JsValue, DecodeError> {
    parse(body).map_err(|thrown| match decode::check(body) {
        Err(error) => error,
        // Characters that are none, or nesting without end.
        Ok(()) => {
            DecodeError::Syntax(text(&thrown, "message").unwrap_or_else(|| "it cannot be parsed".to_owned()))
        }
    })
}
