//! [`LeagueSeasonOutcome`]: promotion or demotion at the end of a season of the clan war league.

use serde::{Deserialize, Serialize};

use super::{ClanWarLogEntry, WarResult};

/// The move of a clan at the end of a season of the clan war league.
///
/// ```
/// use coc_models::{ClanWarLogEntry, LeagueSeasonOutcome};
///
/// /// The number of seasons of a war log at whose end the clan was promoted.
/// fn promotions(log: &[ClanWarLogEntry]) -> usize {
///     let outcomes = log.iter().filter_map(ClanWarLogEntry::season_outcome);
///     outcomes.filter(|outcome| *outcome == LeagueSeasonOutcome::Promoted).count()
/// }
/// # assert_eq!(promotions(&[]), 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LeagueSeasonOutcome {
    /// Into the league below.
    Demoted,
    /// In the same league.
    Stayed,
    /// Into the league above.
    Promoted,
}

impl ClanWarLogEntry {
    /// The outcome of a season of the clan war league; `None` for a war, and for a result that no
    /// recorded season has.
    ///
    /// This reading is inferred. A season's `result` is not that of a war: `win` is a promotion,
    /// `tie` a demotion, and a season without a result changed nothing. It contradicts none of
    /// 119 recorded seasons, but no official source states it.
    pub fn season_outcome(&self) -> Option<LeagueSeasonOutcome> {
        if !self.is_league_season() {
            return None;
        }
        match self.result {
            Some(WarResult::Win) => Some(LeagueSeasonOutcome::Promoted),
            None => Some(LeagueSeasonOutcome::Stayed),
            Some(WarResult::Tie) => Some(LeagueSeasonOutcome::Demoted),
            Some(WarResult::Lose | WarResult::Unrecognized(_)) => None,
        }
    }
}
