//! The program: its lines, its exit codes, and its results for recorded responses.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use drift::recordings::kind_of;
use serde_json::{Value, json};

/// A kind, the reason why its fields have no model, and their paths.
type WithoutModel = (&'static str, &'static str, &'static [&'static str]);

/// Fields in recordings that the API does not send: other programs added them.
#[rustfmt::skip]
const WITHOUT_MODEL: &[WithoutModel] = &[
    ("clan.members", "a dashboard stores members with their profiles", &["$.items[].profile"]),
    ("clan", "a web site stores a clan with its wars", &[
        "$.cwl_war_rounds", "$.memberList[].clan_capital", "$.memberList[].cwl_war", "$.memberList[].war",
    ]),
    ("clan", "a dashboard stores members with some of their profile and its own statistics", &[
        "$.memberList[].attackWins", "$.memberList[].builderHallLevel", "$.memberList[].clanCapitalContributions",
        "$.memberList[].defenseWins", "$.memberList[].heroCount", "$.memberList[].heroEquipment",
        "$.memberList[].heroLevel", "$.memberList[].lastSeen", "$.memberList[].spellsUnlocked",
        "$.memberList[].troopsUnlocked", "$.memberList[].versusBattleWinCount", "$.memberList[].versusBattleWins",
        "$.memberList[].warStars",
    ]),
    ("cwl.war", "a manually written body", &["$.clan.members[].bestAttack", "$.opponent.members[].bestAttack"]),
    ("player", "a web site's player with the game's data mixed in", &[
        "$.achievements[].id", "$.achievements[].order", "$.bestDonations", "$.characterId", "$.clan.badge",
        "$.clan.previousRank", "$.clan.rank", "$.clan.role", "$.dateAdded", "$.heroes[].id",
        "$.heroes[].maxLevelForPlayer", "$.heroes[].order", "$.info", "$.isVip", "$.languages", "$.legendTrophies",
        "$.locationId", "$.officialLocation", "$.playerHistoryStartDate", "$.reputation", "$.skills", "$.spells[].id",
        "$.spells[].isDark", "$.spells[].maxLevelForPlayer", "$.spells[].order", "$.superTroops", "$.troops[].id",
        "$.troops[].isDark", "$.troops[].maxLevelForPlayer", "$.troops[].order", "$.trophyLeagueId",
    ]),
    ("rankings.players-builder-base", "a manually written body", &["$.items[].location"]),
    ("warleagues", "a manually written body; war leagues have no images", &["$.items[].iconUrls"]),
];

fn drift(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drift"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    drift(arguments).output().unwrap()
}

/// Runs the program with a body on standard input.
fn over(arguments: &[&str], body: &[u8]) -> (Option<i32>, Value) {
    let mut child = drift(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_known_body_is_decoded_without_loss() {
    let body = br#"{"items":[{"id":57000000,"name":"Clan Wars"}],"paging":{"cursors":{}}}"#;
    let (code, line) = over(&["labels.players", "-"], body);
    assert_eq!(code, Some(0));
    let expected = json!({
        "file": "-", "kind": "labels.players", "decoded": true, "error": null, "repairs": null, "unmodelled": [], "lost": [],
    });
    assert_eq!(line, expected);
}

#[test]
fn an_unknown_field_is_listed_and_fails_only_with_strict() {
    let body = br##"{"tag":"#2PP","name":"x","badgeUrls":{"small":"s","huge":"h"},"memberList":[{"tag":"#2PP","mood":1}]}"##;
    let (code, line) = over(&["clan", "-"], body);
    assert_eq!(code, Some(0));
    assert_eq!(line["unmodelled"], json!(["$.badgeUrls.huge", "$.memberList[].mood"]));
    assert_eq!(over(&["--strict", "clan", "-"], body).0, Some(1));
}

#[test]
fn an_invalid_body_fails_with_its_path() {
    let deep = format!("{{\"tag\":\"#2PP\",\"new\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let truncated = |body| coc_core::decode::json::<Value>(body).unwrap_err().to_string();
    for (body, path, expected) in [
        (&br##"{"tag":"#2PP","clanLevel":"high"}"##[..], "$.clanLevel", "invalid type: string"),
        (
            br##"{"tag":"#2PP","memberList":[{"tag":"#2PP"},{"tag":1}]}"##,
            "$.memberList[1].tag",
            "invalid type: integer",
        ),
        (b"<!DOCTYPE html><html>", "$", "HTML"),
        (b"{\"tag\":\"#2PP\"", "$", &truncated(b"{\"tag\":\"#2PP\"")),
        (b"", "$", &truncated(b"")),
        (b"\xff\xfe\x00", "$", "not JSON"),
        (b"[]", "$", "invalid"),
        (deep.as_bytes(), "$", "recursion"),
    ] {
        let (code, line) = over(&["clan", "-"], body);
        assert_eq!((code, &line["decoded"]), (Some(1), &json!(false)), "{line}");
        assert_eq!(line["error"]["path"], path, "{line}");
        assert!(line["error"]["message"].as_str().unwrap().contains(expected), "{line}");
    }
}

#[test]
fn what_the_client_repairs_is_listed() {
    let body = br##"{"tag":"#2PP","clanLevel":"9","memberList":[{"tag":"#2PP"},{"tag":1},{}]}"##;
    let (code, line) = over(&["clan", "-"], body);
    assert_eq!((code, &line["decoded"]), (Some(1), &json!(false)));
    let repairs = json!([
        { "path": "$.clanLevel", "kind": "converted number", "count": 1 },
        { "path": "$.memberList[]", "kind": "skipped entry", "count": 2 },
    ]);
    assert_eq!(line["repairs"], repairs);
    assert_eq!(over(&["clan", "-"], br#"{"clanLevel":9}"#).1["repairs"], json!(null));
}

#[test]
fn secrets_are_redacted() {
    let key = r#"{"keys":[{"id":1,"name":"n","key":7,"cidrRanges":[]}]}"#;
    let (code, line) = over(&["portal", "-"], key.as_bytes());
    assert_eq!((code, line["decoded"].as_bool()), (Some(1), Some(false)));
    let (code, line) =
        over(&["player.verifytoken", "-"], br##"{"tag":"#2PP","token":["hunter2"],"status":"ok"}"##);
    assert_eq!(code, Some(1));
    assert!(!line.to_string().contains("hunter2"), "{line}");
}

#[test]
fn messages_contain_no_part_of_a_secret_body() {
    for (kind, body) in [
        ("portal", r#"{"status":{"code":0,"message":"ok"},"keys":["hunter2"]}"#),
        ("portal", r#"{"status":{"code":0,"message":"ok"},"developer":{},"auth":"hunter2"}"#),
        ("portal", "\"hunter2\""),
        ("player.verifytoken", r##"{"tag":"#2PP","status":["hunter2"]}"##),
        ("player.verifytoken", "\"hunter2\""),
    ] {
        let (code, line) = over(&[kind, "-"], body.as_bytes());
        assert_eq!(code, Some(1), "{line}");
        assert!(!line.to_string().contains("hunter2"), "{line}");
        let (message, lost) = (line["error"]["message"].as_str(), line["lost"].as_array().unwrap());
        assert!(message.map_or(!lost.is_empty(), |message| message.contains("expected")), "{line}");
    }
}

#[test]
fn an_error_of_the_portal_is_decoded() {
    assert_eq!(over(&["--strict", "portal", "-"], br#"{"description":"too many keys"}"#).0, Some(0));
}

#[test]
fn a_byte_order_mark_is_ignored() {
    let body = b"\xef\xbb\xbf{\"startTime\":\"20260701T080000.000Z\",\"endTime\":\"20260801T080000.000Z\"}";
    assert_eq!(over(&["goldpass", "-"], body).0, Some(0));
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
    let one_is_missing = run(&["goldpass", "/nowhere/at/all.json", &paths[0]]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(one_is_missing.status.code(), Some(2));
    assert_eq!(one_is_missing.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count(), 1);
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
fn errors_say_what_to_do() {
    for (arguments, expected) in [
        (&["clan-members", "x.json"][..], "unknown kind `clan-members`: use one of those that --list"),
        (&["clan", "/nowhere/at/all.json"], "cannot read /nowhere/at/all.json"),
        (&["clan"], "FILE"),
        (&[], "KIND"),
    ] {
        let output = run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
}

fn kinds() -> BTreeSet<String> {
    let output = run(&["--list"]);
    assert!(output.status.success());
    let list = String::from_utf8(output.stdout).unwrap();
    list.lines().map(str::to_owned).collect()
}

/// The recorded responses by kind, if they exist.
fn recordings() -> Option<BTreeMap<String, Vec<PathBuf>>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("COC_CORPUS").map_or(beside, PathBuf::from);
    let kinds =
        std::fs::read_dir(&folder).ok()?.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let name = |folder: &Path| kind_of(folder.file_name().unwrap().to_str().unwrap()).to_owned();
    let files = |kind: &Path| std::fs::read_dir(kind).unwrap().map(|entry| entry.unwrap().path()).collect();
    Some(kinds.map(|folder| (name(&folder), files(&folder))).collect())
}

#[test]
fn every_recorded_response_is_decoded_without_loss() {
    let Some(recordings) = recordings() else {
        eprintln!("skipped: no recorded responses found; set COC_CORPUS to their folder");
        return;
    };
    let known = kinds();
    let excepted: BTreeSet<(&str, &str)> =
        WITHOUT_MODEL.iter().flat_map(|(kind, _, paths)| paths.iter().map(|path| (*kind, *path))).collect();
    let mut unused = excepted.clone();
    let mut unknown = Vec::new();
    for (kind, files) in recordings {
        assert!(known.contains(&kind), "unknown kind {kind}");
        let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        let output = drift(&[&kind]).args(&files).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{kind}:\n{printed}");
        assert_eq!(printed.lines().count(), files.len());
        for line in printed.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            for path in line["unmodelled"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()) {
                if excepted.contains(&(&*kind, path)) {
                    unused.retain(|field| *field != (&*kind, path));
                } else {
                    unknown.push(format!("{path} in {}", line["file"]));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "fields without a model:\n{}", unknown.join("\n"));
    // Other recordings need not contain the listed fields.
    if std::env::var_os("COC_CORPUS").is_none() {
        assert!(unused.is_empty(), "listed, but no longer found: {unused:?}");
    }
}
