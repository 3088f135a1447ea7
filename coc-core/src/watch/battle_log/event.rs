//! [`BattleEvent`].

use std::fmt::Write as _;

use coc_models::BattleLogEntry;
use serde::{Deserialize, Serialize};

use crate::watch::event::Keyed;

/// A battle in the log of a player.
///
/// ```
/// use coc_core::watch::BattleEvent;
///
/// fn print(event: &BattleEvent) {
///     if let BattleEvent::Logged { battle, is_unbroken, .. } = event {
///         if !is_unbroken {
///             println!("(some battles may be missing)");
///         }
///         println!("{} stars against {}", battle.stars, battle.opponent_player_tag);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum BattleEvent {
    /// The log as first seen; only if snapshots are requested.
    Snapshot(Vec<BattleLogEntry>),
    /// A battle that the log did not have before.
    #[non_exhaustive]
    Logged {
        /// The battle.
        battle: Box<BattleLogEntry>,
        /// Whether the log has a row in common with the one before. If not, more than 50 battles
        /// took place in between, and those that the log has no longer are missing.
        is_unbroken: bool,
        /// The number of equal rows before this one in the same response: battles of before June
        /// 2026 have no time that distinguishes them.
        occurrence: usize,
    },
}

impl Keyed for BattleEvent {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::Snapshot(_) => {
                key.push_str("snapshot");
                false
            }
            Self::Logged { battle, occurrence, .. } => {
                let side = if battle.attack { "attack" } else { "defense" };
                let _ = write!(key, "{side}/{}/{}", battle.battle_type, battle.opponent_player_tag);
                if let Some(time) = &battle.battle_timestamp {
                    let seconds = time.timestamp().map(|time| time.unix_seconds().to_string());
                    let _ = write!(key, "/{}", seconds.unwrap_or_else(|| time.to_string()));
                    return *occurrence == 0;
                }
                let BattleLogEntry { stars, destruction_percentage, .. } = &**battle;
                let _ = write!(key, "/{stars}/{destruction_percentage}/{}", battle.army_share_code);
                let _ = write!(key, "/{occurrence}");
                false
            }
        }
    }
}
