//! The ranked league: the order of all players, its blocks, tiers, weekly groups and battles.
//!
//! A block has as many players as eight clans. Most of them come from clans of similar strength,
//! the rest from anywhere. One in four never signs up; the other three hundred are shuffled every
//! week into three groups of a hundred. In a group, all members attack the members a fixed few
//! seats further on. So a player's attacks, and the attacks on the player, are computed without
//! looking at other players.
//!
//! The signed-up players of the blocks at the top are the legends, who are in no group. Since there
//! are three legend tiers, the lower two have groups and weeks like all other tiers.

use super::calendar::{self, HOUR, MINUTE, WEEK};
use super::catalogue;
use super::members::{home, resident};
use super::rng::{Permutation, Topic};
use super::trophy_season::TrophySeason;
use super::{EIGHT, HOME_SIZE, Moment, Player, World};

/// The number of players in a block.
const BLOCK: u64 = EIGHT * HOME_SIZE;
/// Slots of a clan whose players are close to each other, and the number of them in a block.
const NEAR_SLOTS: u64 = 30;
const NEAR: u64 = EIGHT * NEAR_SLOTS;
const FAR_SLOTS: u64 = HOME_SIZE - NEAR_SLOTS;
const FAR: u64 = BLOCK - NEAR;
/// One in four players of a block has not signed up.
const IDLE: u64 = 4;
const SIGNED_UP: u64 = BLOCK / IDLE * (IDLE - 1);
/// The number of members of a group.
pub(super) const GROUP: u64 = 100;
/// The offset of week numbers that makes every group's number positive.
const WEEKS_BEFORE: i64 = 4096;

/// A player's place in the order of all players.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    block: u64,
    index: u64,
}

/// A group of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) week: i64,
    pub(super) block: u64,
    pub(super) part: u64,
}

/// A player's league at a moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    /// 0 is unranked.
    pub(super) tier: i64,
    /// Whether the player is in the highest tier, where trophies count for a season.
    pub(super) is_legend: bool,
    pub(super) trophies: i64,
    pub(super) attack_wins: i64,
    pub(super) defense_wins: i64,
}

/// The contribution of a member in a tier to the clan's points.
pub(super) fn points_of_tier(tier: i64) -> i64 {
    match tier {
        tier if tier >= catalogue::FIRST_LEGEND_TIER => 5000,
        tier => 100 * tier + 150 * (tier - 25).max(0),
    }
}

/// A ranked battle between two seats of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Battle {
    pub(super) attacker: u64,
    pub(super) defender: u64,
    pub(super) at: Moment,
    pub(super) stars: i64,
    pub(super) destruction: i64,
}

impl Battle {
    /// The trophies that the attacker gains.
    pub(super) fn attack_trophies(self) -> i64 {
        match self.stars {
            3 => 40,
            2 => 16 + (self.destruction - 50) / 3,
            1 => 5 + (self.destruction - 1) / 9,
            _ => self.destruction / 10,
        }
    }

    /// The trophies that the defender gains: the rest of forty, all of them without a star.
    pub(super) fn defense_trophies(self) -> i64 {
        if self.stars == 0 { 40 } else { 40 - self.attack_trophies() }
    }

    /// The trophies of one side.
    pub(super) fn trophies(self, attack: bool) -> i64 {
        if attack { self.attack_trophies() } else { self.defense_trophies() }
    }
}

impl World {
    pub(super) fn blocks(&self) -> u64 {
        self.players() / BLOCK
    }

    /// The number of blocks at the top whose signed-up players are legends.
    pub(super) fn legend_blocks(&self) -> u64 {
        let blocks = self.blocks();
        if blocks < 4 { 0 } else { (blocks / 50).max(1) }
    }

    fn near_window(&self, near: u64) -> (u64, Permutation) {
        let total = self.blocks() * NEAR;
        let width = (self.blocks() / EIGHT).max(5) * NEAR;
        let window = near / width;
        let start = window * width;
        let key = self.seed.roll(Topic::LocalWindow, window, 0).key();
        (start, Permutation::new(width.min(total - start), key))
    }

    fn far_order(&self) -> Permutation {
        Permutation::new(self.blocks() * FAR, self.seed.roll(Topic::Global, 0, 0).key())
    }

    pub(super) fn place(&self, player: Player) -> Place {
        let (clan, slot) = home(player);
        if slot < NEAR_SLOTS {
            let near = self.clan_order.apply(clan) * NEAR_SLOTS + slot;
            let (start, order) = self.near_window(near);
            let near = start + order.apply(near - start);
            Place { block: near / NEAR, index: near % NEAR }
        } else {
            let far = self.far_order().apply(clan * FAR_SLOTS + slot - NEAR_SLOTS);
            Place { block: far / FAR, index: NEAR + far % FAR }
        }
    }

    pub(super) fn player_at(&self, place: Place) -> Player {
        if place.index < NEAR {
            let near = place.block * NEAR + place.index;
            let (start, order) = self.near_window(near);
            let near = start + order.invert(near - start);
            resident(self.clan_order.invert(near / NEAR_SLOTS), near % NEAR_SLOTS)
        } else {
            let far = self.far_order().invert(place.block * FAR + place.index - NEAR);
            resident(far / FAR_SLOTS, NEAR_SLOTS + far % FAR_SLOTS)
        }
    }

    /// The strength among all players, `0.0..1.0`.
    pub(super) fn strength(&self, place: Place) -> f64 {
        (place.block as f64 + place.index as f64 / BLOCK as f64) / self.blocks() as f64
    }

    /// The tier of a block's signed-up players in a week; it changes by one at most.
    pub(super) fn block_tier(&self, block: u64, week: i64) -> i64 {
        let ranked = self.blocks() - self.legend_blocks();
        let top = catalogue::top_tier(calendar::ranked_week_start(week));
        if block >= ranked {
            return top;
        }
        let middle = (block as f64 + 0.5) / ranked as f64;
        // The highest block reaches the highest tier in small worlds, too.
        let height = middle + middle * 0.5 / ranked as f64;
        if height < 0.04 {
            return 0;
        }
        let drift = self.seed.roll(Topic::TierDrift, block, week).range(0, 1);
        (1 + ((height - 0.04) / 0.96 * (top - 1) as f64) as i64 - drift).clamp(1, top - 1)
    }

    /// A player's group and seat in a week; `None` for idle players, legends and unranked ones.
    pub(super) fn seat(&self, player: Player, week: i64) -> Option<(Group, u64)> {
        let Place { block, index } = self.place(player);
        let tier = self.block_tier(block, week);
        if is_idle(index) || tier == 0 || self.is_legend_block(block) {
            return None;
        }
        let signed_up = index / IDLE * (IDLE - 1) + index % IDLE;
        let seat = self.week_order(block, week).apply(signed_up);
        Some((Group { week, block, part: seat / GROUP }, seat % GROUP))
    }

    /// The player at a seat of a group.
    pub(super) fn seated(&self, group: Group, seat: u64) -> Player {
        let signed_up = self.week_order(group.block, group.week).invert(group.part * GROUP + seat);
        let index = signed_up / (IDLE - 1) * IDLE + signed_up % (IDLE - 1);
        self.player_at(Place { block: group.block, index })
    }

    fn week_order(&self, block: u64, week: i64) -> Permutation {
        Permutation::new(SIGNED_UP, self.seed.roll(Topic::GroupOrder, block, week).key())
    }

    /// The signed-up players of the legend blocks.
    pub(super) fn legends(&self) -> impl Iterator<Item = Player> + '_ {
        (self.blocks() - self.legend_blocks()..self.blocks()).flat_map(move |block| {
            let signed_up = (0..BLOCK).filter(|index| !is_idle(*index));
            signed_up.map(move |index| self.player_at(Place { block, index }))
        })
    }

    pub(super) fn is_legend(&self, player: Player) -> bool {
        let Place { block, index } = self.place(player);
        self.is_legend_block(block) && !is_idle(index)
    }

    fn is_legend_block(&self, block: u64) -> bool {
        block >= self.blocks() - self.legend_blocks()
    }

    pub(super) fn group_number(&self, group: Group) -> u64 {
        ((group.week + WEEKS_BEFORE) as u64 * self.blocks() + group.block) * 3 + group.part
    }

    /// The group with a number, if it has started by `now`.
    pub(super) fn group_of_number(&self, number: u64, now: Moment) -> Option<Group> {
        let (rest, part) = (number / 3, number % 3);
        let group =
            Group { week: (rest / self.blocks()) as i64 - WEEKS_BEFORE, block: rest % self.blocks(), part };
        let tier = self.block_tier(group.block, group.week);
        let has_groups = tier > 0 && !self.is_legend_block(group.block);
        let exists = has_groups && group.week <= calendar::ranked_week(now);
        exists.then_some(group)
    }

    /// The tier of a player, without the trophies; 0 is unranked.
    pub(super) fn tier(&self, player: Player, now: Moment) -> i64 {
        let week = calendar::ranked_week(now);
        if self.is_legend(player) {
            return catalogue::top_tier(now);
        }
        self.seat(player, week).map_or(0, |(group, _)| self.block_tier(group.block, week))
    }

    /// The league of a player.
    pub(super) fn standing(&self, player: Player, now: Moment) -> Standing {
        let week = calendar::ranked_week(now);
        if self.is_legend(player) {
            return self.legend_standing(player, TrophySeason::at(now), now);
        }
        let Some((group, seat)) = self.seat(player, week) else {
            // Players who are not signed up keep the trophies from before the tiers.
            let mut roll = self.seed.roll(Topic::PlayerTraits, player, 1);
            let trophies = if roll.percent(40) { roll.range(400, 4200) } else { 0 };
            return Standing { trophies, ..Standing::default() };
        };
        let trophies = self.trophies_of_seat(group, seat, now);
        Standing { tier: self.block_tier(group.block, week), trophies, ..Standing::default() }
    }

    /// The maximum number of battles of a tier in a week; there are fewer since the three legend
    /// tiers.
    pub(super) fn most_battles(tier: i64, week: i64) -> u64 {
        if calendar::has_three_legend_tiers(calendar::ranked_week_start(week)) {
            match tier {
                ..7 => 6,
                7..13 => 8,
                13..19 => 10,
                19..28 => 12,
                28..31 => 14,
                31..34 => 18,
                34 => 24,
                _ => 30,
            }
        } else {
            match tier {
                ..10 => 6,
                10..20 => 12,
                20..28 => 18,
                28..33 => 24,
                _ => 30,
            }
        }
    }

    /// The seat distances of the opponents, one for each battle of the week.
    fn steps(&self, group: Group) -> Permutation {
        Permutation::new(GROUP - 1, self.seed.roll(Topic::GroupSteps, self.group_number(group), 0).key())
    }

    /// The battle with a number from a seat, whether it has been fought yet or not.
    fn battle(&self, group: Group, attacker: u64, step: u64, number: u64) -> Option<Battle> {
        let key = self.group_number(group) * GROUP + attacker;
        // Some players fight all of their battles, some only a few.
        let zeal = self.seed.roll(Topic::BattleSide, key, 0).range(35, 130) as u64;
        let mut roll = self.seed.roll(Topic::Battle, key, number as i64);
        if !roll.percent(zeal) {
            return None;
        }
        // The last battles start an hour before the end of the week.
        let opening = calendar::ranked_battles_start(group.week);
        let open = calendar::ranked_week_start(group.week) + WEEK - HOUR - opening;
        let at = opening + roll.below(open as u64 / 1000) as i64 * 1000;
        let (stars, destruction) = outcome(roll.below(100), roll.next());
        Some(Battle { attacker, defender: (attacker + step) % GROUP, at, stars, destruction })
    }

    /// The attacks of a seat up to a moment, in the order of their numbers.
    pub(super) fn attacks_of_seat(
        &self,
        group: Group,
        seat: u64,
        now: Moment,
    ) -> impl Iterator<Item = Battle> + '_ {
        let steps = self.steps(group);
        let most = Self::most_battles(self.block_tier(group.block, group.week), group.week);
        let battles =
            (0..most).filter_map(move |number| self.battle(group, seat, steps.apply(number) + 1, number));
        battles.filter(move |battle| battle.at <= now)
    }

    /// The attacks on a seat up to a moment.
    pub(super) fn attacks_on_seat(
        &self,
        group: Group,
        seat: u64,
        now: Moment,
    ) -> impl Iterator<Item = Battle> + '_ {
        let steps = self.steps(group);
        let most = Self::most_battles(self.block_tier(group.block, group.week), group.week);
        let battles = (0..most).filter_map(move |number| {
            let step = steps.apply(number) + 1;
            self.battle(group, (seat + GROUP - step) % GROUP, step, number)
        });
        battles.filter(move |battle| battle.at <= now)
    }

    pub(super) fn trophies_of_seat(&self, group: Group, seat: u64, now: Moment) -> i64 {
        let won: i64 = self.attacks_of_seat(group, seat, now).map(Battle::attack_trophies).sum();
        let defended: i64 = self.attacks_on_seat(group, seat, now).map(Battle::defense_trophies).sum();
        won + defended
    }
}

fn is_idle(index: u64) -> bool {
    index % IDLE == IDLE - 1
}

/// Stars and destruction of a ranked battle; `luck` is below 100.
pub(super) fn outcome(luck: u64, detail: u64) -> (i64, i64) {
    let detail = detail % 1000;
    let within = |low: i64, high: i64| low + detail as i64 % (high - low + 1);
    match luck {
        0..3 => (0, within(0, 49)),
        3..15 => (1, within(25, 99)),
        15..50 => (2, within(50, 99)),
        _ => (3, 100),
    }
}

/// The duration of an attack in seconds.
pub(super) fn duration(detail: u64) -> i64 {
    (MINUTE / 1000) + (detail / 1000 % 121) as i64
}
