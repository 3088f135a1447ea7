//! The program as it is run, against a simulator that is well, ill, or not there.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::{Command, Output};

use coc_transport_native::endpoint::ROUTES;
use serde_json::Value;
use simulator::route::RouteResponse;
use simulator::{Builder, Fault, FaultKind, Progress, Simulator};

const TOKEN: &str = "a-token-that-must-not-be-seen";

fn start(builder: Builder) -> Simulator {
    builder.speed(0.0).start_blocking().unwrap()
}

/// The program with nothing in the environment that it looks at.
fn doctor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doctor"));
    for variable in ["COC_TOKEN", "COC_BASE_URL", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// The program in front of a simulator, which needs no protection from it.
fn doctor_at(simulator: &Simulator) -> Command {
    let mut command = doctor();
    command.arg("--base-url").arg(simulator.base_url()).arg("--token").arg(simulator.token());
    command.args(["--rate", "0"]);
    command
}

/// What it printed, both ways, and its exit code.
fn run(command: &mut Command) -> (String, i32) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let printed = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    assert!(!printed.contains('\u{1b}'), "colours outside of a terminal: {printed:?}");
    assert!(!printed.contains(TOKEN), "{printed}");
    (printed, status.code().unwrap())
}

/// The JSON document about a simulator, and the exit code. Holds every route of the inventory, once.
fn examine(simulator: &Simulator, arguments: &[&str]) -> (Value, i32) {
    let (printed, code) = run(doctor_at(simulator).arg("--json").args(arguments));
    assert!(!printed.contains(simulator.token()), "{printed}");
    let document: Value = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"));
    let names: Vec<&str> = routes(&document).map(|route| route["name"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = ROUTES.iter().map(coc_transport_native::coc_core::Route::name).collect();
    assert_eq!(names.len(), ROUTES.len(), "{names:?}");
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), known);
    (document, code)
}

fn routes(document: &Value) -> impl Iterator<Item = &Value> {
    document["routes"].as_array().unwrap().iter()
}

fn verdicts(document: &Value) -> BTreeSet<&str> {
    routes(document).map(|route| route["verdict"].as_str().unwrap()).collect()
}

fn route<'a>(document: &'a Value, name: &str) -> &'a Value {
    routes(document).find(|route| route["name"] == name).unwrap()
}

fn advice(document: &Value) -> String {
    document["advice"].to_string()
}

#[test]
fn every_route_is_called_once_and_understood() {
    let simulator = start(Simulator::builder());
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 0, "{document:#}");
    assert_eq!(document["summary"]["notUnderstood"], 0, "{document:#}");
    assert_eq!(document["summary"]["unmodelledFields"], 0, "{document:#}");
    assert_eq!(document["advice"], serde_json::json!([]));
    assert_eq!(simulator.counters().requests, u64::try_from(ROUTES.len()).unwrap());
    for route in routes(&document) {
        assert_eq!(route["decoded"], !route["path"].as_str().unwrap().contains("versus"), "{route:#}");
        assert_eq!(route["note"], Value::Null, "all was found by search and rankings: {route:#}");
        assert!(route["milliseconds"].as_f64().unwrap() > 0.0, "{route:#}");
    }
    assert_eq!(route(&document, "rankings.clans-versus")["status"], 404);
}

#[test]
fn the_table_says_the_same_as_the_document() {
    let simulator = start(Simulator::builder());
    let (table, code) = run(&mut doctor_at(&simulator));
    assert_eq!(code, 0, "{table}");
    for route in ROUTES {
        let lines = table.lines().filter(|line| line.split_whitespace().nth(2) == Some(route.template()));
        assert_eq!(lines.count(), 1, "{}\n{table}", route.template());
    }
    let summary = format!("{} routes understood, 0 not; 0 fields without a model", ROUTES.len());
    assert_eq!(table.lines().last(), Some(summary.as_str()));
    assert!(!table.contains(simulator.token()));
}

#[test]
fn new_fields_are_listed_and_no_failure() {
    for seed in [1, 2, 3] {
        let simulator = start(Simulator::builder().drift(true).seed(seed));
        let (document, code) = examine(&simulator, &[]);
        assert_eq!(code, 0, "{document:#}");
        assert_eq!(document["summary"]["notUnderstood"], 0);
        assert!(document["summary"]["unmodelledFields"].as_u64().unwrap() > 10, "{document:#}");
        let nested = routes(&document).flat_map(|route| route["unmodelled"].as_array().unwrap());
        assert!(nested.map(|field| field.as_str().unwrap()).any(|field| field.starts_with("items[].")));
    }
}

#[test]
fn the_clan_and_player_given_are_asked_about() {
    let simulator = start(Simulator::builder());
    let samples = simulator.samples();
    let (document, code) =
        examine(&simulator, &["--clan", &samples.private_clan, "--player", &samples.unknown_tag]);
    assert_eq!(code, 0, "{document:#}");
    assert_eq!(route(&document, "clan.warlog")["error"]["kind"], "PrivateWarLog");
    assert_eq!(route(&document, "clan")["decoded"], true);
    assert_eq!(route(&document, "player")["status"], 404);
    assert!(route(&document, "leaguegroup")["note"].as_str().unwrap().contains("no ranked group"));
    assert!(advice(&document).contains("hides its wars"));
}

#[test]
fn pages_of_gateways_and_maintenance_are_understood_as_such() {
    let json = FaultKind::Maintenance;
    for (kind, status, verdict) in [
        (FaultKind::Html { status: 500 }, 500, "server trouble"),
        (FaultKind::Html { status: 502 }, 502, "server trouble"),
        (FaultKind::Html { status: 503 }, 503, "maintenance"),
        (FaultKind::Html { status: 504 }, 504, "server trouble"),
        (FaultKind::UnknownException, 500, "server trouble"),
        (FaultKind::MaintenanceHtml, 503, "maintenance"),
        (json, 503, "maintenance"),
    ] {
        let simulator = start(Simulator::builder());
        simulator.faults().add(Fault::new(kind)).unwrap();
        let (document, code) = examine(&simulator, &[]);
        assert_eq!(code, 0, "{document:#}");
        assert_eq!(verdicts(&document), BTreeSet::from([verdict]));
        assert!(routes(&document).all(|route| route["status"] == status));
        assert!(advice(&document).contains("passes"));
    }
}

#[test]
fn what_cannot_be_found_is_replaced_and_said() {
    let simulator = start(Simulator::builder());
    let faults = ["clan.search", "rankings.clans", "rankings.players"];
    simulator.faults().add(Fault::new(FaultKind::Html { status: 502 }).on(faults)).unwrap();
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 0, "{document:#}");
    for name in ["clan", "clan.members", "cwl.war", "player", "player.verifytoken", "leaguegroup"] {
        let route = route(&document, name);
        assert_eq!(route["status"], 404, "{route:#}");
        assert!(route["note"].as_str().unwrap().contains("does not exist"), "{route:#}");
    }
}

#[test]
fn a_refused_token_is_understood_and_told() {
    let simulator = start(Simulator::builder());
    let mut command = doctor();
    command.env("COC_TOKEN", TOKEN).env("COC_BASE_URL", simulator.base_url());
    let (table, code) = run(&mut command);
    assert_eq!(code, 0, "{table}");
    assert!(table.contains("the token is not valid: Invalid authorization"), "{table}");
    let refused = format!("{} routes: the token was refused.", ROUTES.len());
    assert!(table.lines().last().unwrap().starts_with(&refused), "{table}");

    simulator.set_caller_ip([198, 51, 100, 4].into());
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 0);
    assert_eq!(route(&document, "clan")["error"]["reason"], "accessDenied.invalidIp");
    assert!(advice(&document).contains("198.51.100.4"), "{document:#}");
}

#[test]
fn throttling_is_understood_and_told() {
    let simulator = start(Simulator::builder().rate(1).burst(5));
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 0, "{document:#}");
    let throttled = |route: &&Value| route["error"]["kind"] == "Throttled";
    assert_eq!(routes(&document).filter(throttled).count(), ROUTES.len() - 5, "{document:#}");
    // A token that was throttled is left in peace.
    assert_eq!(simulator.counters().throttled, 1);
    assert!(advice(&document).contains("too many requests"), "{document:#}");
}

#[test]
fn a_wrong_type_is_not_understood_and_its_path_is_named() {
    let world = start(Simulator::builder());
    let clan = world.samples().clan;
    let simulator = start(Simulator::builder().respond_with(|_, _| {
        RouteResponse::Object(
            serde_json::json!({ "items": [{ "tag": 5 }], "tag": "#2PP", "clanLevel": { "is": 7 } }),
        )
    }));
    let (document, code) = examine(&simulator, &["--clan", &clan]);
    assert_eq!(code, 1);
    assert_eq!(route(&document, "clan")["error"]["path"], "clanLevel", "{document:#}");
    assert_eq!(route(&document, "clans")["error"]["path"], "items[0].tag", "{document:#}");
    assert_eq!(route(&document, "clan")["verdict"], "not decoded");

    let (table, code) = run(&mut doctor_at(&simulator));
    assert_eq!(code, 1);
    assert!(table.contains("at `items[0].tag`: invalid type: integer `5`"), "{table}");
    assert!(table.contains("the answer does not fit the model"), "{table}");
}

#[test]
fn numbers_as_text_are_not_understood() {
    let simulator = start(Simulator::builder());
    simulator.faults().add(Fault::new(FaultKind::WrongTypes).on(["clan", "labels.clans"])).unwrap();
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["summary"]["notUnderstood"], 2, "{document:#}");
}

#[test]
fn answers_that_end_early_are_not_understood() {
    let half =
        FaultKind::Content { body: "{\"items\":[{\"ta".into(), content_type: "application/json".into() };
    for (kind, words) in [
        (half, "ends early"),
        (FaultKind::Truncated { chunked: true }, "the connection broke"),
        (FaultKind::Truncated { chunked: false }, "the connection broke"),
    ] {
        let simulator = start(Simulator::builder());
        simulator.faults().add(Fault::new(kind)).unwrap();
        let (document, code) = examine(&simulator, &[]);
        assert_eq!(code, 1, "{document:#}");
        assert_eq!(document["summary"]["understood"], 0, "{document:#}");
        for route in routes(&document) {
            assert!(route["error"]["message"].as_str().unwrap().contains(words), "{route:#}");
        }
    }
}

#[test]
fn a_login_page_in_between_is_not_understood() {
    let simulator = start(Simulator::builder());
    let page = FaultKind::Content { body: "<html>log in</html>".into(), content_type: "text/html".into() };
    simulator.faults().add(Fault::new(page).on(["goldpass"])).unwrap();
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["summary"]["notUnderstood"], 1);
    assert_eq!(route(&document, "goldpass")["error"]["message"], "the body is HTML, not JSON");
}

#[test]
fn where_nobody_listens_it_says_so_once_and_fails() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}/v1");
    let (table, code) = run(doctor().args(["--base-url", &url, "--token", TOKEN]));
    assert_eq!(code, 1, "{table}");
    assert!(table.lines().next().unwrap().contains("the server could not be reached: "), "{table}");
    assert_eq!(table.matches("the server could not be reached").count(), 1, "{table}");
    assert!(table.contains("1 route: no whole answer came. Is the base URL right"), "{table}");
}

#[test]
fn where_nobody_answers_it_does_not_wait_for_each_route() {
    let simulator = start(Simulator::builder());
    simulator.faults().add(Fault::new(FaultKind::Stalled { after: Progress::Nothing })).unwrap();
    let (document, code) = examine(&simulator, &["--timeout", "1"]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(route(&document, "clans")["error"]["kind"], "Timeout", "{document:#}");
    assert_eq!(verdicts(&document), BTreeSet::from(["failed", "skipped"]));
    assert_eq!(simulator.counters().requests, 1);
}

#[test]
fn wrong_arguments_are_told_before_anything_is_sent() {
    let simulator = start(Simulator::builder());
    for (arguments, words) in [
        (&["--clan", "#HELLO"][..], "'H' at position 2"),
        (&["--base-url", "ftp://nowhere"], "http://"),
        (&["--token", "two words"], "blanks"),
        (&["--timeout", "0"], "--timeout"),
        (&["--nonsense"], "--nonsense"),
    ] {
        let mut command = doctor();
        command.env("COC_BASE_URL", simulator.base_url()).env("COC_TOKEN", TOKEN);
        let (printed, code) = run(command.args(arguments));
        assert_eq!(code, 2, "{printed}");
        assert!(printed.contains(words), "{printed}");
    }
    let (printed, code) = run(&mut doctor());
    assert_eq!(code, 2, "{printed}");
    assert!(printed.contains("COC_TOKEN"), "{printed}");
    assert_eq!(simulator.counters().requests, 0);
}

#[test]
fn help_does_not_show_the_token() {
    let (help, code) = run(doctor().env("COC_TOKEN", TOKEN).arg("--help"));
    assert_eq!(code, 0);
    assert!(help.contains("COC_TOKEN"), "{help}");
}
