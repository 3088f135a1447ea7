//! [`RaidEvent`]: a change of a raid weekend, and its parts.

use std::fmt::Write as _;

use coc_models::{ClanTag, PlayerTag, Text, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::event::Keyed;

/// A change of a raid weekend of a clan. Each has the start of the weekend, which identifies it.
///
/// ```
/// use coc_core::watch::RaidEvent;
///
/// fn print(event: &RaidEvent) {
///     match event {
///         RaidEvent::Attack(attack) => println!("{}: attack {}", attack.name, attack.number),
///         RaidEvent::Ended(end) => println!("{} medals for each attack", end.offensive_reward),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RaidEvent {
    /// The latest weekend when the clan was first seen, if snapshots are requested.
    Snapshot(RaidWeekendSummary),
    /// The clan takes part in a new weekend. The API lists it with the clan's first raid or, if
    /// earlier, with the first raid on the clan.
    Started(RaidWeekendSummary),
    /// The clan began to raid another capital.
    OpponentFound(RaidOpponent),
    /// A member attacked. Each attack is reported once.
    Attack(Box<RaidAttackMade>),
    /// The clan destroyed a district.
    DistrictDestroyed {
        /// The start of the weekend.
        weekend: Timestamp,
        /// The raided capital.
        raid: RaidOpponent,
        /// The id of the district.
        district: i32,
        /// The name of the district.
        district_name: Text,
        /// The level of the District Hall.
        district_hall_level: i32,
        /// The number of attacks that it took.
        attacks: i32,
        /// The member with the last attack; `None` if the API does not list the attacks.
        player: Option<PlayerTag>,
    },
    /// The clan destroyed all districts of a capital.
    RaidFinished {
        /// The start of the weekend.
        weekend: Timestamp,
        /// The raided capital.
        raid: RaidOpponent,
        /// The number of attacks that it took.
        attacks: i32,
    },
    /// Another clan began to raid the clan's capital.
    DefenseStarted(RaidOpponent),
    /// Another clan destroyed all districts of the clan's capital.
    DefenseFinished {
        /// The start of the weekend.
        weekend: Timestamp,
        /// The raiding clan.
        raid: RaidOpponent,
        /// The number of attacks that it took.
        attacks: i32,
    },
    /// The weekend ended.
    Ended(Box<RaidWeekendEnd>),
}

impl RaidEvent {
    /// The start of the weekend, which identifies it.
    pub fn weekend(&self) -> Timestamp {
        match self {
            Self::Snapshot(summary) | Self::Started(summary) => summary.weekend,
            Self::OpponentFound(raid) | Self::DefenseStarted(raid) => raid.weekend,
            Self::Attack(attack) => attack.weekend,
            Self::DistrictDestroyed { weekend, .. }
            | Self::RaidFinished { weekend, .. }
            | Self::DefenseFinished { weekend, .. } => *weekend,
            Self::Ended(end) => end.weekend,
        }
    }
}

/// A raid weekend in brief.
///
/// ```
/// use coc_core::watch::RaidWeekendSummary;
///
/// fn line(weekend: &RaidWeekendSummary) -> String {
///     format!("{} gold in {} attacks", weekend.capital_total_loot, weekend.total_attacks)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RaidWeekendSummary {
    /// The start of the weekend.
    pub weekend: Timestamp,
    /// The end of the weekend.
    pub end_time: Timestamp,
    /// Whether the weekend has ended.
    pub is_over: bool,
    /// Attacks by all members so far.
    pub total_attacks: i32,
    /// Capital gold looted so far.
    pub capital_total_loot: i32,
}

/// The other clan of a raid, in either direction.
///
/// ```
/// use coc_core::watch::RaidOpponent;
///
/// fn line(raid: &RaidOpponent) -> String {
///     format!("raid {}: {} ({})", raid.number, raid.name, raid.tag)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RaidOpponent {
    /// The start of the weekend.
    pub weekend: Timestamp,
    /// The number of the raid in its log, from 1. A clan can occur twice in a weekend.
    pub number: usize,
    /// The clan's tag.
    pub tag: ClanTag,
    /// The clan's name.
    pub name: Text,
    /// The clan's level.
    pub level: i32,
    /// The number of districts of the raided capital.
    pub districts: i32,
}

/// An attack of a member in a raid weekend.
///
/// ```
/// use coc_core::watch::RaidAttackMade;
///
/// fn line(attack: &RaidAttackMade) -> String {
///     format!("{}: {} of {}", attack.name, attack.number, attack.attacks_allowed)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RaidAttackMade {
    /// The start of the weekend.
    pub weekend: Timestamp,
    /// The member's tag.
    pub player: PlayerTag,
    /// The member's name.
    pub name: Text,
    /// The number of the attack among those of the member, from 1.
    pub number: i32,
    /// The number of attacks that the member may make, as far as known now: five, and one more
    /// after destroying a district.
    pub attacks_allowed: i32,
    /// The looted capital gold; `None` if several attacks of the member were seen at once.
    pub looted: Option<i32>,
    /// The capital gold that the member has looted in the weekend, with this attack and all others
    /// that were seen with it.
    pub looted_in_weekend: i32,
    /// The attacked district; `None` if the API does not list the attacks. Of several attacks of a
    /// member that were seen at once, the order is not known.
    pub hit: Option<RaidHit>,
}

/// The effect of an attack on a district.
///
/// ```
/// use coc_core::watch::RaidHit;
///
/// fn line(hit: &RaidHit) -> String {
///     format!("{}: +{} %", hit.district_name, hit.new_destruction)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RaidHit {
    /// The tag of the raided clan.
    pub clan: ClanTag,
    /// The number of the raid in the attack log, from 1.
    pub raid: usize,
    /// The id of the district.
    pub district: i32,
    /// The name of the district.
    pub district_name: Text,
    /// The destroyed part of the district after the attack, in percent.
    pub destruction_percent: i32,
    /// The part of the district that the attack destroyed, in percent.
    pub new_destruction: i32,
    /// The stars that the attack added.
    pub new_stars: i32,
}

/// The end of a raid weekend.
///
/// ```
/// use coc_core::watch::RaidWeekendEnd;
///
/// fn print(end: &RaidWeekendEnd) {
///     println!("{} medals for each attack", end.offensive_reward);
///     for member in &end.unused {
///         println!("{}: {} of {}", member.name, member.attacks, member.attacks_allowed);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RaidWeekendEnd {
    /// The start of the weekend.
    pub weekend: Timestamp,
    /// The end of the weekend.
    pub end_time: Timestamp,
    /// Raid medals for each attack, as the API states them.
    pub offensive_reward: i32,
    /// Raid medals for each attack, computed from the destroyed districts; `None` with a district of
    /// an unknown level.
    pub offensive_medals: Option<i32>,
    /// Raid medals for the defence, as the API states them.
    pub defensive_reward: i32,
    /// Attacks by all members.
    pub total_attacks: i32,
    /// Capital gold looted by all members.
    pub capital_total_loot: i32,
    /// Districts destroyed by the clan.
    pub enemy_districts_destroyed: i32,
    /// Capitals that the clan destroyed, plus the raids in which its own capital was destroyed.
    pub raids_completed: i32,
    /// The members who attacked, but less often than they could have. The API does not list members
    /// who did not attack at all.
    pub unused: Vec<RaidMember>,
}

/// A member in a raid weekend.
///
/// ```
/// use coc_core::watch::RaidMember;
///
/// fn unused(member: &RaidMember) -> i32 {
///     member.attacks_allowed - member.attacks
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RaidMember {
    /// The member's tag.
    pub tag: PlayerTag,
    /// The member's name.
    pub name: Text,
    /// Attacks made.
    pub attacks: i32,
    /// Attacks allowed, with the bonus that the member earned.
    pub attacks_allowed: i32,
    /// Capital gold looted.
    pub looted: i32,
}

impl Keyed for RaidEvent {
    fn write_key(&self, key: &mut String) -> bool {
        let _ = write!(key, "{}/", self.weekend().unix_seconds());
        let _ = match self {
            Self::Snapshot(_) => key.write_str("snapshot"),
            Self::Started(_) => key.write_str("started"),
            Self::OpponentFound(raid) => write!(key, "raid/{}", raid.number),
            Self::Attack(attack) => write!(key, "attack/{}/{}", attack.player, attack.number),
            Self::DistrictDestroyed { raid, district, .. } => {
                write!(key, "raid/{}/destroyed/{district}", raid.number)
            }
            Self::RaidFinished { raid, .. } => write!(key, "raid/{}/finished", raid.number),
            Self::DefenseStarted(raid) => write!(key, "defense/{}", raid.number),
            Self::DefenseFinished { raid, .. } => write!(key, "defense/{}/finished", raid.number),
            Self::Ended(_) => key.write_str("ended"),
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attack_is_keyed_by_the_weekend_the_member_and_its_number() {
        let weekend = "20260407T083000.000Z".parse().unwrap();
        let player = "#2PP".parse().unwrap();
        let event = RaidEvent::Attack(Box::new(RaidAttackMade {
            weekend,
            player,
            name: Text::default(),
            number: 3,
            attacks_allowed: 5,
            looted: None,
            looted_in_weekend: 9_000,
            hit: None,
        }));
        let mut key = String::new();
        assert!(event.write_key(&mut key));
        assert_eq!(key, "1775550600/attack/#2PP/3");
    }
}
