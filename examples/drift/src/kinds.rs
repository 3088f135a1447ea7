//! The kinds of recorded responses and their models.

use coc_core::models::{
    ApiKeyList, ApiKeyResponse, BattleLogEntry, BuilderBaseLeague, CapitalLeague, Clan,
    ClanBuilderBaseRanking, ClanCapitalRaidSeason, ClanCapitalRanking, ClanMember, ClanRanking, ClanSummary,
    ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, ClientError, GoldPassSeason, Label, League, LeagueGroup,
    LeagueSeason, LeagueSeasonResult, LeagueTier, Location, LoginResponse, Page, Player,
    PlayerBuilderBaseRanking, PlayerRanking, PortalError, VerifyTokenResponse, WarLeague,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A task on a body, generic over its model.
pub trait BodyTask: 'static {
    /// The result.
    type Output;

    /// Runs the task on a body whose model is `T`.
    fn with<T: DeserializeOwned + Serialize>(body: &[u8]) -> Self::Output;
}

/// A kind of recorded response.
pub struct Kind<W: BodyTask> {
    /// The name of the recordings' folder: roughly the last segments of the route.
    pub name: &'static str,
    /// Runs the task with the kind's model.
    pub run: fn(&[u8]) -> W::Output,
}

impl<W: BodyTask> Kind<W> {
    /// Every kind, by name.
    #[rustfmt::skip]
    pub const ALL: &'static [Self] = &[
        kind("battlelog", W::with::<Page<BattleLogEntry>>),
        kind("builderbaseleague", W::with::<BuilderBaseLeague>),
        kind("builderbaseleagues", W::with::<Page<BuilderBaseLeague>>),
        kind("capitalleague", W::with::<CapitalLeague>),
        kind("capitalleagues", W::with::<Page<CapitalLeague>>),
        kind("capitalraidseasons", W::with::<Page<ClanCapitalRaidSeason>>),
        kind("clan-members", W::with::<Page<ClanMember>>),
        kind("clan-search", W::with::<Page<ClanSummary>>),
        kind("clans", W::with::<Clan>),
        kind("currentwar", W::with::<ClanWar>),
        kind("cwl-leaguegroup", W::with::<ClanWarLeagueGroup>),
        kind("cwl-war", W::with::<ClanWar>),
        kind("empty-list", W::with::<Page<Value>>),
        kind("error", W::with::<ClientError>),
        kind("goldpass", W::with::<GoldPassSeason>),
        kind("labels-clans", W::with::<Page<Label>>),
        kind("labels-players", W::with::<Page<Label>>),
        kind("league", W::with::<League>),
        kind("league-season-rankings", W::with::<Page<PlayerRanking>>),
        kind("league-seasons", W::with::<Page<LeagueSeason>>),
        kind("leaguegroup-ranked", W::with::<LeagueGroup>),
        kind("leaguehistory", W::with::<Page<LeagueSeasonResult>>),
        kind("leagues", W::with::<Page<League>>),
        kind("leaguetier", W::with::<LeagueTier>),
        kind("leaguetiers", W::with::<Page<LeagueTier>>),
        kind("location", W::with::<Location>),
        kind("locations", W::with::<Page<Location>>),
        kind("players", W::with::<Player>),
        kind("portal", portal::<W>),
        kind("rankings-capitals", W::with::<Page<ClanCapitalRanking>>),
        kind("rankings-clans", W::with::<Page<ClanRanking>>),
        kind("rankings-clans-builder-base", W::with::<Page<ClanBuilderBaseRanking>>),
        kind("rankings-clans-versus", W::with::<Page<ClanBuilderBaseRanking>>),
        kind("rankings-players", W::with::<Page<PlayerRanking>>),
        kind("rankings-players-builder-base", W::with::<Page<PlayerBuilderBaseRanking>>),
        kind("rankings-players-versus", W::with::<Page<PlayerBuilderBaseRanking>>),
        kind("verifytoken", W::with::<VerifyTokenResponse>),
        kind("warleague", W::with::<WarLeague>),
        kind("warleagues", W::with::<Page<WarLeague>>),
        kind("warlog", W::with::<Page<ClanWarLogEntry>>),
    ];

    /// The kind with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|kind| kind.name == name)
    }

    /// Whether bodies of the kind contain keys, tokens or login data.
    pub fn has_secrets(&self) -> bool {
        matches!(self.name, "portal" | "verifytoken")
    }
}

const fn kind<W: BodyTask>(name: &'static str, run: fn(&[u8]) -> W::Output) -> Kind<W> {
    Kind { name, run }
}

/// The portal's responses are one kind; their fields determine the model.
fn portal<W: BodyTask>(body: &[u8]) -> W::Output {
    let fields = serde_json::from_slice::<Map<String, Value>>(body).unwrap_or_default();
    let has = |field: &str| fields.contains_key(field);
    if has("description") && !has("status") {
        W::with::<PortalError>(body)
    } else if has("developer") || has("temporaryAPIToken") {
        W::with::<LoginResponse>(body)
    } else if has("keys") {
        W::with::<ApiKeyList>(body)
    } else {
        W::with::<ApiKeyResponse>(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Name;

    impl BodyTask for Name {
        type Output = &'static str;

        fn with<T: DeserializeOwned + Serialize>(_: &[u8]) -> &'static str {
            std::any::type_name::<T>()
        }
    }

    #[test]
    fn kinds_are_sorted_and_found_by_name() {
        assert!(Kind::<Name>::ALL.is_sorted_by(|a, b| a.name < b.name));
        for kind in Kind::<Name>::ALL {
            assert_eq!(Kind::<Name>::named(kind.name).map(|found| found.name), Some(kind.name));
        }
        assert!(Kind::<Name>::named("clan").is_none());
    }

    #[test]
    fn the_model_of_a_portal_body_depends_on_its_fields() {
        let model = |body: &str| (Kind::<Name>::named("portal").unwrap().run)(body.as_bytes());
        assert!(model(r#"{"status":{},"keys":[]}"#).ends_with("ApiKeyList"));
        assert!(model(r#"{"status":{},"developer":{}}"#).ends_with("LoginResponse"));
        assert!(model(r#"{"error":"x","description":"y"}"#).ends_with("PortalError"));
        assert!(model(r#"{"status":{},"key":{}}"#).ends_with("ApiKeyResponse"));
    }
}
