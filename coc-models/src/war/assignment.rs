//! [`Assignment`]: which member attacks which village in the best case of a war.

use alloc::{vec, vec::Vec};

use super::{ClanWarAttack, WarSide};
use crate::PlayerTag;

/// An assignment of villages to members with attacks left, so that no member attacks the same
/// village twice.
///
/// Sets of villages that can be attacked together form a matroid. So a set that is extended by one
/// village at a time, in the order of their gains, has the largest sum of gains of all sets of its
/// size.
pub(super) struct Assignment<'a> {
    attackers: Vec<Attacker<'a>>,
    /// The tags of the villages.
    villages: Vec<PlayerTag>,
    /// The index of the attacker of each village.
    assigned: Vec<Option<usize>>,
    /// The number of attacks that are not assigned yet.
    spare: usize,
}

/// A member with attacks left.
struct Attacker<'a> {
    spare: usize,
    made: &'a [ClanWarAttack],
}

impl Attacker<'_> {
    /// Whether the member has not attacked the village yet.
    fn may_attack(&self, village: PlayerTag) -> bool {
        self.made.iter().all(|attack| attack.defender_tag != village)
    }
}

impl<'a> Assignment<'a> {
    /// No village is assigned yet. After the war, no member has attacks left.
    pub(super) fn new(side: WarSide<'a>) -> Self {
        let limit = if side.remaining_attacks() == 0 { 0 } else { side.war.attacks_of_a_member() };
        let members = side.clan.members.iter();
        let attackers = members
            .map(|member| Attacker {
                spare: limit.saturating_sub(member.attacks.len()),
                made: &member.attacks,
            })
            .filter(|attacker| attacker.spare > 0)
            .collect();
        let villages: Vec<_> = side.opponent.members.iter().map(|member| member.tag).collect();
        let assigned = vec![None; villages.len()];
        Self { attackers, villages, assigned, spare: side.remaining_attacks() }
    }

    /// Adds the village with this index in the opponent's list, if all added villages can still be
    /// attacked; assigns others to other members where necessary.
    pub(super) fn add(&mut self, village: usize) -> bool {
        if self.spare == 0 {
            return false;
        }
        let mut reached_from = vec![None; self.attackers.len()];
        let Some(attacker) = self.reach_spare_attack(village, &mut reached_from) else { return false };
        self.spare -= 1;
        let mut next = Some(attacker);
        // Each village on the path moves to the member that was reached from it.
        while let Some(attacker) = next {
            let Some(village) = reached_from.get_mut(attacker).and_then(Option::take) else { break };
            next = self.assigned.get_mut(village).and_then(|assigned| assigned.replace(attacker));
        }
        true
    }

    /// Takes a spare attack of a member at the end of an augmenting path, which a breadth-first
    /// search finds: it leads from a village to every member who can attack it, and from a member
    /// without spare attacks to the villages assigned to it.
    fn reach_spare_attack(&mut self, village: usize, reached_from: &mut [Option<usize>]) -> Option<usize> {
        let mut queue = vec![village];
        let mut first = 0;
        while let Some(&village) = queue.get(first) {
            first += 1;
            let tag = *self.villages.get(village)?;
            let mut attackers = self.attackers.iter_mut().enumerate();
            let with_spare = attackers.find(|(_, attacker)| attacker.spare > 0 && attacker.may_attack(tag));
            if let Some((index, attacker)) = with_spare {
                attacker.spare -= 1;
                *reached_from.get_mut(index)? = Some(village);
                return Some(index);
            }
            let not_reached = self.attackers.iter().zip(&mut *reached_from).enumerate();
            for (index, (attacker, reached_from)) in not_reached {
                if reached_from.is_none() && attacker.may_attack(tag) {
                    *reached_from = Some(village);
                    let assigned = self.assigned.iter().enumerate();
                    queue.extend(
                        assigned.filter(|(_, owner)| **owner == Some(index)).map(|(village, _)| village),
                    );
                }
            }
        }
        None
    }
}
