//! Responses as JavaScript values: parsed by the engine, and frozen where they are shared.

use std::{cell::Cell, sync::Arc};

use bytes::Bytes;
use coc_core::{DecodeError, Endpoint, Error, ErrorKind, Route, Target, decode, endpoint::Custom};
use coc_transport_wasm::JsException;
use js_sys::{Array, Object, Reflect};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

use crate::{
    callback::property,
    escape::to_ascii,
    modules::{freeze, parse, parse_ascii},
};

/// A JavaScript value.
pub(crate) struct Value(SendWrapper<Inner>);

struct Inner {
    value: JsValue,
    frozen: Cell<bool>,
}

impl Value {
    /// The value for one caller. It is frozen if the cache stores it or other callers share it; a
    /// caller that has it alone is spared the time of freezing.
    pub(crate) fn into_js(self: Arc<Self>) -> Result<JsValue, Error> {
        match Arc::try_unwrap(self) {
            Ok(Self(inner)) => Ok(inner.take().value),
            Err(shared) => {
                let Inner { value, frozen } = &*shared.0;
                if !frozen.get() {
                    freeze(value).map_err(|exception| {
                        Error::with_message(ErrorKind::Decode, "the response cannot be frozen")
                            .caused_by(JsException::new(exception))
                    })?;
                    frozen.set(true);
                }
                Ok(value.clone())
            }
        }
    }
}

/// One endpoint type for all routes, so that the pipeline is compiled once. Its output is a
/// [`Value`], which must be an object unless `ANYTHING` is true.
pub(crate) struct JsEndpoint<const ANYTHING: bool> {
    route: Route,
    target: Result<Target, Error>,
    body: Option<Bytes>,
}

impl<const ANYTHING: bool> JsEndpoint<ANYTHING> {
    pub(crate) fn new(route: Route, target: Result<Target, Error>, body: Option<Bytes>) -> Self {
        Self { route, target, body }
    }
}

impl<const ANYTHING: bool> Endpoint for JsEndpoint<ANYTHING> {
    type Output = Value;
    // Each value has its own, see `route`.
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

/// Parses the body. If that fails, the core finds out why.
fn value(body: &[u8]) -> Result<JsValue, DecodeError> {
    let parsed = to_ascii(body).map_or_else(|| parse(body), |text| parse_ascii(&text));
    parsed.map_err(|exception| match decode::check(body) {
        Err(error) => error,
        // Invalid UTF-8, or too deep nesting.
        Ok(()) => {
            DecodeError::Syntax(property(&exception, "message").unwrap_or_else(|| "invalid JSON".to_owned()))
        }
    })
}

/// A new object, member by member.
pub(crate) struct Members(Object);

impl Members {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    #[inline(never)]
    pub(crate) fn value(self, name: &str, value: &JsValue) -> Self {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&self.0, &name.into(), value);
        self
    }

    #[inline(never)]
    pub(crate) fn text(self, name: &str, text: &str) -> Self {
        self.value(name, &text.into())
    }

    /// A number, or nothing.
    #[inline(never)]
    pub(crate) fn number(self, name: &str, number: Option<f64>) -> Self {
        match number {
            Some(number) => self.value(name, &number.into()),
            None => self,
        }
    }

    /// A count as a JavaScript number, which holds every count up to 2⁵³ exactly.
    #[allow(clippy::cast_precision_loss, reason = "see above")]
    pub(crate) fn count(self, name: &str, count: u64) -> Self {
        self.number(name, Some(count as f64))
    }

    pub(crate) fn done(self) -> JsValue {
        self.0.into()
    }
}
