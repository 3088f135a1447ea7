//! The program as a new user runs it.
#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::net::TcpListener;
use std::process::{Command, Output};
use std::time::Duration;

use simulator::{Fault, FaultKind, Simulator};

/// The program without its environment variables.
fn quickstart() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    for variable in ["COC_TOKEN", "COC_BASE_URL", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// The program with a simulator in place of the real API.
fn quickstart_at(simulator: &Simulator) -> Command {
    let mut command = quickstart();
    command.env("COC_TOKEN", simulator.token()).env("COC_BASE_URL", simulator.base_url());
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs the program and returns its output; it must succeed without an error message.
fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{}", stdout(&output));
    stdout(&output)
}

/// Runs the program and returns its error message; it must fail.
fn error_of(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    stderr(&output)
}

/// Runs the program and returns its error message; it must reject its arguments.
fn usage_error_of(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}{}", stdout(&output), stderr(&output));
    stderr(&output)
}

#[test]
fn without_a_token_it_shows_all_steps_on_a_simulator() {
    let output = output_of(&mut quickstart());
    let steps = [
        "Using a built-in simulator",
        "members,",
        "Members, 20 at a time",
        "page 1",
        "page 2",
        "players, 5 at once",
        "town hall",
        "most war stars",
        "Current war",
        "attacks",
        "Clan war league",
        "A private war log",
        "private  clan.warlog #",
        ": the war log is private (403 accessDenied)",
        "Wrong tags",
        "not sent   #CLASHER  clan: invalid tag",
        "not found  clan #VVVVVVVVVVVV: not found",
        "What to try next",
        "cargo run -p quickstart -- '#",
        "COC_TOKEN=… cargo run -p quickstart",
    ];
    let mut rest = output.as_str();
    for step in steps {
        let position = rest.find(step).unwrap_or_else(|| panic!("no `{step}` at its position in\n{output}"));
        rest = &rest[position + step.len()..];
    }
    assert!(["ends in ", "starts in ", "ended "].iter().any(|time| output.contains(time)), "{output}");
    assert!(!output.contains('\u{1b}'), "colors outside of a terminal: {output:?}");
}

#[test]
fn with_a_token_the_same_code_uses_the_given_base_url() {
    let latency = Duration::from_millis(20);
    let simulator = Simulator::builder().seed(5).speed(0.0).latency(latency).start_blocking().unwrap();
    let samples = simulator.samples();
    let output = output_of(quickstart_at(&simulator).arg(&samples.warring_clan));
    assert!(output.contains(&format!("Using {}.", simulator.base_url())), "{output}");
    assert!(output.contains(&samples.warring_clan), "{output}");
    assert!(output.contains("Battle; it ends"), "{output}");
    assert!(output.contains("the war log is private"), "{output}");
    assert!(!output.contains(simulator.token()));
    let counters = simulator.counters();
    assert!(counters.by_route["player"] >= 30, "{counters:?}");
    assert!((2..=5).contains(&counters.peak_in_flight), "players are fetched at once: {counters:?}");
}

#[test]
fn a_clan_in_the_war_leagues_is_shown_with_its_group_and_its_unused_attacks() {
    let simulator = Simulator::builder().speed(0.0).start_blocking().unwrap();
    let output = output_of(quickstart_at(&simulator).arg(simulator.samples().clan));
    let league = output.split("Clan war league\n").nth(1).unwrap();
    let lines: Vec<_> = league.lines().take(14).collect();
    assert!(lines[0].starts_with("  season 2026-07-"), "{output}");
    let ranks = lines[1..9].iter().map(|line| line.trim_start().split(' ').next().unwrap());
    let ranks: Vec<usize> = ranks.map(|rank| rank.parse().unwrap()).collect();
    assert!(ranks[0] == 1 && ranks.is_sorted() && ranks[7] <= 8, "{output}");
    assert!(lines[9].trim_start().starts_with("round "), "{output}");
    assert!(lines[10].contains(" of 15 attacks") || lines[10].contains(" of 30 attacks"), "{output}");
    assert!(lines[12].contains(". has left 1 "), "{output}");
}

#[test]
fn a_clan_with_a_private_war_log_is_shown_without_its_war() {
    let simulator = Simulator::builder().speed(0.0).start_blocking().unwrap();
    let output = output_of(quickstart_at(&simulator).arg(simulator.samples().private_clan));
    assert!(output.contains("The clan's war log is private."), "{output}");
}

#[test]
fn an_invalid_token_is_reported_but_not_printed() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    let error = error_of(quickstart_at(&simulator).env("COC_TOKEN", "not-the-right-one"));
    assert!(error.contains("the token is not valid"), "{error}");
    assert!(error.contains("Create a key"), "{error}");
    assert!(!error.contains("not-the-right-one"), "{error}");
}

#[test]
fn help_does_not_show_the_token() {
    let help = output_of(quickstart().env("COC_TOKEN", "a-secret").arg("--help"));
    assert!(help.contains("COC_TOKEN") && !help.contains("a-secret"), "{help}");
}

#[test]
fn an_invalid_or_unknown_clan_tag_is_an_error() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    let error = usage_error_of(quickstart_at(&simulator).arg("#HELLO"));
    assert!(error.contains("'H' at position 2"), "{error}");
    let error = error_of(quickstart_at(&simulator).arg(simulator.samples().unknown_tag));
    assert!(error.contains("not found"), "{error}");
}

#[test]
fn a_base_url_without_a_token_is_called_without_one() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    for token in [None, Some("")] {
        let mut command = quickstart();
        command.env("COC_BASE_URL", simulator.base_url()).envs(token.map(|token| ("COC_TOKEN", token)));
        let error = error_of(&mut command);
        assert!(error.contains("Missing authorization"), "{error}");
    }
    assert_eq!(simulator.counters().by_route["clans"], 2);
    let error = usage_error_of(quickstart().env("COC_BASE_URL", "https://api.clashofclans.com/v1"));
    assert!(error.contains("requires a token"), "{error}");
}

#[test]
fn invalid_settings_are_usage_errors() {
    for (variable, value) in [("COC_BASE_URL", "ftp://nowhere"), ("COC_TOKEN", "two words")] {
        let error = usage_error_of(quickstart().env(variable, value));
        assert!(error.contains("quickstart:") && !error.contains("two words"), "{error}");
    }
}

#[test]
fn completions_are_printed_without_a_request() {
    assert!(output_of(quickstart().args(["--completions", "bash"])).contains("--base-url"));
}

#[test]
fn maintenance_and_an_unreachable_server_are_distinguished() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    simulator.faults().add(Fault::new(FaultKind::MaintenanceHtml)).unwrap();
    let error = error_of(&mut quickstart_at(&simulator));
    assert!(error.contains("the API is in maintenance"), "{error}");

    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = error_of(quickstart_at(&simulator).env("COC_BASE_URL", format!("http://{unused}/v1")));
    assert!(error.contains("the server could not be reached"), "{error}");
    assert!(error.contains("refused") && !error.contains("caused by:"), "{error}");
}
