//! The crate as its users see it, on real files and sockets.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod key_file;
