//! [`Error`]: why the package could not be built.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("cargo could not be started: {0}")]
    Cargo(io::Error),
    #[error("the build failed; is the target installed? (rustup target add wasm32-unknown-unknown)")]
    Build,
    #[error("cargo did not report the path of the module of {0}")]
    NoModule(&'static str),
    #[error("wasm-bindgen: {0}")]
    Bindgen(String),
    #[error("{}: {what}", path.display())]
    Package { path: PathBuf, what: String },
}

impl Error {
    /// For `map_err` on file operations.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
