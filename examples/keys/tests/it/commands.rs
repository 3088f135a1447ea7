//! The effect and the output of each command.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use super::{ELSEWHERE, HERE, NAME, Run, add, bare, document, ids, keys, run, start, texts, tokens};

fn field_names(document: &Value) -> Vec<&str> {
    let mut names: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn list_has_every_key_with_its_status() {
    let simulator = start();
    let expected = [
        (add(&simulator, NAME, HERE), "valid"),
        (add(&simulator, NAME, "203.0.113.0/24"), "valid"),
        (add(&simulator, NAME, ELSEWHERE), "stale"),
        (add(&simulator, "Bot", HERE), "foreign"),
    ];
    let listed = document(&simulator, &["list"]);
    assert_eq!(listed["command"], "list");
    let ids: Vec<_> = expected.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(texts(&listed["keys"], "id"), ids);
    let statuses: Vec<_> = expected.iter().map(|(_, status)| *status).collect();
    assert_eq!(texts(&listed["keys"], "status"), statuses);
    let key = &listed["keys"][1];
    assert_eq!(key["ranges"], json!(["203.0.113.0/24"]));
    assert_eq!((&key["account"], &key["name"]), (&json!(simulator.email()), &json!(NAME)));

    let text = run(&simulator, &["list"]);
    assert_eq!(text.code, 0);
    for (id, status) in expected {
        let line = text.stdout.lines().find(|line| line.contains(&id)).unwrap();
        assert!(line.contains(status), "{line}");
    }
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.keys_created, counters.keys_revoked), (2, 0, 0));
}

#[test]
fn plan_prints_the_steps_of_ensure_and_changes_nothing() {
    let simulator = start();
    let stale = add(&simulator, NAME, ELSEWHERE);
    // With these, the account is full.
    let foreign: Vec<_> = (0..9).map(|_| add(&simulator, "website", ELSEWHERE)).collect();
    let planned = document(&simulator, &["plan", "--key-count", "1"]);
    assert_eq!(ids(&simulator, NAME), [stale.as_str()]);
    let ensured = document(&simulator, &["ensure", "--key-count", "1"]);
    assert_eq!(planned["plan"], ensured["plan"]);
    let steps = &planned["plan"]["accounts"][0]["steps"];
    let actions: BTreeSet<_> = texts(steps, "action").into_iter().collect();
    assert_eq!(actions, BTreeSet::from(["create", "leave", "revoke"]));
    assert_eq!(ids(&simulator, NAME).len(), 1);
    assert!(!ids(&simulator, NAME).contains(&stale));
    assert_eq!(ids(&simulator, "website"), foreign);
}

#[test]
fn ensure_creates_as_many_keys_as_wanted_once() {
    let simulator = start();
    add(&simulator, "website", ELSEWHERE);
    let first = document(&simulator, &["ensure", "--key-count", "3"]);
    let made = ids(&simulator, NAME);
    assert_eq!(made.len(), 3);
    assert_eq!(
        texts(&first["keys"], "id").into_iter().collect::<BTreeSet<_>>(),
        made.iter().map(String::as_str).collect()
    );
    let again = document(&simulator, &["ensure", "--key-count", "3"]);
    assert_eq!(ids(&simulator, NAME), made);
    assert_eq!(again["keys"], first["keys"]);
    assert_eq!((simulator.counters().keys_created, simulator.counters().keys_revoked), (3, 0));
    for key in simulator.keys(simulator.email()).iter().filter(|key| key.name == NAME) {
        assert_eq!(key.cidrs, [HERE]);
    }
}

#[test]
fn ensure_creates_keys_for_the_given_address() {
    let simulator = start();
    let ensured = document(&simulator, &["ensure", "--ip", "2001:db8::7"]);
    assert_eq!(ensured["plan"]["accounts"][0]["ip"], "2001:db8::7");
    let keys = simulator.keys(simulator.email());
    assert_eq!(keys[0].cidrs, ["2001:db8::7"]);
}

#[test]
fn ensure_checks_every_key_if_a_base_url_is_set() {
    let simulator = start();
    let ensured = document(&simulator, &["ensure", "--key-count", "2", "--base-url", &simulator.base_url()]);
    assert_eq!(texts(&ensured["keys"], "check"), ["works", "works"]);
    assert_eq!(simulator.counters().requests, 2);
    let unchecked = document(&simulator, &["ensure", "--key-count", "2"]);
    assert_eq!(unchecked["keys"][0]["check"], Value::Null);
    assert_eq!(simulator.counters().requests, 2);
}

#[test]
fn with_valid_keys_in_the_file_there_is_no_login() {
    let (simulator, place) = (start(), tempfile::tempdir().unwrap());
    let path = place.path().join("coc/keys.json");
    let (path, base_url) = (path.to_str().unwrap(), simulator.base_url());
    let arguments = ["ensure", "--key-count", "2", "--file", path, "--base-url", &base_url];
    let first = document(&simulator, &arguments);
    assert_eq!(simulator.counters().logins, 1);
    let stored = fs::read_to_string(path).unwrap();
    for _ in 0..3 {
        let again = document(&simulator, &arguments);
        assert_eq!(texts(&again["keys"], "id"), texts(&first["keys"], "id"));
        assert_eq!(texts(&again["keys"], "check"), ["works", "works"]);
    }
    // A login, two lists and two new keys, all of them by the first run.
    assert_eq!((simulator.counters().logins, simulator.counters().portal_requests), (1, 5));
    assert_eq!(fs::read_to_string(path).unwrap(), stored);
}

#[test]
fn rejected_keys_are_replaced_and_reported() {
    let (simulator, place) = (start(), tempfile::tempdir().unwrap());
    let path = place.path().join("keys.json");
    let (path, base_url) = (path.to_str().unwrap(), simulator.base_url());
    let arguments = ["ensure", "--key-count", "3", "--file", path, "--base-url", &base_url];
    document(&simulator, &arguments);
    let first = ids(&simulator, NAME);

    // Two of three are revoked manually.
    for id in &first[1..] {
        simulator.remove_key(simulator.email(), id).unwrap();
    }
    let repaired = document(&simulator, &arguments);
    let second = ids(&simulator, NAME);
    assert_eq!((&second[0], second.len()), (&first[0], 3));
    assert_eq!((&repaired["replaced"], texts(&repaired["keys"], "check")), (&json!(true), vec!["works"; 3]));

    simulator.set_caller_ip(ELSEWHERE.parse().unwrap());
    let text = run(&simulator, &arguments);
    assert_eq!(text.code, 0, "{}", text.stderr);
    assert!(text.stdout.contains("replaced") && text.stdout.contains(ELSEWHERE), "{}", text.stdout);
    assert!(ids(&simulator, NAME).iter().all(|id| !second.contains(id)));
    let logins = simulator.counters().logins;
    assert_eq!(document(&simulator, &arguments)["replaced"], false);
    assert_eq!((logins, simulator.counters().logins), (3, 3));
}

#[test]
fn show_tokens_prints_only_tokens_to_standard_output() {
    let simulator = start();
    let shown = Run::of(keys(&simulator, &["ensure", "--show-tokens", "--key-count", "2"]).output().unwrap());
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert_eq!(shown.stdout.lines().collect::<Vec<_>>(), tokens(&simulator));
    assert!(
        shown.stderr.contains(simulator.email())
            && !tokens(&simulator).iter().any(|token| shown.stderr.contains(token))
    );
    let json = Run::of(
        keys(&simulator, &["ensure", "--show-tokens", "--json", "--key-count", "2"]).output().unwrap(),
    );
    assert_eq!(texts(&json.json()["keys"], "token"), tokens(&simulator));
    for command in ["list", "plan", "rotate", "revoke-stale"] {
        assert_eq!(run(&simulator, &[command, "--show-tokens"]).code, 2, "{command}");
    }
}

#[test]
fn rotate_replaces_all_of_our_keys_and_nothing_else() {
    let simulator = start();
    let foreign = add(&simulator, "website", ELSEWHERE);
    let old: BTreeSet<_> = [HERE, ELSEWHERE].map(|range| add(&simulator, NAME, range)).into();
    let rotated = document(&simulator, &["rotate", "--key-count", "2", "--base-url", &simulator.base_url()]);
    let new: BTreeSet<_> = ids(&simulator, NAME).into_iter().collect();
    assert_eq!((new.len(), new.is_disjoint(&old)), (2, true));
    assert_eq!(texts(&rotated["keys"], "check"), ["works", "works"]);
    assert_eq!(ids(&simulator, "website"), [foreign]);
}

#[test]
fn revoke_stale_revokes_our_stale_keys_and_nothing_else() {
    let simulator = start();
    let unaffected = [add(&simulator, NAME, HERE), add(&simulator, "website", ELSEWHERE)];
    let stale: BTreeSet<_> = [ELSEWHERE, "192.0.2.0/24"].map(|range| add(&simulator, NAME, range)).into();
    let document = document(&simulator, &["revoke-stale"]);
    let steps = document["plan"]["accounts"][0]["steps"].as_array().unwrap();
    let revoked =
        steps.iter().filter(|step| step["action"] == "revoke").map(|step| step["id"].as_str().unwrap());
    assert_eq!(revoked.collect::<BTreeSet<_>>(), stale.iter().map(String::as_str).collect());
    let left: Vec<_> = simulator.keys(simulator.email()).into_iter().map(|key| key.id).collect();
    assert_eq!(left, unaffected);
}

#[test]
fn a_dry_run_prints_the_same_plan_and_changes_nothing() {
    for command in ["ensure", "rotate", "revoke-stale"] {
        let simulator = start();
        for range in [HERE, ELSEWHERE] {
            add(&simulator, NAME, range);
        }
        add(&simulator, "website", HERE);
        let (place, before) = (tempfile::tempdir().unwrap(), tokens(&simulator));
        let path = place.path().join("keys.json");
        let arguments = [command, "--key-count", "2", "--file", path.to_str().unwrap()];
        let dry = document(&simulator, &[&arguments[..], &["--dry-run"]].concat());
        assert_eq!(dry["dryRun"], true);
        assert_eq!(tokens(&simulator), before, "{command}");
        assert_eq!((simulator.counters().keys_created, simulator.counters().keys_revoked), (0, 0));
        assert!(!path.exists(), "{command}");
        let text = run(&simulator, &[&arguments[..], &["--dry-run"]].concat());
        assert!(text.stdout.contains("Nothing was changed"), "{}", text.stdout);

        let done = document(&simulator, &arguments);
        assert_eq!(done["plan"], dry["plan"], "{command}");
        assert_eq!(done["dryRun"], false);
        assert_ne!(tokens(&simulator), before, "{command}");
    }
}

#[test]
fn every_document_has_the_same_form() {
    let simulator = start();
    add(&simulator, NAME, ELSEWHERE);
    for command in ["list", "plan", "ensure", "rotate", "revoke-stale"] {
        let document = document(&simulator, &[command]);
        assert_eq!(
            field_names(&document),
            ["command", "dryRun", "keys", "plan", "reached", "replaced"],
            "{command}"
        );
        assert_eq!(document["command"], command);
        assert_eq!(document["plan"].is_object(), command != "list");
        assert!(document["keys"].is_array());
        for key in document["keys"].as_array().unwrap() {
            assert_eq!(
                field_names(key),
                [
                    "account",
                    "check",
                    "checkMessage",
                    "description",
                    "id",
                    "name",
                    "ranges",
                    "scopes",
                    "status"
                ]
            );
        }
    }
}

#[test]
fn options_are_accepted_before_and_after_the_command() {
    let simulator = start();
    let before = document(&simulator, &["--key-count", "2", "plan"]);
    assert_eq!(before, document(&simulator, &["plan", "--key-count", "2"]));
}

#[test]
fn completions_are_printed_without_a_command_and_without_it_a_command_is_required() {
    let output = bare().args(["--completions", "bash"]).output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("revoke-stale"));
    let output = bare().arg("--json").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("a command is required: list"));
}
