//! The program, and its cache on disk.

use std::{
    fs,
    io::{Read as _, Write as _},
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

/// A temporary folder, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("coc-embedded-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).expect("the folder exists");
        entries.map(|entry| entry.expect("the entry is readable").path()).collect()
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
    command.args(arguments).output().expect("the program starts")
}

#[test]
fn a_second_run_reads_clan_and_players_from_the_disk_cache() {
    let simulator = Simulator::builder().start_blocking().expect("a port is free");
    let (tag, folder) = (simulator.samples().clan, Folder::new());
    let cache = folder.0.to_str().expect("the path is UTF-8");
    let mut requests = Vec::new();
    for from_cache in [false, true] {
        let output = embedded(&simulator, &["--tag", &tag, "--cache", cache]);
        let printed = String::from_utf8(output.stdout).expect("the output is UTF-8");
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        assert!(printed.starts_with(&tag), "{printed}");
        let last = printed.lines().last().expect("the output has lines");
        let (cached, all) = last.split_once(" of ").expect("the last line reports the cache");
        let all = all.split_once(' ').expect("the last line reports the cache").0;
        assert_eq!(cached == all, from_cache, "{last}");
        assert_eq!(printed.lines().count().to_string(), (all.parse::<usize>().unwrap() + 1).to_string());
        requests.push(simulator.counters().requests);
    }
    assert_eq!(requests[0], requests[1], "the second run sent no request");
}

#[test]
fn errors_name_the_cause() {
    let simulator = Simulator::builder().start_blocking().expect("a port is free");
    for (arguments, code, expected) in [
        (&[][..], 2, "--tag"),
        (&["--tag"], 2, "a value is required"),
        (&["--clan", "x"], 2, "unexpected argument '--clan'"),
        (&["--tag", "#HELLO"], 2, "'H' at position 2"),
        (&["--tag", "#2PP", "--base-url", "ftp://nowhere"], 2, "http"),
        (&["--tag", "#2PP", "--token", "two words"], 2, "a blank inside"),
        (&["--tag", "#2PP", "--base-url", "http://127.0.0.1:1/v1"], 1, "could not be reached"),
    ] {
        let output = embedded(&simulator, arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn help_succeeds_and_shows_every_flag_but_no_secret() {
    let simulator = Simulator::builder().clans(8).start_blocking().expect("a port is free");
    let output = embedded(&simulator, &["--help"]);
    let help = String::from_utf8_lossy(&output.stdout);
    assert_eq!((output.status.code(), output.stderr.is_empty()), (Some(0), true), "{help}");
    for expected in
        ["--tag", "--base-url", "COC_BASE_URL", "--token", "COC_TOKEN", "--cache", "--completions"]
    {
        assert!(help.contains(expected), "{expected}: {help}");
    }
    assert!(!help.contains(simulator.token()), "{help}");
}

#[test]
fn completions_are_printed_without_a_tag() {
    let output = Command::new(env!("CARGO_BIN_EXE_embedded")).args(["--completions", "bash"]).output();
    let output = output.expect("the program starts");
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("--base-url"));
}

/// A proxy that needs no token: it adds the token itself, over plain sockets.
#[test]
fn a_server_that_needs_no_token_is_called_without_one() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("the program connects");
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
            head.push(byte[0]);
        }
        let body = r##"{"tag":"#2PP","name":"Example","members":0,"memberList":[]}"##;
        let length = body.len();
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").expect("it is read");
        String::from_utf8(head).expect("the head is ASCII").to_lowercase()
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_embedded"));
    command.args(["--tag", "#2PP"]).env("COC_TOKEN", "").env("COC_BASE_URL", format!("http://{address}/v1"));
    let output = command.output().expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("Example has 0 members"), "{printed}");
    assert!(!server.join().expect("the server ends").contains("authorization"));
}

/// A client with a cache folder and a clan's response, and its transport.
fn client(folder: &Folder, capacity: u64, clock: &ManualClock) -> (Client, FakeTransport) {
    let clan = r##"{"tag":"#2PP","name":"Example","members":0,"memberList":[]}"##;
    let transport = FakeTransport::json(200, clan);
    let builder = Client::builder(transport.clone(), clock.clone()).base_url("https://api.example/v1");
    let cache = DiskCache::open(&folder.0, capacity).expect("the folder is usable");
    (builder.cache(cache).build().expect("the settings are valid"), transport)
}

#[test]
fn entries_persist_and_are_removed_when_expired_or_damaged() {
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
        fs::write(&files[0], damage).expect("the file is writable");
        assert_eq!([source(), source()], [Source::Network, Source::Cache]);
    }
    let (client, _) = client(&folder, 1 << 20, &clock);
    clock.run(async {
        assert!(client.invalidate(&GetClan::new("#2PP")).await.expect("the folder exists"));
        client.clan("#2PP").await.expect("the server is up");
        assert_eq!(client.cache_stats().await.expect("the folder exists").usage.entries, Some(1));
        assert_eq!(client.clear_cache().await.expect("the folder exists"), 1);
    });
    assert!(folder.files().is_empty(), "no file is left, nor a temporary one");
}

#[test]
fn the_cache_stays_within_its_capacity() {
    let (folder, clock) = (Folder::new(), ManualClock::default());
    let (client, transport) = client(&folder, 10_000, &clock);
    clock.run(async {
        for number in 0..200 {
            client.custom(format!("/{number}")).raw().await.expect("the server is up");
        }
    });
    assert_eq!(transport.requests().len(), 200);
    let usage = DiskCache::open(&folder.0, 10_000).expect("the folder exists");
    let usage = clock.run(usage.usage()).expect("the folder is readable");
    assert!(
        usage.bytes.expect("the cache counts") <= 10_000 && usage.entries.expect("the cache counts") > 5,
        "{usage:?}"
    );
}
