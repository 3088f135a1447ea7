//! A season of the clan war league.

use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, WarTag};
use serde_json::{Value, json};

use super::{
    driver::{Api, Disturbances, Driver, Random, Version, timestamp},
    script::{HOUR, Script, clan, not_in_war},
};
use crate::watch::{
    EventKind, LeagueEvent, WarEvent, event::Keyed, follower::Resource, test_support::Probe, war::WarFollower,
};

const BEGIN: i64 = 1_790_000_000_000;
const ROUNDS: usize = 7;

/// A group of eight clans with seven rounds.
struct Group {
    /// The wars of each round.
    rounds: Vec<Vec<Script>>,
}

fn tag(round: usize, war: usize) -> WarTag {
    WarTag::from_id(5_000 + (10 * round + war) as u64).unwrap()
}

impl Group {
    fn new(random: &mut Random) -> Self {
        let mut round = |number: usize| {
            let preparation = BEGIN + i64::try_from(number).unwrap() * 24 * HOUR;
            // One clan stays in its place, and the others rotate.
            let seat = |place: usize| clan(if place == 0 { 0 } else { ((place + number) % 7 + 1) as u64 });
            let wars = (0..4).map(|war| [seat(war), seat(7 - war)]);
            wars.map(|clans| Script::new(clans, preparation, true, random)).collect()
        };
        Self { rounds: (0..ROUNDS).map(&mut round).collect() }
    }

    fn end(&self) -> i64 {
        self.rounds[ROUNDS - 1][0].end
    }

    fn drawn(&self, at: i64) -> usize {
        self.rounds.iter().filter(|wars| wars[0].preparation <= at).count()
    }

    fn war(&self, tag: WarTag) -> &Script {
        let number = usize::try_from(tag.id().unwrap() - 5_000).unwrap();
        &self.rounds[number / 10][number % 10]
    }

    fn group(&self, at: i64) -> Value {
        let drawn = self.drawn(at);
        let state = match at {
            at if at < self.rounds[0][0].start => "preparation",
            at if at < self.end() => "inWar",
            _ => "ended",
        };
        let clans = (0..8).map(|number| {
            json!({"tag": clan(number), "name": format!("clan {number}"), "clanLevel": 9, "members": [
                {"tag": "#2PP", "name": "Ada", "townHallLevel": 15}]})
        });
        let round = |round| {
            let tag = |war| if round < drawn { tag(round, war) } else { WarTag::from_wire("#0").unwrap() };
            json!({"warTags": (0..4).map(tag).collect::<Vec<_>>()})
        };
        json!({
            "state": state, "season": "2026-09-21",
            "clans": clans.collect::<Vec<_>>(), "rounds": (0..ROUNDS).map(round).collect::<Vec<_>>(),
        })
    }

    /// The standings by the rules of the models.
    fn standings(&self) -> Vec<(ClanTag, usize, i64)> {
        let group: ClanWarLeagueGroup = serde_json::from_value(self.group(self.end())).unwrap();
        let wars: Vec<(WarTag, ClanWar)> = group
            .drawn_war_tags()
            .map(|tag| (tag, serde_json::from_value(self.war(tag).body(0, self.end())).unwrap()))
            .collect();
        let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
        wars.standings().iter().map(|row| (row.clan.tag, row.rank, row.stars)).collect()
    }
}

impl Api for Group {
    fn version(&self, resource: &Resource, at: i64) -> Version {
        match resource {
            Resource::CurrentWar(_) => Version::Body(0),
            Resource::WarLeagueGroup(_) if at < BEGIN => Version::NotFound,
            Resource::WarLeagueGroup(_) => {
                let states = [self.rounds[0][0].start, self.end()].iter().filter(|time| **time <= at).count();
                Version::Body((self.drawn(at) * 10 + states) as u64)
            }
            Resource::WarLeagueWar(tag) => Version::Body(self.war(*tag).version(at)),
            Resource::WarLog(_) => Version::Body(u64::from(at >= self.end() + HOUR / 2)),
            other => panic!("{other}"),
        }
    }

    fn body(&self, resource: &Resource, at: i64) -> String {
        let body = match resource {
            Resource::WarLeagueGroup(_) => self.group(at),
            Resource::WarLeagueWar(tag) => self.war(*tag).body(0, at),
            Resource::WarLog(_) if at >= self.end() + HOUR / 2 => json!({"items": [{
                "result": "win", "endTime": timestamp(self.end()).to_string(), "teamSize": 15,
                "clan": {"tag": clan(1), "stars": 200}, "opponent": {"clanLevel": 0},
            }]}),
            Resource::WarLog(_) => json!({"items": []}),
            _ => not_in_war(),
        };
        body.to_string()
    }
}

/// The keys of the events of the league.
fn keys<'a>(events: impl IntoIterator<Item = &'a EventKind>) -> Vec<String> {
    let key = |event: &EventKind| {
        let EventKind::League(event) = event else { return None };
        let mut key = String::new();
        event.write_key(&mut key);
        Some(key.trim_start_matches("cwl/2026-09-21/").to_owned())
    };
    events.into_iter().filter_map(key).collect()
}

#[test]
fn a_season_is_reported_round_by_round_and_ends_with_the_standings() {
    for (seed, begin) in [(1, BEGIN - HOUR), (2, BEGIN - 3 * HOUR)] {
        let disturbances = Disturbances { faults: 50, shared: 300, restarts: 20 };
        let group = Group::new(&mut Random(seed));
        let mut driver = Driver::new(group, WarFollower::new(clan(1)), begin, disturbances, seed);
        driver.run_until(BEGIN + 9 * 24 * HOUR);
        let events: Vec<_> = driver.events.iter().map(|(_, event)| event.clone()).collect();
        let mut expected = vec!["group".to_owned(), "drawn/1".to_owned()];
        for round in 1..=ROUNDS {
            expected.push(format!("started/{round}"));
            expected.push(format!("ended/{round}"));
            expected.extend((round < ROUNDS).then(|| format!("drawn/{}", round + 1)));
        }
        expected.extend(["over".to_owned(), "outcome".to_owned()]);
        let mut sorted = keys(&events);
        assert_eq!(sorted.len(), expected.len(), "{sorted:?}");
        sorted.sort();
        expected.sort();
        assert_eq!(sorted, expected, "nothing is missing, and nothing is reported twice");
        for round in 1..=ROUNDS {
            let place = |key: &str| keys(&events).iter().position(|other| *other == format!("{key}/{round}"));
            assert!(place("drawn") < place("started") && place("started") < place("ended"));
        }
        let war =
            |event: &EventKind| if let EventKind::War(event) = event { Some(event.clone()) } else { None };
        let wars: Vec<_> = events.iter().filter_map(war).collect();
        let count = |filter: fn(&WarEvent) -> bool| wars.iter().filter(|event| filter(event)).count();
        assert_eq!(count(|event| matches!(event, WarEvent::Found(_))), ROUNDS);
        assert_eq!(count(|event| matches!(event, WarEvent::Ended(_))), ROUNDS);
        let scripts = driver.api.rounds.iter().flatten().filter(|war| war.clans.contains(&clan(1)));
        let attacks: usize = scripts.map(Script::attack_count).sum();
        assert_eq!(count(|event| matches!(event, WarEvent::Attack(_))), attacks);
        let over = events.iter().find_map(|event| match event {
            EventKind::League(LeagueEvent::SeasonOver(over)) => Some(over),
            _ => None,
        });
        let over = over.unwrap();
        let rows: Vec<_> = over.standings.iter().map(|row| (row.tag, row.rank, row.stars)).collect();
        assert_eq!((rows, over.missing_wars), (driver.api.standings(), 0));
        println!("{} requests in 9 days", driver.requests);
    }
}

/// The rounds of a clan in a group, as they are first seen and as they change.
#[test]
fn each_row_of_the_schedule_is_reported_as_it_comes() {
    let group = Group::new(&mut Random(3));
    let mut probe = Probe::new(WarFollower::new(clan(1)));
    let resource = Resource::WarLeagueGroup(clan(1));
    assert!(probe.observe(&resource, crate::watch::follower::Outcome::NotFound).is_empty());
    let mut see = |at: i64| {
        probe.now = timestamp(at);
        let mut events = probe.see_of(&resource, &group.group(at));
        for resource in probe.resources() {
            if let Resource::WarLeagueWar(tag) = resource {
                events.extend(probe.see_of(&Resource::WarLeagueWar(tag), &group.war(tag).body(0, at)));
            }
        }
        keys(&events)
    };
    assert_eq!(see(BEGIN - 1), ["group"], "no round is drawn");
    assert_eq!(see(BEGIN), ["drawn/1"]);
    assert!(see(BEGIN).is_empty(), "the same bodies");
    // Round 1 in battle, round 2 in preparation.
    assert_eq!(see(BEGIN + 24 * HOUR), ["drawn/2", "started/1"]);
    for round in 2_i64..=6 {
        // The round before has ended, this one is in battle, and the next one is drawn.
        let [drawn, before] = [round + 1, round - 1];
        let expected = [format!("drawn/{drawn}"), format!("started/{round}"), format!("ended/{before}")];
        let mut seen = see(BEGIN + round * 24 * HOUR);
        seen.sort();
        let mut sorted = expected.to_vec();
        sorted.sort();
        assert_eq!(seen, sorted);
    }
    let mut last = see(BEGIN + 7 * 24 * HOUR);
    last.sort();
    assert_eq!(last, ["ended/6", "started/7"]);
    assert_eq!(see(BEGIN + 8 * 24 * HOUR), ["ended/7", "over"]);
    assert!(see(BEGIN + 8 * 24 * HOUR).is_empty(), "the season is over");
}

#[test]
fn a_season_in_progress_is_reported_from_the_next_change_on() {
    let group = Group::new(&mut Random(4));
    let begin = BEGIN + 60 * HOUR;
    let follower = WarFollower::new(clan(1));
    let mut driver = Driver::new(group, follower, begin, Disturbances::default(), 4);
    driver.run_until(begin + HOUR);
    let known = |(_, event): &(i64, EventKind)| matches!(event, EventKind::War(WarEvent::Attack(_)));
    assert!(driver.events.iter().all(known), "{:?}", driver.events);
    driver.run_until(BEGIN + 9 * 24 * HOUR);
    let events: Vec<_> = driver.events.iter().map(|(_, event)| event.clone()).collect();
    let keys = keys(&events);
    assert!(!keys.contains(&"drawn/3".to_owned()) && keys.contains(&"drawn/4".to_owned()), "{keys:?}");
    assert!(!keys.contains(&"started/2".to_owned()) && keys.contains(&"ended/2".to_owned()), "{keys:?}");
    let over = |event: &EventKind| match event {
        EventKind::League(LeagueEvent::SeasonOver(over)) => Some(over.missing_wars),
        _ => None,
    };
    assert_eq!(events.iter().find_map(over), Some(0), "earlier rounds count for the standings");
    let state = serde_json::to_string(&driver.follower).unwrap();
    println!("{} bytes after the season", state.len());
}
