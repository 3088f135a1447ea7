//! The JavaScript client: what the modules in `js/` are built on. Published to npm as `coc-api`.
//!
//! JavaScript has the surface (methods, lists, batches, error classes); this crate makes the calls.
//! Between them is one object for each client, [`Core`], whose [`call`](Core::call) takes every
//! route. A body is converted once, by the engine's own `JSON.parse` (`js_value.rs`). That happens
//! within the attempt, so that a truncated body is retried, and the value is cached and shared as
//! any other.
//!
//! The modules are included as snippets, so that every build of the package has them. A snippet
//! cannot import the module that it is a part of; therefore `js/module.js` receives the constructor
//! of [`Core`] at the start.

// On other targets the crate has only this page, whose links then lead nowhere.
#![cfg_attr(not(target_family = "wasm"), allow(rustdoc::broken_intra_doc_links))]
#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    unreachable_pub,
    clippy::missing_errors_doc,
    reason = "JavaScript calls what is public, and documents its errors"
)]

use coc_core::{Client, Error, ErrorKind};
use futures_util::FutureExt as _;
use js_sys::Array;
use wasm_bindgen::prelude::*;

mod escape;
mod headers;
mod hooks;
mod js_error;
mod js_value;
mod modules;
mod routes;
mod runtime;
mod settings;
mod stats;
mod transport;

use js_error::{js_error, js_error_of};
use routes::PreparedCall;
use settings::{CallOptions, Settings};

pub use transport::JsTransport;

/// Passes the constructor of [`Core`] to the modules.
#[wasm_bindgen(start)]
fn start() {
    let create = Closure::new(|settings: Settings| {
        let client = settings.client().map_err(|error| js_error(&error))?;
        Ok(Core { client }.into())
    });
    modules::install(&create);
    // It is used for as long as the module exists.
    create.forget();
}

/// One client.
#[wasm_bindgen(skip_typescript)]
pub struct Core {
    client: Client,
}

#[wasm_bindgen]
impl Core {
    /// Calls a route. JavaScript has checked the types of the options.
    ///
    /// Returns the value if it is available at once, as from the cache. Otherwise returns
    /// `undefined` and later calls `settle` with the call's number.
    #[allow(clippy::needless_pass_by_value, reason = "an option cannot be borrowed from JavaScript")]
    pub fn call(
        &self,
        number: u32,
        route: usize,
        arguments: &Array,
        options: Option<CallOptions>,
    ) -> Result<JsValue, JsValue> {
        let call = routes::route(&self.client, route, arguments, options.as_ref());
        begin(number, routes::name(route), call)
    }

    /// Calls any path, the first argument; the others are names and values of its query. Returns as
    /// [`call`](Self::call) does.
    #[allow(clippy::needless_pass_by_value, reason = "see above")]
    pub fn custom(
        &self,
        number: u32,
        arguments: &Array,
        options: Option<CallOptions>,
    ) -> Result<JsValue, JsValue> {
        begin(number, "custom", routes::custom(&self.client, arguments, options.as_ref()))
    }

    /// Checks with one small request that the API can be reached and accepts the token. Returns as
    /// [`call`](Self::call) does.
    pub fn test(&self, number: u32) -> Result<JsValue, JsValue> {
        begin(number, "test", Ok(routes::test(&self.client)))
    }

    /// Ends a call, for which `settle` is then not called.
    #[allow(clippy::unused_self, reason = "JavaScript has no other object to call")]
    pub fn abort(&self, number: u32) {
        runtime::abort(number);
    }
}

/// Everything but the calls of routes.
#[wasm_bindgen]
impl Core {
    /// The metrics of the last calls; `undefined` if they are off.
    pub fn metrics(&self) -> JsValue {
        self.client.metrics().as_ref().map_or(JsValue::UNDEFINED, stats::metrics)
    }

    /// Clears the metrics.
    #[wasm_bindgen(js_name = clearMetrics)]
    pub fn clear_metrics(&self) {
        self.client.clear_metrics();
    }

    /// The statistics of the cache.
    #[wasm_bindgen(js_name = cacheStats)]
    pub fn cache_stats(&self) -> Result<JsValue, JsValue> {
        at_once(self.client.cache_stats()).map(|stats| stats::cache(&stats))
    }

    /// Clears the cache and returns how many responses were stored.
    #[wasm_bindgen(js_name = clearCache)]
    pub fn clear_cache(&self) -> Result<JsValue, JsValue> {
        at_once(self.client.clear_cache()).map(stats::count_of)
    }

    /// The base URL.
    #[wasm_bindgen(js_name = baseUrl)]
    pub fn base_url(&self) -> String {
        self.client.base_url().to_string()
    }

    /// Sends calls to another base URL from now on.
    #[wasm_bindgen(js_name = setBaseUrl)]
    pub fn set_base_url(&self, url: &str, insecure: bool) -> Result<(), JsValue> {
        let set = if insecure { Client::force_base_url } else { Client::set_base_url };
        set(&self.client, url).map_err(|error| js_error(&error))
    }

    /// Sends calls to the official API again.
    #[wasm_bindgen(js_name = resetBaseUrl)]
    pub fn reset_base_url(&self) {
        self.client.reset_base_url();
    }
}

/// The result of a future that is ready when it is first polled, as all are of a cache in memory.
fn at_once<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, JsValue> {
    let result = future.now_or_never().unwrap_or_else(|| Err(Error::new(ErrorKind::Cache)));
    result.map_err(|error| js_error(&error))
}

/// Starts a call. Returns its value if it is available at once, or `undefined`.
fn begin(number: u32, name: &str, call: Result<PreparedCall, Error>) -> Result<JsValue, JsValue> {
    let call = call.map_err(|error| js_error_of(name, &error))?;
    runtime::begin(number, call).map_or(Ok(JsValue::UNDEFINED), to_js)
}

fn to_js(result: Result<JsValue, Error>) -> Result<JsValue, JsValue> {
    result.map_err(|error| js_error(&error))
}
