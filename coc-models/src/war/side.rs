//! [`WarSide`]: a war as one of its clans sees it.

use alloc::vec::Vec;

use super::{
    ClanWar, ClanWarAttack, WarAttack, WarClan, WarMember, WarPhase, WarScore, member::best_attacks,
};
use crate::{ClanTag, PlayerTag, WarResult};

/// A war from the point of view of one clan, from [`ClanWar::side_of`] or [`ClanWar::sides`].
///
/// In a war of the clan war league, a clan may be either of the two. A side has its clan in
/// [`clan`](Self::clan) in any case.
///
/// ```
/// use coc_models::{ClanTag, ClanWar, WarPhase};
///
/// /// Prints the score, and the members who can still attack.
/// fn report(war: &ClanWar, tag: ClanTag) {
///     let Some(side) = war.side_of(tag) else { return };
///     println!("{} : {} stars", side.clan.stars, side.opponent.stars);
///     for member in side.members() {
///         let remaining = member.unused_attacks.remaining();
///         if remaining > 0 {
///             println!("{}. {}: {remaining}", member.position, member.member.name);
///         }
///     }
/// }
/// # report(&ClanWar::default(), ClanTag::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WarSide<'a> {
    /// The war.
    pub war: &'a ClanWar,
    /// The clan.
    pub clan: &'a WarClan,
    /// The clan's opponent.
    pub opponent: &'a WarClan,
}

impl ClanWar {
    /// The two sides of the war: that of [`clan`](Self::clan), and that of
    /// [`opponent`](Self::opponent).
    pub fn sides(&self) -> [WarSide<'_>; 2] {
        let side = WarSide { war: self, clan: &self.clan, opponent: &self.opponent };
        [side, side.opposite()]
    }

    /// The side of the clan with this tag; `None` if the clan is not in the war.
    pub fn side_of(&self, tag: ClanTag) -> Option<WarSide<'_>> {
        self.sides().into_iter().find(|side| side.clan.tag == Some(tag))
    }

    /// The member with this tag on either side; `None` if the player is not in the war.
    pub fn member(&self, tag: PlayerTag) -> Option<WarMember<'_>> {
        self.sides().into_iter().find_map(|side| side.member(tag))
    }

    /// The number of villages per clan: [`team_size`](Self::team_size), or the length of the longer
    /// list of members without one.
    pub(crate) fn villages(&self) -> usize {
        let stated = self.team_size.and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0);
        stated.unwrap_or_else(|| self.clan.members.len().max(self.opponent.members.len()))
    }
}

impl<'a> WarSide<'a> {
    /// The side of the opponent.
    #[must_use]
    pub fn opposite(self) -> Self {
        Self { war: self.war, clan: self.opponent, opponent: self.clan }
    }

    /// The member with this tag; `None` if the player is not in the line-up.
    pub fn member(self, tag: PlayerTag) -> Option<WarMember<'a>> {
        self.members().into_iter().find(|member| member.member.tag == tag)
    }

    /// The member at a position of the war map, from 1; see [`WarMember::position`].
    pub fn at(self, position: usize) -> Option<WarMember<'a>> {
        self.members().into_iter().nth(position.checked_sub(1)?)
    }

    /// The attacks of the clan in their order.
    pub fn attacks(self) -> Vec<WarAttack<'a>> {
        let mut attacks = self.war.attacks();
        attacks.retain(|attack| core::ptr::eq(attack.side.clan, self.clan));
        attacks
    }

    /// The score as stated by the server.
    pub fn score(self) -> WarScore {
        self.clan.score()
    }

    /// The score computed from the attacks: stars and percentages of the best attack on each
    /// village, which is the one with the most stars, then the highest percentage.
    ///
    /// It equals [`score`](Self::score) in recorded responses, except for rounding: those of
    /// earlier years state the percentage in single precision.
    pub fn score_from_attacks(self) -> WarScore {
        let (stars, percentages) = sums(best_attacks(self.clan).into_iter());
        WarScore::from_sum(stars, percentages, self.war.villages())
    }

    /// The final result for the clan; `None` unless the war has ended.
    pub fn result(self) -> Option<WarResult> {
        (self.war.phase() == Some(WarPhase::Ended))
            .then(|| self.score().result_against(self.opponent.score()))
    }

    /// The result if the war ended now: the clan leads, trails or is level. `None` before the
    /// battle; the final result after it.
    pub fn current_result(self) -> Option<WarResult> {
        match self.war.phase()? {
            WarPhase::Preparation => None,
            WarPhase::Battle | WarPhase::Ended => Some(self.score().result_against(self.opponent.score())),
        }
    }

    /// The number of attacks that the clan can still make: 0 after the war.
    pub fn remaining_attacks(self) -> usize {
        if self.war.phase() == Some(WarPhase::Ended) { 0 } else { self.unused_attacks() }
    }

    /// The number of attacks that the clan did not make in a war that has ended; 0 before its end.
    pub fn missed_attacks(self) -> usize {
        if self.war.phase() == Some(WarPhase::Ended) { self.unused_attacks() } else { 0 }
    }

    fn unused_attacks(self) -> usize {
        let limit = self.war.attacks_of_a_member();
        self.clan.members.iter().map(|member| limit.saturating_sub(member.attacks.len())).sum()
    }

    /// The average duration of the clan's attacks in seconds; `None` without attacks, and in wars of
    /// before 2021, whose attacks have no duration.
    pub fn average_duration(self) -> Option<f64> {
        let attacks = self.clan.members.iter().flat_map(|member| &member.attacks);
        let (mut sum, mut count) = (0.0, 0.0);
        for duration in attacks.filter_map(|attack| attack.duration) {
            sum += f64::from(duration);
            count += 1.0;
        }
        (count > 0.0).then(|| sum / count)
    }

    /// The greatest possible number of stars: three for each village of the opponent.
    pub fn max_stars(self) -> usize {
        self.war.villages().saturating_mul(3)
    }

    /// The greatest possible number of attacks of the clan.
    pub fn max_attacks(self) -> usize {
        self.war.villages().saturating_mul(self.war.attacks_of_a_member())
    }

    /// Whether the clan has all possible stars: a perfect war, if it has ended.
    pub fn is_perfect(self) -> bool {
        let stars = usize::try_from(self.clan.stars).unwrap_or(0);
        stars > 0 && stars >= self.max_stars()
    }
}

/// The sums of stars and percentages.
pub(super) fn sums<'a>(attacks: impl Iterator<Item = &'a ClanWarAttack>) -> (i32, f64) {
    attacks.fold((0, 0.0), |(stars, percentages), attack| {
        (attack.stars.saturating_add(stars), percentages + attack.destruction_percentage)
    })
}
