//! The cache: hits, freshness, stale responses, stores, statistics.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{
    Error, ErrorKind, Source,
    cache::{Cache, CacheKey, CachePolicy, Entry, Lifetime, MemoryCache},
    endpoint::{GetClan, Raw},
    testing::{FakeTransport, ManualClock},
};

use crate::{SECOND, builder, clan, response};

/// Responds with a clan and this `Cache-Control`. The clan's points are the number of the request.
fn counting(cache_control: &'static str) -> FakeTransport {
    let requests = Mutex::new(0);
    FakeTransport::new(move |_| {
        let mut requests = requests.lock().unwrap();
        *requests += 1;
        Ok(response(200, &[("cache-control", cache_control)], &clan(*requests)))
    })
}

#[test]
fn a_response_is_served_from_the_cache_while_it_is_fresh() {
    for (header, ttl) in [("max-age=57", 57), ("public max-age=600", 600), ("", 300)] {
        let (transport, clock) = (counting(header), ManualClock::default());
        let client = builder(&transport, &clock).build().unwrap();
        clock.run(async {
            let first = client.clan("#2PP").await.unwrap();
            assert_eq!((first.source(), first.attempts()), (Source::Network, 1));
            clock.advance(SECOND * (ttl - 1));
            let second = client.clan("2pp").await.unwrap();
            assert_eq!((second.source(), second.attempts()), (Source::Cache, 0));
            assert!(second.is_from_cache() && !second.is_stale());
            assert_eq!(first.body(), second.body());
            assert_eq!(first.fresh_until(), second.fresh_until());
            // The same value, neither decoded again nor copied.
            assert!(Arc::ptr_eq(&first.into_arc(), &second.into_arc()));
            clock.advance(SECOND);
            assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Network, "{header}");
        });
        assert_eq!(transport.requests().len(), 2, "{header}");
    }
}

#[test]
fn a_cached_response_can_be_taken_without_a_request() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    let call = client.clan("2pp");
    assert!(call.cached().is_none() && client.clan("nonsense!").cached().is_none());
    clock.run(async { client.clan("#2PP").await.unwrap() });
    assert_eq!(call.cached().unwrap().unwrap().source(), Source::Cache);
    assert!(call.clone().fresh().cached().is_none() && call.clone().no_store().cached().is_none());
    clock.advance(SECOND * 60);
    assert!(call.cached().is_none());
    assert_eq!(transport.requests().len(), 1);
    clock.run(async {
        let stats = client.cache_stats().await.unwrap();
        assert_eq!((stats.hits, stats.misses), (1, 1), "only calls that are made miss");
    });
}

#[test]
fn a_no_store_response_is_not_cached() {
    let (transport, clock) = (counting("no-store"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").await.unwrap();
    });
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_post_is_never_cached() {
    let transport = FakeTransport::json(200, r##"{"tag":"#2PP","token":"x","status":"ok"}"##);
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        for token in ["right", "wrong"] {
            let verified = client.verify_player_token("#2PP", token).await.unwrap();
            assert_eq!(verified.source(), Source::Network);
        }
        assert_eq!(client.cache_stats().await.unwrap().usage.entries, Some(0));
    });
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn fresh_bypasses_the_cached_response_and_no_store_bypasses_the_cache() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        assert_eq!(client.clan("#2PP").no_store().await.unwrap().clan_points, 1);
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 2, "`no_store` stored the response");
        assert_eq!(client.clan("#2PP").no_store().await.unwrap().clan_points, 3);
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 2, "`no_store` replaced the response");
        assert_eq!(client.clan("#2PP").fresh().await.unwrap().clan_points, 4);
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 4, "`fresh` did not store the response");
    });
}

#[test]
fn one_cached_response_serves_every_decoded_form_of_an_endpoint() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        let raw = client.clan("#2PP").raw().await.unwrap();
        assert!(raw.is_from_cache() && raw.starts_with(b"{"));
        let json = client.clan("#2PP").decode_as::<coc_core::Json>().await.unwrap();
        assert!(json.is_from_cache());
        assert_eq!(json["clanPoints"], 1);
        assert!(client.clan("#2PP").await.unwrap().is_from_cache());
    });
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn a_cache_without_bodies_serves_only_the_decoded_form_it_stores() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let cache = MemoryCache::builder().bodies(false).build();
    let client = builder(&transport, &clock).cache(cache).build().unwrap();
    clock.run(async {
        assert!(client.clan("#2PP").await.unwrap().body().is_some());
        let hit = client.clan("#2PP").await.unwrap();
        assert!(hit.is_from_cache() && hit.body().is_none());
        assert!(!client.clan("#2PP").raw().await.unwrap().is_from_cache());
    });
}

#[test]
fn freshness_lifetimes_can_be_fixed_and_set_per_endpoint() {
    let (transport, clock) = (counting("max-age=5"), ManualClock::default());
    let policy = CachePolicy::new()
        .lifetime(Lifetime::Fixed(SECOND * 100))
        .lifetime_of("player", Lifetime::Fixed(Duration::ZERO))
        .lifetime_of("clan.members", Lifetime::Server { fallback: SECOND });
    let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.player("#2PP").raw().await.unwrap();
        client.clan_members("#2PP").raw().await.unwrap();
        clock.advance(SECOND * 6);
        assert!(client.clan("#2PP").await.unwrap().is_from_cache());
        assert!(!client.player("#2PP").raw().await.unwrap().is_from_cache());
        assert!(!client.clan_members("#2PP").raw().await.unwrap().is_from_cache());
    });
}

#[test]
fn an_absurd_lifetime_of_the_server_is_capped_at_a_day() {
    for header in ["max-age=18446744073709551615", "max-age=99999999999999999999999", "max-age=31536000"] {
        let (transport, clock) = (counting(header), ManualClock::default());
        let client = builder(&transport, &clock).build().unwrap();
        let is_cached = || async { client.clan("#2PP").await.unwrap().is_from_cache() };
        clock.run(async {
            assert!(!is_cached().await);
            clock.advance(SECOND * (24 * 60 * 60 - 1));
            assert!(is_cached().await, "{header}");
            clock.advance(SECOND);
            assert!(!is_cached().await, "{header}");
        });
    }
    let (transport, clock) = (counting("max-age=172800"), ManualClock::default());
    let policy = CachePolicy::new().max_server_lifetime(SECOND * 1_000_000);
    let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        clock.advance(SECOND * 172_799);
        assert!(client.clan("#2PP").await.unwrap().is_from_cache());
    });
}

#[test]
fn a_response_expires_while_the_machine_is_suspended_and_although_the_wall_clock_is_set_back() {
    let start = SECOND * 1_000_000;
    let (transport, clock) = (counting("max-age=60"), ManualClock::starting_at(start));
    let policy = CachePolicy::new().stale_if_error(SECOND * 60);
    let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
    let is_cached = || async { client.clan("#2PP").await.unwrap().is_from_cache() };
    clock.run(async {
        assert!(!is_cached().await && is_cached().await);
        // Suspended for an hour: only the wall clock advances.
        clock.set_unix_time(start + SECOND * 3_600);
        assert!(!is_cached().await && is_cached().await);
        // Set back by a day: the monotonic clock still ends the lifetime.
        clock.set_unix_time(start);
        assert!(is_cached().await);
        clock.advance(SECOND * 60);
        assert!(!is_cached().await);
    });
}

#[test]
fn negative_caching_is_opt_in_and_only_for_lasting_errors() {
    let not_found = r#"{"reason":"notFound","message":"Not found"}"#;
    let denied = r#"{"reason":"accessDenied"}"#;
    for (status, body, kind, lasts) in [
        (404, not_found, ErrorKind::NotFound, true),
        (403, denied, ErrorKind::PrivateWarLog, true),
        (400, r#"{"reason":"badRequest"}"#, ErrorKind::BadRequest, false),
        (404, "<html>no such page</html>", ErrorKind::UnexpectedStatus, false),
    ] {
        for wanted in [false, true] {
            let transport = FakeTransport::json(status, body);
            let clock = ManualClock::default();
            let policy = if wanted { CachePolicy::new().negative(SECOND * 60) } else { CachePolicy::new() };
            let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
            let fail = || async {
                let error = client.current_war("#2PP").await.unwrap_err();
                assert_eq!(error.kind(), kind);
                assert_eq!(error.endpoint(), Some("clan.currentwar"));
                error
            };
            clock.run(async {
                assert_eq!(fail().await.attempts(), 1);
                let again = fail().await;
                assert_eq!(again.attempts() == 0, wanted && lasts, "{status} {body}");
                assert_eq!(again.is_api_error(), body.starts_with('{'));
                clock.advance(SECOND * 61);
                assert_eq!(fail().await.attempts(), 1);
            });
        }
    }
}

#[test]
fn stale_if_error_serves_a_stale_response_during_maintenance() {
    let up = Arc::new(Mutex::new(true));
    let is_up = Arc::clone(&up);
    let transport = FakeTransport::new(move |_| {
        Ok(if *is_up.lock().unwrap() {
            response(200, &[("cache-control", "max-age=60")], &clan(1))
        } else {
            response(503, &[], r#"{"reason":"inMaintenance"}"#)
        })
    });
    let clock = ManualClock::default();
    let policy = CachePolicy::new().stale_if_error(SECOND * 600);
    let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        *up.lock().unwrap() = false;
        clock.advance(SECOND * 600);
        let stale = client.clan("#2PP").await.unwrap();
        assert!(stale.is_stale() && stale.is_from_cache());
        assert!(stale.stale_because().unwrap().is_maintenance());
        assert!(stale.fresh_until() < coc_core::Clock::now(&clock));
        // Not for a call with `fresh`, and not beyond the stale window.
        assert!(client.clan("#2PP").fresh().await.unwrap_err().is_maintenance());
        clock.advance(SECOND * 60);
        assert!(client.clan("#2PP").await.unwrap_err().is_maintenance());
        *up.lock().unwrap() = true;
        assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Network);
        assert_eq!(client.cache_stats().await.unwrap().stale, 1);
    });
}

#[test]
fn invalidate_removes_one_response_and_clear_cache_removes_all() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#8QU8J9LP").await.unwrap();
        assert!(client.invalidate(&GetClan::new("2pp")).await.unwrap());
        assert!(!client.invalidate(&Raw(GetClan::new("#2PP"))).await.unwrap());
        assert_eq!(client.invalidate(&GetClan::new("?")).await.unwrap_err().kind(), ErrorKind::InvalidTag);
        assert!(!client.clan("#2PP").await.unwrap().is_from_cache());
        assert_eq!(client.clear_cache().await.unwrap(), 2);
        assert!(!client.clan("#8QU8J9LP").await.unwrap().is_from_cache());
    });
}

#[test]
fn cache_stats_count_hits_misses_and_expired_entries() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        assert_eq!(client.cache_stats().await.unwrap().hit_rate(), None);
        for _ in 0..4 {
            client.clan("#2PP").await.unwrap();
        }
        clock.advance(SECOND * 60);
        client.clan("#2PP").await.unwrap();
        let stats = client.cache_stats().await.unwrap();
        assert_eq!((stats.hits, stats.misses, stats.expired, stats.stored), (3, 2, 1, 2));
        assert_eq!(stats.hit_rate(), Some(0.6));
        assert_eq!(stats.usage.entries, Some(1));
        assert!(stats.usage.bytes.unwrap() > 100);
    });
}

#[test]
fn the_cache_is_separate_per_base_url() {
    let transport = FakeTransport::new(|request| {
        let points = if request.uri().host() == Some("api.example") { 1 } else { 2 };
        Ok(response(200, &[("cache-control", "max-age=60")], &clan(points)))
    });
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 1);
        client.set_base_url("https://other.example/v1").unwrap();
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 2);
        client.set_base_url("https://api.example/v1").unwrap();
        let back = client.clan("#2PP").await.unwrap();
        assert!(back.is_from_cache());
        assert_eq!(back.clan_points, 1);
    });
}

/// A store of bytes, like one outside the process, that fails on demand.
#[derive(Clone, Default)]
struct RemoteStore {
    entries: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    broken: Arc<Mutex<bool>>,
}

impl RemoteStore {
    fn check(&self) -> Result<(), Error> {
        let broken = *self.broken.lock().unwrap();
        if broken { Err(Error::with_message(ErrorKind::Cache, "the store is unreachable")) } else { Ok(()) }
    }
}

impl Cache for RemoteStore {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        self.check()?;
        let bytes = self.entries.lock().unwrap().get(&key.to_string()).cloned();
        Ok(bytes.and_then(|bytes| Entry::from_bytes(bytes).ok()))
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.check()?;
        let bytes = entry.to_bytes().expect("an entry to store has its body");
        self.entries.lock().unwrap().insert(key.to_string(), bytes);
        Ok(())
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        self.check()?;
        Ok(self.entries.lock().unwrap().remove(&key.to_string()).is_some())
    }

    async fn clear(&self) -> Result<u64, Error> {
        self.check()?;
        let entries = std::mem::take(&mut *self.entries.lock().unwrap());
        Ok(entries.len() as u64)
    }
}

#[test]
fn a_remote_store_is_shared_by_clients_and_outlives_them() {
    let (transport, store) = (counting("max-age=60"), RemoteStore::default());
    let clock = ManualClock::starting_at(SECOND * 1_000);
    let new_client = || builder(&transport, &clock).cache(store.clone()).build().unwrap();
    clock.run(async {
        let first = new_client().clan("#2PP").await.unwrap();
        let again = new_client().clan("#2PP").await.unwrap();
        assert_eq!((first.source(), again.source()), (Source::Network, Source::Cache));
        assert_eq!((&*first, first.body(), first.headers()), (&*again, again.body(), again.headers()));
        assert_eq!(again.fresh_until(), first.fresh_until());
        assert_eq!(again.received_at(), SECOND * 1_000);
        clock.advance(SECOND * 60);
        assert_eq!(new_client().clan("#2PP").await.unwrap().source(), Source::Network);
        assert!(new_client().invalidate(&GetClan::new("#2PP")).await.unwrap());
        assert_eq!(new_client().clear_cache().await.unwrap(), 0);
    });
    assert!(store.entries.lock().unwrap().is_empty());
    let key = "https://api.example/v1/clans/%232PP";
    store.entries.lock().unwrap().insert(key.to_owned(), b"coc-entry 2\nrubbish".to_vec());
    assert_eq!(clock.run(new_client().clan("#2PP").into_future()).unwrap().source(), Source::Network);
}

#[test]
fn a_failing_store_is_counted_and_fails_no_call() {
    let (transport, store, clock) = (counting("max-age=60"), RemoteStore::default(), ManualClock::default());
    *store.broken.lock().unwrap() = true;
    let client = builder(&transport, &clock).cache(store.clone()).build().unwrap();
    clock.run(async {
        assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Network);
        assert_eq!(client.cache_stats().await.unwrap().failures, 2, "one get and one put");
        let error = client.clear_cache().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cache);
    });
}

#[test]
fn a_cache_that_is_disabled_at_run_time_is_neither_read_nor_written_until_it_is_enabled() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    let clone = client.clone();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.set_cache_enabled(false);
        assert!(!clone.cache_stats().await.unwrap().enabled);
        assert!(!clone.clan("#2PP").await.unwrap().is_from_cache());
        assert!(clone.clan("#2PP").cached().is_none());
        client.player("#8QU8J9LP").await.ok();
        assert_eq!(client.cache_stats().await.unwrap().usage.entries, Some(1), "nothing is written");
        client.set_cache_enabled(true);
        assert!(client.cache_stats().await.unwrap().enabled);
        assert!(clone.clan("#2PP").await.unwrap().is_from_cache(), "entries survive");
    });
    assert_eq!(transport.requests().len(), 3);
}

#[test]
fn a_disabled_cache_serves_nothing_stale_and_middleware_does_not_enable_it() {
    let failing = FakeTransport::new(|_| Ok(response(500, &[], "")));
    let clock = ManualClock::default();
    let policy = CachePolicy::new().stale_if_error(Duration::from_secs(3_600));
    let memory = MemoryCache::new();
    let healthy = counting("max-age=60");
    let healthy =
        builder(&healthy, &clock).cache(memory.clone()).cache_policy(policy.clone()).build().unwrap();
    let client = builder(&failing, &clock)
        .cache(memory)
        .cache_policy(policy)
        .middleware(coc_core::middleware::on_request("nothing", |_| Ok(())))
        .build()
        .unwrap();
    clock.run(async {
        healthy.clan("#2PP").await.unwrap();
        assert!(client.clan("#2PP").await.unwrap().is_from_cache());
        client.set_cache_enabled(false);
        client.clan("#2PP").await.unwrap_err();
        clock.advance(SECOND * 60);
        client.clan("#2PP").await.unwrap_err();
        client.set_cache_enabled(true);
        assert!(client.clan("#2PP").await.unwrap().is_stale());
    });
}

#[test]
fn cache_stats_tell_whether_it_is_enabled_the_default_lifetime_and_fresh_and_expired_entries() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        clock.advance(SECOND * 30);
        client.clan("#8QU8J9LP").await.unwrap();
        let stats = client.cache_stats().await.unwrap();
        assert!(stats.enabled);
        assert_eq!(stats.default_lifetime, Duration::from_secs(300));
        assert_eq!((stats.fresh_entries, stats.expired_entries), (Some(2), Some(0)));
        clock.advance(SECOND * 30);
        let stats = client.cache_stats().await.unwrap();
        assert_eq!((stats.fresh_entries, stats.expired_entries), (Some(1), Some(1)));
    });
    let policy = CachePolicy::new().lifetime(Lifetime::Fixed(SECOND));
    let client = builder(&transport, &clock).no_cache().cache_policy(policy).build().unwrap();
    client.set_cache_enabled(true);
    let stats = clock.run(client.cache_stats()).unwrap();
    assert!(!stats.enabled, "there is no store to enable");
    assert_eq!(stats.default_lifetime, SECOND);
    assert_eq!((stats.fresh_entries, stats.expired_entries), (Some(0), Some(0)));
}
