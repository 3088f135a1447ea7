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

use coc_core::{Client, Error};
use http::HeaderMap;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

mod callback;
mod escape;
mod headers;
mod hooks;
mod js_error;
mod js_value;
mod modules;
mod provider;
mod response;
mod routes;
mod runtime;
mod settings;
mod stats;
mod store;
mod transport;

use hooks::Hooks;
use js_error::{js_error, js_error_of};
use runtime::{PreparedCall, RESPONSES};
use settings::{CallOptions, Settings};

pub use transport::JsTransport;

/// Passes the constructor of [`Core`] to the modules.
#[wasm_bindgen(start)]
fn start() {
    let create = Closure::new(|settings: Settings| {
        let headers = hooks::parse_request(settings.string("headers"));
        let core = headers.and_then(|headers| Ok(Core { client: settings.client()?, headers }));
        core.map(JsValue::from).map_err(|error| js_error(&error))
    });
    modules::install(&create);
    // It is used for as long as the module exists.
    create.forget();
}

/// One client.
#[wasm_bindgen(skip_typescript)]
pub struct Core {
    client: Client,
    /// The user's headers.
    headers: HeaderMap,
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
        let call = routes::route(&self.client, false, route, arguments, options.as_ref());
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

    /// Ends a call, for which `settle` is then not called.
    #[allow(clippy::unused_self, reason = "JavaScript has no other object to call")]
    pub fn abort(&self, number: u32) {
        runtime::abort(number);
    }

    /// Everything but the value of a response: that of the call that is being settled, or of the call
    /// of this number, which returned its value at once.
    #[allow(clippy::unused_self, reason = "see above")]
    pub fn response(&self, number: Option<u32>) -> JsValue {
        let response = RESPONSES.with(|all| all.take(number));
        response.as_ref().map_or(JsValue::UNDEFINED, response::to_js)
    }

    /// Replaces the hooks for calls that begin from now on.
    #[wasm_bindgen(js_name = setHooks)]
    pub fn set_hooks(
        &self,
        on_request: Option<Function>,
        on_response: Option<Function>,
        observer: Option<Function>,
    ) {
        self.client.clear_middleware();
        let hooks = Hooks { headers: self.headers.clone(), on_request, on_response, observer };
        if !hooks.is_empty() {
            self.client.add_middleware(hooks);
        }
    }
}

/// The cache. A custom store takes its time, so these are calls as well.
#[wasm_bindgen]
impl Core {
    /// The statistics of the cache. Returns as [`call`](Self::call) does.
    #[wasm_bindgen(js_name = cacheStats)]
    pub fn cache_stats(&self, number: u32) -> Result<JsValue, JsValue> {
        let client = self.client.clone();
        let stats = async move { Ok(stats::cache(&client.cache_stats().await?).into()) };
        begin(number, "cacheStats", Ok(Box::pin(stats)))
    }

    /// Clears the cache and returns how many responses were stored. Returns as
    /// [`call`](Self::call) does.
    #[wasm_bindgen(js_name = clearCache)]
    pub fn clear_cache(&self, number: u32) -> Result<JsValue, JsValue> {
        let client = self.client.clone();
        let cleared = async move { Ok(count_of(client.clear_cache().await?).into()) };
        begin(number, "clearCache", Ok(Box::pin(cleared)))
    }

    /// Removes the cached response of a route. Returns as [`call`](Self::call) does.
    #[allow(clippy::needless_pass_by_value, reason = "see above")]
    pub fn invalidate(
        &self,
        number: u32,
        route: usize,
        arguments: &Array,
        options: Option<CallOptions>,
    ) -> Result<JsValue, JsValue> {
        let removed = routes::route(&self.client, true, route, arguments, options.as_ref());
        begin(number, routes::name(route), removed)
    }

    /// Sets whether calls from now on use the cache.
    #[wasm_bindgen(js_name = setCacheEnabled)]
    pub fn set_cache_enabled(&self, enabled: bool) {
        self.client.set_cache_enabled(enabled);
    }
}

/// Metrics and the base URL.
#[wasm_bindgen]
impl Core {
    /// The metrics of the last calls, or of those of one endpoint; `undefined` if they are off.
    #[allow(clippy::needless_pass_by_value, reason = "see above")]
    pub fn metrics(&self, endpoint: Option<String>) -> JsValue {
        let summary = match endpoint {
            Some(endpoint) => self.client.endpoint_metrics(&endpoint),
            None => self.client.metrics(),
        };
        summary.as_ref().map_or(JsValue::UNDEFINED, stats::metrics)
    }

    /// The last failed calls, newest first.
    #[wasm_bindgen(js_name = recentErrors)]
    pub fn recent_errors(&self, count: usize) -> Array {
        let errors = Array::new();
        for error in self.client.recent_errors(count) {
            errors.push(&stats::recent_error(&error));
        }
        errors
    }

    /// The last calls as CSV; `undefined` if metrics are off.
    #[wasm_bindgen(js_name = metricsCsv)]
    pub fn metrics_csv(&self) -> Option<String> {
        self.client.metrics_csv()
    }

    /// Clears the metrics.
    #[wasm_bindgen(js_name = clearMetrics)]
    pub fn clear_metrics(&self) {
        self.client.clear_metrics();
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

/// A count as a JavaScript number.
#[allow(clippy::cast_precision_loss, reason = "exact up to 2⁵³")]
fn count_of(count: u64) -> JsValue {
    (count as f64).into()
}

/// Starts a call. Returns its value if it is available at once, or `undefined`.
fn begin(number: u32, name: &str, call: Result<PreparedCall, Error>) -> Result<JsValue, JsValue> {
    let call = call.map_err(|error| js_error_of(name, &error))?;
    runtime::begin(number, call).unwrap_or(Ok(JsValue::UNDEFINED)).map_err(|error| js_error(&error))
}
