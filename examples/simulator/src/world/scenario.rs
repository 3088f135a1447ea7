//! Deviations from the usual world, for programs that follow it over time, and the traits that
//! change in steps because of them.

use super::calendar::{DAY, HOUR};
use super::rng::{Roll, Topic};
use super::{Clan, Moment, World};

/// Deviations from the usual world. By default there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The percentage of groups of rival clans that search again at once: half a minute to eight
    /// minutes after a war, the preparation of the next one replaces it.
    pub immediate_searches: u8,
    /// The percentage of clans with a private war log; by default a third of the weaker ones.
    pub private_logs: Option<u8>,
    /// The percentage of clans whose war log turns private for some hours every three days, also in
    /// the middle of a war.
    pub changing_logs: u8,
    /// Whether clans and players often change what rarely changes: settings of clans, roles, names,
    /// labels, war preferences, houses, worn equipment and boosted super troops.
    pub frequent_changes: bool,
}

/// A trait that changes in steps if [`Scenario::frequent_changes`] is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Varying {
    ClanType,
    Family,
    Description,
    RequiredTrophies,
    RequiredTownHall,
    Language,
    ClanLabels,
    Role,
    PlayerName,
    WarPreference,
    PlayerLabels,
    House,
    SuperTroop,
    Equipment,
}

impl Varying {
    /// The traits of a clan.
    pub(super) const OF_CLAN: [Self; 7] = [
        Self::ClanType,
        Self::Family,
        Self::Description,
        Self::RequiredTrophies,
        Self::RequiredTownHall,
        Self::Language,
        Self::ClanLabels,
    ];
    /// The traits of a player.
    pub(super) const OF_PLAYER: [Self; 7] = [
        Self::Role,
        Self::PlayerName,
        Self::WarPreference,
        Self::PlayerLabels,
        Self::House,
        Self::SuperTroop,
        Self::Equipment,
    ];

    /// The time between two steps.
    const fn interval(self) -> i64 {
        match self {
            Self::WarPreference => DAY,
            Self::ClanType | Self::RequiredTrophies | Self::RequiredTownHall | Self::Role => 2 * DAY,
            Self::Description | Self::ClanLabels | Self::SuperTroop | Self::Equipment => 3 * DAY,
            Self::Family | Self::Language | Self::PlayerLabels | Self::House => 5 * DAY,
            Self::PlayerName => 10 * DAY,
        }
    }
}

/// The interval in which a changing war log is private once.
const LOG_EPOCH: i64 = 3 * DAY;

impl World {
    /// The number of a trait's current step; 0 in a world without frequent changes.
    pub(super) fn step(&self, varying: Varying, entity: u64, now: Moment) -> i64 {
        if !self.scenario.frequent_changes {
            return 0;
        }
        (now - self.step_offset(varying, entity)).div_euclid(varying.interval())
    }

    /// The numbers of a trait's current step; `None` in a world without frequent changes.
    pub(super) fn stepped(&self, varying: Varying, entity: u64, now: Moment) -> Option<Roll> {
        let part = self.step(varying, entity, now) * 64 + varying as i64;
        self.scenario.frequent_changes.then(|| self.seed.roll(Topic::Steps, entity, -part - 64))
    }

    /// The moments after `from` and up to `to` at which a trait may change.
    pub(super) fn steps_between(
        &self,
        varying: Varying,
        entity: u64,
        from: Moment,
        to: Moment,
    ) -> impl Iterator<Item = Moment> + use<> {
        let (first, last) = (self.step(varying, entity, from) + 1, self.step(varying, entity, to));
        let offset = self.step_offset(varying, entity);
        (first..=last).map(move |step| step * varying.interval() + offset)
    }

    fn step_offset(&self, varying: Varying, entity: u64) -> i64 {
        let seconds = varying.interval() as u64 / 1000;
        self.seed.roll(Topic::Steps, entity, varying as i64).below(seconds) as i64 * 1000
    }

    /// Whether the war log of a clan is public.
    pub(super) fn war_log_is_public(&self, clan: Clan, now: Moment) -> bool {
        let is_private_now = || {
            let (from, until) = self.private_spell(clan, now.div_euclid(LOG_EPOCH));
            (from..until).contains(&now)
        };
        self.traits(clan).war_log_public && !(self.has_changing_log(clan) && is_private_now())
    }

    /// The moments after `from` and up to `to` at which a clan's war log turns public or private.
    pub(super) fn war_log_turns(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Moment> {
        if !self.traits(clan).war_log_public || !self.has_changing_log(clan) {
            return Vec::new();
        }
        let epochs = from.div_euclid(LOG_EPOCH)..=to.div_euclid(LOG_EPOCH);
        let spells = epochs.flat_map(|epoch| {
            let (from, until) = self.private_spell(clan, epoch);
            [from, until]
        });
        spells.filter(|turn| (from + 1..=to).contains(turn)).collect()
    }

    fn has_changing_log(&self, clan: Clan) -> bool {
        let share = u64::from(self.scenario.changing_logs);
        share > 0 && self.seed.roll(Topic::PrivateLog, clan, -1).percent(share)
    }

    /// The time in which a changing war log is private in an interval.
    fn private_spell(&self, clan: Clan, epoch: i64) -> (Moment, Moment) {
        let mut roll = self.seed.roll(Topic::PrivateLog, clan, epoch);
        let length = roll.range(4 * 3600, 30 * 3600) * 1000;
        let from = epoch * LOG_EPOCH + roll.range(0, (LOG_EPOCH - length - HOUR) / 1000) * 1000;
        (from, from + length)
    }
}
