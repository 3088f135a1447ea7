//! Guides: the game's rules and the functions that know them, by subject.

/// Wars, and the clan war league.
#[doc = include_str!("../docs/wars_and_leagues.md")]
pub mod wars_and_leagues {}

#[cfg(feature = "game-data")]
#[doc = include_str!("../docs/game_data.md")]
pub mod game_data {}
