//! Reads the models from the syntax of `coc-models`.

use std::collections::BTreeSet;

use syn::{
    Attribute, Expr, ExprLit, Fields, GenericArgument, GenericParam, Ident, ImplItem, Item as Syntax,
    ItemEnum, ItemImpl, ItemMacro, ItemStruct, Lit, Meta, PathArguments, ReturnType, Token, Type, UseTree,
    parse::{ParseStream, Parser},
};

use super::{
    item::{Field, Item, Shape, Variant},
    scalar, serde_attribute,
    source::Module,
};
use crate::error::Error;

/// The models of the developer portal, which the JavaScript client does not call.
const PORTAL: &str = "portal";

/// All models, in the order of the crate's modules.
pub(crate) fn items(modules: &[Module]) -> Result<Vec<Item>, Error> {
    let mut items = Vec::new();
    for module in modules.iter().filter(|module| module.name != PORTAL) {
        for syntax in &module.syntax.items {
            match syntax {
                Syntax::Struct(syntax) => items.extend(structure(syntax, module)?),
                Syntax::Enum(syntax) => items.extend(alias(&syntax.ident, &syntax.attrs)),
                Syntax::Macro(syntax) => macro_call(syntax, &mut items)?,
                _ => {}
            }
        }
    }
    Ok(items)
}

/// Checks that everything the crate exports is declared or known not to be on the wire.
pub(crate) fn check_exports(modules: &[Module], items: &[Item]) -> Result<(), Error> {
    let declared: BTreeSet<&str> = items.iter().map(|item| item.name.as_str()).collect();
    for module in modules.iter().filter(|module| module.name == "lib") {
        for syntax in &module.syntax.items {
            let Syntax::Use(reexport) = syntax else { continue };
            let UseTree::Path(path) = &reexport.tree else { continue };
            if path.ident == PORTAL {
                continue;
            }
            for name in names(&path.tree) {
                if !declared.contains(name.as_str()) && !scalar::is_not_on_the_wire(&name) {
                    return Err(Error::unsupported(name, "exported by coc-models, but not declared"));
                }
            }
        }
    }
    Ok(())
}

fn names(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Group(group) => group.items.iter().flat_map(names).collect(),
        UseTree::Path(path) => names(&path.tree),
        UseTree::Rename(_) | UseTree::Glob(_) => Vec::new(),
    }
}

fn structure(syntax: &ItemStruct, module: &Module) -> Result<Option<Item>, Error> {
    let name = syntax.ident.to_string();
    if let Some(item) = alias(&syntax.ident, &syntax.attrs) {
        return Ok(Some(item));
    }
    let fields = match &syntax.fields {
        Fields::Unnamed(fields) if fields.unnamed.iter().any(|field| is_named(&field.ty, "Images")) => {
            images(&syntax.ident, module)
        }
        Fields::Named(fields) if derives_serialize(&syntax.attrs) => {
            serde_attribute::check_struct(&name, &syntax.attrs)?;
            fields.named.iter().map(|field| self::field(&name, field)).collect::<Result<_, _>>()?
        }
        _ => return Ok(None),
    };
    let generic = syntax.generics.params.iter().find_map(|parameter| match parameter {
        GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
        _ => None,
    });
    let docs = docs(&syntax.attrs);
    Ok(Some(Item { name, docs, shape: Shape::Interface { generic, fields } }))
}

fn field(owner: &str, syntax: &syn::Field) -> Result<Field, Error> {
    let rust_name = syntax.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = format!("{owner}.{rust_name}");
    let rules = serde_attribute::of_field(&place, &syntax.attrs)?;
    let (ty, nullable) = match argument(&syntax.ty, "Option") {
        Some(inner) => (typescript(&place, inner)?, true),
        None => (typescript(&place, &syntax.ty)?, false),
    };
    // serde writes `null` for `None` unless it skips the field.
    let ty = if nullable && !rules.skippable { format!("{ty} | null") } else { ty };
    Ok(Field {
        wire_name: rules.rename.unwrap_or_else(|| camel_case(&rust_name)),
        rust_name,
        docs: docs(&syntax.attrs),
        ty,
        optional: rules.skippable,
    })
}

/// The keys of an image: the methods of its type with the name of a size.
fn images(name: &Ident, module: &Module) -> Vec<Field> {
    let own = |item: &&ItemImpl| {
        item.trait_.is_none() && matches!(&*item.self_ty, ty if is_named(ty, &name.to_string()))
    };
    let blocks = module.syntax.items.iter().filter_map(|item| match item {
        Syntax::Impl(block) => Some(block),
        _ => None,
    });
    let methods = blocks.filter(own).flat_map(|block| &block.items).filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    });
    methods
        .filter(|method| ["tiny", "small", "medium", "large"].iter().any(|size| method.sig.ident == size))
        .map(|method| {
            let rust_name = method.sig.ident.to_string();
            let optional = match &method.sig.output {
                ReturnType::Type(_, ty) => argument(ty, "Option").is_some(),
                ReturnType::Default => false,
            };
            let docs = docs(&method.attrs);
            Field { wire_name: rust_name.clone(), rust_name, docs, ty: "string".to_owned(), optional }
        })
        .collect()
}

/// A type with its own implementation of `Serialize`.
fn alias(name: &Ident, attributes: &[Attribute]) -> Option<Item> {
    let name = name.to_string();
    let alias = scalar::custom(&name)?;
    Some(alias_item(name, &docs(attributes), alias.to_owned()))
}

/// A string or number, with the first paragraph of its documentation and the note for JavaScript.
fn alias_item(name: String, docs: &[String], alias: String) -> Item {
    let mut docs: Vec<String> = docs.iter().take_while(|line| !line.is_empty()).cloned().collect();
    if let Some(note) = scalar::note(&name) {
        docs.extend([String::new(), note.to_owned()]);
    }
    Item { name, docs, shape: Shape::Alias(alias) }
}

fn macro_call(syntax: &ItemMacro, items: &mut Vec<Item>) -> Result<(), Error> {
    let Some(name) = syntax.mac.path.get_ident().map(ToString::to_string) else { return Ok(()) };
    let unreadable = |error: syn::Error| Error::unsupported(format!("{name}!"), error.to_string());
    let base = match name.as_str() {
        "open_enum" => {
            items.push(open_enum(&syntax.mac.parse_body().map_err(unreadable)?)?);
            return Ok(());
        }
        "tag" => "string",
        "numeric_id" => "number",
        _ => return Ok(()),
    };
    for (attributes, ident) in declared.parse2(syntax.mac.tokens.clone()).map_err(unreadable)? {
        let name = ident.to_string();
        let alias = scalar::distinct(base, &name);
        items.push(alias_item(name, &docs(&attributes), alias));
    }
    Ok(())
}

/// Parses the names of the types that a macro declares, each followed by a semicolon.
fn declared(input: ParseStream<'_>) -> syn::Result<Vec<(Vec<Attribute>, Ident)>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        all.push((Attribute::parse_outer(input)?, input.parse()?));
        input.parse::<Token![;]>()?;
    }
    Ok(all)
}

/// Reads an enum whose discriminants are strings.
fn open_enum(syntax: &ItemEnum) -> Result<Item, Error> {
    let name = syntax.ident.to_string();
    let variants = syntax.variants.iter().map(|variant| match &variant.discriminant {
        Some((_, Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))) => Ok(Variant {
            rust_name: variant.ident.to_string(),
            wire_name: text.value(),
            docs: docs(&variant.attrs),
        }),
        _ => Err(Error::unsupported(format!("{name}::{}", variant.ident), "a variant without its string")),
    });
    let variants = variants.collect::<Result<_, _>>()?;
    Ok(Item { name, docs: docs(&syntax.attrs), shape: Shape::OpenEnum(variants) })
}

/// The TypeScript type of a field. An `Option` inside of another type is not supported.
fn typescript(place: &str, ty: &Type) -> Result<String, Error> {
    if let Some(inner) = argument(ty, "Box") {
        return typescript(place, inner);
    }
    if let Some(inner) = argument(ty, "Vec") {
        return Ok(format!("readonly {}[]", typescript(place, inner)?));
    }
    match ty {
        Type::Path(path) if path.qself.is_none() => match path.path.get_ident().map(ToString::to_string) {
            Some(name) => Ok(scalar::plain(&name).map_or(name, ToOwned::to_owned)),
            None => Err(Error::unsupported(place, "a type with a path or parameters")),
        },
        _ => Err(Error::unsupported(place, "a type that is not a name")),
    }
}

/// `T` of `Name<T>`.
fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

pub(crate) fn derives_serialize(attributes: &[Attribute]) -> bool {
    let mut found = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        // An attribute that does not parse here does not compile there.
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("Serialize");
            Ok(())
        });
    }
    found
}

/// The lines of the documentation.
pub(crate) fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                let text = text.value();
                Some(text.strip_prefix(' ').unwrap_or(&text).trim_end().to_owned())
            }
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect()
}

/// Converts a name as serde does: a letter after an underscore becomes uppercase.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.extend(letters);
    }
    camel
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn of(syntax: &ItemStruct) -> Item {
        let module = Module { name: "sample".to_owned(), syntax: parse_quote! {} };
        structure(syntax, &module).unwrap().unwrap()
    }

    fn line(field: &Field) -> String {
        format!("{}{}: {}", field.wire_name, if field.optional { "?" } else { "" }, field.ty)
    }

    #[test]
    fn a_field_is_declared_as_it_is_serialized() {
        let item = of(&parse_quote! {
            #[derive(Clone, Serialize)]
            #[serde(rename_all = "camelCase")]
            struct Sample {
                town_hall_level: i32,
                #[serde(rename = "type")]
                kind: Text,
                #[serde(default, skip_serializing_if = "Option::is_none")]
                clan: Option<Clan>,
                #[serde(default)]
                result: Option<WarResult>,
                #[serde(skip_serializing_if = "Vec::is_empty")]
                attacks: Vec<Attack>,
                members: Vec<Member>,
                #[serde(default, skip_serializing_if = "Option::is_none")]
                items: Option<Box<Vec<Item>>>,
            }
        });
        let lines: Vec<String> = item.fields().iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "townHallLevel: number",
                "type: string",
                "clan?: Clan",
                "result: WarResult | null",
                "attacks?: readonly Attack[]",
                "members: readonly Member[]",
                "items?: readonly Item[]",
            ]
        );
    }

    #[test]
    fn a_struct_that_is_not_serialized_is_not_declared() {
        let module = Module { name: "sample".to_owned(), syntax: parse_quote! {} };
        let private: ItemStruct = parse_quote! { struct Reader { rest: u8 } };
        assert!(structure(&private, &module).unwrap().is_none());
    }

    #[test]
    fn an_export_without_a_declaration_is_an_error() {
        let lib =
            Module { name: "lib".to_owned(), syntax: parse_quote! { pub use clan::{Clan, Forgotten}; } };
        let clan = Item {
            name: "Clan".to_owned(),
            docs: Vec::new(),
            shape: Shape::Interface { generic: None, fields: Vec::new() },
        };
        let error = check_exports(&[lib], &[clan]).unwrap_err().to_string();
        assert_eq!(error, "Forgotten: exported by coc-models, but not declared");
    }
}
