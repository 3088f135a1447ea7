//! [`ClanState`] and [`MemberState`]: the parts of a clan and of its members that can make an event.

use coc_models::{BuilderBaseLeagueId, Clan, ClanMember, LeagueTierId, PlayerTag, Role, Text};
use serde::{Deserialize, Serialize};

use crate::watch::{Named, change::HasName};

/// The parts of a clan that can make an event: its profile without images of leagues and labels,
/// and the members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClanState {
    profile: Box<Clan>,
    members: Box<[MemberState]>,
}

impl ClanState {
    /// The state after a response. If that counts members but lists none, they are as before.
    pub(super) fn after(before: Option<Self>, clan: &Clan) -> Self {
        let members = match before {
            Some(before) if is_cut(clan) => before.members,
            _ => MemberState::of(clan),
        };
        let mut profile = clan.clone();
        profile.member_list = Vec::new();
        profile.location = clan.location.as_ref().map(bare);
        profile.labels = clan.labels.iter().map(bare).collect();
        profile.war_league = clan.war_league.as_ref().map(bare);
        profile.capital_league = clan.capital_league.as_ref().map(bare);
        profile.required_league_tier = clan.required_league_tier.as_ref().map(bare);
        Self { profile: Box::new(profile), members }
    }

    /// The response that the state is of, without the parts that it lacks.
    pub(super) fn clan(&self) -> Clan {
        let mut clan = Clan::clone(&self.profile);
        clan.member_list = self.members.iter().map(MemberState::member).collect();
        clan
    }
}

/// The model with nothing but its id and name.
fn bare<M: HasName>(model: &M) -> M {
    M::from_named(model.named())
}

/// Whether a response counts members but lists none.
pub(in crate::watch) fn is_cut(clan: &Clan) -> bool {
    clan.member_list.is_empty() && clan.members > 0
}

/// The parts of a member that can make an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::watch) struct MemberState {
    #[serde(with = "coc_models::verbatim")]
    pub(in crate::watch) tag: PlayerTag,
    name: Text,
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    town_hall_level: Option<i32>,
    exp_level: i32,
    trophies: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    builder_base_trophies: Option<i32>,
    clan_rank: i32,
    donations: i32,
    donations_received: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    league_tier: Option<Named<LeagueTierId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    builder_base_league: Option<Named<BuilderBaseLeagueId>>,
}

impl MemberState {
    /// The members of a response.
    pub(in crate::watch) fn of(clan: &Clan) -> Box<[Self]> {
        let state = |member: &ClanMember| Self {
            tag: member.tag,
            name: member.name.clone(),
            role: member.role.clone(),
            town_hall_level: member.town_hall_level,
            exp_level: member.exp_level,
            trophies: member.trophies,
            builder_base_trophies: member.builder_base_trophies,
            clan_rank: member.clan_rank,
            donations: member.donations,
            donations_received: member.donations_received,
            league_tier: member.league_tier.as_ref().map(HasName::named),
            builder_base_league: member.builder_base_league.as_ref().map(HasName::named),
        };
        clan.member_list.iter().map(state).collect()
    }

    /// The member that the state is of, without the parts that it lacks.
    pub(in crate::watch) fn member(&self) -> ClanMember {
        let mut member = ClanMember::default();
        member.tag = self.tag;
        member.name = self.name.clone();
        member.role = self.role.clone();
        member.town_hall_level = self.town_hall_level;
        member.exp_level = self.exp_level;
        member.trophies = self.trophies;
        member.builder_base_trophies = self.builder_base_trophies;
        member.clan_rank = self.clan_rank;
        member.donations = self.donations;
        member.donations_received = self.donations_received;
        member.league_tier = self.league_tier.clone().map(HasName::from_named);
        member.builder_base_league = self.builder_base_league.clone().map(HasName::from_named);
        member
    }
}
