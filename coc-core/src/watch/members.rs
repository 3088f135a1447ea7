//! All members of a clan as players.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use coc_models::{Clan, ClanTag, Player, PlayerTag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    clan::{self, MemberState},
    follower::{self, Events, Follow, Observation, Outcome, Plan, Resource, Timing},
    player::PlayerState,
};
use crate::decode::DecodeError;

/// The states of all members of a clan. A member is followed from joining to leaving.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MembersFollower {
    clan: ClanTag,
    /// The list of members, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    roster: Option<Box<[MemberState]>>,
    /// The members of whom a response was received.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    players: BTreeMap<PlayerTag, PlayerState>,
}

impl MembersFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan, roster: None, players: BTreeMap::new() }
    }

    fn is_member(&self, player: PlayerTag) -> bool {
        self.roster.iter().flatten().any(|member| member.tag == player)
    }

    fn observe_clan(&mut self, clan: &Clan, events: &mut Events) {
        if clan::is_cut(clan) {
            return;
        }
        if let Some(roster) = &self.roster {
            let mut old = Clan::default();
            old.member_list = roster.iter().map(MemberState::member).collect();
            let mut members = Vec::new();
            clan::roster(&old, clan, &mut members);
            for event in members {
                events.push(event);
            }
        }
        self.roster = Some(MemberState::of(clan));
        self.players.retain(|player, _| clan.member(*player).is_some());
    }
}

impl Follow for MembersFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Clan(self.clan), Timing::Relaxed);
        for member in self.roster.iter().flatten() {
            plan.poll(Resource::Player(member.tag), Timing::Relaxed);
        }
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        match *observation.resource {
            Resource::Clan(_) => self.observe_clan(&follower::decode(body)?, events),
            // The response of a player who has left in the meantime says nothing more.
            Resource::Player(tag) if self.is_member(tag) => {
                let player: Player = follower::decode(body)?;
                let state = PlayerState::observe(self.players.get(&tag), tag, &player, events);
                self.players.insert(tag, state);
            }
            _ => {}
        }
        Ok(())
    }
}
