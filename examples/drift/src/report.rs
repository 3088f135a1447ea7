//! The report about a file: one line of JSON, without secrets.

use coc_core::decode::{Repair, Repairs};
use drift::kinds::Kind;
use serde_json::{Value, json};

use crate::compare::Difference;
use crate::examine::{Examine, Failure, Finding};

/// Fields whose values are not printed: keys of the portal, tokens, and login data.
const SECRETS: &[&str] = &["token", "key", "temporaryAPIToken", "password", "session", "cookie"];

/// The report about a file.
pub(crate) struct Report {
    line: Value,
    failed: bool,
    has_unmodelled: bool,
}

impl Report {
    pub(crate) fn new(file: &str, kind: &Kind<Examine>, outcome: &Result<Finding, Failure>) -> Self {
        let none = Finding::default();
        let (finding, failure) = match outcome {
            Ok(finding) => (finding, None),
            Err(failure) => (&none, Some(failure)),
        };
        let line = json!({
            "file": file,
            "kind": kind.name,
            "decoded": failure.is_none(),
            "error": failure.map(|Failure { path, message, .. }| json!({
                "path": path,
                "message": if kind.has_secrets() { without_value(message) } else { message.clone() },
            })),
            "repairs": failure.and_then(|failure| failure.repairs.as_ref()).map(repairs),
            "unmodelled": finding.unmodelled,
            "lost": finding.lost.iter().map(|difference| lost(kind, difference)).collect::<Vec<_>>(),
        });
        Self {
            line,
            failed: failure.is_some() || !finding.lost.is_empty(),
            has_unmodelled: !finding.unmodelled.is_empty(),
        }
    }

    /// Whether the file was decoded without loss; if strict, also without unknown fields.
    pub(crate) fn has_passed(&self, strict: bool) -> bool {
        !(self.failed || strict && self.has_unmodelled)
    }

    pub(crate) fn line(&self) -> String {
        self.line.to_string()
    }
}

fn repairs(repairs: &Repairs) -> Value {
    let repair = |repair: &Repair| json!({ "path": in_body(&repair.path), "kind": repair.kind.as_str(), "count": repair.count });
    repairs.iter().map(repair).collect()
}

/// A path of the decoder, as this program writes paths.
fn in_body(path: &str) -> String {
    match path {
        "." => "$".to_owned(),
        path if path.starts_with('[') => format!("${path}"),
        path => format!("$.{path}"),
    }
}

fn lost(kind: &Kind<Examine>, Difference { path, read, written }: &Difference) -> Value {
    // An unexpected value of such a body may be anything.
    let redacted = |path: &str, value: &Value| {
        if kind.has_secrets() { "(secret)".into() } else { redacted(path, value) }
    };
    json!({
        "path": path,
        "read": redacted(path, read),
        "written": written.as_ref().map(|written| redacted(path, written)),
    })
}

/// Removes the value from a message such as `invalid type: string "…", expected i32`.
fn without_value(message: &str) -> String {
    match message.rfind(", expected ") {
        Some(at) => format!("a value that may be secret{}", &message[at..]),
        None => message.to_owned(),
    }
}

fn is_secret(path: &str) -> bool {
    let field = path.rsplit('.').next().unwrap_or_default();
    SECRETS.contains(&field.split('[').next().unwrap_or_default())
}

/// Replaces secrets in a value.
fn redacted(path: &str, value: &Value) -> Value {
    if is_secret(path) && !value.is_object() {
        return "(secret)".into();
    }
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), redacted(&format!(".{key}"), value))).collect()
        }
        Value::Array(items) => items.iter().map(|item| redacted(path, item)).collect(),
        other => other.clone(),
    }
}
