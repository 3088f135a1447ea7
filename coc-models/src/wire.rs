//! Helpers for JSON that several models share: `null` as the default value, whole percentages.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use serde::{Deserialize, Deserializer, Serializer, de};

/// Reads `null` as the default value, like a missing field (`#[serde(default)]`).
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a list, and `null` as an empty one.
///
/// A list of unknown length grows by doubling and has spare capacity, which a decoded value hardly
/// ever needs. Releasing it saves a quarter of a player's memory and takes no measurable time.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(optional_list(deserializer)?.unwrap_or_default())
}

/// Like [`list`], for a list that may be missing.
pub(crate) fn optional_list<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let mut list: Option<Vec<T>> = Option::deserialize(deserializer)?;
    if let Some(list) = &mut list {
        list.shrink_to_fit();
    }
    Ok(list)
}

/// Like [`optional_list`], for a list that few values have, and that must not enlarge the others.
#[expect(clippy::box_collection, reason = "the pointer is a third of the size")]
pub(crate) fn boxed_list<'de, D, T>(deserializer: D) -> Result<Option<Box<Vec<T>>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(optional_list(deserializer)?.map(Box::new))
}

/// Like [`list`], for a required list.
pub(crate) fn required_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let mut list = Vec::deserialize(deserializer)?;
    list.shrink_to_fit();
    Ok(list)
}

/// Reads a string, or a number that fits an `i64`.
pub(crate) fn string_or_number<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    from_str: fn(&str) -> T,
    from_number: fn(i64) -> T,
) -> Result<T, D::Error> {
    struct Visitor<T>(&'static str, fn(&str) -> T, fn(i64) -> T);

    impl<T> de::Visitor<'_> for Visitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E>(self, text: &str) -> Result<T, E> {
            Ok(self.1(text))
        }

        fn visit_i64<E>(self, number: i64) -> Result<T, E> {
            Ok(self.2(number))
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
            let signed = i64::try_from(number);
            signed.map(self.2).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
        }

        #[expect(clippy::cast_possible_truncation, reason = "only taken when nothing is lost")]
        fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
            let whole = number as i32;
            if f64::from(whole).to_bits() == number.to_bits() {
                Ok(self.2(whole.into()))
            } else {
                Err(E::invalid_value(de::Unexpected::Float(number), &self))
            }
        }
    }

    deserializer.deserialize_any(Visitor(expected, from_str, from_number))
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
    use alloc::{format, vec::Vec};

    use serde::Serialize;

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Sample {
        #[serde(serialize_with = "whole_percentage")]
        percentage: f64,
        #[serde(default, deserialize_with = "list")]
        list: Vec<i32>,
    }

    #[test]
    fn whole_percentages_are_written_without_a_point() {
        for (read, written) in [("100", "100"), ("100.0", "100"), ("66.5", "66.5"), ("-0.0", "-0.0")] {
            let sample: Sample = serde_json::from_str(&format!(r#"{{"percentage":{read}}}"#)).unwrap();
            let json = serde_json::to_string(&sample).unwrap();
            assert_eq!(json, format!(r#"{{"percentage":{written},"list":[]}}"#));
        }
    }

    #[test]
    fn null_is_an_empty_list() {
        let sample: Sample = serde_json::from_str(r#"{"percentage":1,"list":null}"#).unwrap();
        assert!(sample.list.is_empty());
    }

    #[test]
    fn lists_have_no_spare_capacity() {
        #[derive(Deserialize)]
        struct Lists {
            #[serde(deserialize_with = "list")]
            a: Vec<i32>,
            #[serde(deserialize_with = "optional_list")]
            b: Option<Vec<i32>>,
            #[serde(deserialize_with = "required_list")]
            c: Vec<i32>,
        }
        let read =
            |list: &str| serde_json::from_str::<Lists>(&format!(r#"{{"a":{list},"b":{list},"c":{list}}}"#));
        let Lists { a, b, c } = read("[1,2,3,4,5]").unwrap();
        assert_eq!((a.capacity(), b.map_or(0, |b| b.capacity()), c.capacity()), (5, 5, 5));
        assert!(read("null").is_err(), "the third may not be missing");
    }
}
