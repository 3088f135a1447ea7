//! Clans and the lists of their members.

use coc_models::{ClanTag, PlayerTag, Text, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    event::Keyed,
    follower::{Events, Follow, Observation, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// A change in the profile of a clan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ClanEvent {}

impl Keyed for ClanEvent {
    fn write_key(&self, _key: &mut String) -> bool {
        match *self {}
    }
}

/// A change of a member in the list of a clan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum MemberEvent {
    /// A player joined the clan.
    Joined {
        /// The player's tag.
        tag: PlayerTag,
        /// The player's name.
        name: Text,
    },
}

impl Keyed for MemberEvent {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::Joined { tag, .. } => key.push_str(&format!("joined/{tag}")),
        }
        false
    }
}

/// The state of a clan and of its list of members.
#[derive(Debug, Serialize, Deserialize)]
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
