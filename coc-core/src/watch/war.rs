//! Wars and the clan war league.

mod event;
mod league_event;

use coc_models::{ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::{
    event::{
        FinalStateSource, LastSeenWar, MissedAttacks, WarAttackMade, WarEnd, WarEvent, WarLeagueRound,
        WarPlayer, WarSummary,
    },
    league_event::{LeagueEvent, WarLeagueGroupFound, WarLeagueRow, WarLeagueSeasonOver},
};
use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The wars of a clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
