//! The rules of the game on recorded bodies: what a rule computes is what the server sent.
//!
//! `corpus.rs` reads the recordings; without them, these tests print so and pass.

mod army;
mod calendar;
mod clan;
#[cfg(feature = "game-data")]
mod game_data;
mod player;
mod raid;
mod ranked;
mod war;
mod war_league;
mod war_log;
