//! Every endpoint sends exactly the request that the API documents.

#![allow(clippy::wildcard_imports, reason = "every endpoint is used")]

use std::collections::BTreeSet;

use coc_core::{
    Endpoint, Error, ErrorKind, Route,
    endpoint::*,
    models::{ClanTag, LocationId, PlayerTag, WarFrequency},
    testing::FakeTransport,
};

/// The route and the request of an endpoint value, and the request that the API documents.
struct Case {
    route: &'static str,
    request: String,
    documented: (&'static str, &'static str),
}

fn case<E: Endpoint>(endpoint: &E, route: &'static str, request: &'static str) -> Case {
    let target = endpoint.target().unwrap();
    let sent = format!("{} {}", endpoint.method(), target.as_str());
    Case { route: E::ROUTE.name(), request: sent, documented: (route, request) }
}

/// One line for each route, in the order of `ROUTES`.
#[rustfmt::skip]
fn cases() -> Vec<Case> {
    vec![
        case(&SearchClans::new().name("clash"), "clans", "GET /clans?name=clash"),
        case(&GetClan::new("#2PP"), "clan", "GET /clans/%232PP"),
        case(&ListClanMembers::new("#2PP"), "clan.members", "GET /clans/%232PP/members"),
        case(&ListClanWarLog::new("#2PP"), "clan.warlog", "GET /clans/%232PP/warlog"),
        case(&GetCurrentWar::new("#2PP"), "clan.currentwar", "GET /clans/%232PP/currentwar"),
        case(&GetClanWarLeagueGroup::new("#2PP"), "clan.leaguegroup", "GET /clans/%232PP/currentwar/leaguegroup"),
        case(&ListCapitalRaidSeasons::new("#2PP"), "clan.capitalraidseasons", "GET /clans/%232PP/capitalraidseasons"),
        case(&GetClanWarLeagueWar::new("#8LGYRGYVG"), "cwl.war", "GET /clanwarleagues/wars/%238LGYRGYVG"),
        case(&GetPlayer::new("#8QU8J9LP"), "player", "GET /players/%238QU8J9LP"),
        case(&VerifyPlayerToken::new("#8QU8J9LP", "abc"), "player.verifytoken", "POST /players/%238QU8J9LP/verifytoken"),
        case(&ListBattleLog::new("#8QU8J9LP"), "player.battlelog", "GET /players/%238QU8J9LP/battlelog"),
        case(&ListLeagueHistory::new("#8QU8J9LP"), "player.leaguehistory", "GET /players/%238QU8J9LP/leaguehistory"),
        case(&GetLeagueGroup::new("#2PP", 1_773_032_400, "#8QU8J9LP"), "leaguegroup", "GET /leaguegroup/%232PP/1773032400?playerTag=%238QU8J9LP"),
        case(&ListLeagueTiers::new(), "leaguetiers", "GET /leaguetiers"),
        case(&GetLeagueTier::new(105_000_034), "leaguetier", "GET /leaguetiers/105000034"),
        case(&ListLeagues::new(), "leagues", "GET /leagues"),
        case(&GetLeague::new(29_000_022), "league", "GET /leagues/29000022"),
        case(&ListLeagueSeasons::new(29_000_022), "league.seasons", "GET /leagues/29000022/seasons"),
        case(&ListLeagueSeasonRankings::new(29_000_022, "2025-10-06"), "league.season", "GET /leagues/29000022/seasons/2025-10-06"),
        case(&ListBuilderBaseLeagues::new(), "builderbaseleagues", "GET /builderbaseleagues"),
        case(&GetBuilderBaseLeague::new(44_000_000), "builderbaseleague", "GET /builderbaseleagues/44000000"),
        case(&ListCapitalLeagues::new(), "capitalleagues", "GET /capitalleagues"),
        case(&GetCapitalLeague::new(85_000_000), "capitalleague", "GET /capitalleagues/85000000"),
        case(&ListWarLeagues::new(), "warleagues", "GET /warleagues"),
        case(&GetWarLeague::new(48_000_000), "warleague", "GET /warleagues/48000000"),
        case(&ListLocations::new(), "locations", "GET /locations"),
        case(&GetLocation::new(32_000_007), "location", "GET /locations/32000007"),
        case(&ListClanRankings::new(RankingLocation::Global), "rankings.clans", "GET /locations/global/rankings/clans"),
        case(&ListPlayerRankings::new(32_000_007), "rankings.players", "GET /locations/32000007/rankings/players"),
        case(&ListClanBuilderBaseRankings::new(RankingLocation::Global), "rankings.clans-builder-base", "GET /locations/global/rankings/clans-builder-base"),
        case(&ListPlayerBuilderBaseRankings::new(32_000_007), "rankings.players-builder-base", "GET /locations/32000007/rankings/players-builder-base"),
        case(&ListCapitalRankings::new(RankingLocation::Global), "rankings.capitals", "GET /locations/global/rankings/capitals"),
        case(&ListClanVersusRankings::new(RankingLocation::Global), "rankings.clans-versus", "GET /locations/global/rankings/clans-versus"),
        case(&ListPlayerVersusRankings::new(32_000_007), "rankings.players-versus", "GET /locations/32000007/rankings/players-versus"),
        case(&ListClanLabels::new(), "labels.clans", "GET /labels/clans"),
        case(&ListPlayerLabels::new(), "labels.players", "GET /labels/players"),
        case(&GetGoldPassSeason::new(), "goldpass", "GET /goldpass/seasons/current"),
    ]
}

#[test]
fn each_endpoint_sends_the_documented_request() {
    for case in cases() {
        assert_eq!((case.route, case.request.as_str()), case.documented);
    }
}

#[test]
fn each_route_has_one_case_and_a_distinct_name() {
    let listed: Vec<_> = ROUTES.iter().map(Route::name).collect();
    let tested: Vec<_> = cases().iter().map(|case| case.route).collect();
    assert_eq!(listed, tested, "a route has no line in `cases`");
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
}

#[test]
fn search_parameters_are_spelled_as_in_the_api() {
    let search = SearchClans::new()
        .name("the best")
        .war_frequency(WarFrequency::MoreThanOncePerWeek)
        .location(32_000_007)
        .min_members(10)
        .max_members(50)
        .min_clan_points(20_000)
        .min_clan_level(5)
        .labels([56_000_000, 56_000_016]);
    assert_eq!(
        search.target().unwrap().as_str(),
        "/clans?name=the%20best&warFrequency=moreThanOncePerWeek&locationId=32000007&minMembers=10&maxMembers=50\
         &minClanPoints=20000&minClanLevel=5&labelIds=56000000%2C56000016"
    );
}

#[test]
fn a_search_by_labels_alone_is_valid() {
    assert_eq!(
        SearchClans::new().labels([56_000_000]).target().unwrap().as_str(),
        "/clans?labelIds=56000000"
    );
}

/// Calls that a URL parser would lead to another route, or out of the base URL.
#[test]
fn a_path_that_leaves_the_base_url_or_its_route_is_not_sent() {
    let transport = FakeTransport::json(200, "{}");
    let client = crate::client(&transport);
    let refused = |result: Result<(), Error>, kind, case: &str| {
        let error = result.expect_err(case);
        assert_eq!((error.kind(), error.attempts()), (kind, 0), "{case}: {error}");
    };
    for path in [
        "/%2e%2e/%2e%2e/admin",
        "/clans/..\\x",
        "/..",
        "..",
        "/.%2E/x",
        "/clans/%2e",
        "/\\..\\x",
        "/a/%252e%252e/x",
        "/..%2fx",
        "/x/..;y",
        "/a//b",
    ] {
        let raw = crate::block_on(client.custom(path).into_future());
        refused(raw.map(drop), ErrorKind::InvalidRequest, path);
        refused(
            crate::block_on(client.custom(path).raw().into_future()).map(drop),
            ErrorKind::InvalidRequest,
            path,
        );
        let removed = crate::block_on(client.invalidate(&Custom::new(path)));
        refused(removed.map(drop), ErrorKind::InvalidRequest, path);
    }
    for text in ["..", ".", "%2e%2e", ".%2E", "..\\x", "", " ", "..;a", "../x"] {
        let season = crate::block_on(client.league_season_rankings(29_000_022, text).into_future());
        refused(season.map(drop), ErrorKind::InvalidRequest, text);
        let tag = ClanTag::from_wire(text).unwrap();
        refused(
            crate::block_on(client.clan_members(tag).into_future()).map(drop),
            ErrorKind::InvalidTag,
            text,
        );
        let tag = PlayerTag::from_wire(text).unwrap();
        refused(crate::block_on(client.player(tag).into_future()).map(drop), ErrorKind::InvalidTag, text);
        refused(
            crate::block_on(client.verify_player_token(tag, "t").into_future()).map(drop),
            ErrorKind::InvalidTag,
            text,
        );
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn an_id_as_text_is_the_same_request_as_the_number() {
    fn path<E: Endpoint>(endpoint: &E) -> String {
        endpoint.target().unwrap().as_str().to_owned()
    }
    let (id, seven) = (String::from("32000007"), &LocationId::new(7));
    assert_eq!(path(&GetLocation::new("32000007")), "/locations/32000007");
    assert_eq!(path(&GetLocation::new(&id)), path(&GetLocation::new(32_000_007)));
    assert_eq!(path(&GetLocation::new(seven)), path(&GetLocation::new(*seven)));
    assert_eq!(path(&GetLeague::new(" 29000022 ")), "/leagues/29000022");
    assert_eq!(path(&GetLeagueTier::new(id.clone())), "/leaguetiers/32000007");
    assert_eq!(path(&GetBuilderBaseLeague::new("44000000")), "/builderbaseleagues/44000000");
    assert_eq!(path(&GetCapitalLeague::new("85000000")), "/capitalleagues/85000000");
    assert_eq!(path(&GetWarLeague::new("48000000")), "/warleagues/48000000");
    assert_eq!(path(&ListLeagueSeasons::new("29000022")), "/leagues/29000022/seasons");
    assert_eq!(path(&ListClanRankings::new("32000007")), "/locations/32000007/rankings/clans");
    let search = SearchClans::new().location("32000007").labels(["56000000", "56000001"]);
    assert_eq!(
        path(&search),
        path(&SearchClans::new().location(32_000_007).labels([56_000_000, 56_000_001]))
    );
}

#[test]
fn global_as_text_is_the_whole_world() {
    for text in ["global", "Global", " global\n"] {
        let target = ListPlayerRankings::new(text).target().unwrap();
        assert_eq!(target.as_str(), "/locations/global/rankings/players");
    }
    assert_eq!("global".parse::<RankingLocation>().unwrap(), RankingLocation::Global);
    assert_eq!(
        RankingLocation::Global.to_string().parse::<RankingLocation>().unwrap(),
        RankingLocation::Global
    );
}

#[test]
fn text_that_is_no_id_is_an_invalid_request_that_names_the_text() {
    let errors = ["", "global", "32000007x", "3.2e7", "99999999999", "../clans"].map(|text| {
        let search = SearchClans::new().name("clash");
        [
            GetLocation::new(text).target().unwrap_err(),
            search.clone().location(text).target().unwrap_err(),
            search.labels([text]).target().unwrap_err(),
        ]
    });
    for error in errors.iter().flatten() {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert!(errors[2][0].to_string().contains("32000007x"), "{}", errors[2][0]);
    let error = ListClanRankings::new("Germany").target().unwrap_err();
    assert!(error.to_string().contains("Germany") && error.to_string().contains("global"), "{error}");
}
