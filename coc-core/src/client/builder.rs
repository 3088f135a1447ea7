//! The [`Builder`]: every setting of a client, with its default.

use std::{
    any::Any,
    fmt,
    sync::{Arc, RwLock},
    time::Duration,
};

use super::Client;
use crate::{
    base_url::BaseUrl,
    cache::{Cache, CachePolicy, MemoryCache},
    clock::Clock,
    credentials::{Credentials, DynCredentials, Token, TokenSet},
    error::Error,
    flight::SingleFlight,
    keep::{CacheStage, Counters, Store},
    metrics::{Metrics, Window},
    middleware::{DynMiddleware, Middleware},
    pipeline::{Pipeline, Settings},
    pool::{RateLimit, TokenPool},
    retry::{Budget, Jitter, Retry},
    trace,
    transport::{DynTransport, Transport},
};

/// Sets up a [`Client`].
///
/// | setting | default |
/// |---|---|
/// | [`base_url`](Self::base_url) | `https://api.clashofclans.com/v1` |
/// | [`token`](Self::token), [`tokens`](Self::tokens), [`credentials`](Self::credentials) | none |
/// | [`timeout`](Self::timeout) of one attempt | 20 seconds |
/// | [`deadline`](Self::deadline) of a call | none |
/// | [`retry`](Self::retry) | 3 attempts, delays from 1 to 30 seconds |
/// | [`rate_limit`](Self::rate_limit) per token | 10 a second, bursts of 20, 100 in the air over all |
/// | [`cache`](Self::cache) | in memory, 128 MiB |
/// | [`cache_policy`](Self::cache_policy) | as long as the server says, else 300 seconds |
/// | [`middleware`](Self::middleware) | none |
/// | [`metrics_window`](Self::metrics_window), [`metrics`](Self::metrics) | off |
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

    /// Where the calls go; the official API by default. A path prefix is kept.
    ///
    /// Tokens are not sent in clear text to another machine: with a `http://` address of one, calls that have a token fail.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.base_url = url.as_ref().parse();
        self
    }

    /// Like [`base_url`](Self::base_url), but tokens may travel in clear text, where anybody on the way can read them. Only for
    /// a network of one's own.
    pub fn force_base_url(mut self, url: impl AsRef<str>) -> Self {
        self.base_url = url.as_ref().parse().map(BaseUrl::forced);
        self
    }

    /// The one token to use. None by default, which a proxy may allow and the API never does.
    pub fn token(self, token: impl AsRef<str>) -> Self {
        self.tokens([token])
    }

    /// Several tokens. Each has its own rate limit, so their rates add up; one that is throttled or refused is left out while
    /// others are good.
    pub fn tokens(mut self, tokens: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let tokens: Result<Vec<Token>, Error> = tokens.into_iter().map(Token::new).collect();
        self.credentials = tokens.map(|tokens| Box::new(TokenSet::new(tokens)) as Box<dyn DynCredentials>);
        self
    }

    /// A provider of tokens, asked before each attempt; [`RefreshingCredentials`](crate::RefreshingCredentials) makes one of anything that can get
    /// tokens.
    pub fn credentials(mut self, credentials: impl Credentials) -> Self {
        self.credentials = Ok(Box::new(credentials));
        self
    }

    /// How long one attempt may take, from sending to the last byte; 20 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a call may take as a whole, with waiting for its turn, retries and delays; no limit by default. A call then
    /// takes at most [`Retry::attempts`] times the timeout and the delays between, beside the wait for its turn.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// When a failed call is sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How fast requests are sent.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Where answers are kept; a [`MemoryCache`] of 128 MiB by default.
    pub fn cache<C: Cache>(mut self, cache: C) -> Self {
        let memory = (&cache as &dyn Any).downcast_ref::<MemoryCache>().cloned();
        self.store = memory.map_or_else(|| Store::Other(Box::new(cache)), Store::Memory);
        self
    }

    /// Keeps no answers. Identical calls in the air still share one request.
    pub fn no_cache(mut self) -> Self {
        self.store = Store::None;
        self
    }

    /// Which answers are kept, and for how long.
    pub fn cache_policy(mut self, policy: CachePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Adds a middleware, inside those that were added before.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(shared(middleware));
        self
    }

    /// Keeps the figures of this many calls for [`Client::metrics`]; 1,000 is usual. Off by default.
    pub fn metrics_window(mut self, calls: usize) -> Self {
        self.window = Some(Window::new(calls));
        self
    }

    /// Gives the figures of every call to an exporter, too.
    pub fn metrics(mut self, exporter: impl Metrics) -> Self {
        self.exporters.push(Box::new(exporter));
        self
    }

    /// The client. Nothing is sent and no task is started.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) for an unusable base URL,
    /// [`Credentials`](crate::ErrorKind::Credentials) for text that is no token.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url?;
        if !base_url.is_official() && !base_url.is_forced() {
            trace::base_url_changed(base_url.as_str());
        }
        let settings = Settings { base_url, middleware: self.middleware.into() };
        let now = self.clock.now();
        // Clients that start at the same nanosecond may share their delays.
        let seed =
            u64::try_from(self.clock.unix_time().as_nanos() & u128::from(u64::MAX)).unwrap_or_default();
        Ok(Client(Arc::new(Pipeline {
            transport: self.transport,
            clock: self.clock,
            credentials: self.credentials?,
            settings: RwLock::new(Arc::new(settings)),
            keeper: CacheStage { store: self.store, policy: self.policy, counters: Counters::default() },
            flights: Arc::new(SingleFlight::default()),
            pool: Arc::new(TokenPool::new(self.rate_limit)),
            budget: Budget::new(&self.retry, now),
            retry: self.retry,
            jitter: Jitter::seeded(seed),
            window: self.window,
            exporters: self.exporters,
            timeout: self.timeout,
            deadline: self.deadline,
        })))
    }

    /// The client, after a call has shown that it reaches the API and may use it.
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
