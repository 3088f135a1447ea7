//! The HTTP side on real sockets: what a client sees of the API, the portal, the faults and the admin routes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic anywhere")]

mod admin;
mod answers;
mod client;
mod delivery;
mod drift;
mod faults;
mod limits;
mod portal;
#[cfg(unix)]
mod program;
mod world;
