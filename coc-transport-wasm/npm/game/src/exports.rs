//! The exports of the module.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The number in a text; NaN if there is none.
    #[wasm_bindgen(js_name = Number)]
    pub(crate) fn parse(number: &str) -> f64;
}

/// Runs a function; see [`crate::call`]. Throws a failure as JSON.
#[wasm_bindgen(skip_typescript)]
pub fn call(number: usize, arguments: &str) -> Result<String, JsValue> {
    crate::call(number, arguments).map_err(|failure| JsValue::from_str(&failure))
}

/// Replaces the game data; see [`crate::use_game_data`]. Throws the reason as a string.
#[wasm_bindgen(js_name = useGameData, skip_typescript)]
pub fn use_game_data(bytes: &[u8]) -> Result<(), JsValue> {
    crate::use_game_data(bytes).map_err(|error| JsValue::from_str(&error.to_string()))
}
