//! Several wars of a clan: each is reported completely, in order, and once.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    driver::{Api, Disturbances, Driver, Random, Version},
    script::{HOUR, Script, clan, not_in_war},
};
use crate::watch::{
    EventKind, FinalStateSource, WarEvent,
    event::Keyed,
    follower::{Follow, Resource},
    war::WarFollower,
};

const MINUTE: i64 = 60_000;
const BEGIN: i64 = 1_790_000_000_000;

/// Wars of a clan one after the other.
struct Season {
    wars: Vec<Script>,
    /// When the clan, and the opponent, begins to search after each war.
    searches: Vec<[i64; 2]>,
    /// When the clan's war log is private.
    private: std::ops::Range<i64>,
}

impl Season {
    fn new(random: &mut Random, private: bool) -> Self {
        let (mut wars, mut searches) = (Vec::new(), Vec::new());
        let mut preparation = BEGIN;
        for number in 0..4 {
            // The clan is either side.
            let mut clans = [clan(1), clan(2 + number)];
            if random.in_thousand(500) {
                clans.reverse();
            }
            let start = preparation + if random.in_thousand(300) { HOUR / 4 } else { 23 * HOUR };
            let end = start + [1, 6, 24][usize::try_from(random.below(3)).unwrap()] * HOUR;
            wars.push(Script::with_battle(clans, preparation, start, end, false, random));
            let search = end + 1_000 + random.below(20 * MINUTE);
            searches.push([search, end + 1_000 + random.below(20 * MINUTE)]);
            preparation = (search + random.below(4 * HOUR)) / 1_000 * 1_000;
        }
        let war: &Script = &wars[1];
        let middle = war.start + random.below(war.end - war.start);
        let private = if private { middle..middle + random.below(30 * HOUR) } else { 0..0 };
        Self { wars, searches, private }
    }

    /// The number of the war that a clan shows.
    fn shown(&self, resource: &Resource, at: i64) -> Option<usize> {
        let Resource::CurrentWar(tag) = resource else { panic!("{resource}") };
        let index = usize::from(*tag != clan(1));
        let is_shown = |number: &usize| {
            let war: &Script = &self.wars[*number];
            war.clans.contains(tag) && (war.preparation..self.searches[*number][index]).contains(&at)
        };
        (0..self.wars.len()).find(is_shown)
    }

    fn ended(&self, at: i64) -> impl Iterator<Item = &Script> {
        self.wars.iter().filter(move |war| war.end <= at).rev()
    }
}

impl Api for Season {
    fn version(&self, resource: &Resource, at: i64) -> Version {
        match resource {
            Resource::WarLeagueGroup(_) => Version::NotFound,
            Resource::CurrentWar(tag) | Resource::WarLog(tag)
                if *tag == clan(1) && self.private.contains(&at) =>
            {
                Version::Private
            }
            Resource::CurrentWar(_) => {
                let war = self.shown(resource, at).map(|number| self.wars[number].version(at));
                Version::Body(war.unwrap_or_default())
            }
            _ => Version::Body(self.ended(at).count() as u64),
        }
    }

    fn body(&self, resource: &Resource, at: i64) -> String {
        let side = |war: &Script, tag| usize::from(war.clans[1] == tag);
        let body = match resource {
            Resource::CurrentWar(tag) => self.shown(resource, at).map_or_else(not_in_war, |number| {
                let war = &self.wars[number];
                war.body(side(war, *tag), at)
            }),
            Resource::WarLog(tag) => {
                let wars = self.ended(at).filter(|war| war.clans.contains(tag));
                json!({"items": wars.map(|war| war.log_entry(side(war, *tag))).collect::<Vec<Value>>()})
            }
            _ => panic!("{resource}"),
        };
        body.to_string()
    }
}

/// Asserts that the events of a war are complete and in order; the first war was in progress.
fn check(war: &Script, events: &[&WarEvent], is_first: bool) {
    let mut events = events.iter().peekable();
    let found = events.next_if(|event| matches!(event, WarEvent::Found(_)));
    assert_eq!(found.is_none(), is_first, "a new war is found before anything else");
    let mut orders = Vec::new();
    let mut phases = Vec::new();
    let mut end = None;
    for event in events {
        assert!(end.is_none(), "{event:?} after the end");
        match event {
            WarEvent::PhaseChanged { new, .. } => phases.push((*new, orders.len())),
            WarEvent::Attack(attack) => {
                assert!(phases.iter().all(|(phase, _)| *phase != coc_models::WarPhase::Ended));
                orders.push(attack.order);
            }
            WarEvent::Ended(ended) => end = Some(Some(ended)),
            WarEvent::EndNotSeen(_) => end = Some(None),
            other => panic!("{other:?}"),
        }
    }
    assert!(phases.is_sorted() && phases.len() <= 2, "{phases:?}");
    let first = orders.first().copied().unwrap_or(1);
    assert!(is_first || first == 1, "the first attack is missing");
    let count = i32::try_from(war.attack_count()).unwrap();
    assert!((first..).take(orders.len()).eq(orders.iter().copied()), "{orders:?}");
    let Some(ended) = end.expect("the war has an end") else { panic!("the end was not seen") };
    if !matches!(ended.source, FinalStateSource::WarLog | FinalStateSource::OpponentWarLog) {
        assert_eq!(first + i32::try_from(orders.len()).unwrap() - 1, count, "attacks are missing");
        let missed: usize = ended.missed.iter().flatten().map(|member| member.attacks).sum();
        assert_eq!(missed, war.missed(clan(1)));
    }
    assert_eq!(i64::from(ended.score.stars), war.final_stars(clan(1)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_attack_is_reported_once_and_in_order_whatever_the_disturbances(
        seed: u64, is_private: bool, faults in 0_i64..100, shared in 0_i64..800, restarts in 0_i64..100,
        begin in 0_i64..10 * HOUR,
    ) {
        let season = Season::new(&mut Random(seed), is_private);
        let disturbances = Disturbances { faults, shared, restarts };
        let follower = WarFollower::new(clan(1));
        let until = season.wars[3].end + 5 * HOUR;
        let begin = BEGIN + begin.min(season.wars[0].end - BEGIN - HOUR / 2);
        let mut driver = Driver::new(season, follower, begin, disturbances, seed);
        driver.run_until(until);
        let mut keys = BTreeSet::new();
        let mut events = Vec::new();
        for (_, event) in &driver.events {
            let mut key = String::new();
            prop_assert!(event.write_key(&mut key));
            prop_assert!(keys.insert(key.clone()), "{key} is reported twice");
            let EventKind::War(event) = event else { panic!("{event:?}") };
            events.push(event);
        }
        // A war that begins and ends while the war log is private is unknown.
        let known: BTreeSet<_> = events.iter().map(|event| event.war()).collect();
        prop_assert!(is_private || known.len() == 4);
        for (number, war) in driver.api.wars.iter().enumerate() {
            let seconds = war.preparation / 1_000;
            let is_of = |event: &&&WarEvent| {
                event.war().preparation_start_time().unix_seconds() == seconds
            };
            let events: Vec<_> = events.iter().filter(is_of).copied().collect();
            if !events.is_empty() {
                check(war, &events, number == 0);
            }
        }
        let mut moments = Vec::new();
        driver.follower.moments(super::driver::timestamp(until), &mut moments);
        prop_assert!(moments.is_empty(), "no war is in progress");
    }
}
