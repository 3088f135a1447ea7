//! Guides: the game's rules and the functions that know them, by subject.

/// Wars, and the clan war league.
#[doc = include_str!("../docs/wars_and_leagues.md")]
pub mod wars_and_leagues {}

/// Seasons, weeks, days and weekends, and the ids that the API has for them.
#[doc = include_str!("../docs/seasons.md")]
pub mod seasons {}

/// Links that the game shares, armies and base layouts.
#[doc = include_str!("../docs/links_and_armies.md")]
pub mod links_and_armies {}

/// Levels, prices and the rules of leagues.
#[cfg(feature = "game-data")]
#[doc = include_str!("../docs/game_data.md")]
pub mod game_data {}

/// A player's units and counters, a clan's members, raid weekends and battles.
#[doc = include_str!("../docs/players_clans_and_raids.md")]
pub mod players_clans_and_raids {}
