//! [`ClanCapitalRaidSeason`]: a clan's raid weekends.

mod attacks;
mod medals;
mod progress;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::{attacks::RaidAttack, progress::RaidTotals};
use crate::{
    BadgeUrls, ClanTag, PlayerTag, Text, Timestamp, verbatim,
    wire::{list, optional_list, or_default},
};

open_enum! {
    /// The state of a raid weekend.
    pub enum ClanCapitalRaidSeasonState {
        /// In progress.
        Ongoing = "ongoing",
        /// Over.
        Ended = "ended",
        /// Documented, never seen.
        Unknown = "unknown",
    }
}

/// A raid weekend, from Friday to Monday, 07:00 UTC.
///
/// `GET /clans/{clanTag}/capitalraidseasons`, newest first. Only the newest have members and
/// attacks.
///
/// ```
/// use coc_models::ClanCapitalRaidSeason;
///
/// /// The loot of the clan per attack.
/// fn loot_per_attack(weekend: &ClanCapitalRaidSeason) -> Option<i32> {
///     weekend.capital_total_loot.checked_div(weekend.total_attacks)
/// }
/// # assert_eq!(loot_per_attack(&ClanCapitalRaidSeason::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeason {
    /// The state.
    pub state: ClanCapitalRaidSeasonState,
    /// When it began.
    pub start_time: Timestamp,
    /// When it ended, or will.
    pub end_time: Timestamp,
    /// Capital gold looted by all members.
    #[serde(default, deserialize_with = "or_default")]
    pub capital_total_loot: i32,
    /// Capitals that the clan destroyed, plus the raids in which its own capital was destroyed.
    #[serde(default, deserialize_with = "or_default")]
    pub raids_completed: i32,
    /// Attacks by all members.
    #[serde(default, deserialize_with = "or_default")]
    pub total_attacks: i32,
    /// Districts destroyed.
    #[serde(default, deserialize_with = "or_default")]
    pub enemy_districts_destroyed: i32,
    /// Raid medals for each attack; 0 until the weekend is over.
    #[serde(default, deserialize_with = "or_default")]
    pub offensive_reward: i32,
    /// Raid medals for the defence; 0 until the weekend is over.
    #[serde(default, deserialize_with = "or_default")]
    pub defensive_reward: i32,
    /// The members who took part; present for the newest weekends only.
    #[serde(default, deserialize_with = "optional_list", skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<ClanCapitalRaidSeasonMember>>,
    /// The capitals the clan attacked, in order.
    #[serde(default, deserialize_with = "list")]
    pub attack_log: Vec<ClanCapitalRaidSeasonAttackLogEntry>,
    /// The clans that attacked the clan's capital, in order.
    #[serde(default, deserialize_with = "list")]
    pub defense_log: Vec<ClanCapitalRaidSeasonDefenseLogEntry>,
}

/// A member who took part in a raid weekend.
///
/// ```
/// use coc_models::{ClanCapitalRaidSeason, ClanCapitalRaidSeasonMember};
///
/// /// The members who have attacks left. Only the newest weekend lists its members.
/// fn attacks_left(
///     weekend: &ClanCapitalRaidSeason,
/// ) -> impl Iterator<Item = &ClanCapitalRaidSeasonMember> {
///     let members = weekend.members.iter().flatten();
///     members.filter(|member| member.attacks_left() > 0)
/// }
/// # assert_eq!(attacks_left(&ClanCapitalRaidSeason::default()).count(), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonMember {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Attacks made.
    #[serde(default, deserialize_with = "or_default")]
    pub attacks: i32,
    /// Attacks that every member has.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_limit: i32,
    /// Additional attacks that the player earned, 0 or 1.
    #[serde(default, deserialize_with = "or_default")]
    pub bonus_attack_limit: i32,
    /// Capital gold looted.
    #[serde(default, deserialize_with = "or_default")]
    pub capital_resources_looted: i32,
}

/// A capital that the clan attacked.
///
/// ```
/// use coc_models::ClanCapitalRaidSeason;
///
/// /// The attacks on each clan that was raided.
/// fn print(weekend: &ClanCapitalRaidSeason) {
///     for raid in &weekend.attack_log {
///         println!("{} attacks on {}", raid.attack_count, raid.defender.name);
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonAttackLogEntry {
    /// The clan whose capital it is. A clan may occur twice in a weekend.
    pub defender: ClanCapitalRaidSeasonClanInfo,
    /// Attacks it took so far.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_count: i32,
    /// Districts it has.
    #[serde(default, deserialize_with = "or_default")]
    pub district_count: i32,
    /// Districts destroyed.
    #[serde(default, deserialize_with = "or_default")]
    pub districts_destroyed: i32,
    /// The districts.
    #[serde(default, deserialize_with = "list")]
    pub districts: Vec<ClanCapitalRaidSeasonDistrict>,
}

/// An attack of another clan on the clan's capital.
///
/// ```
/// use coc_models::ClanCapitalRaidSeason;
///
/// /// The number of own districts that were destroyed.
/// fn lost(weekend: &ClanCapitalRaidSeason) -> i32 {
///     weekend.defense_log.iter().map(|raid| raid.districts_destroyed).sum()
/// }
/// # assert_eq!(lost(&ClanCapitalRaidSeason::default()), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonDefenseLogEntry {
    /// The attacking clan.
    pub attacker: ClanCapitalRaidSeasonClanInfo,
    /// Attacks they made so far.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_count: i32,
    /// Districts the capital has.
    #[serde(default, deserialize_with = "or_default")]
    pub district_count: i32,
    /// Districts destroyed.
    #[serde(default, deserialize_with = "or_default")]
    pub districts_destroyed: i32,
    /// The districts.
    #[serde(default, deserialize_with = "list")]
    pub districts: Vec<ClanCapitalRaidSeasonDistrict>,
}

/// The other clan in a raid.
///
/// ```
/// use coc_models::ClanCapitalRaidSeasonClanInfo;
///
/// fn show(clan: &ClanCapitalRaidSeasonClanInfo) -> String {
///     format!("{} ({}), level {}", clan.name, clan.tag, clan.level)
/// }
/// # assert_eq!(show(&ClanCapitalRaidSeasonClanInfo::default()), " (#0), level 0");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonClanInfo {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub level: i32,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
}

/// A district under attack.
///
/// ```
/// use coc_models::{ClanCapitalRaidSeason, ClanCapitalRaidSeasonDistrict};
///
/// /// The districts that were destroyed with one attack each.
/// fn one_shots(
///     weekend: &ClanCapitalRaidSeason,
/// ) -> impl Iterator<Item = &ClanCapitalRaidSeasonDistrict> {
///     let districts = weekend.attack_log.iter().flat_map(|raid| &raid.districts);
///     districts.filter(|district| district.is_destroyed() && district.attack_count == 1)
/// }
/// # assert_eq!(one_shots(&ClanCapitalRaidSeason::default()).count(), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonDistrict {
    /// The district's id: `70000000` and up.
    #[serde(default, deserialize_with = "or_default")]
    pub id: i32,
    /// The district's English name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Level of the District Hall.
    #[serde(default, deserialize_with = "or_default")]
    pub district_hall_level: i32,
    /// The destroyed part, in percent.
    #[serde(default, deserialize_with = "or_default")]
    pub destruction_percent: i32,
    /// Stars, 0 to 3; since May 2023. Seen as 0 although the attacks have stars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stars: Option<i32>,
    /// Attacks it took so far.
    #[serde(default, deserialize_with = "or_default")]
    pub attack_count: i32,
    /// Capital gold looted from it.
    #[serde(default, deserialize_with = "or_default")]
    pub total_looted: i32,
    /// The attacks, newest first; present for the newest weekends only.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub attacks: Vec<ClanCapitalRaidSeasonAttack>,
}

/// An attack on a district.
///
/// ```
/// use coc_models::{ClanCapitalRaidSeasonAttack, ClanCapitalRaidSeasonDistrict};
///
/// /// The attack that destroyed the most.
/// fn best(district: &ClanCapitalRaidSeasonDistrict) -> Option<&ClanCapitalRaidSeasonAttack> {
///     district.attacks.iter().max_by_key(|attack| attack.destruction_percent)
/// }
/// # assert!(best(&ClanCapitalRaidSeasonDistrict::default()).is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonAttack {
    /// The attacker.
    pub attacker: ClanCapitalRaidSeasonAttacker,
    /// The destroyed part of the district after the attack, in percent.
    #[serde(default, deserialize_with = "or_default")]
    pub destruction_percent: i32,
    /// Stars of the district after the attack, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
}

/// The attacker of a district.
///
/// ```
/// use coc_models::{ClanCapitalRaidSeasonAttack, PlayerTag};
///
/// fn is_by(attack: &ClanCapitalRaidSeasonAttack, player: PlayerTag) -> bool {
///     attack.attacker.tag == player
/// }
/// # assert!(is_by(&ClanCapitalRaidSeasonAttack::default(), PlayerTag::default()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapitalRaidSeasonAttacker {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
}
