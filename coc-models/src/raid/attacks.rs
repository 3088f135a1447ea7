//! [`RaidAttack`]: an attack of a raid weekend with its capital, district and effect.

use super::{
    ClanCapitalRaidSeason, ClanCapitalRaidSeasonAttack, ClanCapitalRaidSeasonAttackLogEntry,
    ClanCapitalRaidSeasonDistrict,
};
use crate::PlayerTag;

/// An attack of the clan on a district.
///
/// From [`ClanCapitalRaidSeason::attacks`].
///
/// ```
/// use coc_models::{ClanCapitalRaidSeason, PlayerTag};
///
/// fn print(weekend: &ClanCapitalRaidSeason, player: PlayerTag) {
///     for attack in weekend.attacks_by(player) {
///         let clan = &attack.raid.defender.name;
///         println!("{} of {clan}: +{} %", attack.district.name, attack.new_destruction());
///     }
/// }
/// # print(&ClanCapitalRaidSeason::default(), PlayerTag::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RaidAttack<'a> {
    /// The capital.
    pub raid: &'a ClanCapitalRaidSeasonAttackLogEntry,
    /// The district.
    pub district: &'a ClanCapitalRaidSeasonDistrict,
    /// The attack.
    pub attack: &'a ClanCapitalRaidSeasonAttack,
    /// The attack on the district before this one.
    pub previous: Option<&'a ClanCapitalRaidSeasonAttack>,
}

impl RaidAttack<'_> {
    /// The part of the district that this attack destroyed, in percent.
    pub fn new_destruction(&self) -> i32 {
        let before = self.previous.map_or(0, |attack| attack.destruction_percent);
        self.attack.destruction_percent.saturating_sub(before)
    }

    /// The stars that this attack added to the district.
    pub fn new_stars(&self) -> i32 {
        stars(self.attack).saturating_sub(self.previous.map_or(0, stars))
    }

    /// Whether this attack completed the destruction of the district.
    pub fn is_final(&self) -> bool {
        self.attack.destruction_percent == 100
    }
}

/// The stars of a district after an attack. Bodies of before March 2023 have none, but a destroyed
/// district always has three.
fn stars(attack: &ClanCapitalRaidSeasonAttack) -> i32 {
    if attack.destruction_percent == 100 { 3 } else { attack.stars }
}

impl ClanCapitalRaidSeason {
    /// The attacks of the clan by capital and district, in the order of the attacks on each
    /// district. Only the newest weekends list any.
    pub fn attacks(&self) -> impl Iterator<Item = RaidAttack<'_>> {
        self.attack_log.iter().flat_map(|raid| {
            raid.districts.iter().flat_map(move |district| {
                // A district lists its newest attack first.
                let attacks = district.attacks.iter().rev();
                let previous = core::iter::once(None).chain(attacks.clone().map(Some));
                attacks.zip(previous).map(move |(attack, previous)| RaidAttack {
                    raid,
                    district,
                    attack,
                    previous,
                })
            })
        })
    }

    /// The attacks of a member; see [`attacks`](Self::attacks).
    pub fn attacks_by(&self, player: PlayerTag) -> impl Iterator<Item = RaidAttack<'_>> {
        self.attacks().filter(move |attack| attack.attack.attacker.tag == player)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn an_attack_adds_to_what_was_destroyed_before_it() {
        let weekend: ClanCapitalRaidSeason = serde_json::from_str(
            r##"{"state":"ongoing","startTime":"20260821T070000.000Z","endTime":"20260824T070000.000Z",
            "attackLog":[{"defender":{"tag":"#2PP"},"districts":[{"id":70000001,"attacks":[
                {"attacker":{"tag":"#2PY"},"destructionPercent":100,"stars":0},
                {"attacker":{"tag":"#2PQ"},"destructionPercent":70,"stars":1},
                {"attacker":{"tag":"#2PY"},"destructionPercent":40,"stars":0}]}]}]}"##,
        )
        .unwrap();
        let effects =
            |attack: RaidAttack<'_>| (attack.new_destruction(), attack.new_stars(), attack.is_final());
        let all: Vec<_> = weekend.attacks().map(effects).collect();
        assert_eq!(all, [(40, 0, false), (30, 1, false), (30, 2, true)]);
        let own: Vec<_> = weekend.attacks_by("#2PY".parse().unwrap()).map(effects).collect();
        assert_eq!(own, [(40, 0, false), (30, 2, true)]);
    }
}
