//! The key file: what one run of a program found out about its keys, the next one and its neighbours need not ask for again.
//!
//! The file holds tokens, so nothing but its owner may read it, and what looks wrong is refused instead of repaired. One
//! [`Document`] has the keys of any number of accounts and key names. Processes that share it take turns:
//!
//! ```
//! use coc_keys::file::KeyFile;
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("coc/keys.json");
//! let file = KeyFile::at(path);
//! let locked = file.lock()?;
//! let mut document = locked.load()?;
//! document.entries.retain(|key| key.account != "somebody@example.com");
//! locked.store(&document)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Three kinds of file are in the folder: the key file itself, `NAME.lock` beside it, which is empty and stays, and while somebody
//! stores `.NAME.xxxxxx.tmp`, which then takes the place of the key file. Which files and folders are acceptable is decided in
//! `file/place.rs`, the bytes in `file/format.rs`.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;
use fs4::{FileExt, TryLockError};
use zeroize::Zeroizing;

mod document;
mod error;
mod format;
mod place;

pub use document::{Document, StoredKey};
pub use error::FileError;

/// The largest file that is read or written: some thousands of keys.
const LIMIT: u64 = 4 << 20;

const TEMPORARY: &str = ".tmp";

/// Where keys are kept between runs.
#[derive(Clone, Debug)]
pub struct KeyFile {
    path: PathBuf,
}

/// The key file while nobody else has it. Dropping this lets the next one in, and so does the end of the process, however it ends.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct Locked {
    path: PathBuf,
    lock: File,
}

impl KeyFile {
    /// The key file at this path; there need not be one yet. A relative path is taken from the present working directory.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // What cannot be made absolute is empty, or there is no working directory. The path alone says so when it is used.
        Self { path: std::path::absolute(&path).unwrap_or(path) }
    }

    /// Where a program of this user keeps its data: `$XDG_DATA_HOME/coc/keys.json` or `~/.local/share/coc/keys.json`,
    /// `~/Library/Application Support/coc/keys.json` on macOS, `%APPDATA%\coc\keys.json` on Windows.
    ///
    /// # Errors
    /// [`FileError::NoHome`] if the user has no home.
    pub fn default_path() -> Result<PathBuf, FileError> {
        let platform = etcetera::base_strategy::choose_native_strategy().map_err(|_| FileError::NoHome)?;
        Ok(platform.data_dir().join("coc").join("keys.json"))
    }

    /// The path, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until nobody else has the file, then takes it. Blocks the thread for as long as that lasts.
    ///
    /// The lock is advisory and holds between processes, and between the threads of one. Folders that do not exist are made,
    /// for their owner only. On a network share it is worth what the locks of the share are worth.
    ///
    /// # Errors
    /// [`FileError`] if the folder cannot be made, is not acceptable, or cannot be used for locks.
    pub fn lock(&self) -> Result<Locked, FileError> {
        loop {
            let lock = self.open_lock()?;
            match FileExt::lock(&lock) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(FileError::io("lock", &self.lock_path())(error)),
            }
            if let Some(locked) = self.locked(lock)? {
                return Ok(locked);
            }
        }
    }

    /// As [`lock`](Self::lock), but `None` at once if somebody else has the file.
    ///
    /// # Errors
    /// As [`lock`](Self::lock).
    pub fn try_lock(&self) -> Result<Option<Locked>, FileError> {
        let lock = self.open_lock()?;
        match FileExt::try_lock(&lock) {
            Ok(()) => self.locked(lock),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(FileError::io("lock", &self.lock_path())(error)),
        }
    }

    /// The lock that was got, unless somebody deleted its file in the meantime: then another may have a lock on the new one.
    fn locked(&self, lock: File) -> Result<Option<Locked>, FileError> {
        let current = place::is_at(&lock, &self.lock_path())?;
        Ok(current.then(|| Locked { path: self.path.clone(), lock }))
    }

    fn open_lock(&self) -> Result<File, FileError> {
        place::make_folder(folder(&self.path)?)?;
        place::open_lock(&self.lock_path())
    }

    fn lock_path(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(".lock");
        path.into()
    }
}

impl Locked {
    /// What the file holds; nothing if there is none.
    ///
    /// # Errors
    /// [`FileError`] if the file or its folder is not acceptable, or cannot be read. The file stays as it is.
    pub fn load(&self) -> Result<Document, FileError> {
        place::check_folder(folder(&self.path)?)?;
        let Some((file, length)) = place::open(&self.path)? else { return Ok(Document::default()) };
        if length > LIMIT {
            return Err(FileError::TooLarge { path: self.path.clone(), limit: LIMIT });
        }
        // With room for all of it from the start, no piece of a token is left behind in memory that was given back.
        let room = usize::try_from(length).unwrap_or_default().saturating_add(1);
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        let read = file.take(length).read_to_end(&mut bytes);
        read.map_err(FileError::io("read", &self.path))?;
        format::read(&bytes, &self.path)
    }

    /// Puts this in the place of what the file holds. Whenever the process or the machine stops, the file is the old one or the new
    /// one, and once this returns it is the new one.
    ///
    /// # Errors
    /// [`FileError`] if what is there is not acceptable ([`load`](Self::load) fails), or if the file cannot be written. What
    /// was there is still there then.
    pub fn store(&self, document: &Document) -> Result<(), FileError> {
        // What this version does not understand it must not replace.
        self.load()?;
        let bytes = format::write(document).map_err(FileError::io("write", &self.path))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
            return Err(FileError::TooLarge { path: self.path.clone(), limit: LIMIT });
        }
        let folder = folder(&self.path)?;
        let prefix = temporary_prefix(&self.path);
        clear_away(folder, &prefix)?;
        // Made for its owner only, and removed again when it is dropped before it is in place.
        let temporary = tempfile::Builder::new().prefix(&prefix).suffix(TEMPORARY).tempfile_in(folder);
        let mut temporary = temporary.map_err(FileError::io("make a file in", folder))?;
        let written = temporary.write_all(&bytes).and_then(|()| temporary.as_file().sync_all());
        written.map_err(FileError::io("write", temporary.path()))?;
        temporary.persist(&self.path).map_err(|kept| FileError::io("replace", &self.path)(kept.error))?;
        place::sync_folder(folder)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Closing the file gives the lock back, but only once nobody else has it open: a child process that is being started has all
        // files of this one for a moment. If this fails, closing must do.
        let _ = FileExt::unlock(&self.lock);
    }
}

/// The folder that the file is in.
fn folder(path: &Path) -> Result<&Path, FileError> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(_)) => Ok(folder),
        _ => Err(FileError::NoFileName { path: path.to_path_buf() }),
    }
}

fn temporary_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

/// Removes what writers that died left behind. Nobody alive has such a file, because they would have the lock.
fn clear_away(folder: &Path, prefix: &OsStr) -> Result<(), FileError> {
    let failed = |error| FileError::io("list", folder)(error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !is_temporary(&entry.file_name(), prefix) {
            continue;
        }
        match fs::remove_file(entry.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(FileError::io("remove", &entry.path())(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether it is a temporary file of this key file, and not of one whose name only begins like it.
fn is_temporary(name: &OsStr, prefix: &OsStr) -> bool {
    let middle = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
    middle
        .and_then(|rest| rest.strip_suffix(TEMPORARY.as_bytes()))
        .is_some_and(|random| !random.is_empty() && !random.contains(&b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_temporary_files_of_this_key_file_are_cleared_away() {
        let prefix = temporary_prefix(Path::new("/somewhere/keys"));
        let is = |name: &str| is_temporary(name.as_ref(), &prefix);
        assert!(is(".keys.a1B2c3.tmp"));
        for other in ["keys", "keys.lock", ".keys.tmp", ".keys..tmp", "keys.a1B2c3.tmp", ".keys.a1B2c3"] {
            assert!(!is(other), "{other}");
        }
        // That of a file named `keys.json`, whose lock is another one.
        assert!(!is(".keys.json.a1B2c3.tmp"));
    }
}
