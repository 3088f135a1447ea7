//! TypeScript declarations of the models, from the sources of `coc-models`.
//!
//! The JavaScript client returns what `JSON.parse` makes of a response. So the declarations say
//! what is on the wire: names as serde spells them, `?` on what serde omits, open enums as unions
//! that also accept any string. Whatever is not supported (a new serde attribute, a type without a
//! declaration, a link to an unknown item) is an error that names it; nothing is guessed.

mod doc;
mod item;
mod print;
mod read;
mod scalar;
mod serde_attribute;
mod source;

use std::{collections::BTreeSet, path::Path};

pub(crate) use doc::{helper, links, tsdoc};
pub(crate) use read::{camel_case, derives_serialize, docs};
pub(crate) use scalar::plain;
pub(crate) use serde_attribute::{check_game_struct, check_struct, of_field, tag_of_enum, variant_name};
pub(crate) use source::all as all_modules;

use crate::error::Error;

/// The declarations of the models in this source folder.
pub(crate) fn declarations(sources: &Path) -> Result<String, Error> {
    let modules = source::modules(sources)?;
    let items = read::items(&modules)?;
    read::check_exports(&modules, &items)?;
    print::module(&items)
}

/// The names of the declared models.
pub(crate) fn names(sources: &Path) -> Result<BTreeSet<String>, Error> {
    Ok(read::items(&source::modules(sources)?)?.into_iter().map(|item| item.name).collect())
}
