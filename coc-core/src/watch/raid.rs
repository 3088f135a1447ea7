//! Raid weekends.

mod event;

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::{
    RaidAttackMade, RaidEvent, RaidHit, RaidMember, RaidOpponent, RaidWeekendEnd, RaidWeekendSummary,
};
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The raid weekends of a clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
