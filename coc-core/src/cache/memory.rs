//! The default store: in memory, bounded by bytes, shared by all threads.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{DefaultHashBuilder, Lifecycle, OptionsBuilder, Weighter, sync};

use super::{Cache, CacheKey, CacheUsage, Entry};
use crate::error::Error;

/// How many bytes a decoded value takes for each byte of its body, in hundredths: what was measured for players, the largest
/// thing that is kept in numbers.
const DECODED_PERCENT: u64 = 100;

/// What an entry takes beside its body and value: its key, its headers, and its places in the tables.
const OVERHEAD: u64 = 1_536;

/// About what a clan or player takes, for the first size of the tables.
const TYPICAL_ENTRY: u64 = 64 << 10;

/// A [`Cache`] in memory that never takes more than its capacity.
///
/// When it is full, answers that were not asked for again go first, so that one walk through a long list does not drive out
/// what is asked for every minute. Entries past their time stay until they are replaced or room is needed.
///
/// Bytes are counted per entry as body, an estimate of the decoded value (as large as the body), and 1.5 KiB for headers
/// and tables.
#[derive(Clone)]
pub struct MemoryCache {
    entries: Arc<Entries>,
    evictions: Arc<AtomicU64>,
    bodies: bool,
}

type Entries = sync::Cache<CacheKey, Entry, Weight, DefaultHashBuilder, CountEvictions>;

/// Sets up a [`MemoryCache`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct MemoryCacheBuilder {
    capacity: u64,
    bodies: bool,
}

impl MemoryCache {
    /// A cache of 128 MiB that keeps bodies.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// A cache with other settings.
    pub fn builder() -> MemoryCacheBuilder {
        MemoryCacheBuilder { capacity: 128 << 20, bodies: true }
    }

    pub(crate) fn lookup(&self, key: &CacheKey) -> Option<Entry> {
        self.entries.get(key)
    }

    pub(crate) fn keep(&self, key: CacheKey, entry: Entry) {
        let entry = if self.bodies { entry } else { entry.without_body() };
        self.entries.insert(key, entry);
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryCacheBuilder {
    /// How many bytes it may take; 128 MiB by default.
    pub fn capacity(mut self, bytes: u64) -> Self {
        self.capacity = bytes;
        self
    }

    /// Whether bodies are kept beside the decoded values; they are by default. Without them about twice as much fits, but
    /// [`Response::body`](crate::Response::body) of a hit is `None`, and the same endpoint in another form (`.raw()`) is a miss.
    pub fn bodies(mut self, kept: bool) -> Self {
        self.bodies = kept;
        self
    }

    /// The cache.
    #[allow(clippy::missing_panics_doc, reason = "both numbers that the options need are given")]
    pub fn build(self) -> MemoryCache {
        let evictions = Arc::new(AtomicU64::new(0));
        let items = usize::try_from(self.capacity / TYPICAL_ENTRY).unwrap_or(usize::MAX);
        // Each shard has its share of the capacity, and no entry can be larger than that; so small caches have few.
        let shards = usize::try_from(self.capacity >> 24).unwrap_or(usize::MAX).clamp(1, 16);
        let options = OptionsBuilder::new()
            .shards(shards)
            .estimated_items_capacity(items.clamp(16, 1 << 20))
            .weight_capacity(self.capacity)
            .build()
            .expect("both numbers that it needs are given");
        let count = CountEvictions(Arc::clone(&evictions));
        let entries = Entries::with_options(options, Weight, DefaultHashBuilder::default(), count);
        MemoryCache { entries: Arc::new(entries), evictions, bodies: self.bodies }
    }
}

impl Cache for MemoryCache {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        Ok(self.lookup(key))
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.keep(key.clone(), entry);
        Ok(())
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        Ok(self.entries.remove(key).is_some())
    }

    async fn clear(&self) -> Result<u64, Error> {
        Ok(self.entries.drain().map(|_| 1).sum())
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
        let length = u64::try_from(entry.wire.body_len).unwrap_or(u64::MAX / 400);
        let body = if entry.body().is_some() { length } else { 0 };
        let value = if entry.value.is_some() { length * DECODED_PERCENT / 100 } else { 0 };
        body + value + OVERHEAD + u64::try_from(key.target.as_str().len()).unwrap_or_default()
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
    use crate::{clock::Instant, response::RawResponse, route::Target};

    fn key(number: usize) -> CacheKey {
        CacheKey { base: "https://api.example/v1".into(), target: Target::new(format!("/clans/{number}")) }
    }

    fn entry(length: usize) -> Entry {
        let wire = RawResponse {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body_len: length,
            body: Some(Bytes::from(vec![b' '; length])),
            received_at: Duration::ZERO,
        };
        let minute = Duration::from_secs(60);
        Entry::new(Arc::new(wire), Some(Arc::new(())), Instant::default(), minute, Duration::ZERO)
    }

    #[test]
    fn it_never_takes_more_than_its_capacity_and_counts_what_it_gives_up() {
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
    fn without_bodies_more_fits() {
        let fits = |bodies| {
            let cache = MemoryCache::builder().capacity(1 << 20).bodies(bodies).build();
            (0..200).for_each(|number| cache.keep(key(number), entry(10_000)));
            block_on(cache.usage()).unwrap().entries.unwrap()
        };
        assert!(fits(false) * 10 >= fits(true) * 17, "{} {}", fits(false), fits(true));
    }

    #[test]
    fn entries_are_removed_one_by_one_and_all_at_once() {
        let cache = MemoryCache::new();
        (0..3).for_each(|number| cache.keep(key(number), entry(10)));
        block_on(async {
            assert!(cache.remove(&key(1)).await.unwrap());
            assert!(!cache.remove(&key(1)).await.unwrap());
            assert_eq!(cache.clear().await.unwrap(), 2);
            assert_eq!(cache.usage().await.unwrap().entries, Some(0));
        });
    }
}
