//! Permissions of the key file and its folder on Unix.

use std::{
    fs::{self, DirBuilder, Permissions},
    os::unix::{
        fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, symlink},
        net::UnixListener,
    },
    path::Path,
};

use coc_keys::file::{FileError, KeyFile};

use super::{Place, document, tokens};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A folder with a key file.
fn stored() -> Place {
    let place = Place::new();
    place.file().lock().unwrap().store(&document(&["one"])).unwrap();
    place
}

#[test]
fn created_files_and_folders_are_for_their_owner_only() {
    let place = stored();
    assert_eq!(mode(&place.path()), 0o600);
    assert_eq!(mode(&place.folder().join("keys.json.lock")), 0o600);
    assert_eq!(mode(&place.folder()), 0o700);
    assert_eq!(mode(place.folder().parent().unwrap()), 0o700);
}

#[test]
fn a_file_that_others_may_read_or_write_is_rejected_and_stays_unchanged() {
    let place = stored();
    for bits in [0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o777] {
        set_mode(&place.path(), bits);
        let before = fs::metadata(place.path()).unwrap().ino();
        let locked = place.file().lock().unwrap();
        for error in [locked.load().unwrap_err(), locked.store(&document(&["two"])).unwrap_err()] {
            assert!(matches!(error, FileError::Exposed { mode, .. } if mode == bits), "{error}");
            assert!(
                error.to_string().contains("chmod 600") && error.to_string().contains(&format!("{bits:o}"))
            );
        }
        assert_eq!((mode(&place.path()), fs::metadata(place.path()).unwrap().ino()), (bits, before));
    }
    for bits in [0o600, 0o400, 0o700] {
        set_mode(&place.path(), bits);
        assert_eq!(tokens(&place.file().lock().unwrap().load().unwrap()), ["one"]);
    }
}

#[test]
fn a_folder_that_others_may_write_to_is_rejected_by_every_operation() {
    let place = stored();
    let locked = place.file().lock().unwrap();
    for bits in [0o770, 0o707, 0o777, 0o1777] {
        set_mode(&place.folder(), bits);
        for error in [
            place.file().try_lock().unwrap_err(),
            locked.load().unwrap_err(),
            locked.store(&document(&["two"])).unwrap_err(),
        ] {
            assert!(matches!(error, FileError::WritableFolder { mode, .. } if mode == bits), "{error}");
            assert!(error.to_string().contains("chmod go-w"), "{error}");
        }
    }
    set_mode(&place.folder(), 0o755);
    assert_eq!(tokens(&locked.load().unwrap()), ["one"]);
}

#[test]
fn a_symlink_as_the_file_or_its_lock_is_not_followed() {
    let (place, elsewhere) = (stored(), Place::new());
    DirBuilder::new().recursive(true).mode(0o700).create(elsewhere.folder()).unwrap();
    let locked = elsewhere.file().lock().unwrap();
    symlink(place.path(), elsewhere.path()).unwrap();
    for error in [locked.load().unwrap_err(), locked.store(&document(&["two"])).unwrap_err()] {
        assert!(matches!(error, FileError::Symlink { .. }), "{error}");
    }
    assert_eq!(tokens(&place.file().lock().unwrap().load().unwrap()), ["one"]);

    let lock = elsewhere.folder().join("other.json.lock");
    symlink(elsewhere.folder().join("created-through-a-symlink"), &lock).unwrap();
    let error = KeyFile::at(elsewhere.folder().join("other.json")).lock().unwrap_err();
    assert!(matches!(error, FileError::Symlink { .. }), "{error}");
    assert!(!elsewhere.folder().join("created-through-a-symlink").exists());
}

#[test]
fn a_symlink_as_the_folder_is_followed() {
    let place = stored();
    let link = place.0.path().join("link");
    symlink(place.folder(), &link).unwrap();
    assert_eq!(tokens(&KeyFile::at(link.join("keys.json")).lock().unwrap().load().unwrap()), ["one"]);
}

#[test]
fn a_path_that_cannot_be_used_gets_no_lock_file() {
    let place = Place::new();
    DirBuilder::new().recursive(true).mode(0o700).create(place.folder()).unwrap();
    let target = place.folder().join("target");
    let write = |path: &Path, mode| {
        fs::write(path, "notes").unwrap();
        set_mode(path, mode);
    };
    let prepare: [&dyn Fn(&Path); 6] = [
        &|path| fs::create_dir(path).unwrap(),
        &|path| symlink(&target, path).unwrap(),
        &|path| drop(UnixListener::bind(path).unwrap()),
        &|path| write(path, 0o644),
        // Another program's file.
        &|path| write(path, 0o600),
        &|path| {
            fs::File::create(path).unwrap().set_len(5 << 20).unwrap();
            set_mode(path, 0o600);
        },
    ];
    for (number, prepare) in prepare.into_iter().enumerate() {
        let path = place.folder().join(format!("{number}.json"));
        prepare(&path);
        for error in [KeyFile::at(&path).lock().unwrap_err(), KeyFile::at(&path).try_lock().unwrap_err()] {
            assert!(error.to_string().contains(&format!("{number}.json")), "{error}");
        }
        assert!(!place.folder().join(format!("{number}.json.lock")).exists(), "{number}");
    }
    let shared = place.0.path().join("shared");
    fs::create_dir(&shared).unwrap();
    set_mode(&shared, 0o777);
    KeyFile::at(shared.join("keys.json")).lock().unwrap_err();
    assert_eq!(fs::read_dir(shared).unwrap().count(), 0);
}

#[test]
fn a_folder_or_a_socket_as_the_file_is_rejected() {
    let place = stored();
    let locked = place.file().lock().unwrap();
    fs::remove_file(place.path()).unwrap();
    fs::create_dir(place.path()).unwrap();
    let error = locked.load().unwrap_err();
    assert!(matches!(error, FileError::NotAFile { .. }), "{error}");
    fs::remove_dir(place.path()).unwrap();
    let _socket = UnixListener::bind(place.path()).unwrap();
    let error = locked.store(&document(&["two"])).unwrap_err();
    assert!(matches!(error, FileError::NotAFile { .. }), "{error}");
}

#[test]
fn a_file_as_the_folder_is_an_error() {
    let place = Place::new();
    fs::write(place.0.path().join("data"), "").unwrap();
    let error = KeyFile::at(place.0.path().join("data/keys.json")).lock().unwrap_err();
    assert!(matches!(error, FileError::NotAFolder { .. }), "{error}");
}

#[test]
fn a_deleted_lock_file_blocks_no_process() {
    let place = stored();
    let _stale = place.file().lock().unwrap();
    fs::remove_file(place.folder().join("keys.json.lock")).unwrap();
    let second = place.file().try_lock().unwrap();
    assert!(second.is_some());
    assert!(place.file().try_lock().unwrap().is_none());
}
