//! Wars and the clan war league.

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A change of a war.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WarEvent {}

impl Keyed for WarEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// A change of a group of the clan war league.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LeagueEvent {}

impl Keyed for LeagueEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// The wars of a clan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WarFollower {
    clan: ClanTag,
}

impl WarFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan }
    }
}

impl Follow for WarFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::CurrentWar(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
