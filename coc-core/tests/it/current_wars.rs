//! `Client::current_wars`: every situation of a clan, and the number of requests.

use bytes::Bytes;
use coc_core::{
    Client, ErrorKind, RateLimit, Retry,
    current_wars::{CurrentWars, LeagueRound, LeagueWars, OwnWar, RegularWar},
    middleware::RequestId,
    models::{WarPhase, WarState},
    testing::{FakeTransport, ManualClock},
};

use crate::{
    builder,
    league::{Group, OWN, Phase, no_war, regular_war},
    response, sent,
};

/// The API as one clan sees it.
struct Api {
    /// Status and body of the current war.
    current: (u16, String),
    group: Option<Group>,
}

impl Api {
    fn of(group: Option<Group>) -> Self {
        Self { current: (200, no_war("notInWar")), group }
    }

    fn transport(self) -> FakeTransport {
        FakeTransport::new(move |request| Ok(self.respond(&request)))
    }

    fn respond(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let path = request.uri().path();
        let found = if path.ends_with("/currentwar") {
            Some(self.current.clone())
        } else {
            self.group.as_ref().and_then(|group| group.respond(path)).map(|body| (200, body))
        };
        let (status, body) = found.unwrap_or((404, r#"{"reason":"notFound"}"#.to_owned()));
        response(status, &[("cache-control", "max-age=600")], &body)
    }
}

/// Returns a client, with or without a cache, that neither waits nor retries.
fn client(transport: &FakeTransport, clock: &ManualClock, cache: bool) -> Client {
    let builder = builder(transport, clock).rate_limit(RateLimit::none()).retry(Retry::never());
    if cache { builder } else { builder.no_cache() }.build().unwrap()
}

fn ask(transport: &FakeTransport) -> Result<CurrentWars, coc_core::Error> {
    let clock = ManualClock::default();
    let client = client(transport, &clock, false);
    clock.run(async { client.current_wars(OWN).await })
}

/// Returns the numbers of the previous, current and next round.
fn rounds(wars: &CurrentWars) -> [Option<&LeagueRound>; 3] {
    let LeagueWars::Drawn(rounds) = &wars.league else { return [None; 3] };
    [rounds.previous.as_ref(), rounds.current.as_ref(), rounds.next.as_ref()]
}

fn numbers(wars: &CurrentWars) -> [Option<usize>; 3] {
    rounds(wars).map(|round| round.map(LeagueRound::number))
}

use Phase::{Battle, Ended, Preparation};

/// The states of the drawn rounds, the group's state, and the previous, current and next round.
type Case = (&'static [Phase], &'static str, [Option<usize>; 3]);

const SCHEDULE: [Case; 9] = [
    (&[Preparation], "preparation", [None, None, Some(1)]),
    (&[Battle], "inWar", [None, Some(1), None]),
    (&[Battle, Preparation], "inWar", [None, Some(1), Some(2)]),
    (&[Ended, Battle, Preparation], "inWar", [Some(1), Some(2), Some(3)]),
    (&[Ended, Ended, Ended, Ended, Ended, Battle, Preparation], "inWar", [Some(5), Some(6), Some(7)]),
    (&[Ended, Ended, Ended, Ended, Ended, Ended, Battle], "inWar", [Some(6), Some(7), None]),
    (&[Ended; 7], "ended", [Some(7), None, None]),
    // The group's state may lag behind.
    (&[Ended; 7], "inWar", [Some(7), None, None]),
    // Minutes between two rounds.
    (&[Ended, Preparation], "inWar", [Some(1), None, Some(2)]),
];

/// All places of the clan's war in the last two rounds.
fn places() -> impl Iterator<Item = [usize; 2]> {
    (0..4).flat_map(|last| (0..4).map(move |before| [last, before]))
}

#[test]
fn the_rounds_around_the_present_follow_from_the_wars_within_eight_requests_wherever_the_own_war_is() {
    for (phases, state, expected) in SCHEDULE {
        let mut next_found = 0;
        for [last, before] in places() {
            let group = Group::new(phases, state).own_places(last, before);
            let transport = Api::of(Some(group)).transport();
            let wars = ask(&transport).unwrap();
            let case = format!("{phases:?} {state}, own wars at {last} and {before}: {wars:?}");
            assert_eq!(numbers(&wars), expected, "{case}");
            assert!(transport.requests().len() <= 8, "{case}");
            assert!(!sent(&transport).iter().any(|line| line.ends_with("%230")), "#0 is never requested");
            let [_, current, next] = rounds(&wars);
            assert!(current.is_none_or(|round| round.war().is_some()), "{case}");
            next_found += usize::from(next.is_some_and(|round| round.war().is_some()));
            for war in wars.wars() {
                assert_eq!(war.side().clan.tag.unwrap().as_str(), OWN, "{case}");
            }
            let phases = wars.wars().iter().map(|war| war.phase()).collect::<Vec<_>>();
            assert!(phases.is_sorted_by_key(|phase| match phase {
                WarPhase::Battle => 0,
                WarPhase::Preparation => 1,
                WarPhase::Ended => 2,
            }));
            assert_eq!(wars.battle().is_some(), expected[1].is_some(), "{case}");
        }
        // The next round competes with one in battle, and is found in three of four cases.
        let competes = expected[1].is_some() && expected[2].is_some();
        let wanted = if expected[2].is_none() {
            0
        } else if competes {
            12
        } else {
            16
        };
        assert_eq!(next_found, wanted, "{phases:?}");
    }
}

#[test]
fn what_the_limit_of_requests_left_out_is_stated_and_found_by_the_next_call_from_the_cache() {
    let phases = [Ended, Battle, Preparation];
    for [last, before] in places() {
        let transport = Api::of(Some(Group::new(&phases, "inWar").own_places(last, before))).transport();
        let clock = ManualClock::default();
        let client = client(&transport, &clock, true);
        let first = clock.run(async { client.current_wars(OWN).await }).unwrap();
        let found = rounds(&first).into_iter().flatten().filter(|round| round.war().is_some()).count();
        assert_eq!(first.is_partial(), found < 3);
        assert!(transport.requests().len() <= 8);
        let second = clock.run(async { client.current_wars(OWN).await }).unwrap();
        assert!(!second.is_partial());
        assert_eq!(second.wars().len(), 3);
        let requests = transport.requests().len();
        assert!(requests <= 14, "{requests}: the current war and the group once, each war at most once");
        clock.run(async { client.current_wars(OWN).await }).unwrap();
        assert_eq!(transport.requests().len(), requests, "everything is cached");
    }
}

/// Middleware hides the memory cache from `Call::cached`, as a custom store does.
#[test]
fn wars_that_only_a_call_finds_in_the_cache_do_not_count_as_requests() {
    for [last, before] in places() {
        let group = Group::new(&[Ended, Battle, Preparation], "inWar").own_places(last, before);
        let transport = Api::of(Some(group)).transport();
        let clock = ManualClock::default();
        let builder = builder(&transport, &clock).rate_limit(RateLimit::none()).retry(Retry::never());
        let client = builder.middleware(RequestId::new()).build().unwrap();
        clock.run(async { client.current_wars(OWN).await }).unwrap();
        assert!(transport.requests().len() <= 8);
        let second = clock.run(async { client.current_wars(OWN).await }).unwrap();
        assert!(!second.is_partial(), "own wars at {last} and {before}: {second:?}");
        assert!(transport.requests().len() <= 14);
    }
}

#[test]
fn an_older_response_of_the_previous_round_is_not_taken_for_the_battle() {
    let group = Group::new(&[Battle, Battle], "inWar").own_places(0, 0);
    let wars = ask(&Api::of(Some(group)).transport()).unwrap();
    assert_eq!(numbers(&wars), [Some(1), Some(2), None]);
    assert_eq!(wars.wars().len(), 2);
    let [_, current, _] = rounds(&wars);
    assert_eq!(wars.battle().and_then(OwnWar::id), current.unwrap().war().unwrap().id());
}

#[test]
fn a_war_that_has_ended_does_not_hide_the_league() {
    let api = Api {
        current: (200, regular_war("warEnded")),
        group: Some(Group::new(&[Battle, Preparation], "inWar")),
    };
    let wars = ask(&api.transport()).unwrap();
    assert!(matches!(&wars.regular, RegularWar::War(war) if war.phase() == WarPhase::Ended));
    assert_eq!(numbers(&wars), [None, Some(1), Some(2)]);
    assert!(wars.battle().unwrap().side().war.is_league_war());
}

#[test]
fn a_regular_war_and_a_league_war_can_be_fought_at_once() {
    let api = Api {
        current: (200, regular_war("inWar")),
        group: Some(Group::new(&[Battle, Preparation], "inWar")),
    };
    let wars = ask(&api.transport()).unwrap();
    let in_battle = wars.wars().iter().filter(|war| war.phase() == WarPhase::Battle).count();
    assert_eq!(in_battle, 2);
}

#[test]
fn a_league_war_that_is_also_the_current_war_counts_once() {
    let group = Group::new(&[Battle], "inWar");
    let war = group.own_war(1);
    let wars = ask(&Api { current: (200, war), group: Some(group) }.transport()).unwrap();
    assert_eq!(wars.wars().len(), 1);
}

#[test]
fn a_private_war_log_is_a_value_and_leaves_the_league_readable() {
    for body in [r#"{"reason":"accessDenied"}"#, r#"{"reason":"accessDenied","message":""}"#] {
        let current = (403, body.to_owned());
        let group = Some(Group::new(&[Battle], "inWar"));
        let wars = ask(&Api { current: current.clone(), group }.transport()).unwrap();
        assert!(matches!(wars.regular, RegularWar::Private));
        assert_eq!(wars.wars().len(), 1);
        let wars = ask(&Api { current, group: None }.transport()).unwrap();
        assert!(matches!((&wars.regular, &wars.league), (RegularWar::Private, LeagueWars::NoGroup)));
    }
}

#[test]
fn without_a_war_the_reason_is_told() {
    let state = |state: &str| {
        let transport = Api { current: (200, no_war(state)), group: None }.transport();
        let wars = ask(&transport).unwrap();
        assert_eq!(transport.requests().len(), 2);
        assert!(wars.wars().is_empty());
        wars.regular
    };
    assert!(matches!(state("notInWar"), RegularWar::NotInWar));
    for searching in ["inMatchmaking", "enterWar", "matched"] {
        assert!(matches!(state(searching), RegularWar::Searching), "{searching}");
    }
    assert!(matches!(state("dance"), RegularWar::Unrecognized(WarState::Unrecognized(_))));
}

#[test]
fn a_group_without_drawn_rounds_costs_no_further_request() {
    let transport = Api::of(Some(Group::new(&[], "preparation"))).transport();
    let wars = ask(&transport).unwrap();
    assert!(matches!(&wars.league, LeagueWars::NotDrawn(group) if group.clans.len() == 8));
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_round_without_the_clan_is_told_from_one_that_was_not_searched() {
    let group = Group::new(&[Battle], "inWar").without_own_war(1);
    let wars = ask(&Api::of(Some(group)).transport()).unwrap();
    assert!(matches!(rounds(&wars)[1], Some(LeagueRound::NoWar { number: 1 })));
    assert!(!wars.is_partial());
}

#[test]
fn a_group_of_six_clans_has_five_rounds_of_three_wars() {
    for [last, before] in places().filter(|places| places.iter().all(|place| *place < 3)) {
        let group = Group::of(6, &[Ended, Battle, Preparation], "inWar").own_places(last, before);
        let transport = Api::of(Some(group)).transport();
        let wars = ask(&transport).unwrap();
        assert_eq!(numbers(&wars), [Some(1), Some(2), Some(3)]);
        assert!(rounds(&wars)[1..].iter().flatten().all(|round| round.war().is_some()), "{wars:?}");
    }
}

#[test]
fn any_other_failure_is_the_error_of_the_call() {
    let failing = |path: &'static str, status: u16, body: &'static str| {
        let group = Group::new(&[Battle], "inWar");
        FakeTransport::new(move |request| {
            let requested = request.uri().path();
            if requested.contains(path) && (path != "/currentwar" || requested.ends_with(path)) {
                return Ok(response(status, &[], body));
            }
            let found = group.respond(requested).unwrap_or_else(|| no_war("notInWar"));
            Ok(response(200, &[], &found))
        })
    };
    let maintenance = r#"{"reason":"inMaintenance"}"#;
    for path in ["/currentwar", "/leaguegroup", "/clanwarleagues/"] {
        let error = ask(&failing(path, 503, maintenance)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Maintenance, "{path}");
    }
    let error = ask(&failing("/currentwar", 404, r#"{"reason":"notFound"}"#)).unwrap_err();
    assert!(error.is_not_found(), "the clan does not exist");
}

#[test]
fn an_invalid_tag_sends_nothing() {
    let (transport, clock) = (Api::of(None).transport(), ManualClock::default());
    let client = client(&transport, &clock, false);
    let error = clock.run(async { client.current_wars("nonsense!").await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidTag);
    assert!(transport.requests().is_empty());
}

#[test]
fn the_deadline_covers_all_requests_together() {
    let clock = ManualClock::default();
    let group = Group::new(&[Ended, Battle, Preparation], "inWar").own_places(3, 3);
    let api = Api::of(Some(group));
    let transport = crate::delayed(&clock, crate::SECOND, move |request| api.respond(request));
    let client = client(&transport, &clock, false);
    let call = || client.current_wars(OWN);
    // The group and two waves.
    assert!(clock.run(async { call().deadline(crate::SECOND * 4).await }).is_ok());
    let before = coc_core::Clock::now(&clock);
    let error = clock.run(async { call().deadline(crate::SECOND * 5 / 2).await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let waited = coc_core::Clock::now(&clock).saturating_since(before);
    assert_eq!(waited, crate::SECOND * 5 / 2);
}

#[test]
fn fresh_bypasses_what_is_cached() {
    let transport = Api::of(Some(Group::new(&[Battle], "inWar").own_places(0, 0))).transport();
    let clock = ManualClock::default();
    let client = client(&transport, &clock, true);
    clock.run(async { client.current_wars(OWN).await }).unwrap();
    let once = transport.requests().len();
    clock.run(async { client.current_wars(OWN).fresh().await }).unwrap();
    assert_eq!(transport.requests().len(), 2 * once);
}
