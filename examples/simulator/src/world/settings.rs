//! The choices of clans and players: the settings of a clan, names, labels, houses and preferences.

use super::members::{self, home};
use super::names;
use super::rng::Topic;
use super::scenario::Varying;
use super::{Clan, Moment, Player, World};

/// The parts of a player house.
pub(super) const HOUSE: [&str; 4] = ["ground", "walls", "roof", "decoration"];
const TYPES: [&str; 6] = ["inviteOnly", "inviteOnly", "inviteOnly", "open", "open", "closed"];
const TROPHIES: [i64; 9] = [0, 0, 200, 800, 1000, 1400, 2000, 2600, 3000];

/// The settings of a clan at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClanSettings {
    pub(super) kind: &'static str,
    pub(super) family: bool,
    pub(super) description: String,
    pub(super) required_trophies: i64,
    pub(super) required_builder_trophies: i64,
    pub(super) required_town_hall: i64,
    /// The number of a language.
    pub(super) language: Option<u64>,
    pub(super) labels: Vec<i64>,
    pub(super) war_log_public: bool,
}

impl World {
    pub(super) fn clan_settings(&self, clan: Clan, now: Moment) -> ClanSettings {
        let traits = self.traits(clan);
        let stepped = |varying| self.stepped(varying, clan, now);
        let required_trophies = stepped(Varying::RequiredTrophies)
            .map_or(traits.required_trophies, |mut roll| *roll.pick(&TROPHIES));
        let description =
            stepped(Varying::Description).unwrap_or_else(|| self.seed.roll(Topic::ClanName, clan, 1));
        ClanSettings {
            kind: stepped(Varying::ClanType).map_or(traits.kind, |mut roll| *roll.pick(&TYPES)),
            family: stepped(Varying::Family).map_or(traits.family, |mut roll| roll.percent(55)),
            description: names::description(description),
            required_trophies,
            required_builder_trophies: required_trophies / 2 / 100 * 100,
            required_town_hall: stepped(Varying::RequiredTownHall)
                .map_or(traits.required_town_hall, |mut roll| roll.range(1, 14)),
            language: match stepped(Varying::Language) {
                Some(mut roll) => roll.percent(75).then(|| roll.next()),
                None => traits.language,
            },
            labels: self.clan_labels(clan, now),
            war_log_public: self.war_log_is_public(clan, now),
        }
    }

    /// Up to three different labels.
    pub(super) fn clan_labels(&self, clan: Clan, now: Moment) -> Vec<i64> {
        let stepped = self.stepped(Varying::ClanLabels, clan, now);
        let mut roll = stepped.unwrap_or_else(|| self.seed.roll(Topic::Labels, clan, 0));
        let mut all: Vec<i64> = (0..17).collect();
        roll.shuffle(&mut all);
        all.truncate(if roll.percent(80) { 3 } else { roll.below(3) as usize });
        all
    }

    /// The `role` of a member of its clan.
    pub(super) fn role(&self, player: Player, clan: Clan, now: Moment) -> &'static str {
        let (home, slot) = home(player);
        if home != clan || slot >= members::FIRST_TRAVELLER {
            return "member";
        }
        let size = self.clan_size(clan);
        let co_leaders = size.div_ceil(8);
        if slot == 0 {
            return "leader";
        } else if slot <= co_leaders {
            return "coLeader";
        }
        let is_elder = match self.stepped(Varying::Role, player, now) {
            Some(mut roll) => roll.percent(33),
            None => slot <= co_leaders + size / 3,
        };
        if is_elder { "admin" } else { "member" }
    }

    pub(super) fn player_name(&self, player: Player, now: Moment) -> String {
        let stepped = self.stepped(Varying::PlayerName, player, now);
        names::player(stepped.unwrap_or_else(|| self.seed.roll(Topic::PlayerName, player, 0)))
    }

    /// Whether a player has not opted out of wars.
    pub(super) fn wants_war(&self, player: Player, now: Moment) -> bool {
        let stepped = self.stepped(Varying::WarPreference, player, now);
        stepped.unwrap_or_else(|| self.seed.roll(Topic::PlayerTraits, player, 6)).percent(80)
    }

    /// Up to three different labels.
    pub(super) fn player_labels(&self, player: Player, now: Moment) -> Vec<i64> {
        let stepped = self.stepped(Varying::PlayerLabels, player, now);
        let mut roll = stepped.unwrap_or_else(|| self.seed.roll(Topic::Labels, player, 1));
        let mut all: Vec<i64> = (0..19).collect();
        roll.shuffle(&mut all);
        all.truncate(if roll.percent(60) { 3 } else { roll.below(3) as usize });
        all
    }

    /// The ids of the parts of a player house; some players have none.
    pub(super) fn house(&self, player: Player, now: Moment) -> Option<[i64; HOUSE.len()]> {
        let stepped = self.stepped(Varying::House, player, now);
        let mut roll = stepped.unwrap_or_else(|| self.seed.roll(Topic::PlayerTraits, player, 4));
        (!roll.percent(6)).then(|| HOUSE.map(|_| 82_000_000 + roll.range(0, 110)))
    }

    /// The index of the super troop that a player boosts; most indexes are of none.
    pub(super) fn boosted(&self, player: Player, now: Moment) -> usize {
        match self.stepped(Varying::SuperTroop, player, now) {
            Some(mut roll) => roll.below(30) as usize,
            None => self.seed.roll(Topic::Army, player, 0).below(60) as usize,
        }
    }
}
