//! Accounts with various keys, and variants of the portal's responses.

use coc_keys::ErrorKind;
use simulator::{FaultKind, PortalSettings};

use crate::support::*;

#[tokio::test]
async fn an_account_full_of_foreign_keys_is_an_error_that_names_them() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 10);
    let client = client(keys(&simulator));
    for _ in 0..10 {
        let error = client.test().await.unwrap_err();
        assert_eq!(cause(&error).kind(), ErrorKind::KeyLimit);
        let text = error.to_string();
        assert!(foreign.iter().all(|key| text.contains(&key.name)) && text.contains("revoke one"), "{text}");
    }
    assert!(all_there(&simulator, &foreign));
    assert_eq!((logins(&simulator), simulator.counters().keys_revoked), (1, 0));
}

#[tokio::test]
async fn with_too_few_slots_as_many_keys_as_possible_are_used() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 8);
    simulator.add_key(simulator.email(), "coc-rs", &["198.51.100.7"]).unwrap();
    let keys = keys(&simulator).key_count(5).build().unwrap();
    assert_eq!(keys.ensure().await.unwrap().len(), 2);
    assert!(all_there(&simulator, &foreign));
    assert_eq!(simulator.keys(simulator.email()).len(), 10);
}

#[tokio::test]
async fn a_portal_with_fewer_than_ten_slots_is_supported() {
    let simulator = start_with(PortalSettings { key_limit: 3, ..PortalSettings::default() }).await;
    let foreign = add_foreign(&simulator, 2);
    let keys = keys(&simulator).key_count(4).build().unwrap();
    assert_eq!(keys.ensure().await.unwrap().len(), 1);
    let full = start_with(PortalSettings { key_limit: 2, ..PortalSettings::default() }).await;
    add_foreign(&full, 2);
    let error = crate::support::keys(&full).build().unwrap().ensure().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::KeyLimit);
    assert!(error.to_string().contains("all 2 slots") && error.to_string().contains("my bot"), "{error}");
    assert!(all_there(&simulator, &foreign));
}

#[tokio::test]
async fn a_list_without_keys_is_an_empty_account() {
    let simulator = start_with(PortalSettings { omit_empty_keys: true, ..PortalSettings::default() }).await;
    keys(&simulator).connect().await.unwrap();
    assert_eq!(own(&simulator).len(), 1);
}

#[tokio::test]
async fn a_secure_cookie_is_sent_over_plain_http_to_this_machine() {
    let simulator = start_with(PortalSettings { secure_cookie: true, ..PortalSettings::default() }).await;
    keys(&simulator).connect().await.unwrap();
}

#[tokio::test]
async fn a_login_without_a_cookie_is_an_error() {
    let simulator = start().await;
    let body = r#"{"status":{"code":0,"message":"ok"},"sessionExpiresInSeconds":3600}"#.to_owned();
    let fault = FaultKind::Content { body, content_type: "application/json".to_owned() };
    add_fault(&simulator, fault, "portal.login");
    let error = keys(&simulator).build().unwrap().ensure().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(error.to_string().contains("session cookie"), "{error}");
}
