//! [`write`]: results as JSON.

use serde::Serialize;

/// Returns a value as JSON; `None` if it is of a kind that JSON does not have, as no result is.
///
/// The parts of `serde_json::to_string`, which is compiled to more code.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let mut json = Vec::new();
    value.serialize(&mut serde_json::Serializer::new(&mut json)).ok()?;
    String::from_utf8(json).ok()
}
