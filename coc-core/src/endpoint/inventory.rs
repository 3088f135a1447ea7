//! Every route of the API that this crate knows, in one table.

use super::{
    Endpoint, GetBuilderBaseLeague, GetCapitalLeague, GetClan, GetClanWarLeagueGroup, GetClanWarLeagueWar,
    GetCurrentWar, GetGoldPassSeason, GetLeague, GetLeagueGroup, GetLeagueTier, GetLocation, GetPlayer,
    GetWarLeague, ListBattleLog, ListBuilderBaseLeagues, ListCapitalLeagues, ListCapitalRaidSeasons,
    ListCapitalRankings, ListClanBuilderBaseRankings, ListClanLabels, ListClanMembers, ListClanRankings,
    ListClanVersusRankings, ListClanWarLog, ListLeagueHistory, ListLeagueSeasonRankings, ListLeagueSeasons,
    ListLeagueTiers, ListLeagues, ListLocations, ListPlayerBuilderBaseRankings, ListPlayerLabels,
    ListPlayerRankings, ListPlayerVersusRankings, ListWarLeagues, SearchClans, VerifyPlayerToken,
};
use crate::route::Route;

macro_rules! inventory {
    ($($endpoint:ident),* $(,)?) => {
        /// Every route that this crate knows, once, in the order of the API's own tree.
        pub const ROUTES: &[Route] = &[$(<$endpoint as Endpoint>::ROUTE),*];
    };
}

inventory![
    SearchClans,
    GetClan,
    ListClanMembers,
    ListClanWarLog,
    GetCurrentWar,
    GetClanWarLeagueGroup,
    ListCapitalRaidSeasons,
    GetClanWarLeagueWar,
    GetPlayer,
    VerifyPlayerToken,
    ListBattleLog,
    ListLeagueHistory,
    GetLeagueGroup,
    ListLeagueTiers,
    GetLeagueTier,
    ListLeagues,
    GetLeague,
    ListLeagueSeasons,
    ListLeagueSeasonRankings,
    ListBuilderBaseLeagues,
    GetBuilderBaseLeague,
    ListCapitalLeagues,
    GetCapitalLeague,
    ListWarLeagues,
    GetWarLeague,
    ListLocations,
    GetLocation,
    ListClanRankings,
    ListPlayerRankings,
    ListClanBuilderBaseRankings,
    ListPlayerBuilderBaseRankings,
    ListCapitalRankings,
    ListClanVersusRankings,
    ListPlayerVersusRankings,
    ListClanLabels,
    ListPlayerLabels,
    GetGoldPassSeason,
];
