//! The generated world: its payloads have the shapes of recorded ones, its parts agree with each other, and it lives.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "these are tests, and their numbers are small"
)]

mod agreement;
mod asking;
mod fidelity;
mod life;
