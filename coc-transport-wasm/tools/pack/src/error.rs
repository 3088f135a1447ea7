//! [`Error`]: what keeps the package from being made.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("usage: pack [MODULE FOLDER]")]
    Usage,
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("cargo could not be started: {0}")]
    Cargo(io::Error),
    #[error(
        "{0} failed; are target and sources there? (rustup target add wasm32-unknown-unknown; rustup component add rust-src)"
    )]
    Build(String),
    #[error("cargo did not say where it put the module of coc-transport-wasm")]
    NoModule,
    #[error("wasm-bindgen: {0}")]
    Bindgen(String),
    #[error("{}: {what}", path.display())]
    Package { path: PathBuf, what: String },
}

impl Error {
    /// For `map_err` on what is done to a file.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
