//! Calls one endpoint, decodes the response, and records the finding.

use std::collections::BTreeSet;

use bytes::Bytes;
use coc_transport_native::coc_core::{Clock as _, DecodeError, Endpoint, Route};
use coc_transport_native::endpoint::{ROUTES, Raw};
use coc_transport_native::{Client, ErrorKind, TokioClock};
use serde::de::DeserializeOwned;
use serde_ignored::Path;

use crate::finding::{CallOutcome, Finding};

/// Makes the calls and collects the findings.
pub(crate) struct Examiner<'a> {
    client: Client,
    clock: TokioClock,
    /// Receives each finding as soon as it is known.
    each: &'a mut dyn FnMut(&Finding),
    findings: Vec<Finding>,
}

impl<'a> Examiner<'a> {
    pub(crate) fn new(client: Client, each: &'a mut dyn FnMut(&Finding)) -> Self {
        Self { client, clock: TokioClock::new(), each, findings: Vec::new() }
    }

    /// Calls an endpoint, and returns the decoded value, if any.
    pub(crate) async fn ask<E>(&mut self, endpoint: E, note: Option<&'static str>) -> Option<E::Output>
    where
        E: Endpoint,
        E::Output: DeserializeOwned,
    {
        if self.server_is_unreachable() {
            self.skip(E::ROUTE, "not called, because the first call got no response");
            return None;
        }
        let start = self.clock.now();
        let result = self.client.call(Raw(endpoint)).await;
        let elapsed = Some(self.clock.now().saturating_since(start));
        let (status, outcome, value) = match result {
            Ok(response) => {
                let (outcome, value) = match read::<E>(&response) {
                    Ok((value, unmodelled)) => (CallOutcome::Decoded { unmodelled }, Some(value)),
                    Err(error) => (CallOutcome::Mismatch(error), None),
                };
                (Some(response.status()), outcome, value)
            }
            Err(error) => (error.status(), CallOutcome::of(&E::ROUTE, error), None),
        };
        let status = status.map(|status| status.as_u16());
        self.record(Finding { route: E::ROUTE, note, status, elapsed, outcome });
        value
    }

    /// Returns all findings; a route that was not called is listed as skipped.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        for route in ROUTES {
            if self.findings.iter().all(|finding| finding.route.name() != route.name()) {
                self.skip(route.clone(), "not called, because doctor has no call for this route");
            }
        }
        self.findings
    }

    /// Whether the first call could not reach the server, so that further calls are useless.
    fn server_is_unreachable(&self) -> bool {
        let first = self.findings.first().and_then(|finding| finding.outcome.error());
        first.is_some_and(|error| matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout))
    }

    fn skip(&mut self, route: Route, why: &'static str) {
        let outcome = CallOutcome::Skipped(why);
        self.record(Finding { route, note: None, status: None, elapsed: None, outcome });
    }

    fn record(&mut self, finding: Finding) {
        (self.each)(&finding);
        self.findings.push(finding);
    }
}

/// Decodes a body as the client does, and collects the fields that the model ignores.
fn read<E>(body: &Bytes) -> Result<(E::Output, BTreeSet<String>), DecodeError>
where
    E: Endpoint,
    E::Output: DeserializeOwned,
{
    let value = E::decode(body)?;
    let mut unmodelled = BTreeSet::new();
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let repeated: Result<E::Output, _> = serde_ignored::deserialize(&mut deserializer, |path| {
        unmodelled.insert(render(&path));
    });
    // Cannot fail, because the same bytes were decoded above.
    repeated.map_err(|error| DecodeError::Syntax(error.to_string()))?;
    Ok((value, unmodelled))
}

/// A path as `items[].clan.tag`, equal for all entries of a list.
fn render(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, .. } => render(parent) + "[]",
        Path::Map { parent, key } => match render(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        // These have no path segment in JSON.
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            render(parent)
        }
    }
}
