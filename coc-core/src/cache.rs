//! Answers kept for the next call: the [`Cache`] trait for stores, the [`Entry`] they keep, and the [`CachePolicy`] that says
//! for how long.
//!
//! The default store is [`MemoryCache`] (`memory.rs`): a hit there neither parses nor copies, because the decoded value is
//! kept beside the bytes. A store elsewhere (a disk, a database, a server that several programs share) keeps
//! [`Entry::to_bytes`] (`entry.rs`), and core decodes when it is read back. Asking the store and filling it is the pipeline's
//! business (`keep.rs`).

use std::{fmt, future, sync::Arc, time::Duration};

use http::Method;

use crate::{
    bounds::{BoxFuture, MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
    headers::Freshness,
    route::{Route, Target},
};

mod entry;
mod memory;

pub use entry::{CorruptEntry, Entry};
pub use memory::{MemoryCache, MemoryCacheBuilder};

/// What an answer is kept under: base URL, path and query. Never a token; answers do not depend on it.
///
/// `Display` gives the whole address, for stores that want text.
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

/// A store of answers. It decides how much it keeps; how long an answer may be used is decided before.
///
/// A store that fails does not fail the call: the answer then comes from the API, and the failure is counted in
/// [`CacheStats::failures`] and traced. What is asked of a store directly ([`Client::clear_cache`](crate::Client::clear_cache),
/// [`Client::invalidate`](crate::Client::invalidate)) does fail with it.
pub trait Cache: MaybeSend + MaybeSync + 'static {
    /// What is kept under the key, even if it is no longer fresh.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be read.
    fn get(&self, key: &CacheKey) -> impl Future<Output = Result<Option<Entry>, Error>> + MaybeSend;

    /// Keeps the entry in place of what was kept under the key, until [`Entry::keep_until`] or as long as there is room.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be written.
    fn put(&self, key: &CacheKey, entry: Entry) -> impl Future<Output = Result<(), Error>> + MaybeSend;

    /// Forgets what is kept under the key, and says whether there was anything.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be written.
    fn remove(&self, key: &CacheKey) -> impl Future<Output = Result<bool, Error>> + MaybeSend;

    /// Forgets everything, and says how many entries that was.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be written.
    fn clear(&self) -> impl Future<Output = Result<u64, Error>> + MaybeSend;

    /// How much it keeps, as far as it knows.
    ///
    /// # Errors
    /// [`ErrorKind::Cache`] if the store cannot be read.
    fn usage(&self) -> impl Future<Output = Result<CacheUsage, Error>> + MaybeSend {
        future::ready(Ok(CacheUsage::default()))
    }
}

/// How much a store keeps; `None` is what it does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheUsage {
    /// Answers, fresh or not.
    pub entries: Option<u64>,
    /// Bytes they take, as the store counts them.
    pub bytes: Option<u64>,
    /// Answers given up for want of room so far.
    pub evictions: Option<u64>,
}

/// How a cache has done since its client was built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// How much the store keeps.
    pub usage: CacheUsage,
    /// Calls that were answered with a fresh entry.
    pub hits: u64,
    /// Calls that found nothing they could use.
    pub misses: u64,
    /// Of the misses, those that found an entry past its time.
    pub expired: u64,
    /// Calls that were answered with an entry past its time, because the API failed.
    pub stale: u64,
    /// Answers that were kept.
    pub kept: u64,
    /// Times the store itself failed.
    pub failures: u64,
}

impl CacheStats {
    /// Hits among hits and misses, from 0 to 1; `None` before the first.
    #[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
    pub fn hit_rate(&self) -> Option<f64> {
        let lookups = self.hits + self.misses;
        (lookups > 0).then(|| self.hits as f64 / lookups as f64)
    }
}

/// How long an answer may be used without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// As long as the server says (`Cache-Control`, `Age`), or this long if it says nothing.
    Server {
        /// For answers without a `max-age`.
        fallback: Duration,
    },
    /// This long, whatever the server says. Zero is never.
    Fixed(Duration),
}

/// Which answers are kept, and for how long.
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
    by_endpoint: Vec<(&'static str, Lifetime)>,
    negative: Option<Duration>,
    stale_if_error: Duration,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl CachePolicy {
    /// The server's word, 300 seconds where it says nothing; no errors are kept, nothing is used past its time.
    pub const fn new() -> Self {
        let lifetime = Lifetime::Server { fallback: Duration::from_secs(300) };
        Self { lifetime, by_endpoint: Vec::new(), negative: None, stale_if_error: Duration::ZERO }
    }

    /// For all endpoints that have no lifetime of their own.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Lifetime) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// For the endpoint of this name, as [`Route::name`] gives it (`clan.members`).
    #[must_use]
    pub fn lifetime_of(mut self, endpoint: &'static str, lifetime: Lifetime) -> Self {
        self.by_endpoint.retain(|(name, _)| *name != endpoint);
        self.by_endpoint.push((endpoint, lifetime));
        self
    }

    /// Keeps "not found" and "the war log is private" too, for this long or, if shorter, as long as the server says. Off unless
    /// it is set.
    #[must_use]
    pub fn negative(mut self, lifetime: Duration) -> Self {
        self.negative = Some(lifetime);
        self
    }

    /// Answers with an entry up to this long past its time while the API cannot answer (maintenance, server or network
    /// failures, throttling); [`Response::is_stale`](crate::Response::is_stale) then tells. Off unless it is set.
    #[must_use]
    pub fn stale_if_error(mut self, beyond: Duration) -> Self {
        self.stale_if_error = beyond;
        self
    }

    /// How far beyond its lifetime an entry is still worth keeping.
    pub(crate) fn beyond(&self) -> Duration {
        self.stale_if_error
    }

    /// Whether and how long a success of this route may be used.
    pub(crate) fn lifetime_of_success(&self, route: &Route, freshness: Freshness) -> Duration {
        let own = self.by_endpoint.iter().find(|(name, _)| *name == route.name());
        match own.map_or(self.lifetime, |(_, lifetime)| *lifetime) {
            Lifetime::Fixed(lifetime) => lifetime,
            Lifetime::Server { .. } if freshness.no_store => Duration::ZERO,
            Lifetime::Server { fallback } => freshness.max_age.unwrap_or(fallback),
        }
    }

    /// Whether and how long this failure may be given again.
    pub(crate) fn lifetime_of_failure(&self, error: &Error, freshness: Freshness) -> Option<Duration> {
        let kept = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PrivateWarLog);
        let lifetime = self.negative.filter(|_| kept && error.is_api_error() && !freshness.no_store)?;
        Some(freshness.max_age.map_or(lifetime, |max_age| max_age.min(lifetime)))
    }
}

/// What a cache may do for one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum CacheMode {
    /// Asked, and told.
    #[default]
    Use,
    /// Told, not asked.
    Fresh,
    /// Neither.
    NoStore,
}

impl CacheMode {
    /// Whether a call may be answered from a cache at all. The answer to a POST is nobody else's.
    pub(crate) fn reads(self, method: &Method) -> bool {
        self == Self::Use && *method == Method::GET
    }

    pub(crate) fn writes(self, method: &Method) -> bool {
        self != Self::NoStore && *method == Method::GET
    }
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
        Box::pin(self.get(key))
    }

    fn put_dyn<'a>(&'a self, key: &'a CacheKey, entry: Entry) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(self.put(key, entry))
    }

    fn remove_dyn<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(self.remove(key))
    }

    fn clear_dyn(&self) -> BoxFuture<'_, Result<u64, Error>> {
        Box::pin(self.clear())
    }

    fn usage_dyn(&self) -> BoxFuture<'_, Result<CacheUsage, Error>> {
        Box::pin(self.usage())
    }
}
