//! Faults that can be activated at run time: the failure, the affected routes, and the frequency.
//!
//! Faults are set through [`crate::Simulator::faults`] or `POST /admin/faults`. `fault/active.rs`
//! decides for each request which of them apply, and `server.rs` carries them out.

pub(crate) mod active;

use serde::{Deserialize, Serialize};

use crate::route::{self, IP};

/// A fault and the requests it applies to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The failure.
    #[serde(rename = "fault")]
    pub kind: FaultKind,
    /// The affected routes: names in [`crate::route::ROUTES`], `portal.*`, or `*`; empty: all of
    /// the API.
    #[serde(default)]
    pub routes: Vec<String>,
    /// The probability that a request is affected, 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// The number of requests to affect before the fault is removed; `None` means no end.
    #[serde(default)]
    pub times: Option<u64>,
    /// The simulated time from which the fault applies, in Unix milliseconds; `None`: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// The simulated time at which the fault ends, in Unix milliseconds; `None` means no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

fn always() -> f64 {
    1.0
}

/// The kind of failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
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
        /// Seconds for `Retry-After`; `None` omits the header, as the real API does.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// `403 accessDenied`, as for a revoked key.
    InvalidKey,
    /// `403 accessDenied.invalidIp`, whatever the key's addresses.
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
        /// HTTP status; with 200 only the body reports the failure.
        #[serde(default = "server_error")]
        status: u16,
    },
    /// Delays the response; other faults still apply.
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
        /// Whether the body is chunked; otherwise `Content-Length` is larger than the body.
        #[serde(default)]
        chunked: bool,
    },
    /// Resets the connection (a TCP RST).
    Reset {
        /// The part of the response that is sent first.
        #[serde(default)]
        after: Progress,
    },
    /// Stops sending and keeps the connection open.
    Stalled {
        /// The part of the response that is sent first.
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
    /// The real response, with every number written as a string.
    WrongTypes,
    /// 200 with a body of this many bytes of white space.
    Oversized {
        /// The size of the body.
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
    /// Sets a header of the real response; other faults still apply.
    Header {
        /// The header's name.
        name: String,
        /// Its value; an empty value removes the header.
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

/// The part of a response that is sent before it fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Progress {
    /// Nothing.
    #[default]
    Nothing,
    /// The headers.
    Headers,
    /// The headers and half of the body.
    HalfBody,
}

impl Fault {
    /// Creates a fault that affects every request of the API until it is cleared.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, routes: Vec::new(), probability: 1.0, times: None, from: None, until: None }
    }

    /// Restricts the fault to these routes: names in [`crate::route::ROUTES`], `portal.*`, or `*`.
    #[must_use]
    pub fn on<I: IntoIterator<Item: Into<String>>>(mut self, routes: I) -> Self {
        self.routes = routes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the probability that a request is affected.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// Limits the number of affected requests.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Limits the fault to a window of the simulated time (Unix milliseconds, without its end), as
    /// for a planned maintenance.
    #[must_use]
    pub fn between(mut self, from: i64, until: i64) -> Self {
        (self.from, self.until) = (Some(from), Some(until));
        self
    }

    pub(super) fn is_due(&self, now: i64) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    pub(super) fn applies_to(&self, route: &str) -> bool {
        let portal = route.starts_with("portal.");
        if self.routes.is_empty() {
            return !portal && route != IP;
        }
        self.routes.iter().any(|name| name == "*" || name == route || (portal && name == "portal.*"))
    }

    /// The reason why the fault is invalid, if it is.
    pub(super) fn problem(&self) -> Option<String> {
        let known = |name: &&String| {
            *name == "*" || *name == "portal.*" || route::names().any(|known| known == *name)
        };
        if let Some(name) = self.routes.iter().find(|name| !known(name)) {
            return Some(format!(
                "unknown route {name}: use one of {}",
                route::names().collect::<Vec<_>>().join(", ")
            ));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_from_json() {
        let text = r#"[{"fault":"maintenance","times":2},
            {"fault":{"html":{"status":502}},"routes":["clan"],"probability":0.5},
            {"fault":{"reset":{"after":"halfBody"}}},{"fault":{"throttled":{}}}]"#;
        let faults: Vec<Fault> = serde_json::from_str(text).unwrap();
        assert_eq!(faults[0], Fault::new(FaultKind::Maintenance).times(2));
        let html = Fault::new(FaultKind::Html { status: 502 }).on(["clan"]).with_probability(0.5);
        assert_eq!(faults[1], html);
        assert_eq!(faults[2].kind, FaultKind::Reset { after: Progress::HalfBody });
        assert_eq!(faults[3].kind, FaultKind::Throttled { retry_after: None });
        assert!(serde_json::from_str::<Fault>(r#"{"fault":"maintenance","propability":1}"#).is_err());
    }
}
