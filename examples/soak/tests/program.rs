//! The program, run for two seconds.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::process::Command;

use serde_json::Value;

fn soak(arguments: &[&str]) -> (bool, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(arguments).output().unwrap();
    let report = serde_json::from_slice(&output.stdout);
    (
        output.status.success(),
        report.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr))),
    )
}

#[test]
fn two_seconds_of_faults_violate_no_invariant() {
    let (passed, report) = soak(&["--seconds", "2", "--clans", "24", "--concurrency", "8"]);
    assert!(passed, "{report:#}");
    assert_eq!((&report["result"], &report["requests"]["inFlight"]), (&"passed".into(), &0.into()));
    for key in ["calls", "faultsTriggered"] {
        assert!(report[key].as_u64().unwrap() > 0, "{report:#}");
    }
    assert_eq!(report["permitsAvailable"], 8);
}

#[test]
fn no_load_at_all_passes_with_every_permit() {
    let (passed, report) = soak(&["--seconds", "0"]);
    assert!(passed, "{report:#}");
    assert_eq!((&report["violations"], &report["permitsAvailable"]), (&serde_json::json!([]), &64.into()));
}

#[test]
fn no_callers_at_all_are_a_usage_error() {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(["--concurrency", "0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn completions_are_printed_without_a_run() {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(["--completions", "zsh"]).output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("--max-slope"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_violation_is_reported_and_fails_the_program() {
    let (passed, report) =
        soak(&["--seconds", "2", "--clans", "24", "--concurrency", "2", "--max-memory", "1"]);
    assert!(!passed);
    assert!(report["violations"][0].as_str().unwrap().contains("the client used"), "{report:#}");
}
