//! A faithful stand-in for the Clash of Clans API and its developer portal, on loopback.
//!
//! [`Simulator`] is a running server, started by a [`Builder`] inside a test or by the program of this crate. Its game side
//! ([`world`]) answers a [`route::Route`] at a moment of its virtual clock; its HTTP side turns that into what the real API
//! would send, with its headers, pages, errors and limits, and with any [`Fault`] that was switched on.

mod clock;
mod drift;
mod fault;
mod handle;
mod portal;
pub mod route;
mod server;
pub mod world;

pub use fault::{Fault, FaultKind, Faults, Progress};
pub use handle::{Builder, Simulator};
pub use portal::accounts::{Key, PortalSettings};
pub use server::Settings;
pub use server::counters::Counters;
pub use server::routes::NAMES as ROUTE_NAMES;

/// Has the example of the README compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
