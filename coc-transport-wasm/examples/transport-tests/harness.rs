//! The functions that tests in JavaScript call, for any transport and clock.

use std::{error::Error as _, time::Duration};

pub(crate) use coc_core::testing::conformance::Options;
use coc_core::{
    Clock, Transport,
    testing::conformance::{Addresses, CaseOutcome, Suite},
};
use coc_transport_wasm::coc_core;
use futures_util::future::{Either, select};
use js_sys::Array;

/// A case of the suite, and why `fetch` cannot pass it.
pub(crate) type Skipped = (&'static str, &'static str);

/// The cases that no program on top of `fetch` can pass.
pub(crate) const FETCH: &[Skipped] = &[
    ("status-407-is-ok", "`fetch` treats 407 as a response of its own proxy and fails"),
    ("repeated-headers-are-preserved", "`Headers` joins the values of a name with commas"),
    ("truncated-compression", "a truncated gzip stream counts as complete; truncated JSON does not"),
];

/// Runs the conformance suite. Returns `[case, "passed" | "failed" | "skipped", reason]` for each
/// case.
pub(crate) async fn conformance<T: Transport>(
    clock: impl Clock,
    transport: impl Fn(Options) -> T,
    addresses: Addresses,
    skipped: impl IntoIterator<Item = &'static Skipped>,
) -> Array {
    let suite = Suite::new(clock, transport);
    let suite = skipped.into_iter().fold(suite, |suite, (case, reason)| suite.skip(*case, *reason));
    let report = suite.run_against(&addresses).await;
    let row = |name: &str, outcome: &CaseOutcome| {
        let (outcome, reason) = match outcome {
            CaseOutcome::Passed => ("passed", ""),
            CaseOutcome::Failed(reason) => ("failed", reason.as_str()),
            CaseOutcome::Skipped(reason) => ("skipped", reason.as_str()),
        };
        Array::of3(&name.into(), &outcome.into(), &reason.into())
    };
    report.results().iter().map(|result| row(&result.name, &result.outcome)).collect()
}

/// Sends a GET with a token. Returns the status, or the error as text.
pub(crate) async fn send(transport: impl Transport, url: String) -> Result<u16, String> {
    let request = http::Request::get(url).header("authorization", "Bearer a-token").body(bytes::Bytes::new());
    let response = transport.send(request.map_err(|error| error.to_string())?).await;
    response.map(|response| response.status().as_u16()).map_err(|error| {
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        format!("{:?} never_sent={} {cause}", error.kind(), error.never_sent())
    })
}

/// The duration of a sleep by the clock, in milliseconds.
pub(crate) async fn slept(clock: impl Clock, millis: u32) -> f64 {
    let start = clock.now();
    clock.sleep(Duration::from_millis(millis.into())).await;
    clock.now().saturating_since(start).as_secs_f64() * 1_000.0
}

/// Whether a sleep of so many days lasts longer than one of so many milliseconds. Both are then
/// dropped.
pub(crate) async fn outlasts(clock: impl Clock, days: u32, millis: u32) -> bool {
    let long = clock.sleep(Duration::from_secs(u64::from(days) * 86_400));
    let short = clock.sleep(Duration::from_millis(millis.into()));
    matches!(select(long, short).await, Either::Right(_))
}
