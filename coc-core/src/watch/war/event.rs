//! [`WarEvent`]: a change of a war.

use std::fmt::Write as _;

use coc_models::{ClanTag, PlayerTag, Timestamp, WarId, WarPhase, WarScore};
use serde::{Deserialize, Serialize};

use super::{super::event::Keyed, LastSeenWar, WarEnd, WarPlayer, WarSummary};

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
    /// logs were private, until three hours after the end.
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
    use coc_models::Text;

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
