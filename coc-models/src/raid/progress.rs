//! The state of a raid weekend: which one is current, members and their attacks, totals.

use alloc::vec::Vec;

use super::{
    ClanCapitalRaidSeason, ClanCapitalRaidSeasonAttackLogEntry, ClanCapitalRaidSeasonDefenseLogEntry,
    ClanCapitalRaidSeasonDistrict, ClanCapitalRaidSeasonMember,
};
use crate::{Clan, ClanMember, PlayerTag, Timestamp};

/// Totals of the raids in one direction, from their log.
///
/// ```
/// use coc_models::ClanCapitalRaidSeason;
///
/// fn print(weekend: &ClanCapitalRaidSeason) {
///     let (offense, defense) = (weekend.offensive_totals(), weekend.defensive_totals());
///     println!("{} gold in {} attacks", offense.looted, offense.attacks);
///     println!("{} of our districts were destroyed", defense.districts_destroyed);
/// }
/// # print(&ClanCapitalRaidSeason::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RaidTotals {
    /// Raids of which all districts are destroyed.
    pub finished: usize,
    /// Attacks.
    pub attacks: i64,
    /// Districts destroyed.
    pub districts_destroyed: i64,
    /// Capital gold looted.
    pub looted: i64,
}

impl RaidTotals {
    fn add(
        mut self,
        is_finished: bool,
        attacks: i32,
        destroyed: i32,
        districts: &[ClanCapitalRaidSeasonDistrict],
    ) -> Self {
        let looted: i64 = districts.iter().map(|district| i64::from(district.total_looted)).sum();
        self.finished += usize::from(is_finished);
        self.attacks += i64::from(attacks);
        self.districts_destroyed += i64::from(destroyed);
        self.looted += looted;
        self
    }
}

impl ClanCapitalRaidSeasonMember {
    /// The attacks that the member may make: the limit and the bonus.
    pub fn attacks_allowed(&self) -> i32 {
        self.attack_limit.saturating_add(self.bonus_attack_limit)
    }

    /// The attacks that the member has left.
    ///
    /// The bonus attack counts as soon as the member has earned it by destroying a district.
    pub fn attacks_left(&self) -> i32 {
        self.attacks_allowed().saturating_sub(self.attacks).max(0)
    }
}

impl ClanCapitalRaidSeasonAttackLogEntry {
    /// Whether all districts are destroyed.
    pub fn is_finished(&self) -> bool {
        self.district_count > 0 && self.districts_destroyed >= self.district_count
    }
}

impl ClanCapitalRaidSeasonDefenseLogEntry {
    /// Whether all districts are destroyed.
    pub fn is_finished(&self) -> bool {
        self.district_count > 0 && self.districts_destroyed >= self.district_count
    }
}

impl ClanCapitalRaidSeason {
    /// The weekend of a list that is in progress at an instant.
    ///
    /// ```
    /// use coc_models::{ClanCapitalRaidSeason, Page, Timestamp};
    ///
    /// /// The attacks that the members have left, while there is a raid weekend.
    /// fn attacks_left(seasons: &Page<ClanCapitalRaidSeason>, now: Timestamp) -> Option<i32> {
    ///     let weekend = ClanCapitalRaidSeason::current_of(&seasons.items, now)?;
    ///     let members = weekend.members.iter().flatten();
    ///     Some(members.map(|member| member.attacks_left()).sum())
    /// }
    /// # assert_eq!(attacks_left(&Page::default(), Timestamp::default()), None);
    /// ```
    pub fn current_of(seasons: &[Self], at: Timestamp) -> Option<&Self> {
        Self::latest_of(seasons, at).filter(|season| at < season.end_time)
    }

    /// The weekend of a list that is in progress at an instant, or the last one before it.
    pub fn latest_of(seasons: &[Self], at: Timestamp) -> Option<&Self> {
        let begun = seasons.iter().filter(|season| season.start_time <= at);
        begun.max_by_key(|season| season.start_time)
    }

    /// The member with this tag, if the player has attacked.
    pub fn member(&self, tag: PlayerTag) -> Option<&ClanCapitalRaidSeasonMember> {
        self.members.iter().flatten().find(|member| member.tag == tag)
    }

    /// The members of the clan who have not attacked; `None` for older weekends, which list no
    /// members.
    ///
    /// A player may have left the clan after attacking, and one who joined during the weekend may
    /// have attacked for another clan.
    pub fn without_attacks<'a>(&self, clan: &'a Clan) -> Option<Vec<&'a ClanMember>> {
        if self.members.is_none() && self.total_attacks > 0 {
            return None;
        }
        let idle = clan.member_list.iter().filter(|member| self.member(member.tag).is_none());
        Some(idle.collect())
    }

    /// Totals of the clan's raids on other clans.
    pub fn offensive_totals(&self) -> RaidTotals {
        self.attack_log.iter().fold(RaidTotals::default(), |totals, raid| {
            totals.add(raid.is_finished(), raid.attack_count, raid.districts_destroyed, &raid.districts)
        })
    }

    /// Totals of other clans' raids on the clan.
    pub fn defensive_totals(&self) -> RaidTotals {
        self.defense_log.iter().fold(RaidTotals::default(), |totals, raid| {
            totals.add(raid.is_finished(), raid.attack_count, raid.districts_destroyed, &raid.districts)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn season(start: i64) -> ClanCapitalRaidSeason {
        ClanCapitalRaidSeason {
            start_time: Timestamp::from_unix_seconds(start).unwrap(),
            end_time: Timestamp::from_unix_seconds(start + 3 * 86_400).unwrap(),
            ..ClanCapitalRaidSeason::default()
        }
    }

    #[test]
    fn the_current_weekend_ends_at_its_end_and_stays_the_latest() {
        let at = |seconds| Timestamp::from_unix_seconds(seconds).unwrap();
        let seasons = [season(1_000_000), season(395_200)];
        let start =
            |season: Option<&ClanCapitalRaidSeason>| season.map(|season| season.start_time.unix_seconds());
        let current = |seconds| start(ClanCapitalRaidSeason::current_of(&seasons, at(seconds)));
        let latest = |seconds| start(ClanCapitalRaidSeason::latest_of(&seasons, at(seconds)));
        assert_eq!((current(395_199), latest(395_199)), (None, None));
        assert_eq!((current(1_000_000), latest(1_000_000)), (Some(1_000_000), Some(1_000_000)));
        assert_eq!((current(1_259_199), latest(1_259_199)), (Some(1_000_000), Some(1_000_000)));
        assert_eq!((current(1_259_200), latest(1_259_200)), (None, Some(1_000_000)));
        assert_eq!((current(999_999), latest(999_999)), (None, Some(395_200)));
    }

    #[test]
    fn attacks_left_are_limit_and_bonus_less_attacks_and_never_negative() {
        let left = |attacks, attack_limit, bonus_attack_limit| {
            let member = ClanCapitalRaidSeasonMember {
                attacks,
                attack_limit,
                bonus_attack_limit,
                ..ClanCapitalRaidSeasonMember::default()
            };
            member.attacks_left()
        };
        assert_eq!(left(2, 5, 0), 3);
        assert_eq!(left(5, 5, 1), 1);
        assert_eq!(left(7, 5, 1), 0);
        assert_eq!(left(i32::MIN, i32::MAX, i32::MAX), i32::MAX);
    }

    #[test]
    fn who_has_not_attacked_is_known_only_with_a_list_of_members() {
        let member = ClanMember { tag: "#2PP".parse().unwrap(), ..ClanMember::default() };
        let clan = Clan { member_list: std::vec![member], ..Clan::default() };
        let fresh = season(0);
        assert_eq!(fresh.without_attacks(&clan).map(|members| members.len()), Some(1));
        let old = ClanCapitalRaidSeason { total_attacks: 5, ..season(0) };
        assert_eq!(old.without_attacks(&clan), None);
        let attacker = ClanCapitalRaidSeasonMember { tag: "#2PP".parse().unwrap(), ..Default::default() };
        let current = ClanCapitalRaidSeason { members: Some(std::vec![attacker]), ..old };
        assert_eq!(current.without_attacks(&clan), Some(std::vec![]));
    }
}
