//! The share of wars whose final state is seen, with searches for the next war right after the end.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    driver::{Api, Disturbances, Driver, Random, Version},
    script::{HOUR, Script, clan, not_in_war},
};
use crate::watch::{EventKind, FinalStateSource, WarEvent, follower::Resource, war::WarFollower};

/// A side of a war: when the clan searches the next war, and from when on its war log is private.
#[derive(Clone, Copy, Debug)]
struct Habit {
    search: i64,
    next: i64,
    private_from: i64,
}

impl Habit {
    fn new(war: &Script, random: &mut Random) -> Self {
        // From a second to seventeen minutes after the end, every order of magnitude as likely.
        let scale = [1_000, 10_000, 100_000][usize::try_from(random.below(3)).unwrap()];
        let search = war.end + scale + random.below(9 * scale);
        let is_private = random.in_thousand(50);
        let private_from = war.start + random.below(war.end - war.start);
        Self {
            search,
            next: search + random.below(5 * 60_000),
            private_from: if is_private { private_from } else { i64::MAX },
        }
    }

    /// Whether the war log is private when the war ends.
    fn is_private(&self) -> bool {
        self.private_from != i64::MAX
    }
}

/// Two clans with a war, and the next war of each.
struct Pair {
    war: Script,
    next: [Script; 2],
    habits: [Habit; 2],
}

impl Pair {
    fn new(random: &mut Random) -> Self {
        let preparation = 1_790_000_000_000;
        let start = preparation + 23 * HOUR;
        // A battle of a few hours has the same end as one of a day.
        let war =
            Script::with_battle([clan(1), clan(2)], preparation, start, start + 3 * HOUR, false, random);
        let habits = [Habit::new(&war, random), Habit::new(&war, random)];
        let next = [0, 1].map(|side| {
            let clans = [war.clans[side], clan(3 + side as u64)];
            Script::new(clans, habits[side].next / 1_000 * 1_000, false, random)
        });
        Self { war, next, habits }
    }

    fn side(&self, resource: &Resource) -> usize {
        let (Resource::CurrentWar(tag) | Resource::WarLog(tag)) = resource else { panic!("{resource}") };
        self.war.clans.iter().position(|clan| clan == tag).unwrap()
    }
}

impl Api for Pair {
    fn version(&self, resource: &Resource, at: i64) -> Version {
        if matches!(resource, Resource::WarLeagueGroup(_)) {
            return Version::NotFound;
        }
        let side = self.side(resource);
        let habit = &self.habits[side];
        if at >= habit.private_from {
            return Version::Private;
        }
        Version::Body(match resource {
            Resource::WarLog(_) => u64::from(at >= self.war.end),
            _ if at < self.war.preparation => 0,
            _ if at < habit.search => self.war.version(at),
            _ if at < self.next[side].preparation => 1,
            _ => self.next[side].version(at),
        })
    }

    fn body(&self, resource: &Resource, at: i64) -> String {
        let side = self.side(resource);
        let next = &self.next[side];
        let body = match resource {
            Resource::WarLog(_) if at >= self.war.end => json!({"items": [self.war.log_entry(side)]}),
            Resource::WarLog(_) => json!({"items": []}),
            _ if (self.war.preparation..self.habits[side].search).contains(&at) => self.war.body(side, at),
            _ if at >= next.preparation => next.body(0, at),
            _ => not_in_war(),
        };
        body.to_string()
    }
}

/// The number of wars by the source of their final state.
#[derive(Debug, Default)]
struct Tally {
    sources: BTreeMap<FinalStateSource, usize>,
    not_seen: usize,
    /// Wars without a final state although one of the two war logs was public.
    avoidable: usize,
    both_private: usize,
    requests: u64,
}

fn run(count: u64, disturbances: Disturbances) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..count {
        let mut random = Random(seed);
        let pair = Pair::new(&mut random);
        let begin = pair.war.preparation - HOUR;
        let both_private = pair.habits.iter().all(Habit::is_private);
        tally.both_private += usize::from(both_private);
        let follower = WarFollower::new(clan(1));
        let mut driver = Driver::new(pair, follower, begin, disturbances, seed);
        driver.run_until(begin + 33 * HOUR);
        let pair = &driver.api;
        let mut ends = driver.events.iter().filter_map(|(_, event)| match event {
            EventKind::War(WarEvent::Ended(end)) => Some(Some(end)),
            EventKind::War(WarEvent::EndNotSeen(_)) => Some(None),
            _ => None,
        });
        let end = ends.next().unwrap_or_else(|| panic!("war {seed} has no end"));
        if let Some(end) = end {
            assert_eq!(i64::from(end.score.stars), pair.war.final_stars(clan(1)), "war {seed}");
            assert_eq!(i64::from(end.opponent_score.stars), pair.war.final_stars(clan(2)), "war {seed}");
            let missed = end.missed.as_ref().map(|missed| missed.iter().map(|one| one.attacks).sum());
            assert!(missed.is_none_or(|missed: usize| missed == pair.war.missed(clan(1))), "war {seed}");
            *tally.sources.entry(end.source).or_default() += 1;
        } else {
            tally.not_seen += 1;
            tally.avoidable += usize::from(!both_private);
        }
        assert!(ends.next().is_none(), "war {seed} has two ends");
        tally.requests += driver.requests;
    }
    println!("{count} wars: {tally:?}");
    tally
}

const FAULTS: Disturbances = Disturbances { faults: 20, shared: 0, restarts: 5 };
const SHARED: Disturbances = Disturbances { faults: 20, shared: 500, restarts: 5 };

#[test]
fn the_final_state_is_seen_unless_both_war_logs_are_private() {
    let alone = run(200, FAULTS);
    assert_eq!(alone.avoidable, 0);
    let shared = run(150, SHARED);
    assert_eq!(shared.avoidable, 0);
    assert!(alone.sources.keys().count() > 1, "other sources than the clan's own war were necessary");
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn the_final_state_of_ten_thousand_wars_is_seen_unless_both_war_logs_are_private() {
    for disturbances in [FAULTS, SHARED] {
        let tally = run(10_000, disturbances);
        let possible = 10_000 - tally.both_private;
        let seen: usize = tally.sources.values().sum();
        println!("{seen} of 10000, and of {possible} with a public war log");
        assert!(seen * 1_000 >= possible * 999);
        assert_eq!(tally.avoidable, 0);
    }
}
