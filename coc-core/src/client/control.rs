//! Inspects and changes a client in use: base URL, middleware, cache, metrics and tokens.

use std::sync::Arc;

use super::{Client, builder};
use crate::{
    base_url::BaseUrl,
    bounds::MaybeSend,
    cache::{CacheStats, KeyRef},
    endpoint::Endpoint,
    error::Error,
    metrics::{MetricsSummary, RecentError},
    middleware::Middleware,
    pipeline::{Settings, trace},
    rate_limit::TokenStatus,
};

impl Client {
    /// The base URL of new calls.
    pub fn base_url(&self) -> BaseUrl {
        self.pipeline().settings.get().base_url.clone()
    }

    /// Sets the base URL for new calls of this client and its clones; calls in flight keep theirs.
    /// Cached responses belong to their base URL.
    ///
    /// Tokens are not sent in clear text to another machine: calls with a token to such an
    /// `http://` URL fail. With the feature `tracing`, leaving the official API for another machine
    /// logs a warning.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the URL is invalid; the base URL is
    /// then unchanged.
    pub fn set_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        let base_url: BaseUrl = url.as_ref().parse()?;
        if !base_url.is_official() && !base_url.is_loopback() {
            trace::base_url_changed(base_url.as_str());
        }
        self.change(&mut |settings| settings.base_url = base_url.clone());
        Ok(())
    }

    /// Like [`set_base_url`](Self::set_base_url), but without a warning, and tokens may be sent in
    /// clear text, where everyone on the path can read them. Only for a network that you control.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the URL is invalid; the base URL is
    /// then unchanged.
    pub fn force_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        let base_url = url.as_ref().parse::<BaseUrl>()?.forced();
        self.change(&mut |settings| settings.base_url = base_url.clone());
        Ok(())
    }

    /// Resets the base URL to the official API.
    pub fn reset_base_url(&self) {
        self.change(&mut |settings| settings.base_url = BaseUrl::official());
    }

    /// Adds a middleware, inside those that were added before. Calls in flight continue without it.
    pub fn add_middleware(&self, middleware: impl Middleware) {
        let added = builder::shared(middleware);
        self.change(&mut |settings| {
            settings.middleware = settings.middleware.iter().chain([&added]).cloned().collect();
        });
    }

    /// Removes all middleware. Returns their number.
    pub fn clear_middleware(&self) -> usize {
        let mut removed = 0;
        self.change(&mut |settings| {
            removed = settings.middleware.len();
            settings.middleware = Arc::default();
        });
        removed
    }

    fn change(&self, change: &mut dyn FnMut(&mut Settings)) {
        self.pipeline().settings.change(change);
    }

    /// Removes all cached responses. Returns their number.
    ///
    /// A response that is in flight is not cached, and calls made from now on do not share its
    /// request.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a custom store fails.
    pub async fn clear_cache(&self) -> Result<u64, Error> {
        self.pipeline().single_flight.retire(None);
        self.pipeline().cache.clear().await
    }

    /// Removes the cached response of this endpoint value, in any form. Returns whether there was
    /// one.
    ///
    /// A response that is in flight is not cached, and calls made from now on do not share its
    /// request.
    ///
    /// # Errors
    /// Those of the endpoint value itself, and [`Cache`](crate::ErrorKind::Cache) if a custom store
    /// fails.
    pub fn invalidate<E: Endpoint>(
        &self,
        endpoint: &E,
    ) -> impl Future<Output = Result<bool, Error>> + MaybeSend + use<E> {
        let (pipeline, target) = (Arc::clone(self.pipeline()), endpoint.target());
        async move {
            let key = KeyRef::new(&pipeline.settings.get().base_url, &target?).to_key();
            pipeline.single_flight.retire(Some(&key));
            pipeline.cache.remove(&key).await
        }
    }

    /// Sets whether new calls of this client and its clones use the cache; calls in flight are not
    /// affected. A disabled cache is neither read nor written and keeps its entries. A client that
    /// was built with [`no_cache`](crate::Builder::no_cache) has none to enable.
    ///
    /// ```
    /// # fn example(client: coc_core::Client) {
    /// client.set_cache_enabled(false);
    /// # }
    /// ```
    pub fn set_cache_enabled(&self, enabled: bool) {
        self.change(&mut |settings| settings.is_cache_enabled = enabled);
    }

    /// Returns the cache counters since the client was built, and the size of the cache.
    ///
    /// Every entry of a [`MemoryCache`](crate::cache::MemoryCache) is visited, so this takes longer
    /// for a large cache.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a custom store fails.
    pub async fn cache_stats(&self) -> Result<CacheStats, Error> {
        let (pipeline, clock) = (self.pipeline(), &*self.pipeline().clock);
        let mut stats = pipeline.cache.stats(clock).await?;
        stats.enabled &= pipeline.settings.get().is_cache_enabled;
        Ok(stats)
    }

    /// Summarizes the calls of the window; `None` if
    /// [`Builder::metrics_window`](crate::Builder::metrics_window) is off.
    pub fn metrics(&self) -> Option<MetricsSummary> {
        let mut summary = self.pipeline().window.as_ref()?.summary(None);
        summary.tokens = self.tokens();
        Some(summary)
    }

    /// Summarizes the calls of one endpoint, by its name (`clan.members`).
    pub fn endpoint_metrics(&self, endpoint: &str) -> Option<MetricsSummary> {
        Some(self.pipeline().window.as_ref()?.summary(Some(endpoint)))
    }

    /// Returns the last failed calls of the window, newest first; empty if the window is off.
    pub fn recent_errors(&self, count: usize) -> Vec<RecentError> {
        self.pipeline().window.as_ref().map_or_else(Vec::new, |window| window.recent_errors(count))
    }

    /// Returns the calls of the window as CSV (RFC 4180), oldest first, one line per call after a
    /// header; `None` if the window is off.
    ///
    /// The columns are `ended_at` (Unix time in seconds), `endpoint`, `source`, `status`,
    /// `attempts`, `duration_ms`, `repaired` and `error`, the kind of the error. No argument of a
    /// call, token or message of an error is in it.
    ///
    /// ```no_run
    /// # fn example(client: coc_core::Client) -> std::io::Result<()> {
    /// if let Some(csv) = client.metrics_csv() {
    ///     std::fs::write("calls.csv", csv)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn metrics_csv(&self) -> Option<String> {
        Some(self.pipeline().window.as_ref()?.csv())
    }

    /// Clears the window.
    pub fn clear_metrics(&self) {
        if let Some(window) = &self.pipeline().window {
            window.clear();
        }
    }

    /// Returns the status of each token that calls have used so far.
    pub fn tokens(&self) -> Vec<TokenStatus> {
        self.pipeline().token_pool.tokens(self.pipeline().clock.now())
    }
}
