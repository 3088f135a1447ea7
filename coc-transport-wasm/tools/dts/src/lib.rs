//! TypeScript declarations of the models, made from the sources of `coc-models`.
//!
//! The JavaScript client hands out what `JSON.parse` makes of an answer, so the declarations say what is on the wire:
//! names as serde spells them, `?` on what serde leaves out, open enums as unions that still take any text. Whatever
//! the generator does not understand (a new serde attribute, a type without a declaration, a link to nothing) is an
//! error that names it; nothing is guessed.

mod doc;
mod error;
mod item;
mod print;
mod read;
mod scalar;
mod serde_attribute;
mod source;

use std::path::PathBuf;

pub use error::Error;

/// The declarations as they belong in [`file()`].
///
/// # Errors
///
/// What could not be read or not be expressed, and where.
pub fn declarations() -> Result<String, Error> {
    let modules = source::modules(&workspace().join("coc-models/src"))?;
    let items = read::items(&modules)?;
    read::check_exports(&modules, &items)?;
    print::module(&items)
}

/// Where the declarations are kept.
pub fn file() -> PathBuf {
    workspace().join("coc-transport-wasm/types/models.d.ts")
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}
