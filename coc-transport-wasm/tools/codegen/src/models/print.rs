//! Prints models as TypeScript.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    doc,
    item::{Field, Item, Shape, Variant},
};
use crate::error::Error;

const HEADER: &str = "\
// The models of the API. Generated from coc-models by `cargo run -p codegen`; do not edit.
//
// A key without `?` is in every response of its kind recorded since 2024; one with `?` is missing
// for some accounts. Unions of strings accept any other string too, because the game adds new ones.
// A value that several callers share is frozen.

/** Distinguishes tags, ids and times for the compiler; no value has such a key. */
declare const kind: unique symbol;
";

/// The whole file.
pub(crate) fn module(items: &[Item]) -> Result<String, Error> {
    let names: BTreeSet<&str> = items.iter().map(|item| item.name.as_str()).collect();
    let mut text = HEADER.to_owned();
    for item in items {
        text.push('\n');
        comment(&mut text, "", &item.docs, &item.name, items)?;
        match &item.shape {
            Shape::Alias(alias) => line(&mut text, format_args!("export type {} = {alias};", item.name)),
            Shape::OpenEnum(variants) => open_enum(&mut text, item, variants, items)?,
            Shape::Interface { generic, fields } => {
                for field in fields {
                    check_type(item, field, generic.as_deref(), &names)?;
                }
                let parameter = generic.as_ref().map_or_else(String::new, |name| format!("<{name}>"));
                line(&mut text, format_args!("export interface {}{parameter} {{", item.name));
                for field in fields {
                    comment(&mut text, "  ", &field.docs, &item.name, items)?;
                    let mark = if field.optional { "?" } else { "" };
                    line(&mut text, format_args!("  readonly {}{mark}: {};", field.wire_name, field.ty));
                }
                line(&mut text, format_args!("}}"));
            }
        }
    }
    Ok(text)
}

fn open_enum(text: &mut String, item: &Item, variants: &[Variant], items: &[Item]) -> Result<(), Error> {
    line(text, format_args!("export type {} =", item.name));
    for variant in variants {
        comment(text, "  ", &variant.docs, &item.name, items)?;
        line(text, format_args!("  | '{}'", variant.wire_name));
    }
    line(text, format_args!("  | (string & {{}});"));
    Ok(())
}

fn comment(
    text: &mut String,
    indent: &str,
    docs: &[String],
    owner: &str,
    items: &[Item],
) -> Result<(), Error> {
    let lines = doc::convert(docs, owner, items)?;
    match lines.as_slice() {
        [] => return Err(Error::unsupported(owner, "an item without documentation")),
        [only] => line(text, format_args!("{indent}/** {only} */")),
        lines => {
            line(text, format_args!("{indent}/**"));
            for one in lines {
                line(text, format_args!("{}", format!("{indent} * {one}").trim_end()));
            }
            line(text, format_args!("{indent} */"));
        }
    }
    Ok(())
}

/// Checks that the type of a field is declared or built in.
fn check_type(
    item: &Item,
    field: &Field,
    generic: Option<&str>,
    names: &BTreeSet<&str>,
) -> Result<(), Error> {
    let name = field.ty.trim_end_matches(" | null").trim_start_matches("readonly ").trim_end_matches("[]");
    if names.contains(name) || generic == Some(name) || matches!(name, "string" | "number" | "boolean") {
        Ok(())
    } else {
        let place = format!("{}.{}", item.name, field.rust_name);
        Err(Error::unsupported(place, format!("a type that is not declared: {name}")))
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{content}");
}
