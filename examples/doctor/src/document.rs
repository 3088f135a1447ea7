//! The findings as one JSON document, with the same data as the table.

use coc_transport_native::coc_core::DecodeError;
use serde_json::{Value, json};

use crate::finding::{CallOutcome, Finding};
use crate::summary::Summary;

pub(crate) fn document(base_url: &str, findings: &[Finding], summary: &Summary) -> Value {
    json!({
        "baseUrl": base_url,
        "routes": findings.iter().map(route).collect::<Vec<_>>(),
        "summary": {
            "understood": summary.understood,
            "notUnderstood": summary.not_understood,
            "unmodelledFields": summary.unmodelled,
            "keyRejected": summary.key_rejected,
        },
        "advice": summary.advice,
    })
}

fn route(finding: &Finding) -> Value {
    let Finding { route, note, status, elapsed, outcome } = finding;
    let error = outcome.error();
    json!({
        "name": route.name(),
        "method": route.method().as_str(),
        "path": route.template(),
        "deprecated": route.deprecation().is_some(),
        "status": status,
        "milliseconds": elapsed.map(|elapsed| elapsed.as_secs_f64() * 1_000.0),
        "outcome": outcome.name(),
        "understood": outcome.is_understood(),
        "decoded": matches!(outcome, CallOutcome::Decoded { .. }),
        "error": outcome.reason().map(|message| json!({
            "kind": error.map(|error| format!("{:?}", error.kind())),
            "reason": error.and_then(|error| error.reason()),
            "message": message,
            "path": path(outcome),
        })),
        "note": note,
        "unmodelled": outcome.unmodelled().collect::<Vec<_>>(),
    })
}

/// The path in the body at which the model does not match.
fn path(outcome: &CallOutcome) -> Option<&str> {
    match outcome {
        CallOutcome::Mismatch(DecodeError::Mismatch { path, .. }) => Some(path),
        _ => None,
    }
}
