//! [`Error`].

use std::{io, path::PathBuf};

use coc_models::game_data::GameDataError;

/// The reason why a file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A file is not JSON, or has other fields.
    #[error("{file}: {source}")]
    Json {
        /// The name of the file.
        file: &'static str,
        /// The reason.
        source: serde_json::Error,
    },
    /// An entry has missing, unknown or wrong fields.
    #[error("{file}: {entry}: {problem}")]
    Entry {
        /// The name of the file.
        file: &'static str,
        /// The entry's list, id and name.
        entry: String,
        /// The problem.
        problem: String,
    },
    /// The data contradicts itself.
    #[error("{file}: {source}")]
    Data {
        /// The name of the file.
        file: &'static str,
        /// The reason.
        source: GameDataError,
    },
    /// The encoder failed.
    #[error("the data cannot be encoded: {0}")]
    Encode(#[from] postcard::Error),
    /// The committed file is not that of the JSON files.
    #[error("{} is not up to date; run `cargo run -p game-data -- FOLDER`", .0.display())]
    Stale(PathBuf),
}

impl Error {
    pub(crate) fn entry(file: &'static str, entry: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Entry { file, entry: entry.into(), problem: problem.into() }
    }
}
