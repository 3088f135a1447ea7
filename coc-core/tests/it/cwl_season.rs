//! `Client::cwl_season`: a season of the clan war league, and the requests of an update.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{
    Client, RateLimit, Retry,
    cwl_season::CwlSeason,
    models::Timestamp,
    testing::{FakeTransport, ManualClock},
};

use crate::{
    builder,
    league::{
        Group, OWN,
        Phase::{self, Battle, Ended, Preparation},
    },
    response, sent,
};

/// A client of an API whose group changes, and its clock.
struct World {
    group: Arc<Mutex<Option<Group>>>,
    transport: FakeTransport,
    clock: ManualClock,
    client: Client,
}

impl World {
    fn new(phases: &[Phase], state: &str) -> Self {
        let group = Arc::new(Mutex::new(Some(Group::new(phases, state))));
        let transport = FakeTransport::new({
            let group = Arc::clone(&group);
            move |request| {
                let body =
                    group.lock().unwrap().as_ref().and_then(|group| group.respond(request.uri().path()));
                Ok(match body {
                    Some(body) => response(200, &[("cache-control", "max-age=0")], &body),
                    None => response(404, &[], r#"{"reason":"notFound"}"#),
                })
            }
        });
        let clock = ManualClock::default();
        let builder = builder(&transport, &clock).rate_limit(RateLimit::none()).retry(Retry::never());
        let client = builder.build().unwrap();
        let world = Self { group, transport, clock, client };
        world.set_time(1, 12);
        world
    }

    /// Sets the time to an hour of a day of September 2026.
    fn set_time(&self, day: u32, hour: u32) {
        let time: Timestamp = format!("202609{day:02}T{hour:02}0000.000Z").parse().unwrap();
        let seconds = u64::try_from(time.unix_seconds()).unwrap();
        self.clock.set_unix_time(Duration::from_secs(seconds));
    }

    fn set_group(&self, phases: &[Phase], state: &str) {
        *self.group.lock().unwrap() = Some(Group::new(phases, state));
    }

    /// Fetches or updates the season, and returns it with the numbers of requests for the group and
    /// for wars.
    fn fetch(&self, known: Option<&CwlSeason>) -> (CwlSeason, usize, usize) {
        let before = self.transport.requests().len();
        let call = self.client.cwl_season(OWN);
        let call = match known {
            Some(season) => call.known(season),
            None => call,
        };
        let season = self.clock.run(async { call.await }).unwrap().unwrap();
        let lines = sent(&self.transport);
        let groups = lines[before..].iter().filter(|line| line.ends_with("/leaguegroup")).count();
        (season, groups, lines.len() - before - groups)
    }
}

#[test]
fn a_season_has_all_drawn_wars_with_standings_and_members() {
    let world = World::new(&[Ended, Battle, Preparation], "inWar");
    let (season, groups, wars) = world.fetch(None);
    assert_eq!((groups, wars), (1, 12));
    assert!(season.wars().missing().is_empty());
    assert_eq!(season.standings().len(), 8);
    assert_eq!(season.standings()[0].clan.tag.as_str(), OWN, "30 stars and ten for the victory");
    assert_eq!(season.standings()[0].stars, 40);
    assert!(season.members().is_empty(), "the rosters are empty");
    let schedule = season.wars().schedule(season.clan());
    assert_eq!((schedule.previous, schedule.current, schedule.next), (Some(1), Some(2), Some(3)));
    assert!(!season.is_over());
}

#[test]
fn an_update_fetches_only_what_can_have_changed() {
    // Round n is prepared from day n + 1, and fought from day n + 2, at 8:00.
    let world = World::new(&[Preparation], "preparation");
    world.set_time(2, 9);
    let (season, ..) = world.fetch(None);
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (0, 4), "round 1 is prepared, and round 2 not drawn before its battle");

    world.set_time(3, 8);
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (1, 4), "the battle has begun, and the API has not drawn round 2");
    world.set_group(&[Battle, Preparation], "inWar");
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (1, 8));
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (0, 8), "both rounds go on");

    world.set_time(4, 9);
    world.set_group(&[Ended, Battle, Preparation], "inWar");
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (1, 12), "the final state of round 1");
    let (_, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (0, 8), "round 1 is never fetched again");
}

#[test]
fn at_the_end_of_a_season_its_group_is_fetched_once_more_and_then_nothing() {
    let mut phases = [Ended; 7];
    phases[6] = Battle;
    let world = World::new(&phases, "inWar");
    world.set_time(9, 12);
    let (season, groups, wars) = world.fetch(None);
    assert_eq!((groups, wars), (1, 28));
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (0, 4), "all rounds are drawn");
    world.set_time(10, 8);
    world.set_group(&[Ended; 7], "ended");
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (1, 4));
    assert!(season.is_over());
    let (season, groups, wars) = world.fetch(Some(&season));
    assert_eq!((groups, wars), (0, 0));
    assert_eq!(season.wars().wars().count(), 28);
}

#[test]
fn without_a_group_there_is_no_season() {
    let world = World::new(&[], "preparation");
    let (season, groups, wars) = world.fetch(None);
    assert_eq!((groups, wars), (1, 0));
    assert_eq!(season.standings().len(), 8);
    *world.group.lock().unwrap() = None;
    let none = world.clock.run(async { world.client.cwl_season(OWN).known(&season).await }).unwrap();
    assert!(none.is_none());
}

#[test]
fn a_season_of_another_clan_is_used_only_in_the_same_group() {
    let world = World::new(&[Ended, Battle], "inWar");
    world.set_time(4, 9);
    let (season, ..) = world.fetch(None);
    let before = world.transport.requests().len();
    let call = world.client.cwl_season("#PYV").known(&season);
    world.clock.run(async { call.await }).unwrap();
    assert_eq!(world.transport.requests().len() - before, 9, "#PYV is not in the group");
    let before = world.transport.requests().len();
    let call = world.client.cwl_season("#9P2").known(&season);
    let theirs = world.clock.run(async { call.await }).unwrap().unwrap();
    assert_eq!(world.transport.requests().len() - before, 5, "the group and the round in battle");
    assert_eq!(theirs.clan().as_str(), "#9P2");
}
