//! [`WarType`] and [`WarPhase`]: the kind of a war, and its part of the time.

use serde::{Deserialize, Serialize};

use super::{ClanWar, WarState};
use crate::Timestamp;

/// The lengths of the preparation that clans can choose for a friendly war, in seconds: 5, 15 and
/// 30 minutes, and 1, 2, 4, 6, 8, 12, 16, 20 and 24 hours.
const FRIENDLY_PREPARATIONS: [i64; 12] =
    [300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 28_800, 43_200, 57_600, 72_000, 86_400];

/// The type of a war.
///
/// ```
/// use coc_models::{ClanWar, WarType};
///
/// let war: ClanWar = serde_json::from_str(
///     r#"{"state":"inWar","preparationStartTime":"20260407T083000.000Z","startTime":"20260408T073000.000Z"}"#,
/// )?;
/// assert_eq!(war.war_type(), Some(WarType::Random));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WarType {
    /// An ordinary war against an opponent that the game found.
    Random,
    /// A friendly war, which two clans arranged.
    Friendly,
    /// A war of the clan war league.
    League,
}

/// The phase of a war: preparation, battle or its end.
///
/// ```
/// use coc_models::{ClanWar, WarPhase};
///
/// let war: ClanWar = serde_json::from_str(
///     r#"{"state":"inWar","preparationStartTime":"20260407T083000.000Z",
///         "startTime":"20260408T073000.000Z","endTime":"20260409T073000.000Z"}"#,
/// )?;
/// assert_eq!(war.phase(), Some(WarPhase::Battle));
/// assert_eq!(war.phase_at("20260407T120000.000Z".parse()?), Some(WarPhase::Preparation));
/// assert_eq!(war.phase_at("20260409T073000.000Z".parse()?), Some(WarPhase::Ended));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WarPhase {
    /// The preparation: attacks are not allowed yet.
    Preparation,
    /// Attacks are allowed.
    Battle,
    /// The war is over.
    Ended,
}

impl ClanWar {
    /// The type of the war; `None` without a war.
    ///
    /// A war with a [`war_start_time`](Self::war_start_time) or a [`tag`](Self::tag) belongs to the
    /// clan war league. Otherwise the length of the preparation decides: clans choose that of a
    /// friendly war from a list, and an ordinary war has 23 hours, or more after a maintenance.
    pub fn war_type(&self) -> Option<WarType> {
        if self.is_league_war() || self.tag.is_some() {
            return Some(WarType::League);
        }
        let (preparation, start) = (self.preparation_start_time?, self.start_time?);
        let seconds = start.unix_seconds().saturating_sub(preparation.unix_seconds());
        let is_friendly = FRIENDLY_PREPARATIONS.contains(&seconds);
        Some(if is_friendly { WarType::Friendly } else { WarType::Random })
    }

    /// The phase of the war according to its [`state`](Self::state); `None` without a war, and for
    /// an unknown state.
    pub fn phase(&self) -> Option<WarPhase> {
        match self.state {
            WarState::Preparation => Some(WarPhase::Preparation),
            WarState::InWar | WarState::War => Some(WarPhase::Battle),
            WarState::WarEnded | WarState::Ended => Some(WarPhase::Ended),
            _ => None,
        }
    }

    /// The phase of the war at a time, according to its times; `None` before the preparation, and
    /// without a war.
    ///
    /// The times of a war can still move: a maintenance extends the preparation or the battle.
    pub fn phase_at(&self, time: Timestamp) -> Option<WarPhase> {
        let (start, end) = (self.start_time?, self.end_time?);
        if time >= end {
            return Some(WarPhase::Ended);
        }
        if time >= start {
            return Some(WarPhase::Battle);
        }
        (time >= self.preparation_start_time?).then_some(WarPhase::Preparation)
    }
}
