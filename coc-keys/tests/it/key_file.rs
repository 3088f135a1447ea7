//! The key file in a real folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Barrier, mpsc},
    thread,
};

use coc_core::models::Timestamp;
use coc_keys::file::{Document, FileError, KeyFile, StoredKey};
use secrecy::ExposeSecret as _;

#[cfg(unix)]
mod crash;
#[cfg(unix)]
mod permissions;

/// A temporary folder for one test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("data/coc")
    }

    fn path(&self) -> PathBuf {
        self.folder().join("keys.json")
    }

    fn file(&self) -> KeyFile {
        KeyFile::at(self.path())
    }

    /// The names in the folder, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn key(account: &str, token: &str) -> StoredKey {
    StoredKey {
        account: account.into(),
        key_name: "bot".into(),
        ip: [203, 0, 113, 7].into(),
        id: "1".into(),
        token: token.into(),
        created: Timestamp::from_unix_seconds(1_783_166_400).unwrap(),
    }
}

fn document(tokens: &[&str]) -> Document {
    Document { entries: tokens.iter().map(|token| key("a@example.com", token)).collect() }
}

fn tokens(document: &Document) -> Vec<&str> {
    document.entries.iter().map(|key| key.token.expose_secret()).collect()
}

#[test]
fn a_missing_file_is_empty_and_loading_creates_none() {
    let place = Place::new();
    assert!(place.file().lock().unwrap().load().unwrap().entries.is_empty());
    assert_eq!(place.names(), ["keys.json.lock"]);
}

#[test]
fn stored_keys_are_loaded_by_the_next_lock_holder() {
    let place = Place::new();
    place.file().lock().unwrap().store(&document(&["one", "two"])).unwrap();
    let locked = place.file().lock().unwrap();
    let mut loaded = locked.load().unwrap();
    assert_eq!(tokens(&loaded), ["one", "two"]);
    loaded.entries.push(key("b@example.com", "three"));
    locked.store(&loaded).unwrap();
    assert_eq!(tokens(&locked.load().unwrap()), ["one", "two", "three"]);
    assert_eq!(place.names(), ["keys.json", "keys.json.lock"]);
}

#[test]
fn the_file_is_locked_by_one_holder_at_a_time() {
    let place = Place::new();
    let first = place.file().lock().unwrap();
    assert!(place.file().try_lock().unwrap().is_none());
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            let second = place.file().lock().unwrap();
            sender.send(tokens(&second.load().unwrap()).join(" ")).unwrap();
        });
        // The other thread gets the lock after this in any case.
        first.store(&document(&["first"])).unwrap();
        drop(first);
    });
    assert_eq!(receiver.recv().unwrap(), "first");
    assert!(place.file().try_lock().unwrap().is_some());
}

#[test]
fn concurrent_writers_lose_no_update() {
    let (place, writers, rounds) = (Place::new(), 8, 10);
    let start = Barrier::new(writers);
    thread::scope(|scope| {
        for writer in 0..writers {
            let (place, start) = (&place, &start);
            scope.spawn(move || {
                start.wait();
                for round in 0..rounds {
                    let locked = place.file().lock().unwrap();
                    let mut document = locked.load().unwrap();
                    document.entries.push(key(&format!("{writer}@example.com"), &round.to_string()));
                    locked.store(&document).unwrap();
                }
            });
        }
    });
    let document = place.file().lock().unwrap().load().unwrap();
    for writer in 0..writers {
        let own = document.entries.iter().filter(|key| key.account == format!("{writer}@example.com"));
        let rounds: Vec<_> = (0..rounds).map(|round| round.to_string()).collect();
        assert_eq!(own.map(|key| key.token.expose_secret()).collect::<Vec<_>>(), rounds);
    }
}

#[test]
fn temporary_files_of_dead_writers_are_removed_and_nothing_else() {
    let place = Place::new();
    let locked = place.file().lock().unwrap();
    for name in [".keys.json.a1B2c3.tmp", ".keys.json.old.a1B2c3.tmp", "notes.tmp"] {
        fs::write(place.folder().join(name), "half a tok").unwrap();
    }
    locked.store(&document(&["one"])).unwrap();
    assert_eq!(place.names(), [".keys.json.old.a1B2c3.tmp", "keys.json", "keys.json.lock", "notes.tmp"]);
}

#[test]
fn a_file_that_cannot_be_parsed_is_never_overwritten() {
    let place = Place::new();
    let locked = place.file().lock().unwrap();
    locked.store(&document(&["one"])).unwrap();
    for text in ["", "{", r#"{"version":2}"#, r#"{"version":1,"entries":[],"colour":"red"}"#] {
        // Into the existing file, so that it keeps its mode.
        fs::write(place.path(), text).unwrap();
        let loaded = locked.load().unwrap_err();
        let stored = locked.store(&document(&["two"])).unwrap_err();
        assert_eq!(loaded.to_string(), stored.to_string());
        assert!(loaded.to_string().contains("keys.json"), "{loaded}");
        assert_eq!(fs::read_to_string(place.path()).unwrap(), text);
    }
    fs::remove_file(place.path()).unwrap();
    locked.store(&document(&["three"])).unwrap();
    assert_eq!(tokens(&locked.load().unwrap()), ["three"]);
}

#[test]
fn a_file_that_is_too_large_is_neither_read_nor_written() {
    let place = Place::new();
    let locked = place.file().lock().unwrap();
    let large = "x".repeat(5 << 20);
    let error = locked.store(&document(&[&large])).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { .. }), "{error}");
    locked.store(&document(&["one"])).unwrap();
    fs::write(place.path(), &large).unwrap();
    let error = locked.load().unwrap_err();
    assert!(matches!(error, FileError::TooLarge { .. }), "{error}");
}

#[test]
fn a_path_without_a_file_name_is_an_error() {
    for path in ["", "/", "..", "/tmp/.."] {
        let error = KeyFile::at(path).lock().unwrap_err();
        assert!(matches!(error, FileError::NoFileName { .. }), "{path}: {error}");
    }
}

#[test]
fn a_relative_path_is_resolved_against_the_working_directory() {
    let file = KeyFile::at("keys.json");
    assert_eq!(file.path(), std::env::current_dir().unwrap().join("keys.json"));
}

#[test]
fn debug_has_no_token() {
    let shown = format!("{:?}", document(&["hush"]));
    assert!(shown.contains("a@example.com") && !shown.contains("hush"), "{shown}");
}

#[test]
fn the_default_path_ends_with_coc_keys_json() {
    let path = KeyFile::default_path().unwrap();
    assert!(path.is_absolute() && path.ends_with(Path::new("coc").join("keys.json")), "{path:?}");
}
