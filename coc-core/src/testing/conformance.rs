//! What every [`Transport`] owes, as a suite that runs any of them on real sockets.
//!
//! # Brief overview
//!
//! A [`Suite`] is given a clock and a way to make the transport under test from [`Options`]. It runs every one of [`CASES`]
//! against a `Server` on loopback that misbehaves on request, and gives a [`Report`]:
//!
//! ```no_run
//! use coc_core::testing::conformance::{Options, Suite};
//! # use coc_core::testing::{FakeTransport, ManualClock};
//! # fn my_transport(timeout: std::time::Duration, max_body: usize) -> FakeTransport { FakeTransport::json(200, "") }
//!
//! # async fn example() -> std::io::Result<()> {
//! # let clock = ManualClock::default();
//! let report = Suite::new(clock, |options: Options| my_transport(options.timeout, options.max_body)).run().await?;
//! report.assert();
//! # Ok(())
//! # }
//! ```
//!
//! The suite needs no particular runtime; the futures are polled where [`run`](Suite::run) is awaited. The clock only ends
//! cases that would never end, so it should be a real one. Where there are no sockets to listen on (in a browser), the server
//! runs in another process and its [`Addresses`] are handed to [`run_against`](Suite::run_against).
//!
//! A transport that differs with reason says so in its own test, by [`skip`](Suite::skip).

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

/// How long one case may take. Only a case that fails takes this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the suite wants the transport under test to be made. Everything else is the transport's choice, but it must reach
/// the loopback interface directly, whatever proxy the machine is told to use.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How long a request may take as a whole.
    pub timeout: Duration,
    /// The largest body to accept, in bytes after decompression.
    pub max_body: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), max_body: 1 << 20 }
    }
}

/// Where a [`Server`] listens, as `http://host:port` each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// What the requests go to.
    pub here: String,
    /// Another host, which no request may end at.
    pub elsewhere: String,
    /// A port that refuses connections.
    pub nowhere: String,
}

/// The suite, ready to run.
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
    /// A suite for the transports that `make` makes. Several are made, so that the cases do not share connections.
    pub fn new(clock: C, make: F) -> Self {
        Self { clock, make, skipped: Vec::new() }
    }

    /// Leaves out one of [`CASES`], and tells why in the report.
    #[must_use]
    pub fn skip(mut self, case: impl Into<String>, reason: impl Into<String>) -> Self {
        self.skipped.push((case.into(), reason.into()));
        self
    }

    /// Runs all cases, one after the other, against a server of its own.
    ///
    /// # Errors
    /// Whatever keeps the server from listening.
    #[cfg(not(target_family = "wasm"))]
    pub async fn run(self) -> std::io::Result<Report> {
        let server = Server::start()?;
        Ok(self.run_against(server.addresses()).await)
    }

    /// Runs all cases against a server that listens at these addresses.
    pub async fn run_against(self, addresses: &Addresses) -> Report {
        let observer = (self.make)(Options::default());
        // Two runs against one server must not see each other's requests.
        let run = self.clock.unix_time().as_nanos();
        let mut results = Vec::new();
        for &name in CASES {
            let reason =
                self.skipped.iter().find(|(skipped, _)| skipped == name).map(|(_, reason)| reason.clone());
            let outcome = if let Some(reason) = reason {
                Outcome::Skipped(reason)
            } else {
                let transport = (self.make)(cases::options(name));
                let id = format!("{name}-{run}");
                let context = context::Context { addresses, transport, observer: &observer, id };
                limited(&self.clock, cases::run(name, &context)).await
            };
            results.push(CaseResult { name: name.to_owned(), outcome });
        }
        for (name, _) in self.skipped.iter().filter(|(name, _)| !CASES.contains(&name.as_str())) {
            let outcome = Outcome::Failed("there is no such case to skip".to_owned());
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

/// Runs a case until it ends or patience does.
async fn limited(clock: &impl Clock, case: impl Future<Output = Result<(), String>>) -> Outcome {
    use futures_util::future::{Either, select};
    match select(std::pin::pin!(case), clock.sleep(PATIENCE)).await {
        Either::Left((Ok(()), _)) => Outcome::Passed,
        Either::Left((Err(why), _)) => Outcome::Failed(why),
        Either::Right(_) => Outcome::Failed(format!("it has not ended after {PATIENCE:?}")),
    }
}

/// What came of each case.
#[derive(Clone, Debug)]
#[must_use = "a report convicts nobody by itself; use `assert`"]
pub struct Report {
    results: Vec<CaseResult>,
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// One of [`CASES`].
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The transport does what it owes.
    Passed,
    /// It does not, and this is what it did instead.
    Failed(String),
    /// It was left out, for this reason.
    Skipped(String),
}

impl Report {
    /// All cases in the order they ran.
    pub fn results(&self) -> &[CaseResult] {
        &self.results
    }

    /// The names of the cases that failed.
    pub fn failed(&self) -> Vec<&str> {
        let failed = |result: &&CaseResult| matches!(result.outcome, Outcome::Failed(_));
        self.results.iter().filter(failed).map(|result| result.name.as_str()).collect()
    }

    /// Demands that no case failed.
    ///
    /// # Panics
    /// If one did, with all of them in the message.
    pub fn assert(&self) {
        assert!(self.failed().is_empty(), "the transport does not conform:\n{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for CaseResult { name, outcome } in &self.results {
            match outcome {
                Outcome::Passed => writeln!(f, "passed   {name}")?,
                Outcome::Failed(why) => writeln!(f, "FAILED   {name}: {why}")?,
                Outcome::Skipped(reason) => writeln!(f, "skipped  {name}: {reason}")?,
            }
        }
        Ok(())
    }
}

/// `length` bytes that both sides know: every value occurs, no stretch repeats soon, and no prefix is valid UTF-8.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| ((at * 167) ^ (at >> 8) ^ 0xFF).to_le_bytes()[0]).collect()
}
