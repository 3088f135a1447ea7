//! `current_wars` and `cwl_season` against the simulator over a month, compared with what its world
//! says, which is read from the JSON of its responses without our models.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use coc_transport_native::Client;
use coc_transport_native::coc_core::current_wars::{CurrentWars, LeagueRound, LeagueWars, RegularWar};
use coc_transport_native::coc_core::models::WarPhase;
use coc_transport_native::coc_core::testing::{FakeTransport, ManualClock};
use coc_transport_native::coc_core::{RateLimit, Retry, cwl_season::CwlSeason};
use serde_json::Value;
use simulator::Simulator;
use simulator::route::{ClanSearch, Route, RouteResponse};

const HOUR: i64 = 3600 * 1000;
const DAYS: i64 = 31;
/// Long enough for the end of a season of the league.
const SEASON_DAYS: i64 = 16;

/// The most requests that one call may send.
const MOST_REQUESTS: usize = 8;

struct World {
    simulator: Arc<Simulator>,
    transport: FakeTransport,
    clock: ManualClock,
    client: Client,
    /// The wars of the league at the present, by tag.
    wars: RefCell<BTreeMap<String, Value>>,
}

impl World {
    fn new() -> Self {
        let simulator = Simulator::builder().clans(10).speed(0.0).start_blocking().unwrap();
        let simulator = Arc::new(simulator);
        let transport = FakeTransport::new({
            let simulator = Arc::clone(&simulator);
            move |request| Ok(simulator.respond(&request).expect("no faults"))
        });
        let clock = ManualClock::default();
        let builder = Client::builder(transport.clone(), clock.clone()).base_url(simulator.base_url());
        let builder = builder.token(simulator.token()).no_cache();
        let client = builder.retry(Retry::never()).rate_limit(RateLimit::none()).build().unwrap();
        Self { simulator, transport, clock, client, wars: RefCell::default() }
    }

    fn set_now(&self, now: i64) {
        self.simulator.set_now(now);
        self.wars.borrow_mut().clear();
    }

    fn league_war(&self, tag: &str) -> Value {
        let mut wars = self.wars.borrow_mut();
        let war = wars
            .entry(tag.to_owned())
            .or_insert_with(|| self.json(&Route::ClanWarLeagueWar(tag.to_owned())).unwrap());
        war.clone()
    }

    fn json(&self, route: &Route) -> Result<Value, String> {
        match self.simulator.world().respond(route, self.simulator.now()) {
            RouteResponse::Object(body) => Ok(body),
            RouteResponse::Page(items) | RouteResponse::Items(items) => Ok(items.into()),
            RouteResponse::Error(error) => Err(format!("{error:?}")),
        }
    }

    fn clans(&self) -> Vec<String> {
        let all = ClanSearch { min_members: Some(1), ..ClanSearch::default() };
        let found = self.json(&Route::SearchClans(all)).unwrap();
        found.as_array().unwrap().iter().map(|clan| clan["tag"].as_str().unwrap().to_owned()).collect()
    }

    /// The last round of the clan with each state, and whether the clan has a group.
    fn league(&self, clan: &str) -> Option<BTreeMap<String, (usize, Value)>> {
        let group = self.json(&Route::ClanWarLeagueGroup(clan.to_owned())).ok()?;
        let mut last = BTreeMap::new();
        for (number, round) in (1..).zip(group["rounds"].as_array().unwrap()) {
            for tag in round["warTags"].as_array().unwrap() {
                let tag = tag.as_str().unwrap();
                if tag == "#0" {
                    continue;
                }
                let war = self.league_war(tag);
                if war["clan"]["tag"] == clan || war["opponent"]["tag"] == clan {
                    last.insert(war["state"].as_str().unwrap().to_owned(), (number, war));
                }
            }
        }
        Some(last)
    }

    fn ask(&self, clan: &str) -> (CurrentWars, usize) {
        let before = self.transport.requests().len();
        let wars = self.clock.run(async { self.client.current_wars(clan).await }).unwrap();
        (wars, self.transport.requests().len() - before)
    }
}

/// The situations that the month has to contain, so that the comparison means something.
#[derive(Debug, Default)]
struct Seen {
    regular: usize,
    private: usize,
    private_in_league: usize,
    not_in_war: usize,
    no_group: usize,
    between_seasons: usize,
    battle_and_preparation: usize,
    ended_hides_league: usize,
    next_found: usize,
    next_not_found: usize,
}

fn check_regular(world: &World, clan: &str, wars: &CurrentWars, seen: &mut Seen) {
    match (world.json(&Route::CurrentWar(clan.to_owned())), &wars.regular) {
        (Err(_), RegularWar::Private) => seen.private += 1,
        (Ok(war), RegularWar::NotInWar) => {
            assert_eq!(war["state"], "notInWar");
            seen.not_in_war += 1;
        }
        (Ok(war), RegularWar::War(own)) => {
            assert_eq!(war["state"], own.side().war.state.as_str());
            assert_eq!(war["opponent"]["tag"], own.side().opponent.tag.unwrap().as_str());
            assert_eq!(war["clan"]["stars"], own.side().clan.stars);
            seen.regular += 1;
            let LeagueWars::Drawn(rounds) = &wars.league else { return };
            seen.ended_hides_league +=
                usize::from(own.phase() == WarPhase::Ended && rounds.current.is_some());
        }
        (world, regular) => panic!("{clan}: {world:?} but {regular:?}"),
    }
}

fn check_league(world: &World, clan: &str, wars: &CurrentWars, seen: &mut Seen) {
    let LeagueWars::Drawn(rounds) = &wars.league else {
        assert!(world.league(clan).is_none_or(|rounds| rounds.is_empty()), "{clan}");
        seen.no_group += usize::from(matches!(wars.league, LeagueWars::NoGroup));
        return;
    };
    let expected = world.league(clan).expect("a group");
    let slots = [("warEnded", &rounds.previous), ("inWar", &rounds.current), ("preparation", &rounds.next)];
    for (state, slot) in slots {
        let expected = expected.get(state);
        assert_eq!(slot.as_ref().map(LeagueRound::number), expected.map(|(number, _)| *number), "{clan}");
        let Some((own, (_, war))) = slot.as_ref().and_then(LeagueRound::war).zip(expected) else { continue };
        let side = own.side();
        assert_eq!(side.clan.tag.unwrap().as_str(), clan);
        let (ours, theirs) =
            if war["clan"]["tag"] == clan { ("clan", "opponent") } else { ("opponent", "clan") };
        assert_eq!(war[theirs]["tag"], side.opponent.tag.unwrap().as_str());
        assert_eq!((&war[ours]["stars"], &war["state"]), (&side.clan.stars.into(), &state.into()));
    }
    assert!(!matches!(rounds.current, Some(LeagueRound::NotFound { .. })), "the battle is always found");
    if rounds.current.is_some() && rounds.next.is_some() {
        seen.battle_and_preparation += 1;
    }
    match rounds.next {
        Some(LeagueRound::War { .. }) => seen.next_found += 1,
        Some(_) => seen.next_not_found += 1,
        None => {}
    }
    seen.between_seasons += usize::from(rounds.current.is_none() && rounds.next.is_none());
    seen.private_in_league +=
        usize::from(matches!(wars.regular, RegularWar::Private) && rounds.current.is_some());
}

#[test]
fn current_wars_agree_with_the_world_on_every_day_of_a_month_within_eight_requests() {
    let world = World::new();
    let (start, clans) = (world.simulator.now(), world.clans());
    let (mut seen, mut most) = (Seen::default(), 0);
    for day in 0..DAYS {
        // Other hours on other days, so that every part of a war is met.
        world.set_now(start + day * 24 * HOUR + day * 5 % 24 * HOUR);
        for clan in &clans {
            let (wars, requests) = world.ask(clan);
            assert!(requests <= MOST_REQUESTS, "{clan} took {requests} requests");
            most = most.max(requests);
            check_regular(&world, clan, &wars, &mut seen);
            check_league(&world, clan, &wars, &mut seen);
        }
    }
    let situations = [
        seen.regular,
        seen.private,
        seen.private_in_league,
        seen.not_in_war,
        seen.between_seasons,
        seen.battle_and_preparation,
        seen.next_found,
    ];
    assert!(situations.iter().all(|count| *count > 0), "{seen:?}");
    // Three of four, wherever the wars are.
    assert!(seen.next_found >= 2 * seen.next_not_found, "{seen:?}");
    assert_eq!(most, MOST_REQUESTS, "the limit is met, {seen:?}");
}

#[test]
fn a_season_that_is_updated_daily_equals_one_that_is_fetched_whole() {
    let world = World::new();
    let (start, clans) = (world.simulator.now(), world.clans());
    let clan = clans.iter().find(|clan| world.league(clan).is_some()).expect("a clan in the league");
    let fetch = |known: Option<&CwlSeason>| {
        let call = world.client.cwl_season(clan);
        let call = if let Some(season) = known { call.known(season) } else { call };
        // The client's clock is that of the world.
        let seconds = u64::try_from(world.simulator.now() / 1000).unwrap();
        world.clock.set_unix_time(std::time::Duration::from_secs(seconds));
        let before = world.transport.requests().len();
        let season = world.clock.run(async { call.await }).unwrap();
        (season, world.transport.requests().len() - before)
    };
    let (mut known, mut of_updates, mut of_whole): (Option<CwlSeason>, _, _) = (None, 0, 0);
    let mut ends = 0;
    for hour in (0..SEASON_DAYS * 24).step_by(12) {
        world.set_now(start + hour * HOUR);
        // A season that is over is left for the next one.
        let over = known.as_ref().is_some_and(CwlSeason::is_over);
        let (updated, requests) = fetch(known.as_ref().filter(|_| !over));
        let (whole, all) = fetch(None);
        ends += usize::from(over);
        if !over {
            (of_updates, of_whole) = (of_updates + requests, of_whole + all);
        }
        let values = |season: &Option<CwlSeason>| {
            season.as_ref().map(|season| {
                let wars: Vec<_> = season.wars().wars().map(|(round, war)| (round, war.clone())).collect();
                (season.group().clone().into_value(), wars)
            })
        };
        assert_eq!(values(&updated), values(&whole), "hour {hour}");
        known = updated;
    }
    assert!(ends > 0, "no season has ended");
    assert!(of_updates * 2 < of_whole, "{of_updates} requests instead of {of_whole}");
}
