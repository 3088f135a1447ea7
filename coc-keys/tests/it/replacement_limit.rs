//! The API goes on rejecting keys: few replacements, at a bounded pace.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use coc_core::{Client, testing::ManualClock};
use coc_keys::{Builder, ErrorKind};

use crate::{
    fake_portal::{ApiRejection, Portal, builder, in_memory},
    support::{cause, client},
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const PORTAL: &str = "203.0.113.7";

/// An API that accepts no key, and names these addresses in turn.
fn naming(addresses: &'static [&'static str]) -> impl FnMut(&[String]) -> Option<ApiRejection> + Send {
    let mut next = addresses.iter().cycle();
    move |_| next.next().map(|address| ApiRejection::Ip((*address).to_owned()))
}

/// Makes a call every so often for this long, each of which fails because of keys. Returns the
/// errors.
fn failing_calls(
    client: &Client,
    clock: &ManualClock,
    every: Duration,
    during: Duration,
) -> Vec<coc_core::Error> {
    let calls = during.as_millis() / every.as_millis();
    (0..calls)
        .map(|_| {
            let error = clock.run(client.test()).unwrap_err();
            clock.advance(every);
            error
        })
        .collect()
}

#[test]
fn an_api_that_always_names_an_address_costs_one_replacement_and_then_the_circuit_is_open() {
    let clock = ManualClock::default();
    let (transport, portal) = in_memory(Portal::seeing(PORTAL, naming(&["198.51.100.9"])), &[]);
    let client = client(builder(&transport, &clock));
    let errors = failing_calls(&client, &clock, SECOND / 10, SECOND * 50);
    {
        let portal = portal.lock().unwrap();
        assert_eq!((portal.created, portal.revoked, portal.logins), (2, 1, 1));
        assert_eq!(portal.addresses(), ["198.51.100.9"]);
    }
    // The first call fails with the API's rejection of the new key, the others with the open
    // circuit.
    assert_eq!(errors[0].kind(), coc_core::ErrorKind::InvalidIp);
    for error in &errors[1..] {
        let cause = cause(error);
        assert_eq!(cause.kind(), ErrorKind::KeyRejected);
        assert!(cause.cool_down().is_some_and(|wait| wait <= MINUTE), "{error}");
        let text = error.to_string();
        assert!(text.contains("198.51.100.9") && text.contains("next attempt in"), "{text}");
        let api = std::error::Error::source(cause).and_then(|api| api.downcast_ref::<coc_core::Error>());
        assert_eq!(api.map(coc_core::Error::kind), Some(coc_core::ErrorKind::InvalidIp));
    }
    // In a day: no further key, and hardly a login.
    failing_calls(&client, &clock, SECOND * 10, MINUTE * 60 * 24);
    let portal = portal.lock().unwrap();
    assert_eq!((portal.created, portal.revoked), (2, 1));
    assert!(portal.logins <= 30, "{} logins", portal.logins);
    assert!(portal.requests <= 250, "{} requests", portal.requests);
}

#[test]
fn an_api_that_names_changing_addresses_costs_one_replacement_per_documented_pause() {
    for addresses in [
        &["198.51.100.9", "203.0.113.9"][..],
        &[PORTAL, "198.51.100.9"],
        &["198.51.100.9", "2001:db8::9", "203.0.113.9"],
        &["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4", "198.51.100.5", "198.51.100.6"],
        &["nonsense", "198.51.100.9", ""],
    ] {
        let clock = ManualClock::default();
        let (transport, portal) = in_memory(Portal::seeing(PORTAL, naming(addresses)), &[]);
        let client = client(builder(&transport, &clock).key_count(1));
        failing_calls(&client, &clock, SECOND / 4, SECOND * 55);
        assert!(portal.lock().unwrap().created <= 2, "{addresses:?}");
        // The circuit is open for 1, 2, 5, 10 and then 15 minutes each.
        failing_calls(&client, &clock, SECOND * 5, MINUTE * 59);
        let portal = portal.lock().unwrap();
        assert!(portal.created <= 8, "{addresses:?}: {} keys in an hour", portal.created);
        assert_eq!(portal.keys.len(), 1, "{addresses:?}");
    }
}

#[test]
fn several_rejected_tokens_are_replaced_once_together() {
    for reason in ["ip", "key"] {
        let clock = ManualClock::default();
        let portal = Portal::seeing(PORTAL, move |_| {
            let ip = || ApiRejection::Ip("198.51.100.9".to_owned());
            Some(if reason == "ip" { ip() } else { ApiRejection::Key })
        });
        let (transport, portal) = in_memory(portal, &[]);
        let client = client(builder(&transport, &clock).key_count(5));
        failing_calls(&client, &clock, SECOND / 4, SECOND * 55);
        let portal = portal.lock().unwrap();
        assert!(portal.created <= 10, "{reason}: {} keys", portal.created);
        assert!(portal.logins <= 3, "{reason}: {} logins", portal.logins);
    }
}

#[test]
fn rejections_for_alternating_reasons_cost_one_replacement() {
    let clock = ManualClock::default();
    let mut number = 0;
    let portal = Portal::seeing(PORTAL, move |_| {
        number += 1;
        Some(if number % 2 == 0 { ApiRejection::Key } else { ApiRejection::Ip("198.51.100.9".to_owned()) })
    });
    let (transport, portal) = in_memory(portal, &[]);
    let client = client(builder(&transport, &clock));
    failing_calls(&client, &clock, SECOND / 4, SECOND * 55);
    assert!(portal.lock().unwrap().created <= 3, "{}", portal.lock().unwrap().created);
}

/// Runs five managers against an API that rejects every key, and names these addresses.
fn five_managers(
    addresses: &'static [&'static str],
    make: impl Fn(Builder) -> Builder,
) -> Arc<Mutex<Portal>> {
    let clock = ManualClock::default();
    let (transport, portal) = in_memory(Portal::seeing(PORTAL, naming(addresses)), &[]);
    let clients: Vec<Client> = (0..5).map(|_| client(make(builder(&transport, &clock)))).collect();
    for _ in 0..50 {
        for client in &clients {
            clock.run(client.test()).unwrap_err();
        }
        clock.advance(SECOND);
    }
    portal
}

#[test]
fn managers_that_share_a_key_file_cost_one_replacement_together() {
    let folder = tempfile::tempdir().unwrap();
    let portal = five_managers(&["198.51.100.9"], |builder| builder.path(folder.path().join("keys.json")));
    let portal = portal.lock().unwrap();
    assert!(portal.created <= 2, "{} keys", portal.created);
    assert!(portal.logins <= 5, "{} logins", portal.logins);
}

#[test]
fn managers_that_share_a_key_file_cost_one_replacement_each_at_most_while_addresses_alternate() {
    let folder = tempfile::tempdir().unwrap();
    let addresses = &["198.51.100.9", "203.0.113.9", "192.0.2.9"];
    let portal = five_managers(addresses, |builder| builder.path(folder.path().join("keys.json")));
    let portal = portal.lock().unwrap();
    assert!(portal.created <= 6, "{} keys", portal.created);
    assert_eq!(portal.keys.len(), 1);
}

#[test]
fn managers_without_a_key_file_cost_one_replacement_each_at_most() {
    let portal = five_managers(&["198.51.100.9", "203.0.113.9", "192.0.2.9"], |builder| builder);
    let portal = portal.lock().unwrap();
    assert!(portal.created <= 10, "{} keys", portal.created);
    assert!(portal.keys.len() <= 5, "{} keys", portal.keys.len());
}

#[test]
fn an_address_that_changes_with_every_request_costs_few_replacements() {
    let clock = ManualClock::default();
    let mut number = 0;
    // The API sees two addresses in turn, and accepts a key from its address.
    let portal = Portal::seeing(PORTAL, move |ranges| {
        number += 1;
        let address = if number % 3 == 0 { "198.51.100.9" } else { PORTAL };
        (!ranges.contains(&address.to_owned())).then(|| ApiRejection::Ip(address.to_owned()))
    });
    let (transport, portal) = in_memory(portal, &[]);
    let client = client(builder(&transport, &clock));
    let mut last = None;
    for _ in 0..1_000 {
        last = clock.run(client.test()).err().or(last);
        clock.advance(SECOND / 2);
    }
    assert!(portal.lock().unwrap().created <= 6, "{} keys", portal.lock().unwrap().created);
    let text = last.unwrap().to_string();
    assert!(text.contains(PORTAL) && text.contains("198.51.100.9"), "{text}");
}

#[test]
fn a_call_succeeds_as_soon_as_the_api_accepts_the_key_although_the_circuit_is_open() {
    let clock = ManualClock::default();
    let broken = Arc::new(AtomicBool::new(true));
    let is_broken = Arc::clone(&broken);
    let portal = Portal::seeing(PORTAL, move |_| {
        is_broken.load(Ordering::Relaxed).then(|| ApiRejection::Ip("198.51.100.9".to_owned()))
    });
    let (transport, portal) = in_memory(portal, &[]);
    let client = client(builder(&transport, &clock));
    failing_calls(&client, &clock, SECOND, SECOND * 20);
    broken.store(false, Ordering::Relaxed);
    clock.run(client.test()).unwrap();
    // And an address that changes after that is followed at once.
    broken.store(true, Ordering::Relaxed);
    let before = portal.lock().unwrap().created;
    portal.lock().unwrap().api = Some(Box::new(|ranges| {
        (ranges != ["203.0.113.9"]).then(|| ApiRejection::Ip("203.0.113.9".to_owned()))
    }));
    clock.run(client.test()).unwrap();
    assert_eq!(portal.lock().unwrap().created, before + 1);
}

#[test]
fn an_address_that_really_changes_is_followed_each_time() {
    let clock = ManualClock::default();
    let number = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&number);
    let portal = Portal::seeing(PORTAL, move |ranges| {
        let address = format!("198.51.100.{}", now.load(Ordering::Relaxed));
        (!ranges.contains(&address)).then_some(ApiRejection::Ip(address))
    });
    let (transport, portal) = in_memory(portal, &[]);
    let client = client(builder(&transport, &clock));
    for change in 0..50 {
        number.store(change, Ordering::Relaxed);
        for _ in 0..3 {
            clock.run(client.test()).unwrap();
        }
    }
    let portal = portal.lock().unwrap();
    assert_eq!((portal.created, portal.keys.len()), (51, 1));
}
