//! The modules of `coc-models`, parsed.

use std::{fs, path::Path};

use syn::Item;

use crate::error::Error;

/// A source file.
pub(crate) struct Module {
    pub(crate) name: String,
    pub(crate) syntax: syn::File,
}

/// The crate's root, named `lib`, and all modules in the order of their declaration.
pub(crate) fn modules(root: &Path) -> Result<Vec<Module>, Error> {
    let mut modules = Vec::new();
    load("lib", &root.join("lib.rs"), root, &WITHOUT_MODELS, &mut modules)?;
    Ok(modules)
}

/// As [`modules`], with those that have no models.
pub(crate) fn all(root: &Path) -> Result<Vec<Module>, Error> {
    let mut modules = Vec::new();
    load("lib", &root.join("lib.rs"), root, &["tests"], &mut modules)?;
    Ok(modules)
}

fn load(
    name: &str,
    file: &Path,
    folder: &Path,
    skipped: &[&str],
    modules: &mut Vec<Module>,
) -> Result<(), Error> {
    let text = fs::read_to_string(file).map_err(|error| Error::io(file.to_owned(), error))?;
    let syntax = syn::parse_file(&text).map_err(|source| Error::Syntax { path: file.to_owned(), source })?;
    let children: Vec<String> = syntax.items.iter().filter_map(|item| child(item, skipped)).collect();
    modules.push(Module { name: name.to_owned(), syntax });
    for child in children {
        load(&child, &folder.join(format!("{child}.rs")), &folder.join(&child), skipped, modules)?;
    }
    Ok(())
}

/// The modules without models: tests, and the game data, which no response contains.
const WITHOUT_MODELS: [&str; 2] = ["tests", "game_data"];

/// The name of a module in a file of its own that is not skipped.
fn child(item: &Item, skipped: &[&str]) -> Option<String> {
    match item {
        Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    }
    .filter(|name| !skipped.contains(&name.as_str()))
}
