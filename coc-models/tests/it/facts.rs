//! The rules of the game as tables of inputs and results. Each test is one table.

mod army;
mod calendar;
mod link;
mod tag;
