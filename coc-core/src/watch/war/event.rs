//! [`WarEvent`]: a change of a war, and its parts.

use std::fmt::Write as _;

use coc_models::{
    ClanTag, PlayerTag, SeasonId, Text, Timestamp, WarId, WarMember, WarPhase, WarResult, WarScore, WarTag,
    WarType,
};
use serde::{Deserialize, Serialize};

use super::super::event::Keyed;

/// A change of a war of any type.
///
/// Own members and scores are those of the followed clan, which may be either side in a war of the
/// clan war league.
///
/// ```
/// use coc_core::watch::WarEvent;
///
/// fn print(event: &WarEvent) {
///     match event {
///         WarEvent::Found(war) => println!("war against {}", war.opponent_name),
///         WarEvent::Attack(attack) if attack.is_own => {
///             println!("{}: {} stars", attack.attacker.name, attack.stars);
///         }
///         WarEvent::Ended(end) => println!("{:?}: {} stars", end.result, end.score.stars),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WarEvent {
    /// The war that was in progress when the clan was first seen, if snapshots are requested.
    /// Its earlier attacks are not reported.
    Snapshot(Box<WarSummary>),
    /// A new war, usually at the beginning of its preparation. Every round of the clan war league
    /// is one.
    Found(Box<WarSummary>),
    /// The preparation ended, or the battle.
    PhaseChanged {
        /// The war.
        war: WarId,
        /// The phase before.
        old: WarPhase,
        /// The new phase.
        new: WarPhase,
    },
    /// An attack. Each attack of a war is reported once.
    Attack(Box<WarAttackMade>),
    /// The line-up of a clan changed in the preparation, as is possible in the clan war league.
    LineUpChanged {
        /// The war.
        war: WarId,
        /// The clan, one of the two.
        clan: ClanTag,
        /// Players who are new in the line-up, from the top of the map.
        added: Vec<WarPlayer>,
        /// Players who are no longer in the line-up.
        removed: Vec<PlayerTag>,
    },
    /// The start or the end was moved, as by a maintenance.
    TimesMoved {
        /// The war.
        war: WarId,
        /// The start before.
        old_start: Timestamp,
        /// The end before.
        old_end: Timestamp,
        /// The new start.
        start: Timestamp,
        /// The new end.
        end: Timestamp,
    },
    /// The final state of the war was seen. Follows the attacks and the change of the phase.
    Ended(Box<WarEnd>),
    /// The final state of the war could not be seen: both clans had begun another war, or their war
    /// logs were private, until the time limit.
    EndNotSeen(Box<LastSeenWar>),
}

impl WarEvent {
    /// The id of the war.
    pub fn war(&self) -> WarId {
        match self {
            Self::Snapshot(summary) | Self::Found(summary) => summary.war,
            Self::PhaseChanged { war, .. }
            | Self::LineUpChanged { war, .. }
            | Self::TimesMoved { war, .. } => *war,
            Self::Attack(attack) => attack.war,
            Self::Ended(end) => end.war,
            Self::EndNotSeen(last) => last.war,
        }
    }
}

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

/// An attack of a war, with its effect.
///
/// ```
/// use coc_core::watch::WarAttackMade;
///
/// fn line(attack: &WarAttackMade) -> String {
///     let fresh = if attack.is_fresh { ", fresh" } else { "" };
///     format!("{}: +{} stars{fresh}", attack.attacker.name, attack.new_stars)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarAttackMade {
    /// The war.
    pub war: WarId,
    /// The number of the attack in the war, from 1, over both clans.
    pub order: i32,
    /// Whether the attacker is of the followed clan.
    pub is_own: bool,
    /// The attacker.
    pub attacker: WarPlayer,
    /// The defender.
    pub defender: WarPlayer,
    /// Stars, 0 to 3.
    pub stars: i32,
    /// The destroyed part of the village, in percent.
    pub destruction_percentage: f64,
    /// The duration in seconds.
    pub duration: Option<i32>,
    /// Whether it is the first attack on the village.
    pub is_fresh: bool,
    /// The stars that it added to the score of the attacker's clan.
    pub new_stars: i32,
    /// The score of the followed clan after the attack.
    pub score: WarScore,
    /// The opponent's score after the attack.
    pub opponent_score: WarScore,
}

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

impl Keyed for WarEvent {
    fn write_key(&self, key: &mut String) -> bool {
        let _ = write!(key, "{}/", self.war());
        let _ = match self {
            Self::Snapshot(_) => key.write_str("snapshot"),
            Self::Found(_) => key.write_str("found"),
            Self::PhaseChanged { new: WarPhase::Preparation, .. } => key.write_str("preparation"),
            Self::PhaseChanged { new: WarPhase::Battle, .. } => key.write_str("battle"),
            Self::PhaseChanged { new: WarPhase::Ended, .. } => key.write_str("over"),
            Self::Attack(attack) => write!(key, "attack/{}", attack.order),
            Self::LineUpChanged { clan, .. } => write!(key, "line-up/{clan}"),
            Self::TimesMoved { start, end, .. } => {
                write!(key, "times/{}/{}", start.unix_seconds(), end.unix_seconds())
            }
            Self::Ended(_) => key.write_str("ended"),
            Self::EndNotSeen(_) => key.write_str("end-not-seen"),
        };
        !matches!(self, Self::LineUpChanged { .. } | Self::TimesMoved { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attack_is_keyed_by_its_war_and_order_and_occurs_once() {
        let war: WarId = "20260407T083000-2PP-VVV".parse().unwrap();
        let player = WarPlayer { tag: PlayerTag::default(), name: Text::default(), position: Some(1) };
        let event = WarEvent::Attack(Box::new(WarAttackMade {
            war,
            order: 4,
            is_own: true,
            attacker: player.clone(),
            defender: player,
            stars: 3,
            destruction_percentage: 100.0,
            duration: None,
            is_fresh: true,
            new_stars: 3,
            score: WarScore::default(),
            opponent_score: WarScore::default(),
        }));
        let mut key = String::new();
        assert!(event.write_key(&mut key));
        assert_eq!(key, "20260407T083000-2PP-VVV/attack/4");
        let [old, new] = [WarPhase::Battle, WarPhase::Ended];
        key.clear();
        assert!(WarEvent::PhaseChanged { war, old, new }.write_key(&mut key));
        assert_eq!(key, "20260407T083000-2PP-VVV/over");
    }
}
