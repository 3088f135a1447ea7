//! Writers that are killed at any moment.
//!
//! The test binary starts itself as a writer: [`writer`] is the `main` of that process. It stores one document after the other, each
//! of which can be told by its tokens to be whole.

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
/// How often the parent looks at the folder before it kills, at most.
const LOOKS: u64 = 100;

const PATH: &str = "COC_KEYS_TEST_PATH";
const NAME: &str = "COC_KEYS_TEST_WRITER";

/// What a writer stores the `round`th time: a number of keys and tokens that follow from its name and the round.
fn contents(writer: &str, round: u64) -> Document {
    let account = format!("{writer}-{round}@example.com");
    let token = |number| format!("{writer}-{round}-{number}-{}", "x".repeat(500));
    Document { entries: (0..=round % 10).map(|number| key(&account, &token(number))).collect() }
}

/// Panics unless this is exactly what some writer stored some time.
fn assert_whole(document: &Document) {
    let Some(first) = document.entries.first() else { return };
    let mut parts = first.token.expose_secret().split('-');
    let (writer, round) = (parts.next().unwrap(), parts.next().unwrap().parse().unwrap());
    let told = |key: &StoredKey| (key.account.clone(), key.token.expose_secret().to_owned());
    let expected: Vec<_> = contents(writer, round).entries.iter().map(told).collect();
    assert_eq!(document.entries.iter().map(told).collect::<Vec<_>>(), expected);
}

/// The writer's process: stores until it is killed, or until there is a file `stop`.
#[test]
#[ignore = "the other test of this file starts it as a process of its own"]
fn writer() {
    let path = env::var_os(PATH).expect("started by the other test");
    let name = env::var(NAME).expect("started by the other test");
    let (file, stop) = (KeyFile::at(&path), Path::new(&path).with_file_name("stop"));
    let mut round = 0;
    while !stop.exists() {
        let locked = file.lock().unwrap();
        assert_whole(&locked.load().unwrap());
        locked.store(&contents(&name, round)).unwrap();
        round += 1;
    }
}

/// Starts a writer under a mask that takes no permission away, so that the modes are the code's own doing.
fn start(place: &Place, name: &str) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"umask 0; exec "$0" "$@""#]).arg(env::current_exe().unwrap());
    shell.args(["--ignored", "--exact", "key_file::crash::writer"]).env(PATH, place.path()).env(NAME, name);
    shell.stdout(Stdio::null()).spawn().unwrap()
}

fn is_by(writer: &str, document: &Document) -> bool {
    document.entries.iter().any(|key| key.account.starts_with(&format!("{writer}-")))
}

/// Looks at the folder without asking for the lock. Panics if anybody but the owner may do anything with any file that is there at
/// this moment, or if the key file is not whole. Says whether somebody is writing.
fn look(place: &Place) -> bool {
    let mut writing = false;
    let Ok(entries) = fs::read_dir(place.folder()) else { return false };
    for entry in entries {
        let entry = entry.unwrap();
        writing |= entry.file_name().as_encoded_bytes().ends_with(b".tmp");
        // A temporary file may be gone again.
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

/// Starts and kills writers one after the other, `beside` another or alone. Says how many were killed while they wrote.
fn kill_writers(place: &Place, mut beside: Option<&mut Child>) -> usize {
    let mut left_behind = 0;
    for kill in 0..KILLS {
        let name = format!("victim{kill}");
        let mut victim = start(place, &name);
        // It is killed once it is at work, which shows when the other writer has not yet overwritten what it stored.
        while !is_by(&name, &place.file().lock().unwrap().load().unwrap()) {
            look(place);
            assert!(victim.try_wait().unwrap().is_none(), "the writer ended by itself");
        }
        // Every other time, only looks that see a file on its way count, so that the death falls into the writing more often.
        let mut looks = RandomState::new().hash_one(kill) % LOOKS;
        while looks > 0 {
            let writing = look(place);
            looks -= u64::from(writing || kill % 2 == 0);
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        if let Some(other) = &mut beside {
            assert!(other.try_wait().unwrap().is_none(), "the other writer failed");
        }

        // The lock died with the writer, so this does not wait for ever; and nobody writes now.
        let locked = place.file().lock().unwrap();
        assert_whole(&locked.load().unwrap());
        look(place);
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
fn a_writer_that_is_killed_leaves_the_old_or_the_new_file_and_its_traces_are_cleared_away() {
    let left_behind = kill_writers(&Place::new(), None);
    println!("{left_behind} of {KILLS} writers were killed while they wrote");
    assert_ne!(left_behind, 0, "this has proved nothing: no writer was killed while it wrote");
}

#[test]
fn a_writer_that_is_killed_keeps_no_other_writer_from_going_on() {
    let place = Place::new();
    let mut survivor = start(&place, "survivor");
    kill_writers(&place, Some(&mut survivor));
    fs::write(place.folder().join("stop"), "").unwrap();
    assert!(survivor.wait().unwrap().success(), "the other writer failed");
}
