//! Clans and the lists of their members.

mod event;

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::{ClanEvent, MemberEvent, MemberEventKind};
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The state of a clan and of its list of members.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClanFollower {
    clan: ClanTag,
}

impl ClanFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan }
    }
}

impl Follow for ClanFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Clan(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
