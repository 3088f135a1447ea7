//! The proxy on real sockets, in front of a simulator of the API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic anywhere")]

mod caching;
mod client;
mod clients;
mod failures;
mod limits;
mod metrics;
mod pages;
#[cfg(unix)]
mod program;
mod requests;
mod rig;
mod routes;
mod stopping;
