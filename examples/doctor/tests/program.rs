//! The program against a simulator that works, fails, or is unreachable.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::{Command, Output};

use coc_transport_native::ErrorKind;
use coc_transport_native::coc_core::decode;
use coc_transport_native::endpoint::ROUTES;
use serde_json::Value;
use simulator::route::RouteResponse;
use simulator::{Builder, Fault, FaultKind, Progress, Simulator};

const TOKEN: &str = "a-token-that-must-not-be-seen";

fn start(builder: Builder) -> Simulator {
    builder.speed(0.0).start_blocking().unwrap()
}

/// The program without its environment variables.
fn doctor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doctor"));
    for variable in ["COC_TOKEN", "COC_BASE_URL", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// The program with a simulator's base URL and token, without a rate limit.
fn doctor_at(simulator: &Simulator) -> Command {
    let mut command = doctor();
    command.arg("--base-url").arg(simulator.base_url()).arg("--token").arg(simulator.token());
    command.args(["--rate", "0"]);
    command
}

/// Returns standard output and standard error together, and the exit code.
fn run(command: &mut Command) -> (String, i32) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let printed = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    assert!(!printed.contains('\u{1b}'), "colors outside of a terminal: {printed:?}");
    assert!(!printed.contains(TOKEN), "{printed}");
    (printed, status.code().unwrap())
}

/// Returns the JSON document about a simulator, which must list every route, and the exit code.
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

fn outcomes(document: &Value) -> BTreeSet<&str> {
    routes(document).map(|route| route["outcome"].as_str().unwrap()).collect()
}

fn route<'a>(document: &'a Value, name: &str) -> &'a Value {
    routes(document).find(|route| route["name"] == name).unwrap()
}

fn advice(document: &Value) -> String {
    document["advice"].to_string()
}

#[test]
fn every_route_is_called_once_and_decoded() {
    let simulator = start(Simulator::builder());
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 0, "{document:#}");
    assert_eq!(document["summary"]["notUnderstood"], 0, "{document:#}");
    assert_eq!(document["summary"]["unmodelledFields"], 0, "{document:#}");
    assert_eq!(document["advice"], serde_json::json!([]));
    assert_eq!(simulator.counters().requests, u64::try_from(ROUTES.len()).unwrap());
    for route in routes(&document) {
        assert_eq!(route["decoded"], !route["path"].as_str().unwrap().contains("versus"), "{route:#}");
        assert_eq!(route["note"], Value::Null, "search and rankings provide every subject: {route:#}");
        assert!(route["milliseconds"].as_f64().unwrap() > 0.0, "{route:#}");
    }
    assert_eq!(route(&document, "rankings.clans-versus")["status"], 404);
}

#[test]
fn the_table_shows_the_same_data_as_the_document() {
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
fn unknown_fields_are_listed_and_are_no_failure() {
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
fn the_given_clan_and_player_are_requested() {
    let simulator = start(Simulator::builder());
    let samples = simulator.samples();
    let (document, code) =
        examine(&simulator, &["--clan", &samples.private_clan, "--player", &samples.unknown_tag]);
    assert_eq!(code, 0, "{document:#}");
    assert_eq!(route(&document, "clan.warlog")["error"]["kind"], "PrivateWarLog");
    assert_eq!(route(&document, "clan")["decoded"], true);
    assert_eq!(route(&document, "player")["status"], 404);
    assert!(route(&document, "leaguegroup")["note"].as_str().unwrap().contains("no ranked group"));
    assert!(advice(&document).contains("war log is private"));
}

#[test]
fn server_errors_and_maintenance_are_understood() {
    let json = FaultKind::Maintenance;
    for (kind, status, outcome) in [
        (FaultKind::Html { status: 500 }, 500, "server error"),
        (FaultKind::Html { status: 502 }, 502, "server error"),
        (FaultKind::Html { status: 503 }, 503, "maintenance"),
        (FaultKind::Html { status: 504 }, 504, "server error"),
        (FaultKind::UnknownException, 500, "server error"),
        (FaultKind::MaintenanceHtml, 503, "maintenance"),
        (json, 503, "maintenance"),
    ] {
        let simulator = start(Simulator::builder());
        simulator.faults().add(Fault::new(kind)).unwrap();
        let (document, code) = examine(&simulator, &[]);
        assert_eq!(code, 0, "{document:#}");
        assert_eq!(outcomes(&document), BTreeSet::from([outcome]));
        assert!(routes(&document).all(|route| route["status"] == status));
        assert!(advice(&document).contains("Try again later"));
    }
}

#[test]
fn a_missing_subject_is_replaced_and_noted() {
    let simulator = start(Simulator::builder());
    let faults = ["clans", "rankings.clans", "rankings.players"];
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
fn a_rejected_token_is_understood_and_reported_and_fails() {
    let simulator = start(Simulator::builder());
    let mut command = doctor();
    command.env("COC_TOKEN", TOKEN).env("COC_BASE_URL", simulator.base_url());
    let (table, code) = run(&mut command);
    assert_eq!(code, 1, "{table}");
    assert!(table.contains("the token is not valid: Invalid authorization"), "{table}");
    let rejected = format!("{} routes: the API rejected the key.", ROUTES.len());
    assert!(table.lines().last().unwrap().starts_with(&rejected), "{table}");

    simulator.set_caller_ip([198, 51, 100, 4].into());
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 1);
    assert_eq!(document["summary"]["keyRejected"], true);
    assert_eq!(document["summary"]["notUnderstood"], 0);
    assert_eq!(route(&document, "clan")["error"]["reason"], "accessDenied.invalidIp");
    assert!(advice(&document).contains("198.51.100.4"), "{document:#}");
}

#[test]
fn a_token_that_is_rejected_on_one_route_is_no_failure() {
    let simulator = start(Simulator::builder());
    simulator.faults().add(Fault::new(FaultKind::InvalidKey).on(["goldpass"])).unwrap();
    let (document, code) = examine(&simulator, &[]);
    assert_eq!((code, &document["summary"]["keyRejected"]), (0, &false.into()), "{document:#}");
}

#[test]
fn without_a_token_a_base_url_that_is_not_official_is_called() {
    let simulator = start(Simulator::builder().respond_with(|_, _| RouteResponse::Items(Vec::new())));
    let (printed, code) = run(doctor().args(["--base-url", &simulator.base_url(), "--json", "--rate", "0"]));
    let document: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(simulator.counters().requests, u64::try_from(ROUTES.len()).unwrap());
    assert_eq!(route(&document, "clan")["error"]["message"], "the token is not valid: Missing authorization");
    assert_eq!(code, 1);
}

#[test]
fn keys_of_the_document_are_in_camel_case() {
    fn keys(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                keys(value, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let (document, _) = examine(&start(Simulator::builder()), &[]);
    let mut found = BTreeSet::new();
    keys(&document, &mut found);
    assert!(found.iter().all(|key| key.chars().all(|letter| letter.is_ascii_alphabetic())), "{found:?}");
}

#[test]
fn completions_are_printed_without_a_request() {
    let (script, code) = run(doctor().args(["--completions", "fish"]));
    assert_eq!(code, 0);
    assert!(script.contains("complete -c doctor") && script.contains("timeout"), "{script}");
}

#[test]
fn throttling_is_understood_and_reported() {
    let simulator = start(Simulator::builder().rate(1).burst(5));
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 0, "{document:#}");
    let throttled = |route: &&Value| route["error"]["kind"] == "Throttled";
    assert_eq!(routes(&document).filter(throttled).count(), ROUTES.len() - 5, "{document:#}");
    // No further request is sent with a throttled token.
    assert_eq!(simulator.counters().throttled, 1);
    assert!(advice(&document).contains("too many requests"), "{document:#}");
}

#[test]
fn a_wrong_type_is_not_understood_and_its_path_is_reported() {
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
    assert_eq!(route(&document, "clan")["outcome"], "not decoded");

    let (table, code) = run(&mut doctor_at(&simulator));
    assert_eq!(code, 1);
    assert!(table.contains("at `items[0].tag`: invalid type: integer `5`"), "{table}");
    assert!(table.contains("the response does not match the model"), "{table}");
}

#[test]
fn numbers_as_strings_are_not_understood() {
    let simulator = start(Simulator::builder());
    simulator.faults().add(Fault::new(FaultKind::WrongTypes).on(["clan", "labels.clans"])).unwrap();
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["summary"]["notUnderstood"], 2, "{document:#}");
}

#[test]
fn truncated_responses_are_not_understood() {
    let body = "{\"items\":[{\"ta";
    let half = FaultKind::Content { body: body.into(), content_type: "application/json".into() };
    let truncated = decode::json::<Value>(body.as_bytes()).unwrap_err().to_string();
    for (kind, message) in [
        (half, truncated.as_str()),
        (FaultKind::Truncated { chunked: true }, ErrorKind::Interrupted.as_str()),
        (FaultKind::Truncated { chunked: false }, ErrorKind::Interrupted.as_str()),
    ] {
        let simulator = start(Simulator::builder());
        simulator.faults().add(Fault::new(kind)).unwrap();
        let (document, code) = examine(&simulator, &[]);
        assert_eq!(code, 1, "{document:#}");
        assert_eq!(document["summary"]["understood"], 0, "{document:#}");
        for route in routes(&document) {
            assert!(route["error"]["message"].as_str().unwrap().contains(message), "{route:#}");
        }
    }
}

#[test]
fn a_captive_portal_page_is_not_understood() {
    let simulator = start(Simulator::builder());
    let page = FaultKind::Content { body: "<html>log in</html>".into(), content_type: "text/html".into() };
    simulator.faults().add(Fault::new(page).on(["goldpass"])).unwrap();
    let (document, code) = examine(&simulator, &[]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["summary"]["notUnderstood"], 1);
    assert_eq!(route(&document, "goldpass")["error"]["message"], "the body is HTML, not JSON");
    assert!(advice(&document).contains("1 route: the response is an HTML page, not JSON."), "{document:#}");
    assert!(!advice(&document).contains("does not match the model"), "{document:#}");
}

#[test]
fn an_html_page_with_any_status_is_called_one() {
    for status in [403, 404, 418, 502, 503] {
        let simulator = start(Simulator::builder());
        simulator.faults().add(Fault::new(FaultKind::Html { status }).on(["goldpass"])).unwrap();
        let (document, _) = examine(&simulator, &[]);
        let message = route(&document, "goldpass")["error"]["message"].to_string();
        assert!(message.contains("the body is HTML, not JSON"), "{status}: {message}");
    }
}

#[test]
fn a_body_that_is_no_json_is_not_called_a_mismatch() {
    for (body, expected) in [("upstream timeout", "is not JSON"), ("{\"items\":[", "is truncated")] {
        let simulator = start(Simulator::builder());
        let page = FaultKind::Content { body: body.into(), content_type: "text/plain".into() };
        simulator.faults().add(Fault::new(page).on(["goldpass"])).unwrap();
        let (document, code) = examine(&simulator, &[]);
        assert_eq!(code, 1);
        assert!(advice(&document).contains(expected), "{document:#}");
        assert!(!advice(&document).contains("does not match the model"), "{document:#}");
    }
}

#[test]
fn an_unreachable_server_is_reported_once() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{unused}/v1");
    let (table, code) = run(doctor().args(["--base-url", &url, "--token", TOKEN]));
    assert_eq!(code, 1, "{table}");
    assert!(table.lines().next().unwrap().contains("the server could not be reached: "), "{table}");
    assert_eq!(table.matches("the server could not be reached").count(), 1, "{table}");
    assert!(table.contains("1 route: no complete response. Check the base URL"), "{table}");
}

#[test]
fn after_a_timeout_the_other_routes_are_skipped() {
    let simulator = start(Simulator::builder());
    simulator.faults().add(Fault::new(FaultKind::Stalled { after: Progress::Nothing })).unwrap();
    let (document, code) = examine(&simulator, &["--timeout", "1"]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(route(&document, "clans")["error"]["kind"], "Timeout", "{document:#}");
    assert_eq!(outcomes(&document), BTreeSet::from(["failed", "skipped"]));
    assert_eq!(simulator.counters().requests, 1);
}

#[test]
fn wrong_arguments_are_reported_before_any_request() {
    let simulator = start(Simulator::builder());
    for (arguments, expected) in [
        (&["--clan", "#HELLO"][..], "'H' at position 2"),
        (&["--base-url", "ftp://nowhere"], "http://"),
        (&["--token", "two words"], "a blank inside"),
        (&["--timeout", "0"], "--timeout"),
        (&["--nonsense"], "--nonsense"),
    ] {
        let mut command = doctor();
        command.env("COC_BASE_URL", simulator.base_url()).env("COC_TOKEN", TOKEN);
        let (printed, code) = run(command.args(arguments));
        assert_eq!(code, 2, "{printed}");
        assert!(printed.contains(expected), "{printed}");
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
