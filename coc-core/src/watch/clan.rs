//! Clans and the lists of their members.

mod compare;
#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
mod edits;
mod event;
mod state;
#[cfg(test)]
mod tests;

use coc_models::{Clan, ClanTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::{ClanEvent, MemberEvent, MemberEventKind};
use self::state::ClanState;
pub(super) use self::{
    compare::roster,
    state::{MemberState, is_cut},
};
use super::{
    EventKind,
    follower::{self, Events, Follow, Observation, Outcome, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// The state of a clan and of its list of members.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClanFollower {
    clan: ClanTag,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<ClanState>,
}

impl ClanFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan, state: None }
    }
}

impl Follow for ClanFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Clan(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        let clan: Clan = follower::decode(body)?;
        match &self.state {
            Some(state) => compare(&state.clan(), &clan, events),
            None if events.snapshots => {
                events.push(EventKind::Clan(ClanEvent::Snapshot(Box::new(clan.clone()))));
            }
            None => {}
        }
        self.state = Some(ClanState::after(self.state.take(), &clan));
        Ok(())
    }
}

/// Pushes the events between two responses for the same clan.
fn compare(old: &Clan, new: &Clan, events: &mut Events) {
    let mut profile = Vec::new();
    compare::profile(old, new, &mut profile);
    let mut members = Vec::new();
    compare::roster(old, new, &mut members);
    compare::members(old, new, &mut members);
    for event in profile.into_iter().map(EventKind::Clan).chain(members) {
        events.push(event);
    }
}
