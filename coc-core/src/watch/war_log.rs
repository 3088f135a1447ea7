//! The war logs of clans.

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A change of a war log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WarLogEvent {}

impl Keyed for WarLogEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// The newest entries of a war log.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WarLogFollower {
    clan: ClanTag,
}

impl WarLogFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan }
    }
}

impl Follow for WarLogFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::WarLog(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
