//! [`Error`]: what keeps the glue from being made.

#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0} is nothing that wasm-pack is known to pass")]
    Unknown(String),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("wasm-bindgen: {0}")]
    Bindgen(String),
}
