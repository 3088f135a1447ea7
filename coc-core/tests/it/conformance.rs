//! The conformance suite detects faults: a transport with one fault fails the cases that are about
//! it, and no others.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    task::{Poll, Waker},
    time::Duration,
};

use coc_core::{
    BoxFuture, Clock, Instant,
    testing::conformance::{CASES, CaseOutcome, Report, Suite},
};
use futures_executor::block_on;

mod plain;
use plain::Plain;

/// A fault of a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    FailsOnStatus418,
    DropsEmptyHeaders,
    KeepsLastHeaderOnly,
    DropsLastByte,
    DropsLargeChunks,
    NeverDecompresses,
    KeepsEncodingHeader,
    FollowsRedirects,
    DecodesPath,
    SortsQuery,
    DropsContentType,
    MixesUpResponses,
    IgnoresDrop,
    Retries,
    RefusedIsOther,
    TimeoutIsInterrupted,
    TruncatedIsOk,
    TruncatedChunksAreOk,
    TruncatedGzipIsOk,
    BrokenIsOther,
    ClaimsNeverSent,
    IgnoresCapOfLength,
    IgnoresCapOfChunks,
    IgnoresCapOfContent,
    ShowsAddress,
    ShowsToken,
}

fn suite(fault: Fault) -> Suite<ThreadClock, impl Fn(coc_core::testing::conformance::Options) -> Plain> {
    Suite::new(ThreadClock, move |options| Plain::new(options, fault))
}

fn run(fault: Fault) -> Report {
    block_on(suite(fault).run()).unwrap()
}

/// Cases that wait for the time limit.
const WAITING: [&str; 3] = ["response-timeout", "stalled-body", "errors-keep-secrets"];

/// Runs all cases. The waiting cases run concurrently, each in a separate suite.
fn run_concurrently(fault: Fault) -> Vec<Report> {
    std::thread::scope(|scope| {
        let waiting = WAITING.map(|name| scope.spawn(move || run_only(fault, |case| case == name)));
        let others = run_only(fault, |case| !WAITING.contains(&case));
        waiting.map(|report| report.join().unwrap()).into_iter().chain([others]).collect()
    })
}

fn run_only(fault: Fault, wanted: impl Fn(&str) -> bool) -> Report {
    let others = CASES.iter().filter(|case| !wanted(case));
    let suite = others.fold(suite(fault), |suite, &case| suite.skip(case, "it runs in another suite"));
    block_on(suite.run()).unwrap()
}

macro_rules! detects {
    ($($test:ident: $fault:ident => $cases:expr;)+) => {$(
        #[test]
        fn $test() {
            let reports = run_concurrently(Fault::$fault);
            let fails = |case: &&str| reports.iter().any(|report| report.failed().contains(case));
            let failed: Vec<_> = CASES.iter().copied().filter(fails).collect();
            let expected: &[&str] = &$cases;
            assert_eq!(failed, expected, "{}", reports.iter().map(Report::to_string).collect::<String>());
        }
    )+};
}

detects! {
    an_error_for_a_status: FailsOnStatus418 => ["any-status-is-ok"];
    dropped_headers: DropsEmptyHeaders => ["headers-are-preserved"];
    only_one_of_two_header_values: KeepsLastHeaderOnly => ["repeated-headers-are-preserved"];
    a_dropped_byte: DropsLastByte => ["bodies-are-exact"];
    dropped_chunks: DropsLargeChunks => ["chunked-bodies-are-exact"];
    a_stale_content_encoding_header: KeepsEncodingHeader => ["bodies-are-decompressed"];
    no_decompression: NeverDecompresses =>
        ["bodies-are-decompressed", "truncated-compression", "decompressed-body-too-large"];
    a_followed_redirect: FollowsRedirects => ["redirects-are-not-followed"];
    a_changed_path: DecodesPath => ["path-is-preserved"];
    a_changed_query: SortsQuery => ["query-is-preserved"];
    a_dropped_request_header: DropsContentType => ["body-and-headers-are-sent"];
    mixed_up_concurrent_responses: MixesUpResponses => ["concurrent-responses-are-not-mixed-up"];
    a_dropped_request_that_is_not_cancelled: IgnoresDrop => ["dropping-cancels"];
    a_retried_request: Retries => ["requests-are-not-retried"];
    a_refused_connection_of_another_kind: RefusedIsOther => ["refused-connection"];
    a_timeout_of_another_kind: TimeoutIsInterrupted => ["response-timeout", "stalled-body"];
    a_truncated_body_as_success: TruncatedIsOk => ["truncated-body", "errors-keep-secrets"];
    truncated_chunks_as_success: TruncatedChunksAreOk => ["truncated-chunks", "errors-keep-secrets"];
    truncated_gzip_as_success: TruncatedGzipIsOk => ["truncated-compression"];
    a_broken_connection_of_another_kind: BrokenIsOther =>
        ["truncated-body", "truncated-chunks", "truncated-compression", "broken-connection"];
    never_sent_claimed_for_a_sent_request: ClaimsNeverSent => [
        "response-timeout", "stalled-body", "truncated-body", "truncated-chunks", "truncated-compression",
        "broken-connection",
    ];
    no_cap_on_content_length: IgnoresCapOfLength => ["body-too-large", "errors-keep-secrets"];
    no_cap_on_chunked_bodies: IgnoresCapOfChunks => ["chunked-body-too-large"];
    no_cap_after_decompression: IgnoresCapOfContent => ["decompressed-body-too-large"];
    an_address_in_an_error: ShowsAddress => ["errors-keep-secrets"];
    a_token_in_an_error: ShowsToken => ["errors-keep-secrets"];
}

#[test]
fn a_transport_without_faults_passes() {
    run(Fault::None).assert();
}

#[test]
fn a_skipped_case_is_reported_with_its_reason_and_an_unknown_one_fails() {
    let suite =
        suite(Fault::SortsQuery).skip("query-is-preserved", "sorted on purpose").skip("no-such-case", "");
    let report = block_on(suite.run()).unwrap();
    assert_eq!(report.failed(), ["no-such-case"]);
    let skipped = report.results().iter().find(|result| result.name == "query-is-preserved").unwrap();
    assert_eq!(skipped.outcome, CaseOutcome::Skipped("sorted on purpose".to_owned()));
    assert_eq!(report.results().len(), CASES.len() + 1);
}

#[test]
#[should_panic(expected = "FAILED   query-is-preserved: ")]
fn assert_panics_if_a_case_failed() {
    run_only(Fault::SortsQuery, |case| case == "query-is-preserved").assert();
}

/// Real time on one thread per sleep, but six times as fast: a case that hangs times out soon.
#[derive(Debug)]
struct ThreadClock;

impl Clock for ThreadClock {
    fn now(&self) -> Instant {
        Instant::default()
    }

    fn unix_time(&self) -> Duration {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Duration::from_secs(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let state = Arc::new(Mutex::new((false, None::<Waker>)));
        let (alive, dropped) = mpsc::channel::<()>();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            if dropped.recv_timeout(duration / 6) == Err(mpsc::RecvTimeoutError::Timeout) {
                let mut state = shared.lock().unwrap();
                state.0 = true;
                if let Some(waker) = state.1.take() {
                    waker.wake();
                }
            }
        });
        Box::pin(std::future::poll_fn(move |context| {
            let _alive = &alive;
            let mut state = state.lock().unwrap();
            state.1 = Some(context.waker().clone());
            if state.0 { Poll::Ready(()) } else { Poll::Pending }
        }))
    }
}
