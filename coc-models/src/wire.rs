//! Small habits of the wire that several models share: `null` for nothing, whole numbers for percentages.

use serde::{Deserialize, Deserializer, Serializer};

/// Reads `null` as the default value, so that it means the same as a field left out (`#[serde(default)]`).
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Writes a percentage as the API does for a single battle: `87`, not `87.0`. A fraction stays one.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes references, and not all targets call this one small"
)]
#[expect(clippy::cast_possible_truncation, reason = "only taken when nothing is lost")]
pub(crate) fn whole_percentage<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let whole = *value as i32;
    // Bit equality, so that -0.0 and NaN are left to the float writer.
    if f64::from(whole).to_bits() == value.to_bits() {
        serializer.serialize_i32(whole)
    } else {
        serializer.serialize_f64(*value)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use serde::Serialize;

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Sample {
        #[serde(serialize_with = "whole_percentage")]
        percentage: f64,
        #[serde(default, deserialize_with = "or_default")]
        list: Vec<i32>,
    }

    #[test]
    fn whole_percentages_are_written_without_a_point() {
        for (read, written) in [("100", "100"), ("100.0", "100"), ("66.5", "66.5"), ("-0.0", "-0.0")] {
            let sample: Sample = serde_json::from_str(&std::format!(r#"{{"percentage":{read}}}"#)).unwrap();
            let json = serde_json::to_string(&sample).unwrap();
            assert_eq!(json, std::format!(r#"{{"percentage":{written},"list":[]}}"#));
        }
    }

    #[test]
    fn null_is_an_empty_list() {
        let sample: Sample = serde_json::from_str(r#"{"percentage":1,"list":null}"#).unwrap();
        assert!(sample.list.is_empty());
    }
}
