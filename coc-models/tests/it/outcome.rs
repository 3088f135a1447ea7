//! The outcome of decoding a body and encoding it again.

use std::collections::BTreeSet;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The outcome for one body.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Paths of fields no model has.
    pub(crate) unmodelled: BTreeSet<String>,
    /// Paths of values that were read and not written back the same.
    pub(crate) lost: BTreeSet<String>,
    /// Paths of values that were written and never read, other than `null` and an empty list.
    pub(crate) invented: BTreeSet<String>,
}

/// Decodes and encodes a body as one kind.
pub(crate) type Check = fn(&str) -> Result<Outcome, String>;

pub(crate) fn check<T: DeserializeOwned + Serialize>(body: &str) -> Result<Outcome, String> {
    let mut ignored = BTreeSet::new();
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let model: T = serde_ignored::deserialize(&mut deserializer, |path| {
        // A `?` stands for an `Option`, which JSON does not have.
        let path = path.to_string();
        ignored.insert(path.split('.').filter(|part| *part != "?").collect::<Vec<_>>().join("."));
    })
    .map_err(|error| error.to_string())?;
    let read: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let written = serde_json::to_value(&model).map_err(|error| error.to_string())?;

    let mut outcome = Outcome { unmodelled: ignored, ..Outcome::default() };
    compare("", &read, &written, &mut outcome);
    outcome.unmodelled = outcome.unmodelled.iter().map(|path| without_indices(path)).collect();
    Ok(outcome)
}

fn compare(path: &str, read: &Value, written: &Value, outcome: &mut Outcome) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            // `null`, an empty list and a missing field are equivalent.
            let is_nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            for (key, value) in read {
                match written.get(key) {
                    Some(written) => compare(&below(key), value, written, outcome),
                    None if is_nothing(value) || outcome.unmodelled.contains(&below(key)) => {}
                    None => _ = outcome.lost.insert(below(key)),
                }
            }
            for (key, value) in written {
                if !read.contains_key(key) && !is_nothing(value) {
                    outcome.invented.insert(without_indices(&below(key)));
                }
            }
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            for (index, (read, written)) in read.iter().zip(written).enumerate() {
                compare(&below(&index.to_string()), read, written, outcome);
            }
        }
        (Value::Number(read), Value::Number(written)) if read.as_f64() == written.as_f64() => {}
        // PHP writes an empty object as a list.
        (Value::Array(read), Value::Object(written)) if read.is_empty() && written.is_empty() => {}
        // `null` is read like a missing field, so any written value is lossless.
        (Value::Null, _) => {}
        _ if read == written => {}
        _ => _ = outcome.lost.insert(format!("{path}: {read} became {written}")),
    }
}

fn without_indices(path: &str) -> String {
    path.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}
