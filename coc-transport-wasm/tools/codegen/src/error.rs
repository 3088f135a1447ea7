//! [`Error`]: why a file could not be generated.

use std::{io, path::PathBuf};

/// The reason why a file could not be generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A source file is not valid Rust.
    #[error("{}: {source}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The position and the cause.
        source: syn::Error,
    },
    /// A definition uses something that the generator does not support.
    #[error("{place}: {what}")]
    Unsupported {
        /// The type, its field, or the method.
        place: String,
        /// The unsupported part.
        what: String,
    },
    /// A generated file is not up to date.
    #[error("{} is not up to date; run `cargo run -p codegen`", .0.display())]
    Stale(PathBuf),
}

impl Error {
    /// A file could not be read or written.
    pub fn io(path: PathBuf, source: io::Error) -> Self {
        Self::Io { path, source }
    }

    pub(crate) fn unsupported(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Unsupported { place: place.into(), what: what.into() }
    }
}
