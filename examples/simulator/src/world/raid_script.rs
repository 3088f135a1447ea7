//! A clan's raid weekend as it will happen: the raided capitals and every attack.

use super::calendar::{self, HOUR};
use super::rng::{Permutation, Roll, Topic};
use super::{Clan, Moment, Player, World};

/// The number of clans of similar strength that raid each other.
const WINDOW: usize = 32;
/// The maximum number of capitals that a clan raids in a weekend.
const MOST_RAIDS: u64 = 12;
/// `attackLimit`, without `bonusAttackLimit`.
pub(super) const ATTACK_LIMIT: i64 = 5;

/// A player who raids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raider {
    pub(super) player: Player,
    /// The moment of the first district that the player destroyed, which earns a sixth attack.
    bonus_at: Option<Moment>,
}

impl Raider {
    /// `bonusAttackLimit` at a moment.
    pub(super) fn bonus(self, now: Moment) -> i64 {
        i64::from(self.bonus_at.is_some_and(|at| at <= now))
    }
}

/// An attack on a district.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// An index of [`Weekend::raiders`].
    pub(super) raider: usize,
    pub(super) at: Moment,
    /// The district's destruction after this attack and the ones before it.
    pub(super) destruction: i64,
    pub(super) stars: i64,
    pub(super) loot: i64,
}

/// A raid on one capital.
#[derive(Clone, Debug)]
pub(super) struct Raid {
    pub(super) enemy: Clan,
    /// By district, each in order of time.
    pub(super) districts: Vec<Vec<Hit>>,
}

/// A clan's raid weekend.
#[derive(Clone, Debug)]
pub(super) struct Weekend {
    pub(super) raiders: Vec<Raider>,
    /// In the order in which they were started.
    pub(super) raids: Vec<Raid>,
}

/// A clan's position among the clans it raids.
struct Ring<'a> {
    window: usize,
    clans: &'a [u32],
    place: usize,
}

impl Ring<'_> {
    fn clan(&self, place: usize) -> Clan {
        u64::from(self.clans[place % self.clans.len()])
    }

    fn most_raids(&self) -> u64 {
        (self.clans.len() as u64).saturating_sub(1).min(MOST_RAIDS)
    }
}

impl World {
    fn ring(&self, clan: Clan) -> Option<Ring<'_>> {
        let all = &self.orders.in_raids;
        let place = self.place_in(all, clan)?;
        let window = place / WINDOW;
        let clans = &all[window * WINDOW..all.len().min((window + 1) * WINDOW)];
        Some(Ring { window, clans, place: place % WINDOW })
    }

    /// The distances in the ring to the clans that a clan raids, equal for the whole ring.
    fn raid_steps(&self, ring: &Ring<'_>, weekend: i64) -> impl Iterator<Item = usize> + use<> {
        let key = self.seed.roll(Topic::RaidSteps, ring.window as u64, weekend).key();
        let steps = Permutation::new(ring.clans.len() as u64 - 1, key);
        (0..ring.most_raids()).map(move |raid| steps.apply(raid) as usize + 1)
    }

    /// The weekend of a clan; `None` if it has no capital yet or no clan to raid.
    pub(super) fn weekend(&self, clan: Clan, weekend: i64) -> Option<Weekend> {
        let ring = self.ring(clan).filter(|ring| ring.clans.len() > 1)?;
        let start = calendar::raid_weekend_start(weekend);
        let end = start + calendar::RAID_WEEKEND_LENGTH;
        let mut roll = self.seed.roll(Topic::Raid, clan, weekend);
        let turnout = roll.range(25, 95) as u64;
        let (mut raiders, mut turns) = (Vec::new(), Vec::new());
        for player in self.present(clan, start, end) {
            let mut own = self.seed.roll(Topic::RaidMember, player, weekend);
            if !own.percent(turnout) {
                continue;
            }
            // The sixth attack is possible only after the player destroyed a district.
            let attacks = if own.percent(75) { ATTACK_LIMIT + 1 } else { own.range(1, ATTACK_LIMIT) };
            for _ in 0..attacks {
                let at =
                    start + own.below((calendar::RAID_WEEKEND_LENGTH - HOUR) as u64 / 1000) as i64 * 1000;
                turns.push((at, raiders.len()));
            }
            raiders.push(Raider { player, bonus_at: None });
        }
        turns.sort_unstable();
        let mut enemies = self.raid_steps(&ring, weekend).map(|step| ring.clan(ring.place + step));
        let mut raids: Vec<Raid> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut levels = Vec::new();
        let mut made = vec![0; raiders.len()];
        for (at, raider) in turns {
            if made[raider] >= ATTACK_LIMIT + raiders[raider].bonus(at) {
                continue;
            }
            made[raider] += 1;
            if open.is_empty() {
                let Some(enemy) = enemies.next() else { break };
                levels = self.districts(enemy);
                // The outer districts are attacked in any order, the peak last. Taken from the
                // back.
                let mut outer: Vec<usize> = (1..levels.len()).collect();
                roll.shuffle(&mut outer);
                open = std::iter::once(0).chain(outer).collect();
                raids.push(Raid { enemy, districts: vec![Vec::new(); levels.len()] });
            }
            let (Some(district), Some(raid)) = (open.last().copied(), raids.last_mut()) else { break };
            let hits = &mut raid.districts[district];
            let hit = strike(hits.last(), levels[district], district == 0, raider, at, &mut roll);
            hits.push(hit);
            if hit.destruction == 100 {
                open.pop();
                let earned = &mut raiders[raider].bonus_at;
                *earned = earned.or(Some(at));
            }
        }
        Some(Weekend { raiders, raids })
    }

    /// The raids on a clan: the raider, its weekend, and the raid's index.
    pub(super) fn raids_on(&self, clan: Clan, weekend: i64) -> Vec<(Clan, Weekend, usize)> {
        let Some(ring) = self.ring(clan).filter(|ring| ring.clans.len() > 1) else { return Vec::new() };
        let count = ring.clans.len();
        let raids = self.raid_steps(&ring, weekend).enumerate().filter_map(|(number, step)| {
            let raider = ring.clan(ring.place + count - step);
            let theirs = self.weekend(raider, weekend)?;
            (number < theirs.raids.len()).then_some((raider, theirs, number))
        });
        raids.collect()
    }
}

impl Raid {
    /// The time of the first attack.
    pub(super) fn start(&self) -> Moment {
        self.districts.iter().flatten().map(|hit| hit.at).min().unwrap_or(Moment::MAX)
    }
}

/// The next attack on a district.
fn strike(before: Option<&Hit>, level: i64, peak: bool, raider: usize, at: Moment, roll: &mut Roll) -> Hit {
    let done = before.map_or(0, |hit| hit.destruction);
    let tough = level * if peak { 3 } else { 5 };
    let destruction = (done + (roll.range(28, 75) - tough).max(9)).min(100);
    let stars = match destruction {
        100 => 3,
        70.. => 2,
        45.. => 1,
        _ => 0,
    };
    let whole = if peak { 3200 + 950 * level } else { 4600 + 1050 * level };
    Hit { raider, at, destruction, stars, loot: whole * (destruction - done) / 100 }
}
