//! The rules of the game as tables of inputs and results. Each test is one table.

mod army;
mod calendar;
#[cfg(feature = "game-data")]
mod game_data;
mod link;
mod tag;
mod war;
mod war_league;
