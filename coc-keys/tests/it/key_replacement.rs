//! Rejected keys are replaced once for all calls.

use std::time::Duration;

use coc_core::{Error as CallError, ErrorKind, Token, TokenRejection, TokenSet};
use coc_keys::{ErrorKind as KeysErrorKind, ExposeSecret as _, KeyStatus};
use futures_util::{FutureExt as _, future::join};
use simulator::{Fault, FaultKind, PortalSettings};

use crate::support::*;

#[tokio::test]
async fn connect_costs_one_login_and_one_new_key() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 3);
    let client = keys(&simulator).connect().await.unwrap();
    client.clan(simulator.samples().clan).await.unwrap();
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 1, 0));
    assert_eq!(own(&simulator)[0].cidrs, ["203.0.113.7"]);
    assert!(all_there(&simulator, &foreign));
}

#[tokio::test]
async fn keys_passed_on_to_others_are_replaced_once_for_all_rejections() {
    let simulator = start().await;
    let keys = keys(&simulator).build().unwrap();
    let old = keys.ensure().await.unwrap().remove(0);
    simulator.set_caller_ip(ip("198.51.100.9"));
    simulator.reset_counters();
    let token = Token::new(old.token().expose_secret()).unwrap();
    let error = CallError::with_message(ErrorKind::InvalidIp, "access from IP 198.51.100.9");
    let mut rejected = TokenRejection::new(TokenSet::new([token.clone()]), token.id(), error);
    rejected.accepted = vec![token.id()];
    let replaced = futures_util::future::join_all((0..100).map(|_| keys.replace(&rejected))).await;
    let late = keys.replace(&rejected).await;
    let ids: std::collections::HashSet<_> =
        replaced.into_iter().chain([late]).map(|keys| keys.unwrap().remove(0).id).collect();
    assert!(ids.len() == 1 && !ids.contains(&old.id));
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 1, 1));
}

#[tokio::test]
async fn without_auto_refresh_a_rejected_key_that_was_passed_on_is_not_replaced() {
    let simulator = start().await;
    let keys = keys(&simulator).auto_refresh(false).build().unwrap();
    let old = keys.ensure().await.unwrap().remove(0);
    simulator.reset_counters();
    let token = Token::new(old.token().expose_secret()).unwrap();
    let error = CallError::with_message(ErrorKind::InvalidKey, "Invalid authorization");
    let rejected = TokenRejection::new(TokenSet::new([token.clone()]), token.id(), error);
    assert_eq!(keys.replace(&rejected).await.unwrap_err().kind(), ErrorKind::InvalidKey);
    assert_eq!(simulator.counters().portal_requests, 0);
}

#[tokio::test]
async fn a_valid_key_in_the_account_is_used() {
    let simulator = start().await;
    simulator.add_key(simulator.email(), "coc-rs", &["10.0.0.0/8", "203.0.113.0/24"]).unwrap();
    keys(&simulator).connect().await.unwrap();
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 0, 0));
}

/// Changes the address once while calls are in flight.
async fn storm(calls: u32, key_count: usize) {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 3);
    let client = client(keys(&simulator).key_count(key_count));
    client.test().await.unwrap();
    assert_eq!(own(&simulator).len(), key_count);
    simulator.reset_counters();
    simulator.configure(|settings| settings.latency_ms = 5);

    let change = async { simulator.set_caller_ip(ip("198.51.100.9")) };
    let (failures, ()) = join(failures_of(&client, calls), change).await;

    assert!(failures.is_empty(), "{failures:?}");
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.failed_logins), (1, 0));
    assert_eq!((counters.keys_created, counters.keys_revoked), (key_count as u64, key_count as u64));
    assert!(own(&simulator).iter().all(|key| key.cidrs == ["198.51.100.9"]));
    assert_eq!(own(&simulator).len(), key_count);
    assert!(all_there(&simulator, &foreign));
    assert!(
        counters.by_route["locations"] <= 2 * u64::from(calls),
        "a call is retried more than once: {counters:?}"
    );
}

#[tokio::test]
async fn one_call_succeeds_after_a_change_of_address() {
    storm(1, 1).await;
}

#[tokio::test]
async fn twenty_calls_succeed_after_a_change_of_address_with_one_login() {
    storm(20, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_calls_succeed_after_a_change_of_address_with_one_login() {
    storm(200, 7).await;
}

#[tokio::test]
async fn ipv4_and_ipv6_addresses_are_found_at_any_position_of_the_claims() {
    let simulator = start_with(PortalSettings { vary_limits: true, ..PortalSettings::default() }).await;
    let client = client(keys(&simulator));
    for address in ["2001:db8::7", "203.0.113.9", "2001:db8:1::7", "203.0.113.10"] {
        simulator.set_caller_ip(ip(address));
        client.test().await.unwrap();
        assert_eq!(own(&simulator).len(), 1);
        assert_eq!(own(&simulator)[0].cidrs, [address]);
    }
    assert_eq!(simulator.counters().logins, 4);
}

#[tokio::test]
async fn a_key_that_was_revoked_manually_is_replaced_and_the_others_stay() {
    let simulator = start().await;
    let client = client(keys(&simulator).key_count(3));
    client.test().await.unwrap();
    let before = own(&simulator);
    simulator.remove_key(simulator.email(), &before[1].id).unwrap();
    simulator.reset_counters();

    let failures = failures_of(&client, 30).await;

    assert!(failures.is_empty(), "{failures:?}");
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 1, 0));
    let after = own(&simulator);
    assert_eq!(after.len(), 3);
    assert!(after.contains(&before[0]) && after.contains(&before[2]));
}

#[tokio::test]
async fn a_rejected_key_that_the_portal_lists_is_replaced_only_once_a_minute() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let client = client(keys_at(&simulator, &clock));
    client.test().await.unwrap();
    let first = own(&simulator);
    simulator.faults().add(Fault::new(FaultKind::InvalidKey).times(1)).unwrap();
    client.test().await.unwrap();
    let second = own(&simulator);
    assert_eq!(second.len(), 1);
    assert_ne!(first, second);

    // Now the API rejects every key.
    simulator.faults().add(Fault::new(FaultKind::InvalidKey)).unwrap();
    simulator.reset_counters();
    for _ in 0..50 {
        let error = client.test().await.unwrap_err();
        assert_eq!(cause(&error).kind(), KeysErrorKind::KeyRejected, "{error}");
    }
    assert_eq!(own(&simulator), second, "the key was replaced again");
    assert!(logins(&simulator) <= 3, "{}", logins(&simulator));
    simulator.faults().clear();
    client.test().await.unwrap();
}

#[tokio::test]
async fn a_failed_replacement_does_not_count_as_one() {
    let simulator = start().await;
    let clock = AdjustableClock::skipping_pauses();
    let client = client(keys_at(&simulator, &clock));
    client.test().await.unwrap();
    let before = own(&simulator);
    add_fault(&simulator, FaultKind::Html { status: 502 }, "portal.revoke");
    simulator.faults().add(Fault::new(FaultKind::InvalidKey)).unwrap();
    assert_eq!(cause(&client.test().await.unwrap_err()).kind(), KeysErrorKind::Html);
    assert_eq!(own(&simulator), before);
    simulator.faults().set([Fault::new(FaultKind::InvalidKey).times(1)]).unwrap();
    clock.advance(Duration::from_secs(5));
    client.test().await.unwrap();
    assert_ne!(own(&simulator), before);
}

#[tokio::test]
async fn an_api_that_rejects_every_address_costs_no_key_and_few_logins() {
    let simulator = start().await;
    let client = client(keys(&simulator));
    client.test().await.unwrap();
    let before = own(&simulator);
    simulator.reset_counters();
    simulator.faults().add(Fault::new(FaultKind::InvalidIp)).unwrap();
    for _ in 0..50 {
        let error = client.test().await.unwrap_err();
        assert_eq!(cause(&error).kind(), KeysErrorKind::KeyRejected);
        assert!(error.to_string().contains("203.0.113.7"), "{error}");
    }
    assert_eq!(own(&simulator), before);
    assert!(logins(&simulator) <= 3);
    simulator.faults().clear();
    client.test().await.unwrap();
    assert_eq!(own(&simulator), before);
}

#[tokio::test]
async fn a_private_war_log_and_access_denied_replace_no_key() {
    let simulator = start().await;
    let client = client(keys(&simulator));
    client.test().await.unwrap();
    let before = own(&simulator);
    simulator.reset_counters();
    let private = FaultKind::Error { status: 403, reason: "accessDenied".to_owned(), message: None };
    simulator.faults().add(Fault::new(private)).unwrap();
    for _ in 0..5 {
        let clan = simulator.samples().clan;
        assert!(client.clan_war_log(&clan).await.unwrap_err().is_private_war_log());
        assert_eq!(client.clan(&clan).await.unwrap_err().kind(), ErrorKind::AccessDenied);
    }
    assert_eq!(simulator.counters().portal_requests, 0);
    assert_eq!(own(&simulator), before);
}

#[tokio::test]
async fn without_auto_refresh_a_rejected_key_stays_and_the_call_fails_with_the_apis_error() {
    let simulator = start().await;
    let folder = tempfile::tempdir().unwrap();
    for path in [None, Some(folder.path().join("keys.json"))] {
        let mut keys = keys(&simulator).auto_refresh(false);
        if let Some(path) = path {
            keys = keys.path(path);
        }
        let client = client(keys);
        simulator.set_caller_ip(ip("203.0.113.7"));
        client.test().await.unwrap();
        let (before, counters) = (own(&simulator), simulator.counters());
        simulator.set_caller_ip(ip("198.51.100.9"));
        for _ in 0..3 {
            assert_eq!(client.test().await.unwrap_err().kind(), ErrorKind::InvalidIp);
        }
        simulator.faults().add(Fault::new(FaultKind::InvalidKey)).unwrap();
        assert_eq!(client.test().await.unwrap_err().kind(), ErrorKind::InvalidKey);
        simulator.faults().clear();
        assert_eq!(own(&simulator), before);
        assert_eq!(simulator.counters().portal_requests, counters.portal_requests);
        simulator.set_caller_ip(ip("203.0.113.7"));
        client.test().await.unwrap();
    }
}

#[tokio::test]
async fn the_default_name_of_keys_begins_with_coc_rs() {
    let simulator = start().await;
    let keys = coc_keys::Keys::builder(transport(), AdjustableClock::new())
        .portal_url(simulator.portal_url())
        .account(simulator.email(), password(&simulator));
    let made = keys.build().unwrap().ensure().await.unwrap();
    assert!(made[0].name.starts_with("coc-rs"), "{}", made[0].name);
}

#[tokio::test]
async fn several_accounts_form_one_pool_and_a_change_of_address_costs_one_login() {
    let simulator = start().await;
    simulator.add_account("second@example.com", "another password");
    let builder = keys(&simulator).account("second@example.com", "another password").key_count(2);
    let client = client(builder);
    client.test().await.unwrap();
    assert_eq!(client.tokens().len(), 4);
    assert_eq!(simulator.counters().logins, 2);
    simulator.reset_counters();
    simulator.set_caller_ip(ip("198.51.100.9"));
    assert!(failures_of(&client, 50).await.is_empty());
    let counters = simulator.counters();
    // The first account's login reports the address, and the second account still has its session.
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 4, 4));
    assert_eq!(simulator.keys("second@example.com").len(), 2);
}

#[tokio::test]
async fn an_account_that_fails_is_ignored_if_another_has_keys() {
    let simulator = start().await;
    let client = client(keys(&simulator).account("unknown@example.com", "wrong"));
    for _ in 0..5 {
        client.test().await.unwrap();
    }
    assert_eq!(client.tokens().len(), 1);
    assert_eq!(simulator.counters().failed_logins, 1);
}

#[tokio::test]
async fn a_configured_address_is_used_and_the_error_names_both_if_it_is_wrong() {
    let simulator = start().await;
    let keys = keys(&simulator).ip(ip("203.0.113.7"));
    simulator.add_key(simulator.email(), "coc-rs", &["203.0.113.9"]).unwrap();
    let client = client(keys);
    client.test().await.unwrap();
    let addresses = || own(&simulator).into_iter().map(|key| key.cidrs[0].clone()).collect::<Vec<_>>();
    assert_eq!(addresses(), ["203.0.113.9", "203.0.113.7"]);
    simulator.set_caller_ip(ip("198.51.100.9"));
    let error = client.test().await.unwrap_err();
    assert_eq!(cause(&error).kind(), KeysErrorKind::KeyRejected);
    let text = error.to_string();
    assert!(text.contains("203.0.113.7") && text.contains("198.51.100.9"), "{text}");
    assert_eq!(addresses(), ["203.0.113.9", "203.0.113.7"]);
}

#[tokio::test]
async fn a_rotation_fails_no_call_in_flight() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let keys = keys_at(&simulator, &clock).key_count(2).build().unwrap();
    let client = coc_core::Client::builder(transport(), clock)
        .base_url(simulator.base_url())
        .credentials(keys.clone())
        .no_cache()
        .build()
        .unwrap();
    client.test().await.unwrap();
    let before = own(&simulator);
    let (failures, rotated) = join(failures_of(&client, 60), keys.rotate()).await;
    assert!(failures.is_empty(), "{failures:?}");
    assert!(rotated.unwrap().iter().all(|key| key.status == KeyStatus::Valid));
    let after = own(&simulator);
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|key| !before.contains(key)));
    client.test().await.unwrap();
    assert!(client.tokens().len() >= 2);
}

#[tokio::test]
async fn a_stalled_job_blocks_no_call() {
    let simulator = start().await;
    simulator.configure(|settings| settings.latency_ms = 2);
    let clock = AdjustableClock::new();
    let keys = keys_at(&simulator, &clock).build().unwrap();
    let client = coc_core::Client::builder(transport(), clock)
        .base_url(simulator.base_url())
        .credentials(keys.clone())
        .no_cache()
        .build()
        .unwrap();
    let mut stalled = Box::pin(keys.ensure());
    assert!((&mut stalled).now_or_never().is_none());
    client.test().await.unwrap();
    assert_eq!(stalled.await.unwrap().len(), 1);
    // The reverse: a stalled call.
    simulator.set_caller_ip(ip("198.51.100.9"));
    let mut stalled = Box::pin(client.test());
    while logins(&simulator) < 2 {
        assert!((&mut stalled).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(keys.list().await.unwrap().len(), 1);
    stalled.await.unwrap();
    assert_eq!(logins(&simulator), 2);
}
