//! Players.

use coc_models::{PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A change of a player.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PlayerEvent {}

impl Keyed for PlayerEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// The state of a player.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlayerFollower {
    player: PlayerTag,
}

impl PlayerFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player }
    }
}

impl Follow for PlayerFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Player(self.player), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
