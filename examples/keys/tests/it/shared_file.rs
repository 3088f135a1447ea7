//! Processes that share a key file while the address changes.

use std::{collections::BTreeSet, process::Stdio};

use simulator::Simulator;

use super::{NAME, Run, add, ids, keys, start, texts};

const CHANGES: u8 = 50;
const COUNT: usize = 2;

/// Runs the program twice at the same time, and returns the ids of each one's keys.
fn run_two(simulator: &Simulator, path: &str) -> [BTreeSet<String>; 2] {
    let base_url = simulator.base_url();
    let arguments = ["ensure", "--json", "--key-count", "2", "--file", path, "--base-url", &base_url];
    let run = || {
        let mut command = keys(simulator, &arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    [run(), run()].map(|child| {
        let ended = Run::of(child.wait_with_output().unwrap());
        assert_eq!(ended.code, 0, "{} {}", ended.stdout, ended.stderr);
        let document = ended.json();
        assert_eq!(texts(&document["keys"], "check"), ["works"; COUNT]);
        texts(&document["keys"], "id").into_iter().map(str::to_owned).collect()
    })
}

#[test]
fn two_processes_log_in_at_most_once_each_per_change_of_address() {
    let (simulator, place) = (start(), tempfile::tempdir().unwrap());
    let path = place.path().join("coc/keys.json");
    let foreign: Vec<_> =
        (0..7).map(|number| add(&simulator, &format!("website {number}"), "192.0.2.1")).collect();
    for change in 0..CHANGES {
        simulator.set_caller_ip([198, 51, 100, change].into());
        let before = simulator.counters();
        let [one, other] = run_two(&simulator, path.to_str().unwrap());
        let after = simulator.counters();
        assert!(
            after.logins - before.logins <= 2,
            "change {change}: {} logins",
            after.logins - before.logins
        );
        assert_eq!(after.keys_created - before.keys_created, 2, "change {change}");

        let own: BTreeSet<_> = ids(&simulator, NAME).into_iter().collect();
        assert_eq!((own.len(), &one, &other), (COUNT, &own, &own), "change {change}");
        for key in simulator.keys(simulator.email()).iter().filter(|key| key.name == NAME) {
            assert_eq!(key.cidrs, [format!("198.51.100.{change}")]);
        }
    }
    let left: Vec<_> = simulator.keys(simulator.email()).into_iter().filter(|key| key.name != NAME).collect();
    assert_eq!(left.into_iter().map(|key| key.id).collect::<Vec<_>>(), foreign);
}
