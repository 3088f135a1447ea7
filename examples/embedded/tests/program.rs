//! The program as it is run, and its cache on disk.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use coc_core::{
    Client, Source,
    cache::Cache as _,
    endpoint::GetClan,
    testing::{FakeTransport, ManualClock},
};
use embedded::disk_cache::DiskCache;
use simulator::Simulator;

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("coc-embedded-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("the folder for temporary files can be written");
        Self(path)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).expect("the folder is there");
        entries.map(|entry| entry.expect("it can be read").path()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn embedded(simulator: &Simulator, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_embedded"));
    command.env("COC_TOKEN", simulator.token()).env("COC_BASE_URL", simulator.base_url());
    command.args(arguments).output().expect("it can be run")
}

#[test]
fn it_fetches_a_clan_and_its_players_and_finds_them_again_on_disk() {
    let simulator = Simulator::builder().start_blocking().expect("a port is free");
    let (tag, folder) = (simulator.samples().clan, Folder::new());
    let cache = folder.0.to_str().expect("the path is text");
    let mut requests = Vec::new();
    for from_cache in [false, true] {
        let output = embedded(&simulator, &["--tag", &tag, "--cache", cache]);
        let printed = String::from_utf8(output.stdout).expect("it prints text");
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        assert!(printed.starts_with(&tag), "{printed}");
        let last = printed.lines().last().expect("it prints lines");
        let (kept, all) = last.split_once(" of ").expect("it tells of its cache");
        let all = all.split_once(' ').expect("it tells of its cache").0;
        assert_eq!(kept == all, from_cache, "{last}");
        assert_eq!(printed.lines().count().to_string(), (all.parse::<usize>().unwrap() + 1).to_string());
        requests.push(simulator.counters().requests);
    }
    assert_eq!(requests[0], requests[1], "the second run asked for nothing");
}

#[test]
fn what_is_wrong_is_told() {
    let simulator = Simulator::builder().start_blocking().expect("a port is free");
    for (arguments, code, words) in [
        (&[][..], 2, "--tag is missing"),
        (&["--tag"], 2, "--tag needs a value"),
        (&["--clan", "x"], 2, "no argument --clan"),
        (&["--tag", "#HELLO"], 1, "invalid tag"),
        (&["--tag", "#2PP", "--base-url", "http://127.0.0.1:1/v1"], 1, "could not be reached"),
    ] {
        let output = embedded(&simulator, arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(words), "{told}");
    }
}

/// A client over a folder whose server knows clans, with a clock to move.
fn client(folder: &Folder, capacity: u64, clock: &ManualClock) -> (Client, FakeTransport) {
    let clan = r##"{"tag":"#2PP","name":"Example","members":0,"memberList":[]}"##;
    let transport = FakeTransport::json(200, clan);
    let builder = Client::builder(transport.clone(), clock.clone()).base_url("https://api.example/v1");
    let cache = DiskCache::open(&folder.0, capacity).expect("the folder can be used");
    (builder.cache(cache).build().expect("good settings"), transport)
}

#[test]
fn answers_outlive_the_client_and_are_forgotten_when_they_are_old_or_damaged() {
    let (folder, clock) = (Folder::new(), ManualClock::starting_at(Duration::from_secs(1_000_000)));
    let source = || {
        let (client, _) = client(&folder, 1 << 20, &clock);
        clock.run(client.clan("#2PP").into_future()).expect("the server is up").source()
    };
    assert_eq!([source(), source()], [Source::Network, Source::Cache]);
    clock.advance(Duration::from_secs(300));
    assert_eq!([source(), source()], [Source::Network, Source::Cache]);
    for damage in [&b"https://api.example/v1/clans/%232PP\nrubbish"[..], b"", b"\0\0"] {
        let files = folder.files();
        assert_eq!(files.len(), 1);
        fs::write(&files[0], damage).expect("the file can be written");
        assert_eq!([source(), source()], [Source::Network, Source::Cache]);
    }
    let (client, _) = client(&folder, 1 << 20, &clock);
    clock.run(async {
        assert!(client.invalidate(&GetClan::new("#2PP")).await.expect("the folder is there"));
        client.clan("#2PP").await.expect("the server is up");
        assert_eq!(client.cache_stats().await.expect("the folder is there").usage.entries, Some(1));
        assert_eq!(client.clear_cache().await.expect("the folder is there"), 1);
    });
    assert!(folder.files().is_empty(), "nothing is left, no temporary file either");
}

#[test]
fn it_keeps_within_its_room() {
    let (folder, clock) = (Folder::new(), ManualClock::default());
    let (client, transport) = client(&folder, 10_000, &clock);
    clock.run(async {
        for number in 0..200 {
            client.custom(format!("/{number}")).raw().await.expect("the server is up");
        }
    });
    assert_eq!(transport.requests().len(), 200);
    let usage = DiskCache::open(&folder.0, 10_000).expect("the folder is there");
    let usage = clock.run(usage.usage()).expect("it can be read");
    assert!(usage.bytes.expect("it counts") <= 10_000 && usage.entries.expect("it counts") > 5, "{usage:?}");
}
