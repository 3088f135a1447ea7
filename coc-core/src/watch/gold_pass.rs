//! The Gold Pass season.

use coc_models::Timestamp;
use serde::{Deserialize, Serialize};

use super::follower::{Events, Follow, Observation, Plan, Resource, Timing};
use crate::decode::DecodeError;

/// The Gold Pass season.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GoldPassFollower {}

impl GoldPassFollower {
    pub(crate) fn new() -> Self {
        Self {}
    }
}

impl Follow for GoldPassFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::GoldPass, Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let _ = (observation, events);
        Ok(())
    }
}
