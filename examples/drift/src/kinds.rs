//! The kinds of answers and their models.

use coc_core::models::{
    ApiKeyList, ApiKeyResponse, BattleLogEntry, BuilderBaseLeague, CapitalLeague, Clan,
    ClanBuilderBaseRanking, ClanCapitalRaidSeason, ClanCapitalRanking, ClanMember, ClanRanking, ClanSummary,
    ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, ClientError, GoldPassSeason, Label, League, LeagueGroup,
    LeagueSeason, LeagueSeasonResult, LeagueTier, Location, LoginResponse, Page, Player,
    PlayerBuilderBaseRanking, PlayerRanking, PortalError, VerifyTokenResponse, WarLeague,
};
use serde_json::{Map, Value};

use crate::examine::{Failure, Finding, examine};

/// Decodes a body as one kind of answer and encodes it again.
type Examine = fn(&[u8]) -> Result<Finding, Failure>;

/// A kind of answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// What recordings of the kind are filed under: the last words of its route, more or less.
    pub(crate) name: &'static str,
    /// Its model, as the function that uses it.
    pub(crate) examine: Examine,
}

impl Kind {
    /// The kind of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|kind| kind.name == name).copied()
    }

    /// Whether bodies of the kind hold keys, tokens or what logs one in.
    pub(crate) fn has_secrets(self) -> bool {
        matches!(self.name, "portal" | "verifytoken")
    }
}

const fn kind(name: &'static str, examine: Examine) -> Kind {
    Kind { name, examine }
}

/// Every kind, by name.
#[rustfmt::skip]
pub(crate) const ALL: &[Kind] = &[
    kind("battlelog", examine::<Page<BattleLogEntry>>),
    kind("builderbaseleague", examine::<BuilderBaseLeague>),
    kind("builderbaseleagues", examine::<Page<BuilderBaseLeague>>),
    kind("capitalleague", examine::<CapitalLeague>),
    kind("capitalleagues", examine::<Page<CapitalLeague>>),
    kind("capitalraidseasons", examine::<Page<ClanCapitalRaidSeason>>),
    kind("clan-members", examine::<Page<ClanMember>>),
    kind("clan-search", examine::<Page<ClanSummary>>),
    kind("clans", examine::<Clan>),
    kind("currentwar", examine::<ClanWar>),
    kind("cwl-leaguegroup", examine::<ClanWarLeagueGroup>),
    kind("cwl-war", examine::<ClanWar>),
    kind("empty-list", examine::<Page<Value>>),
    kind("error", examine::<ClientError>),
    kind("goldpass", examine::<GoldPassSeason>),
    kind("labels-clans", examine::<Page<Label>>),
    kind("labels-players", examine::<Page<Label>>),
    kind("league", examine::<League>),
    kind("league-season-rankings", examine::<Page<PlayerRanking>>),
    kind("league-seasons", examine::<Page<LeagueSeason>>),
    kind("leaguegroup-ranked", examine::<LeagueGroup>),
    kind("leaguehistory", examine::<Page<LeagueSeasonResult>>),
    kind("leagues", examine::<Page<League>>),
    kind("leaguetier", examine::<LeagueTier>),
    kind("leaguetiers", examine::<Page<LeagueTier>>),
    kind("location", examine::<Location>),
    kind("locations", examine::<Page<Location>>),
    kind("players", examine::<Player>),
    kind("portal", portal),
    kind("rankings-capitals", examine::<Page<ClanCapitalRanking>>),
    kind("rankings-clans", examine::<Page<ClanRanking>>),
    kind("rankings-clans-builder-base", examine::<Page<ClanBuilderBaseRanking>>),
    kind("rankings-clans-versus", examine::<Page<ClanBuilderBaseRanking>>),
    kind("rankings-players", examine::<Page<PlayerRanking>>),
    kind("rankings-players-builder-base", examine::<Page<PlayerBuilderBaseRanking>>),
    kind("rankings-players-versus", examine::<Page<PlayerBuilderBaseRanking>>),
    kind("verifytoken", examine::<VerifyTokenResponse>),
    kind("warleague", examine::<WarLeague>),
    kind("warleagues", examine::<Page<WarLeague>>),
    kind("warlog", examine::<Page<ClanWarLogEntry>>),
];

/// The portal's answers are one kind; what they hold tells them apart.
fn portal(body: &[u8]) -> Result<Finding, Failure> {
    let fields = serde_json::from_slice::<Map<String, Value>>(body).unwrap_or_default();
    let has = |field: &str| fields.contains_key(field);
    if has("description") && !has("status") {
        examine::<PortalError>(body)
    } else if has("developer") || has("temporaryAPIToken") {
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
            assert_eq!(Kind::named(kind.name).map(|found| found.name), Some(kind.name));
        }
        assert!(Kind::named("clan").is_none());
    }
}
