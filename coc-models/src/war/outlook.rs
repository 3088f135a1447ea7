//! [`WarOutlook`]: whether a clan can still win a war, and with how many attacks.

use alloc::vec::Vec;
use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{ClanWarAttack, WarScore, WarSide, assignment::Assignment, member::best_attacks, side::sums};
use crate::{WarResult, sort};

/// Whether a clan can still win a war; from [`WarSide::outlook`].
///
/// ```
/// use coc_models::{ClanWar, WarChance};
///
/// /// A line about the chances of the requested clan.
/// fn chances(war: &ClanWar) -> Option<String> {
///     let [ours, _] = war.sides();
///     let outlook = ours.outlook()?;
///     Some(match outlook.chance {
///         WarChance::Leads => "we lead".to_owned(),
///         WarChance::CanWin | WarChance::CanWinByDestruction => {
///             format!("we can win with {} attacks", outlook.attacks_needed?)
///         }
///         _ => format!("we can get {} stars at most", outlook.best_case.stars),
///     })
/// }
/// # assert!(chances(&ClanWar::default()).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WarOutlook {
    /// The chance of the clan.
    pub chance: WarChance,
    /// The greatest score that the clan can still reach.
    pub best_case: WarScore,
    /// The number of attacks that the clan can still make.
    pub attacks_left: usize,
    /// The smallest number of further attacks with which the clan can lead; `Some(0)` if it leads,
    /// `None` if it cannot win.
    pub attacks_needed: Option<usize>,
}

/// The chance of a clan to win, against the opponent's score as it is now.
///
/// ```
/// use coc_models::{ClanWar, WarChance};
///
/// let body = r#"{"state":"inWar","teamSize":1,"clan":{},"opponent":{}}"#;
/// let war: ClanWar = serde_json::from_str(body)?;
/// let outlook = war.sides()[0].outlook().ok_or("no war")?;
/// // No member is listed, so neither clan can attack.
/// assert_eq!(outlook.chance, WarChance::CanTie);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WarChance {
    /// The clan leads, by stars or by destruction.
    Leads,
    /// The clan does not lead, but can get more stars than the opponent.
    CanWin,
    /// The clan can get as many stars as the opponent, but not more; then it can have the higher
    /// destruction.
    CanWinByDestruction,
    /// The clan can get the opponent's score, but not more.
    CanTie,
    /// The opponent's score is out of reach.
    CannotWin,
}

impl WarSide<'_> {
    /// Whether the clan can still win, with its best case: every attack that it can still make
    /// destroys a village completely. `None` without a war.
    ///
    /// The bound is exact: villages with the largest gains are attacked first, each member has its
    /// own number of attacks left, and no member attacks the same village twice. It assumes that
    /// the opponent's score stays as it is. All scores are
    /// [computed from the attacks](Self::score_from_attacks).
    pub fn outlook(self) -> Option<WarOutlook> {
        self.war.phase()?;
        let size = self.war.villages();
        let theirs = self.opposite().score_from_attacks();
        let best = best_attacks(self.clan);
        let (mut stars, mut percentages) = sums(best.iter().copied());
        let now = WarScore::from_sum(stars, percentages, size);
        let leads = |score: WarScore| score.result_against(theirs) == WarResult::Win;
        let mut attacks_needed = leads(now).then_some(0);
        let mut best_case = now;
        let mut assignment = Assignment::new(self);
        let villages = gains(self, &best).into_iter();
        let attacked = villages.filter(|village| assignment.add(village.index)).enumerate();
        for (earlier_attacks, village) in attacked {
            stars = stars.saturating_add(village.stars);
            percentages += village.percentage;
            best_case = WarScore::from_sum(stars, percentages, size);
            if attacks_needed.is_none() && leads(best_case) {
                attacks_needed = Some(earlier_attacks + 1);
            }
        }
        let chance = match (attacks_needed, best_case.result_against(theirs)) {
            (Some(0), _) => WarChance::Leads,
            (_, WarResult::Win) if best_case.stars > theirs.stars => WarChance::CanWin,
            (_, WarResult::Win) => WarChance::CanWinByDestruction,
            (_, WarResult::Tie) => WarChance::CanTie,
            _ => WarChance::CannotWin,
        };
        Some(WarOutlook { chance, best_case, attacks_left: self.remaining_attacks(), attacks_needed })
    }
}

/// The gain of an attack that destroys a village completely.
struct Gain {
    /// The index of the village in the opponent's list of members.
    index: usize,
    stars: i32,
    percentage: f64,
}

/// The villages at which an attack can improve the score, the largest gains first.
fn gains(side: WarSide<'_>, best: &[&ClanWarAttack]) -> Vec<Gain> {
    let gain = |(index, tag)| {
        let found = best.binary_search_by_key(&tag, |attack| attack.defender_tag).ok();
        let attack = found.and_then(|found| best.get(found));
        let (stars, percentage) =
            attack.map_or((0, 0.0), |attack| (attack.stars, attack.destruction_percentage));
        let gain = Gain { index, stars: 3_i32.saturating_sub(stars), percentage: 100.0 - percentage };
        ((gain.stars, gain.percentage) > (0, 0.0)).then_some(gain)
    };
    let members = side.opponent.members.iter().map(|member| member.tag).enumerate();
    let mut gains: Vec<_> = members.filter_map(gain).collect();
    sort::by(&mut gains, |a, b| match b.stars.cmp(&a.stars) {
        Ordering::Equal => b.percentage.total_cmp(&a.percentage),
        order => order,
    });
    gains
}
