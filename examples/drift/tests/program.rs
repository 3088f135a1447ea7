//! The program as it is run: its lines, its exit codes, and what it says to recorded answers.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Fields in recordings that have no model on purpose: kind, the beginning of the path, and why.
const WITHOUT_MODEL: &[(&str, &str, &str)] = &[
    ("clan-members", "$.items[].profile", "added by a dashboard that stores members with their profiles"),
    ("clan-search", "$.items[].clanCapital", "a hand-made body; a search never shows it"),
    ("clan-search", "$.items[].description", "a hand-made body; a search never shows it"),
    ("clan-search", "$.items[].memberList", "a hand-made body; a search never shows it"),
    ("clans", "$.cwl_war_rounds", "added by a web site"),
    ("clans", "$.memberList[].", "added by web sites that store members with figures of their own"),
    ("cwl-war", "$.clan.members[].bestAttack", "a hand-made body"),
    ("cwl-war", "$.opponent.members[].bestAttack", "a hand-made body"),
    ("players", "$.", "another company's player with the game's data mixed in"),
    ("rankings-players-builder-base", "$.items[].location", "a hand-made body"),
    ("warleagues", "$.items[].iconUrls", "a hand-made body; war leagues have no images"),
];

fn drift(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drift"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    drift(arguments).output().unwrap()
}

/// Runs over a body on the standard input.
fn over(arguments: &[&str], body: &[u8]) -> (Option<i32>, Value) {
    let mut child = drift(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_known_body_is_decoded_and_nothing_is_lost() {
    let body = br#"{"items":[{"id":57000000,"name":"Clan Wars"}],"paging":{"cursors":{}}}"#;
    let (code, line) = over(&["labels-players", "-"], body);
    assert_eq!(code, Some(0));
    let expected = json!({
        "file": "-", "kind": "labels-players", "decoded": true, "error": null, "unmodelled": [], "lost": [],
    });
    assert_eq!(line, expected);
}

#[test]
fn a_new_field_is_told_and_fails_only_a_strict_run() {
    let body = br##"{"tag":"#2PP","name":"x","badgeUrls":{"small":"s","huge":"h"},"memberList":[{"tag":"#2PP","mood":1}]}"##;
    let (code, line) = over(&["clans", "-"], body);
    assert_eq!(code, Some(0));
    assert_eq!(line["unmodelled"], json!(["$.badgeUrls.huge", "$.memberList[].mood"]));
    assert_eq!(over(&["--strict", "clans", "-"], body).0, Some(1));
}

#[test]
fn whatever_is_no_answer_of_the_kind_fails_with_the_place() {
    let deep = format!("{{\"tag\":\"#2PP\",\"new\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    for (body, path, message) in [
        (&br##"{"tag":"#2PP","clanLevel":"high"}"##[..], "$.clanLevel", "invalid type: string"),
        (
            br##"{"tag":"#2PP","memberList":[{"tag":"#2PP"},{"tag":1}]}"##,
            "$.memberList[1].tag",
            "invalid type: integer",
        ),
        (b"<!DOCTYPE html><html>", "$", "HTML"),
        (b"{\"tag\":\"#2PP\"", "$", "ends early"),
        (b"", "$", "ends early"),
        (b"\xff\xfe\x00", "$", "not JSON"),
        (b"[]", "$", "invalid"),
        (deep.as_bytes(), "$", "recursion"),
    ] {
        let (code, line) = over(&["clans", "-"], body);
        assert_eq!((code, &line["decoded"]), (Some(1), &json!(false)), "{line}");
        assert_eq!(line["error"]["path"], path, "{line}");
        assert!(line["error"]["message"].as_str().unwrap().contains(message), "{line}");
    }
}

#[test]
fn secrets_are_not_repeated() {
    let key = r#"{"keys":[{"id":1,"name":"n","key":7,"cidrRanges":[]}]}"#;
    let (code, line) = over(&["portal", "-"], key.as_bytes());
    assert_eq!((code, line["decoded"].as_bool()), (Some(1), Some(false)));
    let (code, line) = over(&["verifytoken", "-"], br##"{"tag":"#2PP","token":["hunter2"],"status":"ok"}"##);
    assert_eq!(code, Some(1));
    assert!(!line.to_string().contains("hunter2"), "{line}");
}

#[test]
fn every_file_has_a_line_and_one_bad_file_fails_the_run() {
    let folder = std::env::temp_dir().join(format!("drift-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let paths =
        ["good.json", "bad.json", "good too.json"].map(|name| folder.join(name).to_str().unwrap().to_owned());
    let good = r#"{"startTime":"20260701T080000.000Z","endTime":"20260801T080000.000Z"}"#;
    for (path, body) in paths.iter().zip([good, "{}", good]) {
        std::fs::write(path, body).unwrap();
    }
    let output = run(&["goldpass", &paths[0], &paths[1], &paths[2]]);
    std::fs::remove_dir_all(&folder).unwrap();
    let lines: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    let decoded: Vec<bool> = lines.iter().map(|line| line["decoded"].as_bool().unwrap()).collect();
    assert_eq!((output.status.code(), decoded), (Some(1), vec![true, false, true]));
    assert_eq!(lines[1]["file"], paths[1].as_str());
}

#[test]
fn a_wrong_call_says_what_to_do() {
    for (arguments, says) in [
        (&["clan", "x.json"][..], "no kind `clan`; --list"),
        (&["clans", "/nowhere/at/all.json"], "cannot read /nowhere/at/all.json"),
        (&["clans"], "FILE"),
        (&[], "KIND"),
    ] {
        let output = run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}

fn kinds() -> BTreeSet<String> {
    let output = run(&["--list"]);
    assert!(output.status.success());
    let list = String::from_utf8(output.stdout).unwrap();
    list.lines().map(str::to_owned).collect()
}

/// The recorded answers by kind, where they are present.
fn recordings() -> Option<BTreeMap<String, Vec<PathBuf>>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("COC_CORPUS").map_or(beside, PathBuf::from);
    let kinds =
        std::fs::read_dir(&folder).ok()?.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = |kind: &Path| std::fs::read_dir(kind).unwrap().map(|entry| entry.unwrap().path()).collect();
    Some(kinds.map(|kind| (kind.file_name().unwrap().to_str().unwrap().to_owned(), files(&kind))).collect())
}

#[test]
fn every_recorded_answer_is_decoded_and_nothing_is_lost() {
    let Some(recordings) = recordings() else {
        eprintln!("skipped: there are no recorded answers here (COC_CORPUS names their folder)");
        return;
    };
    let known = kinds();
    let mut unused: BTreeSet<_> = WITHOUT_MODEL.iter().collect();
    let mut unknown = Vec::new();
    for (kind, files) in recordings {
        assert!(known.contains(&kind), "there is no kind {kind}");
        let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        let output = drift(&[&kind]).args(&files).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{kind}:\n{said}");
        assert_eq!(said.lines().count(), files.len());
        for line in said.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            for path in line["unmodelled"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()) {
                match WITHOUT_MODEL.iter().find(|(of, start, _)| *of == kind && path.starts_with(start)) {
                    Some(excepted) => _ = unused.remove(excepted),
                    None => unknown.push(format!("{path} in {}", line["file"])),
                }
            }
        }
    }
    assert!(unknown.is_empty(), "fields without a model:\n{}", unknown.join("\n"));
    assert!(unused.is_empty(), "listed, but not found any more: {unused:?}");
}
