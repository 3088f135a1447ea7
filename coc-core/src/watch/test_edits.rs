//! Edits of a response with the events that follow from them.

use proptest::{prelude::*, sample::subsequence};
use serde_json::{Value, json};

use super::{follower::Follow, test_support::Probe};

/// A change of a body by a positive number, which returns the events that follow from it.
#[derive(Debug)]
pub(super) struct Edit {
    /// The part of the body: two edits of one part exclude each other.
    pub(super) part: &'static str,
    pub(super) apply: fn(&mut Value, i64) -> Vec<Value>,
}

/// Checks that a body has no events against itself, and that the edits, at most one of each part, have
/// exactly theirs. `normal` makes two lists of equal events equal.
pub(super) fn check<F: Follow>(
    mut probe: Probe<F>,
    body: &Value,
    edits: &[(&Edit, i64)],
    normal: fn(Vec<Value>) -> Vec<Value>,
) {
    assert!(probe.see(body).is_empty());
    assert!(probe.see(body).is_empty(), "a body against itself");
    let (mut edited, mut expected, mut parts) = (body.clone(), Vec::new(), Vec::new());
    for (edit, number) in edits {
        if !parts.contains(&edit.part) {
            parts.push(edit.part);
            expected.extend((edit.apply)(&mut edited, *number));
        }
    }
    assert_eq!(normal(probe.json(&edited)), normal(expected), "{parts:?}");
    assert!(probe.see(&edited).is_empty(), "the state is that of the edited body");
}

/// A few of the edits, each with a number.
pub(super) fn some_of(edits: &'static [Edit]) -> impl Strategy<Value = Vec<(&'static Edit, i64)>> {
    let numbers = prop::collection::vec(1..1000_i64, edits.len());
    let all: Vec<&Edit> = edits.iter().collect();
    (subsequence(all, 1..6), numbers).prop_map(|(edits, numbers)| edits.into_iter().zip(numbers).collect())
}

/// Replaces the value at a pointer, and returns the old and the new one.
pub(super) fn set(body: &mut Value, pointer: &str, new: Value) -> Value {
    let at = body.pointer_mut(pointer).unwrap();
    let old = std::mem::replace(at, new);
    json!({ "old": old, "new": at.clone() })
}

/// Adds to the number at a pointer, and returns the old and the new one.
pub(super) fn add(body: &mut Value, pointer: &str, number: i64) -> Value {
    let old = body.pointer(pointer).unwrap().as_i64().unwrap();
    set(body, pointer, json!(old + number))
}

/// As [`add`], with the rise.
pub(super) fn gain(body: &mut Value, pointer: &str, number: i64) -> Value {
    let Value::Object(mut gain) = add(body, pointer, number) else { unreachable!() };
    gain.insert("amount".into(), json!(number));
    Value::Object(gain)
}

/// Replaces the league, label or location at a pointer by another, and returns both by id and name.
pub(super) fn replace(body: &mut Value, pointer: &str, number: i64) -> Value {
    let named = |value: &Value| json!({ "id": value["id"], "name": value["name"] });
    let old = named(body.pointer(pointer).unwrap());
    let id = old["id"].as_i64().unwrap() + number;
    let at = body.pointer_mut(pointer).unwrap();
    at["id"] = json!(id);
    at["name"] = json!(format!("Number {number}"));
    json!({ "old": old, "new": named(at) })
}

/// Sorts the events, for a comparison regardless of their order.
pub(super) fn sorted(mut events: Vec<Value>) -> Vec<Value> {
    events.sort_by_key(Value::to_string);
    events
}
