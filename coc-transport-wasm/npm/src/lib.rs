//! The client for JavaScript: what the modules in `js/` are built on.
//!
//! JavaScript has the surface (methods, lists, batches, classes of errors), this side makes the calls. Between them is one object
//! per client, [`Core`], whose [`call`](Core::call) takes every route. A body crosses once, as bytes that the engine's own
//! `JSON.parse` makes a value of (`parsed.rs`); that happens within the attempt, so that a body that was cut off is fetched again, and
//! what comes of it is kept in the core's cache and shared as any other value is.
//!
//! The modules come along as snippets, so that every way of building the package has them, and are handed the constructor of
//! [`Core`] at the start, because a snippet cannot import what it is a part of.

#![allow(unreachable_pub, reason = "what JavaScript may call has to be public, and is not for Rust")]

use coc_core::{Client, Error, ErrorKind, endpoint::ROUTES};
use futures_util::FutureExt as _;
use js_sys::Array;
use wasm_bindgen::prelude::*;

mod ascii;
mod failure;
mod figures;
mod hooks;
mod modules;
mod parsed;
mod routes;
mod settings;
mod tasks;

use failure::{failure, failure_at};
use settings::{CallOptions, Settings};

pub(crate) use tasks::turn;

/// Hands the modules what they need of this side.
#[wasm_bindgen(start)]
fn start() {
    let create = Closure::new(|settings: Settings| {
        let client = settings.client().map_err(|error| failure(&error))?;
        Ok(Core { client }.into())
    });
    modules::install(&create);
    // For as long as the module lives.
    create.forget();
}

/// One client.
#[wasm_bindgen(skip_typescript)]
pub struct Core {
    client: Client,
}

#[wasm_bindgen]
impl Core {
    /// Calls the route of this number. What it is given beside has been checked for its types.
    ///
    /// The answer, if it is there already, as that of a cache is; else nothing, and `settle` is told of the call by the number that it
    /// is given here.
    #[allow(clippy::needless_pass_by_value, reason = "an option cannot be borrowed from JavaScript")]
    pub fn call(
        &self,
        number: u32,
        route: usize,
        arguments: &Array,
        options: Option<CallOptions>,
    ) -> Result<JsValue, JsValue> {
        let call = routes::call(&self.client, route, arguments, options.as_ref());
        let call = call.map_err(|error| failure_at(routes::name(route), &error))?;
        tasks::begin(number, call).map_or(Ok(JsValue::UNDEFINED), settled)
    }

    /// Ends a call, which then settles nothing.
    #[allow(clippy::unused_self, reason = "JavaScript has nothing else of this side to call")]
    pub fn abort(&self, number: u32) {
        tasks::abort(number);
    }
}

/// What is not a call of a route.
#[wasm_bindgen]
impl Core {
    /// The names of all routes, in order.
    pub fn routes() -> Vec<String> {
        ROUTES.iter().map(|route| route.name().to_owned()).collect()
    }

    pub fn metrics(&self) -> JsValue {
        self.client.metrics().as_ref().map_or(JsValue::UNDEFINED, figures::metrics)
    }

    #[wasm_bindgen(js_name = clearMetrics)]
    pub fn clear_metrics(&self) {
        self.client.clear_metrics();
    }

    #[wasm_bindgen(js_name = cacheStats)]
    pub fn cache_stats(&self) -> Result<JsValue, JsValue> {
        at_once(self.client.cache_stats()).map(|stats| figures::cache(&stats))
    }

    #[wasm_bindgen(js_name = clearCache)]
    pub fn clear_cache(&self) -> Result<JsValue, JsValue> {
        at_once(self.client.clear_cache()).map(figures::count_of)
    }

    #[wasm_bindgen(js_name = baseUrl)]
    pub fn base_url(&self) -> String {
        self.client.base_url().to_string()
    }

    #[wasm_bindgen(js_name = setBaseUrl)]
    pub fn set_base_url(&self, url: &str, insecure: bool) -> Result<(), JsValue> {
        let set = if insecure { Client::force_base_url } else { Client::set_base_url };
        set(&self.client, url).map_err(|error| failure(&error))
    }

    #[wasm_bindgen(js_name = resetBaseUrl)]
    pub fn reset_base_url(&self) {
        self.client.reset_base_url();
    }
}

/// The cache is in memory here, so that nothing has to be waited for.
fn at_once<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, JsValue> {
    let answer = answer.now_or_never().unwrap_or_else(|| Err(Error::new(ErrorKind::Cache)));
    answer.map_err(|error| failure(&error))
}

fn settled(result: Result<JsValue, Error>) -> Result<JsValue, JsValue> {
    result.map_err(|error| failure(&error))
}
