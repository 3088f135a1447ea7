//! Responses in flight while the cache is invalidated or a newer response arrives.

use std::{
    cell::OnceCell,
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use coc_core::{
    Client, Clock as _, DecodeError, Endpoint, Error, ErrorKind, Response, ResponseFuture, Route, Source,
    Target,
    cache::{Cache, CacheKey, CachePolicy, Entry, MemoryCache},
    endpoint::GetClan,
    models::Clan,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt, future::join};

use crate::{SECOND, builder, clan, response};

/// A server whose first response takes this long and whose later ones take a second. The clan's
/// points are the number of the request.
fn server(clock: &ManualClock, first: u32, status: u16) -> FakeTransport {
    let (clock, requests) = (clock.clone(), Mutex::new(0));
    FakeTransport::pending(move |_| {
        let mut requests = requests.lock().unwrap();
        *requests += 1;
        let (number, sleep) = (*requests, clock.sleep(SECOND * if *requests == 1 { first } else { 1 }));
        async move {
            sleep.await;
            let body = if status == 200 { clan(number) } else { r#"{"reason":"notFound"}"#.to_owned() };
            Ok(response(status, &[("cache-control", "max-age=600")], &body))
        }
    })
}

/// Sends the request of a call, and does not wait for the response.
fn start(client: &Client) -> ResponseFuture<Clan> {
    let mut call = client.clan("#2PP").send();
    assert!((&mut call).now_or_never().is_none());
    call
}

fn invalidate(client: &Client) {
    client.invalidate(&GetClan::new("#2PP")).now_or_never().expect("nothing to wait for").unwrap();
}

fn clear(client: &Client) {
    client.clear_cache().now_or_never().expect("nothing to wait for").unwrap();
}

fn points(clock: &ManualClock, call: impl Future<Output = Result<Response<Clan>, Error>>) -> (i32, Source) {
    let clan = clock.run(call).unwrap();
    (clan.clan_points, clan.source())
}

#[test]
fn a_response_in_flight_is_not_stored_after_its_cache_was_invalidated_or_cleared() {
    for forget in [invalidate, clear] {
        let clock = ManualClock::default();
        let client = builder(&server(&clock, 1, 200), &clock).build().unwrap();
        let before = start(&client);
        forget(&client);
        assert_eq!(points(&clock, before), (1, Source::Network));
        assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Network));
        assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Cache));
    }
}

#[test]
fn a_response_in_flight_is_not_stored_after_its_memory_cache_was_cleared_directly() {
    let (clock, cache) = (ManualClock::default(), MemoryCache::new());
    let client = builder(&server(&clock, 1, 200), &clock).cache(cache.clone()).build().unwrap();
    let before = start(&client);
    cache.clear().now_or_never().unwrap().unwrap();
    assert_eq!(points(&clock, before), (1, Source::Network));
    assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Network));
}

#[test]
fn a_response_of_another_address_in_flight_is_stored_after_an_invalidation() {
    let clock = ManualClock::default();
    let client = builder(&server(&clock, 1, 200), &clock).build().unwrap();
    let before = start(&client);
    client.invalidate(&GetClan::new("#8QU8J9LP")).now_or_never().unwrap().unwrap();
    assert_eq!(points(&clock, before), (1, Source::Network));
    assert_eq!(points(&clock, client.clan("#2PP").into_future()), (1, Source::Cache));
}

#[test]
fn a_failure_in_flight_is_not_stored_after_an_invalidation() {
    let clock = ManualClock::default();
    let transport = server(&clock, 1, 404);
    let policy = CachePolicy::new().negative(SECOND * 60);
    let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
    let before = start(&client);
    invalidate(&client);
    assert_eq!(clock.run(before).unwrap_err().attempts(), 1);
    assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap_err().attempts(), 1);
    assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap_err().attempts(), 0);
}

#[test]
fn a_call_made_after_an_invalidation_does_not_join_an_earlier_request() {
    for forget in [invalidate, clear] {
        for cached in [true, false] {
            let clock = ManualClock::default();
            let builder = builder(&server(&clock, 5, 200), &clock);
            let client = if cached { builder } else { builder.no_cache() }.build().unwrap();
            let mut before = start(&client);
            forget(&client);
            let mut after = start(&client);
            let joined = start(&client);
            assert_eq!(points(&clock, &mut after), (2, Source::Network));
            assert_eq!(points(&clock, joined), (2, Source::Shared));
            assert_eq!(points(&clock, &mut before), (1, Source::Network));
            if cached {
                // The older response did not replace the newer one.
                assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Cache));
            }
        }
    }
}

#[test]
fn an_older_response_does_not_replace_a_newer_one() {
    let clock = ManualClock::default();
    let client = builder(&server(&clock, 5, 200), &clock).build().unwrap();
    let older = start(&client);
    assert_eq!(points(&clock, client.clan("#2PP").fresh().into_future()), (2, Source::Network));
    assert_eq!(points(&clock, older), (1, Source::Network));
    assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Cache));
}

#[test]
fn decoding_a_cached_response_in_another_form_does_not_restore_it_after_an_invalidation() {
    thread_local!(static CLIENT: OnceCell<Client> = const { OnceCell::new() });

    /// Its decoder runs while the cache is read.
    struct Invalidates;

    impl Endpoint for Invalidates {
        type Output = u8;
        const ROUTE: Route = GetClan::ROUTE;

        fn target(&self) -> Result<Target, Error> {
            GetClan::new("#2PP").target()
        }

        fn decode(_: &Bytes) -> Result<u8, DecodeError> {
            CLIENT.with(|client| invalidate(client.get().unwrap()));
            Ok(1)
        }
    }

    let clock = ManualClock::default();
    let client = builder(&server(&clock, 1, 200), &clock).build().unwrap();
    CLIENT.with(|place| assert!(place.set(client.clone()).is_ok()));
    clock.run(client.clan("#2PP").into_future()).unwrap();
    assert!(clock.run(client.call(Invalidates).into_future()).unwrap().is_from_cache());
    assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Network));
}

/// A store whose writes take a second, like one on another machine.
#[derive(Clone, Default)]
struct SlowStore {
    clock: ManualClock,
    entries: Arc<Mutex<HashMap<String, Entry>>>,
}

impl Cache for SlowStore {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        Ok(self.entries.lock().unwrap().get(&key.to_string()).cloned())
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.clock.sleep(SECOND).await;
        self.entries.lock().unwrap().insert(key.to_string(), entry);
        Ok(())
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        Ok(self.entries.lock().unwrap().remove(&key.to_string()).is_some())
    }

    async fn clear(&self) -> Result<u64, Error> {
        let entries = std::mem::take(&mut *self.entries.lock().unwrap());
        u64::try_from(entries.len()).map_err(|_| Error::new(ErrorKind::Cache))
    }
}

#[test]
fn a_response_that_a_custom_store_is_writing_is_removed_after_an_invalidation() {
    for forget in [invalidate, clear] {
        // While the request is in flight, and while its response is written.
        for moment in [0, 1] {
            let clock = ManualClock::default();
            let store = SlowStore { clock: clock.clone(), ..SlowStore::default() };
            let client = builder(&server(&clock, 1, 200), &clock).cache(store.clone()).build().unwrap();
            let mut before = start(&client);
            clock.advance(SECOND * moment);
            assert!((&mut before).now_or_never().is_none());
            forget(&client);
            assert_eq!(points(&clock, before), (1, Source::Network));
            assert!(store.entries.lock().unwrap().is_empty(), "after {moment} s");
            assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Network));
            assert_eq!(points(&clock, client.clan("#2PP").into_future()), (2, Source::Cache));
        }
    }
}

#[test]
fn an_older_response_does_not_replace_a_newer_one_in_a_custom_store() {
    // The older one arrives while the newer one is written, and after that.
    for first in [2, 5] {
        let clock = ManualClock::default();
        let store = SlowStore { clock: clock.clone(), ..SlowStore::default() };
        let client = builder(&server(&clock, first, 200), &clock).cache(store).build().unwrap();
        let (older, newer) = (start(&client), client.clan("#2PP").fresh());
        let (older, newer) = clock.run(join(older, newer.into_future()));
        assert_eq!((older.unwrap().clan_points, newer.unwrap().clan_points), (1, 2));
        let (points, source) = points(&clock, client.clan("#2PP").into_future());
        assert_ne!((points, source), (1, Source::Cache), "the older response is in the store");
    }
}
