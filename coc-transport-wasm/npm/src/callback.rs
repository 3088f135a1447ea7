//! Calls of JavaScript functions that return promises.

use coc_core::{Error, ErrorKind};
use coc_transport_wasm::JsException;
use js_sys::{Array, Function, Promise, Reflect, futures::JsFuture};
use wasm_bindgen::prelude::*;

/// Calls a function, and returns what its promise resolves to, or what it throws.
pub(crate) async fn call(function: &Function, arguments: Array) -> Result<JsValue, JsValue> {
    let promise = function.apply(&JsValue::UNDEFINED, &arguments)?;
    JsFuture::from(Promise::resolve(&promise)).await
}

/// An array of these values. Not generic over an iterator, because each would be code of its own.
pub(crate) fn array(values: &[JsValue]) -> Array {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array
}

/// The error of a function that has thrown. The exception is its cause, and only there: its message
/// may contain a secret.
pub(crate) fn failed(kind: ErrorKind, message: &str, exception: JsValue) -> Error {
    Error::with_message(kind, message).caused_by(JsException::new(exception))
}

/// A property of an exception, which may be anything, if the property is a string.
pub(crate) fn property(exception: &JsValue, name: &str) -> Option<String> {
    Reflect::get(exception, &name.into()).ok()?.as_string()
}
