//! The client of the API, with its cache, rate limits and retries.

use std::{sync::Arc, time::Duration};

use coc_transport_native::{
    Client, Error, ErrorKind, NativeTransport,
    coc_core::{
        BaseUrl, BoxFuture, Clock, Instant, Retry,
        cache::{CachePolicy, MemoryCache},
    },
    models::Secret,
};

use crate::{
    error_response::is_no_access,
    metrics::ProxyMetrics,
    redact::Redacting,
    settings::{Credentials, Settings},
};

/// The maximum size of a decompressed response in bytes. The largest known are below 1 MiB.
const MAX_RESPONSE: usize = 8 << 20;

/// The one clock of the proxy.
#[derive(Clone, Debug)]
pub(crate) struct SharedClock(Arc<dyn Clock>);

impl SharedClock {
    pub(crate) fn new(clock: impl Clock) -> Self {
        Self(Arc::new(clock))
    }
}

impl Clock for SharedClock {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.unix_time()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn executor(&self) -> u64 {
        self.0.executor()
    }
}

/// Builds the client for these settings. No request is sent yet.
pub(crate) fn client(
    settings: &Settings,
    base_url: &BaseUrl,
    clock: SharedClock,
    metrics: ProxyMetrics,
) -> Result<Client, Error> {
    let transport = NativeTransport::builder()
        .user_agent(concat!("coc-proxy/", env!("CARGO_PKG_VERSION")))
        .timeout(settings.timeout)
        .max_body(MAX_RESPONSE)
        .build()?;
    let builder = Client::builder(Redacting(transport), clock)
        .base_url(base_url.as_str())
        .timeout(settings.timeout)
        .deadline(settings.deadline)
        .retry(Retry::new().attempts(settings.attempts))
        .rate_limit(settings.upstream_rate)
        .cache(MemoryCache::builder().capacity(settings.cache_bytes).build())
        .cache_policy(
            CachePolicy::new()
                .stale_if_error(settings.stale)
                .stale_if(is_no_word_of_the_api)
                .negative(settings.negative),
        )
        .metrics(metrics);
    match &settings.credentials {
        Credentials::None => builder,
        Credentials::Tokens(tokens) => builder.tokens(tokens.iter().map(Secret::expose)),
        Credentials::Keys(keys) => builder.credentials(keys.clone()),
    }
    .build()
}

/// Whether the API said nothing about what a client requested: it failed, rejected this proxy, or
/// something else responded in its place.
fn is_no_word_of_the_api(error: &Error) -> bool {
    let foreign = !error.is_api_error() || error.kind() == ErrorKind::UnexpectedStatus;
    foreign || error.is_transient() || is_no_access(error)
}
