//! Calls one endpoint, decodes what came, and writes down what was found out.

use std::collections::BTreeSet;

use bytes::Bytes;
use coc_transport_native::coc_core::{Clock as _, DecodeError, Endpoint, Route};
use coc_transport_native::endpoint::{ROUTES, Raw};
use coc_transport_native::{Client, ErrorKind, TokioClock};
use serde::de::DeserializeOwned;
use serde_ignored::Path;

use crate::finding::{Finding, Verdict};

/// Makes the calls and keeps what was found.
pub(crate) struct Examiner<'a> {
    client: Client,
    clock: TokioClock,
    /// Is told each finding as soon as it is there.
    each: &'a mut dyn FnMut(&Finding),
    findings: Vec<Finding>,
}

impl<'a> Examiner<'a> {
    pub(crate) fn new(client: Client, each: &'a mut dyn FnMut(&Finding)) -> Self {
        Self { client, clock: TokioClock::new(), each, findings: Vec::new() }
    }

    /// Calls an endpoint, and gives what it decodes to if it does.
    pub(crate) async fn ask<E>(&mut self, endpoint: E, note: Option<&'static str>) -> Option<E::Output>
    where
        E: Endpoint,
        E::Output: DeserializeOwned,
    {
        if self.nobody_is_there() {
            self.skip(E::ROUTE, "not called, because nobody answered the first call");
            return None;
        }
        let start = self.clock.now();
        let answer = self.client.call(Raw(endpoint)).await;
        let elapsed = Some(self.clock.now().saturating_since(start));
        let (status, verdict, value) = match answer {
            Ok(response) => {
                let (verdict, value) = match read::<E>(&response) {
                    Ok((value, unmodelled)) => (Verdict::Decoded { unmodelled }, Some(value)),
                    Err(error) => (Verdict::Misfit(error), None),
                };
                (Some(response.status()), verdict, value)
            }
            Err(error) => (error.status(), Verdict::of(&E::ROUTE, error), None),
        };
        let status = status.map(|status| status.as_u16());
        self.note_down(Finding { route: E::ROUTE, note, status, elapsed, verdict });
        value
    }

    /// All that was found; a route that nobody asked for is found to be skipped.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        for route in ROUTES {
            if self.findings.iter().all(|finding| finding.route.name() != route.name()) {
                self.skip(route.clone(), "doctor does not know how to call it");
            }
        }
        self.findings
    }

    /// Whether the very first call found nobody, so that there is no use in trying, and waiting, on.
    fn nobody_is_there(&self) -> bool {
        let first = self.findings.first().and_then(|finding| finding.verdict.error());
        first.is_some_and(|error| matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout))
    }

    fn skip(&mut self, route: Route, why: &'static str) {
        let verdict = Verdict::Skipped(why);
        self.note_down(Finding { route, note: None, status: None, elapsed: None, verdict });
    }

    fn note_down(&mut self, finding: Finding) {
        (self.each)(&finding);
        self.findings.push(finding);
    }
}

/// The value of a body as the client decodes it, and the fields that the model passes over.
fn read<E>(body: &Bytes) -> Result<(E::Output, BTreeSet<String>), DecodeError>
where
    E: Endpoint,
    E::Output: DeserializeOwned,
{
    let value = E::decode(body)?;
    let mut unmodelled = BTreeSet::new();
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let again: Result<E::Output, _> = serde_ignored::deserialize(&mut deserializer, |path| {
        unmodelled.insert(written_out(&path));
    });
    // It has just been decoded, from the same bytes.
    again.map_err(|error| DecodeError::Syntax(error.to_string()))?;
    Ok((value, unmodelled))
}

/// A path as `items[].clan.tag`, the same for all entries of a list.
fn written_out(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, .. } => written_out(parent) + "[]",
        Path::Map { parent, key } => match written_out(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        // These have no place of their own in JSON.
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            written_out(parent)
        }
    }
}
