//! Managers that share a key file use each other's keys.

use std::path::Path;

use coc_core::Client;
use coc_keys::{Builder, ErrorKind, file::KeyFile};
use futures_util::future::join;
use simulator::Simulator;

use crate::support::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn at(simulator: &Simulator, path: &Path) -> Builder {
    keys(simulator).path(path)
}

fn shared(simulator: &Simulator, path: &Path) -> Client {
    client(at(simulator, path))
}

#[tokio::test]
async fn a_second_run_uses_the_keys_in_the_file_without_a_login() {
    let (simulator, folder) = (start().await, folder());
    let path = folder.path().join("coc/keys.json");
    at(&simulator, &path).key_count(2).connect().await.unwrap();
    simulator.reset_counters();
    let client = at(&simulator, &path).key_count(2).connect().await.unwrap();
    assert_eq!(client.tokens().len(), 2);
    assert_eq!(simulator.counters().portal_requests, 0);
    // A run that wants more keys logs in.
    at(&simulator, &path).key_count(3).connect().await.unwrap();
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 1, 0));
}

#[tokio::test]
async fn a_run_with_a_new_address_replaces_the_keys_in_the_file() {
    let (simulator, folder) = (start().await, folder());
    let path = folder.path().join("keys.json");
    shared(&simulator, &path).test().await.unwrap();
    simulator.set_caller_ip(ip("198.51.100.9"));
    simulator.reset_counters();
    shared(&simulator, &path).test().await.unwrap();
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (1, 1, 1));
    let stored = KeyFile::at(&path).lock().unwrap().load().unwrap().entries;
    assert_eq!((stored.len(), stored[0].ip), (1, ip("198.51.100.9")));
}

#[tokio::test]
async fn fifty_changes_of_address_cost_two_managers_one_login_each_and_no_slot() {
    let (simulator, folder) = (start().await, folder());
    let foreign = add_foreign(&simulator, 5);
    let path = folder.path().join("keys.json");
    let (one, other) = (shared(&simulator, &path), shared(&simulator, &path));
    for change in 0..50 {
        simulator.reset_counters();
        simulator.set_caller_ip(address(change));
        let (first, second) = join(failures_of(&one, 5), failures_of(&other, 5)).await;
        assert!(first.is_empty() && second.is_empty(), "change {change}: {first:?} {second:?}");
        assert_eq!(simulator.counters().logins, 1, "change {change}");
        assert_eq!(own(&simulator).len(), 1, "change {change}");
    }
    assert!(all_there(&simulator, &foreign));
    assert_eq!(simulator.keys(simulator.email()).len(), 6);
}

#[tokio::test]
async fn fifty_changes_of_address_cost_no_slot_without_a_file() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 5);
    let alone = || client(keys_at(&simulator, &AdjustableClock::skipping_pauses()));
    let (one, other) = (alone(), alone());
    for change in 0..50 {
        simulator.set_caller_ip(address(change));
        // Without the file they may revoke each other's keys, which the next call replaces.
        let (first, second) = join(failures_of(&one, 2), failures_of(&other, 2)).await;
        let _ = (first, second);
        one.test().await.unwrap();
        other.test().await.unwrap();
        assert!(own(&simulator).len() <= 2, "change {change}");
    }
    assert!(all_there(&simulator, &foreign));
}

#[tokio::test]
async fn an_idle_manager_uses_the_newest_key_after_several_changes_of_address() {
    let (simulator, folder) = (start().await, folder());
    let path = folder.path().join("keys.json");
    let (busy, idle) = (shared(&simulator, &path), shared(&simulator, &path));
    idle.test().await.unwrap();
    for change in 0..3 {
        simulator.set_caller_ip(address(change));
        busy.test().await.unwrap();
    }
    simulator.reset_counters();
    idle.test().await.unwrap();
    assert_eq!(simulator.counters().portal_requests, 0);
    // If the file is outdated as well, there is a login.
    simulator.set_caller_ip(address(9));
    idle.test().await.unwrap();
    assert_eq!(simulator.counters().logins, 1);
}

#[tokio::test]
async fn entries_of_other_accounts_and_key_names_stay_in_the_file() {
    let (simulator, folder) = (start().await, folder());
    let path = folder.path().join("keys.json");
    simulator.add_account("second@example.com", "p");
    at(&simulator, &path).connect().await.unwrap();
    at(&simulator, &path).key_name("other").connect().await.unwrap();
    at(&simulator, &path).account("second@example.com", "p").connect().await.unwrap();
    let entries = KeyFile::at(&path).lock().unwrap().load().unwrap().entries;
    let mut names: Vec<_> = entries.iter().map(|key| (key.account.as_str(), key.key_name.as_str())).collect();
    names.sort_unstable();
    let first = simulator.email();
    assert_eq!(names, [(first, "coc-rs"), (first, "other"), ("second@example.com", "coc-rs")]);
}

#[tokio::test]
async fn a_damaged_file_fails_the_call_and_stays_unchanged() {
    let (simulator, folder) = (start().await, folder());
    let path = folder.path().join("keys.json");
    std::fs::write(&path, "{ damaged").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(&mut std::fs::metadata(&path).unwrap().permissions(), 0o600);
    let error = shared(&simulator, &path).test().await.unwrap_err();
    assert_eq!(cause(&error).kind(), ErrorKind::File);
    assert!(error.to_string().contains("keys.json"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{ damaged");
    assert_eq!(simulator.counters().portal_requests, 0);
}
