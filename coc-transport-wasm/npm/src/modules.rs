//! The modules of `js/`.
//!
//! wasm-bindgen copies each module that is named here as a snippet, and re-exports what the package
//! exports. Classes are declared as functions, because only of functions the TypeScript
//! declarations can be omitted; they are never called.

#![allow(dead_code, non_snake_case, reason = "see above")]

use wasm_bindgen::prelude::*;

use crate::settings::Settings;

/// The TypeScript declarations.
#[wasm_bindgen(typescript_custom_section)]
const DECLARATIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/package.d.ts"));

#[wasm_bindgen(module = "/js/module.js")]
extern "C" {
    pub(crate) fn install(create: &Closure<dyn Fn(Settings) -> Result<JsValue, JsValue>>);

    #[wasm_bindgen(reexport, skip_typescript)]
    fn load();
}

#[wasm_bindgen(module = "/js/calls.js")]
extern "C" {
    /// Settles a call that did not return its value at once.
    #[wasm_bindgen(catch)]
    pub(crate) fn settle(number: u32, value: JsValue, failed: bool) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/js/json.js")]
extern "C" {
    /// Parses a body.
    #[wasm_bindgen(catch)]
    pub(crate) fn parse(body: &[u8]) -> Result<JsValue, JsValue>;

    /// Parses a body of ASCII, which some engines decode faster.
    #[wasm_bindgen(catch, js_name = parseAscii)]
    pub(crate) fn parse_ascii(body: &[u8]) -> Result<JsValue, JsValue>;

    /// Freezes a value and everything in it.
    #[wasm_bindgen(catch)]
    pub(crate) fn freeze(value: &JsValue) -> Result<(), JsValue>;
}

macro_rules! reexport {
    ($module:tt: $($class:ident)+) => {
        #[wasm_bindgen(module = $module)]
        extern "C" {
            $(
                #[wasm_bindgen(reexport, skip_typescript)]
                fn $class();
            )+
        }
    };
}

reexport! {
    "/js/client.js":
    Client
}

reexport! {
    "/js/errors.js":
    CocError InvalidRequestError InvalidTagError AccessDeniedError PrivateWarLogError InvalidKeyError InvalidIpError NotFoundError
    ThrottledError MaintenanceError ServerError NetworkError TimeoutError AbortedError DecodeError
}

/// Modules that only other modules import.
macro_rules! include_module {
    ($($module:tt $name:ident)+) => {
        $(
            #[wasm_bindgen(module = $module)]
            extern "C" {
                type $name;
            }
        )+
    };
}

include_module! {
    "/js/batch.js" Batch
    "/js/hooks.js" Hooks
    "/js/list.js" List
    "/js/loader.js" Loader
    "/js/observers.js" Observers
    "/js/options.js" Options
    "/js/provider.js" TokenProvider
    "/js/routes.js" Routes
    "/js/signal.js" SharedSignal
    "/js/store.js" CacheStore
}
