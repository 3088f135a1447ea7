//! The crate as its users see it, on real files and sockets.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod key_file;
mod key_replacement;
mod outage;
mod plans;
mod portal;
#[cfg(feature = "tracing")]
mod secrets;
mod settings;
mod shared_key_file;
mod support;
mod unusual_portals;
