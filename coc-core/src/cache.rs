//! Response caching: the [`Cache`] trait for stores, the [`Entry`] that they store, and the
//! [`CachePolicy`] that sets its freshness lifetime.
//!
//! The default store is [`MemoryCache`]: a hit there neither parses nor copies, because the decoded
//! value is stored beside the bytes. Any other store (a disk, a database, a server that several
//! programs share) stores [`Entry::to_bytes`], and the client decodes the body of a hit. The
//! lookups themselves are a stage of the pipeline (`pipeline/caching.rs`).

use std::{
    fmt, future,
    hash::{Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use quick_cache::Equivalent;

use crate::{
    base_url::BaseUrl,
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
    headers::Freshness,
    panics,
    route::{Route, Target},
};

mod entry;
mod generations;
mod memory;

pub use entry::{CorruptEntry, Entry};
pub(crate) use generations::{Fetch, Generations};
pub use memory::{MemoryCache, MemoryCacheBuilder};

/// The key of a cached response: base URL, path and query. Never a token; responses do not depend
/// on it.
///
/// `Display` writes the whole URL, for stores whose keys are strings.
///
/// ```
/// use coc_core::cache::CacheKey;
///
/// /// The file of an entry, for a store on a disk.
/// fn file_name(key: &CacheKey) -> String {
///     key.to_string().replace(|character: char| !character.is_ascii_alphanumeric(), "_")
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey {
    pub(crate) base: Arc<str>,
    pub(crate) target: Target,
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base, self.target.as_str())
    }
}

/// A borrowed [`CacheKey`], so that a lookup in memory copies nothing.
#[derive(Clone, Copy)]
pub(crate) struct KeyRef<'a> {
    base: &'a Arc<str>,
    target: &'a Target,
}

impl<'a> KeyRef<'a> {
    pub(crate) fn new(base_url: &'a BaseUrl, target: &'a Target) -> Self {
        Self { base: base_url.shared(), target }
    }

    pub(crate) fn to_key(self) -> CacheKey {
        CacheKey { base: Arc::clone(self.base), target: self.target.clone() }
    }
}

/// Hashes as the [`CacheKey`] does.
impl Hash for KeyRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.base.hash(state);
        self.target.hash(state);
    }
}

impl Equivalent<CacheKey> for KeyRef<'_> {
    fn equivalent(&self, key: &CacheKey) -> bool {
        *self.target == key.target && *self.base == key.base
    }
}

/// A store of responses. It decides how much to store; the [`CachePolicy`] decides for how long.
///
/// A failing store does not fail the call: the client sends a request instead, counts the failure
/// in [`CacheStats::failures`] and traces it. Only direct operations
/// ([`Client::clear_cache`](crate::Client::clear_cache),
/// [`Client::invalidate`](crate::Client::invalidate)) return its error.
///
/// ```
/// use std::{collections::HashMap, sync::Mutex};
/// use coc_core::{Error, ErrorKind, cache::{Cache, CacheKey, Entry}};
///
/// /// A store of serialized responses, as a database or a disk would have them.
/// #[derive(Default)]
/// struct Table(Mutex<HashMap<String, Vec<u8>>>);
///
/// impl Table {
///     fn rows(&self) -> Result<std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>>, Error> {
///         self.0.lock().map_err(|error| Error::with_message(ErrorKind::Cache, error.to_string()))
///     }
/// }
///
/// impl Cache for Table {
///     async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
///         let bytes = self.rows()?.get(&key.to_string()).cloned();
///         // An entry that cannot be read is a miss, and the next response replaces it.
///         Ok(bytes.and_then(|bytes| Entry::from_bytes(bytes).ok()))
///     }
///
///     async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
///         if let Some(bytes) = entry.to_bytes() {
///             self.rows()?.insert(key.to_string(), bytes);
///         }
///         Ok(())
///     }
///
///     async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
///         Ok(self.rows()?.remove(&key.to_string()).is_some())
///     }
///
///     async fn clear(&self) -> Result<u64, Error> {
///         Ok(self.rows()?.drain().count() as u64)
///     }
/// }
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # let transport = FakeTransport::json(200, r##"{"tag":"#2PP"}"##);
/// # let clock = ManualClock::default();
///
/// let builder = coc_core::Client::builder(transport, clock).token("a-token");
/// let client = builder.cache(Table::default()).build()?;
/// # futures_executor::block_on(async {
/// # assert!(!client.clan("#2PP").await?.is_from_cache());
/// # assert!(client.clan("#2PP").await?.is_from_cache());
/// # assert_eq!(client.clear_cache().await?, 1);
/// # Ok::<(), Error>(())
/// # })?;
/// # Ok::<(), Error>(())
/// ```
pub trait Cache: MaybeSend + MaybeSync + 'static {
    /// Returns the entry of the key, even if it has expired.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be read.
    fn get(&self, key: &CacheKey) -> impl Future<Output = Result<Option<Entry>, Error>> + MaybeSend;

    /// Stores the entry under the key, in place of any other. It may be dropped after
    /// [`Entry::keep_until`], or earlier if space is needed.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be written.
    fn put(&self, key: &CacheKey, entry: Entry) -> impl Future<Output = Result<(), Error>> + MaybeSend;

    /// Removes the entry of the key. Returns whether there was one.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be written.
    fn remove(&self, key: &CacheKey) -> impl Future<Output = Result<bool, Error>> + MaybeSend;

    /// Removes all entries. Returns their number.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be written.
    fn clear(&self) -> impl Future<Output = Result<u64, Error>> + MaybeSend;

    /// Returns the size of the store, as far as it is known.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be read.
    fn usage(&self) -> impl Future<Output = Result<CacheUsage, Error>> + MaybeSend {
        future::ready(Ok(CacheUsage::default()))
    }
}

/// The size of a store; `None` where the store does not know it.
///
/// ```
/// use coc_core::cache::CacheUsage;
///
/// // A store that knows only the number of its entries:
/// let usage = CacheUsage { entries: Some(12), ..CacheUsage::default() };
/// assert_eq!(usage.bytes, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheUsage {
    /// Entries, fresh or expired.
    pub entries: Option<u64>,
    /// Bytes, as the store counts them.
    pub bytes: Option<u64>,
    /// Entries evicted so far to make room.
    pub evictions: Option<u64>,
}

/// The cache counters of a client since it was built.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let stats = client.cache_stats().await?;
/// println!("{} entries", stats.usage.entries.unwrap_or(0));
/// if let Some(rate) = stats.hit_rate() {
///     println!("{:.1} % of {} lookups were hits", rate * 100.0, stats.hits + stats.misses);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// Whether calls use the cache: there is a store, and it is not
    /// [disabled](crate::Client::set_cache_enabled).
    pub enabled: bool,
    /// The freshness lifetime of a response whose headers set none.
    pub default_lifetime: Duration,
    /// The size of the store.
    pub usage: CacheUsage,
    /// Entries that are fresh now; `None` for a custom store.
    pub fresh_entries: Option<u64>,
    /// Entries that have expired and are still stored; `None` for a custom store.
    pub expired_entries: Option<u64>,
    /// Calls served from a fresh entry.
    pub hits: u64,
    /// Calls that found no fresh entry.
    pub misses: u64,
    /// Misses that found an expired entry.
    pub expired: u64,
    /// Calls served from an expired entry because the API failed.
    pub stale: u64,
    /// Responses stored.
    pub stored: u64,
    /// Failures of the store.
    pub failures: u64,
}

impl CacheStats {
    /// Returns the share of hits among all lookups, from 0 to 1; `None` before the first lookup.
    #[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
    pub fn hit_rate(&self) -> Option<f64> {
        let lookups = self.hits + self.misses;
        (lookups > 0).then(|| self.hits as f64 / lookups as f64)
    }
}

/// The freshness lifetime of a response, during which no request is sent.
///
/// ```
/// use std::time::Duration;
/// use coc_core::cache::{CachePolicy, Lifetime};
///
/// let policy = CachePolicy::new()
///     // As long as the API says, or a minute if it says nothing:
///     .lifetime(Lifetime::Server { fallback: Duration::from_secs(60) })
///     // The list of locations changes about never:
///     .lifetime_of("locations", Lifetime::Fixed(Duration::from_secs(24 * 60 * 60)))
///     // A war is always requested:
///     .lifetime_of("clan.currentwar", Lifetime::Fixed(Duration::ZERO));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// The lifetime in the response's headers (`Cache-Control`, `Age`).
    Server {
        /// The lifetime of responses without a `max-age`.
        fallback: Duration,
    },
    /// This lifetime, whatever the headers say. Zero disables caching.
    Fixed(Duration),
}

/// Which responses are cached, and for how long.
///
/// ```
/// use std::time::Duration;
/// use coc_core::cache::{CachePolicy, Lifetime};
///
/// let policy = CachePolicy::new()
///     .lifetime_of("player", Lifetime::Fixed(Duration::from_secs(30)))
///     .negative(Duration::from_secs(60))
///     .stale_if_error(Duration::from_secs(3_600));
/// ```
#[derive(Clone, Debug)]
pub struct CachePolicy {
    lifetime: Lifetime,
    max_server_lifetime: Duration,
    by_endpoint: Vec<(&'static str, Lifetime)>,
    negative: Option<Duration>,
    stale_if_error: Duration,
    stale_if: fn(&Error) -> bool,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl CachePolicy {
    /// Uses the server's lifetime, at most a day, or 300 seconds without one. Caches no errors and
    /// serves no expired entries.
    pub const fn new() -> Self {
        let lifetime = Lifetime::Server { fallback: Duration::from_secs(300) };
        let max_server_lifetime = Duration::from_secs(24 * 60 * 60);
        Self {
            lifetime,
            max_server_lifetime,
            by_endpoint: Vec::new(),
            negative: None,
            stale_if_error: Duration::ZERO,
            stale_if: Error::is_transient,
        }
    }

    /// Sets the lifetime for all endpoints without one from [`lifetime_of`](Self::lifetime_of).
    #[must_use]
    pub fn lifetime(mut self, lifetime: Lifetime) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Sets the longest lifetime that a server may set; one day by default, so that an absurd
    /// `max-age` is not obeyed until the program ends.
    #[must_use]
    pub fn max_server_lifetime(mut self, lifetime: Duration) -> Self {
        self.max_server_lifetime = lifetime;
        self
    }

    /// Sets the lifetime for one endpoint, by its [`Route::name`] (`clan.members`).
    #[must_use]
    pub fn lifetime_of(mut self, endpoint: &'static str, lifetime: Lifetime) -> Self {
        self.by_endpoint.retain(|(name, _)| *name != endpoint);
        self.by_endpoint.push((endpoint, lifetime));
        self
    }

    /// Caches "not found" and "the war log is private" for this long, or for the server's lifetime
    /// if that is shorter. Off by default.
    #[must_use]
    pub fn negative(mut self, lifetime: Duration) -> Self {
        self.negative = Some(lifetime);
        self
    }

    /// Serves an entry for this long after it has expired if the API fails (maintenance, server or
    /// network failures, throttling). [`Response::is_stale`](crate::Response::is_stale) is then
    /// true. Off by default.
    #[must_use]
    pub fn stale_if_error(mut self, window: Duration) -> Self {
        self.stale_if_error = window;
        self
    }

    /// Sets the failures in place of which an expired entry may be served; by default those that
    /// are [transient](Error::is_transient). A server for others may include those of its own
    /// token, which only its operator can end.
    ///
    /// ```
    /// use std::time::Duration;
    /// use coc_core::cache::CachePolicy;
    ///
    /// let policy = CachePolicy::new()
    ///     .stale_if_error(Duration::from_secs(3_600))
    ///     .stale_if(|error| error.is_transient() || error.is_credentials());
    /// ```
    #[must_use]
    pub fn stale_if(mut self, condition: fn(&Error) -> bool) -> Self {
        self.stale_if = condition;
        self
    }

    /// The lifetime of a response without one, of an endpoint without one.
    pub(crate) fn default_lifetime(&self) -> Duration {
        match self.lifetime {
            Lifetime::Fixed(lifetime) | Lifetime::Server { fallback: lifetime } => lifetime,
        }
    }

    /// Whether an expired entry may be served in place of this failure.
    pub(crate) fn is_stale_served(&self, error: &Error) -> bool {
        !self.stale_if_error.is_zero() && (self.stale_if)(error)
    }

    /// Returns how long an entry may be served after it has expired.
    pub(crate) fn stale_window(&self) -> Duration {
        self.stale_if_error
    }

    /// Returns the lifetime of a successful response; zero disables caching.
    pub(crate) fn lifetime_of_success(&self, route: &Route, freshness: Freshness) -> Duration {
        let specific = self.by_endpoint.iter().find(|(name, _)| *name == route.name());
        match specific.map_or(self.lifetime, |(_, lifetime)| *lifetime) {
            Lifetime::Fixed(lifetime) => lifetime,
            Lifetime::Server { .. } if freshness.no_store => Duration::ZERO,
            Lifetime::Server { fallback } => {
                freshness.max_age.map_or(fallback, |max_age| max_age.min(self.max_server_lifetime))
            }
        }
    }

    /// Returns the lifetime of a failure; `None` if it is not cached.
    pub(crate) fn lifetime_of_failure(&self, error: &Error, freshness: Freshness) -> Option<Duration> {
        let cacheable = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PrivateWarLog);
        let lifetime = self.negative.filter(|_| cacheable && error.is_api_error() && !freshness.no_store)?;
        Some(freshness.max_age.map_or(lifetime, |max_age| max_age.min(lifetime)))
    }
}

/// The use of the cache by one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum CacheMode {
    /// Read and write.
    #[default]
    ReadWrite,
    /// Write only.
    WriteOnly,
    /// Bypass.
    Bypass,
}

/// [`Cache`] behind a pointer, so that a client needs no type parameter.
pub(crate) trait DynCache: MaybeSend + MaybeSync {
    fn get_dyn<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, Result<Option<Entry>, Error>>;
    fn put_dyn<'a>(&'a self, key: &'a CacheKey, entry: Entry) -> BoxFuture<'a, Result<(), Error>>;
    fn remove_dyn<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, Result<bool, Error>>;
    fn clear_dyn(&self) -> BoxFuture<'_, Result<u64, Error>>;
    fn usage_dyn(&self) -> BoxFuture<'_, Result<CacheUsage, Error>>;
}

impl<T: Cache> DynCache for T {
    fn get_dyn<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, Result<Option<Entry>, Error>> {
        Box::pin(panics::run(ErrorKind::Cache, "the cache", async move { self.get(key).await }))
    }

    fn put_dyn<'a>(&'a self, key: &'a CacheKey, entry: Entry) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(panics::run(ErrorKind::Cache, "the cache", async move { self.put(key, entry).await }))
    }

    fn remove_dyn<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(panics::run(ErrorKind::Cache, "the cache", async move { self.remove(key).await }))
    }

    fn clear_dyn(&self) -> BoxFuture<'_, Result<u64, Error>> {
        Box::pin(panics::run(ErrorKind::Cache, "the cache", async move { self.clear().await }))
    }

    fn usage_dyn(&self) -> BoxFuture<'_, Result<CacheUsage, Error>> {
        Box::pin(panics::run(ErrorKind::Cache, "the cache", async move { self.usage().await }))
    }
}
