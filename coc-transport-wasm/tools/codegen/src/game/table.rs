//! The table of `coc-game`: `module::function[data](&argument, …) -> Result;`.

use syn::{
    Ident, ItemMacro, Token, bracketed, parenthesized,
    parse::{ParseStream, Parser},
    token,
};

use crate::error::Error;

/// A function.
pub(crate) struct Entry {
    pub(crate) module: String,
    pub(crate) name: String,
    /// Whether the game data is its first argument in Rust.
    pub(crate) has_data: bool,
    pub(crate) arguments: Vec<String>,
}

pub(crate) fn entries(call: &ItemMacro) -> Result<Vec<Entry>, Error> {
    let entries = all.parse2(call.mac.tokens.clone());
    let entries = entries.map_err(|error| Error::unsupported("table!", error.to_string()))?;
    match entries.iter().flat_map(|entry| &entry.arguments).find(|name| !is_name(name)) {
        Some(name) => Err(Error::unsupported("table!", format!("the argument name {name}"))),
        None => Ok(entries),
    }
}

/// Whether a name is the same in JavaScript, as messages of Rust have it: one word, which is not
/// reserved there.
fn is_name(name: &str) -> bool {
    !name.contains('_')
        && !matches!(name, "case" | "class" | "default" | "delete" | "function" | "new" | "var")
}

fn all(input: ParseStream<'_>) -> syn::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        entries.push(entry(input)?);
    }
    Ok(entries)
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    let module: Ident = input.parse()?;
    input.parse::<Token![::]>()?;
    let name: Ident = input.parse()?;
    let has_data = input.peek(token::Bracket);
    if has_data {
        let data;
        bracketed!(data in input);
        data.parse::<Ident>()?;
    }
    let list;
    parenthesized!(list in input);
    let mut arguments = Vec::new();
    while !list.is_empty() {
        mode(&list)?;
        arguments.push(list.parse::<Ident>()?.to_string());
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    if input.parse::<Option<Token![->]>>()?.is_some() {
        input.parse::<Ident>()?;
    }
    input.parse::<Token![;]>()?;
    Ok(Entry { module: module.to_string(), name: name.to_string(), has_data, arguments })
}

/// The mark that says how the argument is passed.
fn mode(list: ParseStream<'_>) -> syn::Result<()> {
    if list.peek(token::Bracket) {
        let _slice;
        bracketed!(_slice in list);
    } else if list.peek(Token![&]) {
        list.parse::<Token![&]>()?;
    } else if list.peek(Token![*]) {
        list.parse::<Token![*]>()?;
    } else {
        list.parse::<Token![~]>()?;
    }
    Ok(())
}
