//! [`Path`]: where a value is in a body.

use alloc::{string::String, vec::Vec};
use core::fmt::Write;

use serde_json::Value;

/// A path while a body is decoded: each step knows the one above.
pub(super) enum Path<'a> {
    Root,
    Field(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

/// A step of a path that outlives the decoding.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Index(usize),
}

impl Path<'_> {
    /// The steps from the root.
    pub(super) fn steps(&self) -> Vec<Step> {
        let (above, step) = match self {
            Self::Root => return Vec::new(),
            Self::Field(above, key) => (above, Step::Field((*key).into())),
            Self::Index(above, index) => (above, Step::Index(*index)),
        };
        let mut steps = above.steps();
        steps.push(step);
        steps
    }

    /// The path with `[]` for every index.
    pub(super) fn pattern(&self) -> String {
        pattern(&self.steps())
    }
}

/// Renders a path as `memberList[].trophies`; `.` is the root.
pub(super) fn pattern(steps: &[Step]) -> String {
    render(steps, |path, _| path.push_str("[]"))
}

/// Renders a path as `memberList[3].trophies`; `.` is the root.
pub(super) fn exact(steps: &[Step]) -> String {
    render(steps, |path, index| {
        // Writing to a string cannot fail.
        let _ = write!(path, "[{index}]");
    })
}

fn render(steps: &[Step], write_index: fn(&mut String, usize)) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Field(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Step::Index(index) => write_index(&mut path, *index),
        }
    }
    if path.is_empty() { ".".into() } else { path }
}

/// Calls `f` for the values at a path and at the same path in all other entries of its lists. The
/// flag tells the value at exactly this path.
pub(super) fn for_each(value: &mut Value, steps: &[Step], exact: bool, f: &mut impl FnMut(&mut Value, bool)) {
    match steps.split_first() {
        None => f(value, exact),
        Some((Step::Field(key), rest)) => {
            if let Some(value) = value.get_mut(key) {
                for_each(value, rest, exact, f);
            }
        }
        Some((Step::Index(index), rest)) => {
            for (at, value) in value.as_array_mut().into_iter().flatten().enumerate() {
                for_each(value, rest, exact && at == *index, f);
            }
        }
    }
}
