//! Asking the cache and filling it: the [`CacheStage`] of one client.
//!
//! The [`MemoryCache`] is asked directly, without a future in between, because a hit there is what a busy program does most.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;

use crate::{
    cache::{CacheKey, CachePolicy, CacheStats, CacheUsage, DynCache, Entry, MemoryCache},
    clock::Clock,
    error::{Error, classify},
    headers::Freshness,
    request::Request,
    response::{ResponseMeta, Source, UntypedResponse},
    trace,
};

/// The cache of a client, its policy, and how it has done.
pub(crate) struct CacheStage {
    pub(crate) store: Store,
    pub(crate) policy: CachePolicy,
    pub(crate) counters: Counters,
}

pub(crate) enum Store {
    None,
    Memory(MemoryCache),
    Other(Box<dyn DynCache>),
}

#[derive(Default)]
pub(crate) struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    expired: AtomicU64,
    stale: AtomicU64,
    kept: AtomicU64,
    failures: AtomicU64,
}

/// What a cache had.
pub(crate) enum Found {
    /// An answer, or a failure that was kept.
    Fresh(Result<UntypedResponse, Error>),
    /// Something past its time.
    Expired,
    Nothing,
}

impl CacheStage {
    /// Asks the cache for what this call wants, and counts what came of it.
    pub(crate) async fn lookup(&self, request: &Request, clock: &dyn Clock) -> Found {
        let found = match &self.store {
            Store::None => return Found::Nothing,
            Store::Memory(memory) => memory
                .lookup(&request.address)
                .map_or(Found::Nothing, |entry| self.open(request, &entry, clock)),
            Store::Other(store) => match store.get_dyn(&request.address).await {
                Ok(entry) => entry.map_or(Found::Nothing, |entry| self.open(request, &entry, clock)),
                Err(error) => {
                    self.failed(&error);
                    Found::Nothing
                }
            },
        };
        let counter = match found {
            Found::Fresh(_) => &self.counters.hits,
            Found::Expired | Found::Nothing => &self.counters.misses,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        if matches!(found, Found::Expired) {
            self.counters.expired.fetch_add(1, Ordering::Relaxed);
        }
        found
    }

    /// Asks again for what another call may have brought in the meantime. Only the cache in memory is near enough for that.
    pub(crate) fn lookup_again(
        &self,
        request: &Request,
        clock: &dyn Clock,
    ) -> Option<Result<UntypedResponse, Error>> {
        let Store::Memory(memory) = &self.store else { return None };
        match self.open(request, &memory.lookup(&request.address)?, clock) {
            Found::Fresh(result) => Some(result),
            Found::Expired | Found::Nothing => None,
        }
    }

    fn open(&self, request: &Request, entry: &Entry, clock: &dyn Clock) -> Found {
        if !entry.is_fresh(clock.now(), || clock.unix_time()) {
            return Found::Expired;
        }
        if !entry.status().is_success() {
            return Found::Fresh(Err(failure(request, entry, clock)));
        }
        self.reply(request, entry, clock).map_or(Found::Nothing, |reply| Found::Fresh(Ok(reply)))
    }

    /// The kept answer as this call wants it. A value of another type is decoded from the bytes and kept in its place.
    fn reply(&self, request: &Request, entry: &Entry, clock: &dyn Clock) -> Option<UntypedResponse> {
        let value = match &entry.value {
            Some(value) if (**value).type_id() == request.output => Arc::clone(value),
            _ => {
                let value = (request.decode)(entry.body()?).ok()?;
                if let Store::Memory(memory) = &self.store {
                    memory.keep(request.address.clone(), entry.clone().with_value(Arc::clone(&value)));
                }
                value
            }
        };
        let fresh_until = entry
            .fresh_until_here
            .unwrap_or_else(|| clock.now() + entry.fresh_until().saturating_sub(clock.unix_time()));
        let about = ResponseMeta { source: Source::Cache, attempts: 0, fresh_until, stale_because: None };
        Some(UntypedResponse { wire: Arc::clone(&entry.wire), value, about })
    }

    /// Keeps an answer for as long as it may be used.
    pub(crate) async fn keep(&self, request: &Request, reply: &UntypedResponse, clock: &dyn Clock) {
        let now = clock.now();
        let lifetime = reply.about.fresh_until.saturating_since(now);
        if lifetime.is_zero() {
            return;
        }
        let (wire, value) = (Arc::clone(&reply.wire), Some(Arc::clone(&reply.value)));
        self.put(&request.address, Entry::new(wire, value, now, lifetime, self.policy.beyond())).await;
    }

    /// Keeps a failure, if the policy keeps failures of its kind.
    pub(crate) async fn keep_failure(&self, request: &Request, error: &Error, clock: &dyn Clock) {
        let Some(answer) = error.answer() else { return };
        let Some(lifetime) = self.policy.lifetime_of_failure(error, Freshness::of(&answer.headers)) else {
            return;
        };
        let entry = Entry::new(Arc::clone(answer), None, clock.now(), lifetime, Duration::ZERO);
        self.put(&request.address, entry).await;
    }

    async fn put(&self, key: &CacheKey, entry: Entry) {
        match &self.store {
            Store::None => return,
            Store::Memory(memory) => memory.keep(key.clone(), entry),
            Store::Other(store) => {
                if let Err(error) = store.put_dyn(key, entry).await {
                    return self.failed(&error);
                }
            }
        }
        self.counters.kept.fetch_add(1, Ordering::Relaxed);
    }

    /// What may be given in place of `error`: an answer that is past its time, but not by too much.
    pub(crate) async fn stale(
        &self,
        request: &Request,
        error: &Error,
        clock: &dyn Clock,
    ) -> Option<UntypedResponse> {
        if self.policy.beyond().is_zero() || !error.is_transient() {
            return None;
        }
        let entry = match &self.store {
            Store::None => None,
            Store::Memory(memory) => memory.lookup(&request.address),
            Store::Other(store) => match store.get_dyn(&request.address).await {
                Ok(entry) => entry,
                Err(error) => {
                    self.failed(&error);
                    None
                }
            },
        };
        let entry =
            entry.filter(|entry| entry.status().is_success() && entry.is_worth_keeping(clock.unix_time()))?;
        let mut reply = self.reply(request, &entry, clock)?;
        reply.about.source = Source::StaleCache;
        reply.about.stale_because = Some(error.clone());
        self.counters.stale.fetch_add(1, Ordering::Relaxed);
        Some(reply)
    }

    pub(crate) async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        match &self.store {
            Store::None => Ok(false),
            Store::Memory(memory) => memory.remove_dyn(key).await,
            Store::Other(store) => store.remove_dyn(key).await,
        }
    }

    pub(crate) async fn clear(&self) -> Result<u64, Error> {
        match &self.store {
            Store::None => Ok(0),
            Store::Memory(memory) => memory.clear_dyn().await,
            Store::Other(store) => store.clear_dyn().await,
        }
    }

    pub(crate) async fn stats(&self) -> Result<CacheStats, Error> {
        let usage = match &self.store {
            Store::None => CacheUsage { entries: Some(0), bytes: Some(0), evictions: Some(0) },
            Store::Memory(memory) => memory.usage_dyn().await?,
            Store::Other(store) => store.usage_dyn().await?,
        };
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { hits, misses, expired, stale, kept, failures } = &self.counters;
        Ok(CacheStats {
            usage,
            hits: read(hits),
            misses: read(misses),
            expired: read(expired),
            stale: read(stale),
            kept: read(kept),
            failures: read(failures),
        })
    }

    fn failed(&self, error: &Error) {
        self.counters.failures.fetch_add(1, Ordering::Relaxed);
        trace::cache_failed(error);
    }
}

/// The failure that was kept, as if it had come now.
fn failure(request: &Request, entry: &Entry, clock: &dyn Clock) -> Error {
    let mut response = http::Response::new(entry.body().cloned().unwrap_or_else(Bytes::new));
    *response.status_mut() = entry.status();
    response.headers_mut().clone_from(entry.headers());
    classify(&request.route, &request.method, response, clock.unix_time())
}
