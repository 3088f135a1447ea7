//! All members of a clan as players.

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The states of all members of a clan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MembersFollower {
    clan: ClanTag,
}

impl MembersFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan }
    }
}

impl Follow for MembersFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Clan(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
