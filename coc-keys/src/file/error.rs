//! [`FileError`]: why a key file was not read or not written.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a key file was not read or not written. The text names the path and says what to do; it never has a token in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The user has no home, so there is no default path.
    #[error("there is no home folder to keep the key file in; set HOME, or name a path for the key file")]
    NoHome,

    /// The path is empty, the root of the file system, or ends in `..`.
    #[error(
        "{path:?} does not name a file; name one for the keys, such as keys.json in a folder of your own"
    )]
    NoFileName {
        /// The path that was given.
        path: PathBuf,
    },

    /// The folder is there, but is not one.
    #[error("{path:?} is not a folder, so the key file cannot be in it; choose another path")]
    NotAFolder {
        /// The folder.
        path: PathBuf,
    },

    /// The folder belongs to somebody else, who could exchange the key file.
    #[error(
        "the folder {path:?} belongs to user {owner}, who could exchange the key file; keep it in a folder of your own"
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
    },

    /// Others may write to the folder, and could exchange the key file.
    #[error(
        "others may write to the folder {path:?} (mode {mode:04o}) and could exchange the key file; \
         run `chmod go-w` on it, or name a folder in it that does not exist yet, which is then made for you alone"
    )]
    WritableFolder {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },

    /// The path is a symbolic link.
    #[error("{path:?} is a symbolic link, which is not followed; name the file that it leads to")]
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

    /// The file belongs to somebody else.
    #[error(
        "the key file {path:?} belongs to user {owner} and not to you; choose another path, or have it given to you with `chown`"
    )]
    ForeignFile {
        /// The file.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
    },

    /// Others may read or write the file, or could until now.
    #[error(
        "others may read or write the key file {path:?} (mode {mode:04o}); if nobody had a look, run `chmod 600` on it, \
         otherwise delete it and revoke its keys"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },

    /// The file is, or would become, larger than a key file can sensibly be.
    #[error(
        "the key file {path:?} may not have more than {limit} bytes; choose another path, or keep fewer keys in it"
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How many bytes it may have.
        limit: u64,
    },

    /// The file is not what was once stored.
    #[error(
        "the key file {path:?} is damaged at line {line}, column {column}; repair it, or move it away to begin anew (its keys \
         stay in their accounts)"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where reading ended.
        line: usize,
        /// Where in that line.
        column: usize,
    },

    /// The file says that it is written in another version of the format.
    #[error(
        "the key file {path:?} is of version {version}, which this program does not know; use a newer program, or another path"
    )]
    UnknownVersion {
        /// The file.
        path: PathBuf,
        /// The version that it says.
        version: u64,
    },

    /// The file has a field that would be lost if it were written again.
    #[error(
        "the key file {path:?} has the field {field:?}, which this program does not know and would lose; use a newer program, \
         or another path"
    )]
    UnknownField {
        /// The file.
        path: PathBuf,
        /// Where the field is, `entries.0.colour` say.
        field: String,
    },

    /// The system refused; the source says why.
    #[error("cannot {action} {path:?}")]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl FileError {
    /// The error of a thing that the system was asked to do.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }
}
