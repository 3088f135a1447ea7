//! Writers that are killed at a random moment.
//!
//! The test binary starts itself as a writer: [`writer`] is the `main` of that process. It stores
//! one document after the other. The tokens of each show whether the document is complete.

use std::{
    env, fs,
    hash::{BuildHasher as _, RandomState},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use coc_keys::file::{Document, KeyFile, StoredKey};
use secrecy::ExposeSecret as _;

use super::{Place, key};

const KILLS: usize = 40;
/// The most checks of the folder before a kill.
const CHECKS: u64 = 100;

const PATH: &str = "COC_KEYS_TEST_PATH";
const NAME: &str = "COC_KEYS_TEST_WRITER";

/// The document that a writer stores in a round: keys and tokens derived from its name and the
/// round.
fn contents(writer: &str, round: u64) -> Document {
    let account = format!("{writer}-{round}@example.com");
    let token = |number| format!("{writer}-{round}-{number}-{}", "x".repeat(500));
    Document { entries: (0..=round % 10).map(|number| key(&account, &token(number))).collect() }
}

/// Panics unless this is exactly a document that a writer stored.
fn assert_complete(document: &Document) {
    let Some(first) = document.entries.first() else { return };
    let mut parts = first.token.expose_secret().split('-');
    let (writer, round) = (parts.next().unwrap(), parts.next().unwrap().parse().unwrap());
    let fields = |key: &StoredKey| (key.account.clone(), key.token.expose_secret().to_owned());
    let expected: Vec<_> = contents(writer, round).entries.iter().map(fields).collect();
    assert_eq!(document.entries.iter().map(fields).collect::<Vec<_>>(), expected);
}

/// The writer process: stores until it is killed, or until the file `stop` exists.
#[test]
#[ignore = "the other tests of this file start it as a process"]
fn writer() {
    let path = env::var_os(PATH).expect("set by the test that starts the process");
    let name = env::var(NAME).expect("set by the test that starts the process");
    let (file, stop) = (KeyFile::at(&path), Path::new(&path).with_file_name("stop"));
    let mut round = 0;
    while !stop.exists() {
        let locked = file.lock().unwrap();
        assert_complete(&locked.load().unwrap());
        locked.store(&contents(&name, round)).unwrap();
        round += 1;
    }
}

/// Starts a writer with umask 0, so that the code alone decides the file modes.
fn start(place: &Place, name: &str) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"umask 0; exec "$0" "$@""#]).arg(env::current_exe().unwrap());
    shell.args(["--ignored", "--exact", "key_file::crash::writer"]).env(PATH, place.path()).env(NAME, name);
    shell.stdout(Stdio::null()).spawn().unwrap()
}

fn is_by(writer: &str, document: &Document) -> bool {
    document.entries.iter().any(|key| key.account.starts_with(&format!("{writer}-")))
}

/// Checks the folder without the lock. Panics if a file is accessible to others, or if the key file
/// is not complete. Returns whether a temporary file exists, so that a write is in progress.
fn check(place: &Place) -> bool {
    let mut writing = false;
    let Ok(entries) = fs::read_dir(place.folder()) else { return false };
    for entry in entries {
        let entry = entry.unwrap();
        writing |= entry.file_name().as_encoded_bytes().ends_with(b".tmp");
        // A temporary file may be gone by now.
        let Ok(about) = fs::symlink_metadata(entry.path()) else { continue };
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{}", entry.path().display());
    }
    if let Ok(bytes) = fs::read(place.path()) {
        serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
    }
    writing
}

fn temporaries(place: &Place) -> usize {
    place.names().iter().filter(|name| Path::new(name).extension().is_some_and(|end| end == "tmp")).count()
}

/// Starts and kills writers one after the other, alone or `beside` another one. Returns how many
/// were killed during a write.
fn kill_writers(place: &Place, mut beside: Option<&mut Child>) -> usize {
    let mut left_behind = 0;
    for kill in 0..KILLS {
        let name = format!("victim{kill}");
        let mut victim = start(place, &name);
        // It is killed after its first write, which is visible until the other writer overwrites
        // it.
        while !is_by(&name, &place.file().lock().unwrap().load().unwrap()) {
            check(place);
            assert!(victim.try_wait().unwrap().is_none(), "the writer ended by itself");
        }
        // Every other time, only checks during a write count, so that more kills interrupt a write.
        let mut checks = RandomState::new().hash_one(kill) % CHECKS;
        while checks > 0 {
            let writing = check(place);
            checks -= u64::from(writing || kill % 2 == 0);
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        if let Some(other) = &mut beside {
            assert!(other.try_wait().unwrap().is_none(), "the other writer failed");
        }

        // The lock was released with the writer's death, so this does not block, and no writer is
        // active.
        let locked = place.file().lock().unwrap();
        assert_complete(&locked.load().unwrap());
        check(place);
        let temporaries = temporaries(place);
        assert!(temporaries <= 1, "{:?}", place.names());
        left_behind += temporaries;
    }
    let locked = place.file().lock().unwrap();
    locked.store(&contents("parent", 1)).unwrap();
    assert_eq!(temporaries(place), 0);
    left_behind
}

#[test]
fn a_killed_writer_leaves_the_old_or_the_new_file_and_its_temporary_files_are_removed() {
    let left_behind = kill_writers(&Place::new(), None);
    println!("{left_behind} of {KILLS} writers were killed during a write");
    assert_ne!(left_behind, 0, "no writer was killed during a write, so this test proves nothing");
}

#[test]
fn a_killed_writer_does_not_block_another_writer() {
    let place = Place::new();
    let mut survivor = start(&place, "survivor");
    kill_writers(&place, Some(&mut survivor));
    fs::write(place.folder().join("stop"), "").unwrap();
    assert!(survivor.wait().unwrap().success(), "the other writer failed");
}
