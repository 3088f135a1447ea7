//! The modules of `js/`: each is named once, so that it comes along as a snippet, and what the package exports is exported. Classes are
//! imported as if they were functions, because only of those the declarations can be left out, and are never called.

#![allow(dead_code, reason = "see above")]

use wasm_bindgen::prelude::*;

use crate::settings::Settings;

/// What they are to TypeScript.
#[wasm_bindgen(typescript_custom_section)]
const DECLARATIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/package.d.ts"));

#[wasm_bindgen(module = "/js/client.js")]
extern "C" {
    pub(crate) fn install(create: &Closure<dyn Fn(Settings) -> Result<JsValue, JsValue>>);

    /// Tells what came of a call that had to be waited for.
    pub(crate) fn settle(number: u32, value: JsValue, failed: bool);

    #[wasm_bindgen(reexport, skip_typescript, js_name = Client)]
    fn client();
}

#[wasm_bindgen(module = "/js/json.js")]
extern "C" {
    /// The value of a body, or what is wrong with it.
    #[wasm_bindgen(catch)]
    pub(crate) fn parse(body: &[u8]) -> Result<JsValue, JsValue>;

    /// The same of a body of ASCII, which some engines read faster.
    #[wasm_bindgen(catch, js_name = parseAscii)]
    pub(crate) fn parse_ascii(body: &[u8]) -> Result<JsValue, JsValue>;

    /// Makes it, and all in it, unchangeable.
    pub(crate) fn freeze(value: &JsValue);
}

#[wasm_bindgen(module = "/js/errors.js")]
extern "C" {
    #[wasm_bindgen(reexport, skip_typescript, js_name = CocError)]
    fn coc_error();
    #[wasm_bindgen(reexport, skip_typescript, js_name = InvalidRequest)]
    fn invalid_request();
    #[wasm_bindgen(reexport, skip_typescript, js_name = InvalidTag)]
    fn invalid_tag();
    #[wasm_bindgen(reexport, skip_typescript, js_name = AccessDenied)]
    fn access_denied();
    #[wasm_bindgen(reexport, skip_typescript, js_name = PrivateWarLog)]
    fn private_war_log();
    #[wasm_bindgen(reexport, skip_typescript, js_name = InvalidKey)]
    fn invalid_key();
    #[wasm_bindgen(reexport, skip_typescript, js_name = InvalidIp)]
    fn invalid_ip();
    #[wasm_bindgen(reexport, skip_typescript, js_name = NotFound)]
    fn not_found();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Throttled)]
    fn throttled();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Maintenance)]
    fn maintenance();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Server)]
    fn server();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Network)]
    fn network();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Timeout)]
    fn timeout();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Aborted)]
    fn aborted();
    #[wasm_bindgen(reexport, skip_typescript, js_name = Decode)]
    fn decode();
}

// What these import from one another.

#[wasm_bindgen(module = "/js/batch.js")]
extern "C" {
    type Batch;
}

#[wasm_bindgen(module = "/js/hooks.js")]
extern "C" {
    type Hooks;
}

#[wasm_bindgen(module = "/js/list.js")]
extern "C" {
    type List;
}

#[wasm_bindgen(module = "/js/options.js")]
extern "C" {
    type Options;
}

#[wasm_bindgen(module = "/js/routes.js")]
extern "C" {
    type Routes;
}

#[wasm_bindgen(module = "/js/signal.js")]
extern "C" {
    type SharedSignal;
}
