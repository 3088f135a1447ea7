//! The options of a client and of a call. `js/options.js` has checked names and types: a missing
//! option is `undefined`, a number is a number.

use std::time::Duration;

use coc_core::{
    Builder, Client, Error, RateLimit, RefreshingCredentials, Retry,
    cache::{CachePolicy, Lifetime, MemoryCache},
    endpoint::ROUTES,
};
use coc_transport_wasm::JsClock;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::{provider::Provider, store::Store, transport::JsTransport};

#[wasm_bindgen]
extern "C" {
    /// An object whose properties are read by name: each getter would be an import of the module,
    /// with JavaScript of its own.
    pub type Properties;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn number(this: &Properties, name: &str) -> Option<f64>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn count(this: &Properties, name: &str) -> Option<u32>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn flag(this: &Properties, name: &str) -> Option<bool>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn string(this: &Properties, name: &str) -> Option<String>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn array(this: &Properties, name: &str) -> Option<Array>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn function(this: &Properties, name: &str) -> Option<Function>;

    /// The settings of a client, flat.
    #[wasm_bindgen(extends = Properties)]
    pub type Settings;
    #[wasm_bindgen(method, getter)]
    fn send(this: &Settings) -> Function;

    /// The options of one call.
    #[wasm_bindgen(extends = Properties)]
    pub type CallOptions;
}

impl Settings {
    /// The client with these settings, and the core's default for each one that is missing.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        let builder = Client::builder(JsTransport::new(self.send()), JsClock::new());
        let builder = self.limits(self.cache(builder));
        let builder = match (self.string("baseUrl"), self.flag("insecure")) {
            (Some(url), Some(true)) => builder.force_base_url(url),
            (Some(url), _) => builder.base_url(url),
            (None, _) => builder,
        };
        let tokens = self.array("tokens").unwrap_or_default();
        let tokens: Vec<String> = tokens.iter().filter_map(|token| token.as_string()).collect();
        let builder = if tokens.is_empty() { builder } else { builder.tokens(tokens) };
        let builder = match self.function("tokenProvider") {
            Some(provider) => builder.credentials(RefreshingCredentials::new(Provider::new(provider))),
            None => builder,
        };
        match self.count("metricsWindow") {
            Some(calls) => builder.metrics_window(calls.try_into().unwrap_or(usize::MAX)),
            None => builder,
        }
        .build()
    }

    fn cache(&self, builder: Builder) -> Builder {
        let mut policy = CachePolicy::new();
        if let Some(lifetime) = self.number("lifetime") {
            policy = policy.lifetime(Lifetime::Fixed(millis(lifetime)));
        }
        if let Some(lifetime) = self.number("fallbackLifetime") {
            policy = policy.lifetime(Lifetime::Server { fallback: millis(lifetime) });
        }
        if let Some(lifetime) = self.number("maxServerLifetime") {
            policy = policy.max_server_lifetime(millis(lifetime));
        }
        // Numbers of routes and lifetimes in turn.
        let lifetimes: Vec<f64> =
            self.array("lifetimes").unwrap_or_default().iter().filter_map(|number| number.as_f64()).collect();
        for pair in lifetimes.chunks_exact(2) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number of JavaScript's list of routes"
            )]
            if let Some(route) = ROUTES.get(pair[0] as usize) {
                let lifetime = Lifetime::Fixed(millis(pair[1]));
                policy = policy.lifetime_of(route.name(), lifetime);
            }
        }
        if let Some(negative) = self.number("negative") {
            policy = policy.negative(millis(negative));
        }
        if let Some(beyond) = self.number("staleIfError") {
            policy = policy.stale_if_error(millis(beyond));
        }
        let builder = builder.cache_policy(policy);
        if let Some(store) = self.function("store") {
            return builder.cache(Store::new(store));
        }
        // The parsed value is stored; its bytes are not needed.
        let cache = MemoryCache::builder().bodies(false);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "JavaScript has checked it"
        )]
        match self.number("cacheBytes") {
            Some(0.0) => builder.no_cache(),
            Some(bytes) => builder.cache(cache.capacity(bytes as u64).build()),
            None => builder.cache(cache.build()),
        }
    }

    fn limits(&self, mut builder: Builder) -> Builder {
        if let Some(timeout) = self.number("timeout") {
            builder = builder.timeout(millis(timeout));
        }
        if let Some(deadline) = self.number("deadline") {
            builder = builder.deadline(millis(deadline));
        }
        let mut retry = Retry::new();
        if let Some(attempts) = self.count("attempts") {
            retry = retry.attempts(attempts);
        }
        if let Some(delay) = self.number("baseDelay") {
            retry = retry.base_delay(millis(delay));
        }
        if let Some(delay) = self.number("maxDelay") {
            retry = retry.max_delay(millis(delay));
        }
        if self.flag("duringMaintenance") == Some(true) {
            retry = retry.during_maintenance();
        }
        if let Some(budget) = self.number("budget") {
            retry = retry.budget(budget);
        }
        let mut rate = self.rate();
        if let Some(burst) = self.count("burst") {
            rate = rate.burst(burst);
        }
        if let Some(requests) = self.count("maxInFlight") {
            rate = rate.in_flight(requests.try_into().unwrap_or(usize::MAX));
        }
        builder.retry(retry).rate_limit(rate)
    }
}

impl Settings {
    /// A fixed rate, or the range of an adaptive one, which JavaScript has checked.
    fn rate(&self) -> RateLimit {
        let (fixed, start, max) = (self.number("perSecond"), self.number("start"), self.number("max"));
        if start.is_none() && max.is_none() {
            return fixed.map_or_else(RateLimit::default, RateLimit::per_second);
        }
        let max = max.unwrap_or(30.0);
        RateLimit::adaptive(start.unwrap_or_else(|| max.min(10.0))..=max)
    }
}

/// A duration in JavaScript's milliseconds, which are finite and not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub(crate) fn millis(millis: f64) -> Duration {
    Duration::from_micros((millis * 1_000.0) as u64)
}
