//! The generated world: its payloads have the shapes of recorded ones, its responses agree with
//! each other, and it changes over time.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "these are tests, and their numbers are small"
)]

mod agreement;
mod changes;
mod fidelity;
mod leagues;
mod life;
mod raids;
mod requests;
mod seasons;
mod units;
mod wars;
