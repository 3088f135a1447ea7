//! A simulator of the Clash of Clans API and its developer portal, on loopback.
//!
//! [`Simulator`] is a running server. A [`Builder`] starts it in a test, or this crate's program
//! does. Its game side ([`world`]) responds to a [`route::Route`] at a moment of the virtual clock.
//! Its HTTP side turns that into the real API's response, with headers, pages, errors and rate
//! limits, and applies every active [`Fault`].

mod builder;
mod clock;
mod drift;
mod fault;
mod portal;
pub mod route;
mod server;
mod simulator;
pub mod world;

pub use builder::Builder;
pub use fault::active::ActiveFaults;
pub use fault::{Fault, FaultKind, Progress};
pub use portal::accounts::{Key, PortalSettings};
pub use server::counters::Counters;
pub use server::{MaxAge, Settings};
pub use simulator::{BodyMoment, Simulator};

/// Compiles the README's example with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
