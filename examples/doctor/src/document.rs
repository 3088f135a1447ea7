//! The findings as one JSON document, with the same facts as the table.

use coc_transport_native::coc_core::DecodeError;
use serde_json::{Value, json};

use crate::finding::{Finding, Verdict};
use crate::summary::Summary;

pub(crate) fn document(base_url: &str, findings: &[Finding], summary: &Summary) -> Value {
    json!({
        "baseUrl": base_url,
        "routes": findings.iter().map(route).collect::<Vec<_>>(),
        "summary": {
            "understood": summary.understood,
            "notUnderstood": summary.not_understood,
            "unmodelledFields": summary.unmodelled,
        },
        "advice": summary.advice,
    })
}

fn route(finding: &Finding) -> Value {
    let Finding { route, note, status, elapsed, verdict } = finding;
    let error = verdict.error();
    json!({
        "name": route.name(),
        "method": route.method().as_str(),
        "path": route.template(),
        "deprecated": route.deprecation().is_some(),
        "status": status,
        "milliseconds": elapsed.map(|elapsed| elapsed.as_secs_f64() * 1_000.0),
        "verdict": verdict.name(),
        "understood": verdict.is_understood(),
        "decoded": matches!(verdict, Verdict::Decoded { .. }),
        "error": verdict.reason().map(|message| json!({
            "kind": error.map(|error| format!("{:?}", error.kind())),
            "reason": error.and_then(|error| error.reason()),
            "message": message,
            "path": path(verdict),
        })),
        "note": note,
        "unmodelled": verdict.unmodelled().collect::<Vec<_>>(),
    })
}

/// Where in the body the model did not fit.
fn path(verdict: &Verdict) -> Option<&str> {
    match verdict {
        Verdict::Misfit(DecodeError::Mismatch { path, .. }) => Some(path),
        _ => None,
    }
}
