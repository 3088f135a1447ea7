//! The settings of the server.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// The clock that `max-age` follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MaxAge {
    /// Real seconds: if the simulated time runs faster, `max-age` is shorter by that factor.
    #[default]
    Real,
    /// Simulated seconds, for clients whose clock shows the simulated time.
    Simulated,
}

/// The settings of the server, which can be changed while it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Settings {
    /// Requests per second and token; 0 means no limit.
    pub rate: f64,
    /// Requests that may arrive at once before the rate applies; 0 means one second's worth.
    pub burst: u32,
    /// Whether 429 has a `Retry-After` header, unlike on the real API.
    pub retry_after: bool,
    /// The latency of every response in real milliseconds.
    pub latency_ms: u64,
    /// Whether payloads drift.
    pub drift: bool,
    /// The clock that `max-age` follows.
    pub max_age: MaxAge,
    /// The address from which callers seem to connect.
    pub caller_ip: IpAddr,
}
