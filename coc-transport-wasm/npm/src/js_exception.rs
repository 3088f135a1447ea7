//! Exceptions of JavaScript as errors of Rust.

use std::fmt;

#[cfg(feature = "js")]
use js_sys::Reflect;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

/// What JavaScript threw, as the [source](std::error::Error::source) of an error. In words it is only the name and the code of the exception,
/// because its message may hold the address.
pub struct Thrown {
    thrown: SendWrapper<JsValue>,
    words: String,
}

impl Thrown {
    #[cfg(feature = "js")]
    pub(crate) fn new(thrown: &JsValue) -> Self {
        let mut words = text(thrown, "name").unwrap_or_else(|| "an exception".to_owned());
        if let Some(code) = code(thrown) {
            words = format!("{words} ({code})");
        }
        Self { thrown: SendWrapper::new(thrown.clone()), words }
    }

    /// The same, with words that were found for it already.
    pub(crate) fn said(words: String, thrown: JsValue) -> Self {
        Self { thrown: SendWrapper::new(thrown), words }
    }

    /// What was thrown, as it was.
    pub fn thrown(&self) -> &JsValue {
        &self.thrown
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl fmt::Debug for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Thrown").field(&self.words).finish()
    }
}

impl std::error::Error for Thrown {}

/// The code of the exception or of what caused it.
#[cfg(feature = "js")]
pub(crate) fn code(thrown: &JsValue) -> Option<String> {
    let cause = Reflect::get(thrown, &"cause".into()).unwrap_or_default();
    text(&cause, "code").or_else(|| text(thrown, "code"))
}

#[cfg(feature = "js")]
pub(crate) fn text(value: &JsValue, name: &str) -> Option<String> {
    Reflect::get(value, &name.into()).ok()?.as_string()
}
