//! The message and the exit code of failed runs.

use std::{fs, net::TcpListener};

use simulator::{Fault, FaultKind, Simulator};

use super::{ELSEWHERE, HERE, Run, add, bare, keys, run, start, tokens};

/// Runs the program with `--json`: a document with the error, whose message is on standard error,
/// too.
fn fails(simulator: &Simulator, arguments: &[&str], (code, kind): (i32, &str)) -> String {
    let failed = run(simulator, &[arguments, &["--json"]].concat());
    assert_eq!(failed.code, code, "{} {}", failed.stdout, failed.stderr);
    let error = &failed.json()["error"];
    assert_eq!((&error["exitCode"], &error["kind"]), (&code.into(), &kind.into()));
    let message = error["message"].as_str().unwrap().to_owned();
    assert_eq!(failed.stderr, format!("keys: {message}\n"));
    message
}

#[test]
fn a_wrong_password_has_its_own_exit_code_and_is_sent_once() {
    let simulator = start();
    for command in ["list", "plan", "ensure", "rotate", "revoke-stale"] {
        let mut command = keys(&simulator, &[command]);
        let rejected = Run::of(command.env("COC_PASSWORD", "not-the-password").output().unwrap());
        assert_eq!((rejected.code, &*rejected.stdout), (3, ""));
        assert!(rejected.stderr.contains(simulator.email()), "{}", rejected.stderr);
        assert!(!rejected.stderr.contains("not-the-password"), "{}", rejected.stderr);
    }
    assert_eq!(simulator.counters().failed_logins, 5);
}

#[test]
fn missing_credentials_without_a_terminal_are_named() {
    let simulator = start();
    for variable in ["COC_EMAIL", "COC_PASSWORD"] {
        let missing = Run::of(keys(&simulator, &["list"]).env_remove(variable).output().unwrap());
        assert_eq!(missing.code, 2);
        assert!(missing.stderr.contains(variable), "{}", missing.stderr);
    }
    assert_eq!(simulator.counters().portal_requests, 0);
}

#[test]
fn foreign_keys_that_fill_the_account_are_named_and_stay() {
    let simulator = start();
    for number in 0..10 {
        add(&simulator, &format!("website {number}"), HERE);
    }
    let before = tokens(&simulator);
    for command in ["ensure", "rotate"] {
        let message = fails(&simulator, &[command], (1, "keyLimit"));
        for number in 0..10 {
            assert!(message.contains(&format!("website {number}")), "{message}");
        }
    }
    let planned = run(&simulator, &["plan", "--json"]);
    assert_eq!(planned.code, 1);
    assert_eq!(
        (&planned.json()["reached"], &planned.json()["plan"]["accounts"][0]["missing"]),
        (&false.into(), &1.into())
    );
    assert_eq!(tokens(&simulator), before);
}

#[test]
fn a_portal_that_fails_or_is_unreachable_has_the_exit_code_for_a_later_run() {
    let simulator = start();
    let faults = [
        (FaultKind::Html { status: 502 }, "html"),
        (FaultKind::ApplicationError { status: 500 }, "temporary"),
        (FaultKind::Throttled { retry_after: None }, "throttled"),
    ];
    for (fault, kind) in faults {
        simulator.faults().add(Fault::new(fault).on(["portal.*"])).unwrap();
        fails(&simulator, &["list"], (4, kind));
        simulator.faults().clear();
    }
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    fails(&simulator, &["list", "--portal-url", &format!("http://{unused}/api")], (4, "unreachable"));
}

#[test]
fn invalid_arguments_are_rejected_before_a_request_is_sent() {
    let simulator = start();
    for arguments in [
        &["ensure", "--portal-url", "http://portal.example/api"][..],
        &["ensure", "--portal-url", "portal"],
        &["ensure", "--base-url", "http://api.example/v1"],
        &["ensure", "--key-name", ""],
    ] {
        fails(&simulator, arguments, (2, "settings"));
    }
    for arguments in [
        &["ensure", "--key-count", "0"][..],
        &["ensure", "--key-count", "11"],
        &["ensure", "--ip", "here"],
        &["ensure", "--password", "secret"],
        &["ensure", "--show-tokens", "--dry-run"],
        &[],
    ] {
        assert_eq!(run(&simulator, arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(Run::of(bare().arg("--version").output().unwrap()).code, 0);
    assert_eq!(simulator.counters().portal_requests, 0);
}

#[test]
fn a_damaged_key_file_is_rejected_and_stays_unchanged() {
    let (simulator, place) = (start(), tempfile::tempdir().unwrap());
    let path = place.path().join("keys.json");
    assert_eq!(run(&simulator, &["ensure", "--file", path.to_str().unwrap()]).code, 0);
    fs::write(&path, "{").unwrap();
    let before = tokens(&simulator);
    simulator.set_caller_ip(ELSEWHERE.parse().unwrap());
    let message = fails(&simulator, &["ensure", "--file", path.to_str().unwrap()], (5, "file"));
    assert!(message.contains("keys.json") && message.contains("damaged"), "{message}");
    assert_eq!((fs::read_to_string(&path).unwrap(), tokens(&simulator)), ("{".to_owned(), before));
}

#[test]
fn a_rejected_key_and_a_failing_api_have_different_exit_codes() {
    let simulator = start();
    let base_url = simulator.base_url();
    let arguments = ["ensure", "--json", "--base-url", &base_url];
    simulator.faults().add(Fault::new(FaultKind::Maintenance)).unwrap();
    let unknown = run(&simulator, &arguments);
    assert_eq!((unknown.code, &unknown.json()["keys"][0]["check"]), (4, &"unknown".into()));
    simulator.faults().clear();
    // A key is created for the given address, but the API sees another one.
    let message =
        fails(&simulator, &["ensure", "--base-url", &base_url, "--ip", ELSEWHERE], (1, "keyRejected"));
    assert!(message.contains(HERE) && message.contains(ELSEWHERE), "{message}");
    assert_eq!(simulator.counters().keys_created, 2);
}
