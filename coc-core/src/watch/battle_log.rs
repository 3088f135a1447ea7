//! The battle logs of players.

use coc_models::{PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A battle in the log of a player.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum BattleEvent {}

impl Keyed for BattleEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// The latest battles of a player.
#[derive(Debug, Serialize, Deserialize)]
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
