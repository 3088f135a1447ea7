//! Plans, and the methods that change keys manually.

use coc_keys::{ErrorKind, Goal, KeyStatus, PlanStep, Reason};

use crate::support::*;

#[tokio::test]
async fn a_plan_changes_nothing_and_apply_carries_out_its_steps() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 8);
    simulator.add_key(simulator.email(), "coc-rs", &["198.51.100.7"]).unwrap();
    let before = simulator.keys(simulator.email());
    let keys = keys(&simulator).key_count(2).build().unwrap();
    let plan = keys.plan().await.unwrap();
    assert_eq!(simulator.keys(simulator.email()), before);
    let account = &plan.accounts[0];
    assert_eq!((account.creates(), account.missing), (2, 0));
    let revoked: Vec<_> = account.revokes().map(|(key, reason)| (key.id.clone(), reason)).collect();
    assert_eq!(revoked, [(before[8].id.clone(), Reason::Stale)]);

    let used = keys.apply(&plan).await.unwrap();
    assert_eq!(used.len(), 2);
    assert_eq!((simulator.counters().keys_created, simulator.counters().keys_revoked), (2, 1));
    assert_eq!(simulator.counters().logins, 1, "the session is reused");
    assert!(all_there(&simulator, &foreign));
    assert!(keys.plan().await.unwrap().is_done());
    let error = keys.apply(&plan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlanOutdated, "it was carried out before");
}

#[tokio::test]
async fn two_machines_with_one_key_name_leave_each_others_keys_while_there_are_free_slots() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 3);
    let machines = [("203.0.113.7", client(keys(&simulator))), ("198.51.100.9", client(keys(&simulator)))];
    for _ in 0..3 {
        for (address, client) in &machines {
            simulator.set_caller_ip(ip(address));
            client.test().await.unwrap();
        }
    }
    assert_eq!((simulator.counters().keys_created, simulator.counters().keys_revoked), (2, 0));
    // Each replaces only its own key when its address changes.
    simulator.set_caller_ip(ip("198.51.100.10"));
    machines[1].1.test().await.unwrap();
    let addresses: Vec<_> = own(&simulator).into_iter().map(|key| key.cidrs[0].clone()).collect();
    assert_eq!(addresses, ["203.0.113.7", "198.51.100.10"]);
    assert!(all_there(&simulator, &foreign));
}

#[tokio::test]
async fn stale_keys_are_revoked_as_far_as_slots_are_needed() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 6);
    for address in ["198.51.100.1", "198.51.100.2", "198.51.100.3"] {
        simulator.add_key(simulator.email(), "coc-rs", &[address]).unwrap();
    }
    let keys = keys(&simulator).key_count(3).build().unwrap();
    assert_eq!(keys.ensure().await.unwrap().len(), 3);
    assert_eq!((simulator.counters().keys_created, simulator.counters().keys_revoked), (3, 2));
    assert!(all_there(&simulator, &foreign));
    assert_eq!(simulator.keys(simulator.email()).len(), 10);
}

#[tokio::test]
async fn an_outdated_plan_is_not_carried_out() {
    let simulator = start().await;
    let keys = keys(&simulator).build().unwrap();
    let plan = keys.plan().await.unwrap();
    simulator.add_key(simulator.email(), "coc-rs", &["203.0.113.7"]).unwrap();
    let error = keys.apply(&plan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlanOutdated);
    assert_eq!((simulator.counters().keys_created, simulator.counters().keys_revoked), (0, 0));
}

#[tokio::test]
async fn a_plan_for_another_key_name_or_account_is_not_carried_out() {
    let simulator = start().await;
    let plan = keys(&simulator).key_name("theirs").build().unwrap().plan().await.unwrap();
    let error = keys(&simulator).build().unwrap().apply(&plan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlanOutdated);
    simulator.add_account("second@example.com", "p");
    let other = keys(&simulator).account("second@example.com", "p").build().unwrap();
    let error = keys(&simulator).build().unwrap().apply(&other.plan().await.unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("second@example.com"), "{error}");
    assert_eq!(simulator.counters().keys_created, 0);
}

#[tokio::test]
async fn a_list_has_the_status_of_each_key() {
    let simulator = start().await;
    simulator.add_key(simulator.email(), "coc-rs", &["203.0.113.0/28"]).unwrap();
    simulator.add_key(simulator.email(), "coc-rs", &["198.51.100.7"]).unwrap();
    simulator.add_key(simulator.email(), "other", &["203.0.113.7"]).unwrap();
    let list = keys(&simulator).build().unwrap().list().await.unwrap();
    let statuses: Vec<KeyStatus> = list.iter().map(|key| key.status).collect();
    assert_eq!(statuses, [KeyStatus::Valid, KeyStatus::Stale, KeyStatus::Foreign]);
}

#[tokio::test]
async fn revoke_stale_revokes_stale_keys_and_nothing_else() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 2);
    simulator.add_key(simulator.email(), "coc-rs", &["203.0.113.7"]).unwrap();
    simulator.add_key(simulator.email(), "coc-rs", &["198.51.100.7"]).unwrap();
    simulator.add_key(simulator.email(), "coc-rs", &["198.51.100.8"]).unwrap();
    let keys = keys(&simulator).key_count(3).build().unwrap();
    let plan = keys.revoke_stale().await.unwrap();
    assert_eq!((plan.goal, plan.accounts[0].revokes().count()), (Goal::RevokeStale, 2));
    assert_eq!((own(&simulator).len(), simulator.counters().keys_created), (1, 0));
    assert!(all_there(&simulator, &foreign));
    assert!(keys.plan_for(Goal::RevokeStale).await.unwrap().is_done());
}

#[tokio::test]
async fn a_rotation_replaces_all_of_our_keys_even_in_a_full_account() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 8);
    let keys = keys(&simulator).key_count(2).build().unwrap();
    let before = keys.ensure().await.unwrap();
    let plan = keys.plan_for(Goal::Rotate).await.unwrap();
    let is_rotation = |step: &&PlanStep| matches!(step, PlanStep::Revoke { reason: Reason::Rotation, .. });
    assert_eq!(plan.accounts[0].steps.iter().filter(is_rotation).count(), 2);
    let after = keys.rotate().await.unwrap();
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|key| before.iter().all(|other| other.id != key.id)));
    assert_eq!(simulator.keys(simulator.email()).len(), 10);
    assert!(all_there(&simulator, &foreign));
}
