//! [`WarAttack`]: an attack of a war with its players and its effect on the score.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{ClanWar, ClanWarAttack, ClanWarMember, WarScore, WarSide, member};
use crate::PlayerTag;

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
        // The villages by the index of the attacking side, and by tag.
        let mut villages: BTreeMap<(usize, PlayerTag), Village<'_>> = BTreeMap::new();
        for (index, side) in sides.into_iter().enumerate() {
            for (position, attacker) in (1..).zip(member::by_position(side.clan)) {
                attacks.extend(attacker.attacks.iter().map(|attack| (index, position, attacker, attack)));
            }
            for (position, defender) in (1..).zip(member::by_position(side.opponent)) {
                let village = || Village { defender: Some(defender), position: Some(position), best: None };
                villages.entry((index, defender.tag)).or_insert_with(village);
            }
        }
        attacks.sort_by_key(|(_, _, _, attack)| attack.order);
        let village_count = self.villages();
        let mut sums = [Sums::default(); 2];
        let mut replay = |(index, attacker_position, attacker, attack)| {
            let (index, attack): (usize, &ClanWarAttack) = (index, attack);
            let (side, sums) = sides.into_iter().zip(&mut sums).nth(index)?;
            let village = villages.entry((index, attack.defender_tag)).or_default();
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
