//! The conformance suite can convict: a transport that does one thing wrong fails the cases meant for it, and no others.

#![allow(clippy::unwrap_used, reason = "a panic fails the test, which is what it is for")]

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
    testing::conformance::{CASES, Outcome, Report, Suite},
};
use futures_executor::block_on;

mod plain;
use plain::Plain;

/// What can be wrong with a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    RefusesTeapots,
    LosesEmptyHeaders,
    KeepsLastHeader,
    LosesLastByte,
    LosesLargeChunks,
    NeverDecompresses,
    KeepsEncodingHeader,
    FollowsRedirects,
    DecodesPath,
    SortsQuery,
    LosesContentType,
    MixesUpAnswers,
    IgnoresDrop,
    Repeats,
    RefusedIsOther,
    TimeoutIsInterrupted,
    TruncatedIsOk,
    TruncatedChunksAreOk,
    TruncatedGzipIsOk,
    BrokenIsOther,
    NothingWasSent,
    ForgetsCapOfLength,
    ForgetsCapOfChunks,
    ForgetsCapOfContent,
    ShowsAddress,
    ShowsToken,
}

fn suite(fault: Fault) -> Suite<ThreadClock, impl Fn(coc_core::testing::conformance::Options) -> Plain> {
    Suite::new(ThreadClock, move |options| Plain::new(options, fault))
}

fn run(fault: Fault) -> Report {
    block_on(suite(fault).run()).unwrap()
}

/// Cases that wait for a limit of time.
const WAITING: [&str; 3] = ["no-answer-in-time", "stalled-body", "errors-keep-secrets"];

/// Runs all cases. Those that wait do so beside the others, each in a suite of its own.
fn run_beside(fault: Fault) -> Vec<Report> {
    std::thread::scope(|scope| {
        let waiting = WAITING.map(|name| scope.spawn(move || run_only(fault, |case| case == name)));
        let others = run_only(fault, |case| !WAITING.contains(&case));
        waiting.map(|report| report.join().unwrap()).into_iter().chain([others]).collect()
    })
}

fn run_only(fault: Fault, wanted: impl Fn(&str) -> bool) -> Report {
    let others = CASES.iter().filter(|case| !wanted(case));
    let suite = others.fold(suite(fault), |suite, &case| suite.skip(case, "it runs beside these"));
    block_on(suite.run()).unwrap()
}

macro_rules! convicted {
    ($($test:ident: $fault:ident => $cases:expr;)+) => {$(
        #[test]
        fn $test() {
            let reports = run_beside(Fault::$fault);
            let fails = |case: &&str| reports.iter().any(|report| report.failed().contains(case));
            let failed: Vec<_> = CASES.iter().copied().filter(fails).collect();
            let expected: &[&str] = &$cases;
            assert_eq!(failed, expected, "{}", reports.iter().map(Report::to_string).collect::<String>());
        }
    )+};
}

convicted! {
    a_status_as_error: RefusesTeapots => ["any-status-is-ok"];
    lost_headers: LosesEmptyHeaders => ["headers-are-kept"];
    one_of_two_headers: KeepsLastHeader => ["repeated-headers-are-kept"];
    a_lost_byte: LosesLastByte => ["bodies-are-exact"];
    lost_chunks: LosesLargeChunks => ["chunked-bodies-are-exact"];
    a_misleading_encoding: KeepsEncodingHeader => ["bodies-are-decompressed"];
    no_decompression: NeverDecompresses =>
        ["bodies-are-decompressed", "truncated-compression", "decompressed-body-too-large"];
    a_followed_redirect: FollowsRedirects => ["redirects-are-handed-on"];
    a_changed_path: DecodesPath => ["path-is-kept"];
    a_changed_query: SortsQuery => ["query-is-kept"];
    a_lost_header_of_the_request: LosesContentType => ["body-and-headers-are-sent"];
    mixed_up_answers: MixesUpAnswers => ["concurrent-answers-are-not-mixed-up"];
    a_request_that_outlives_its_future: IgnoresDrop => ["dropping-cancels"];
    a_repeated_request: Repeats => ["nothing-is-sent-twice"];
    a_refused_connection_of_another_kind: RefusedIsOther => ["refused-connection"];
    a_time_out_of_another_kind: TimeoutIsInterrupted => ["no-answer-in-time", "stalled-body"];
    a_truncated_success: TruncatedIsOk => ["truncated-body", "errors-keep-secrets"];
    a_success_without_its_last_chunk: TruncatedChunksAreOk => ["truncated-chunks", "errors-keep-secrets"];
    half_a_gzip: TruncatedGzipIsOk => ["truncated-compression"];
    a_broken_connection_of_another_kind: BrokenIsOther =>
        ["truncated-body", "truncated-chunks", "truncated-compression", "broken-connection"];
    a_request_that_claims_not_to_have_been_sent: NothingWasSent => [
        "no-answer-in-time", "stalled-body", "truncated-body", "truncated-chunks", "truncated-compression",
        "broken-connection",
    ];
    no_cap_for_announced_bodies: ForgetsCapOfLength => ["body-too-large", "errors-keep-secrets"];
    no_cap_for_chunked_bodies: ForgetsCapOfChunks => ["chunked-body-too-large"];
    no_cap_after_decompression: ForgetsCapOfContent => ["decompressed-body-too-large"];
    an_address_in_an_error: ShowsAddress => ["errors-keep-secrets"];
    a_token_in_an_error: ShowsToken => ["errors-keep-secrets"];
}

#[test]
fn a_transport_without_fault_passes() {
    run(Fault::None).assert();
}

#[test]
fn a_case_is_skipped_with_its_reason_and_only_if_it_exists() {
    let suite = suite(Fault::SortsQuery).skip("query-is-kept", "sorted on purpose").skip("no-such-case", "");
    let report = block_on(suite.run()).unwrap();
    assert_eq!(report.failed(), ["no-such-case"]);
    let skipped = report.results().iter().find(|result| result.name == "query-is-kept").unwrap();
    assert_eq!(skipped.outcome, Outcome::Skipped("sorted on purpose".to_owned()));
    assert_eq!(report.results().len(), CASES.len() + 1);
}

#[test]
#[should_panic(expected = "FAILED   query-is-kept: ")]
fn a_failed_case_fails_the_test_that_asserts_it() {
    run_only(Fault::SortsQuery, |case| case == "query-is-kept").assert();
}

/// Real time on a thread per sleep, but a sixth of it, so that a case without end ends soon.
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
