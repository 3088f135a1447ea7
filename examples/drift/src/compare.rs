//! Compares a body with its form after decoding and encoding.

use std::collections::HashSet;

use serde_json::{Number, Value};

/// A value that was lost or changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    /// The path, as `$.items[3].clan.tag`.
    pub(crate) path: String,
    /// The value in the body.
    pub(crate) read: Value,
    /// The value after encoding; `None` if it was omitted.
    pub(crate) written: Option<Value>,
}

/// Returns all values in `read` that differ from or are missing in `written`. `ignored` are the
/// paths without a model, which are unknown rather than lost.
///
/// `null`, an empty list and a missing field are equal, and so are `1` and `1.0`. Order is ignored.
pub(crate) fn compare(read: &Value, written: &Value, ignored: &HashSet<String>) -> Vec<Difference> {
    let mut comparison = Comparison { ignored, differences: Vec::new() };
    comparison.value("$", read, written);
    comparison.differences
}

struct Comparison<'a> {
    ignored: &'a HashSet<String>,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn value(&mut self, path: &str, read: &Value, written: &Value) {
        match (read, written) {
            (Value::Object(read), Value::Object(written)) => {
                for (key, value) in read {
                    self.field(format!("{path}.{key}"), value, written.get(key));
                }
            }
            (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
                for (index, (read, written)) in read.iter().zip(written).enumerate() {
                    self.value(&format!("{path}[{index}]"), read, written);
                }
            }
            (Value::Number(read), Value::Number(written)) if same_number(read, written) => {}
            // An empty object that PHP encoded as a list.
            (Value::Array(read), Value::Object(written)) if read.is_empty() && written.is_empty() => {}
            // `null` has no value to lose.
            (Value::Null, _) => {}
            _ if read == written => {}
            _ => self.differences.push(Difference {
                path: path.to_owned(),
                read: read.clone(),
                written: Some(written.clone()),
            }),
        }
    }

    fn field(&mut self, path: String, read: &Value, written: Option<&Value>) {
        match written {
            Some(written) => self.value(&path, read, written),
            None if is_nothing(read) || self.ignored.contains(&path) => {}
            None => self.differences.push(Difference { path, read: read.clone(), written: None }),
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// `1` and `1.0` are equal; integers that are equal only as floats are not.
fn same_number(a: &Number, b: &Number) -> bool {
    a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(read: &Value, written: &Value) -> Vec<String> {
        let ignored = HashSet::from(["$.new".to_owned()]);
        compare(read, written, &ignored).into_iter().map(|difference| difference.path).collect()
    }

    #[test]
    fn equivalent_forms_are_equal() {
        let read = json!({"a": 1, "b": 2.0, "c": null, "new": [1], "d": [{"e": "x"}], "f": [], "g": []});
        assert_eq!(paths(&read, &json!({"b": 2, "a": 1.0, "d": [{"e": "x"}], "f": {}, "more": 1})), [""; 0]);
    }

    #[test]
    fn every_difference_is_reported_with_its_path() {
        let read = json!({"a": 1, "b": {"c": [1, 2, {"d": "x"}]}, "e": [1, 2], "f": "1"});
        let written = json!({"a": 2, "b": {"c": [1, 3, {}]}, "e": [1], "f": 1});
        assert_eq!(paths(&read, &written), ["$.a", "$.b.c[1]", "$.b.c[2].d", "$.e", "$.f"]);
        assert_eq!(paths(&json!([1]), &json!({})), ["$"]);
        let large = json!({"a": 9_007_199_254_740_993_i64, "b": 0.1, "c": [[]], "d": {}});
        assert_eq!(
            paths(&large, &json!({"a": 9_007_199_254_740_992_i64, "b": 0.2, "c": []})),
            ["$.a", "$.b", "$.c", "$.d"]
        );
    }
}
