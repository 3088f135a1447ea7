//! The ranked league groups of players.

use coc_models::{PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A change in the ranked league group of a player.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LeagueGroupEvent {}

impl Keyed for LeagueGroupEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// The league group of a player.
#[derive(Debug, Serialize, Deserialize)]
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
