//! The rules of the game as tables of inputs and results. Each test is one table.

mod army;
mod calendar;
mod clan;
#[cfg(feature = "game-data")]
mod game_data;
mod link;
mod player;
mod raid;
mod ranked;
mod tag;
mod war;
mod war_league;
mod war_log;
