//! Background calls: they come after all others at the rate limit, but are not starved.

use std::time::Duration;

use coc_core::{
    Clock as _, RateLimit,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt as _, future::join_all};

use crate::{SECOND, clan, limited, sent};

/// One request per second, one after the other.
fn one_per_second() -> RateLimit {
    RateLimit::per_second(1).burst(1)
}

/// The names of the requests: `b3` is the fourth background call.
fn names(transport: &FakeTransport) -> Vec<String> {
    sent(transport).into_iter().map(|line| line.trim_start_matches("GET /").to_owned()).collect()
}

#[test]
fn a_call_overtakes_all_waiting_background_calls() {
    let (clock, transport) = (ManualClock::default(), FakeTransport::json(200, clan(1)));
    let client = limited(&transport, &clock, one_per_second());
    let background = (0..10).map(|number| client.custom(format!("/b{number}")).background().raw().send());
    let late = async {
        clock.sleep(SECOND * 4 + SECOND / 2).await;
        client.custom("/now").raw().send().await.map(drop)
    };
    let (results, late) = clock.run(futures_util::future::join(join_all(background), late));
    assert!(results.iter().all(Result::is_ok) && late.is_ok());
    assert_eq!(names(&transport)[..7], ["b0", "b1", "b2", "b3", "b4", "now", "b5"]);
}

#[test]
fn while_others_wait_every_tenth_request_is_one_in_the_background() {
    let (clock, transport) = (ManualClock::default(), FakeTransport::json(200, clan(1)));
    let client = limited(&transport, &clock, one_per_second());
    let call = |name: &str, number: u32| client.custom(format!("/{name}{number}")).raw();
    let mut all: Vec<_> = (0..40).map(|number| call("b", number).background().send()).collect();
    all.extend((0..60).map(|number| call("i", number).send()));
    assert!(clock.run(join_all(all)).iter().all(Result::is_ok));
    let names = names(&transport);
    // The first one found the limit idle. Of those that wait, nine are passed by each in the background.
    let places: Vec<_> =
        names.iter().enumerate().filter(|(_, name)| name.starts_with('b')).map(|(place, _)| place).collect();
    assert_eq!(places[..7], [0, 10, 20, 30, 40, 50, 60], "{names:?}");
    assert!(places[7..].iter().copied().eq(67..100), "{names:?}");
    let in_order = |prefix: char| {
        let numbers: Vec<u32> =
            names.iter().filter_map(|name| name.strip_prefix(prefix)?.parse().ok()).collect();
        numbers.is_sorted()
    };
    assert!(in_order('b') && in_order('i'), "{names:?}");
}

#[test]
fn each_request_is_sent_as_early_as_the_limit_allows_when_callers_of_both_kinds_give_up() {
    let (clock, transport) = (ManualClock::default(), FakeTransport::json(200, clan(1)));
    let client = limited(&transport, &clock, one_per_second());
    let background = |number: u32| client.custom(format!("/b{number}")).background().raw();
    let mut dropped = [background(1).send(), client.custom("/i1").raw().send()];
    let mut kept = vec![background(2).send(), client.custom("/i2").raw().send(), background(3).send()];
    assert!(client.custom("/first").raw().send().now_or_never().is_some());
    assert!(dropped.iter_mut().all(|call| call.now_or_never().is_none()));
    assert!(kept.iter_mut().all(|call| call.now_or_never().is_none()));
    drop(dropped);
    assert!(clock.run(join_all(kept)).iter().all(Result::is_ok));
    assert_eq!(names(&transport), ["first", "i2", "b2", "b3"]);
    let elapsed = clock.now().saturating_since(coc_core::Instant::default());
    assert!((Duration::from_millis(2_999)..=Duration::from_millis(3_001)).contains(&elapsed), "{elapsed:?}");
}

#[test]
fn a_background_call_does_not_share_the_request_of_another_call() {
    let (clock, transport) = (ManualClock::default(), FakeTransport::json(200, clan(1)));
    let client = limited(&transport, &clock, one_per_second());
    let calls =
        [client.clan("#2PP").background().send(), client.clan("#2PP").send(), client.clan("#2PP").send()];
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(transport.requests().len(), 2, "the two equal calls share one");
}
