//! Faults that can be switched on while the server runs: what goes wrong, on which routes, and how often.
//!
//! A fault is set through [`crate::Simulator::faults`] or `POST /admin/faults`. The server asks for a [`Plan`] once per
//! request; `server.rs` carries it out.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::server::random::Random;
use crate::server::routes::{IP, NAMES};

/// One fault and when it strikes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    #[serde(rename = "fault")]
    pub kind: FaultKind,
    /// Names of the routes it concerns ([`crate::ROUTE_NAMES`]), `portal.*`, or `*`; empty means every route of the API.
    #[serde(default)]
    pub routes: Vec<String>,
    /// How likely it strikes a request, 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// How many requests it strikes before it ends by itself; none is without end.
    #[serde(default)]
    pub times: Option<u64>,
}

fn always() -> f64 {
    1.0
}

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultKind {
    /// `503 inMaintenance` as JSON.
    Maintenance,
    /// 503 as an HTML page.
    MaintenanceHtml,
    /// A gateway's HTML page with this status, such as 500, 502 or 504.
    Html {
        /// HTTP status.
        status: u16,
    },
    /// `500 unknownException` as JSON, without a message.
    UnknownException,
    /// `429 requestThrottled`.
    Throttled {
        /// Seconds to put into `Retry-After`; none leaves the header out, as the real API does.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// `403 accessDenied` as for a revoked key.
    InvalidKey,
    /// `403 accessDenied.invalidIp` whatever the key's addresses are.
    InvalidIp,
    /// Any error of the API.
    Error {
        /// HTTP status.
        status: u16,
        /// The body's `reason`.
        reason: String,
        /// The body's `message`.
        #[serde(default)]
        message: Option<String>,
    },
    /// The developer portal's temporary application error.
    ApplicationError {
        /// HTTP status; with 200 only the body tells the failure.
        #[serde(default = "server_error")]
        status: u16,
    },
    /// Waits before the answer; other faults still apply.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// Sends the body in small pieces with a pause before each.
    SlowBody {
        /// Milliseconds between pieces.
        ms: u64,
    },
    /// Ends the connection in the middle of the body.
    Truncated {
        /// Whether the body is chunked; otherwise a `Content-Length` announces more than comes.
        #[serde(default)]
        chunked: bool,
    },
    /// Resets the connection (a TCP RST).
    Reset {
        /// How far the answer gets before.
        #[serde(default)]
        after: Progress,
    },
    /// Falls silent and keeps the connection open.
    Stalled {
        /// How far the answer gets before.
        #[serde(default)]
        after: Progress,
    },
    /// 200 with this body instead of the real one.
    Content {
        /// The body.
        body: String,
        /// Its content type.
        #[serde(default = "json_type")]
        content_type: String,
    },
    /// The real answer, but with every number written as a string.
    WrongTypes,
    /// 200 with a body of this many bytes of white space.
    Oversized {
        /// How many bytes.
        bytes: usize,
    },
    /// A redirect.
    Redirect {
        /// The `Location`.
        location: String,
        /// HTTP status.
        #[serde(default = "found")]
        status: u16,
    },
    /// Sets a header of the real answer; other faults still apply.
    Header {
        /// The header's name.
        name: String,
        /// Its value; empty removes the header.
        value: String,
    },
}

fn server_error() -> u16 {
    500
}

fn found() -> u16 {
    302
}

fn json_type() -> String {
    "application/json; charset=utf-8".to_owned()
}

/// How far an answer gets before it fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not a byte is sent.
    #[default]
    Nothing,
    /// The headers are sent.
    Headers,
    /// The headers and half of the body are sent.
    HalfBody,
}

impl Fault {
    /// A fault that strikes every request of the API until it is cleared.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, routes: Vec::new(), probability: 1.0, times: None }
    }

    /// Only for these routes: names of [`crate::ROUTE_NAMES`], `portal.*`, or `*`.
    #[must_use]
    pub fn on<I: IntoIterator<Item: Into<String>>>(mut self, routes: I) -> Self {
        self.routes = routes.into_iter().map(Into::into).collect();
        self
    }

    /// Only with this probability.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// Only for so many requests.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    fn concerns(&self, route: &str) -> bool {
        let portal = route.starts_with("portal.");
        if self.routes.is_empty() {
            return !portal && route != IP;
        }
        self.routes.iter().any(|name| name == "*" || name == route || (portal && name == "portal.*"))
    }

    /// Why the fault could never be carried out, if so.
    fn problem(&self) -> Option<String> {
        let known = |name: &&String| *name == "*" || *name == "portal.*" || NAMES.contains(&name.as_str());
        if let Some(name) = self.routes.iter().find(|name| !known(name)) {
            return Some(format!("there is no route named {name}; there are {}", NAMES.join(", ")));
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return Some("the probability must be between 0 and 1".to_owned());
        }
        let (FaultKind::Html { status }
        | FaultKind::Error { status, .. }
        | FaultKind::ApplicationError { status }
        | FaultKind::Redirect { status, .. }) = self.kind
        else {
            return None;
        };
        (!(200..=599).contains(&status)).then(|| "the status must be between 200 and 599".to_owned())
    }
}

/// The faults in force.
#[derive(Debug)]
pub struct Faults {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    faults: Vec<Fault>,
    random: Random,
    struck: u64,
}

/// What is to go wrong with one request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    /// How long to wait first.
    pub(crate) delay: Duration,
    /// Headers to set, or to remove where the value is empty.
    pub(crate) headers: Vec<(String, String)>,
    /// The pause before each piece of the body.
    pub(crate) drip: Option<Duration>,
    /// The one fault that decides the answer.
    pub(crate) verdict: Option<FaultKind>,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        let random = Random::of_text(seed, "faults");
        Self { state: Mutex::new(State { faults: Vec::new(), random, struck: 0 }) }
    }

    /// Replaces all faults.
    ///
    /// # Errors
    /// Says which fault is wrong and why (unknown route, impossible probability or status); nothing is changed then.
    pub fn set(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), String> {
        let faults: Vec<Fault> = faults.into_iter().collect();
        if let Some(problem) = faults.iter().find_map(Fault::problem) {
            return Err(problem);
        }
        self.lock().faults = faults;
        Ok(())
    }

    /// Adds one fault. Faults are tried in the order in which they were added.
    ///
    /// # Errors
    /// As [`Faults::set`].
    pub fn add(&self, fault: Fault) -> Result<(), String> {
        if let Some(problem) = fault.problem() {
            return Err(problem);
        }
        self.lock().faults.push(fault);
        Ok(())
    }

    /// Ends all faults.
    pub fn clear(&self) {
        self.lock().faults.clear();
    }

    /// The faults in force; those that have ended by themselves are gone.
    pub fn list(&self) -> Vec<Fault> {
        self.lock().faults.clone()
    }

    /// How many times a fault has struck.
    pub fn struck(&self) -> u64 {
        self.lock().struck
    }

    /// What is to go wrong with a request of this route.
    pub(crate) fn plan(&self, route: &str) -> Plan {
        let mut plan = Plan::default();
        let state = &mut *self.lock();
        for fault in &mut state.faults {
            // A verdict settles the answer; later faults keep their turns.
            let settled = plan.verdict.is_some();
            if settled || !fault.concerns(route) || !state.random.chance(fault.probability) {
                continue;
            }
            if let Some(times) = &mut fault.times {
                let Some(left) = times.checked_sub(1) else { continue };
                *times = left;
            }
            state.struck += 1;
            match &fault.kind {
                FaultKind::Latency { ms } => plan.delay += Duration::from_millis(*ms),
                FaultKind::SlowBody { ms } => plan.drip = Some(Duration::from_millis(*ms)),
                FaultKind::Header { name, value } => plan.headers.push((name.clone(), value.clone())),
                verdict => plan.verdict = Some(verdict.clone()),
            }
        }
        state.faults.retain(|fault| fault.times != Some(0));
        plan
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_routes_as_often_as_it_says() {
        let faults = Faults::new(1);
        faults.add(Fault::new(FaultKind::Maintenance).on(["clan", "portal.*"]).times(2)).unwrap();
        assert_eq!(faults.plan("player").verdict, None);
        assert_eq!(faults.plan("clan").verdict, Some(FaultKind::Maintenance));
        assert_eq!(faults.plan("portal.login").verdict, Some(FaultKind::Maintenance));
        assert_eq!(faults.plan("clan").verdict, None);
        assert!(faults.list().is_empty());
        assert_eq!(faults.struck(), 2);
    }

    #[test]
    fn without_routes_the_portal_is_spared() {
        let faults = Faults::new(1);
        faults.add(Fault::new(FaultKind::InvalidKey)).unwrap();
        assert!(faults.plan("clan").verdict.is_some() && faults.plan("portal.list").verdict.is_none());
        faults.set([Fault::new(FaultKind::InvalidKey).on(["*"])]).unwrap();
        assert!(faults.plan("portal.list").verdict.is_some());
    }

    #[test]
    fn delays_and_headers_add_up_and_the_first_verdict_counts() {
        let faults = Faults::new(1);
        let header = FaultKind::Header { name: "cache-control".into(), value: "no-store".into() };
        let kinds =
            [FaultKind::Latency { ms: 5 }, header, FaultKind::Latency { ms: 6 }, FaultKind::InvalidIp];
        faults.set(kinds.map(Fault::new)).unwrap();
        faults.add(Fault::new(FaultKind::UnknownException).times(1)).unwrap();
        let plan = faults.plan("clan");
        assert_eq!((plan.delay, plan.headers.len()), (Duration::from_millis(11), 1));
        assert_eq!(plan.verdict, Some(FaultKind::InvalidIp));
        assert_eq!(faults.list().len(), 5, "the last fault kept its turn");
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests() {
        let run = |seed| {
            let faults = Faults::new(seed);
            faults.add(Fault::new(FaultKind::UnknownException).with_probability(0.3)).unwrap();
            (0..200).map(|_| faults.plan("clan").verdict.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        let hits = run(1).into_iter().filter(|hit| *hit).count();
        assert!((35..85).contains(&hits), "{hits}");
    }

    #[test]
    fn faults_that_cannot_be_are_refused() {
        let faults = Faults::new(1);
        assert!(
            faults.add(Fault::new(FaultKind::InvalidIp).on(["nowhere"])).unwrap_err().contains("nowhere")
        );
        assert!(faults.add(Fault::new(FaultKind::InvalidIp).with_probability(1.5)).is_err());
        assert!(faults.set([Fault::new(FaultKind::Html { status: 99 })]).is_err());
        assert!(faults.list().is_empty());
    }

    #[test]
    fn faults_are_plain_json() {
        let text = r#"[{"fault":"maintenance","times":2},
            {"fault":{"html":{"status":502}},"routes":["clan"],"probability":0.5},
            {"fault":{"reset":{"after":"half_body"}}},{"fault":{"throttled":{}}}]"#;
        let faults: Vec<Fault> = serde_json::from_str(text).unwrap();
        assert_eq!(faults[0], Fault::new(FaultKind::Maintenance).times(2));
        let html = Fault::new(FaultKind::Html { status: 502 }).on(["clan"]).with_probability(0.5);
        assert_eq!(faults[1], html);
        assert_eq!(faults[2].kind, FaultKind::Reset { after: Progress::HalfBody });
        assert_eq!(faults[3].kind, FaultKind::Throttled { retry_after: None });
        assert!(serde_json::from_str::<Fault>(r#"{"fault":"maintenance","propability":1}"#).is_err());
    }
}
