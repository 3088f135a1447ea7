//! Batches of calls.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use coc_core::{
    Clock as _, ErrorKind,
    endpoint::GetLocation,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt as _, StreamExt as _};

use crate::{block_on, client, response};

fn id(request: &http::Request<bytes::Bytes>) -> u64 {
    request.uri().path().rsplit('/').next().and_then(|id| id.parse().ok()).expect("a location's path")
}

fn body(id: u64) -> http::Response<bytes::Bytes> {
    http::Response::new(format!(r#"{{"id":{id},"name":"n","isCountry":false}}"#).into())
}

fn locations(ids: std::ops::Range<i32>) -> impl Iterator<Item = GetLocation> {
    ids.map(GetLocation::new)
}

/// Responds after as many seconds as the id says. Records the maximum number of requests in
/// flight.
fn slow(clock: &ManualClock) -> (FakeTransport, Arc<AtomicUsize>) {
    let (in_flight, max_in_flight) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (clock, counted) = (clock.clone(), Arc::clone(&max_in_flight));
    let transport = FakeTransport::pending(move |request| {
        let id = id(&request);
        counted.fetch_max(in_flight.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let (in_flight, sleep) = (Arc::clone(&in_flight), clock.sleep(Duration::from_secs(id)));
        async move {
            sleep.await;
            in_flight.fetch_sub(1, Ordering::SeqCst);
            Ok(body(id))
        }
    });
    (transport, max_in_flight)
}

#[test]
fn every_endpoint_is_returned_once_with_its_result() {
    let transport = FakeTransport::new(|request| {
        let id = id(&request);
        let missing = id.is_multiple_of(3);
        Ok(if missing { response(404, &[], r#"{"reason":"notFound"}"#) } else { body(id) })
    });
    for in_order in [false, true] {
        let mut batch = client(&transport).batch(locations(0..50)).concurrency(7);
        if in_order {
            batch = batch.in_order();
        }
        let mut done: Vec<_> = block_on(batch.collect());
        if in_order {
            assert!(done.iter().map(|done| done.index).eq(0..50));
        }
        done.sort_by_key(|done| done.index);
        assert_eq!(done.len(), 50);
        for (index, done) in done.iter().enumerate() {
            assert_eq!(done.index, index);
            match &done.result {
                Ok(location) => assert_eq!(location.id.get(), i32::try_from(index).unwrap()),
                Err(error) => assert!(index.is_multiple_of(3) && error.is_not_found()),
            }
        }
    }
    assert_eq!(transport.requests().len(), 100);
}

#[test]
fn concurrency_is_bounded_and_results_arrive_as_completed_or_in_order() {
    let clock = ManualClock::default();
    for (in_order, expected) in [(false, [1, 2, 3, 9]), (true, [9, 1, 2, 3])] {
        let (transport, max_in_flight) = slow(&clock);
        let client = coc_core::Client::builder(transport, clock.clone()).token("a-token").build().unwrap();
        let mut batch = client.batch([9, 1, 2, 3].map(GetLocation::new)).concurrency(3);
        if in_order {
            batch = batch.in_order();
        }
        let mut order = Vec::new();
        while order.len() < 4 {
            while let Some(done) = batch.next().now_or_never() {
                order.push(done.unwrap().result.unwrap().id.get());
                if order.len() == 4 {
                    break;
                }
            }
            clock.advance(Duration::from_secs(1));
        }
        assert_eq!(order, expected, "in order: {in_order}");
        assert_eq!(max_in_flight.load(Ordering::SeqCst), 3);
    }
}

#[test]
fn an_endless_iterator_is_read_lazily() {
    let transport = FakeTransport::new(|request| Ok(body(id(&request))));
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let endless = (0..).inspect(move |_| _ = counted.fetch_add(1, Ordering::SeqCst)).map(GetLocation::new);
    let mut batch = client(&transport).batch(endless).concurrency(4);
    assert_eq!(read.load(Ordering::SeqCst), 0);
    for results in 1..=100 {
        block_on(batch.next()).unwrap().result.unwrap();
        assert!(
            read.load(Ordering::SeqCst) < results + 4,
            "the iterator is read beyond the concurrency limit"
        );
    }
    drop(batch);
    assert!(transport.requests().len() < 104);
}

#[test]
fn dropping_a_batch_cancels_the_requests_in_flight() {
    struct Cancelled(Arc<AtomicUsize>);
    impl Drop for Cancelled {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let cancelled = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&cancelled);
    let transport = FakeTransport::pending(move |_| {
        let guard = Cancelled(Arc::clone(&counter));
        async move {
            let _guard = guard;
            std::future::pending().await
        }
    });
    let mut batch = client(&transport).batch(locations(0..9)).concurrency(5);
    assert!(batch.next().now_or_never().is_none());
    assert_eq!((batch.called(), cancelled.load(Ordering::SeqCst)), (5, 0));
    drop(batch);
    assert_eq!(cancelled.load(Ordering::SeqCst), 5);
}

#[test]
fn an_invalid_endpoint_fails_alone_and_sends_no_request() {
    let body = br##"{"tag":"#2PP","name":"x","memberList":[]}"##;
    let transport = FakeTransport::new(move |_| Ok(http::Response::new(body.as_slice().into())));
    let clans = ["#2PP", "nonsense!", "#2PP"].map(coc_core::endpoint::GetClan::new);
    let kinds =
        client(&transport).batch(clans).in_order().map(|done| done.result.err().map(|error| error.kind()));
    let kinds: Vec<_> = block_on(kinds.collect());
    assert_eq!(kinds, [None, Some(ErrorKind::InvalidTag), None]);
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn progress_counts_called_completed_and_total() {
    let (transport, _) = slow(&ManualClock::default());
    let mut batch = client(&transport).batch(locations(0..1).chain(locations(0..4))).concurrency(2);
    assert_eq!((batch.called(), batch.completed(), batch.total()), (0, 0, (5, Some(5))));
    block_on(batch.next()).unwrap().result.unwrap();
    assert_eq!(batch.completed(), 1);
    let endless = client(&transport).batch(std::iter::repeat_with(|| GetLocation::new(0)));
    assert_eq!(endless.total(), (usize::MAX, None));
}

#[test]
fn clan_players_fetches_every_member_and_a_missing_player_fails_alone() {
    let transport = FakeTransport::new(|request| {
        let path = request.uri().path();
        Ok(if path.ends_with("/clans/%232PP") {
            let members =
                r##"[{"tag":"#28Y","name":"a"},{"tag":"#28L","name":"b"},{"tag":"#28P","name":"c"}]"##;
            let clan = format!(r##"{{"tag":"#2PP","name":"n","members":3,"memberList":{members}}}"##);
            response(200, &[], &clan)
        } else if path.ends_with("%2328L") {
            response(404, &[], r#"{"reason":"notFound"}"#)
        } else {
            response(200, &[], r##"{"tag":"#28Y","name":"x"}"##)
        })
    });
    let results: Vec<_> =
        block_on(async { client(&transport).clan_players("2pp").await.unwrap().in_order().collect().await });
    let kinds: Vec<_> =
        results.iter().map(|done| done.result.as_ref().err().map(coc_core::Error::kind)).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::NotFound), None]);
    let not_found = block_on(client(&transport).players(["#28L", "nonsense"]).in_order().collect::<Vec<_>>());
    assert_eq!(not_found[1].result.as_ref().unwrap_err().kind(), ErrorKind::InvalidTag);
}

#[test]
fn options_of_a_batch_apply_to_every_call() {
    let clock = ManualClock::default();
    let transport = FakeTransport::new(|request| Ok(body(id(&request))));
    let client = crate::builder(&transport, &clock).build().unwrap();
    let requests = |batch: coc_core::Batch<_>| {
        let before = transport.requests().len();
        assert_eq!(clock.run(batch.collect::<Vec<_>>()).len(), 3);
        transport.requests().len() - before
    };
    let all = || client.batch(locations(0..3).collect::<Vec<_>>());
    assert_eq!(
        [requests(all()), requests(all()), requests(all().fresh()), requests(all().no_store())],
        [3, 0, 3, 3]
    );
}

#[test]
fn clans_are_fetched_by_their_tags_each_with_its_result() {
    let transport = FakeTransport::new(|request| {
        let found = request.uri().path().contains("%232PP");
        Ok(if found {
            response(200, &[], &crate::clan(1))
        } else {
            response(404, &[], r#"{"reason":"notFound"}"#)
        })
    });
    let client = client(&transport);
    let done: Vec<_> = block_on(client.clans(["#2PP", "#8QU8J9LP", "not a tag"]).in_order().collect());
    let kinds: Vec<_> =
        done.iter().map(|done| done.result.as_ref().map_err(coc_core::Error::kind).err()).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::NotFound), Some(ErrorKind::InvalidTag)]);
}
