//! Errors as plain objects, of which `js/errors.js` makes exceptions.
//!
//! Their causes are text only: an exception of a custom `fetch` may hold the request, and with it the
//! password.

use std::error::Error as StdError;

use coc_core::ErrorKind;
use coc_keys::ErrorKind as Reason;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// Any failure of a function of this module.
pub(crate) struct Failure(coc_core::Error);

impl From<coc_core::Error> for Failure {
    fn from(error: coc_core::Error) -> Self {
        Self(error)
    }
}

impl From<coc_keys::Error> for Failure {
    fn from(error: coc_keys::Error) -> Self {
        Self(error.into())
    }
}

/// The failure of a call with a wrong argument.
pub(crate) fn invalid(message: &str) -> Failure {
    Failure(coc_core::Error::with_message(ErrorKind::InvalidRequest, message))
}

impl From<Failure> for JsValue {
    fn from(Failure(error): Failure) -> Self {
        let source = error.source();
        let of_keys = source.and_then(|source| source.downcast_ref::<coc_keys::Error>());
        let text = of_keys.map(|error| in_javascript(&error.to_string()));
        let message = text.or_else(|| error.message().map(str::to_owned)).unwrap_or_default();
        let cause = chain(of_keys.map_or(source, StdError::source), &message);
        let members = [
            ("kind", Some(kind(error.kind()).into())),
            ("message", Some(message.into())),
            ("reason", of_keys.and_then(|error| reason(error.kind())).map(JsValue::from)),
            ("account", of_keys.and_then(coc_keys::Error::account).map(JsValue::from)),
            ("retryAfter", error.retry_after().map(|wait| (wait.as_secs_f64() * 1_000.0).into())),
            ("cause", cause.map(JsValue::from)),
        ];
        let object = Object::new();
        for (name, value) in members {
            // Setting a property of a new object cannot fail.
            let _ = Reflect::set(&object, &name.into(), &value.unwrap_or_default());
        }
        object.into()
    }
}

/// A message with the names that settings have in JavaScript.
fn in_javascript(message: &str) -> String {
    message.replace("`key_name`", "`keyName`").replace("`trust_reported_ip`", "`trustReportedIp`")
}

/// The messages of an error and its causes, as far as `message` does not have them.
fn chain(mut next: Option<&(dyn StdError + 'static)>, message: &str) -> Option<String> {
    let mut messages = Vec::new();
    while let Some(cause) = next {
        messages.push(cause.to_string());
        next = cause.source();
    }
    messages.retain(|cause| !message.contains(cause));
    (!messages.is_empty()).then(|| messages.join(": "))
}

/// The name of a kind in JavaScript.
const fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest => "invalidRequest",
        ErrorKind::CredentialsUnavailable => "credentialsUnavailable",
        ErrorKind::InvalidIp => "invalidIp",
        ErrorKind::InvalidKey => "invalidKey",
        _ => "credentials",
    }
}

/// The name of the reason for a lack of keys; none for an invalid setting, which the kind tells.
const fn reason(kind: Reason) -> Option<&'static str> {
    Some(match kind {
        Reason::WrongCredentials => "wrongCredentials",
        Reason::Throttled => "throttled",
        Reason::Temporary => "temporary",
        Reason::Html => "html",
        Reason::Unreachable => "unreachable",
        Reason::Timeout => "timeout",
        Reason::Unreadable => "unreadable",
        Reason::SessionExpired => "sessionExpired",
        Reason::KeyLimit => "keyLimit",
        Reason::Rejected => "rejected",
        Reason::Redirect => "redirect",
        Reason::PublicIp => "publicIp",
        Reason::KeyRejected => "keyRejected",
        Reason::PlanOutdated => "planOutdated",
        Reason::File => "file",
        _ => return None,
    })
}
