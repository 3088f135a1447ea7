//! Places of values in a body: keys and list indices from the root.

use std::fmt;

use serde_json::Value;

/// The place of a value that is not the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Index(usize),
}

impl Place {
    pub(crate) fn field(key: &str) -> Self {
        Self(vec![Step::Field(key.to_owned())])
    }

    /// The number of steps from the root.
    pub(crate) fn depth(&self) -> usize {
        self.0.len()
    }

    /// The key of a field; `None` for an entry of a list.
    pub(crate) fn key(&self) -> Option<&str> {
        match self.0.last() {
            Some(Step::Field(key)) => Some(key),
            _ => None,
        }
    }

    /// The key of the root's field above the value.
    pub(crate) fn root_key(&self) -> &str {
        match self.0.first() {
            Some(Step::Field(key)) => key,
            _ => "",
        }
    }

    /// The path with `[]` for every index.
    pub(crate) fn pattern(&self) -> String {
        let step = |step: &Step| match step {
            Step::Field(key) => format!(".{key}"),
            Step::Index(_) => "[]".to_owned(),
        };
        self.0.iter().map(step).collect()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| match step {
            Step::Field(key) => write!(f, ".{key}"),
            Step::Index(index) => write!(f, "[{index}]"),
        })
    }
}

/// Calls `f` for every value below the root.
pub(crate) fn each(body: &Value, f: &mut impl FnMut(&Place, &Value)) {
    fn walk(value: &Value, place: &mut Place, f: &mut impl FnMut(&Place, &Value)) {
        if place.depth() > 0 {
            f(place, value);
        }
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    place.0.push(Step::Field(key.clone()));
                    walk(value, place, f);
                    place.0.pop();
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    place.0.push(Step::Index(index));
                    walk(value, place, f);
                    place.0.pop();
                }
            }
            _ => {}
        }
    }
    walk(body, &mut Place::default(), f);
}

/// The body with another value at a place, or without one.
pub(crate) fn edited(body: &Value, place: &Place, value: Option<Value>) -> Value {
    let mut body = body.clone();
    let Some((last, above)) = place.0.split_last() else { return value.unwrap_or_default() };
    let parent = above.iter().fold(&mut body, |value, step| match step {
        Step::Field(key) => &mut value[key],
        Step::Index(index) => &mut value[index],
    });
    match (parent, last, value) {
        (Value::Object(fields), Step::Field(key), Some(value)) => _ = fields.insert(key.clone(), value),
        (Value::Object(fields), Step::Field(key), None) => _ = fields.remove(key),
        (Value::Array(entries), Step::Index(index), Some(value)) => entries[*index] = value,
        (Value::Array(entries), Step::Index(index), None) => _ = entries.remove(*index),
        (parent, ..) => panic!("no such place in {parent}"),
    }
    body
}
