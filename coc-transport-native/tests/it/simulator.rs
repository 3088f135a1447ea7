//! The client against the simulator: its main features, and a distinct error for every failure.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use coc_transport_native::coc_core::models::{ClanWarLeagueRound, WarState, WarTag};
use coc_transport_native::coc_core::{RateLimit, Retry};
use coc_transport_native::endpoint::{GetPlayer, ROUTES};
use coc_transport_native::{Client, Error, ErrorKind, NativeTransport, TokioClock};
use simulator::{Fault, FaultKind, Progress, Simulator};

/// Long enough for any response on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough for a response in progress, and short where none comes.
const HASTE: Duration = Duration::from_millis(400);

async fn start() -> Simulator {
    Simulator::builder().clans(64).speed(0.0).start().await.unwrap()
}

fn client_with(simulator: &Simulator, token: &str, timeout: Duration) -> Client {
    let transport = NativeTransport::builder().no_proxy().max_body(4 << 20).timeout(timeout).build().unwrap();
    let builder = Client::builder(transport, TokioClock::new());
    let builder = builder.base_url(simulator.base_url()).token(token).no_cache();
    builder.retry(Retry::never()).rate_limit(RateLimit::none()).build().unwrap()
}

fn client(simulator: &Simulator) -> Client {
    client_with(simulator, simulator.token(), PATIENCE)
}

#[tokio::test]
async fn pages_contain_all_members_in_order() {
    let simulator = start().await;
    let client = client(&simulator);
    let clan = client.clan(simulator.samples().clan).await.unwrap();
    let mut tags = Vec::new();
    let mut pages = client.clan_members(clan.tag).limit(7).pages().prefetch();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.items.len() <= 7);
        tags.extend(page.items.iter().map(|member| member.tag));
    }
    let all: Vec<_> = clan.member_list.iter().map(|member| member.tag).collect();
    assert_eq!(tags, all);
}

#[tokio::test]
async fn a_batch_fetches_all_players_of_a_clan() {
    let simulator = start().await;
    let client = client(&simulator);
    let clan = client.clan(simulator.samples().clan).await.unwrap();
    let members = clan.member_list.iter().map(|member| GetPlayer::new(member.tag));
    let mut batch = client.batch(members);
    let mut players = Vec::new();
    while let Some(done) = batch.next().await {
        players.push(done.result.unwrap());
    }
    assert_eq!(players.len(), clan.member_list.len());
    assert!(players.iter().all(|player| player.clan.as_ref().is_some_and(|of| of.tag == clan.tag)));
}

#[tokio::test]
async fn the_wars_of_a_league_group_are_fetched_by_their_tags() {
    let simulator = start().await;
    let client = client(&simulator);
    let group = client.clan_war_league_group(simulator.samples().clan).await.unwrap();
    let drawn: Vec<WarTag> = group.rounds.iter().flat_map(ClanWarLeagueRound::drawn_war_tags).collect();
    assert_eq!(drawn.len() % 4, 0);
    let mut states = HashSet::new();
    for tag in drawn {
        let war = client.clan_war_league_war(tag).await.unwrap();
        states.insert(war.state.clone());
        assert_eq!(war.team_size.and_then(|size| usize::try_from(size).ok()), Some(war.clan.members.len()));
    }
    assert!(states.contains(&WarState::InWar), "{states:?}");
}

#[tokio::test]
async fn new_fields_of_a_drifting_api_are_ignored() {
    let simulator = Simulator::builder().clans(24).speed(0.0).drift(true).start().await.unwrap();
    let client = client(&simulator);
    for found in &client.search_clans().min_members(2).await.unwrap().items {
        let clan = client.clan(found.tag).await.unwrap();
        for member in clan.member_list.iter().take(5) {
            client.player(member.tag).await.unwrap();
        }
        client.capital_raid_seasons(found.tag).limit(1).await.unwrap();
        for call in [client.current_war(found.tag).await.err(), client.clan_war_log(found.tag).await.err()] {
            assert!(call.is_none_or(|error| error.is_private_war_log()));
        }
    }
}

/// Makes a call under a fault, and returns its error.
async fn under(simulator: &Simulator, kind: FaultKind) -> Error {
    let patience = if matches!(kind, FaultKind::Stalled { .. }) { HASTE } else { PATIENCE };
    let client = client_with(simulator, simulator.token(), patience);
    let fault = simulator.faults().add(Fault::new(kind).on(["clan"]));
    fault.expect("a valid fault");
    let error = client.clan(simulator.samples().clan).await.expect_err("a fault is on");
    simulator.faults().clear();
    error
}

#[tokio::test]
async fn every_failure_has_a_distinct_error_kind() {
    let simulator = start().await;
    let html = |status| FaultKind::Html { status };
    let content = |body: &str, content_type: &str| FaultKind::Content {
        body: body.to_owned(),
        content_type: content_type.to_owned(),
    };
    for (fault, kind) in [
        (FaultKind::Maintenance, ErrorKind::Maintenance),
        (FaultKind::MaintenanceHtml, ErrorKind::Maintenance),
        (html(404), ErrorKind::UnexpectedStatus),
        (html(502), ErrorKind::Server),
        (html(504), ErrorKind::Server),
        (FaultKind::UnknownException, ErrorKind::Server),
        (FaultKind::Throttled { retry_after: Some(3) }, ErrorKind::Throttled),
        (FaultKind::InvalidKey, ErrorKind::InvalidKey),
        (FaultKind::InvalidIp, ErrorKind::InvalidIp),
        (FaultKind::Truncated { chunked: false }, ErrorKind::Interrupted),
        (FaultKind::Truncated { chunked: true }, ErrorKind::Interrupted),
        (FaultKind::Reset { after: Progress::default() }, ErrorKind::Interrupted),
        (FaultKind::Stalled { after: Progress::default() }, ErrorKind::Timeout),
        (content("[]", "application/json"), ErrorKind::Decode),
        (FaultKind::Oversized { bytes: 5 << 20 }, ErrorKind::TooLarge),
        (content("<html>log in</html>", "text/html"), ErrorKind::NotJson),
        (content("{\"tag\":\"#2PP", "application/json"), ErrorKind::Truncated),
        (
            FaultKind::Redirect { location: "http://elsewhere.example/".into(), status: 302 },
            ErrorKind::UnexpectedStatus,
        ),
    ] {
        let name = format!("{fault:?}");
        let error = under(&simulator, fault).await;
        assert_eq!(error.kind(), kind, "{name}: {error:?}");
        for shown in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!shown.contains(simulator.token()), "{name} shows the token");
        }
        if kind == ErrorKind::Throttled {
            assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
        }
    }
}

#[tokio::test]
async fn a_clan_whose_numbers_are_text_is_repaired_and_says_so() {
    let simulator = start().await;
    let (client, tag) = (client(&simulator), simulator.samples().clan);
    let good = client.clan(&tag).fresh().await.unwrap();
    simulator.faults().add(Fault::new(FaultKind::WrongTypes).on(["clan"])).unwrap();
    let repaired = client.clan(&tag).fresh().await.unwrap();
    assert_eq!((repaired.members, repaired.clan_level), (good.members, good.clan_level));
    assert!(good.repairs().is_empty() && !repaired.repairs().is_empty());
}

#[tokio::test]
async fn invalid_keys_private_war_logs_and_invalid_tags_have_distinct_errors() {
    let simulator = start().await;
    let samples = simulator.samples();
    let kind = |error: Error| error.kind();
    let with_key = client(&simulator);
    let private = with_key.current_war(samples.private_clan.as_str()).await.unwrap_err();
    assert!(private.is_private_war_log() && !private.is_credentials());
    let unknown = with_key.clan(samples.unknown_tag.as_str()).await.unwrap_err();
    assert_eq!((kind(unknown.clone()), unknown.reason()), (ErrorKind::NotFound, Some("notFound")));
    let wrong = client_with(&simulator, "wrong-key", PATIENCE).clan(samples.clan.as_str()).await.unwrap_err();
    assert_eq!(kind(wrong), ErrorKind::InvalidKey);

    let before = simulator.counters().requests;
    assert_eq!(kind(with_key.clan("nonsense!").await.unwrap_err()), ErrorKind::InvalidTag);
    assert_eq!(kind(with_key.search_clans().await.unwrap_err()), ErrorKind::InvalidRequest);
    assert_eq!(simulator.counters().requests, before, "something was sent");

    simulator.set_caller_ip([198, 51, 100, 4].into());
    let moved = with_key.clan(samples.clan.as_str()).await.unwrap_err();
    assert_eq!(kind(moved.clone()), ErrorKind::InvalidIp);
    assert!(moved.message().unwrap().contains("198.51.100.4"));
}

#[tokio::test]
async fn a_player_token_is_verified_and_not_shown() {
    let simulator = start().await;
    let client = client(&simulator);
    let samples = simulator.samples();
    let right = client.verify_player_token(samples.player.as_str(), &samples.player_token).await.unwrap();
    assert!(right.is_ok());
    let wrong = client.verify_player_token(samples.player.as_str(), "hunter2").await.unwrap();
    assert!(!wrong.is_ok());
    assert!(!format!("{wrong:?}").contains("hunter2"));
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_pages_batches_and_fails_like_the_async_client() {
    let simulator = Simulator::builder().clans(24).speed(0.0).start_blocking().unwrap();
    let builder = coc_transport_native::builder().unwrap();
    let client = coc_transport_native::blocking::Client::new(
        builder.base_url(simulator.base_url()).token(simulator.token()).rate_limit(RateLimit::none()),
    )
    .unwrap();
    let clan = client.clan(simulator.samples().clan).send().unwrap();
    let members = client.clan_members(clan.tag).limit(5).send().unwrap();
    assert_eq!(members.items.len(), 5);
    let tags: Vec<_> = client.clan_members(clan.tag).limit(7).items().map(|item| item.unwrap().tag).collect();
    assert!(tags.iter().eq(clan.member_list.iter().map(|member| &member.tag)));
    let pages = client.clan_members(clan.tag).limit(7).pages();
    assert_eq!(pages.map(|page| page.unwrap().items.len()).sum::<usize>(), tags.len());
    let mut unknown = client.clan_members(simulator.samples().unknown_tag).pages();
    assert!(unknown.next().is_some_and(|page| page.is_err_and(|error| error.is_not_found())));
    assert!(unknown.next().is_none());
    let players: Vec<_> = clan.member_list.iter().map(|member| GetPlayer::new(member.tag)).collect();
    let players: Vec<_> =
        client.batch(players).concurrency(4).in_order().map(|done| done.result.unwrap().tag).collect();
    assert_eq!(players, tags);
    let private = client.clan_war_log(simulator.samples().private_clan).send().unwrap_err();
    assert!(private.is_private_war_log());
}

/// A proxy that has retried says so in a header. Another try would multiply the retries of both.
#[test]
fn the_blocking_and_the_async_client_do_not_retry_what_a_proxy_has_retried() {
    let simulator = Simulator::builder().clans(4).speed(0.0).start_blocking().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let builder = || {
        let transport = NativeTransport::builder().no_proxy().build().unwrap();
        let builder = coc_transport_native::coc_core::Client::builder(transport, TokioClock::new());
        let builder = builder.base_url(simulator.base_url()).token(simulator.token()).no_cache();
        builder.retry(Retry::new().base_delay(Duration::ZERO))
    };
    let client = builder().build().unwrap();
    let blocking = coc_transport_native::blocking::Client::new(builder()).unwrap();
    let check = |faults: &[FaultKind], attempts: u32| {
        let faults: Vec<_> = faults.iter().cloned().map(Fault::new).collect();
        simulator.faults().set(faults).unwrap();
        let errors = [
            runtime.block_on(client.clan("#2PP").into_future()).unwrap_err(),
            blocking.clan("#2PP").send().unwrap_err(),
        ];
        assert_eq!(errors.map(|error| error.attempts()), [attempts; 2]);
        assert_eq!(simulator.counters().requests, u64::from(2 * attempts));
        simulator.reset_counters();
    };
    let failed = || FaultKind::Html { status: 502 };
    let retried = FaultKind::Header { name: "coc-attempts".into(), value: "2".into() };
    check(&[retried, failed()], 1);
    check(&[failed()], 3);
}

#[test]
fn the_routes_of_the_simulator_are_those_of_the_client() {
    let ours: BTreeSet<_> =
        ROUTES.iter().map(|route| (route.name(), route.method().as_str(), route.template())).collect();
    let theirs: BTreeSet<_> =
        simulator::route::ROUTES.iter().map(|route| (route.name, route.method, route.path)).collect();
    assert_eq!(ours, theirs);
}
