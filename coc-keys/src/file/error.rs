//! The [`FileError`] of the key file.

use std::{
    io,
    path::{Path, PathBuf},
};

/// An error of reading or writing a key file. The message has the path, says what to do, and never
/// has a token.
///
/// ```
/// use coc_keys::file::{FileError, KeyFile};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("keys.json");
/// # std::fs::create_dir(&path)?;
/// // A folder is in the place of the file:
/// match KeyFile::at(&path).lock() {
///     Ok(_) => println!("locked"),
///     Err(FileError::NoHome) => println!("set a path for the key file"),
///     Err(error) => println!("{error}"),
/// }
/// # assert!(KeyFile::at(path).lock().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The user has no home folder, so there is no default path.
    #[error("there is no home folder for the key file; set HOME, or set a path for the key file")]
    NoHome,

    /// The path is empty, the root of the file system, or ends in `..`.
    #[error("{path:?} has no file name; set a path with one, such as keys.json in your own folder")]
    NoFileName {
        /// The path.
        path: PathBuf,
    },

    /// The folder's path exists, but is not a folder.
    #[error("{path:?} is not a folder, so the key file cannot be in it; choose another path")]
    NotAFolder {
        /// The folder.
        path: PathBuf,
    },

    /// The folder belongs to another user, who could replace the key file.
    #[error(
        "the folder {path:?} belongs to user {owner}, who could replace the key file; use your own folder"
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// The owner's user id.
        owner: u32,
    },

    /// Other users may write to the folder, and could replace the key file.
    #[error(
        "other users may write to the folder {path:?} (mode {mode:04o}) and could replace the key file; \
         run `chmod go-w` on it, or use a new folder in it, which is then created for you alone"
    )]
    WritableFolder {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },

    /// The path is a symbolic link.
    #[error("{path:?} is a symbolic link, which is not followed; use the path of its target")]
    Symlink {
        /// The link.
        path: PathBuf,
    },

    /// The path is a folder, a pipe, a socket or a device.
    #[error("{path:?} is not a regular file; choose another path for the key file")]
    NotAFile {
        /// The path.
        path: PathBuf,
    },

    /// The file belongs to another user.
    #[error(
        "the key file {path:?} belongs to user {owner} and not to you; choose another path, or change its owner with `chown`"
    )]
    ForeignFile {
        /// The file.
        path: PathBuf,
        /// The owner's user id.
        owner: u32,
    },

    /// Other users may read or write the file, and may have read its keys.
    #[error(
        "other users may read or write the key file {path:?} (mode {mode:04o}); if none of them did, run `chmod 600` on it, \
         otherwise delete it and revoke its keys"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },

    /// The file is, or would become, too large.
    #[error(
        "the key file {path:?} must not exceed {limit} bytes; choose another path, or store fewer keys in it"
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes allowed.
        limit: u64,
    },

    /// The file is not a valid key file.
    #[error(
        "the key file {path:?} is damaged at line {line}, column {column}; repair it, or move it away to start a new one (its \
         keys stay in their accounts)"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line at which parsing failed.
        line: usize,
        /// The column in that line.
        column: usize,
    },

    /// The file has another version of the format.
    #[error(
        "the key file {path:?} has version {version}, which this program does not support; use a newer program, or another path"
    )]
    UnknownVersion {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        version: u64,
    },

    /// The file has a field that would be lost if it were written again.
    #[error(
        "the key file {path:?} has the field {field:?}, which this program does not support and would lose; use a newer program, \
         or another path"
    )]
    UnknownField {
        /// The file.
        path: PathBuf,
        /// The path of the field, such as `entries.0.colour`.
        field: String,
    },

    /// An I/O error, which is the source.
    #[error("cannot {action} {path:?}")]
    Io {
        /// The failed action, as a verb.
        action: &'static str,
        /// Its object.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl FileError {
    /// Returns a function that makes an [`Io`](Self::Io) of the error of this action.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }
}
