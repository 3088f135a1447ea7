//! The battle logs of players.

mod event;
#[cfg(test)]
mod tests;

use coc_models::{BattleLogEntry, NewBattles, Page, PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::BattleEvent;
use super::{
    EventKind,
    follower::{self, Events, Follow, Observation, Outcome, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// The latest battles of a player.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BattleLogFollower {
    player: PlayerTag,
    /// The rows of the last response, without their loot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<BattleLogEntry>>,
}

impl BattleLogFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player, rows: None }
    }
}

impl Follow for BattleLogFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::BattleLog(self.player), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        let log: Page<BattleLogEntry> = follower::decode(body)?;
        match &self.rows {
            Some(rows) => {
                let gained = NewBattles::since(rows, &log.items);
                for (position, battle) in gained.battles.iter().enumerate() {
                    let earlier = gained.battles.iter().take(position);
                    events.push(EventKind::Battle(BattleEvent::Logged {
                        battle: Box::new(battle.clone()),
                        is_unbroken: gained.is_unbroken,
                        occurrence: earlier.filter(|earlier| bare(earlier) == bare(battle)).count(),
                    }));
                }
            }
            None if events.snapshots => {
                events.push(EventKind::Battle(BattleEvent::Snapshot(log.items.clone())));
            }
            None => {}
        }
        self.rows = Some(log.items.iter().map(bare).collect());
        Ok(())
    }
}

/// The parts of a row that tell battles apart.
fn bare(row: &BattleLogEntry) -> BattleLogEntry {
    let mut bare = BattleLogEntry::default();
    bare.battle_type = row.battle_type.clone();
    bare.attack = row.attack;
    bare.army_share_code = row.army_share_code.clone();
    bare.opponent_player_tag = row.opponent_player_tag;
    bare.stars = row.stars;
    bare.destruction_percentage = row.destruction_percentage;
    bare.battle_timestamp.clone_from(&row.battle_timestamp);
    bare
}
