//! The key file on a disk.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;
use fs4::{FileExt, TryLockError};
use zeroize::Zeroizing;

use super::{Document, FileError, LIMIT, format};

mod permissions;

const TEMPORARY: &str = ".tmp";

/// A file that stores keys between runs.
///
/// ```
/// # async fn example(password: String) -> Result<(), Box<dyn std::error::Error>> {
/// use coc_keys::file::KeyFile;
///
/// let path = KeyFile::default_path()?;
/// println!("keys are stored in {}", path.display());
/// # #[cfg(feature = "native")]
/// let keys = coc_keys::builder()?.account("me@example.com", password).path(path).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct KeyFile {
    path: PathBuf,
}

/// The key file, locked. The lock is released when this is dropped, and when the process ends in
/// any way.
///
/// ```
/// use coc_keys::file::KeyFile;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("coc/keys.json");
/// let locked = KeyFile::at(path).lock()?;
/// for key in locked.load()?.entries {
///     println!("{} of {}, valid from {}", key.id, key.account, key.ip);
/// }
/// // Other processes wait until `locked` is dropped.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "the lock is released when this is dropped"]
pub struct LockedKeyFile {
    path: PathBuf,
    lock: File,
}

impl KeyFile {
    /// The key file at this path, which need not exist. A relative path is resolved against the
    /// current working directory.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // This fails if the path is empty or there is no working directory. Using the path then
        // fails as well.
        Self { path: std::path::absolute(&path).unwrap_or(path) }
    }

    /// Returns the path in the user's data folder: `$XDG_DATA_HOME/coc/keys.json` or
    /// `~/.local/share/coc/keys.json`, `~/Library/Application Support/coc/keys.json` on macOS,
    /// `%APPDATA%\coc\keys.json` on Windows.
    ///
    /// # Errors
    /// [`FileError::NoHome`] if the user has no home folder.
    pub fn default_path() -> Result<PathBuf, FileError> {
        let platform = etcetera::base_strategy::choose_native_strategy().map_err(|_| FileError::NoHome)?;
        Ok(platform.data_dir().join("coc").join("keys.json"))
    }

    /// The absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Locks the file. Blocks the thread until the lock is free.
    ///
    /// The lock is advisory and excludes other processes and other threads. Missing folders are
    /// created, for their owner only. On a network share, the lock is as reliable as the share's
    /// locks.
    ///
    /// # Errors
    /// [`FileError`] if the folder cannot be created, is not acceptable, or does not support locks.
    /// If there is no lock file yet, also if the file is not acceptable or cannot be read: then no
    /// lock file is created.
    pub fn lock(&self) -> Result<LockedKeyFile, FileError> {
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

    /// Locks the file if the lock is free, and returns `None` otherwise.
    ///
    /// # Errors
    /// Those of [`lock`](Self::lock).
    pub fn try_lock(&self) -> Result<Option<LockedKeyFile>, FileError> {
        let lock = self.open_lock()?;
        match FileExt::try_lock(&lock) {
            Ok(()) => self.locked(lock),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(FileError::io("lock", &self.lock_path())(error)),
        }
    }

    /// Returns `None` if the lock file was deleted since: then another process may have locked a
    /// new one.
    fn locked(&self, lock: File) -> Result<Option<LockedKeyFile>, FileError> {
        let current = permissions::is_at(&lock, &self.lock_path())?;
        Ok(current.then(|| LockedKeyFile { path: self.path.clone(), lock }))
    }

    fn open_lock(&self) -> Result<File, FileError> {
        let lock = self.lock_path();
        if !lock.exists() {
            // A path that cannot be used must not get a lock file beside it.
            self.peek()?;
        }
        permissions::create_folder(folder(&self.path)?)?;
        permissions::open_lock(&lock)
    }

    /// Loads the contents without the lock; empty if there is no file or no folder.
    pub(crate) fn peek(&self) -> Result<Document, FileError> {
        if folder(&self.path)?.exists() { read(&self.path) } else { Ok(Document::default()) }
    }

    fn lock_path(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(".lock");
        path.into()
    }
}

impl LockedKeyFile {
    /// Loads the contents; empty if there is no file.
    ///
    /// # Errors
    /// [`FileError`] if the file or its folder is not acceptable, or cannot be read. The file stays
    /// unchanged.
    pub fn load(&self) -> Result<Document, FileError> {
        read(&self.path)
    }

    /// Replaces the contents atomically: whenever the process or the machine stops, the file is the
    /// old one or the new one. Once this returns, it is the new one.
    ///
    /// # Errors
    /// [`FileError`] if the existing file is not acceptable ([`load`](Self::load) fails), or if the
    /// file cannot be written. The existing file stays unchanged.
    pub fn store(&self, document: &Document) -> Result<(), FileError> {
        // A file that this version cannot parse must not be replaced.
        self.load()?;
        let bytes = format::write(document).map_err(FileError::io("write", &self.path))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
            return Err(FileError::TooLarge { path: self.path.clone(), limit: LIMIT });
        }
        let folder = folder(&self.path)?;
        let prefix = temporary_prefix(&self.path);
        remove_leftovers(folder, &prefix)?;
        // Created for its owner only, and removed when it is dropped before it is persisted.
        let temporary = tempfile::Builder::new().prefix(&prefix).suffix(TEMPORARY).tempfile_in(folder);
        let mut temporary = temporary.map_err(FileError::io("create a file in", folder))?;
        let written = temporary.write_all(&bytes).and_then(|()| temporary.as_file().sync_all());
        written.map_err(FileError::io("write", temporary.path()))?;
        temporary.persist(&self.path).map_err(|failed| FileError::io("replace", &self.path)(failed.error))?;
        permissions::sync_folder(folder)
    }
}

impl Drop for LockedKeyFile {
    fn drop(&mut self) {
        // Closing the file releases the lock only if no other process has it open, and a child
        // process that is being started briefly has all files of this one. If unlocking fails,
        // closing still releases the lock later.
        let _ = FileExt::unlock(&self.lock);
    }
}

/// Reads the file; empty if there is none.
fn read(path: &Path) -> Result<Document, FileError> {
    permissions::check_folder(folder(path)?)?;
    let Some((file, length)) = permissions::open(path)? else { return Ok(Document::default()) };
    if length > LIMIT {
        return Err(FileError::TooLarge { path: path.to_path_buf(), limit: LIMIT });
    }
    // With the full capacity from the start, no reallocation leaves a part of a token in freed
    // memory.
    let capacity = usize::try_from(length).unwrap_or_default().saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    file.take(length).read_to_end(&mut bytes).map_err(FileError::io("read", path))?;
    format::read(&bytes, path)
}

/// The folder of the file.
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

/// Removes the temporary files of dead writers. A live one would hold the lock.
fn remove_leftovers(folder: &Path, prefix: &OsStr) -> Result<(), FileError> {
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

/// Whether this is a temporary file of this key file, and not of one whose name has the same
/// beginning.
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
    fn only_temporary_files_of_this_key_file_are_removed() {
        let prefix = temporary_prefix(Path::new("/somewhere/keys"));
        let is = |name: &str| is_temporary(name.as_ref(), &prefix);
        assert!(is(".keys.a1B2c3.tmp"));
        for other in ["keys", "keys.lock", ".keys.tmp", ".keys..tmp", "keys.a1B2c3.tmp", ".keys.a1B2c3"] {
            assert!(!is(other), "{other}");
        }
        // The temporary file of `keys.json`, which has another lock.
        assert!(!is(".keys.json.a1B2c3.tmp"));
    }
}
