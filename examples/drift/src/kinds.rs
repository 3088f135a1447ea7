//! The kinds of answers and their models.

use coc_core::models::{
    ApiKeyList, ApiKeyResponse, BattleLogEntry, BuilderBaseLeague, CapitalLeague, Clan,
    ClanBuilderBaseRanking, ClanCapitalRaidSeason, ClanCapitalRanking, ClanMember, ClanRanking, ClanSummary,
    ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, ClientError, GoldPassSeason, Label, League, LeagueGroup,
    LeagueSeason, LeagueSeasonResult, LeagueTier, Location, LoginResponse, Page, Player,
    PlayerBuilderBaseRanking, PlayerRanking, VerifyTokenResponse, WarLeague,
};
use serde_json::Value;

use crate::examine::{Failure, Finding, examine};

/// Decodes a body as one kind of answer and encodes it again.
type Examine = fn(&[u8]) -> Result<Finding, Failure>;

/// A kind of answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// What recordings of the kind are filed under.
    pub(crate) name: &'static str,
    /// Where it comes from.
    pub(crate) route: &'static str,
    /// Its model, as the function that uses it.
    pub(crate) examine: Examine,
}

impl Kind {
    /// The kind of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|kind| kind.name == name).copied()
    }
}

const fn kind(name: &'static str, route: &'static str, examine: Examine) -> Kind {
    Kind { name, route, examine }
}

/// Every kind, by name.
#[rustfmt::skip]
pub(crate) const ALL: &[Kind] = &[
    kind("battlelog", "GET /players/{playerTag}/battlelog", examine::<Page<BattleLogEntry>>),
    kind("builderbaseleague", "GET /builderbaseleagues/{leagueId}", examine::<BuilderBaseLeague>),
    kind("builderbaseleagues", "GET /builderbaseleagues", examine::<Page<BuilderBaseLeague>>),
    kind("capitalleague", "GET /capitalleagues/{leagueId}", examine::<CapitalLeague>),
    kind("capitalleagues", "GET /capitalleagues", examine::<Page<CapitalLeague>>),
    kind("capitalraidseasons", "GET /clans/{clanTag}/capitalraidseasons", examine::<Page<ClanCapitalRaidSeason>>),
    kind("clan-members", "GET /clans/{clanTag}/members", examine::<Page<ClanMember>>),
    kind("clan-search", "GET /clans", examine::<Page<ClanSummary>>),
    kind("clans", "GET /clans/{clanTag}", examine::<Clan>),
    kind("currentwar", "GET /clans/{clanTag}/currentwar", examine::<ClanWar>),
    kind("cwl-leaguegroup", "GET /clans/{clanTag}/currentwar/leaguegroup", examine::<ClanWarLeagueGroup>),
    kind("cwl-war", "GET /clanwarleagues/wars/{warTag}", examine::<ClanWar>),
    kind("empty-list", "any list without items", examine::<Page<Value>>),
    kind("error", "any route, any status but 200", examine::<ClientError>),
    kind("goldpass", "GET /goldpass/seasons/current", examine::<GoldPassSeason>),
    kind("labels-clans", "GET /labels/clans", examine::<Page<Label>>),
    kind("labels-players", "GET /labels/players", examine::<Page<Label>>),
    kind("league", "GET /leagues/{leagueId}", examine::<League>),
    kind("league-season-rankings", "GET /leagues/{leagueId}/seasons/{seasonId}", examine::<Page<PlayerRanking>>),
    kind("league-seasons", "GET /leagues/{leagueId}/seasons", examine::<Page<LeagueSeason>>),
    kind("leaguegroup-ranked", "GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}", examine::<LeagueGroup>),
    kind("leaguehistory", "GET /players/{playerTag}/leaguehistory", examine::<Page<LeagueSeasonResult>>),
    kind("leagues", "GET /leagues", examine::<Page<League>>),
    kind("leaguetier", "GET /leaguetiers/{leagueTierId}", examine::<LeagueTier>),
    kind("leaguetiers", "GET /leaguetiers", examine::<Page<LeagueTier>>),
    kind("location", "GET /locations/{locationId}", examine::<Location>),
    kind("locations", "GET /locations", examine::<Page<Location>>),
    kind("players", "GET /players/{playerTag}", examine::<Player>),
    kind("portal", "the developer portal: login, apikey/list, apikey/create, apikey/revoke", portal),
    kind("rankings-capitals", "GET /locations/{locationId}/rankings/capitals", examine::<Page<ClanCapitalRanking>>),
    kind("rankings-clans", "GET /locations/{locationId}/rankings/clans", examine::<Page<ClanRanking>>),
    kind("rankings-clans-builder-base", "GET /locations/{locationId}/rankings/clans-builder-base", examine::<Page<ClanBuilderBaseRanking>>),
    kind("rankings-clans-versus", "GET /locations/{locationId}/rankings/clans-versus (until 2023)", examine::<Page<ClanBuilderBaseRanking>>),
    kind("rankings-players", "GET /locations/{locationId}/rankings/players", examine::<Page<PlayerRanking>>),
    kind("rankings-players-builder-base", "GET /locations/{locationId}/rankings/players-builder-base", examine::<Page<PlayerBuilderBaseRanking>>),
    kind("rankings-players-versus", "GET /locations/{locationId}/rankings/players-versus (until 2023)", examine::<Page<PlayerBuilderBaseRanking>>),
    kind("verifytoken", "POST /players/{playerTag}/verifytoken", examine::<VerifyTokenResponse>),
    kind("warleague", "GET /warleagues/{leagueId}", examine::<WarLeague>),
    kind("warleagues", "GET /warleagues", examine::<Page<WarLeague>>),
    kind("warlog", "GET /clans/{clanTag}/warlog", examine::<Page<ClanWarLogEntry>>),
];

/// The portal's answers are one kind; what they hold tells them apart.
fn portal(body: &[u8]) -> Result<Finding, Failure> {
    let has = |field: &str| {
        serde_json::from_slice::<Value>(body)
            .is_ok_and(|body| body.as_object().is_some_and(|body| body.contains_key(field)))
    };
    if has("developer") || has("temporaryAPIToken") {
        examine::<LoginResponse>(body)
    } else if has("keys") {
        examine::<ApiKeyList>(body)
    } else {
        examine::<ApiKeyResponse>(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_found_by_name() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
        for kind in ALL {
            assert_eq!(Kind::named(kind.name).map(|found| found.route), Some(kind.route));
        }
        assert!(Kind::named("clan").is_none());
    }
}
