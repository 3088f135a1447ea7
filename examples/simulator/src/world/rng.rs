//! Numbers from a seed: everything in the world is a hash of the seed, a topic and an entity, so
//! that nothing is stored and any moment of any entity can be computed first.

/// The purpose of a number, which makes the numbers of one entity independent of each other.
#[derive(Clone, Copy)]
pub(super) enum Topic {
    Achievement,
    Army,
    Away,
    Badge,
    Battle,
    BattleSide,
    BuilderBase,
    Capital,
    ClanName,
    ClanOrder,
    ClanTraits,
    ClanWarsBefore,
    Donations,
    Global,
    GroupOrder,
    GroupSteps,
    Home,
    Labels,
    LegendDay,
    LegendSkill,
    LegendSteps,
    LocalWindow,
    PlayerName,
    PlayerTraits,
    Raid,
    RaidMember,
    RaidReward,
    RaidSteps,
    Roster,
    Season,
    Tag,
    TierDrift,
    Travel,
    TravelGap,
    Units,
    VerifyToken,
    War,
    WarLeague,
    WarLeagueOrder,
    WarLeagueSeason,
    WarPairs,
    WarScript,
    // Later topics come last, because the position of a topic decides about its numbers.
    PrivateLog,
    Rivals,
    Steps,
}

/// The finalizer of splitmix64.
pub(super) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The seed of a world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seed(u64);

impl Seed {
    pub(super) const fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(STEP)))
    }

    /// The numbers for one topic of an entity at one time (or part).
    pub(super) fn roll(self, topic: Topic, thing: u64, part: i64) -> Roll {
        let mut z = mix(self.0 ^ (topic as u64 + 1).wrapping_mul(STEP));
        z = mix(z ^ thing.wrapping_mul(STEP));
        Roll(mix(z ^ (part as u64).wrapping_mul(STEP)))
    }
}

/// A stream of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Roll(u64);

impl Roll {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number in `0..n`; 0 if `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    /// A number in `low..=high`.
    pub(super) fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// A number in `0.0..1.0`.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len() as u64) as usize]
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }

    /// The seed of a [`Permutation`] or another stream.
    pub(super) fn key(mut self) -> u64 {
        self.next()
    }
}

/// A permutation of `0..n` with an inverse that needs no memory: a Feistel network over the next
/// even power of two, repeated until the value is below `n`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permutation {
    n: u64,
    half: u32,
    key: u64,
}

impl Permutation {
    pub(super) fn new(n: u64, key: u64) -> Self {
        let bits = u64::BITS - n.saturating_sub(1).leading_zeros();
        Self { n, half: bits.div_ceil(2).max(1), key }
    }

    fn round(self, number: u64, value: u64) -> u64 {
        mix(self.key ^ (number + 1).wrapping_mul(STEP) ^ value.wrapping_mul(0xd6e8_feb8_6659_fd93))
            & ((1 << self.half) - 1)
    }

    /// The image of `value`.
    pub(super) fn apply(self, value: u64) -> u64 {
        debug_assert!(value < self.n);
        let mut x = value;
        loop {
            let (mut left, mut right) = (x >> self.half, x & ((1 << self.half) - 1));
            for round in 0..4 {
                (left, right) = (right, left ^ self.round(round, right));
            }
            x = (left << self.half) | right;
            if x < self.n {
                return x;
            }
        }
    }

    /// The preimage of `value`.
    pub(super) fn invert(self, value: u64) -> u64 {
        debug_assert!(value < self.n);
        let mut x = value;
        loop {
            let (mut left, mut right) = (x >> self.half, x & ((1 << self.half) - 1));
            for round in (0..4).rev() {
                (left, right) = (right ^ self.round(round, left), left);
            }
            x = (left << self.half) | right;
            if x < self.n {
                return x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_is_bijective_and_has_an_inverse() {
        for n in [1, 2, 7, 8, 99, 100, 1200, 5000] {
            let permutation = Permutation::new(n, 42);
            let mut seen = vec![false; n as usize];
            for value in 0..n {
                let to = permutation.apply(value);
                assert!(!std::mem::replace(&mut seen[to as usize], true), "{to} twice for {n}");
                assert_eq!(permutation.invert(to), value);
            }
        }
    }

    #[test]
    fn numbers_are_within_their_range() {
        let mut roll = Seed::new(7).roll(Topic::Army, 1, 2);
        for _ in 0..1000 {
            assert!((3..=9).contains(&roll.range(3, 9)));
            assert!((0.0..1.0).contains(&roll.unit()));
        }
        assert_eq!(roll.below(0), 0);
    }
}
