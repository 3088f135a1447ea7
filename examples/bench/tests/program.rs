//! The program: its output is JSON, and its results are plausible.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::process::Command;

use serde_json::Value;

fn run(arguments: &[&str]) -> Result<Value, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_bench")).args(arguments).output().unwrap();
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    } else {
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

#[test]
fn decode_measures_every_decoder() {
    let report = run(&["decode", "--seconds", "0.01", "--rounds", "1"]).unwrap();
    let kinds = report["kinds"].as_object().unwrap();
    assert!(kinds.len() > 20, "{kinds:?}");
    for (kind, stats) in kinds.iter().chain([(&"all".to_owned(), &report["all"])]) {
        for decoder in ["coc", "serdeJsonValue", "sonicRs"] {
            assert!(stats[decoder]["mbPerS"].as_f64().unwrap() > 0.0, "{kind}: {stats}");
        }
    }
    // A tree of values needs at least one allocation per key, a model does not.
    let players = &kinds["player"];
    let allocations = |decoder: &str| players[decoder]["allocationsPerBody"].as_f64().unwrap();
    assert!(1.0 < allocations("coc") && allocations("coc") < allocations("serdeJsonValue"), "{players}");
}

#[test]
fn decode_can_be_limited_to_a_kind_and_rejects_an_unknown_one() {
    let report = run(&["decode", "--seconds", "0.01", "--rounds", "1", "--kind", "clan"]).unwrap();
    assert_eq!(report["kinds"].as_object().unwrap().len(), 1);
    assert_eq!(report["all"]["bodies"], report["kinds"]["clan"]["bodies"]);
    assert!(run(&["decode", "--kind", "no-such-kind"]).unwrap_err().contains("no bodies found"));
}

#[test]
fn a_recorded_body_that_fails_to_decode_is_an_error_with_its_kind() {
    let root = std::env::temp_dir().join(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(root.join("goldpass")).unwrap();
    std::fs::write(root.join("goldpass/one.json"), r#"{"startTime":1}"#).unwrap();
    let error = run(&["decode", "--dir", root.to_str().unwrap()]).unwrap_err();
    std::fs::remove_dir_all(&root).unwrap();
    assert!(error.contains("goldpass") && error.contains("startTime"), "{error}");
}

#[test]
fn stored_bodies_add_their_size() {
    let report = |more: &[&str]| run(&[&["memory", "--players", "100"], more].concat()).unwrap();
    let (without, with) = (report(&[]), report(&["--bodies"]));
    let live = |report: &Value| report["perPlayer"]["liveBytes"].as_u64().unwrap();
    let body = without["perPlayer"]["bodyBytes"].as_u64().unwrap();
    assert!(live(&without) > without["perPlayer"]["sizeOfPlayerBytes"].as_u64().unwrap(), "{without}");
    let difference = live(&with) - live(&without);
    assert!((body..body + 64).contains(&difference), "{with}\n{without}");
}

#[test]
fn a_cached_player_without_its_body_takes_at_most_8_kb() {
    let report = run(&["memory", "--players", "2000"]).unwrap();
    assert!(report["perPlayer"]["liveBytes"].as_u64().unwrap() <= 8_000, "{report}");
}

#[test]
fn game_measures_every_computation() {
    let report = run(&["game", "--seconds", "0.01", "--rounds", "1"]).unwrap();
    let computations = report["computations"].as_object().unwrap();
    for (name, result) in computations {
        assert!(result["us"].as_f64().unwrap() > 0.0, "{name}: {result}");
    }
    for look_up in ["unitById", "unitByName"] {
        assert_eq!(computations[look_up]["allocations"], 0, "{report}");
    }
    assert!(report["firstEmbeddedUs"].as_f64().unwrap() > 0.0, "{report}");
}

#[test]
fn a_watcher_whose_subjects_do_not_change_costs_little_beyond_its_calls() {
    for more in [&["--small"][..], &["--clans"], &[]] {
        let report = run(&[&["watch", "--subjects", "200", "--minutes", "2"], more].concat()).unwrap();
        // A poll a minute, less the jitter.
        let polls = report["polls"].as_u64().unwrap();
        assert!((300..=420).contains(&polls), "{report}");
        let allocations = |key: &str| report[key].as_f64().unwrap();
        assert!(allocations("allocationsPerPoll") < allocations("allocationsPerCall") + 2.0, "{report}");
        assert!(report["liveBytesPerSubject"].as_u64().unwrap() > 100, "{report}");
    }
}
