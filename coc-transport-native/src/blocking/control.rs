//! Methods that inspect and change a client in use. Each is the method of the same name of
//! [`coc_core::Client`], which has the details.

use coc_core::{
    BaseUrl, Endpoint, Error, TokenStatus,
    cache::CacheStats,
    metrics::{MetricsSummary, RecentError},
    middleware::Middleware,
};

use super::Client;

impl Client {
    /// Checks whether the API is reachable and accepts the token.
    ///
    /// # Errors
    /// The error distinguishes the token, the IP address, the network and maintenance.
    pub fn test(&self) -> Result<(), Error> {
        let client = self.client.clone();
        self.driver.run(async move { client.test().await })?
    }

    /// The current base URL.
    pub fn base_url(&self) -> BaseUrl {
        self.client.base_url()
    }

    /// Changes the base URL of this client and its clones.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the string is not a base URL; the
    /// old one then stays.
    pub fn set_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        self.client.set_base_url(url)
    }

    /// Changes the base URL like [`set_base_url`](Self::set_base_url), but allows tokens in clear
    /// text, which anyone on the network path can read.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the string is not a base URL; the
    /// old one then stays.
    pub fn force_base_url(&self, url: impl AsRef<str>) -> Result<(), Error> {
        self.client.force_base_url(url)
    }

    /// Restores the base URL of the official API.
    pub fn reset_base_url(&self) {
        self.client.reset_base_url();
    }

    /// Adds a middleware inside the existing ones.
    pub fn add_middleware(&self, middleware: impl Middleware) {
        self.client.add_middleware(middleware);
    }

    /// Removes all middleware, and returns how many there were.
    pub fn clear_middleware(&self) -> usize {
        self.client.clear_middleware()
    }

    /// Removes every cached response, and returns how many there were.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a custom store fails.
    pub fn clear_cache(&self) -> Result<u64, Error> {
        let client = self.client.clone();
        self.driver.run(async move { client.clear_cache().await })?
    }

    /// Removes the cached response of this endpoint value, and returns whether there was one.
    ///
    /// # Errors
    /// Those of the endpoint value, and [`Cache`](crate::ErrorKind::Cache) if a custom store fails.
    pub fn invalidate<E: Endpoint>(&self, endpoint: &E) -> Result<bool, Error> {
        self.driver.run(self.client.invalidate(endpoint))?
    }

    /// Sets whether new calls of this client and its clones use the cache, which keeps its entries.
    pub fn set_cache_enabled(&self, enabled: bool) {
        self.client.set_cache_enabled(enabled);
    }

    /// The hits, misses and size of the cache.
    ///
    /// # Errors
    /// [`Cache`](crate::ErrorKind::Cache) if a custom store fails.
    pub fn cache_stats(&self) -> Result<CacheStats, Error> {
        let client = self.client.clone();
        self.driver.run(async move { client.cache_stats().await })?
    }

    /// The metrics of the latest calls; `None` if metrics are off.
    pub fn metrics(&self) -> Option<MetricsSummary> {
        self.client.metrics()
    }

    /// The metrics of the calls of one route, by its name (`clan.members`).
    pub fn endpoint_metrics(&self, endpoint: &str) -> Option<MetricsSummary> {
        self.client.endpoint_metrics(endpoint)
    }

    /// The latest failed calls, newest first.
    pub fn recent_errors(&self, count: usize) -> Vec<RecentError> {
        self.client.recent_errors(count)
    }

    /// The latest calls as CSV, oldest first; `None` if metrics are off.
    pub fn metrics_csv(&self) -> Option<String> {
        self.client.metrics_csv()
    }

    /// Clears the metrics.
    pub fn clear_metrics(&self) {
        self.client.clear_metrics();
    }

    /// The status of each token.
    pub fn tokens(&self) -> Vec<TokenStatus> {
        self.client.tokens()
    }
}
