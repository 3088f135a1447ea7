//! [`WarMember`]: a player of a war with position, defences and unused attacks.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{ClanWar, ClanWarAttack, ClanWarMember, WarClan, WarPhase, WarSide};
use crate::sort;

/// A member of a [`WarSide`].
///
/// ```
/// use coc_models::ClanWar;
///
/// /// Prints the best attack on each village of a clan, from the top of the map.
/// fn defenses(war: &ClanWar) {
///     let [ours, _] = war.sides();
///     for member in ours.members() {
///         let stars = member.best_opponent_attack.map_or(0, |attack| attack.stars);
///         println!("{}. {}: {stars} stars lost", member.position, member.member.name);
///     }
/// }
/// # defenses(&ClanWar::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WarMember<'a> {
    /// The member with its attacks.
    pub member: &'a ClanWarMember,
    /// The position on the war map, from 1, without gaps: the rank of
    /// [`map_position`](ClanWarMember::map_position) in the line-up. Members with an equal
    /// `map_position`, which real responses do not have, are numbered in their order of appearance.
    ///
    /// Positions may change with the line-up during the preparation.
    pub position: usize,
    /// The number of attacks on the member.
    pub opponent_attacks: usize,
    /// The best attack on the member, which counts for the opponent's score: the one with the most
    /// stars, then the highest percentage, then the earliest.
    pub best_opponent_attack: Option<&'a ClanWarAttack>,
    /// The best defence of the member: the attack on it with the fewest stars, then the lowest
    /// percentage, then the earliest.
    pub best_defense: Option<&'a ClanWarAttack>,
    /// The attacks that the member has not made.
    pub unused_attacks: UnusedAttacks,
}

/// The number of attacks that a member has not made, and its meaning, which depends on the phase of
/// the war.
///
/// ```
/// use coc_models::UnusedAttacks;
///
/// let unused = UnusedAttacks::Missed(1);
/// assert_eq!((unused.count(), unused.remaining(), unused.missed()), (1, 0, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnusedAttacks {
    /// Attacks that are not possible yet: in the preparation.
    Open(usize),
    /// Attacks that the member can make now.
    Remaining(usize),
    /// Attacks that the member did not make before the war ended.
    Missed(usize),
}

impl UnusedAttacks {
    /// The number in any phase.
    pub fn count(self) -> usize {
        match self {
            Self::Open(count) | Self::Remaining(count) | Self::Missed(count) => count,
        }
    }

    /// The number of attacks that the member can make now.
    pub fn remaining(self) -> usize {
        if let Self::Remaining(count) = self { count } else { 0 }
    }

    /// The number of attacks that the member has missed.
    pub fn missed(self) -> usize {
        if let Self::Missed(count) = self { count } else { 0 }
    }
}

impl WarMember<'_> {
    /// Whether the member has made any attack.
    pub fn has_attacked(&self) -> bool {
        !self.member.attacks.is_empty()
    }
}

impl ClanWar {
    /// The [limit of attacks](Self::attack_limit) as a count.
    pub(crate) fn attacks_of_a_member(&self) -> usize {
        usize::try_from(self.attack_limit()).unwrap_or(0)
    }
}

impl<'a> WarSide<'a> {
    /// The members from the top of the war map: position 1 is the first.
    pub fn members(self) -> Vec<WarMember<'a>> {
        let limit = self.war.attacks_of_a_member();
        let unused = match self.war.phase() {
            Some(WarPhase::Battle) => UnusedAttacks::Remaining,
            Some(WarPhase::Ended) => UnusedAttacks::Missed,
            Some(WarPhase::Preparation) | None => UnusedAttacks::Open,
        };
        let defenses = attacks_by_village(self.opponent);
        let member = |(position, member): (usize, &'a ClanWarMember)| {
            let start = defenses.partition_point(|attack| attack.defender_tag < member.tag);
            let defenses = defenses.get(start..).unwrap_or_default();
            let count = defenses.partition_point(|attack| attack.defender_tag == member.tag);
            let defenses = defenses.get(..count).unwrap_or_default();
            let best_defense = defenses.iter().min_by(|a, b| result(a, b));
            WarMember {
                member,
                position,
                opponent_attacks: count,
                best_opponent_attack: defenses.first().copied(),
                best_defense: best_defense.copied(),
                unused_attacks: unused(limit.saturating_sub(member.attacks.len())),
            }
        };
        (1..).zip(by_position(self.clan)).map(member).collect()
    }
}

/// The members of a clan from the top of the map.
pub(super) fn by_position(clan: &WarClan) -> Vec<&ClanWarMember> {
    let mut members: Vec<_> = clan.members.iter().collect();
    sort::by_key(&mut members, |member| member.map_position);
    members
}

/// Compares the results of two attacks: stars, then percentage.
pub(super) fn result(a: &ClanWarAttack, b: &ClanWarAttack) -> Ordering {
    let percentages = || a.destruction_percentage.total_cmp(&b.destruction_percentage);
    a.stars.cmp(&b.stars).then_with(percentages)
}

/// The attacks of a clan, sorted by the attacked village; the best attack on each village is the
/// first, and the earliest of equal ones.
fn attacks_by_village(clan: &WarClan) -> Vec<&ClanWarAttack> {
    let mut attacks: Vec<_> = clan.members.iter().flat_map(|member| &member.attacks).collect();
    sort::by(&mut attacks, |a, b| {
        let best_first = || result(b, a).then(a.order.cmp(&b.order));
        a.defender_tag.cmp(&b.defender_tag).then_with(best_first)
    });
    attacks
}

/// The best attack of a clan on each village that it has attacked, sorted by the village's tag.
pub(super) fn best_attacks(clan: &WarClan) -> Vec<&ClanWarAttack> {
    let mut attacks = attacks_by_village(clan);
    attacks.dedup_by(|later, first| later.defender_tag == first.defender_tag);
    attacks
}
