//! Single flight: identical calls share a request.

use std::sync::{Arc, Mutex};

use coc_core::{
    Client, Source,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{
    FutureExt as _,
    future::{join_all, join4},
};

use crate::{SECOND, builder, clan, delayed, response, sent};

#[test]
fn a_thousand_identical_calls_coalesce_into_one_request_and_one_value() {
    let clock = ManualClock::default();
    let transport = delayed(&clock, SECOND, |_| response(200, &[], &clan(1)));
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    let responses = clock.run(join_all((0..1_000).map(|_| client.clan("#2PP").into_future())));
    let responses: Vec<_> = responses.into_iter().map(Result::unwrap).collect();
    assert_eq!(sent(&transport), ["GET /clans/%232PP"]);
    assert_eq!(responses.iter().filter(|response| response.source() == Source::Network).count(), 1);
    assert_eq!(responses.iter().filter(|response| response.source() == Source::Shared).count(), 999);
    let first = responses[0].clone().into_arc();
    assert!(responses.into_iter().all(|response| Arc::ptr_eq(&response.into_arc(), &first)));
}

/// A client of a server that responds after a second, and the number of completed requests.
fn slow() -> (Client, FakeTransport, ManualClock, Arc<Mutex<u32>>) {
    let (clock, completed) = (ManualClock::default(), Arc::new(Mutex::new(0)));
    let counted = Arc::clone(&completed);
    let transport = delayed(&clock, SECOND, move |_| {
        *counted.lock().unwrap() += 1;
        response(200, &[], &clan(1))
    });
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    (client, transport, clock, completed)
}

#[test]
fn coalesced_calls_survive_the_drop_of_the_first_caller() {
    let (client, transport, clock, completed) = slow();
    let mut first = client.clan("#2PP").send();
    let mut second = client.clan("#2PP").send();
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    drop(first);
    assert_eq!(clock.run(second).unwrap().source(), Source::Shared);
    assert_eq!((transport.requests().len(), *completed.lock().unwrap()), (1, 1));
}

#[test]
fn a_coalesced_request_is_cancelled_when_every_caller_is_dropped() {
    let (client, transport, clock, completed) = slow();
    let mut calls: Vec<_> = (0..3).map(|_| client.clan("#2PP").send()).collect();
    assert!(calls.iter_mut().all(|call| call.now_or_never().is_none()));
    drop(calls);
    assert_eq!(clock.sleepers(), 0, "the request was not cancelled");
    assert_eq!(clock.run(client.clan("#2PP").into_future()).unwrap().source(), Source::Network);
    assert_eq!((transport.requests().len(), *completed.lock().unwrap()), (2, 1));
}

#[test]
fn calls_with_different_types_or_options_do_not_coalesce() {
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
