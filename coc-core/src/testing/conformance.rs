//! A conformance suite: the contract of [`Transport`], checked on real sockets.
//!
//! # Brief overview
//!
//! A [`Suite`] takes a clock and a closure that makes the transport under test from [`Options`]. It
//! runs all [`CASES`] against a `Server` on loopback, which misbehaves on request, and returns a
//! [`Report`]:
//!
//! ```no_run
//! use coc_core::testing::conformance::{Options, Suite};
//! # use coc_core::testing::{FakeTransport, ManualClock};
//! # fn my_transport(_: std::time::Duration, _: usize) -> FakeTransport { FakeTransport::json(200, "") }
//!
//! # async fn example() -> std::io::Result<()> {
//! # let clock = ManualClock::default();
//! let make = |options: Options| my_transport(options.timeout, options.max_body);
//! let report = Suite::new(clock, make).run().await?;
//! report.assert();
//! # Ok(())
//! # }
//! ```
//!
//! The suite needs no particular runtime: its futures are polled where [`run`](Suite::run) is
//! awaited. The clock is only a time limit for cases that hang, so it should be a real one. Where a
//! program cannot listen on sockets (in a browser), the server runs in another process, and its
//! [`Addresses`] are passed to [`run_against`](Suite::run_against).
//!
//! A transport that deviates for a good reason says so in its own test with [`skip`](Suite::skip).

use std::{fmt, time::Duration};

use crate::{clock::Clock, transport::Transport};

mod cases;
mod context;
#[cfg(not(target_family = "wasm"))]
mod gzip;
#[cfg(not(target_family = "wasm"))]
mod server;

pub use cases::CASES;
#[cfg(not(target_family = "wasm"))]
pub use server::Server;

/// The time limit of a case. Only a case that fails takes this long.
const CASE_TIMEOUT: Duration = Duration::from_secs(20);

/// The settings that the suite requires of the transport under test.
///
/// All other settings are the transport's choice, except that it must reach the loopback interface
/// directly, even where the system has a proxy configured.
///
/// ```
/// use std::time::Duration;
/// use coc_core::testing::conformance::Options;
///
/// let options = Options::default();
/// assert_eq!((options.timeout, options.max_body), (Duration::from_secs(30), 1 << 20));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The time limit of a whole request.
    pub timeout: Duration,
    /// The largest body to accept, in bytes, after decompression.
    pub max_body: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), max_body: 1 << 20 }
    }
}

/// The addresses of a [`Server`], each as `http://host:port`.
///
/// ```
/// use coc_core::testing::conformance::Addresses;
///
/// /// Reads what a server in another process has printed, one address a line.
/// fn read(text: &str) -> Option<Addresses> {
///     let mut lines = text.lines().map(str::to_owned);
///     Some(Addresses { here: lines.next()?, elsewhere: lines.next()?, nowhere: lines.next()? })
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The host that requests are sent to.
    pub here: String,
    /// Another host, which no request may reach.
    pub elsewhere: String,
    /// A port that refuses connections.
    pub nowhere: String,
}

/// A conformance suite, ready to run.
///
/// ```no_run
/// use coc_core::testing::conformance::{Options, Suite};
/// # use coc_core::testing::{FakeTransport, ManualClock};
/// # fn my_transport(_: Options) -> FakeTransport { FakeTransport::json(200, "") }
/// # async fn example(my_clock: ManualClock) -> std::io::Result<()> {
///
/// Suite::new(my_clock, my_transport)
///     .skip("repeated-headers-are-preserved", "a browser joins repeated headers by commas")
///     .run()
///     .await?
///     .assert();
/// # Ok(())
/// # }
/// ```
pub struct Suite<C, F> {
    clock: C,
    make: F,
    skipped: Vec<(String, String)>,
}

impl<C, F, T> Suite<C, F>
where
    C: Clock,
    F: Fn(Options) -> T,
    T: Transport,
{
    /// Creates a suite for the transports returned by `make`. Each case gets its own transport, so
    /// that cases do not share connections.
    pub fn new(clock: C, make: F) -> Self {
        Self { clock, make, skipped: Vec::new() }
    }

    /// Skips one of [`CASES`] and records the reason in the report.
    #[must_use]
    pub fn skip(mut self, case: impl Into<String>, reason: impl Into<String>) -> Self {
        self.skipped.push((case.into(), reason.into()));
        self
    }

    /// Runs all cases in sequence against a new server.
    ///
    /// # Errors
    /// Fails if the server cannot listen.
    #[cfg(not(target_family = "wasm"))]
    pub async fn run(self) -> std::io::Result<Report> {
        let server = Server::start()?;
        Ok(self.run_against(server.addresses()).await)
    }

    /// Runs all cases in sequence against the server at these addresses.
    pub async fn run_against(self, addresses: &Addresses) -> Report {
        let observer = (self.make)(Options::default());
        // Two runs against one server must not see each other's requests.
        let run = self.clock.unix_time().as_nanos();
        let mut results = Vec::new();
        for &name in CASES {
            let reason =
                self.skipped.iter().find(|(skipped, _)| skipped == name).map(|(_, reason)| reason.clone());
            let outcome = if let Some(reason) = reason {
                CaseOutcome::Skipped(reason)
            } else {
                let transport = (self.make)(cases::options(name));
                let id = format!("{name}-{run}");
                let context = context::CaseContext { addresses, transport, observer: &observer, id };
                with_timeout(&self.clock, cases::run(name, &context)).await
            };
            results.push(CaseResult { name: name.to_owned(), outcome });
        }
        for (name, _) in self.skipped.iter().filter(|(name, _)| !CASES.contains(&name.as_str())) {
            let outcome =
                CaseOutcome::Failed("there is no case of this name; check the call to `skip`".to_owned());
            results.push(CaseResult { name: name.clone(), outcome });
        }
        Report { results }
    }
}

impl<C, F> fmt::Debug for Suite<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suite").field("skipped", &self.skipped).finish_non_exhaustive()
    }
}

/// Runs a case under the time limit.
async fn with_timeout(clock: &impl Clock, case: impl Future<Output = Result<(), String>>) -> CaseOutcome {
    use futures_util::future::{Either, select};
    match select(std::pin::pin!(case), clock.sleep(CASE_TIMEOUT)).await {
        Either::Left((Ok(()), _)) => CaseOutcome::Passed,
        Either::Left((Err(why), _)) => CaseOutcome::Failed(why),
        Either::Right(_) => {
            CaseOutcome::Failed(format!("the case has not completed within {CASE_TIMEOUT:?}"))
        }
    }
}

/// The results of all cases.
///
/// ```
/// # use coc_core::testing::conformance::Report;
/// # fn example(report: Report) {
/// println!("{report}");
/// if !report.failed().is_empty() {
///     std::process::exit(1);
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a report does not fail the test by itself; call `assert`"]
pub struct Report {
    results: Vec<CaseResult>,
}

/// The result of one case.
///
/// ```
/// # use coc_core::testing::conformance::Report;
/// # fn example(report: Report) {
/// for result in report.results() {
///     println!("{}: {:?}", result.name, result.outcome);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// One of [`CASES`].
    pub name: String,
    /// The outcome.
    pub outcome: CaseOutcome,
}

/// The outcome of a case.
///
/// ```
/// # use coc_core::testing::conformance::{CaseOutcome, Report};
/// # fn example(report: Report) {
/// let skipped = |outcome: &CaseOutcome| matches!(outcome, CaseOutcome::Skipped(_));
/// let skipped = report.results().iter().filter(|result| skipped(&result.outcome)).count();
/// println!("{skipped} cases were skipped");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseOutcome {
    /// The transport conforms.
    Passed,
    /// The transport does not conform. The message says what it did instead.
    Failed(String),
    /// The case was skipped, for this reason.
    Skipped(String),
}

impl Report {
    /// The results of all cases, in the order in which they ran.
    pub fn results(&self) -> &[CaseResult] {
        &self.results
    }

    /// The names of the cases that failed.
    pub fn failed(&self) -> Vec<&str> {
        let failed = |result: &&CaseResult| matches!(result.outcome, CaseOutcome::Failed(_));
        self.results.iter().filter(failed).map(|result| result.name.as_str()).collect()
    }

    /// Asserts that no case failed.
    ///
    /// # Panics
    /// Panics if a case failed. The message lists all cases.
    pub fn assert(&self) {
        assert!(self.failed().is_empty(), "the transport does not conform:\n{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for CaseResult { name, outcome } in &self.results {
            match outcome {
                CaseOutcome::Passed => writeln!(f, "passed   {name}")?,
                CaseOutcome::Failed(why) => writeln!(f, "FAILED   {name}: {why}")?,
                CaseOutcome::Skipped(reason) => writeln!(f, "skipped  {name}: {reason}")?,
            }
        }
        Ok(())
    }
}

/// The body of `length` bytes that the server sends and the cases expect. Every byte value occurs,
/// no short sequence repeats soon, and no prefix is valid UTF-8.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| ((at * 167) ^ (at >> 8) ^ 0xFF).to_le_bytes()[0]).collect()
}
