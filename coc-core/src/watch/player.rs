//! Players.

mod compare;
#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
mod edits;
mod event;
mod key;
mod lists;
#[cfg(test)]
mod size;
mod state;
#[cfg(test)]
mod tests;

use coc_models::{Player, PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::{Achievement, PlayerEvent, PlayerEventKind, Unit, UnitList};
pub(super) use self::{
    compare::{group, season},
    state::PlayerState,
};
use super::{
    EventKind,
    follower::{self, Events, Follow, Observation, Outcome, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// The state of a player.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlayerFollower {
    player: PlayerTag,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<PlayerState>,
}

impl PlayerFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player, state: None }
    }
}

impl Follow for PlayerFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Player(self.player), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        let player: Player = follower::decode(body)?;
        self.state = Some(PlayerState::observe(self.state.as_ref(), self.player, &player, events));
        Ok(())
    }
}

impl PlayerState {
    /// Pushes the events of a response, and returns the state after it.
    pub(super) fn observe(
        state: Option<&Self>,
        tag: PlayerTag,
        player: &Player,
        events: &mut Events,
    ) -> Self {
        let before = state.map(|state| state.player(player.tag));
        let mut kinds = Vec::new();
        match &before {
            Some(before) => compare::compare(before, player, &mut kinds),
            None if events.snapshots => kinds.push(PlayerEventKind::Snapshot(Box::new(player.clone()))),
            None => {}
        }
        for kind in kinds {
            events.push(EventKind::Player(PlayerEvent { tag, name: player.name.clone(), kind }));
        }
        Self::after(before.as_ref(), player)
    }
}
