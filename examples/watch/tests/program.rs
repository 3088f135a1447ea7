//! The program as a user runs it.
#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The program without its environment variables, at a speed at which much happens.
fn watch() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watch"));
    for variable in ["COC_TOKEN", "COC_BASE_URL", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(["--speed", "2000", "--all"]);
    command
}

/// Runs the program until it has printed this many events, and kills it. Returns its lines.
fn run_until_killed(state: &Path, events: usize) -> Vec<String> {
    let mut program = watch().arg("--state").arg(state).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let lines: Vec<String> = lines.take(1 + events).map(Result::unwrap).collect();
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(lines.len(), 1 + events, "{lines:#?}");
    lines
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_program_that_is_killed_twice_continues_and_reports_each_event_once() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("watch.json");
    let mut printed = HashSet::new();
    let mut saved_at = String::new();
    for _ in 0..3 {
        let lines = run_until_killed(&state, 150);
        assert!(lines[0].starts_with("Following 7 subjects on a built-in simulator"), "{}", lines[0]);
        let saved: Value = serde_json::from_slice(&std::fs::read(&state).unwrap()).unwrap();
        let now = saved["savedAt"].as_str().unwrap().to_owned();
        assert!(now >= saved_at, "{now} is before {saved_at}: the simulated time does not go on");
        saved_at = now;
        printed.extend(lines.into_iter().skip(1));
    }
    let log = json_lines(&state.with_extension("jsonl"));
    let mut seen = HashSet::new();
    let twice: Vec<_> = log.iter().filter(|line| !seen.insert(line["id"].as_str().unwrap())).collect();
    assert!(twice.is_empty(), "reported twice: {twice:#?}");
    assert!(log.len() >= 450, "{} events are logged", log.len());
    let times: Vec<&str> = log.iter().map(|line| line["event"]["observedAt"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "the log is in order of time");
}

#[test]
fn it_stops_after_the_requested_time_and_saves_its_state() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("watch.json");
    let output = watch().args(["--seconds", "1", "--state"]).arg(&state).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let saved: Value = serde_json::from_slice(&std::fs::read(&state).unwrap()).unwrap();
    let log = std::fs::metadata(state.with_extension("jsonl")).unwrap();
    assert_eq!(saved["logged"].as_u64(), Some(log.len()), "nothing is logged after the last save");
}

#[test]
fn a_file_that_is_not_a_state_is_an_error_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("watch.json");
    std::fs::write(&state, "not a state").unwrap();
    let output = watch().arg("--state").arg(&state).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains("watch.json is not a state of this program") && error.contains("delete it"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&state).unwrap(), "not a state");
}

#[test]
fn wrong_arguments_are_rejected() {
    for arguments in [["--speed", "0"], ["--seconds", "soon"], ["#OOPS!", "--all"]] {
        let output = watch().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_token_without_clans_asks_for_clans() {
    let output = watch().env("COC_TOKEN", "a-token").output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("name the clans to follow"), "{error}");
}
