//! The Gold Pass season.

#[cfg(test)]
mod tests;

use coc_models::{GoldPassSeason, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    CalendarEvent, EventKind,
    follower::{self, Events, Follow, Observation, Outcome, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// The Gold Pass season.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GoldPassFollower {
    /// When the current season began, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<Timestamp>,
}

impl GoldPassFollower {
    pub(crate) fn new() -> Self {
        Self { start: None }
    }
}

impl Follow for GoldPassFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::GoldPass, Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        let season: GoldPassSeason = follower::decode(body)?;
        let (start, end) = (season.start_time, season.end_time);
        if let Some(old_start) = self.start.replace(start).filter(|old| *old != start) {
            events.push(EventKind::Calendar(CalendarEvent::GoldPassTurned { old_start, start, end }));
        }
        Ok(())
    }
}
