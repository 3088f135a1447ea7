//! What is asked of, and changed on, a client that is in use. Each does what the method of the same name does in
//! [`coc_core::Client`], which says more about it.

use coc_core::{
    BaseUrl, Endpoint, Error, TokenStatus,
    cache::CacheStats,
    metrics::{MetricsSummary, RecentError},
    middleware::Middleware,
};

use super::Client;

impl Client {
    /// Finds out whether the API can be reached and used.
    ///
    /// # Errors
    /// The error says whether it is the key, the address it is used from, the network, or maintenance.
    pub fn test(&self) -> Result<(), Error> {
        let client = self.client.clone();
        self.driver.run(async move { client.test().await })?
    }

    /// Where calls go.
    pub fn base_url(&self) -> BaseUrl {
        self.client.base_url()
    }

    /// Sends calls of this client and its clones elsewhere from now on.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if it cannot be a base URL; the old one then stays.
    pub fn set_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        self.client.set_base_url(url)
    }

    /// Like [`set_base_url`](Self::set_base_url), but tokens may travel in clear text, where anybody on the way can read them.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if it cannot be a base URL; the old one then stays.
    pub fn force_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        self.client.force_base_url(url)
    }

    /// Sends calls to the official API again.
    pub fn reset_base_url(&self) {
        self.client.reset_base_url();
    }

    /// Adds a middleware, inside those that were added before.
    pub fn add_middleware(&self, middleware: impl Middleware) {
        self.client.add_middleware(middleware);
    }

    /// Removes all middleware, and says how many there were.
    pub fn clear_middleware(&self) -> usize {
        self.client.clear_middleware()
    }

    /// Forgets every cached answer, and says how many there were.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a store of one's own fails.
    pub fn clear_cache(&self) -> Result<u64, Error> {
        let client = self.client.clone();
        self.driver.run(async move { client.clear_cache().await })?
    }

    /// Forgets the cached answer to this endpoint value, and says whether there was one.
    ///
    /// # Errors
    /// Those of the endpoint value itself, and [`Cache`](crate::ErrorKind::Cache) if a store of one's own fails.
    pub fn invalidate<E: Endpoint>(&self, endpoint: &E) -> Result<bool, Error> {
        self.driver.run(self.client.invalidate(endpoint))?
    }

    /// How the cache has done, and how much it keeps.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a store of one's own fails.
    pub fn cache_stats(&self) -> Result<CacheStats, Error> {
        let client = self.client.clone();
        self.driver.run(async move { client.cache_stats().await })?
    }

    /// The last calls in figures; `None` if they are not kept.
    pub fn metrics(&self) -> Option<MetricsSummary> {
        self.client.metrics()
    }

    /// The same for the calls of one endpoint, by its name (`clan.members`).
    pub fn endpoint_metrics(&self, endpoint: &str) -> Option<MetricsSummary> {
        self.client.endpoint_metrics(endpoint)
    }

    /// The last failed calls, the newest first.
    pub fn recent_errors(&self, count: usize) -> Vec<RecentError> {
        self.client.recent_errors(count)
    }

    /// Forgets the calls of the metrics.
    pub fn clear_metrics(&self) {
        self.client.clear_metrics();
    }

    /// How each token is doing.
    pub fn tokens(&self) -> Vec<TokenStatus> {
        self.client.tokens()
    }
}
