//! [`Error`]: what keeps a model from being declared.

use std::{io, path::PathBuf};

/// Why the declarations could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A source file is not Rust.
    #[error("{}: {source}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: syn::Error,
    },
    /// A model uses what the generator does not know.
    #[error("{place}: {what}")]
    Unsupported {
        /// The type, or its field.
        place: String,
        /// What is not known.
        what: String,
    },
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
