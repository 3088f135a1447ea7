//! The rules of the game on recorded bodies: what a rule computes is what the server sent.
//!
//! `corpus.rs` reads the recordings; without them, these tests print so and pass.

mod army;
mod calendar;
#[cfg(feature = "game-data")]
mod game_data;
mod war;
mod war_league;
