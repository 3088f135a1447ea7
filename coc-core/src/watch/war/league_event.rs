//! [`LeagueEvent`]: a change of a group of the clan war league.

use std::fmt::Write as _;

use coc_models::{
    ClanTag, ClanWarLeagueStanding, LeagueSeasonOutcome, PlayerTag, SeasonId, Text, WarId, WarResult,
    WarScore, WarTag,
};
use serde::{Deserialize, Serialize};

use super::super::event::Keyed;

/// A change of the group of a clan in the clan war league. The wars of its rounds are
/// [`WarEvent`](super::WarEvent)s.
///
/// ```
/// use coc_core::watch::LeagueEvent;
///
/// fn print(event: &LeagueEvent) {
///     match event {
///         LeagueEvent::RoundDrawn { round, .. } => println!("round {round} is drawn"),
///         LeagueEvent::SeasonOver(over) => println!("place {:?}", over.rank),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LeagueEvent {
    /// The group that the clan had when it was first seen, if snapshots are requested.
    Snapshot(WarLeagueGroupFound),
    /// The clan is in a new group.
    GroupFound(WarLeagueGroupFound),
    /// The wars of a round are drawn. The clan's war follows as [`WarEvent::Found`](super::WarEvent).
    RoundDrawn {
        /// The season.
        season: Option<SeasonId>,
        /// The number of the round, from 1.
        round: usize,
        /// The tags of all wars of the round.
        war_tags: Vec<WarTag>,
    },
    /// The battle of the clan's war of a round began.
    RoundStarted {
        /// The season.
        season: Option<SeasonId>,
        /// The number of the round, from 1.
        round: usize,
        /// The clan's war.
        war: WarId,
    },
    /// The clan's war of a round ended.
    RoundEnded {
        /// The season.
        season: Option<SeasonId>,
        /// The number of the round, from 1.
        round: usize,
        /// The clan's war.
        war: WarId,
        /// The result for the followed clan.
        result: WarResult,
        /// The final score of the followed clan.
        score: WarScore,
        /// The opponent's final score.
        opponent_score: WarScore,
    },
    /// The roster of the followed clan changed.
    RosterChanged {
        /// The season.
        season: Option<SeasonId>,
        /// Players who are new on the roster, with their names.
        added: Vec<(PlayerTag, Text)>,
        /// Players who are no longer on the roster.
        removed: Vec<PlayerTag>,
    },
    /// All wars of the season have ended.
    SeasonOver(WarLeagueSeasonOver),
    /// The clan was promoted or demoted, or stayed in its league, according to its war log.
    Outcome {
        /// The season.
        season: Option<SeasonId>,
        /// The outcome.
        outcome: LeagueSeasonOutcome,
    },
}

impl LeagueEvent {
    /// The season; `None` if the API does not state it.
    pub fn season(&self) -> Option<&SeasonId> {
        match self {
            Self::Snapshot(group) | Self::GroupFound(group) => group.season.as_ref(),
            Self::SeasonOver(over) => over.season.as_ref(),
            Self::RoundDrawn { season, .. }
            | Self::RoundStarted { season, .. }
            | Self::RoundEnded { season, .. }
            | Self::RosterChanged { season, .. }
            | Self::Outcome { season, .. } => season.as_ref(),
        }
    }
}

/// A group of the clan war league.
///
/// ```
/// use coc_core::watch::WarLeagueGroupFound;
///
/// fn line(group: &WarLeagueGroupFound) -> String {
///     format!("{} clans, {} rounds", group.clans.len(), group.rounds)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLeagueGroupFound {
    /// The season.
    pub season: Option<SeasonId>,
    /// The number of rounds, drawn or not.
    pub rounds: usize,
    /// The clans of the group, with their names.
    pub clans: Vec<(ClanTag, Text)>,
}

/// The end of a season of the clan war league.
///
/// ```
/// use coc_core::watch::WarLeagueSeasonOver;
///
/// fn print(over: &WarLeagueSeasonOver) {
///     for row in &over.standings {
///         println!("{}. {}: {} stars", row.rank, row.name, row.stars);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLeagueSeasonOver {
    /// The season.
    pub season: Option<SeasonId>,
    /// The rank of the followed clan, from 1.
    pub rank: Option<usize>,
    /// The stars of the followed clan, with those for won wars.
    pub stars: Option<i64>,
    /// The rows of all clans, the best first.
    pub standings: Vec<WarLeagueRow>,
    /// The number of wars whose final state could not be read, which is 0 but for failures of the
    /// API. With any, the standings are incomplete.
    pub missing_wars: usize,
}

/// The row of a clan in the standings of the clan war league. The model's
/// [`ClanWarLeagueStanding`] as an owned value.
///
/// ```
/// use coc_core::watch::WarLeagueRow;
///
/// fn line(row: &WarLeagueRow) -> String {
///     format!("{}. {}: {} stars, {} wars won", row.rank, row.name, row.stars, row.won)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLeagueRow {
    /// The rank, from 1; equal clans share it.
    pub rank: usize,
    /// The clan's tag.
    pub tag: ClanTag,
    /// The clan's name.
    pub name: Text,
    /// The stars of all wars, with those for won wars.
    pub stars: i64,
    /// The destruction in points: the sum of the percentages of the best attacks.
    pub destruction_points: f64,
    /// Wars won.
    pub won: usize,
    /// Wars lost.
    pub lost: usize,
    /// Wars that ended in a tie.
    pub tied: usize,
}

impl From<&ClanWarLeagueStanding<'_>> for WarLeagueRow {
    fn from(row: &ClanWarLeagueStanding<'_>) -> Self {
        Self {
            rank: row.rank,
            tag: row.clan.tag,
            name: row.clan.name.clone(),
            stars: row.stars,
            destruction_points: row.destruction_points,
            won: row.won,
            lost: row.lost,
            tied: row.tied,
        }
    }
}

impl Keyed for LeagueEvent {
    fn write_key(&self, key: &mut String) -> bool {
        let _ = match self.season() {
            Some(season) => write!(key, "cwl/{season}/"),
            None => key.write_str("cwl/"),
        };
        let _ = match self {
            Self::Snapshot(_) => key.write_str("snapshot"),
            Self::GroupFound(_) => key.write_str("group"),
            Self::RoundDrawn { round, .. } => write!(key, "drawn/{round}"),
            Self::RoundStarted { round, .. } => write!(key, "started/{round}"),
            Self::RoundEnded { round, .. } => write!(key, "ended/{round}"),
            Self::RosterChanged { .. } => key.write_str("roster"),
            Self::SeasonOver(_) => key.write_str("over"),
            Self::Outcome { .. } => key.write_str("outcome"),
        };
        // Without a season, the next one has the same key.
        self.season().is_some() && !matches!(self, Self::RosterChanged { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_keyed_by_its_season_and_without_one_it_can_occur_again() {
        let drawn = |season| LeagueEvent::RoundDrawn { season, round: 3, war_tags: Vec::new() };
        let mut key = String::new();
        assert!(drawn(Some("2026-06-16".into())).write_key(&mut key));
        assert_eq!(key, "cwl/2026-06-16/drawn/3");
        key.clear();
        assert!(!drawn(None).write_key(&mut key));
        assert_eq!(key, "cwl/drawn/3");
    }
}
