//! [`ClanWarLeagueMovement`]: whether a clan was promoted after a season of the clan war league.

use crate::{ClanWarLogEntry, WarResult};

/// The movement of a clan after a season of the clan war league, from
/// [`ClanWarLogEntry::league_movement`].
///
/// ```
/// use coc_models::{ClanWarLeagueMovement, ClanWarLogEntry};
///
/// let season = r##"{"result":"tie","endTime":"20260509T080000.000Z","clan":{"tag":"#2PP"}}"##;
/// let entry: ClanWarLogEntry = serde_json::from_str(season)?;
/// assert_eq!(entry.league_movement(), Some(ClanWarLeagueMovement::Relegated));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClanWarLeagueMovement {
    /// To a lower league.
    Relegated,
    /// The clan stayed in its league.
    Stayed,
    /// To a higher league.
    Promoted,
}

impl ClanWarLogEntry {
    /// The movement of the clan after a season of the clan war league; `None` for a war, and for an
    /// unknown result.
    ///
    /// The entry of a season has the result `win` for a promotion, `tie` for a relegation, and none
    /// otherwise. This is inferred from recorded war logs, which do not contradict it; it is not
    /// documented.
    pub fn league_movement(&self) -> Option<ClanWarLeagueMovement> {
        if !self.is_league_season() {
            return None;
        }
        match self.result {
            Some(WarResult::Win) => Some(ClanWarLeagueMovement::Promoted),
            None => Some(ClanWarLeagueMovement::Stayed),
            Some(WarResult::Tie) => Some(ClanWarLeagueMovement::Relegated),
            Some(WarResult::Lose | WarResult::Unrecognized(_)) => None,
        }
    }
}
