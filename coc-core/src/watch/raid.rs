//! Raid weekends.

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A change of a raid weekend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RaidEvent {}

impl Keyed for RaidEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// The raid weekends of a clan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RaidFollower {
    clan: ClanTag,
}

impl RaidFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan }
    }
}

impl Follow for RaidFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::RaidSeasons(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
