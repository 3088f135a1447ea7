//! [`WarSummary`]: a war in brief, and its players.

use coc_models::{
    ClanTag, PlayerTag, SeasonId, Text, Timestamp, WarId, WarMember, WarPhase, WarScore, WarTag, WarType,
};
use serde::{Deserialize, Serialize};

/// A war in brief.
///
/// ```
/// use coc_core::watch::WarSummary;
///
/// fn line(war: &WarSummary) -> String {
///     format!("{0} v {0} against {1}, until {2}", war.team_size, war.opponent_name, war.end_time)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarSummary {
    /// The id of the war.
    pub war: WarId,
    /// The type of the war.
    pub war_type: WarType,
    /// The phase in which the war was found.
    pub phase: WarPhase,
    /// The round of the clan war league; `None` in other wars.
    pub round: Option<WarLeagueRound>,
    /// The opponent's tag.
    pub opponent: ClanTag,
    /// The opponent's name.
    pub opponent_name: Text,
    /// The number of players of each clan.
    pub team_size: usize,
    /// The number of attacks of each player.
    pub attacks_per_member: usize,
    /// When the battle begins or began. The id of the war has the start of the preparation.
    pub start_time: Timestamp,
    /// When the war ends or ended.
    pub end_time: Timestamp,
    /// The score of the followed clan.
    pub score: WarScore,
    /// The opponent's score.
    pub opponent_score: WarScore,
}

/// A round of the clan war league, and the tag of the clan's war in it.
///
/// ```
/// use coc_core::watch::WarLeagueRound;
///
/// fn line(round: &WarLeagueRound) -> String {
///     format!("round {}, war {}", round.number, round.war_tag)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarLeagueRound {
    /// The season.
    pub season: Option<SeasonId>,
    /// The number of the round, from 1.
    pub number: usize,
    /// The tag of the war.
    pub war_tag: WarTag,
}

/// A player in a war.
///
/// ```
/// use coc_core::watch::WarPlayer;
///
/// fn line(player: &WarPlayer) -> String {
///     match player.position {
///         Some(position) => format!("{position}. {}", player.name),
///         None => player.tag.to_string(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarPlayer {
    /// The player's tag.
    pub tag: PlayerTag,
    /// The player's name; empty if the line-up lacks the player.
    pub name: Text,
    /// The position on the war map, from 1, without gaps; `None` if the line-up lacks the player.
    pub position: Option<usize>,
}

impl WarPlayer {
    pub(super) fn new(member: &WarMember<'_>) -> Self {
        let name = member.member.name.clone();
        Self { tag: member.member.tag, name, position: Some(member.position) }
    }
}
