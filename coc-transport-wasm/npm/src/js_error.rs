//! Errors as plain objects, of which `js/errors.js` makes exceptions.

use std::error::Error as _;

use coc_core::{Error, ErrorKind};
use coc_transport_wasm::JsException;
use wasm_bindgen::prelude::*;

use crate::{js_value::Members, stats::millis};

/// The error as an object, the argument of the constructor of `CocError`. Its cause is the value that
/// JavaScript threw, or an `Error` with the messages of all causes.
pub(crate) fn js_error(error: &Error) -> JsValue {
    described(error, error.endpoint(), &error.to_string())
}

/// The same for an error that may not name its endpoint yet.
pub(crate) fn js_error_of(endpoint: &str, error: &Error) -> JsValue {
    if error.endpoint().is_some() {
        return js_error(error);
    }
    described(error, Some(endpoint), &format!("{endpoint}: {error}"))
}

fn described(error: &Error, endpoint: Option<&str>, message: &str) -> JsValue {
    let mut members = Members::new()
        .text("kind", kind(error.kind()))
        .text("message", message)
        .count("attempts", error.attempts().into())
        .number("status", error.status().map(|status| status.as_u16().into()))
        .number("retryAfter", error.retry_after().map(millis));
    for (name, text) in [("endpoint", endpoint), ("reason", error.reason())] {
        if let Some(text) = text {
            members = members.text(name, text);
        }
    }
    if let Some(cause) = cause(error) {
        members = members.value("cause", &cause);
    }
    members.done()
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
