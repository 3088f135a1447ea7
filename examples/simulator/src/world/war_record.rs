//! The wins, ties and losses of a clan.

use super::rng::Topic;
use super::war_script::{Outcome, Script};
use super::wars::{Rhythm, WarKind};
use super::{Clan, Moment, World};

/// The maximum length of a streak.
const LONGEST_STREAK: i64 = 40;

/// `warWins`, `warTies`, `warLosses` and `warWinStreak`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Record {
    pub(super) wins: i64,
    pub(super) ties: i64,
    pub(super) losses: i64,
    pub(super) streak: i64,
}

/// The wars of a clan counted so far, and the first period that is not counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    next: i64,
    wins: i64,
    ties: i64,
    losses: i64,
}

impl World {
    /// The war of a period that counts for the clans' records.
    fn counted_war(&self, rhythm: Rhythm<'_>, number: i64) -> Option<Script> {
        let pairing = self.pairing(rhythm, number).filter(|pairing| pairing.kind == WarKind::Random)?;
        self.fight_war(pairing)
    }

    /// A clan's record at a moment: a past before the world's start, and every war since.
    pub(super) fn war_record(&self, clan: Clan, now: Moment) -> Record {
        let traits = self.traits(clan);
        let mut past = self.seed.roll(Topic::ClanWarsBefore, clan, -1);
        let wins = past.range(0, 24 * traits.level) + LONGEST_STREAK;
        let base = Record { wins, ties: past.range(0, 12), losses: past.range(0, wins), streak: 0 };
        let Some(rhythm) = self.rhythm(clan) else { return base };
        let tally = self.tally(clan, rhythm, now);
        let outcomes = Self::periods(rhythm, now - 3 * LONGEST_STREAK * rhythm.period, now)
            .filter_map(|number| self.pairing(rhythm, number))
            .filter(|pairing| pairing.kind == WarKind::Random && pairing.times.end <= now)
            .filter_map(|pairing| self.fight_war(pairing))
            .map(|script| script.outcome(script.side_of(clan)))
            .take(LONGEST_STREAK as usize);
        Record {
            wins: base.wins + tally.wins,
            ties: base.ties + tally.ties,
            losses: base.losses + tally.losses,
            streak: outcomes.take_while(|outcome| *outcome == Outcome::Win).count() as i64,
        }
    }

    /// Counts the wars that ended between the world's start and `now`.
    fn tally(&self, clan: Clan, rhythm: Rhythm<'_>, now: Moment) -> Tally {
        let number = |moment| rhythm.number(moment);
        let first = number(Self::default_start());
        let fresh = Tally { next: first, wins: 0, ties: 0, losses: 0 };
        let cached = self.cache().tallies.get(&clan).copied().filter(|tally| tally.next <= number(now));
        let mut tally = cached.unwrap_or(fresh);
        // A war ends well before its period, so the wars of all earlier periods have ended.
        let mut settled = tally;
        for period in tally.next..=number(now) {
            if let Some(script) = self.counted_war(rhythm, period)
                && script.times.end <= now
            {
                match script.outcome(script.side_of(clan)) {
                    Outcome::Win => tally.wins += 1,
                    Outcome::Lose => tally.losses += 1,
                    Outcome::Tie => tally.ties += 1,
                }
            }
            if period < number(now) {
                settled = Tally { next: period + 1, ..tally };
            }
        }
        self.cache().tallies.insert(clan, settled);
        tally
    }
}
