//! The war logs of clans.

mod event;

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::WarLogEvent;
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The newest entries of a war log.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
