//! Tools for testing code that is built on this crate.
//!
//! - [`FakeTransport`] responds from a closure and records the requests: tests need no network.
//! - [`ManualClock`] stands still until a test advances it: tests need no sleeps.
//! - [`conformance`] checks any transport against the contract of `Transport`, on real sockets.

pub mod conformance;
mod fake;
mod manual_clock;

pub use fake::FakeTransport;
pub use manual_clock::ManualClock;
