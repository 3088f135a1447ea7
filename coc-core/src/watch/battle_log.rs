//! The battle logs of players.

mod event;

use coc_models::{PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::BattleEvent;
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The latest battles of a player.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BattleLogFollower {
    player: PlayerTag,
}

impl BattleLogFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player }
    }
}

impl Follow for BattleLogFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::BattleLog(self.player), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
