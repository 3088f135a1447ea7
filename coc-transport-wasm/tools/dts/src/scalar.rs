//! The types that are a plain text or number on the wire.
//!
//! A tag or an id is declared so that text or a number that is nothing yet can be given for it, but not one that is
//! something else: a player's tag is no clan's. Nothing of that exists at run time.

/// What Rust types without a declaration of their own are in TypeScript.
pub(crate) fn plain(rust: &str) -> Option<&'static str> {
    Some(match rust {
        "i32" | "i64" | "f64" => "number",
        "bool" => "boolean",
        "String" | "Text" | "Secret" => "string",
        _ => return None,
    })
}

/// Structs with serialisation by hand: what they are on the wire.
pub(crate) fn by_hand(rust: &str) -> Option<&'static str> {
    Some(match rust {
        "SeasonId" | "Cursor" => "string | number",
        "Timestamp" => "string & { readonly [kind]?: 'Timestamp' }",
        "LenientTimestamp" => "Timestamp | (string & {}) | number",
        _ => return None,
    })
}

/// A text or a number that is not to be confused with others.
pub(crate) fn distinct(base: &str, name: &str) -> String {
    format!("{base} & {{ readonly [kind]?: '{name}' }}")
}

/// What there is to say to users of JavaScript. It follows the first paragraph of the Rust documentation; the rest of that is
/// about the Rust type.
pub(crate) fn note(rust: &str) -> Option<&'static str> {
    Some(match rust {
        "ClanTag" | "PlayerTag" => {
            "Any text can be given where one is asked for; the client corrects what a person wrote as `correctTag()` does."
        }
        "WarTag" => "A war that is not drawn yet has the tag `#0`, for which `isValidTag()` is false.",
        "LeagueGroupTag" => "A player in no group may have the tag `#0`, for which `isValidTag()` is false.",
        "SeasonId" => {
            "`2025-08` or `2025-10-06` for seasons of the Legend League and of clan war leagues, and a number for ranked \
             seasons: the Unix time of their start, in seconds. `parseSeason()` takes it apart."
        }
        "Timestamp" => {
            "`20240101T080000.000Z`, or RFC 3339 as `2026-03-11T18:14:44Z` in ranked leagues. `parseTimestamp()` makes a \
             `Date` of either; `new Date()` does not read the first."
        }
        "LenientTimestamp" => {
            "Mostly a {@link Timestamp}; whether a number counts seconds or milliseconds is not known."
        }
        _ => return None,
    })
}

/// Types of the crate that no answer consists of.
pub(crate) fn is_not_on_the_wire(rust: &str) -> bool {
    matches!(rust, "EncodedTag" | "Secret" | "TagError" | "Text" | "TimestampError" | "UnrecognizedValue")
}
