//! Decodes and encodes one body, and compares the results.

use std::collections::{BTreeSet, HashSet};

use coc_core::decode::{self, DecodeError, Repairs};
use drift::kinds::BodyTask;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_ignored::Path;
use serde_json::Value;

use crate::compare::{Difference, compare};

/// The result for a body that was decoded.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// Fields without a model; `[]` stands for every index.
    pub(crate) unmodelled: BTreeSet<String>,
    /// Values that differ after decoding and encoding.
    pub(crate) lost: Vec<Difference>,
}

/// A decoding error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The path; `$` is the whole body.
    pub(crate) path: String,
    /// The error at that path.
    pub(crate) message: String,
    /// The changes with which the client decodes the body nonetheless; `None` if it cannot.
    pub(crate) repairs: Option<Repairs>,
}

/// The task of this program: [`examine`].
pub(crate) struct Examine;

impl BodyTask for Examine {
    type Output = Result<Finding, Failure>;

    fn with<T: DeserializeOwned + Serialize>(body: &[u8]) -> Self::Output {
        examine::<T>(body)
    }
}

/// Decodes a body, as the client does, and encodes it again.
pub(crate) fn examine<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<Finding, Failure> {
    let model: T = decode::json(body).map_err(|error| Failure {
        repairs: decode::repaired::<T>(body).ok().map(|decoded| decoded.repairs),
        ..Failure::from(error)
    })?;
    let read: Value = serde_json::from_slice(body).map_err(|error| Failure::whole(&error))?;
    let written = serde_json::to_value(&model).map_err(|error| Failure::whole(&error))?;
    let ignored = ignored::<T>(body)?;
    let lost = compare(&read, &written, &ignored);
    Ok(Finding { unmodelled: ignored.iter().map(|path| without_indexes(path)).collect(), lost })
}

/// The paths of all fields that the model ignores.
fn ignored<T: DeserializeOwned>(body: &[u8]) -> Result<HashSet<String>, Failure> {
    let mut paths = HashSet::new();
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let model: Result<T, _> =
        serde_ignored::deserialize(&mut deserializer, |path| _ = paths.insert(render(&path)));
    model.map(|_| paths).map_err(|error| Failure::whole(&error))
}

/// A path as `$.items[3].clan.tag`.
fn render(path: &Path<'_>) -> String {
    match path {
        Path::Root => "$".to_owned(),
        Path::Seq { parent, index } => format!("{}[{index}]", render(parent)),
        Path::Map { parent, key } => format!("{}.{key}", render(parent)),
        // These have no path segment in JSON.
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            render(parent)
        }
    }
}

fn without_indexes(path: &str) -> String {
    let mut pieces = path.split('[');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |path, piece| match piece.split_once(']') {
        Some((_, rest)) => path + "[]" + rest,
        None => path + "[" + piece,
    })
}

impl Failure {
    fn whole(error: &serde_json::Error) -> Self {
        Self::at("$".to_owned(), error.to_string())
    }

    fn at(path: String, message: String) -> Self {
        Self { path, message, repairs: None }
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Mismatch { path, message } if path != "." => {
                let dot = if path.starts_with('[') { "" } else { "." };
                Self::at(format!("${dot}{path}"), message)
            }
            DecodeError::Mismatch { message, .. } => Self::at("$".to_owned(), message),
            other => Self::at("$".to_owned(), other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, Serialize)]
    struct Clan {
        tag: String,
        #[serde(default)]
        members: Vec<Member>,
        location: Option<Location>,
    }

    #[derive(Debug, Deserialize, Serialize)]
    struct Member {
        rank: i32,
    }

    #[derive(Debug, Deserialize, Serialize)]
    struct Location {}

    #[test]
    fn an_unknown_field_of_a_list_is_listed_once() {
        let body = br##"{"tag":"#2PP","new":1,"members":[{"rank":1,"hat":2},{"rank":2,"hat":3}],"location":{"id":1}}"##;
        let finding = examine::<Clan>(body).unwrap();
        let found: Vec<_> = finding.unmodelled.iter().map(String::as_str).collect();
        assert_eq!(found, ["$.location.id", "$.members[].hat", "$.new"]);
        assert_eq!(finding.lost, []);
    }

    #[test]
    fn errors_have_the_path() {
        let fails = |body: &[u8]| examine::<Clan>(body).unwrap_err();
        assert_eq!(fails(br#"{"tag":"x","members":[{"rank":1},{"rank":"no"}]}"#).path, "$.members[1].rank");
        assert_eq!(fails(b"[]").path, "$");
        assert_eq!(fails(b"<html>").message, "the body is HTML, not JSON");
        assert_eq!(fails(b"").path, "$");
        let repairs = fails(br#"{"tag":"x","members":[{"rank":1},{"rank":"2"}]}"#).repairs.unwrap();
        let repairs: Vec<_> = repairs.iter().map(ToString::to_string).collect();
        assert_eq!(repairs, ["members[].rank: converted number"]);
        assert_eq!(fails(b"[]").repairs, None);
        let deep = "[".repeat(100_000);
        assert!(!fails(deep.as_bytes()).message.is_empty());
    }
}
