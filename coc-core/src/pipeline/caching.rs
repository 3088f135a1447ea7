//! [`CacheStage`]: looks up and stores the responses of one client.
//!
//! The [`MemoryCache`] is called directly, without a future in between: a hit there is the most
//! frequent path of a busy program.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;

use super::{CallResult, classify::classify, trace};
use crate::{
    cache::{
        CacheKey, CachePolicy, CacheStats, CacheUsage, DynCache, Entry, Fetch, Generations, KeyRef,
        MemoryCache,
    },
    clock::{Clock, Instant},
    decode::Decoded,
    error::{Error, ErrorKind},
    headers::Freshness,
    panics,
    request::Request,
    response::{ResponseMeta, Source, UntypedResponse},
    sharded::Sharded,
};

/// The cache of a client, its policy and its counters.
pub(crate) struct CacheStage {
    store: Store,
    generations: Arc<Generations>,
    pub(super) policy: CachePolicy,
    counters: Counters,
}

pub(crate) enum Store {
    None,
    Memory(MemoryCache),
    Custom(Box<dyn DynCache>),
}

#[derive(Default)]
struct Counters {
    /// Sharded, because a hit writes little else. Everything below comes with a request.
    hits: Sharded<AtomicU64>,
    misses: AtomicU64,
    expired: AtomicU64,
    stale: AtomicU64,
    stored: AtomicU64,
    failures: AtomicU64,
}

/// The result of a lookup.
enum Found {
    /// A response, or a cached failure.
    Fresh(CallResult),
    Expired,
    Nothing,
}

impl CacheStage {
    pub(crate) fn new(store: Store, policy: CachePolicy) -> Self {
        let generations = match &store {
            Store::Memory(memory) => memory.generations(),
            Store::None | Store::Custom(_) => Arc::default(),
        };
        Self { store, generations, policy, counters: Counters::default() }
    }

    /// Returns a fresh entry of any store, and counts a hit or a miss.
    pub(super) async fn fresh(
        &self,
        request: &Request,
        key: KeyRef<'_>,
        clock: &dyn Clock,
    ) -> Option<CallResult> {
        let entry = match &self.store {
            Store::None => return None,
            Store::Memory(memory) => memory.lookup(key),
            Store::Custom(store) => self.get(&**store, &key.to_key()).await,
        };
        match entry.map_or(Found::Nothing, |entry| self.open(request, key, entry, clock.now(), clock)) {
            Found::Fresh(result) => {
                self.counters.hits.local().fetch_add(1, Ordering::Relaxed);
                return Some(result);
            }
            Found::Expired => {
                self.counters.expired.fetch_add(1, Ordering::Relaxed);
            }
            Found::Nothing => {}
        }
        self.counters.misses.fetch_add(1, Ordering::Relaxed);
        None
    }

    /// Returns a fresh entry of the memory cache, and counts it as a hit. Does not count a miss.
    pub(super) fn hit_in_memory(
        &self,
        request: &Request,
        key: KeyRef<'_>,
        now: Instant,
        clock: &dyn Clock,
    ) -> Option<CallResult> {
        let result = self.fresh_in_memory(request, key, now, clock)?;
        self.counters.hits.local().fetch_add(1, Ordering::Relaxed);
        Some(result)
    }

    /// Returns a fresh entry of the memory cache without counting it.
    pub(super) fn fresh_in_memory(
        &self,
        request: &Request,
        key: KeyRef<'_>,
        now: Instant,
        clock: &dyn Clock,
    ) -> Option<CallResult> {
        let Store::Memory(memory) = &self.store else { return None };
        match self.open(request, key, memory.lookup(key)?, now, clock) {
            Found::Fresh(result) => Some(result),
            Found::Expired | Found::Nothing => None,
        }
    }

    fn open(
        &self,
        request: &Request,
        key: KeyRef<'_>,
        entry: Entry,
        now: Instant,
        clock: &dyn Clock,
    ) -> Found {
        if !entry.is_fresh(now, || clock.unix_time()) {
            return Found::Expired;
        }
        if !entry.status().is_success() {
            return Found::Fresh(Err(failure(request, &entry, clock)));
        }
        let response = self.response(request, key, entry, clock);
        response.map_or(Found::Nothing, |response| Found::Fresh(Ok(response)))
    }

    /// Returns the response of an entry. A value of another type is decoded from the body, and
    /// replaces the cached value.
    fn response(
        &self,
        request: &Request,
        key: KeyRef<'_>,
        mut entry: Entry,
        clock: &dyn Clock,
    ) -> Option<UntypedResponse> {
        let value = match entry.value.take() {
            Some(value) if (*value).type_id() == (request.output.type_id)() => value,
            _ => {
                let body = entry.body()?;
                let decode = || (request.output.decode)(body);
                let decoded = panics::catch(ErrorKind::Decode, "the decoder", decode).ok()?.ok()?;
                let Decoded { value, repairs, .. } = decoded;
                let size = (request.output.size)(&value, entry.raw.body_len);
                let with_value = entry.clone().with_value(Arc::clone(&value), size).with_repairs(repairs);
                if let Store::Memory(memory) = &self.store {
                    memory.replace(key, &entry, with_value.clone());
                }
                entry.raw = with_value.raw;
                value
            }
        };
        let fresh_until = entry
            .fresh_until_here
            .unwrap_or_else(|| clock.now() + entry.fresh_until().saturating_sub(clock.unix_time()));
        let meta = ResponseMeta { source: Source::Cache, attempts: 0, fresh_until, stale_because: None };
        Some(UntypedResponse { raw: entry.raw, value, meta })
    }

    /// Registers a request whose response may be stored.
    pub(super) fn start_fetch(&self, key: KeyRef<'_>) -> Fetch<'_> {
        self.generations.start(key)
    }

    /// Stores a response for its freshness lifetime.
    pub(super) async fn store(
        &self,
        fetch: &Fetch<'_>,
        request: &Request,
        key: KeyRef<'_>,
        response: &UntypedResponse,
        clock: &dyn Clock,
    ) {
        let now = clock.now();
        let lifetime = response.meta.fresh_until.saturating_since(now);
        if lifetime.is_zero() {
            return;
        }
        let (raw, value) = (Arc::clone(&response.raw), Arc::clone(&response.value));
        let size = (request.output.size)(&value, raw.body_len);
        let entry = Entry::new(raw, now, lifetime, self.policy.stale_window()).with_value(value, size);
        self.put(fetch, key, entry).await;
    }

    /// Stores a failure, if the policy caches failures of its kind.
    pub(super) async fn store_failure(
        &self,
        fetch: &Fetch<'_>,
        key: KeyRef<'_>,
        error: &Error,
        clock: &dyn Clock,
    ) {
        let Some(response) = error.response() else { return };
        let Some(lifetime) = self.policy.lifetime_of_failure(error, Freshness::of(&response.headers)) else {
            return;
        };
        let entry = Entry::new(Arc::clone(response), clock.now(), lifetime, Duration::ZERO);
        self.put(fetch, key, entry).await;
    }

    async fn get(&self, store: &dyn DynCache, key: &CacheKey) -> Option<Entry> {
        store.get_dyn(key).await.unwrap_or_else(|error| {
            self.failed(&error);
            None
        })
    }

    /// Stores the entry, unless its request was superseded.
    async fn put(&self, fetch: &Fetch<'_>, key: KeyRef<'_>, entry: Entry) {
        let stored = match &self.store {
            Store::None => return,
            Store::Memory(memory) => fetch.store(|| memory.store(key.to_key(), entry)),
            Store::Custom(store) if fetch.store(|| ()) => {
                let key = key.to_key();
                if let Err(error) = store.put_dyn(&key, entry).await {
                    return self.failed(&error);
                }
                // The store took its time. It may now have this entry in place of a newer one.
                let superseded = fetch.is_superseded();
                if superseded && let Err(error) = store.remove_dyn(&key).await {
                    return self.failed(&error);
                }
                !superseded
            }
            Store::Custom(_) => false,
        };
        if stored {
            self.counters.stored.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns an expired response to serve in place of `error`, if the policy allows it.
    pub(super) async fn stale(
        &self,
        request: &Request,
        key: KeyRef<'_>,
        error: &Error,
        clock: &dyn Clock,
    ) -> Option<UntypedResponse> {
        if !self.policy.is_stale_served(error) {
            return None;
        }
        let entry = match &self.store {
            Store::None => None,
            Store::Memory(memory) => memory.lookup(key),
            Store::Custom(store) => self.get(&**store, &key.to_key()).await,
        };
        let entry = entry.filter(|entry| {
            entry.status().is_success() && entry.is_retained(clock.now(), clock.unix_time())
        })?;
        let mut response = self.response(request, key, entry, clock)?;
        response.meta.source = Source::StaleCache;
        response.meta.stale_because = Some(error.clone());
        self.counters.stale.fetch_add(1, Ordering::Relaxed);
        Some(response)
    }

    pub(crate) async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        match &self.store {
            Store::None => Ok(false),
            Store::Memory(memory) => memory.remove_dyn(key).await,
            Store::Custom(store) => {
                self.generations.invalidate(key, || ());
                store.remove_dyn(key).await
            }
        }
    }

    pub(crate) async fn clear(&self) -> Result<u64, Error> {
        match &self.store {
            Store::None => Ok(0),
            Store::Memory(memory) => memory.clear_dyn().await,
            Store::Custom(store) => {
                self.generations.clear(|| ());
                store.clear_dyn().await
            }
        }
    }

    pub(crate) async fn stats(&self, clock: &dyn Clock) -> Result<CacheStats, Error> {
        let usage = match &self.store {
            Store::None => CacheUsage { entries: Some(0), bytes: Some(0), evictions: Some(0) },
            Store::Memory(memory) => memory.usage_dyn().await?,
            Store::Custom(store) => store.usage_dyn().await?,
        };
        let entries = match &self.store {
            Store::None => Some((0, 0)),
            Store::Memory(memory) => {
                let (now, unix_now) = (clock.now(), clock.unix_time());
                Some(memory.count(|entry| entry.is_fresh(now, || unix_now)))
            }
            Store::Custom(_) => None,
        };
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { hits, misses, expired, stale, stored, failures } = &self.counters;
        Ok(CacheStats {
            enabled: !matches!(self.store, Store::None),
            default_lifetime: self.policy.default_lifetime(),
            usage,
            fresh_entries: entries.map(|(fresh, _)| fresh),
            expired_entries: entries.map(|(_, expired)| expired),
            hits: hits.iter().map(read).sum(),
            misses: read(misses),
            expired: read(expired),
            stale: read(stale),
            stored: read(stored),
            failures: read(failures),
        })
    }

    fn failed(&self, error: &Error) {
        self.counters.failures.fetch_add(1, Ordering::Relaxed);
        trace::cache_failed(error);
    }
}

/// Returns the cached failure as if it had just been received.
fn failure(request: &Request, entry: &Entry, clock: &dyn Clock) -> Error {
    let mut response = http::Response::new(entry.body().cloned().unwrap_or_else(Bytes::new));
    *response.status_mut() = entry.status();
    response.headers_mut().clone_from(entry.headers());
    classify(&request.route, request.is_read(), response, clock.unix_time())
}
