//! The game data file of `coc-models`, from JSON and back.
//!
//! Three files have the facts of the game, each with `"schema": 1`, the `source` and the day on
//! which it was `derived`:
//!
//! - `units.json`: the highest halls, the ore prices of equipment, all units. A unit has `caps`, the
//!   highest level at each hall from `unlock` to the highest; `cost` and `time` (seconds) of the
//!   upgrades from its `first` level on; a super troop its `base` and the level of it that is
//!   needed. `seasonal` has the units of events, `helpers` those that cost gems.
//! - `leagues.json`: the ranked tiers with their rules, the lowest tier of each Town Hall, and the
//!   names of all other leagues.
//! - `war-leagues.json`: promotion, demotion, medals and bonuses of the clan war league. `conflict`
//!   is the promotion and demotion of a second source that differs.
//!
//! [`pack`] writes them as one file in the encoding of `postcard`, about a sixth of their size.
//! [`unpack`] is the way back, so that nothing is needed but the file to correct one entry.
//! `input.rs` defines every field.

mod error;
mod input;
mod lines;
mod pack;
mod unpack;

use std::{fs, path::Path};

pub use error::Error;
pub use pack::pack;
pub use unpack::unpack;

/// The name of the file with the units.
pub const UNITS: &str = "units.json";
/// The name of the file with the leagues.
pub const LEAGUES: &str = "leagues.json";
/// The name of the file with the rules of the clan war league.
pub const WAR_LEAGUES: &str = "war-leagues.json";

/// The contents of the three JSON files.
#[derive(Clone, Debug)]
pub struct Sources {
    /// `units.json`.
    pub units: String,
    /// `leagues.json`.
    pub leagues: String,
    /// `war-leagues.json`.
    pub war_leagues: String,
}

impl Sources {
    /// Reads the files of a folder.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let read = |name| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(|source| Error::Io { path, source })
        };
        Ok(Self { units: read(UNITS)?, leagues: read(LEAGUES)?, war_leagues: read(WAR_LEAGUES)? })
    }

    /// Writes the files into a folder.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let write = |name, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).map_err(|source| Error::Io { path, source })
        };
        write(UNITS, &self.units)?;
        write(LEAGUES, &self.leagues)?;
        write(WAR_LEAGUES, &self.war_leagues)
    }
}
