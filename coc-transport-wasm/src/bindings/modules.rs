//! The modules of `js/`: each is named once, so that it comes along as a snippet, and what the package exports is exported.

use wasm_bindgen::prelude::*;

use super::settings::Settings;

#[wasm_bindgen(module = "/js/client.js")]
extern "C" {
    pub(super) fn install(create: &Closure<dyn Fn(Settings) -> Result<JsValue, JsValue>>);

    #[wasm_bindgen(reexport, js_name = Client)]
    type ExportedClient;
}

#[wasm_bindgen(module = "/js/json.js")]
extern "C" {
    /// The value of a body, or what is wrong with it.
    #[wasm_bindgen(catch)]
    pub(super) fn parse(body: &[u8]) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/js/errors.js")]
extern "C" {
    #[wasm_bindgen(reexport)]
    type CocError;
    #[wasm_bindgen(reexport)]
    type InvalidRequest;
    #[wasm_bindgen(reexport)]
    type InvalidTag;
    #[wasm_bindgen(reexport)]
    type AccessDenied;
    #[wasm_bindgen(reexport)]
    type PrivateWarLog;
    #[wasm_bindgen(reexport)]
    type InvalidKey;
    #[wasm_bindgen(reexport)]
    type InvalidIp;
    #[wasm_bindgen(reexport)]
    type NotFound;
    #[wasm_bindgen(reexport)]
    type Throttled;
    #[wasm_bindgen(reexport)]
    type Maintenance;
    #[wasm_bindgen(reexport)]
    type Server;
    #[wasm_bindgen(reexport)]
    type Network;
    #[wasm_bindgen(reexport)]
    type Timeout;
    #[wasm_bindgen(reexport)]
    type Aborted;
    #[wasm_bindgen(reexport)]
    type Decode;
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
