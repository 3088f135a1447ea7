//! Guides: the game's rules and the functions that know them, by subject.

#[cfg(feature = "game-data")]
#[doc = include_str!("../docs/game_data.md")]
pub mod game_data {}

#[doc = include_str!("../docs/players_clans_and_raids.md")]
pub mod players_clans_and_raids {}
