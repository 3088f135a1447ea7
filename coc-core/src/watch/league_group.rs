//! The ranked league groups of players.

mod event;

use coc_models::{PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::LeagueGroupEvent;
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The league group of a player.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LeagueGroupFollower {
    player: PlayerTag,
}

impl LeagueGroupFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player }
    }
}

impl Follow for LeagueGroupFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Player(self.player), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
