//! [`MemoryCache`]: the default store, in memory and bounded by bytes.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{DefaultHashBuilder, Lifecycle, OptionsBuilder, Weighter, sync};

use super::{Cache, CacheKey, CacheUsage, Entry, Generations, KeyRef};
use crate::{error::Error, raw_response::RawResponse};

/// The size of the rest of an entry, as measured: its place in the tables, which have spare
/// capacity, and the allocations that hold its parts.
const OVERHEAD: usize = size_of::<RawResponse>() + 2 * size_of::<(CacheKey, Entry)>();

/// The typical size of a clan or player, for the initial capacity of the tables.
const TYPICAL_ENTRY: u64 = 64 << 10;

/// A [`Cache`] in memory that never exceeds its capacity.
///
/// A full cache evicts entries without a second hit first, so that one scan of a long list does not
/// evict what is requested every minute. Expired entries stay until they are replaced or evicted.
///
/// An entry counts as what it takes: body, decoded value, headers, key, and its place in the
/// tables. Only the heap memory of custom types, of [`decode_as`](crate::Call::decode_as) and
/// custom endpoints, is unknown, and estimated as large as the body unless
/// [`Endpoint::heap_size`](crate::Endpoint::heap_size) measures it.
///
/// ```
/// use coc_core::cache::MemoryCache;
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # let (transport, clock) = (FakeTransport::json(200, "{}"), ManualClock::default());
///
/// let cache = MemoryCache::builder().capacity(512 << 20).build();
/// let builder = coc_core::Client::builder(transport, clock).token("a-token");
/// let client = builder.cache(cache.clone()).build()?;
/// // Clones share their entries, so other clients may use the same cache.
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone)]
pub struct MemoryCache {
    entries: Arc<Entries>,
    generations: Arc<Generations>,
    evictions: Arc<AtomicU64>,
    bodies: bool,
}

type Entries = sync::Cache<CacheKey, Entry, Weight, DefaultHashBuilder, CountEvictions>;

/// A builder of a [`MemoryCache`].
///
/// ```
/// use coc_core::cache::MemoryCache;
///
/// // 32 MiB of decoded values, without the bodies they were decoded from:
/// let cache = MemoryCache::builder().capacity(32 << 20).bodies(false).build();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct MemoryCacheBuilder {
    capacity: u64,
    bodies: bool,
}

impl MemoryCache {
    /// Creates a cache of 128 MiB that stores bodies.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Returns a builder for other settings.
    pub fn builder() -> MemoryCacheBuilder {
        MemoryCacheBuilder { capacity: 128 << 20, bodies: true }
    }

    pub(crate) fn lookup(&self, key: KeyRef<'_>) -> Option<Entry> {
        self.entries.get(&key)
    }

    /// Counts the entries that are fresh, and those that have expired.
    pub(crate) fn count(&self, is_fresh: impl Fn(&Entry) -> bool) -> (u64, u64) {
        self.entries.iter().fold((0, 0), |(fresh, expired), (_, entry)| {
            if is_fresh(&entry) { (fresh + 1, expired) } else { (fresh, expired + 1) }
        })
    }

    pub(crate) fn generations(&self) -> Arc<Generations> {
        Arc::clone(&self.generations)
    }

    pub(crate) fn store(&self, key: CacheKey, entry: Entry) {
        let entry = if self.bodies { entry } else { entry.without_body() };
        self.entries.insert(key, entry);
    }

    /// Replaces the decoded value of `entry` in the cache, unless another response has taken its
    /// place.
    pub(crate) fn replace(&self, key: KeyRef<'_>, entry: &Entry, with: Entry) {
        self.generations.serialize(|| {
            if self.lookup(key).is_some_and(|current| Arc::ptr_eq(&current.raw, &entry.raw)) {
                self.store(key.to_key(), with);
            }
        });
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryCacheBuilder {
    /// Sets the capacity in bytes; 128 MiB by default.
    pub fn capacity(mut self, bytes: u64) -> Self {
        self.capacity = bytes;
        self
    }

    /// Sets whether bodies are stored beside the decoded values; true by default. Without bodies
    /// about twice as many entries fit, but [`Response::body`](crate::Response::body) of a hit is
    /// `None`, and the same endpoint in another form (`.raw()`) is a miss.
    pub fn bodies(mut self, stored: bool) -> Self {
        self.bodies = stored;
        self
    }

    /// Builds the cache.
    #[allow(clippy::missing_panics_doc, reason = "both required options are set")]
    pub fn build(self) -> MemoryCache {
        let evictions = Arc::new(AtomicU64::new(0));
        let items = usize::try_from(self.capacity / TYPICAL_ENTRY).unwrap_or(usize::MAX);
        // No entry can exceed its shard's share of the capacity, so a small cache has few shards.
        let shards = usize::try_from(self.capacity >> 22).unwrap_or(usize::MAX).clamp(1, 16);
        let options = OptionsBuilder::new()
            .shards(shards)
            .estimated_items_capacity(items.clamp(16, 1 << 20))
            .weight_capacity(self.capacity)
            .build()
            .expect("both required options are set");
        let count = CountEvictions(Arc::clone(&evictions));
        let entries = Entries::with_options(options, Weight, DefaultHashBuilder::default(), count);
        let generations = Arc::default();
        MemoryCache { entries: Arc::new(entries), generations, evictions, bodies: self.bodies }
    }
}

impl Cache for MemoryCache {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        Ok(self.entries.get(key))
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.store(key.clone(), entry);
        Ok(())
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        Ok(self.generations.invalidate(key, || self.entries.remove(key)).is_some())
    }

    async fn clear(&self) -> Result<u64, Error> {
        Ok(self.generations.clear(|| self.entries.drain().map(|_| 1).sum()))
    }

    async fn usage(&self) -> Result<CacheUsage, Error> {
        Ok(CacheUsage {
            entries: u64::try_from(self.entries.len()).ok(),
            bytes: Some(self.entries.weight()),
            evictions: Some(self.evictions.load(Ordering::Relaxed)),
        })
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCache")
            .field("entries", &self.entries.len())
            .field("bytes", &self.entries.weight())
            .field("capacity", &self.entries.capacity())
            .finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct Weight;

impl Weighter<CacheKey, Entry> for Weight {
    fn weight(&self, key: &CacheKey, entry: &Entry) -> u64 {
        let size = entry.size() + key.target.as_str().len() + OVERHEAD;
        u64::try_from(size).unwrap_or(u64::MAX)
    }
}

#[derive(Clone)]
struct CountEvictions(Arc<AtomicU64>);

impl Lifecycle<CacheKey, Entry> for CountEvictions {
    type RequestState = ();

    fn on_evict(&self, (): &mut (), _: CacheKey, _: Entry) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use futures_executor::block_on;
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::{clock::Instant, decode::Repairs, route::Target};

    fn key(number: usize) -> CacheKey {
        CacheKey { base: "https://api.example/v1".into(), target: Target::new(format!("/clans/{number}")) }
    }

    fn entry(length: usize) -> Entry {
        let raw = RawResponse {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body_len: length,
            body: Some(Bytes::from(vec![b' '; length])),
            repairs: Repairs::default(),
            received_at: Duration::ZERO,
        };
        let minute = Duration::from_secs(60);
        let entry = Entry::new(Arc::new(raw), Instant::default(), minute, Duration::ZERO);
        entry.with_value(Arc::new(()), length)
    }

    #[test]
    fn the_capacity_is_never_exceeded_and_evictions_are_counted() {
        let cache = MemoryCache::builder().capacity(1 << 20).build();
        for number in 0..1_000 {
            block_on(cache.put(&key(number), entry(10_000))).unwrap();
            let usage = block_on(cache.usage()).unwrap();
            assert!(usage.bytes.unwrap() <= 1 << 20, "{usage:?}");
        }
        let usage = block_on(cache.usage()).unwrap();
        assert!(usage.entries.unwrap() >= 40, "{usage:?}");
        assert_eq!(usage.entries.unwrap() + usage.evictions.unwrap(), 1_000);
    }

    #[test]
    fn more_entries_fit_without_bodies() {
        let fits = |bodies| {
            let cache = MemoryCache::builder().capacity(1 << 20).bodies(bodies).build();
            (0..200).for_each(|number| cache.store(key(number), entry(10_000)));
            block_on(cache.usage()).unwrap().entries.unwrap()
        };
        assert!(fits(false) * 10 >= fits(true) * 17, "{} {}", fits(false), fits(true));
    }

    #[test]
    fn entries_are_removed_one_by_one_and_all_at_once() {
        let cache = MemoryCache::new();
        (0..3).for_each(|number| cache.store(key(number), entry(10)));
        block_on(async {
            assert!(cache.remove(&key(1)).await.unwrap());
            assert!(!cache.remove(&key(1)).await.unwrap());
            assert_eq!(cache.clear().await.unwrap(), 2);
            assert_eq!(cache.usage().await.unwrap().entries, Some(0));
        });
    }
}
