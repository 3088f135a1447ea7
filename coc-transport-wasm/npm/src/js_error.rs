//! Errors as plain objects, of which `js/errors.js` makes exceptions.

use std::error::Error as _;

use coc_core::{Error, ErrorKind};
use coc_transport_wasm::JsException;
use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The argument of the constructor of `CocError`.
    type JsError;
    #[wasm_bindgen(method, setter)]
    fn set_kind(this: &JsError, kind: &str);
    #[wasm_bindgen(method, setter)]
    fn set_message(this: &JsError, message: &str);
    #[wasm_bindgen(method, setter)]
    fn set_endpoint(this: &JsError, endpoint: &str);
    #[wasm_bindgen(method, setter)]
    fn set_status(this: &JsError, status: u16);
    #[wasm_bindgen(method, setter)]
    fn set_reason(this: &JsError, reason: &str);
    #[wasm_bindgen(method, setter, js_name = retryAfter)]
    fn set_retry_after(this: &JsError, millis: f64);
    #[wasm_bindgen(method, setter)]
    fn set_attempts(this: &JsError, attempts: u32);
    #[wasm_bindgen(method, setter)]
    fn set_cause(this: &JsError, cause: &JsValue);
}

/// The error as an object. Its cause is the value that JavaScript threw, or an `Error` with the
/// messages of all causes.
pub(crate) fn js_error(error: &Error) -> JsValue {
    let object = JsError::from(JsValue::from(Object::new()));
    object.set_kind(kind(error.kind()));
    object.set_message(&error.to_string());
    object.set_attempts(error.attempts());
    if let Some(endpoint) = error.endpoint() {
        object.set_endpoint(endpoint);
    }
    if let Some(status) = error.status() {
        object.set_status(status.as_u16());
    }
    if let Some(reason) = error.reason() {
        object.set_reason(reason);
    }
    if let Some(wait) = error.retry_after() {
        object.set_retry_after(wait.as_secs_f64() * 1_000.0);
    }
    if let Some(cause) = cause(error) {
        object.set_cause(&cause);
    }
    object.into()
}

/// The same for an error that may not name its endpoint yet.
pub(crate) fn js_error_of(endpoint: &str, error: &Error) -> JsValue {
    let object = JsError::from(js_error(error));
    if error.endpoint().is_none() {
        object.set_message(&format!("{endpoint}: {error}"));
        object.set_endpoint(endpoint);
    }
    object.into()
}

/// The name of a kind in JavaScript, by which `js/errors.js` finds the class.
pub(crate) const fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidTag => "invalidTag",
        ErrorKind::InvalidRequest => "invalidRequest",
        ErrorKind::Credentials => "credentials",
        ErrorKind::CredentialsUnavailable => "credentialsUnavailable",
        ErrorKind::BadRequest => "badRequest",
        ErrorKind::AccessDenied => "accessDenied",
        ErrorKind::PrivateWarLog => "privateWarLog",
        ErrorKind::InvalidKey => "invalidKey",
        ErrorKind::InvalidIp => "invalidIp",
        ErrorKind::NotFound => "notFound",
        ErrorKind::Throttled => "throttled",
        ErrorKind::Maintenance => "maintenance",
        ErrorKind::Server => "server",
        ErrorKind::UnexpectedStatus => "unexpectedStatus",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Connect => "connect",
        ErrorKind::Interrupted => "interrupted",
        ErrorKind::TooLarge => "tooLarge",
        ErrorKind::Truncated => "truncated",
        ErrorKind::NotJson => "notJson",
        ErrorKind::Decode => "decode",
        ErrorKind::Middleware => "middleware",
        ErrorKind::Cache => "cache",
        _ => "transport",
    }
}

fn cause(error: &Error) -> Option<JsValue> {
    let mut messages = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(exception) = cause.downcast_ref::<JsException>() {
            return Some(exception.value().clone());
        }
        messages.push(cause.to_string());
        next = cause.source();
    }
    (!messages.is_empty()).then(|| js_sys::Error::new(&messages.join(": ")).into())
}
