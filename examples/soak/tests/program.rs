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
    assert_eq!((&report["result"], &report["requests"]["in_flight"]), (&"passed".into(), &0.into()));
    for key in ["calls", "faults_triggered"] {
        assert!(report[key].as_u64().unwrap() > 0, "{report:#}");
    }
    assert_eq!(report["permits_available"], 8);
}

#[cfg(target_os = "linux")]
#[test]
fn a_violation_is_reported_and_fails_the_program() {
    let (passed, report) =
        soak(&["--seconds", "2", "--clans", "24", "--concurrency", "2", "--max-memory", "1"]);
    assert!(!passed);
    assert!(report["violations"][0].as_str().unwrap().contains("the client used"), "{report:#}");
}
