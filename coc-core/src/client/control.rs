//! What is asked of, and changed on, a client that is in use: its base URL, middleware, cache, metrics and tokens.

use std::sync::{Arc, PoisonError};

use super::{Client, builder};
use crate::{
    base_url::BaseUrl,
    bounds::MaybeSend,
    cache::{CacheKey, CacheStats},
    endpoint::Endpoint,
    error::Error,
    metrics::{MetricsSummary, RecentError},
    middleware::Middleware,
    pipeline::Settings,
    pool::TokenStatus,
    trace,
};

impl Client {
    /// Where calls go.
    pub fn base_url(&self) -> BaseUrl {
        self.0.settings().base_url.clone()
    }

    /// Sends calls of this client and its clones elsewhere from now on; those in the air go on as they began. What is cached of one
    /// address is never given for another.
    ///
    /// Tokens are not sent in clear text to another machine: with a `http://` address of one, calls that have a token fail. With
    /// the feature `tracing`, leaving the official API is a warning.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if it cannot be a base URL; the old one then stays.
    pub fn set_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        let base_url: BaseUrl = url.as_ref().parse()?;
        if !base_url.is_official() {
            trace::base_url_changed(base_url.as_str());
        }
        self.change(|settings| settings.base_url = base_url);
        Ok(())
    }

    /// Like [`set_base_url`](Self::set_base_url), but without a warning, and tokens may travel in clear text, where anybody on
    /// the way can read them. Only for a network of one's own.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if it cannot be a base URL; the old one then stays.
    pub fn force_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        let base_url = url.as_ref().parse::<BaseUrl>()?.forced();
        self.change(|settings| settings.base_url = base_url);
        Ok(())
    }

    /// Sends calls to the official API again.
    pub fn reset_base_url(&self) {
        self.change(|settings| settings.base_url = BaseUrl::official());
    }

    /// Adds a middleware, inside those that were added before. Calls in the air go on without it.
    pub fn add_middleware(&self, middleware: impl Middleware) {
        let added = builder::shared(middleware);
        self.change(|settings| {
            settings.middleware = settings.middleware.iter().cloned().chain([added]).collect();
        });
    }

    /// Removes all middleware, and says how many there were.
    pub fn clear_middleware(&self) -> usize {
        let mut removed = 0;
        self.change(|settings| {
            removed = settings.middleware.len();
            settings.middleware = Arc::default();
        });
        removed
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.0.settings.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Settings::clone(&settings);
        change(&mut changed);
        *settings = Arc::new(changed);
    }

    /// Forgets every cached answer, and says how many there were.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a store of one's own fails.
    pub async fn clear_cache(&self) -> Result<u64, Error> {
        self.0.keeper.clear().await
    }

    /// Forgets the cached answer to this endpoint value, in whatever form, and says whether there was one.
    ///
    /// # Errors
    /// Those of the endpoint value itself, and [`Cache`](crate::ErrorKind::Cache) if a store of one's own fails.
    pub fn invalidate<E: Endpoint>(
        &self,
        endpoint: &E,
    ) -> impl Future<Output = Result<bool, Error>> + MaybeSend + use<E> {
        let (pipeline, target) = (Arc::clone(&self.0), endpoint.target());
        async move {
            let key = CacheKey { base: pipeline.settings().base_url.shared(), target: target? };
            pipeline.keeper.remove(&key).await
        }
    }

    /// How the cache has done since the client was built, and how much it keeps.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a store of one's own fails.
    pub async fn cache_stats(&self) -> Result<CacheStats, Error> {
        self.0.keeper.stats().await
    }

    /// The last calls in figures; `None` if [`Builder::metrics_window`](crate::Builder::metrics_window) is off.
    pub fn metrics(&self) -> Option<MetricsSummary> {
        let mut summary = self.0.window.as_ref()?.summary(None);
        summary.tokens = self.tokens();
        Some(summary)
    }

    /// The same for the calls of one endpoint, by its name (`clan.members`).
    pub fn endpoint_metrics(&self, endpoint: &str) -> Option<MetricsSummary> {
        Some(self.0.window.as_ref()?.summary(Some(endpoint)))
    }

    /// The last failed calls of the window, the newest first; empty if it is off.
    pub fn recent_errors(&self, count: usize) -> Vec<RecentError> {
        self.0.window.as_ref().map_or_else(Vec::new, |window| window.recent_errors(count))
    }

    /// Forgets the calls of the window.
    pub fn clear_metrics(&self) {
        if let Some(window) = &self.0.window {
            window.clear();
        }
    }

    /// How each token is doing, of those that calls have used.
    pub fn tokens(&self) -> Vec<TokenStatus> {
        self.0.pool.tokens(self.0.clock.now())
    }
}
