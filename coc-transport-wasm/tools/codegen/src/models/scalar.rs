//! The types that are a string or a number on the wire.
//!
//! A tag or an id is declared so that any plain string or number can be passed for it, but not a
//! tag or id of another kind. Nothing of that exists at run time.

/// The TypeScript type of a Rust type without a declaration.
pub(crate) fn plain(rust: &str) -> Option<&'static str> {
    Some(match rust {
        "i32" | "i64" | "f64" => "number",
        "bool" => "boolean",
        "String" | "Text" | "GameText" | "CountedText" | "Secret" => "string",
        _ => return None,
    })
}

/// The wire type of a struct with its own implementation of `Serialize`.
pub(crate) fn custom(rust: &str) -> Option<&'static str> {
    Some(match rust {
        "SeasonId" | "Cursor" => "string | number",
        "Timestamp" => "string & { readonly [kind]?: 'Timestamp' }",
        "LenientTimestamp" => "Timestamp | (string & {}) | number",
        _ => return None,
    })
}

/// A string or number type that is distinct from others.
pub(crate) fn distinct(base: &str, name: &str) -> String {
    format!("{base} & {{ readonly [kind]?: '{name}' }}")
}

/// A note for users of JavaScript. It replaces all but the first paragraph of the documentation,
/// which is about the Rust type.
pub(crate) fn note(rust: &str) -> Option<&'static str> {
    Some(match rust {
        "ClanTag" | "PlayerTag" => {
            "Any string can be passed for one; the client corrects it as `correctTag()` does."
        }
        "WarTag" => "A war that is not drawn yet has the tag `#0`, for which `isValidTag()` is false.",
        "LeagueGroupTag" => "A player in no group may have the tag `#0`, for which `isValidTag()` is false.",
        "SeasonId" => {
            "`2025-08`, `2025-10-06` or `v2-2026-08-03T05:00:00Z` for seasons of the Legend League and of clan war leagues, and a number for ranked \
             seasons: the Unix time of their start, in seconds. `parseSeason()` parses it."
        }
        "Timestamp" => {
            "`20240101T080000.000Z`, or RFC 3339 as `2026-03-11T18:14:44Z` in ranked leagues. `parseTimestamp()` \
             converts either to a `Date`; `new Date()` does not parse the first."
        }
        "LenientTimestamp" => {
            "Mostly a {@link Timestamp}; whether a number counts seconds or milliseconds is not known."
        }
        _ => return None,
    })
}

/// Whether a type is not part of any response.
pub(crate) fn is_not_on_the_wire(rust: &str) -> bool {
    matches!(
        rust,
        "CountedText"
            | "EncodedTag"
            | "GameText"
            | "Secret"
            | "TagError"
            | "Text"
            | "TimestampError"
            | "UnrecognizedValue"
            | "UnrecognizedVillage"
    )
}
