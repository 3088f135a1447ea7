//! Invalid settings are rejected before a request is sent, and the error does not repeat secrets.

use coc_keys::{Builder, ErrorKind, Keys};
use coc_transport_native::TokioClock;

use crate::support::*;

fn builder() -> Builder {
    Keys::builder(transport(), TokioClock::new())
}

#[test]
fn an_invalid_setting_is_an_error_that_names_the_problem() {
    let with_account = || builder().account("me@example.com", "hush");
    for (builder, why) in [
        (builder(), "no account"),
        (builder().account("", "hush"), "email is empty"),
        (builder().account(" me@example.com", "hush"), "blanks"),
        (builder().account("me@example.com", ""), "password of me@example.com is empty"),
        (with_account().account("me@example.com", "hush"), "twice"),
        (with_account().key_count(0), "1 to 10"),
        (with_account().key_count(11), "1 to 10"),
        (with_account().key_name(""), "name of the keys"),
        (with_account().key_name("blank "), "name of the keys"),
        (with_account().scopes(Vec::<String>::new()), "scope"),
        (with_account().portal_url("http://portal.example/api"), "plain http"),
        (with_account().portal_url("nonsense"), "the portal's URL"),
        (with_account().ip_providers(["http://ip.example"]), "plain http"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains(why) && !error.to_string().contains("hush"), "{why}: {error}");
    }
    assert!(with_account().build().is_ok());
}

#[test]
fn neither_builder_nor_keys_show_a_password() {
    let builder = builder().account("me@example.com", "hush").key_count(2);
    let shown = format!("{builder:?}");
    assert!(shown.contains("me@example.com") && !shown.contains("hush"), "{shown}");
    let shown = format!("{:?}", builder.build().unwrap());
    assert!(shown.contains("coc-rs") && !shown.contains("hush"), "{shown}");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_replaces_its_keys_too() {
    let simulator = simulator::Simulator::builder().clans(8).start_blocking().unwrap();
    let client = coc_keys::builder()
        .unwrap()
        .portal_url(simulator.portal_url())
        .base_url(simulator.base_url())
        .account(simulator.email(), simulator.password())
        .connect_blocking()
        .unwrap();
    simulator.set_caller_ip(ip("198.51.100.9"));
    client.clan(simulator.samples().clan).send().unwrap();
    assert_eq!((simulator.counters().logins, simulator.counters().keys_created), (2, 2));
}
