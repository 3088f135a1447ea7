//! Errors on their way to JavaScript, where `errors.js` makes exceptions of them.

use std::error::Error as _;

use coc_core::{Error, ErrorKind};
use js_sys::Object;
use wasm_bindgen::prelude::*;

use crate::thrown::Thrown;

#[wasm_bindgen]
extern "C" {
    /// What an exception is made of.
    type Failure;
    #[wasm_bindgen(method, setter)]
    fn set_kind(this: &Failure, kind: &str);
    #[wasm_bindgen(method, setter)]
    fn set_message(this: &Failure, message: &str);
    #[wasm_bindgen(method, setter)]
    fn set_endpoint(this: &Failure, endpoint: &str);
    #[wasm_bindgen(method, setter)]
    fn set_status(this: &Failure, status: u16);
    #[wasm_bindgen(method, setter)]
    fn set_reason(this: &Failure, reason: &str);
    #[wasm_bindgen(method, setter, js_name = retryAfter)]
    fn set_retry_after(this: &Failure, millis: f64);
    #[wasm_bindgen(method, setter)]
    fn set_attempts(this: &Failure, attempts: u32);
    #[wasm_bindgen(method, setter)]
    fn set_cause(this: &Failure, cause: &JsValue);
}

/// The error with all that is known about it; its cause is what JavaScript threw, or the causes in words.
pub(super) fn failure(error: &Error) -> JsValue {
    let failure = Failure::from(JsValue::from(Object::new()));
    failure.set_kind(kind(error.kind()));
    failure.set_message(&error.to_string());
    failure.set_attempts(error.attempts());
    if let Some(endpoint) = error.endpoint() {
        failure.set_endpoint(endpoint);
    }
    if let Some(status) = error.status() {
        failure.set_status(status.as_u16());
    }
    if let Some(reason) = error.reason() {
        failure.set_reason(reason);
    }
    if let Some(wait) = error.retry_after() {
        failure.set_retry_after(wait.as_secs_f64() * 1_000.0);
    }
    if let Some(cause) = cause(error) {
        failure.set_cause(&cause);
    }
    failure.into()
}

/// The same for an error from before it was known to be of this route.
pub(super) fn failure_at(route: &str, error: &Error) -> JsValue {
    let failure = Failure::from(failure(error));
    if error.endpoint().is_none() {
        failure.set_message(&format!("{route}: {error}"));
        failure.set_endpoint(route);
    }
    failure.into()
}

/// What JavaScript calls a kind; `errors.js` makes classes of these.
pub(super) const fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidTag => "invalidTag",
        ErrorKind::InvalidRequest => "invalidRequest",
        ErrorKind::Credentials => "credentials",
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
    let mut words = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(thrown) = cause.downcast_ref::<Thrown>() {
            return Some(thrown.thrown().clone());
        }
        words.push(cause.to_string());
        next = cause.source();
    }
    (!words.is_empty()).then(|| js_sys::Error::new(&words.join(": ")).into())
}
