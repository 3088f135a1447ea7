//! The differences of two responses for a clan.

use coc_models::{Clan, ClanMember, RoleChange};

use super::{ClanEvent, MemberEvent, MemberEventKind as Kind};
use crate::watch::{
    Change, EventKind, Gain,
    change::{relisted, replaced, replaced_if_sent},
};

/// Adds the events of the profile between two responses for the same clan.
pub(super) fn profile(old: &Clan, new: &Clan, events: &mut Vec<ClanEvent>) {
    events.extend(Change::between(old.name.clone(), new.name.clone()).map(ClanEvent::Name));
    events.extend(Change::between(old.clan_type.clone(), new.clan_type.clone()).map(ClanEvent::Type));
    let description = Change::between(old.description.clone(), new.description.clone());
    events.extend(description.map(ClanEvent::Description));
    let badge = Change::between(old.badge_urls.clone(), new.badge_urls.clone());
    events.extend(badge.map(|badge| ClanEvent::Badge(Box::new(badge))));
    events.extend(Change::between(old.clan_level, new.clan_level).map(ClanEvent::Level));
    events.extend(Change::between(old.members, new.members).map(ClanEvent::MemberCount));
    let location = replaced(old.location.as_ref(), new.location.as_ref());
    events.extend(location.map(ClanEvent::Location));
    let language = replaced(old.chat_language.as_ref(), new.chat_language.as_ref());
    events.extend(language.map(ClanEvent::ChatLanguage));
    events.extend(relisted(&old.labels, &new.labels).map(ClanEvent::Labels));
    let friendly = Change::if_sent(old.is_family_friendly.as_ref(), new.is_family_friendly.as_ref());
    events.extend(friendly.map(ClanEvent::FamilyFriendly));
    requirements(old, new, events);
    points(old, new, events);
    wars(old, new, events);
    capital(old, new, events);
}

fn requirements(old: &Clan, new: &Clan, events: &mut Vec<ClanEvent>) {
    let trophies = Change::between(old.required_trophies, new.required_trophies);
    events.extend(trophies.map(ClanEvent::RequiredTrophies));
    let required = |clan: &Clan| clan.required_builder_base_trophies;
    let trophies = Change::if_sent(required(old).as_ref(), required(new).as_ref());
    events.extend(trophies.map(ClanEvent::RequiredBuilderBaseTrophies));
    let level = Change::if_sent(old.required_townhall_level.as_ref(), new.required_townhall_level.as_ref());
    events.extend(level.map(ClanEvent::RequiredTownHallLevel));
    let tier = replaced(old.required_league_tier.as_ref(), new.required_league_tier.as_ref());
    events.extend(tier.map(ClanEvent::RequiredLeagueTier));
}

fn points(old: &Clan, new: &Clan, events: &mut Vec<ClanEvent>) {
    events.extend(Change::between(old.clan_points, new.clan_points).map(ClanEvent::Points));
    let points =
        Change::if_sent(old.clan_builder_base_points.as_ref(), new.clan_builder_base_points.as_ref());
    events.extend(points.map(ClanEvent::BuilderBasePoints));
    let points = Change::if_sent(old.clan_capital_points.as_ref(), new.clan_capital_points.as_ref());
    events.extend(points.map(ClanEvent::CapitalPoints));
}

fn wars(old: &Clan, new: &Clan, events: &mut Vec<ClanEvent>) {
    let frequency = Change::between(old.war_frequency.clone(), new.war_frequency.clone());
    events.extend(frequency.map(ClanEvent::WarFrequency));
    events.extend(Change::between(old.war_win_streak, new.war_win_streak).map(ClanEvent::WarWinStreak));
    events.extend(Change::between(old.war_wins, new.war_wins).map(ClanEvent::WarWins));
    events.extend(Change::between(old.war_ties, new.war_ties).map(ClanEvent::WarTies));
    events.extend(Change::between(old.war_losses, new.war_losses).map(ClanEvent::WarLosses));
    let public = Change::if_sent(old.is_war_log_public.as_ref(), new.is_war_log_public.as_ref());
    events.extend(public.map(ClanEvent::WarLogPublic));
    let league = replaced_if_sent(old.war_league.as_ref(), new.war_league.as_ref());
    events.extend(league.map(ClanEvent::WarLeague));
}

fn capital(old: &Clan, new: &Clan, events: &mut Vec<ClanEvent>) {
    let league = replaced_if_sent(old.capital_league.as_ref(), new.capital_league.as_ref());
    events.extend(league.map(ClanEvent::CapitalLeague));
    let (Some(old), Some(new)) = (&old.clan_capital, &new.clan_capital) else { return };
    let hall = |level: Option<i32>| level.unwrap_or(0);
    let hall = Change::between(hall(old.capital_hall_level), hall(new.capital_hall_level));
    events.extend(hall.map(ClanEvent::CapitalHall));
    for district in &new.districts {
        let before = old.districts.iter().find(|before| before.id == district.id);
        let before = before.map_or(0, |before| before.district_hall_level);
        events.extend(
            Change::between(before, district.district_hall_level).map(|level| ClanEvent::District {
                id: district.id,
                name: district.name.clone(),
                level,
            }),
        );
    }
    let gold = Change::if_sent(old.clan_gold_sink_total.as_ref(), new.clan_gold_sink_total.as_ref());
    events.extend(gold.map(ClanEvent::CapitalGold));
}

/// Adds the members who left and joined between two responses for the same clan.
pub(in crate::watch) fn roster(old: &Clan, new: &Clan, events: &mut Vec<EventKind>) {
    let changes = new.changes_since(old);
    for member in changes.left {
        let kind = Kind::Left { role: member.role.clone(), town_hall_level: member.town_hall_level };
        events.push(event(member, kind));
    }
    for member in changes.joined {
        let kind = Kind::Joined { role: member.role.clone(), town_hall_level: member.town_hall_level };
        events.push(event(member, kind));
    }
}

/// Adds the changes of the members who are in both responses for a clan.
pub(super) fn members(old: &Clan, new: &Clan, events: &mut Vec<EventKind>) {
    for member in &new.member_list {
        let Some(before) = old.member(member.tag) else { continue };
        let mut kinds = Vec::new();
        compare(before, member, &mut kinds);
        events.extend(kinds.into_iter().map(|kind| event(member, kind)));
    }
}

fn compare(old: &ClanMember, new: &ClanMember, kinds: &mut Vec<Kind>) {
    kinds.extend(RoleChange::between(&old.role, &new.role).map(|direction| Kind::Role {
        old: old.role.clone(),
        new: new.role.clone(),
        direction,
    }));
    kinds.extend(Change::between(old.name.clone(), new.name.clone()).map(Kind::Name));
    kinds.extend(Gain::between(old.donations, new.donations).map(Kind::Donated));
    kinds.extend(Gain::between(old.donations_received, new.donations_received).map(Kind::Received));
    let level = Change::if_sent(old.town_hall_level.as_ref(), new.town_hall_level.as_ref());
    kinds.extend(level.map(Kind::TownHallLevel));
    kinds.extend(Change::between(old.exp_level, new.exp_level).map(Kind::ExpLevel));
    kinds.extend(Change::between(old.trophies, new.trophies).map(Kind::Trophies));
    let trophies = Change::if_sent(old.builder_base_trophies.as_ref(), new.builder_base_trophies.as_ref());
    kinds.extend(trophies.map(Kind::BuilderBaseTrophies));
    let tier = replaced(old.league_tier.as_ref(), new.league_tier.as_ref());
    kinds.extend(tier.map(Kind::LeagueTier));
    let league = replaced(old.builder_base_league.as_ref(), new.builder_base_league.as_ref());
    kinds.extend(league.map(Kind::BuilderBaseLeague));
    kinds.extend(Change::between(old.clan_rank, new.clan_rank).map(Kind::ClanRank));
}

fn event(member: &ClanMember, kind: Kind) -> EventKind {
    EventKind::Member(MemberEvent { tag: member.tag, name: member.name.clone(), kind })
}
