//! The program as a newcomer runs it.
#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::net::TcpListener;
use std::process::{Command, Output};
use std::time::Duration;

use simulator::{Fault, FaultKind, Simulator};

/// The program, without anything in the environment that it looks at.
fn quickstart() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    for variable in ["COC_TOKEN", "COC_BASE_URL", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// The program with this simulator in place of the real API.
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

/// Its output, if it succeeded and complained about nothing.
fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{}", stdout(&output));
    stdout(&output)
}

/// Its complaint, if it failed.
fn fails(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    stderr(&output)
}

#[test]
fn without_a_token_it_shows_the_whole_story_on_a_simulator() {
    let story = succeeds(&mut quickstart());
    let chapters = [
        "Talking to a simulator inside this program",
        "members,",
        "Members, 20 at a time",
        "page 1",
        "page 2",
        "players, 5 at once",
        "town hall",
        "most war stars",
        "Current war",
        "attacks",
        "A private war log",
        "private  clan.warlog: the war log is private (403 accessDenied)",
        "Wrong tags",
        "not sent   #CLASHER  clan: invalid tag",
        "not found  #VVVVVVVVVVVV  clan: not found",
    ];
    let mut rest = story.as_str();
    for chapter in chapters {
        let place = rest.find(chapter).unwrap_or_else(|| panic!("no `{chapter}` in its place in\n{story}"));
        rest = &rest[place + chapter.len()..];
    }
    assert!(!story.contains('\u{1b}'), "colours outside of a terminal: {story:?}");
}

#[test]
fn with_a_token_the_same_code_asks_the_api_at_the_address_given() {
    let latency = Duration::from_millis(20);
    let simulator = Simulator::builder().seed(5).speed(0.0).latency(latency).start_blocking().unwrap();
    let samples = simulator.samples();
    let story = succeeds(quickstart_at(&simulator).arg(&samples.warring_clan));
    assert!(story.contains(&format!("Talking to {}.", simulator.base_url())), "{story}");
    assert!(story.contains(&samples.warring_clan), "{story}");
    assert!(story.contains("Battle; it ends"), "{story}");
    assert!(story.contains("the war log is private"), "{story}");
    assert!(!story.contains(simulator.token()));
    let counters = simulator.counters();
    assert!(counters.by_route["player"] >= 30, "{counters:?}");
    assert!((2..=5).contains(&counters.peak_in_flight), "players are fetched at once: {counters:?}");
}

#[test]
fn a_clan_that_hides_its_wars_is_shown_without_them() {
    let simulator = Simulator::builder().speed(0.0).start_blocking().unwrap();
    let story = succeeds(quickstart_at(&simulator).arg(simulator.samples().private_clan));
    assert!(story.contains("The clan hides its wars."), "{story}");
}

#[test]
fn a_bad_token_is_told_and_not_repeated() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    let complaint = fails(quickstart_at(&simulator).env("COC_TOKEN", "not-the-right-one"));
    assert!(complaint.contains("the token is not valid"), "{complaint}");
    assert!(complaint.contains("Make a key"), "{complaint}");
    assert!(!complaint.contains("not-the-right-one"), "{complaint}");
}

#[test]
fn help_does_not_show_the_token() {
    let help = succeeds(quickstart().env("COC_TOKEN", "a-secret").arg("--help"));
    assert!(help.contains("COC_TOKEN") && !help.contains("a-secret"), "{help}");
}

#[test]
fn a_wrong_clan_tag_ends_it() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    let complaint = fails(quickstart_at(&simulator).arg("#HELLO"));
    assert!(complaint.contains("'H' at position 2"), "{complaint}");
    let complaint = fails(quickstart_at(&simulator).arg(simulator.samples().unknown_tag));
    assert!(complaint.contains("not found"), "{complaint}");
}

#[test]
fn an_address_without_a_token_is_not_guessed_about() {
    let complaint = fails(quickstart().env("COC_BASE_URL", "http://127.0.0.1:9/v1"));
    assert!(complaint.contains("no token"), "{complaint}");
}

#[test]
fn maintenance_and_silence_are_told_apart() {
    let simulator = Simulator::builder().start_blocking().unwrap();
    simulator.faults().add(Fault::new(FaultKind::MaintenanceHtml)).unwrap();
    let complaint = fails(&mut quickstart_at(&simulator));
    assert!(complaint.contains("the API is in maintenance"), "{complaint}");

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let complaint = fails(quickstart_at(&simulator).env("COC_BASE_URL", format!("http://{nobody}/v1")));
    assert!(complaint.contains("the server could not be reached"), "{complaint}");
    assert!(complaint.contains("because:"), "{complaint}");
}
