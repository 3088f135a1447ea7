//! Players.

mod event;

use coc_models::{PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::{Achievement, PlayerEvent, PlayerEventKind, Unit, UnitList};
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The state of a player.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
