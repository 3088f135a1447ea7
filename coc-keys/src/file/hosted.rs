//! The key file of a program that has no file system of its own, such as a module in JavaScript: the
//! host stores the bytes, and this module defines them as on a disk.

use std::{fmt, path::Path, rc::Rc};

use zeroize::Zeroizing;

use super::{Document, FileError, LIMIT, format};

/// The host's key file. It must be as safe as `KeyFile` is on a disk: only the owner may read it, a
/// file with a problem is rejected instead of repaired, and it is replaced atomically.
///
/// No function may block for long.
///
/// ```
/// use std::{cell::RefCell, path::Path};
/// use coc_keys::file::{FileError, Storage};
/// use zeroize::Zeroizing;
///
/// /// A file in memory, which no other process shares.
/// #[derive(Debug, Default)]
/// struct Memory(RefCell<Option<Zeroizing<Vec<u8>>>>);
///
/// impl Storage for Memory {
///     fn path(&self) -> &Path {
///         Path::new("/memory/keys.json")
///     }
///
///     fn try_lock(&self) -> Result<bool, FileError> {
///         Ok(true)
///     }
///
///     fn unlock(&self) {}
///
///     fn read(&self, _limit: u64) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
///         Ok(self.0.borrow().clone())
///     }
///
///     fn write(&self, bytes: &[u8]) -> Result<(), FileError> {
///         self.0.replace(Some(Zeroizing::new(bytes.to_vec())));
///         Ok(())
///     }
/// }
/// ```
pub trait Storage: fmt::Debug + 'static {
    /// The absolute path of the file, for errors.
    fn path(&self) -> &Path;

    /// Locks the file against other processes. Returns whether it did: false if another one has
    /// locked it.
    ///
    /// # Errors
    /// [`FileError`] if the file cannot be locked, or is not acceptable.
    fn try_lock(&self) -> Result<bool, FileError>;

    /// Unlocks the file.
    fn unlock(&self);

    /// Returns the contents; `None` if there is no file.
    ///
    /// # Errors
    /// [`FileError`] if the file or its folder is not acceptable, is larger than `limit` bytes, or
    /// cannot be read.
    fn read(&self, limit: u64) -> Result<Option<Zeroizing<Vec<u8>>>, FileError>;

    /// Replaces the contents atomically and durably. Called only while the file is locked.
    ///
    /// # Errors
    /// [`FileError`] if the file cannot be written. It then stays unchanged.
    fn write(&self, bytes: &[u8]) -> Result<(), FileError>;
}

/// A file that stores keys between runs.
#[derive(Clone, Debug)]
pub(crate) struct KeyFile(Rc<dyn Storage>);

/// The key file, locked until this is dropped.
#[derive(Debug)]
pub(crate) struct LockedKeyFile(Rc<dyn Storage>);

impl KeyFile {
    pub(crate) fn new(storage: impl Storage) -> Self {
        Self(Rc::new(storage))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Locks the file if the lock is free, and returns `None` otherwise.
    pub(crate) fn try_lock(&self) -> Result<Option<LockedKeyFile>, FileError> {
        Ok(self.0.try_lock()?.then(|| LockedKeyFile(Rc::clone(&self.0))))
    }

    /// Loads the contents without the lock; empty if there is no file or no folder.
    pub(crate) fn peek(&self) -> Result<Document, FileError> {
        read(&*self.0)
    }
}

impl LockedKeyFile {
    /// Loads the contents; empty if there is no file.
    pub(crate) fn load(&self) -> Result<Document, FileError> {
        read(&*self.0)
    }

    /// Replaces the contents.
    pub(crate) fn store(&self, document: &Document) -> Result<(), FileError> {
        // A file that this version cannot parse must not be replaced.
        self.load()?;
        let bytes = format::write(document).map_err(FileError::io("write", self.0.path()))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
            return Err(FileError::TooLarge { path: self.0.path().to_path_buf(), limit: LIMIT });
        }
        self.0.write(&bytes)
    }
}

impl Drop for LockedKeyFile {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

fn read(storage: &dyn Storage) -> Result<Document, FileError> {
    match storage.read(LIMIT)? {
        Some(bytes) => format::read(&bytes, storage.path()),
        None => Ok(Document::default()),
    }
}
