//! [`WarScore`]: stars and destruction, and the result that they decide.

use serde::{Deserialize, Serialize};

use super::WarClan;
use crate::{WarLogClan, WarResult};

/// The score of a clan in a war.
///
/// More stars win. With equal stars, the higher average destruction wins; otherwise the war is a
/// tie. The time of attacks does not matter.
///
/// ```
/// use coc_models::{WarResult, WarScore};
///
/// let (ours, theirs) = (WarScore::new(30, 90.25), WarScore::new(30, 90.2));
/// assert_eq!(ours.result_against(theirs), WarResult::Win);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarScore {
    /// Stars.
    pub stars: i32,
    /// The average destroyed part of the opponent's villages, in percent.
    pub destruction_percentage: f64,
}

impl WarScore {
    /// A score of these stars and this average destruction in percent.
    pub fn new(stars: i32, destruction_percentage: f64) -> Self {
        Self { stars, destruction_percentage }
    }

    /// The score of a sum of percentages over a number of villages.
    pub(super) fn from_sum(stars: i32, percentages: f64, villages: usize) -> Self {
        let villages = u32::try_from(villages).unwrap_or(u32::MAX);
        let average = if villages == 0 { 0.0 } else { percentages / f64::from(villages) };
        Self::new(stars, average)
    }

    /// The result for a clan with this score against an opponent with the other score.
    ///
    /// The percentages are compared bit for bit, without a tolerance, as the server does.
    pub fn result_against(self, opponent: Self) -> WarResult {
        let ours = (self.stars, self.destruction_percentage);
        let theirs = (opponent.stars, opponent.destruction_percentage);
        if ours > theirs {
            WarResult::Win
        } else if ours < theirs {
            WarResult::Lose
        } else {
            WarResult::Tie
        }
    }
}

impl WarClan {
    /// The clan's score as stated by the server.
    pub fn score(&self) -> WarScore {
        WarScore::new(self.stars, self.destruction_percentage)
    }
}

impl WarLogClan {
    /// The clan's score as stated by the server.
    ///
    /// For a season of the clan war league the numbers are totals, and the entry's
    /// [`result`](crate::ClanWarLogEntry::result) does not follow from them.
    pub fn score(&self) -> WarScore {
        WarScore::new(self.stars, self.destruction_percentage)
    }
}
