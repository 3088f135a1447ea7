//! The HTTP side on real sockets: the API, the portal, the faults and the admin routes.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

mod admin;
mod client;
mod delivery;
mod drift;
mod faults;
mod in_process;
mod limits;
mod portal;
#[cfg(unix)]
mod program;
mod responses;
mod world;
