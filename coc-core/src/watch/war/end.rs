//! [`WarEnd`]: the end of a war, or the last known state without it.

use coc_models::{Timestamp, WarId, WarPhase, WarResult, WarScore};
use serde::{Deserialize, Serialize};

use super::WarPlayer;

/// The end of a war.
///
/// ```
/// use coc_core::watch::WarEnd;
///
/// fn print(end: &WarEnd) {
///     println!("{:?}: {} : {}", end.result, end.score.stars, end.opponent_score.stars);
///     for member in end.missed.iter().flatten() {
///         println!("{} missed {}", member.player.name, member.attacks);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarEnd {
    /// The war.
    pub war: WarId,
    /// The result for the followed clan.
    pub result: WarResult,
    /// The final score of the followed clan.
    pub score: WarScore,
    /// The opponent's final score.
    pub opponent_score: WarScore,
    /// The members of the followed clan who did not make all their attacks, from the top of the
    /// map. `None` if only the score is known, as from a war log.
    pub missed: Option<Vec<MissedAttacks>>,
    /// The response that had the final state.
    pub source: FinalStateSource,
}

/// The attacks that a member did not make.
///
/// ```
/// use coc_core::watch::MissedAttacks;
///
/// fn total(missed: &[MissedAttacks]) -> usize {
///     missed.iter().map(|member| member.attacks).sum()
/// }
/// # assert_eq!(total(&[]), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MissedAttacks {
    /// The member.
    pub player: WarPlayer,
    /// The number of attacks not made, at least 1.
    pub attacks: usize,
}

/// The response that had the final state of a war.
///
/// ```
/// use coc_core::watch::FinalStateSource;
///
/// /// Whether the final state had all attacks.
/// fn is_complete(source: FinalStateSource) -> bool {
///     !matches!(source, FinalStateSource::WarLog | FinalStateSource::OpponentWarLog)
/// }
/// # assert!(is_complete(FinalStateSource::CurrentWar));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FinalStateSource {
    /// The clan's current war.
    CurrentWar,
    /// The opponent's current war, after the clan's own could not be read any more.
    OpponentCurrentWar,
    /// The war of the clan war league, by its tag.
    LeagueWar,
    /// The clan's war log: the score only. Attacks since the last response are not known.
    WarLog,
    /// The opponent's war log: the score only. Attacks since the last response are not known.
    OpponentWarLog,
}

/// The last known state of a war whose end was not seen.
///
/// ```
/// use coc_core::watch::LastSeenWar;
///
/// fn line(last: &LastSeenWar) -> String {
///     format!("{} : {} at {}", last.score.stars, last.opponent_score.stars, last.seen_at)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LastSeenWar {
    /// The war.
    pub war: WarId,
    /// When this state was seen first.
    pub seen_at: Timestamp,
    /// The phase.
    pub phase: WarPhase,
    /// The number of attacks of both clans.
    pub attacks: usize,
    /// The score of the followed clan.
    pub score: WarScore,
    /// The opponent's score.
    pub opponent_score: WarScore,
    /// The members of the followed clan who had not made all their attacks.
    pub unused: Vec<MissedAttacks>,
}
