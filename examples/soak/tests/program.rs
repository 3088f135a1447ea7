//! The program as it is run, for two seconds.

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
fn two_seconds_of_faults_violate_nothing() {
    let (held, report) = soak(&["--seconds", "2", "--clans", "24", "--concurrency", "8"]);
    assert!(held, "{report:#}");
    assert_eq!((&report["verdict"], &report["requests"]["in_the_air"]), (&"held".into(), &0.into()));
    for figure in ["calls", "faults_struck"] {
        assert!(report[figure].as_u64().unwrap() > 0, "{report:#}");
    }
    assert_eq!(report["places_free"], 8);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_violated_is_told_and_fails_the_program() {
    let (held, report) =
        soak(&["--seconds", "2", "--clans", "24", "--concurrency", "2", "--max-memory", "1"]);
    assert!(!held);
    assert!(report["violations"][0].as_str().unwrap().contains("the client took"), "{report:#}");
}
