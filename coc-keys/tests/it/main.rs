//! The crate as its users see it, on real files and sockets.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod fake_portal;
mod key_file;
mod key_replacement;
mod outage;
mod plans;
mod portal;
mod replacement_limit;
mod reported_ip;
#[cfg(feature = "tracing")]
mod secrets;
mod settings;
mod shared_key_file;
mod support;
mod unusual_portals;
