//! The functions of `coc-api/game`, from the sources of the crate `coc-game`.
//!
//! The table of the crate has their names, numbers and arguments, and the functions have the types and
//! the documentation. Results are what `JSON.parse` makes of the structs that they return.

mod convert;
mod print;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use syn::{FnArg, Item as Syntax, ItemEnum, ItemFn, ItemStruct, Pat, Visibility};

use self::table::Entry;
use crate::{
    error::Error,
    models::{self, camel_case, docs},
};

/// The sources of the crate, and those of the models that it uses.
pub(crate) struct Sources {
    entries: Vec<Entry>,
    functions: BTreeMap<String, ItemFn>,
    structs: BTreeMap<String, ItemStruct>,
    enums: BTreeMap<String, ItemEnum>,
    /// The closed enums of coc-models, which no body has.
    of_models: BTreeMap<String, ItemEnum>,
    /// The names in `models.d.ts`.
    models: BTreeSet<String>,
}

impl Sources {
    /// Reads both crates.
    pub(crate) fn read(game: &Path, models: &Path) -> Result<Self, Error> {
        let mut sources = Self {
            entries: Vec::new(),
            functions: BTreeMap::new(),
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
            of_models: closed_enums(models)?,
            models: models::names(models)?,
        };
        let mut files: Vec<_> = fs::read_dir(game)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| Error::io(game.to_owned(), error))?;
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            let path = file.path();
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|error| Error::io(path.clone(), error))?;
            let syntax =
                syn::parse_file(&text).map_err(|source| Error::Syntax { path: path.clone(), source })?;
            let module = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            for item in syntax.items {
                match item {
                    Syntax::Macro(call) if call.mac.path.is_ident("table") => {
                        sources.entries = table::entries(&call)?;
                    }
                    Syntax::Fn(function) if is_public(&function.vis) => {
                        sources.functions.insert(format!("{module}::{}", function.sig.ident), function);
                    }
                    Syntax::Struct(item) if is_public(&item.vis) => {
                        sources.structs.insert(item.ident.to_string(), item);
                    }
                    Syntax::Enum(item) if is_public(&item.vis) => {
                        sources.enums.insert(item.ident.to_string(), item);
                    }
                    _ => {}
                }
            }
        }
        if sources.entries.is_empty() {
            return Err(Error::unsupported("coc-game", "no table of functions"));
        }
        Ok(sources)
    }

    fn function(&self, entry: &Entry) -> Result<&ItemFn, Error> {
        let path = format!("{}::{}", entry.module, entry.name);
        let function =
            self.functions.get(&path).ok_or_else(|| Error::unsupported(&path, "no public function"))?;
        let names: Vec<_> = parameters(function).map(|(name, _)| name).collect();
        let expected: Vec<_> =
            entry.has_data.then(|| "data".to_owned()).into_iter().chain(entry.arguments.clone()).collect();
        if names != expected {
            return Err(Error::unsupported(path, format!("the arguments {names:?} instead of {expected:?}")));
        }
        Ok(function)
    }
}

/// The names and types of a function's parameters.
fn parameters(function: &ItemFn) -> impl Iterator<Item = (String, &syn::Type)> {
    function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some((name.ident.to_string(), &*typed.ty)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The public enums of coc-models that are serialized.
fn closed_enums(models: &Path) -> Result<BTreeMap<String, ItemEnum>, Error> {
    let items = models::all_modules(models)?.into_iter().flat_map(|module| module.syntax.items);
    let enums = items.filter_map(|item| match item {
        Syntax::Enum(item) if models::derives_serialize(&item.attrs) => Some((item.ident.to_string(), item)),
        _ => None,
    });
    Ok(enums.collect())
}

/// The text of `types/game-functions.d.ts`.
pub(crate) fn declarations(sources: &Sources) -> Result<String, Error> {
    print::declarations(sources)
}

/// The text of `game/js/functions.js`.
pub(crate) fn javascript(sources: &Sources) -> Result<String, Error> {
    let mut text = "\
// The functions of the game by their numbers in Rust, and the names of their arguments. Generated by
// `cargo run -p codegen`; do not edit.

export const FUNCTIONS = {
"
    .to_owned();
    for entry in &sources.entries {
        sources.function(entry)?;
        let arguments: Vec<_> = entry.arguments.iter().map(|name| format!("'{name}'")).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}: [{}],", camel_case(&entry.name), arguments.join(", "));
    }
    text.push_str("};\n");
    Ok(text)
}

/// The documentation as lines of `TSDoc`.
fn documentation(place: &str, attributes: &[syn::Attribute]) -> Result<Vec<String>, Error> {
    let lines = docs(attributes);
    if lines.is_empty() {
        return Err(Error::unsupported(place, "an item without documentation"));
    }
    Ok(lines)
}
