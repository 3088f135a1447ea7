//! A portal that fails, always or half of the time.

use std::{collections::HashSet, time::Duration};

use coc_core::ErrorKind;
use coc_keys::ErrorKind as KeysErrorKind;
use futures_util::{FutureExt as _, future::select};
use simulator::{Fault, FaultKind, PortalSettings, Progress};

use crate::support::*;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn while_the_portal_is_down_calls_fail_with_the_cause_and_few_logins_and_then_recover() {
    for (fault, kind) in [
        (reset(Progress::Nothing), KeysErrorKind::Unreachable),
        (FaultKind::Html { status: 502 }, KeysErrorKind::Html),
        (FaultKind::ApplicationError { status: 200 }, KeysErrorKind::Temporary),
        (FaultKind::ApplicationError { status: 500 }, KeysErrorKind::Temporary),
        (FaultKind::Throttled { retry_after: Some(30) }, KeysErrorKind::Throttled),
        (FaultKind::Truncated { chunked: false }, KeysErrorKind::Unreachable),
        (
            FaultKind::Content { body: "{\"sta".into(), content_type: "application/json".into() },
            KeysErrorKind::Unreadable,
        ),
        (
            FaultKind::Redirect { location: "https://elsewhere.example/".into(), status: 302 },
            KeysErrorKind::Redirect,
        ),
    ] {
        let simulator = start().await;
        let clock = AdjustableClock::skipping_pauses();
        let client = client(keys_at(&simulator, &clock));
        client.test().await.unwrap();
        simulator.set_caller_ip(ip("198.51.100.9"));
        simulator.reset_counters();
        add_fault(&simulator, fault, "portal.*");
        // Ten minutes with a call every three seconds.
        let mut before = 0;
        for minute in 0..10 {
            for _ in 0..20 {
                let error = client.test().await.unwrap_err();
                assert_eq!(cause(&error).kind(), kind, "{error}");
                let is_lasting = kind == KeysErrorKind::Redirect;
                assert_eq!(
                    (error.is_credentials(), error.is_transient()),
                    (is_lasting, !is_lasting),
                    "{error}"
                );
                clock.advance(Duration::from_secs(3));
            }
            let now = logins(&simulator);
            assert!(now - before <= 3, "{} logins in minute {minute} of {kind:?}", now - before);
            before = now;
        }
        assert!(before >= 5, "{before} logins in ten minutes are no attempt to recover from {kind:?}");
        simulator.faults().clear();
        clock.advance(MINUTE);
        client.test().await.unwrap();
        assert_eq!(own(&simulator).len(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn a_failure_after_the_login_reuses_the_session() {
    let simulator = start().await;
    let clock = AdjustableClock::skipping_pauses();
    let client = client(keys_at(&simulator, &clock));
    add_fault(&simulator, FaultKind::Html { status: 504 }, "portal.list");
    for _ in 0..40 {
        let error = client.test().await.unwrap_err();
        assert_eq!(cause(&error).kind(), KeysErrorKind::Html);
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(logins(&simulator), 1);
    assert!(simulator.counters().portal_requests < 40, "{}", simulator.counters().portal_requests);
    simulator.faults().clear();
    clock.advance(MINUTE);
    client.test().await.unwrap();
}

#[tokio::test]
async fn while_the_circuit_is_open_calls_fail_at_once_with_the_cool_down() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let client = client(keys_at(&simulator, &clock));
    add_fault(&simulator, FaultKind::Html { status: 502 }, "portal.*");
    client.test().await.unwrap_err();
    simulator.reset_counters();
    let errors = failures_of(&client, 100).await;
    assert_eq!(errors.len(), 100);
    assert_eq!(simulator.counters().portal_requests, 0);
    for error in &errors {
        let cool_down = cause(error).cool_down().unwrap();
        assert!(
            cool_down <= Duration::from_secs(20) && error.to_string().contains("next attempt in"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_silent_portal_is_a_timeout_and_impatient_calls_cost_few_logins() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let client = client(keys_at(&simulator, &clock).portal_timeout(Duration::from_millis(400)));
    add_fault(&simulator, FaultKind::Stalled { after: Progress::Nothing }, "portal.*");
    let patient = client.locations().limit(1).await.unwrap_err();
    assert_eq!(cause(&patient).kind(), KeysErrorKind::Timeout);
    clock.advance(MINUTE);
    // Calls that end before the portal's time limit do not cause a login each.
    for limit in 1..20 {
        let hasty = client.locations().limit(limit).deadline(Duration::from_millis(20)).await.unwrap_err();
        assert!(matches!(hasty.kind(), ErrorKind::Timeout | ErrorKind::CredentialsUnavailable), "{hasty}");
    }
    assert!(logins(&simulator) <= 4, "{}", logins(&simulator));
    simulator.faults().clear();
    clock.advance(MINUTE);
    client.test().await.unwrap();
}

/// Faults after which it is unknown whether a request was carried out.
const AMBIGUOUS: [FaultKind; 4] = [
    FaultKind::Html { status: 502 },
    FaultKind::Reset { after: Progress::Nothing },
    FaultKind::Reset { after: Progress::HalfBody },
    FaultKind::Truncated { chunked: true },
];

#[tokio::test]
async fn a_portal_that_fails_half_of_the_time_leaks_no_slot() {
    let simulator = start().await;
    let foreign = add_foreign(&simulator, 4);
    let clock = AdjustableClock::skipping_pauses();
    let client = client(keys_at(&simulator, &clock).key_count(2));
    // Four faults of this probability: half of all requests fail.
    for kind in AMBIGUOUS {
        simulator.faults().add(Fault::new(kind).on(["portal.*"]).with_probability(0.16)).unwrap();
    }
    let (mut failed, mut most) = (0, 0);
    for change in 0..50 {
        simulator.set_caller_ip(address(change));
        // Until it succeeds: every failure is transient.
        let mut tries = 0;
        while let Err(error) = client.test().await {
            assert!(cause(&error).kind().is_transient(), "{error}");
            most = most.max(own(&simulator).len());
            clock.advance(MINUTE);
            failed += 1;
            tries += 1;
            assert!(tries < 100, "change {change}: {error}");
        }
        most = most.max(own(&simulator).len());
    }
    assert!(failed > 0, "no request failed");
    assert!(most <= 2, "{most} keys of ours, and two are wanted");
    assert!(all_there(&simulator, &foreign));
    assert_eq!(simulator.keys(simulator.email()).len(), 6);
}

#[tokio::test]
async fn a_created_key_is_found_and_used_after_its_response_was_lost() {
    for kind in [reset(Progress::Headers), reset(Progress::HalfBody), FaultKind::Truncated { chunked: false }]
    {
        let simulator = start().await;
        simulator.faults().add(Fault::new(kind).on(["portal.create"]).times(1)).unwrap();
        let client = keys(&simulator).connect().await.unwrap();
        assert_eq!(simulator.counters().keys_created, 1);
        assert_eq!(own(&simulator).len(), 1);
        client.test().await.unwrap();
    }
}

#[tokio::test]
async fn a_session_that_ended_is_renewed_within_the_job() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let keys = keys_at(&simulator, &clock).build().unwrap();
    let plan = keys.plan().await.unwrap();
    simulator.end_sessions();
    keys.apply(&plan).await.unwrap();
    assert_eq!((simulator.counters().logins, own(&simulator).len()), (2, 1));
}

#[tokio::test]
async fn an_expired_session_is_not_used() {
    let simulator = start_with(PortalSettings { session_seconds: 40, ..PortalSettings::default() }).await;
    let clock = AdjustableClock::new();
    let keys = keys_at(&simulator, &clock).ip(ip("203.0.113.7")).build().unwrap();
    keys.list().await.unwrap();
    keys.list().await.unwrap();
    assert_eq!(simulator.counters().logins, 1);
    clock.advance(Duration::from_secs(40));
    simulator.advance(Duration::from_secs(40));
    keys.list().await.unwrap();
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.by_route["portal.list"]), (2, 3));
}

#[tokio::test]
async fn a_rejected_password_is_sent_once_until_it_is_changed() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let keys = coc_keys::Keys::builder(transport(), clock.clone())
        .portal_url(simulator.portal_url())
        .account(simulator.email(), "not the password")
        .build()
        .unwrap();
    for _ in 0..20 {
        let error = keys.ensure().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.account()),
            (KeysErrorKind::WrongCredentials, Some(simulator.email()))
        );
        assert!(keys.list().await.is_err());
        clock.advance(MINUTE);
    }
    assert_eq!(logins(&simulator), 1);
    keys.set_password(simulator.email(), password(&simulator)).await.unwrap();
    assert_eq!(keys.ensure().await.unwrap().len(), 1);
    assert!(keys.set_password("unknown@example.com", "x").await.is_err());
}

#[tokio::test]
async fn a_call_tells_a_wrong_password_from_a_dead_portal_and_says_when_to_try_again() {
    let simulator = start().await;
    let clock = AdjustableClock::new();
    let wrong = coc_keys::Keys::builder(transport(), clock.clone());
    let wrong = wrong.portal_url(simulator.portal_url()).account(simulator.email(), "not the password");
    let wrong = client(wrong).test().await.unwrap_err();
    assert_eq!((wrong.kind(), wrong.retry_after()), (ErrorKind::Credentials, None), "{wrong}");
    assert!(wrong.is_credentials() && !wrong.is_transient());
    assert!(wrong.to_string().contains("rejected the email or the password"), "{wrong}");

    // No server listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let dead = keys_at(&simulator, &clock).portal_url(format!("http://{free}/api"));
    let client = client(dead);
    for is_first in [true, false] {
        let dead = client.test().await.unwrap_err();
        assert_eq!((dead.kind(), dead.attempts()), (ErrorKind::CredentialsUnavailable, 0), "{dead}");
        assert!(dead.is_transient() && !dead.is_credentials());
        let cause = ": the developer portal could not be reached: Connection refused";
        assert!(dead.to_string().contains(cause), "{dead}");
        assert_eq!(dead.retry_after().is_none(), is_first, "{dead:?}");
    }
}

#[tokio::test]
async fn a_login_that_the_portal_throttles_is_not_retried() {
    let simulator = start_with(PortalSettings { logins_per_minute: 1, ..PortalSettings::default() }).await;
    let clock = AdjustableClock::new();
    let client = client(keys_at(&simulator, &clock));
    client.test().await.unwrap();
    simulator.set_caller_ip(ip("198.51.100.9"));
    for _ in 0..10 {
        let error = client.test().await.unwrap_err();
        assert_eq!(cause(&error).kind(), KeysErrorKind::Throttled, "{error}");
    }
    assert_eq!(logins(&simulator), 2);
    clock.advance(MINUTE);
    simulator.advance(MINUTE);
    client.test().await.unwrap();
}

#[tokio::test]
async fn a_job_that_all_callers_cancelled_is_resumed_and_loses_nothing() {
    let simulator = start().await;
    simulator.configure(|settings| settings.latency_ms = 10);
    let clock = AdjustableClock::new();
    let mut ids = HashSet::new();
    // The job takes four responses: login, list, and two keys. It is cancelled at various points.
    for patience in 0..12 {
        let keys = keys_at(&simulator, &clock).key_count(2).build().unwrap();
        let before = logins(&simulator);
        let patience = tokio::time::sleep(Duration::from_millis(patience * 4));
        select(std::pin::pin!(keys.ensure()), std::pin::pin!(patience)).await;
        let used = keys.ensure().await.unwrap();
        assert_eq!(used.len(), 2);
        ids.extend(used.into_iter().map(|key| key.id));
        assert!(logins(&simulator) <= before + 2, "a cancelled login, and a completed one");
        assert_eq!(own(&simulator).len(), 2);
    }
    assert!(ids.len() <= 4, "{ids:?}");
    assert!(ids.len() >= 2);
    let keys = keys(&simulator).build().unwrap();
    assert!(keys.ensure().now_or_never().is_none());
}
