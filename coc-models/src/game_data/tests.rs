//! Tests of the game data: its file, its units, and the progress of a player.

mod file;
mod progress;
mod units;

use super::{GameData, Unit};
use crate::Village;

fn home(name: &str) -> Unit<'static> {
    GameData::embedded().unit_named(name, &Village::Home).unwrap()
}

fn builder_base(name: &str) -> Unit<'static> {
    GameData::embedded().unit_named(name, &Village::BuilderBase).unwrap()
}
