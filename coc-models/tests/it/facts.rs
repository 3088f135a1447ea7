//! The rules of the game as tables of inputs and results. Each test is one table.

mod war;
mod war_league;
