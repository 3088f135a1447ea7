//! The cache: what is answered without asking, for how long, and what never is.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{
    Client, Error, ErrorKind, Source,
    cache::{Cache, CacheKey, CachePolicy, Entry, Lifetime, MemoryCache},
    endpoint::{GetClan, Raw},
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::{join_all, join4};

use crate::{answer, builder, clan, sent};

const SECOND: Duration = Duration::from_secs(1);

/// Answers with a clan that is good for as long as the header says; the clan's points tell how often it was asked.
fn counting(cache_control: &'static str) -> FakeTransport {
    let asked = Mutex::new(0);
    FakeTransport::new(move |_| {
        let mut asked = asked.lock().unwrap();
        *asked += 1;
        Ok(answer(200, &[("cache-control", cache_control)], &clan(*asked)))
    })
}

#[test]
fn an_answer_is_given_again_while_the_server_says_it_is_good() {
    for (header, lifetime) in [("max-age=57", 57), ("public max-age=600", 600), ("", 300)] {
        let (transport, clock) = (counting(header), ManualClock::default());
        let client = builder(&transport, &clock).build().unwrap();
        clock.run(async {
            let first = client.clan("#2PP").await.unwrap();
            assert_eq!((first.source(), first.attempts()), (Source::Network, 1));
            clock.advance(SECOND * (lifetime - 1));
            let second = client.clan("2pp").await.unwrap();
            assert_eq!((second.source(), second.attempts()), (Source::Cache, 0));
            assert!(second.is_from_cache() && !second.is_stale());
            assert_eq!(first.body(), second.body());
            assert_eq!(first.fresh_until(), second.fresh_until());
            // The very same value, neither decoded again nor copied.
            assert!(Arc::ptr_eq(&first.into_arc(), &second.into_arc()));
            clock.advance(SECOND);
            assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Network, "{header}");
        });
        assert_eq!(transport.requests().len(), 2, "{header}");
    }
}

#[test]
fn what_must_not_be_kept_is_not() {
    let (transport, clock) = (counting("no-store"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").await.unwrap();
    });
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_post_is_sent_each_time() {
    let transport = FakeTransport::json(200, r##"{"tag":"#2PP","token":"x","status":"ok"}"##);
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        for token in ["right", "wrong"] {
            let verdict = client.verify_player_token("#2PP", token).await.unwrap();
            assert_eq!(verdict.source(), Source::Network);
        }
        assert_eq!(client.cache_stats().await.unwrap().usage.entries, Some(0));
    });
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_call_can_insist_on_a_new_answer_and_on_leaving_no_trace() {
    let (transport, clock) = (counting("max-age=60"), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    clock.run(async {
        assert_eq!(client.clan("#2PP").no_store().await.unwrap().clan_points, 1);
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 2, "nothing was kept");
        assert_eq!(client.clan("#2PP").no_store().await.unwrap().clan_points, 3);
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 2, "nothing was replaced");
        assert_eq!(client.clan("#2PP").fresh().await.unwrap().clan_points, 4);
        assert_eq!(client.clan("#2PP").await.unwrap().clan_points, 4, "the new one was kept");
    });
}

#[test]
fn the_same_answer_serves_every_form_of_an_endpoint() {
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
fn a_cache_without_bodies_answers_in_one_form_only() {
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
fn lifetimes_can_be_fixed_and_differ_by_endpoint() {
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
fn failures_are_kept_only_if_that_is_wanted_and_only_those_that_last() {
    let not_found = r#"{"reason":"notFound","message":"Not found"}"#;
    let denied = r#"{"reason":"accessDenied"}"#;
    for (status, body, kind, lasts) in [
        (404, not_found, ErrorKind::NotFound, true),
        (403, denied, ErrorKind::PrivateWarLog, true),
        (400, r#"{"reason":"badRequest"}"#, ErrorKind::BadRequest, false),
        (404, "<html>no such page</html>", ErrorKind::NotFound, false),
    ] {
        for wanted in [false, true] {
            let transport = FakeTransport::json(status, body);
            let clock = ManualClock::default();
            let policy = if wanted { CachePolicy::new().negative(SECOND * 60) } else { CachePolicy::new() };
            let client = builder(&transport, &clock).cache_policy(policy).build().unwrap();
            let fails = || async {
                let error = client.current_war("#2PP").await.unwrap_err();
                assert_eq!(error.kind(), kind);
                assert_eq!(error.endpoint(), Some("clan.currentwar"));
                error
            };
            clock.run(async {
                assert_eq!(fails().await.attempts(), 1);
                let again = fails().await;
                assert_eq!(again.attempts() == 0, wanted && lasts, "{status} {body}");
                assert_eq!(again.is_api_error(), body.starts_with('{'));
                clock.advance(SECOND * 61);
                assert_eq!(fails().await.attempts(), 1);
            });
        }
    }
}

#[test]
fn in_maintenance_what_is_past_its_time_will_do_if_that_is_wanted() {
    let up = Arc::new(Mutex::new(true));
    let is_up = Arc::clone(&up);
    let transport = FakeTransport::new(move |_| {
        Ok(if *is_up.lock().unwrap() {
            answer(200, &[("cache-control", "max-age=60")], &clan(1))
        } else {
            answer(503, &[], r#"{"reason":"inMaintenance"}"#)
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
        // Whoever insists on a new answer gets none, and whoever waits too long neither.
        assert!(client.clan("#2PP").fresh().await.unwrap_err().is_maintenance());
        clock.advance(SECOND * 60);
        assert!(client.clan("#2PP").await.unwrap_err().is_maintenance());
        *up.lock().unwrap() = true;
        assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Network);
        assert_eq!(client.cache_stats().await.unwrap().stale, 1);
    });
}

#[test]
fn one_answer_can_be_forgotten_and_all_can() {
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
fn it_says_how_it_has_done() {
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
fn hosts_do_not_mix() {
    let transport = FakeTransport::new(|request| {
        let points = if request.uri().host() == Some("api.example") { 1 } else { 2 };
        Ok(answer(200, &[("cache-control", "max-age=60")], &clan(points)))
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

/// A store that keeps bytes, as one outside the process would, and fails on demand.
#[derive(Clone, Default)]
struct Elsewhere {
    entries: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    broken: Arc<Mutex<bool>>,
}

impl Elsewhere {
    fn check(&self) -> Result<(), Error> {
        let broken = *self.broken.lock().unwrap();
        if broken { Err(Error::with_message(ErrorKind::Cache, "the store is gone")) } else { Ok(()) }
    }
}

impl Cache for Elsewhere {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        self.check()?;
        let bytes = self.entries.lock().unwrap().get(&key.to_string()).cloned();
        Ok(bytes.and_then(|bytes| Entry::from_bytes(bytes).ok()))
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.check()?;
        let bytes = entry.to_bytes().expect("core gives the body");
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
fn a_store_elsewhere_serves_two_clients_and_outlives_both() {
    let (transport, store) = (counting("max-age=60"), Elsewhere::default());
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
    store.entries.lock().unwrap().insert(key.to_owned(), b"coc-entry 1\nrubbish".to_vec());
    assert_eq!(clock.run(new_client().clan("#2PP").into_future()).unwrap().source(), Source::Network);
}

#[test]
fn a_store_that_fails_is_told_and_fails_no_call() {
    let (transport, store, clock) = (counting("max-age=60"), Elsewhere::default(), ManualClock::default());
    *store.broken.lock().unwrap() = true;
    let client = builder(&transport, &clock).cache(store.clone()).build().unwrap();
    clock.run(async {
        assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Network);
        assert_eq!(client.cache_stats().await.unwrap().failures, 2, "one look and one put");
        let error = client.clear_cache().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cache);
    });
}

#[test]
fn a_thousand_callers_of_one_thing_share_a_request_a_decode_and_a_value() {
    let clock = ManualClock::default();
    let transport = {
        let clock = clock.clone();
        FakeTransport::pending(move |_| {
            let wait = coc_core::Clock::sleep(&clock, SECOND);
            async move {
                wait.await;
                Ok(answer(200, &[], &clan(1)))
            }
        })
    };
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    let answers = clock.run(join_all((0..1_000).map(|_| client.clan("#2PP").into_future())));
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(sent(&transport), ["GET /clans/%232PP"]);
    assert_eq!(answers.iter().filter(|answer| answer.source() == Source::Network).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.source() == Source::Shared).count(), 999);
    let first = answers[0].clone().into_arc();
    assert!(answers.into_iter().all(|answer| Arc::ptr_eq(&answer.into_arc(), &first)));
}

/// A client whose server answers after a second, with the number of requests that the server has finished.
fn slow() -> (Client, FakeTransport, ManualClock, Arc<Mutex<u32>>) {
    let (clock, finished) = (ManualClock::default(), Arc::new(Mutex::new(0)));
    let transport = {
        let (clock, finished) = (clock.clone(), Arc::clone(&finished));
        FakeTransport::pending(move |_| {
            let (wait, finished) = (coc_core::Clock::sleep(&clock, SECOND), Arc::clone(&finished));
            async move {
                wait.await;
                *finished.lock().unwrap() += 1;
                Ok(answer(200, &[], &clan(1)))
            }
        })
    };
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    (client, transport, clock, finished)
}

#[test]
fn when_the_first_caller_goes_the_others_get_their_answer() {
    use futures_util::FutureExt;
    let (client, transport, clock, finished) = slow();
    let mut first = client.clan("#2PP").send();
    let mut second = client.clan("#2PP").send();
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    drop(first);
    assert_eq!(clock.run(second).unwrap().source(), Source::Shared);
    assert_eq!((transport.requests().len(), *finished.lock().unwrap()), (1, 1));
}

#[test]
fn when_all_callers_go_the_request_is_cancelled_and_the_next_begins_anew() {
    use futures_util::FutureExt;
    let (client, transport, clock, finished) = slow();
    let mut calls: Vec<_> = (0..3).map(|_| client.clan("#2PP").send()).collect();
    assert!(calls.iter_mut().all(|call| call.now_or_never().is_none()));
    drop(calls);
    assert_eq!(clock.sleepers(), 0, "nothing is left of it");
    assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap().source(), Source::Network);
    assert_eq!((transport.requests().len(), *finished.lock().unwrap()), (2, 1));
}

#[test]
fn calls_that_differ_in_form_or_options_do_not_share() {
    let (client, transport, clock, _) = slow();
    clock.run(async {
        let (a, b, c, d) = join4(
            client.clan("#2PP").into_future(),
            client.clan("#2PP").raw().into_future(),
            client.clan("#2PP").fresh().into_future(),
            client.clan("#2PP").timeout(SECOND * 5).into_future(),
        )
        .await;
        assert!(a.is_ok() && b.is_ok() && c.is_ok() && d.is_ok());
    });
    assert_eq!(transport.requests().len(), 4);
}
