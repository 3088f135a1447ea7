//! JavaScript exceptions as Rust errors.

use std::fmt;

use js_sys::Reflect;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

/// A JavaScript exception, as the [source](std::error::Error::source) of an error.
///
/// `Display` shows only the exception's name and code, because its message may contain the URL or a
/// secret. Deno's exceptions have no code, but name the cause after the URL.
///
/// ```no_run
/// # async fn example(client: coc_transport_wasm::Client) {
/// use std::error::Error as _;
/// use coc_transport_wasm::JsException;
///
/// if let Err(error) = client.clan("#2PP").await {
///     let mut source = error.source();
///     while let Some(cause) = source {
///         if let Some(exception) = cause.downcast_ref::<JsException>() {
///             println!("JavaScript has thrown {exception}");
///         }
///         source = cause.source();
///     }
/// }
/// # }
/// ```
pub struct JsException {
    value: SendWrapper<JsValue>,
    text: String,
}

impl JsException {
    /// Wraps a value that JavaScript has thrown.
    pub fn new(value: JsValue) -> Self {
        let name = property(&value, "name").unwrap_or_else(|| "an exception".to_owned());
        let text = match (code(&value), cause(&value)) {
            (Some(code), _) => format!("{name} ({code})"),
            (None, Some(cause)) => format!("{name}: {cause}"),
            (None, None) => name,
        };
        Self::with_text(text, value)
    }

    /// The same, shown as `text`.
    pub fn with_text(text: String, value: JsValue) -> Self {
        Self { value: SendWrapper::new(value), text }
    }

    /// The value that was thrown.
    pub fn value(&self) -> &JsValue {
        &self.value
    }
}

impl fmt::Display for JsException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for JsException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsException").field(&self.text).finish()
    }
}

impl std::error::Error for JsException {}

/// The code of the exception's cause, or its own.
pub(crate) fn code(exception: &JsValue) -> Option<String> {
    let cause = Reflect::get(exception, &"cause".into()).unwrap_or_default();
    property(&cause, "code").or_else(|| property(exception, "code"))
}

/// The part of a message of Deno that names the cause.
fn cause(exception: &JsValue) -> Option<String> {
    const START: &[u8] = b"client error (";
    let message = property(exception, "message")?;
    let start = message.as_bytes().windows(START.len()).position(|part| part == START)?;
    message.get(start..).map(str::to_owned)
}

/// A property of the exception, if it is a string.
pub(crate) fn property(exception: &JsValue, name: &str) -> Option<String> {
    Reflect::get(exception, &name.into()).ok()?.as_string()
}
