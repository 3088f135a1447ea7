//! The options of a client and of a call. `js/options.js` has checked names and types: a missing option is `undefined`, a number is a
//! number.

use std::time::Duration;

use coc_core::{
    Builder, Client, Error, ErrorKind, RateLimit, Retry,
    cache::{CachePolicy, Lifetime, MemoryCache},
};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::{hooks::Hooks, runtime::JsClock, transport::JsTransport};

#[wasm_bindgen]
extern "C" {
    /// The settings of a client, flat.
    pub type Settings;
    #[wasm_bindgen(method, getter, js_name = baseUrl)]
    fn base_url(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn insecure(this: &Settings) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    fn tokens(this: &Settings) -> Array;
    #[wasm_bindgen(method, getter)]
    fn send(this: &Settings) -> Function;
    #[wasm_bindgen(method, getter)]
    fn timeout(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn deadline(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = cacheBytes)]
    fn cache_bytes(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn lifetime(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn negative(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = staleIfError)]
    fn stale_if_error(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn attempts(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter, js_name = baseDelay)]
    fn base_delay(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = maxDelay)]
    fn max_delay(this: &Settings) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = duringMaintenance)]
    fn during_maintenance(this: &Settings) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = perSecond)]
    fn per_second(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    fn burst(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter, js_name = maxInFlight)]
    fn max_in_flight(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter, js_name = metricsWindow)]
    fn metrics_window(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = onRequest)]
    fn on_request(this: &Settings) -> Option<Function>;
    #[wasm_bindgen(method, getter, js_name = onResponse)]
    fn on_response(this: &Settings) -> Option<Function>;

    /// What concerns one call.
    pub type CallOptions;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn timeout(this: &CallOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn deadline(this: &CallOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn attempts(this: &CallOptions) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn fresh(this: &CallOptions) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = noStore)]
    pub(crate) fn no_store(this: &CallOptions) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn realtime(this: &CallOptions) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn limit(this: &CallOptions) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn after(this: &CallOptions) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn before(this: &CallOptions) -> Option<String>;
}

impl Settings {
    /// The client with these settings, and the core's default for each one that is missing.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        let builder = Client::builder(JsTransport::new(self.send()), JsClock::new());
        let builder = self.limits(self.cache(builder)?)?;
        let builder = match (self.base_url(), self.insecure()) {
            (Some(url), Some(true)) => builder.force_base_url(url),
            (Some(url), _) => builder.base_url(url),
            (None, _) => builder,
        };
        let tokens: Vec<String> = self.tokens().iter().filter_map(|token| token.as_string()).collect();
        let builder = if tokens.is_empty() { builder } else { builder.tokens(tokens) };
        let hooks = Hooks::new(self.headers(), self.on_request(), self.on_response())?;
        let builder = if hooks.is_empty() { builder } else { builder.middleware(hooks) };
        match self.metrics_window() {
            Some(calls) => builder.metrics_window(calls.try_into().unwrap_or(usize::MAX)),
            None => builder,
        }
        .build()
    }

    fn cache(&self, builder: Builder) -> Result<Builder, Error> {
        let mut policy = CachePolicy::new();
        if let Some(lifetime) = self.lifetime() {
            policy = policy.lifetime(Lifetime::Fixed(millis("cache.lifetime", lifetime)?));
        }
        if let Some(negative) = self.negative() {
            policy = policy.negative(millis("cache.negative", negative)?);
        }
        if let Some(beyond) = self.stale_if_error() {
            policy = policy.stale_if_error(millis("cache.staleIfError", beyond)?);
        }
        let builder = builder.cache_policy(policy);
        // The parsed value is stored; its bytes are not needed.
        let cache = MemoryCache::builder().bodies(false);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "JavaScript has checked it"
        )]
        Ok(match self.cache_bytes() {
            Some(0.0) => builder.no_cache(),
            Some(bytes) => builder.cache(cache.capacity(bytes as u64).build()),
            None => builder.cache(cache.build()),
        })
    }

    fn limits(&self, mut builder: Builder) -> Result<Builder, Error> {
        if let Some(timeout) = self.timeout() {
            builder = builder.timeout(millis("timeout", timeout)?);
        }
        if let Some(deadline) = self.deadline() {
            builder = builder.deadline(millis("deadline", deadline)?);
        }
        let mut retry = Retry::new();
        if let Some(attempts) = self.attempts() {
            retry = retry.attempts(attempts);
        }
        if let Some(delay) = self.base_delay() {
            retry = retry.base_delay(millis("retry.baseDelay", delay)?);
        }
        if let Some(delay) = self.max_delay() {
            retry = retry.max_delay(millis("retry.maxDelay", delay)?);
        }
        if self.during_maintenance() == Some(true) {
            retry = retry.during_maintenance();
        }
        let mut rate = self.per_second().map_or_else(RateLimit::default, RateLimit::per_second);
        if let Some(burst) = self.burst() {
            rate = rate.burst(burst);
        }
        if let Some(requests) = self.max_in_flight() {
            rate = rate.in_flight(requests.try_into().unwrap_or(usize::MAX));
        }
        Ok(builder.retry(retry).rate_limit(rate))
    }
}

/// A duration in JavaScript's milliseconds.
pub(crate) fn millis(what: &str, millis: f64) -> Result<Duration, Error> {
    Duration::try_from_secs_f64(millis / 1_000.0).map_err(|_| {
        let message = format!("`{what}` must be a non-negative, finite number of milliseconds");
        Error::with_message(ErrorKind::InvalidRequest, message)
    })
}
