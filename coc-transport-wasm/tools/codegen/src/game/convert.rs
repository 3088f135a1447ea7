//! The TypeScript types of arguments and results.

use syn::{GenericArgument, PathArguments, Type};

use crate::{error::Error, models::plain};

/// A type and the declared types that it names.
#[derive(Default)]
pub(crate) struct Converted {
    pub(crate) text: String,
    pub(crate) names: Vec<String>,
    /// Whether it is an `Option`.
    pub(crate) is_optional: bool,
}

/// The bodies of which a function reads a part, and the complete models.
const PARTS: [(&str, &str); 3] =
    [("ClanMembers", "Clan"), ("LogEntry", "ClanWarLogEntry"), ("PlayerLevels", "Player")];

/// The types of arguments with their own implementation of `Deserialize`, as TypeScript, and the types
/// that they name.
pub(super) fn alias(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "Time" => ("Date | Timestamp | number", "Timestamp"),
        "LeagueWars" => (
            "\n  | Readonly<Record<string, ClanWar>>\n  | ReadonlyMap<string, ClanWar>\n  | readonly (readonly [tag: string, war: \
             ClanWar])[]",
            "ClanWar",
        ),
        _ => return None,
    })
}

/// The type of a parameter, a result or a field.
pub(crate) fn typescript(place: &str, ty: &Type) -> Result<Converted, Error> {
    match ty {
        Type::Reference(reference) => typescript(place, &reference.elem),
        Type::Slice(slice) => list(place, &slice.elem),
        Type::Array(array) => {
            let element = typescript(place, &array.elem)?;
            // The only arrays are pairs.
            let text = format!("readonly [{0}, {0}]", element.text);
            Ok(Converted { text, ..element })
        }
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last().ok_or_else(|| Error::unsupported(place, "an empty path"))?;
            let name = last.ident.to_string();
            match (name.as_str(), argument(&last.arguments)) {
                ("Option", Some(inner)) => Ok(Converted { is_optional: true, ..typescript(place, inner)? }),
                // A failure is an exception.
                ("Result", Some(inner)) => typescript(place, inner),
                ("Vec", Some(inner)) => list(place, inner),
                (_, Some(_)) => Err(Error::unsupported(place, format!("the generic type {name}"))),
                (name, None) => Ok(named(name)),
            }
        }
        _ => Err(Error::unsupported(place, "a type that is neither a name, a reference nor a list")),
    }
}

fn named(name: &str) -> Converted {
    let plain = match name {
        "str" | "WarId" => Some("string"),
        "usize" | "u32" | "u64" => Some("number"),
        name => plain(name),
    };
    if let Some(plain) = plain {
        return Converted { text: plain.into(), ..Converted::default() };
    }
    let name = PARTS.iter().find(|(part, _)| *part == name).map_or(name, |(_, model)| *model);
    Converted { text: name.into(), names: vec![name.into()], is_optional: false }
}

fn list(place: &str, element: &Type) -> Result<Converted, Error> {
    let element = typescript(place, element)?;
    Ok(Converted { text: format!("readonly {}[]", element.text), ..element })
}

/// The first type among the arguments of a path.
fn argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn text(ty: &Type) -> Result<String, String> {
        typescript("here", ty).map(|converted| converted.text).map_err(|error| error.to_string())
    }

    #[test]
    fn types_are_those_of_json() {
        assert_eq!(text(&parse_quote!(&'a [BattleLogEntry])).unwrap(), "readonly BattleLogEntry[]");
        assert_eq!(text(&parse_quote!(Vec<&'a Text>)).unwrap(), "readonly string[]");
        assert_eq!(text(&parse_quote!([WarSide<'_>; 2])).unwrap(), "readonly [WarSide, WarSide]");
        assert_eq!(text(&parse_quote!(Result<Army, Box<Failure>>)).unwrap(), "Army");
        assert_eq!(text(&parse_quote!(&PlayerLevels)).unwrap(), "Player");
        assert!(typescript("here", &parse_quote!(Option<u32>)).unwrap().is_optional);
    }

    #[test]
    fn a_type_without_an_equivalent_is_an_error() {
        assert_eq!(text(&parse_quote!(BTreeMap<i32, i32>)).unwrap_err(), "here: the generic type BTreeMap");
        assert!(text(&parse_quote!((i32, i32))).is_err());
        assert!(text(&parse_quote!(impl Iterator)).is_err());
    }
}
