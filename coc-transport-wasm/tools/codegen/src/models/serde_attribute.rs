//! The `#[serde(…)]` attributes that affect the wire format.

use syn::{Attribute, LitStr, Meta, Token, punctuated::Punctuated};

use crate::error::Error;

/// The rules of a field.
#[derive(Default)]
pub(crate) struct FieldRules {
    pub(crate) rename: Option<String>,
    /// Whether serialization may omit the field.
    pub(crate) skippable: bool,
    /// Whether deserialization has a value for a missing field.
    pub(crate) has_default: bool,
}

/// Reads a field's attributes.
pub(crate) fn of_field(place: &str, attributes: &[Attribute]) -> Result<FieldRules, Error> {
    let mut rules = FieldRules::default();
    for meta in metas(place, attributes)? {
        let name = name(&meta);
        match name.as_str() {
            // These do not change which keys exist, nor their JSON types.
            "default" => rules.has_default = true,
            "deserialize_with" | "serialize_with" => {}
            "rename" => rules.rename = Some(text(place, &meta)?),
            "skip_serializing_if" => match text(place, &meta)?.as_str() {
                "Option::is_none" | "Vec::is_empty" => rules.skippable = true,
                other => return Err(Error::unsupported(place, format!("skip_serializing_if = {other:?}"))),
            },
            _ => return Err(Error::unsupported(place, format!("the serde attribute `{name}`"))),
        }
    }
    Ok(rules)
}

/// Checks a struct's attributes: its names must be camelCase.
pub(crate) fn check_struct(place: &str, attributes: &[Attribute]) -> Result<(), Error> {
    let mut camel_case = false;
    for meta in metas(place, attributes)? {
        let name = name(&meta);
        match name.as_str() {
            "bound" => {}
            "rename_all" => camel_case = text(place, &meta)? == "camelCase",
            _ => return Err(Error::unsupported(place, format!("the serde attribute `{name}`"))),
        }
    }
    if camel_case {
        Ok(())
    } else {
        Err(Error::unsupported(place, "a struct without #[serde(rename_all = \"camelCase\")]"))
    }
}

/// Checks the attributes of a struct of `coc-game`, whose names must be camelCase. Returns whether all
/// of its fields have defaults.
pub(crate) fn check_game_struct(place: &str, attributes: &[Attribute]) -> Result<bool, Error> {
    let metas = metas(place, attributes)?;
    let has_default = metas.iter().any(|meta| name(meta) == "default");
    match metas.iter().find(|meta| name(meta) == "rename_all") {
        Some(meta) if text(place, meta)? == "camelCase" => Ok(has_default),
        _ => Err(Error::unsupported(place, "a struct without #[serde(rename_all = \"camelCase\")]")),
    }
}

/// The key that tells the variants of an enum.
pub(crate) fn tag_of_enum(place: &str, attributes: &[Attribute]) -> Result<String, Error> {
    let metas = metas(place, attributes)?;
    let tag = metas.iter().find(|meta| name(meta) == "tag");
    tag.map_or_else(|| Err(Error::unsupported(place, "an enum without a tag")), |meta| text(place, meta))
}

/// The name of a variant of an enum in camelCase.
pub(crate) fn variant_name(place: &str, rust: &str, attributes: &[Attribute]) -> Result<String, Error> {
    if let Some(meta) = metas(place, attributes)?.first() {
        return match name(meta).as_str() {
            "rename" => text(place, meta),
            other => Err(Error::unsupported(place, format!("the serde attribute `{other}`"))),
        };
    }
    let mut letters = rust.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    Ok(first.into_iter().chain(letters).collect())
}

fn metas(place: &str, attributes: &[Attribute]) -> Result<Vec<Meta>, Error> {
    let mut all = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let list = attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map_err(|error| Error::unsupported(place, error.to_string()))?;
        all.extend(list);
    }
    Ok(all)
}

fn name(meta: &Meta) -> String {
    meta.path().get_ident().map_or_else(|| "(a path)".to_owned(), ToString::to_string)
}

fn text(place: &str, meta: &Meta) -> Result<String, Error> {
    let value = meta.require_name_value().ok().and_then(|pair| match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(LitStr::value(text)),
        _ => None,
    });
    value.ok_or_else(|| Error::unsupported(place, format!("`{}` without a string", name(meta))))
}

#[cfg(test)]
mod tests {
    use syn::{Field, parse_quote};

    use super::*;

    fn rules(field: &Field) -> Result<FieldRules, Error> {
        of_field("Sample.field", &field.attrs)
    }

    #[test]
    fn only_fields_that_serde_may_omit_are_skippable() {
        let always: Field = parse_quote! { #[serde(default, deserialize_with = "list")] a: Vec<i32> };
        let sometimes: Field =
            parse_quote! { #[serde(default, skip_serializing_if = "Vec::is_empty")] a: Vec<i32> };
        assert!(!rules(&always).unwrap().skippable);
        assert!(rules(&sometimes).unwrap().skippable);
    }

    #[test]
    fn an_unsupported_attribute_is_an_error_that_names_it() {
        let flat: Field = parse_quote! { #[serde(flatten)] rest: Rest };
        let error = rules(&flat).err().unwrap().to_string();
        assert_eq!(error, "Sample.field: the serde attribute `flatten`");
    }

    #[test]
    fn names_that_are_not_camel_case_are_an_error() {
        let sample: syn::ItemStruct = parse_quote! { #[serde(rename_all = "kebab-case")] struct Sample {} };
        assert!(check_struct("Sample", &sample.attrs).is_err());
        let sample: syn::ItemStruct = parse_quote! { struct Sample {} };
        assert!(check_struct("Sample", &sample.attrs).is_err());
    }
}
