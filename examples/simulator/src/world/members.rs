//! Membership: players have a home clan, and some leave it for a while or travel from clan to clan.
//!
//! A player is a slot of the home clan. The first slots are the core, as many as the clan's size;
//! the other slots before [`FIRST_TRAVELLER`] are players in no clan. Travellers of the same slot
//! move in step, each by the same number of clans, so that no two of them are in one slot, and both
//! the clan of a guest and the guests of a clan are computed directly.

use super::calendar::{DAY, HOUR};
use super::rng::Topic;
use super::{Clan, HOME_SIZE, Moment, Player, World};

/// The first slot of travellers.
pub(super) const FIRST_TRAVELLER: u64 = 44;
/// Core members below this slot never leave.
pub(super) const FAITHFUL: u64 = 20;
/// Core members leave for a whole epoch, if at all.
const CORE_EPOCH: i64 = 21 * DAY;
/// The duration of a traveller's stay.
const TRAVEL_EPOCH: i64 = 5 * DAY;
/// The minimum size of a clan with guests.
const LEAST_HOST: u64 = 20;

/// A player's membership in a clan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Membership {
    pub(super) clan: Clan,
    /// The start of the membership, if it is recent.
    pub(super) since: Option<Moment>,
}

/// The home clan and slot of a player.
pub(super) fn home(player: Player) -> (Clan, u64) {
    (player / HOME_SIZE, player % HOME_SIZE)
}

/// The player of a slot.
pub(super) fn resident(clan: Clan, slot: u64) -> Player {
    clan * HOME_SIZE + slot
}

impl World {
    /// The clan of a player.
    pub(super) fn membership(&self, player: Player, now: Moment) -> Option<Membership> {
        let (clan, slot) = home(player);
        if slot >= FIRST_TRAVELLER {
            return self.travel(player, now);
        }
        if slot >= self.clan_size(clan) || self.is_away(player, now) {
            return None;
        }
        let before = self.core_epoch_start(player, now);
        let since = self.is_away(player, before - 1).then_some(before);
        Some(Membership { clan, since })
    }

    /// Whether a core member has left the clan for a while.
    fn is_away(&self, player: Player, now: Moment) -> bool {
        let (_, slot) = home(player);
        slot >= FAITHFUL && {
            let epoch = (now - self.core_offset(player)).div_euclid(CORE_EPOCH);
            self.seed.roll(Topic::Away, player, epoch).percent(4)
        }
    }

    fn core_offset(&self, player: Player) -> i64 {
        self.seed.roll(Topic::Home, player, 0).below(CORE_EPOCH as u64 / 1000) as i64 * 1000
    }

    fn core_epoch_start(&self, player: Player, now: Moment) -> Moment {
        let offset = self.core_offset(player);
        (now - offset).div_euclid(CORE_EPOCH) * CORE_EPOCH + offset
    }

    /// The clan of a traveller.
    fn travel(&self, player: Player, now: Moment) -> Option<Membership> {
        let (home, slot) = home(player);
        let (epoch, began) = travel_epoch(slot, now);
        let host = (home + self.travel_shift(slot, epoch)) % self.clans;
        let came = began + self.travel_gap(player, epoch);
        (self.clan_size(host) >= LEAST_HOST && now >= came)
            .then_some(Membership { clan: host, since: Some(came) })
    }

    /// The time that a traveller searches for the next clan.
    fn travel_gap(&self, player: Player, epoch: i64) -> i64 {
        let mut gap = self.seed.roll(Topic::TravelGap, player, epoch);
        // Some search for a clan longer than they would stay.
        if gap.percent(10) { TRAVEL_EPOCH } else { HOUR + gap.range(0, 9 * 3600) * 1000 }
    }

    fn travel_shift(&self, slot: u64, epoch: i64) -> u64 {
        self.seed.roll(Topic::Travel, slot, epoch).below(self.clans)
    }

    /// The members of a clan, in no particular order.
    pub(super) fn members(&self, clan: Clan, now: Moment) -> Vec<Player> {
        let core = (0..self.clan_size(clan)).map(|slot| resident(clan, slot));
        let mut members: Vec<Player> = core.filter(|player| !self.is_away(*player, now)).collect();
        if self.clan_size(clan) >= LEAST_HOST {
            members.extend((FIRST_TRAVELLER..HOME_SIZE).filter_map(|slot| {
                let (epoch, _) = travel_epoch(slot, now);
                let from = (clan + self.clans - self.travel_shift(slot, epoch)) % self.clans;
                let guest = resident(from, slot);
                self.travel(guest, now).map(|_| guest)
            }));
        }
        members
    }

    /// The moments after `from` and up to `to` at which players may join or leave a clan.
    pub(super) fn membership_turns(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Moment> {
        let core = (FAITHFUL..self.clan_size(clan)).map(|slot| resident(clan, slot));
        let mut turns: Vec<Moment> = core.flat_map(|player| self.moves_of_player(player, from, to)).collect();
        for slot in FIRST_TRAVELLER..HOME_SIZE {
            for epoch in travel_epoch(slot, from).0..=travel_epoch(slot, to).0 {
                let guest = (clan + self.clans - self.travel_shift(slot, epoch)) % self.clans;
                turns.extend(self.moves_of_player(resident(guest, slot), from, to));
            }
        }
        turns
    }

    /// The moments after `from` and up to `to` at which a player may change clans.
    pub(super) fn moves_of_player(&self, player: Player, from: Moment, to: Moment) -> Vec<Moment> {
        let (_, slot) = home(player);
        let mut moves = Vec::new();
        if slot < FIRST_TRAVELLER {
            let mut at = self.core_epoch_start(player, to);
            while at > from {
                moves.push(at);
                at -= CORE_EPOCH;
            }
            return moves;
        }
        let mut at = to;
        while at > from - TRAVEL_EPOCH {
            let (epoch, began) = travel_epoch(slot, at);
            moves.extend([began, began + self.travel_gap(player, epoch)]);
            at = began - 1;
        }
        moves.retain(|at| (from + 1..=to).contains(at));
        moves
    }

    /// The core members present throughout an interval shorter than [`CORE_EPOCH`].
    pub(super) fn present(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Player> {
        debug_assert!(to - from < CORE_EPOCH);
        let core = (0..self.clan_size(clan)).map(|slot| resident(clan, slot));
        core.filter(|player| !self.is_away(*player, from) && !self.is_away(*player, to)).collect()
    }
}

/// The number and the start of a travelling slot's stay; every slot moves at a different hour.
fn travel_epoch(slot: u64, now: Moment) -> (i64, Moment) {
    let offset = (slot - FIRST_TRAVELLER) as i64 * 19 * HOUR;
    let epoch = (now - offset).div_euclid(TRAVEL_EPOCH);
    (epoch, epoch * TRAVEL_EPOCH + offset)
}
