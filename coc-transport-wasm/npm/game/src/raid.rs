//! Raid weekends of a clan.

use coc_models::{ClanCapitalRaidSeason, ClanTag, PlayerTag, Text};
use serde::Serialize;

use crate::list::ToList as _;

use crate::{body::ClanMembers, clan::MemberName};

/// Returns the totals and medals of a raid weekend.
pub fn raid_totals(season: &ClanCapitalRaidSeason) -> RaidSummary {
    RaidSummary {
        offensive: RaidTotals::new(season.offensive_totals()),
        defensive: RaidTotals::new(season.defensive_totals()),
        offensive_medals: season.offensive_medals(),
        defensive_medals_estimate: season.defensive_medals_estimate(),
    }
}

/// Returns the attacks of a raid weekend in their order, those of all members or of one player.
pub fn raid_attacks(season: &ClanCapitalRaidSeason, player: Option<PlayerTag>) -> Vec<RaidAttack<'_>> {
    let attacks = season.attacks();
    let attacks = attacks.filter(|attack| player.is_none_or(|player| attack.attack.attacker.tag == player));
    attacks.map(RaidAttack::new).list()
}

/// Returns the members who have attacked in a raid weekend, with the attacks that they have left.
pub fn raid_members(season: &ClanCapitalRaidSeason) -> Vec<RaidMember<'_>> {
    let members = season.members.iter().flatten();
    members
        .map(|member| RaidMember {
            tag: member.tag,
            name: &member.name,
            attacks: member.attacks,
            attacks_allowed: member.attacks_allowed(),
            attacks_left: member.attacks_left(),
            looted: member.capital_resources_looted,
        })
        .list()
}

/// Returns the members of a clan who have not attacked in a raid weekend; none if the response does not
/// list who has.
pub fn raid_members_without_attacks<'a>(
    season: &ClanCapitalRaidSeason,
    clan: &'a ClanMembers,
) -> Option<Vec<MemberName<'a>>> {
    Some(season.without_attacks(&clan.0)?.into_iter().map(MemberName::new).list())
}

/// The totals and medals of a raid weekend.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidSummary {
    /// The raids of the clan.
    pub offensive: RaidTotals,
    /// The raids on the clan.
    pub defensive: RaidTotals,
    /// The medals of one attack, exactly; absent if the response does not show them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offensive_medals: Option<i32>,
    /// The medals for the defence, as an estimate; absent if there is none for this capital.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defensive_medals_estimate: Option<i32>,
}

/// The totals of several raids.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidTotals {
    /// The number of raids that destroyed every district.
    pub finished: usize,
    /// The number of attacks.
    pub attacks: i64,
    /// The number of destroyed districts.
    pub districts_destroyed: i64,
    /// The capital gold that was looted.
    pub looted: i64,
}

impl RaidTotals {
    fn new(totals: coc_models::RaidTotals) -> Self {
        Self {
            finished: totals.finished,
            attacks: totals.attacks,
            districts_destroyed: totals.districts_destroyed,
            looted: totals.looted,
        }
    }
}

/// An attack of a raid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidAttack<'a> {
    /// The tag of the attacker.
    pub tag: PlayerTag,
    /// The name of the attacker.
    pub name: &'a Text,
    /// The tag of the defending clan.
    pub clan: ClanTag,
    /// The id of the district.
    pub district_id: i32,
    /// The name of the district.
    pub district: &'a Text,
    /// The destruction of the district after the attack, in percent.
    pub destruction_percent: i32,
    /// The stars that the API states for the attack.
    pub stars: i32,
    /// The destruction that the attack added, in percent.
    pub new_destruction: i32,
    /// The stars that the attack added.
    pub new_stars: i32,
    /// Whether the attack completed the district.
    pub is_final: bool,
}

impl<'a> RaidAttack<'a> {
    fn new(attack: coc_models::RaidAttack<'a>) -> Self {
        Self {
            tag: attack.attack.attacker.tag,
            name: &attack.attack.attacker.name,
            clan: attack.raid.defender.tag,
            district_id: attack.district.id,
            district: &attack.district.name,
            destruction_percent: attack.attack.destruction_percent,
            stars: attack.attack.stars,
            new_destruction: attack.new_destruction(),
            new_stars: attack.new_stars(),
            is_final: attack.is_final(),
        }
    }
}

/// A member who has attacked in a raid weekend.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidMember<'a> {
    /// The tag of the player.
    pub tag: PlayerTag,
    /// The name of the player.
    pub name: &'a Text,
    /// The number of attacks made.
    pub attacks: i32,
    /// The number of attacks allowed, with the bonus attack if it is earned.
    pub attacks_allowed: i32,
    /// The number of attacks left.
    pub attacks_left: i32,
    /// The capital gold that the player looted.
    pub looted: i32,
}
