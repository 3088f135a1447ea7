//! Tools for testing what is built on this crate.
//!
//! Without a network and without waiting: [`FakeTransport`] answers from a closure and remembers what it was asked;
//! [`ManualClock`] stands still until it is moved. On real sockets: [`conformance`] holds a transport to its contract.

pub mod conformance;
mod fake;
mod manual_clock;

pub use fake::FakeTransport;
pub use manual_clock::ManualClock;
