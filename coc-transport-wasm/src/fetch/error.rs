//! What a `fetch` that failed means to the client.

use coc_core::{TransportError, TransportErrorKind as Kind};
use wasm_bindgen::JsValue;

use crate::thrown::{Thrown, code, text};

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

/// `fetch` did not even begin.
pub(super) fn unusable(thrown: &JsValue) -> TransportError {
    TransportError::new(Kind::Request).with_source(Thrown::new(thrown))
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
    TransportError::new(kind).with_source(Thrown::new(thrown))
}

/// Deno has no codes, and says in words that it could not connect.
fn refused(thrown: &JsValue) -> bool {
    text(thrown, "message").is_some_and(|message| {
        ["client error (Connect)", "tcp connect error", "dns error"]
            .iter()
            .any(|words| message.contains(words))
    })
}
