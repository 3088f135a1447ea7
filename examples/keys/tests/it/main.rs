//! The program as a process, against the simulator's developer portal and API.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod commands;
mod failures;
mod shared_file;

use std::process::{Command, Output};

use serde_json::Value;
use simulator::{Builder, Simulator};

const NAME: &str = "bot";
/// The callers' address at the start.
const HERE: &str = "203.0.113.7";
const ELSEWHERE: &str = "198.51.100.4";

fn start() -> Simulator {
    start_as(Simulator::builder())
}

fn start_as(builder: Builder) -> Simulator {
    builder.clans(2).speed(0.0).start_blocking().unwrap()
}

/// The program without the environment variables that it reads.
fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keys"));
    for variable in ["COC_EMAIL", "COC_PASSWORD", "COC_BASE_URL", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// The program with the simulator's account and portal.
fn keys(simulator: &Simulator, arguments: &[&str]) -> Command {
    let mut command = bare();
    command.env("COC_EMAIL", simulator.email()).env("COC_PASSWORD", simulator.password());
    command.args(["--portal-url", &simulator.portal_url(), "--key-name", NAME]).args(arguments);
    command
}

/// The output of a run.
struct Run {
    stdout: String,
    stderr: String,
    code: i32,
}

impl Run {
    fn of(output: Output) -> Self {
        let Output { status, stdout, stderr } = output;
        let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        assert!(!(stdout.contains('\u{1b}') || stderr.contains('\u{1b}')), "colours outside of a terminal");
        Self { stdout, stderr, code: status.code().unwrap() }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.stdout, self.stderr))
    }
}

/// Runs the program and asserts that it prints no secret.
fn run(simulator: &Simulator, arguments: &[&str]) -> Run {
    let before = tokens(simulator);
    let run = Run::of(keys(simulator, arguments).output().unwrap());
    let printed = format!("{}{}", run.stdout, run.stderr);
    assert!(!printed.contains(simulator.password()), "{printed}");
    for token in before.into_iter().chain(tokens(simulator)) {
        assert!(!printed.contains(&token), "{printed}");
    }
    run
}

/// Like [`run`] with `--json`, for a run that succeeds.
fn document(simulator: &Simulator, arguments: &[&str]) -> Value {
    let run = run(simulator, &[arguments, &["--json"]].concat());
    assert_eq!((run.code, &*run.stderr), (0, ""), "{}", run.stdout);
    run.json()
}

fn tokens(simulator: &Simulator) -> Vec<String> {
    simulator.keys(simulator.email()).into_iter().map(|key| key.token).collect()
}

/// The ids of the account's keys with this name.
fn ids(simulator: &Simulator, name: &str) -> Vec<String> {
    let keys = simulator.keys(simulator.email()).into_iter();
    keys.filter(|key| key.name == name).map(|key| key.id).collect()
}

fn add(simulator: &Simulator, name: &str, range: &str) -> String {
    simulator.add_key(simulator.email(), name, &[range]).unwrap().id
}

/// The strings of a field of the documents in a list.
fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}
