//! Prints the declarations of the functions and of the types that they use.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use syn::{Attribute, Fields, ItemEnum, ItemStruct, ReturnType};

use super::{Sources, convert, documentation, parameters, table::Entry};
use crate::{
    error::Error,
    models::{self, camel_case, of_field, tag_of_enum, variant_name},
};

/// The declarations so far.
struct Printer<'a> {
    sources: &'a Sources,
    /// The declarations by name.
    declared: BTreeMap<String, String>,
    /// The models that are used.
    imported: BTreeSet<String>,
}

pub(super) fn declarations(sources: &Sources) -> Result<String, Error> {
    let mut printer = Printer { sources, declared: BTreeMap::new(), imported: BTreeSet::new() };
    let mut functions = String::new();
    for entry in &sources.entries {
        functions.push_str(&printer.function(entry)?);
    }
    let imported: Vec<_> = printer.imported.iter().map(String::as_str).collect();
    let mut text = "\
// The functions of the game. Generated from the sources of coc-game by `cargo run -p codegen`; do not
// edit.
//
// A key with `?` is missing where the documentation says so. Times in results are strings in the form
// of the API, as in its bodies; `parseTimestamp()` of `coc-api/helpers` converts them.

"
    .to_owned();
    line(&mut text, format_args!("import type {{\n  {},\n}} from './models.js';", imported.join(",\n  ")));
    text.push_str(
        "
/**
 * The functions of the game. They are synchronous: bodies of the API go in, plain objects come out.
 * Each throws an `InvalidArgumentError` for an argument that it cannot use.
 */
export interface GameFunctions {
",
    );
    text.push_str(functions.trim_start_matches('\n'));
    text.push_str("}\n");
    for declaration in printer.declared.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    Ok(text)
}

impl Printer<'_> {
    fn function(&mut self, entry: &Entry) -> Result<String, Error> {
        let function = self.sources.function(entry)?;
        let place = &entry.name;
        let mut text = "\n".to_owned();
        self.comment(&mut text, "  ", place, &function.attrs)?;
        let mut arguments = Vec::new();
        for (name, ty) in parameters(function).skip(usize::from(entry.has_data)) {
            let ty = convert::typescript(place, ty)?;
            self.use_all(place, &ty.names)?;
            let (mark, or) = if ty.is_optional { ("?", " | undefined") } else { ("", "") };
            arguments.push(format!("{name}{mark}: {}{or}", ty.text));
        }
        let ReturnType::Type(_, output) = &function.sig.output else {
            return Err(Error::unsupported(place, "a function without a result"));
        };
        let output = convert::typescript(place, output)?;
        self.use_all(place, &output.names)?;
        let or = if output.is_optional { " | undefined" } else { "" };
        let (method, arguments) = (camel_case(place), arguments.join(", "));
        line(&mut text, format_args!("  {method}({arguments}): {}{or};", output.text));
        Ok(text)
    }

    /// Declares or imports types.
    fn use_all(&mut self, place: &str, names: &[String]) -> Result<(), Error> {
        for name in names {
            if self.declared.contains_key(name) || self.imported.contains(name) {
                continue;
            }
            let sources = self.sources;
            let declaration = if let Some(item) = sources.structs.get(name) {
                // First, because a type may contain itself.
                self.declared.insert(name.clone(), String::new());
                match convert::alias(name) {
                    Some((alias, names)) => {
                        self.use_all(name, &[names.to_owned()])?;
                        let mut text = String::new();
                        self.comment(&mut text, "", name, &item.attrs)?;
                        line(&mut text, format_args!("export type {name} ={}{alias};", space(alias)));
                        text
                    }
                    None => self.structure(item)?,
                }
            } else if let Some(item) = sources.enums.get(name) {
                self.declared.insert(name.clone(), String::new());
                self.union(item)?
            } else if sources.models.contains(name) {
                self.imported.insert(name.clone());
                continue;
            } else if let Some(item) = sources.of_models.get(name) {
                self.closed_enum(item)?
            } else {
                return Err(Error::unsupported(place, format!("a type that is not declared: {name}")));
            };
            self.declared.insert(name.clone(), declaration);
        }
        Ok(())
    }

    fn structure(&mut self, item: &ItemStruct) -> Result<String, Error> {
        let name = item.ident.to_string();
        let is_input = !models::derives_serialize(&item.attrs);
        let has_defaults = models::check_game_struct(&name, &item.attrs)?;
        let mut text = String::new();
        self.comment(&mut text, "", &name, &item.attrs)?;
        line(&mut text, format_args!("export interface {name} {{"));
        text.push_str(&self.fields(&name, &item.fields, "  ", is_input, has_defaults)?);
        text.push_str("}\n");
        Ok(text)
    }

    fn fields(
        &mut self,
        owner: &str,
        fields: &Fields,
        indent: &str,
        is_input: bool,
        has_defaults: bool,
    ) -> Result<String, Error> {
        let Fields::Named(fields) = fields else {
            return Err(Error::unsupported(owner, "fields without names"));
        };
        let mut text = String::new();
        for field in &fields.named {
            let rust_name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let place = format!("{owner}.{rust_name}");
            let rules = of_field(&place, &field.attrs)?;
            let ty = convert::typescript(&place, &field.ty)?;
            self.use_all(&place, &ty.names)?;
            let may_be_missing = if is_input { rules.has_default || has_defaults } else { rules.skippable };
            if ty.is_optional && !may_be_missing {
                return Err(Error::unsupported(place, "an `Option` that is not omitted"));
            }
            self.comment(&mut text, indent, &place, &field.attrs)?;
            let (mark, or) = match (may_be_missing, is_input) {
                (true, true) => ("?", " | undefined"),
                (true, false) => ("?", ""),
                (false, _) => ("", ""),
            };
            let name = rules.rename.unwrap_or_else(|| camel_case(&rust_name));
            line(&mut text, format_args!("{indent}readonly {name}{mark}: {}{or};", ty.text));
        }
        Ok(text)
    }

    /// An enum whose variants are objects with a tag.
    fn union(&mut self, item: &ItemEnum) -> Result<String, Error> {
        let name = item.ident.to_string();
        let tag = tag_of_enum(&name, &item.attrs)?;
        let mut text = String::new();
        self.comment(&mut text, "", &name, &item.attrs)?;
        line(&mut text, format_args!("export type {name} ="));
        let last = item.variants.len().saturating_sub(1);
        for (index, variant) in item.variants.iter().enumerate() {
            let place = format!("{name}::{}", variant.ident);
            self.comment(&mut text, "  ", &place, &variant.attrs)?;
            line(&mut text, format_args!("  | {{"));
            let kind = variant_name(&place, &variant.ident.to_string(), &variant.attrs)?;
            line(&mut text, format_args!("      readonly {tag}: '{kind}';"));
            text.push_str(&self.fields(&place, &variant.fields, "      ", false, false)?);
            line(&mut text, format_args!("    }}{}", if index == last { ";" } else { "" }));
        }
        Ok(text)
    }

    /// An enum of coc-models: strings, and objects of one key for variants with a value.
    fn closed_enum(&mut self, item: &ItemEnum) -> Result<String, Error> {
        let name = item.ident.to_string();
        models::check_struct(&name, &item.attrs)?;
        let mut text = String::new();
        self.comment(&mut text, "", &name, &item.attrs)?;
        line(&mut text, format_args!("export type {name} ="));
        let last = item.variants.len().saturating_sub(1);
        for (index, variant) in item.variants.iter().enumerate() {
            let place = format!("{name}::{}", variant.ident);
            self.comment(&mut text, "  ", &place, &variant.attrs)?;
            let kind = variant_name(&place, &variant.ident.to_string(), &variant.attrs)?;
            let end = if index == last { ";" } else { "" };
            match &variant.fields {
                Fields::Unit => line(&mut text, format_args!("  | '{kind}'{end}")),
                Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                    for field in &fields.unnamed {
                        let ty = convert::typescript(&place, &field.ty)?;
                        self.use_all(&place, &ty.names)?;
                        line(&mut text, format_args!("  | {{ readonly {kind}: {} }}{end}", ty.text));
                    }
                }
                _ => return Err(Error::unsupported(place, "a variant with several values")),
            }
        }
        Ok(text)
    }

    fn comment(
        &mut self,
        text: &mut String,
        indent: &str,
        place: &str,
        attributes: &[Attribute],
    ) -> Result<(), Error> {
        let lines = models::tsdoc(place, &documentation(place, attributes)?)?;
        for link in lines.iter().flat_map(|line| line.split("{@link ").skip(1)) {
            let name = link.split(['.', '}', ' ']).next().unwrap_or_default();
            self.use_all(place, &[name.to_owned()])?;
        }
        match lines.as_slice() {
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
}

/// The space before a type that begins on the same line.
fn space(ty: &str) -> &'static str {
    if ty.starts_with('\n') { "" } else { " " }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{content}");
}
