//! [`Builder`]: every setting of a client, with its default.

use std::{any::Any, fmt, sync::Arc, time::Duration};

use super::Client;
use crate::{
    base_url::BaseUrl,
    cache::{Cache, CachePolicy, MemoryCache},
    clock::Clock,
    credentials::{Credentials, DynCredentials, Token, TokenSet},
    error::Error,
    metrics::{Metrics, Window},
    middleware::{DynMiddleware, Middleware},
    pipeline::{
        CacheStage, Handles, Jitter, Pipeline, RetryBudget, Settings, SharedSettings, SingleFlight, Store,
        TokenPool, trace,
    },
    rate_limit::RateLimit,
    retry::Retry,
    transport::{DynTransport, Transport},
};

/// A builder of a [`Client`].
///
/// | setting | default |
/// |---|---|
/// | [`base_url`](Self::base_url) | `https://api.clashofclans.com/v1` |
/// | [`token`](Self::token), [`tokens`](Self::tokens), [`credentials`](Self::credentials) | none |
/// | [`timeout`](Self::timeout) of one attempt | 20 seconds |
/// | [`deadline`](Self::deadline) of a call | none |
/// | [`retry`](Self::retry) | 3 attempts, delays from 1 to 30 seconds |
/// | [`rate_limit`](Self::rate_limit) per token | from 10 to 30 per second, as far as the API accepts it; bursts of 20, 100 in flight over all |
/// | [`cache`](Self::cache) | in memory, 128 MiB |
/// | [`cache_policy`](Self::cache_policy) | the server's freshness lifetime, else 300 seconds |
/// | [`middleware`](Self::middleware) | none |
/// | [`metrics_window`](Self::metrics_window), [`metrics`](Self::metrics) | off |
///
/// ```
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # let (transport, clock) = (FakeTransport::json(200, "{}"), ManualClock::default());
/// use std::time::Duration;
///
/// let client = coc_core::Client::builder(transport, clock)
///     .tokens(["first-token", "second-token"])
///     .timeout(Duration::from_secs(5))
///     .deadline(Duration::from_secs(30))
///     .metrics_window(1_000)
///     .build()?;
/// # Ok::<(), coc_core::Error>(())
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct Builder {
    base_url: Result<BaseUrl, Error>,
    transport: Box<dyn DynTransport>,
    clock: Box<dyn Clock>,
    credentials: Result<Box<dyn DynCredentials>, Error>,
    timeout: Duration,
    deadline: Option<Duration>,
    retry: Retry,
    rate_limit: RateLimit,
    store: Store,
    policy: CachePolicy,
    middleware: Vec<Arc<dyn DynMiddleware>>,
    window: Option<Window>,
    exporters: Vec<Box<dyn Metrics>>,
}

impl Builder {
    pub(super) fn new(transport: impl Transport, clock: impl Clock) -> Self {
        Self {
            base_url: Ok(BaseUrl::official()),
            transport: Box::new(transport),
            clock: Box::new(clock),
            credentials: Ok(Box::new(TokenSet::new([]))),
            timeout: Duration::from_secs(20),
            deadline: None,
            retry: Retry::new(),
            rate_limit: RateLimit::default(),
            store: Store::Memory(MemoryCache::new()),
            policy: CachePolicy::new(),
            middleware: Vec::new(),
            window: None,
            exporters: Vec::new(),
        }
    }

    /// Sets the base URL; the official API by default. It may have a path prefix.
    ///
    /// Tokens are not sent in clear text to another machine: calls with a token to such an
    /// `http://` URL fail.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.base_url = url.as_ref().parse();
        self
    }

    /// Like [`base_url`](Self::base_url), but tokens may be sent in clear text, where everyone on
    /// the path can read them. Only for a network that you control.
    pub fn force_base_url(mut self, url: impl AsRef<str>) -> Self {
        self.base_url = url.as_ref().parse().map(BaseUrl::forced);
        self
    }

    /// Sets the only token; none by default. A proxy may require none, the official API always
    /// does.
    pub fn token(self, token: impl AsRef<str>) -> Self {
        self.tokens([token])
    }

    /// Sets several tokens. Each has its own rate limit, so their rates add up. A throttled or
    /// rejected token is skipped while others are available.
    pub fn tokens(mut self, tokens: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let tokens: Result<Vec<Token>, Error> = tokens.into_iter().map(Token::new).collect();
        self.credentials = tokens.map(|tokens| Box::new(TokenSet::new(tokens)) as Box<dyn DynCredentials>);
        self
    }

    /// Sets a credentials provider, which is called before each attempt.
    /// [`RefreshingCredentials`](crate::RefreshingCredentials) turns any source of tokens into one.
    pub fn credentials(mut self, credentials: impl Credentials) -> Self {
        self.credentials = Ok(Box::new(credentials));
        self
    }

    /// Sets the time limit of one attempt, from sending to the last byte; 20 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the time limit of a whole call, including rate limits, retries and delays; none by
    /// default. Without it, a call takes at most [`Retry::attempts`] times the timeout, plus delays
    /// and rate limits.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the retry policy.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the rate limit.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Sets the store of cached responses; a [`MemoryCache`] of 128 MiB by default.
    pub fn cache<C: Cache>(mut self, cache: C) -> Self {
        let memory = (&cache as &dyn Any).downcast_ref::<MemoryCache>().cloned();
        self.store = memory.map_or_else(|| Store::Custom(Box::new(cache)), Store::Memory);
        self
    }

    /// Disables caching. Identical calls in flight still share one request.
    pub fn no_cache(mut self) -> Self {
        self.store = Store::None;
        self
    }

    /// Sets which responses are cached, and for how long.
    pub fn cache_policy(mut self, policy: CachePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Adds a middleware, inside those that were added before.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(shared(middleware));
        self
    }

    /// Records the last calls, as many as this, for [`Client::metrics`]; 1,000 is typical. Off by
    /// default.
    pub fn metrics_window(mut self, calls: usize) -> Self {
        self.window = Some(Window::new(calls));
        self
    }

    /// Adds an exporter that receives the metrics of every call.
    pub fn metrics(mut self, exporter: impl Metrics) -> Self {
        self.exporters.push(Box::new(exporter));
        self
    }

    /// Builds the client. Sends nothing and starts no task.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) for an invalid base URL,
    /// [`Credentials`](crate::ErrorKind::Credentials) for a malformed token.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url?;
        if !base_url.is_official() && !base_url.is_forced() {
            trace::base_url_changed(base_url.as_str());
        }
        let settings = Settings { base_url, middleware: self.middleware.into(), is_cache_enabled: true };
        let now = self.clock.now();
        // Clients that are built in the same nanosecond share their jitter, which is harmless.
        let seed =
            u64::try_from(self.clock.unix_time().as_nanos() & u128::from(u64::MAX)).unwrap_or_default();
        Ok(Client(Arc::new(Handles::new(Pipeline {
            transport: self.transport,
            clock: self.clock,
            credentials: self.credentials?,
            settings: SharedSettings::new(&settings),
            cache: CacheStage::new(self.store, self.policy),
            single_flight: Arc::new(SingleFlight::default()),
            token_pool: Arc::new(TokenPool::new(self.rate_limit)),
            budget: RetryBudget::new(&self.retry, now),
            retry: self.retry,
            jitter: Jitter::seeded(seed),
            window: self.window,
            exporters: self.exporters,
            timeout: self.timeout,
            deadline: self.deadline,
        }))))
    }

    /// Builds the client and checks the connection with [`Client::test`].
    ///
    /// # Errors
    /// Those of [`build`](Self::build) and of [`Client::test`].
    pub async fn connect(self) -> Result<Client, Error> {
        let client = self.build()?;
        client.test().await?;
        Ok(client)
    }
}

pub(super) fn shared(middleware: impl Middleware) -> Arc<dyn DynMiddleware> {
    Arc::new(middleware)
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &self.base_url)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .field("cache_policy", &self.policy)
            .finish_non_exhaustive()
    }
}
