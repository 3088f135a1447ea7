//! Leagues: ranked tiers and groups, the legacy home leagues with their Legend seasons, and those of builder base, capital and wars.

use bytes::Bytes;
use coc_models::{
    BuilderBaseLeague, BuilderBaseLeagueId, CapitalLeague, CapitalLeagueId, League, LeagueGroup,
    LeagueGroupTag, LeagueId, LeagueSeason, LeagueTier, LeagueTierId, Page, PlayerRanking, PlayerTag,
    SeasonId, WarLeague, WarLeagueId,
};

use super::{Endpoint, IntoArgument, PageQuery, argument::Argument, endpoints};
use crate::{
    decode::{self, DecodeError},
    error::Error,
    route::{Route, Target},
};

endpoints! {
    /// The tiers of ranked battles. `GET /leaguetiers`
    ListLeagueTiers -> Page<LeagueTier> = Route::get("leaguetiers", "/leaguetiers").paged();
    path ()
    query (page: PageQuery)

    /// One tier of ranked battles. `GET /leaguetiers/{leagueTierId}`
    GetLeagueTier -> LeagueTier = Route::get("leaguetier", "/leaguetiers/{leagueTierId}");
    path (tier: LeagueTierId)
    query ()

    /// The home-village leagues from before ranked battles (October 2025). `GET /leagues`
    ListLeagues -> Page<League> = Route::get("leagues", "/leagues").paged().deprecated("leaguetiers");
    path ()
    query (page: PageQuery)

    /// One home-village league from before ranked battles (October 2025). `GET /leagues/{leagueId}`
    GetLeague -> League = Route::get("league", "/leagues/{leagueId}").deprecated("leaguetier");
    path (league: LeagueId)
    query ()

    /// The seasons of the Legend league, oldest first. `GET /leagues/{leagueId}/seasons`
    ///
    /// Only [`LeagueId::LEGEND`] has seasons; any other answers [`BadRequest`](crate::ErrorKind::BadRequest).
    ListLeagueSeasons -> Page<LeagueSeason> = Route::get("league.seasons", "/leagues/{leagueId}/seasons").paged();
    path (league: LeagueId)
    query (page: PageQuery)

    /// The final ranking of a Legend season. `GET /leagues/{leagueId}/seasons/{seasonId}`
    ///
    /// Set a limit: a season holds more players than one answer should.
    ListLeagueSeasonRankings -> Page<PlayerRanking> =
        Route::get("league.season", "/leagues/{leagueId}/seasons/{seasonId}").paged();
    path (league: LeagueId, season: SeasonId)
    query (page: PageQuery)

    /// The leagues of the builder base. `GET /builderbaseleagues`
    ListBuilderBaseLeagues -> Page<BuilderBaseLeague> = Route::get("builderbaseleagues", "/builderbaseleagues").paged();
    path ()
    query (page: PageQuery)

    /// One league of the builder base. `GET /builderbaseleagues/{leagueId}`
    GetBuilderBaseLeague -> BuilderBaseLeague = Route::get("builderbaseleague", "/builderbaseleagues/{leagueId}");
    path (league: BuilderBaseLeagueId)
    query ()

    /// The leagues of the clan capital. `GET /capitalleagues`
    ListCapitalLeagues -> Page<CapitalLeague> = Route::get("capitalleagues", "/capitalleagues").paged();
    path ()
    query (page: PageQuery)

    /// One league of the clan capital. `GET /capitalleagues/{leagueId}`
    GetCapitalLeague -> CapitalLeague = Route::get("capitalleague", "/capitalleagues/{leagueId}");
    path (league: CapitalLeagueId)
    query ()

    /// The leagues of clan wars. `GET /warleagues`
    ListWarLeagues -> Page<WarLeague> = Route::get("warleagues", "/warleagues").paged();
    path ()
    query (page: PageQuery)

    /// One league of clan wars. `GET /warleagues/{leagueId}`
    GetWarLeague -> WarLeague = Route::get("warleague", "/warleagues/{leagueId}");
    path (league: WarLeagueId)
    query ()
}

/// The group of players that a player is ranked in, with that player's battles. `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}`
///
/// Group and season come from the player's `current_league_group_tag` and `current_league_season_id` (or `previous_…`). The
/// group tag `#0` means that there is none; it is refused, and nothing is sent.
#[derive(Clone, Debug)]
pub struct GetLeagueGroup {
    group: Argument<LeagueGroupTag>,
    season: Argument<SeasonId>,
    player: Argument<PlayerTag>,
}

impl GetLeagueGroup {
    /// The group of a season, seen by one of its players.
    pub fn new(
        group: impl IntoArgument<LeagueGroupTag>,
        season: impl IntoArgument<SeasonId>,
        player: impl IntoArgument<PlayerTag>,
    ) -> Self {
        Self { group: group.into_argument(), season: season.into_argument(), player: player.into_argument() }
    }
}

impl Endpoint for GetLeagueGroup {
    type Output = LeagueGroup;
    const ROUTE: Route = Route::get("leaguegroup", "/leaguegroup/{leagueGroupTag}/{leagueSeasonId}");

    fn target(&self) -> Result<Target, Error> {
        let (group, season) =
            (self.group.as_ref().map_err(Clone::clone)?, self.season.as_ref().map_err(Clone::clone)?);
        let player = self.player.as_ref().map_err(Clone::clone)?;
        Ok(Target::fill(Self::ROUTE.template(), &[group, season]).query("playerTag", player))
    }

    fn decode(body: &Bytes) -> Result<Self::Output, DecodeError> {
        decode::json(body)
    }
}
