//! Every endpoint sends exactly the request that the API documents.

use std::collections::BTreeSet;

use coc_core::{
    Endpoint,
    endpoint::{
        GetBuilderBaseLeague, GetCapitalLeague, GetClan, GetClanWarLeagueGroup, GetClanWarLeagueWar,
        GetCurrentWar, GetGoldPassSeason, GetLeague, GetLeagueGroup, GetLeagueTier, GetLocation, GetPlayer,
        GetWarLeague, ListBattleLog, ListBuilderBaseLeagues, ListCapitalLeagues, ListCapitalRaidSeasons,
        ListCapitalRankings, ListClanBuilderBaseRankings, ListClanLabels, ListClanMembers, ListClanRankings,
        ListClanVersusRankings, ListClanWarLog, ListLeagueHistory, ListLeagueSeasonRankings,
        ListLeagueSeasons, ListLeagueTiers, ListLeagues, ListLocations, ListPlayerBuilderBaseRankings,
        ListPlayerLabels, ListPlayerRankings, ListPlayerVersusRankings, ListWarLeagues, ROUTES,
        RankingLocation, SearchClans, VerifyPlayerToken,
    },
    models::WarFrequency,
};

/// Name, method and target of an endpoint value.
fn request<E: Endpoint>(endpoint: &E) -> (&'static str, String) {
    let target = endpoint.target().expect("a good value");
    (E::ROUTE.name(), format!("{} {}", endpoint.method(), target.as_str()))
}

fn every_endpoint() -> Vec<(&'static str, String)> {
    vec![
        request(&SearchClans::new().name("clash")),
        request(&GetClan::new("#2PP")),
        request(&ListClanMembers::new("#2PP")),
        request(&ListClanWarLog::new("#2PP")),
        request(&GetCurrentWar::new("#2PP")),
        request(&GetClanWarLeagueGroup::new("#2PP")),
        request(&ListCapitalRaidSeasons::new("#2PP")),
        request(&GetClanWarLeagueWar::new("#8LGYRGYVG")),
        request(&GetPlayer::new("#8QU8J9LP")),
        request(&VerifyPlayerToken::new("#8QU8J9LP", "abc")),
        request(&ListBattleLog::new("#8QU8J9LP")),
        request(&ListLeagueHistory::new("#8QU8J9LP")),
        request(&GetLeagueGroup::new("#2PP", 1_773_032_400, "#8QU8J9LP")),
        request(&ListLeagueTiers::new()),
        request(&GetLeagueTier::new(105_000_034)),
        request(&ListLeagues::new()),
        request(&GetLeague::new(29_000_022)),
        request(&ListLeagueSeasons::new(29_000_022)),
        request(&ListLeagueSeasonRankings::new(29_000_022, "2025-10-06")),
        request(&ListBuilderBaseLeagues::new()),
        request(&GetBuilderBaseLeague::new(44_000_000)),
        request(&ListCapitalLeagues::new()),
        request(&GetCapitalLeague::new(85_000_000)),
        request(&ListWarLeagues::new()),
        request(&GetWarLeague::new(48_000_000)),
        request(&ListLocations::new()),
        request(&GetLocation::new(32_000_007)),
        request(&ListClanRankings::new(RankingLocation::Global)),
        request(&ListPlayerRankings::new(32_000_007)),
        request(&ListClanBuilderBaseRankings::new(RankingLocation::Global)),
        request(&ListPlayerBuilderBaseRankings::new(32_000_007)),
        request(&ListCapitalRankings::new(RankingLocation::Global)),
        request(&ListClanVersusRankings::new(RankingLocation::Global)),
        request(&ListPlayerVersusRankings::new(32_000_007)),
        request(&ListClanLabels::new()),
        request(&ListPlayerLabels::new()),
        request(&GetGoldPassSeason::new()),
    ]
}

#[test]
fn the_request_is_the_documented_one() {
    let expected = [
        ("clans", "GET /clans?name=clash"),
        ("clan", "GET /clans/%232PP"),
        ("clan.members", "GET /clans/%232PP/members"),
        ("clan.warlog", "GET /clans/%232PP/warlog"),
        ("clan.currentwar", "GET /clans/%232PP/currentwar"),
        ("clan.leaguegroup", "GET /clans/%232PP/currentwar/leaguegroup"),
        ("clan.capitalraidseasons", "GET /clans/%232PP/capitalraidseasons"),
        ("cwl.war", "GET /clanwarleagues/wars/%238LGYRGYVG"),
        ("player", "GET /players/%238QU8J9LP"),
        ("player.verifytoken", "POST /players/%238QU8J9LP/verifytoken"),
        ("player.battlelog", "GET /players/%238QU8J9LP/battlelog"),
        ("player.leaguehistory", "GET /players/%238QU8J9LP/leaguehistory"),
        ("leaguegroup", "GET /leaguegroup/%232PP/1773032400?playerTag=%238QU8J9LP"),
        ("leaguetiers", "GET /leaguetiers"),
        ("leaguetier", "GET /leaguetiers/105000034"),
        ("leagues", "GET /leagues"),
        ("league", "GET /leagues/29000022"),
        ("league.seasons", "GET /leagues/29000022/seasons"),
        ("league.season", "GET /leagues/29000022/seasons/2025-10-06"),
        ("builderbaseleagues", "GET /builderbaseleagues"),
        ("builderbaseleague", "GET /builderbaseleagues/44000000"),
        ("capitalleagues", "GET /capitalleagues"),
        ("capitalleague", "GET /capitalleagues/85000000"),
        ("warleagues", "GET /warleagues"),
        ("warleague", "GET /warleagues/48000000"),
        ("locations", "GET /locations"),
        ("location", "GET /locations/32000007"),
        ("rankings.clans", "GET /locations/global/rankings/clans"),
        ("rankings.players", "GET /locations/32000007/rankings/players"),
        ("rankings.clans-builder-base", "GET /locations/global/rankings/clans-builder-base"),
        ("rankings.players-builder-base", "GET /locations/32000007/rankings/players-builder-base"),
        ("rankings.capitals", "GET /locations/global/rankings/capitals"),
        ("rankings.clans-versus", "GET /locations/global/rankings/clans-versus"),
        ("rankings.players-versus", "GET /locations/32000007/rankings/players-versus"),
        ("labels.clans", "GET /labels/clans"),
        ("labels.players", "GET /labels/players"),
        ("goldpass", "GET /goldpass/seasons/current"),
    ];
    let found = every_endpoint();
    assert_eq!(found.iter().map(|(name, line)| (*name, line.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn the_inventory_is_complete_and_its_names_are_distinct() {
    let listed: Vec<_> = ROUTES.iter().map(coc_core::Route::name).collect();
    let called: Vec<_> = every_endpoint().iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, called);
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
}

#[test]
fn all_search_parameters_have_the_apis_spelling() {
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
fn labels_alone_are_a_filter() {
    assert_eq!(
        SearchClans::new().labels([56_000_000]).target().unwrap().as_str(),
        "/clans?labelIds=56000000"
    );
}
