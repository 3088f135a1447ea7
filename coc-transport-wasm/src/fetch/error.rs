//! What a `fetch` that failed means to the client.

use std::fmt;

use coc_core::{TransportError, TransportErrorKind as Kind};
use js_sys::Reflect;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

/// Codes that say that no connection came about, by Node (undici), Deno and Bun.
const NOT_CONNECTED: [&str; 12] = [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "EADDRNOTAVAIL",
    "UND_ERR_CONNECT_TIMEOUT",
    "ConnectionRefused",
    "FailedToOpenSocket",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_HAS_EXPIRED",
];

/// What JavaScript threw, behind a [`TransportError`]. In words it is only the name and the code of the exception; its message may
/// hold the address.
pub struct FetchError {
    thrown: SendWrapper<JsValue>,
    words: String,
}

impl FetchError {
    fn new(thrown: &JsValue) -> Self {
        let mut words = text(thrown, "name").unwrap_or_else(|| "an exception".to_owned());
        if let Some(code) = code(thrown) {
            words = format!("{words} ({code})");
        }
        Self { thrown: SendWrapper::new(thrown.clone()), words }
    }

    /// What was thrown, as it was.
    pub fn thrown(&self) -> &JsValue {
        &self.thrown
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FetchError").field(&self.words).finish()
    }
}

impl std::error::Error for FetchError {}

/// `fetch` did not even begin.
pub(super) fn unusable(thrown: &JsValue) -> TransportError {
    TransportError::new(Kind::Request).with_source(FetchError::new(thrown))
}

/// The request was under way. A browser says nothing but that it failed; then it may have arrived.
pub(super) fn lost(thrown: &JsValue) -> TransportError {
    let code = code(thrown);
    let kind = match code.as_deref() {
        Some(code) if NOT_CONNECTED.contains(&code) => Kind::Connect,
        Some("UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT" | "ETIMEDOUT") => Kind::Timeout,
        _ if text(thrown, "name").as_deref() == Some("TimeoutError") => Kind::Timeout,
        _ if refused(thrown) => Kind::Connect,
        _ => Kind::Interrupted,
    };
    TransportError::new(kind).with_source(FetchError::new(thrown))
}

/// The code of the exception or of what caused it.
fn code(thrown: &JsValue) -> Option<String> {
    let cause = Reflect::get(thrown, &"cause".into()).unwrap_or_default();
    text(&cause, "code").or_else(|| text(thrown, "code"))
}

/// Deno has no codes, and says in words that it could not connect.
fn refused(thrown: &JsValue) -> bool {
    text(thrown, "message").is_some_and(|message| {
        ["client error (Connect)", "tcp connect error", "dns error"]
            .iter()
            .any(|words| message.contains(words))
    })
}

fn text(value: &JsValue, name: &str) -> Option<String> {
    Reflect::get(value, &name.into()).ok()?.as_string()
}
