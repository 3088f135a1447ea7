//! [`WarAttack`]: an attack of a war with its players and its effect on the score.

use alloc::vec::Vec;

use super::{ClanWar, ClanWarAttack, ClanWarMember, WarScore, WarSide, member};
use crate::{
    PlayerTag,
    sort::{self, Index},
};

/// An attack of a war, from [`ClanWar::attacks`].
///
/// ```
/// use coc_models::ClanWar;
///
/// /// Prints the course of a war.
/// fn course(war: &ClanWar) {
///     for attack in war.attacks() {
///         let WarAttack { attacker_position, new_stars, score_after, .. } = attack;
///         println!("#{attacker_position}: +{new_stars}, {} stars in total", score_after.stars);
///     }
/// }
/// # use coc_models::WarAttack;
/// # course(&ClanWar::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WarAttack<'a> {
    /// The attack.
    pub attack: &'a ClanWarAttack,
    /// The side of the attacker's clan.
    pub side: WarSide<'a>,
    /// The attacker.
    pub attacker: &'a ClanWarMember,
    /// The attacker's [position](crate::WarMember::position) on the war map.
    pub attacker_position: usize,
    /// The defender; `None` if the opponent's line-up lacks the player.
    pub defender: Option<&'a ClanWarMember>,
    /// The defender's [position](crate::WarMember::position) on the war map.
    pub defender_position: Option<usize>,
    /// The best earlier attack on the same village: the one with the most stars, then the highest
    /// percentage, then the earliest.
    pub previous_best: Option<&'a ClanWarAttack>,
    /// The stars that the attack added to the clan's score.
    pub new_stars: i32,
    /// The clan's score after the attack.
    pub score_after: WarScore,
}

impl WarAttack<'_> {
    /// Whether the attack was the first on its village.
    pub fn is_fresh(&self) -> bool {
        self.previous_best.is_none()
    }
}

/// A village while the attacks are replayed.
#[derive(Default)]
struct Village<'a> {
    defender: Option<&'a ClanWarMember>,
    position: Option<usize>,
    best: Option<&'a ClanWarAttack>,
}

/// The villages of a side by their tags.
#[derive(Default)]
struct Villages<'a> {
    indexes: Index<PlayerTag, usize>,
    villages: Vec<Village<'a>>,
}

impl<'a> Villages<'a> {
    /// Returns the village with a tag, adding it if there is none.
    fn add(&mut self, tag: PlayerTag, village: impl FnOnce() -> Village<'a>) -> Option<&mut Village<'a>> {
        let index = *self.indexes.get_or_insert(tag, self.villages.len())?;
        if index == self.villages.len() {
            self.villages.push(village());
        }
        self.villages.get_mut(index)
    }
}

/// The sums of a side while the attacks are replayed.
#[derive(Clone, Copy, Default)]
struct Sums {
    stars: i32,
    percentages: f64,
}

impl ClanWar {
    /// All attacks of both clans in their order.
    ///
    /// The list is computed with each call, in O(n log n).
    pub fn attacks(&self) -> Vec<WarAttack<'_>> {
        let sides = self.sides();
        let mut attacks = Vec::new();
        // The villages by the index of the attacking side.
        let mut villages: [Villages<'_>; 2] = Default::default();
        for ((index, side), villages) in sides.into_iter().enumerate().zip(&mut villages) {
            for (position, attacker) in (1..).zip(member::by_position(side.clan)) {
                attacks.extend(attacker.attacks.iter().map(|attack| (index, position, attacker, attack)));
            }
            for (position, defender) in (1..).zip(member::by_position(side.opponent)) {
                villages.add(defender.tag, || Village {
                    defender: Some(defender),
                    position: Some(position),
                    best: None,
                });
            }
        }
        sort::by_key(&mut attacks, |(_, _, _, attack)| attack.order);
        let village_count = self.villages();
        let mut sums = [Sums::default(); 2];
        let mut replay = |(index, attacker_position, attacker, attack)| {
            let (index, attack): (usize, &ClanWarAttack) = (index, attack);
            let ((side, sums), villages) = sides.into_iter().zip(&mut sums).zip(&mut villages).nth(index)?;
            let village = villages.add(attack.defender_tag, Village::default)?;
            let previous_best = village.best;
            let mut new_stars = 0;
            if previous_best.is_none_or(|best| member::result(best, attack).is_lt()) {
                village.best = Some(attack);
                new_stars = attack.stars.saturating_sub(previous_best.map_or(0, |best| best.stars)).max(0);
                sums.stars = sums.stars.saturating_add(new_stars);
                sums.percentages += attack.destruction_percentage
                    - previous_best.map_or(0.0, |best| best.destruction_percentage);
            }
            Some(WarAttack {
                attack,
                side,
                attacker,
                attacker_position,
                defender: village.defender,
                defender_position: village.position,
                previous_best,
                new_stars,
                score_after: WarScore::from_sum(sums.stars, sums.percentages, village_count),
            })
        };
        attacks.into_iter().filter_map(&mut replay).collect()
    }
}
