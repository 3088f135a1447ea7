//! The crate as its users see it, on real files and sockets.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod healing;
mod key_file;
mod odd;
mod outage;
mod plans;
mod portal;
#[cfg(feature = "tracing")]
mod secrets;
mod settings;
mod sharing;
mod support;
