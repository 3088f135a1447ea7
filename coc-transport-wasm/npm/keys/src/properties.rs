//! Objects of JavaScript whose properties are read by name. JavaScript has checked the types.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An object whose missing properties are `undefined`.
    pub type Properties;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn number(this: &Properties, name: &str) -> Option<f64>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn flag(this: &Properties, name: &str) -> Option<bool>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn string(this: &Properties, name: &str) -> Option<String>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn array(this: &Properties, name: &str) -> Option<Array>;
}

impl Properties {
    /// The strings of an array.
    pub(crate) fn strings(&self, name: &str) -> Option<Vec<String>> {
        self.array(name).map(|array| array.iter().filter_map(|item| item.as_string()).collect())
    }
}
