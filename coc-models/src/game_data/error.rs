//! [`GameDataError`].

use alloc::string::String;
use core::fmt;

/// The reason why bytes are not game data.
///
/// ```
/// use coc_models::game_data::{GameData, GameDataError};
///
/// let error = GameData::from_bytes(b"<!doctype html>").unwrap_err();
/// assert_eq!(error, GameDataError::NotGameData);
/// println!("{error}; continuing with the embedded data");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GameDataError {
    /// The bytes do not begin like a game data file.
    NotGameData,
    /// The file has a schema that is newer than this version of the crate.
    NewerSchema {
        /// The schema of the file.
        found: u32,
        /// The highest schema that this version reads.
        supported: u32,
    },
    /// The file ends before its contents do.
    Truncated,
    /// There are bytes after the end of the contents.
    TrailingBytes {
        /// The number of these bytes.
        count: usize,
    },
    /// The bytes are not an encoding of the schema.
    Malformed,
    /// The contents contradict themselves.
    Inconsistent {
        /// The entry: its list, its id and its name.
        entry: String,
        /// The contradiction.
        problem: &'static str,
    },
}

impl fmt::Display for GameDataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGameData => {
                f.write_str("not a game data file; pass the bytes of a file that the tool game-data wrote")
            }
            Self::NewerSchema { found, supported } => write!(
                f,
                "the game data has schema {found}, but this version of coc-models reads up to {supported}; \
                 update coc-models or use an older file",
            ),
            Self::Truncated => f.write_str("the game data ends too early; load the complete file"),
            Self::TrailingBytes { count } => {
                write!(f, "{count} bytes follow the end of the game data; pass the file and nothing else")
            }
            Self::Malformed => f.write_str("the game data is damaged; load the file anew"),
            Self::Inconsistent { entry, problem } => {
                write!(f, "{entry}: {problem}; correct the entry and create the file anew")
            }
        }
    }
}

impl core::error::Error for GameDataError {}
