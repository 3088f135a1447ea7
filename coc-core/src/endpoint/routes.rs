//! The whole API on one page: every route, grouped by first path segment.
//!
//! The endpoint types, the methods of the clients and [`ROUTES`] are made from this list.

#![allow(clippy::wildcard_imports, reason = "the list uses the short names of models and arguments")]

use coc_models::*;

use super::{RankingLocation, define::*};

/// Hands the list of routes to a callback macro: `coc_core::__routes! { callback [arguments] }`.
///
/// The callback receives its arguments and then one entry for each route. It matches
///
/// ```text
/// ([$($arguments:tt)*] $(
///     #[doc = $title:literal] $(#[doc = $doc:literal])* $(#[deprecated = $note:literal])?
///     $verb:ident $name:literal $path:literal
///     $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
/// )+)
/// ```
///
/// - `title` is a sentence; `doc` are the lines after it. Links go to `crate::ErrorKind`,
///   `crate::endpoint` and `crate::models`, which a crate that carries the documentation has.
/// - `verb` is `GET` or `POST`. `name` is the route's name in errors, logs and metrics.
/// - `path` has the arguments in braces, in the order of the list, with the query that the route
///   requires. The last argument of a `POST` is not in the path: it is the field of the JSON body.
/// - `method` is the method of the clients, `Type` the endpoint type in `coc_core::endpoint`.
/// - `ArgTy` is an identifier, so that a callback can match it, and is in
///   `coc_core::endpoint::argument`. `Out` is to be resolved among `coc_core::models`.
/// - `part` is `page` (limit and cursors), `realtime` (may bypass the server's cache), `filter`
///   (the search filters of `clan_search.rs`) or `private_war_log` (a private war log hides it).
/// - `note` says which method to call instead.
#[doc(hidden)]
#[macro_export]
macro_rules! __routes { ($($callback:ident)::+ [$($arguments:tt)*]) => { $($callback)::+! { [$($arguments)*]

    // /clans

    /// The clans that match all given filters.
    ///
    /// At least one filter is required, and a name needs at least three characters; otherwise the
    /// call fails with [`InvalidRequest`](crate::ErrorKind::InvalidRequest) and nothing is sent.
    /// The API does not define the order of the results.
    GET "clans" "/clans"
        search_clans => SearchClans {} [filter, page] -> Page<ClanSummary>;

    /// A clan with its members.
    GET "clan" "/clans/{clanTag}"
        clan => GetClan { clan: ClanTag } [] -> Clan;

    /// The members of a clan, by rank.
    GET "clan.members" "/clans/{clanTag}/members"
        clan_members => ListClanMembers { clan: ClanTag } [page] -> Page<ClanMember>;

    /// The past wars of a clan, newest first.
    ///
    /// A private war log fails with [`PrivateWarLog`](crate::ErrorKind::PrivateWarLog).
    GET "clan.warlog" "/clans/{clanTag}/warlog"
        clan_war_log => ListClanWarLog { clan: ClanTag } [page, private_war_log]
        -> Page<ClanWarLogEntry>;

    /// The current or latest war of a clan.
    ///
    /// A private war log fails with [`PrivateWarLog`](crate::ErrorKind::PrivateWarLog). Wars of the
    /// clan war league are in [`GetClanWarLeagueGroup`](crate::endpoint::GetClanWarLeagueGroup).
    GET "clan.currentwar" "/clans/{clanTag}/currentwar"
        current_war => GetCurrentWar { clan: ClanTag } [realtime, private_war_log] -> ClanWar;

    /// The clan war league group of a clan in this month.
    ///
    /// A clan in no group fails with [`NotFound`](crate::ErrorKind::NotFound). A private war log
    /// does not hide the group.
    GET "clan.leaguegroup" "/clans/{clanTag}/currentwar/leaguegroup"
        clan_war_league_group => GetClanWarLeagueGroup { clan: ClanTag } [realtime]
        -> ClanWarLeagueGroup;

    /// The raid weekends of a clan, newest first.
    ///
    /// Only the newest one lists its members and single attacks. Without a limit, the response may
    /// be close to one megabyte.
    GET "clan.capitalraidseasons" "/clans/{clanTag}/capitalraidseasons"
        capital_raid_seasons => ListCapitalRaidSeasons { clan: ClanTag } [page]
        -> Page<ClanCapitalRaidSeason>;

    // /clanwarleagues

    /// A war of the clan war league.
    ///
    /// Either of its two clans may be the one that you follow. The tag `#0` of a round that is not
    /// drawn yet fails with [`InvalidTag`](crate::ErrorKind::InvalidTag), and nothing is sent.
    GET "cwl.war" "/clanwarleagues/wars/{warTag}"
        clan_war_league_war => GetClanWarLeagueWar { war: WarTag } [realtime] -> ClanWar;

    // /players

    /// A player.
    GET "player" "/players/{playerTag}"
        player => GetPlayer { player: PlayerTag } [] -> Player;

    /// Whether a one-time token from the game's settings belongs to a player.
    ///
    /// A wrong token is not an error: the status of the response is `invalid`. The response is
    /// never cached.
    POST "player.verifytoken" "/players/{playerTag}/verifytoken"
        verify_player_token => VerifyPlayerToken { player: PlayerTag, token: Secret } []
        -> VerifyTokenResponse;

    /// The latest battles of a player, about fifty, all on one page.
    GET "player.battlelog" "/players/{playerTag}/battlelog"
        battle_log => ListBattleLog { player: PlayerTag } [] -> Page<BattleLogEntry>;

    /// The ranked seasons of a player, all on one page.
    GET "player.leaguehistory" "/players/{playerTag}/leaguehistory"
        league_history => ListLeagueHistory { player: PlayerTag } [] -> Page<LeagueSeasonResult>;

    // /leaguegroup

    /// The group of players that a player is ranked in, with the battles of that player.
    ///
    /// Group and season are the player's `current_league_group_tag` and `current_league_season_id`
    /// (or `previous_…`). The group tag `#0` means that there is no group; it fails with
    /// [`InvalidTag`](crate::ErrorKind::InvalidTag), and nothing is sent.
    GET "leaguegroup" "/leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag={playerTag}"
        league_group => GetLeagueGroup { group: LeagueGroupTag, season: SeasonId, player: PlayerTag } []
        -> LeagueGroup;

    // /leaguetiers

    /// The tiers of ranked battles.
    GET "leaguetiers" "/leaguetiers"
        league_tiers => ListLeagueTiers {} [page] -> Page<LeagueTier>;

    /// A tier of ranked battles.
    GET "leaguetier" "/leaguetiers/{leagueTierId}"
        league_tier => GetLeagueTier { tier: LeagueTierId } [] -> LeagueTier;

    // /leagues

    /// The home-village leagues from before ranked battles (October 2025).
    #[deprecated = "use `league_tiers`"]
    GET "leagues" "/leagues"
        leagues => ListLeagues {} [page] -> Page<League>;

    /// A home-village league from before ranked battles (October 2025).
    #[deprecated = "use `league_tier`"]
    GET "league" "/leagues/{leagueId}"
        league => GetLeague { league: LeagueId } [] -> League;

    /// The seasons of the Legend league, oldest first.
    ///
    /// Only [`LeagueId::LEGEND`](crate::models::LeagueId::LEGEND) has seasons; any other league
    /// fails with [`BadRequest`](crate::ErrorKind::BadRequest).
    GET "league.seasons" "/leagues/{leagueId}/seasons"
        league_seasons => ListLeagueSeasons { league: LeagueId } [page] -> Page<LeagueSeason>;

    /// The final ranking of a Legend season.
    ///
    /// Set a limit: a season has more players than one response should.
    GET "league.season" "/leagues/{leagueId}/seasons/{seasonId}"
        league_season_rankings => ListLeagueSeasonRankings { league: LeagueId, season: SeasonId } [page]
        -> Page<PlayerRanking>;

    // /builderbaseleagues

    /// The leagues of the builder base.
    GET "builderbaseleagues" "/builderbaseleagues"
        builder_base_leagues => ListBuilderBaseLeagues {} [page] -> Page<BuilderBaseLeague>;

    /// A league of the builder base.
    GET "builderbaseleague" "/builderbaseleagues/{leagueId}"
        builder_base_league => GetBuilderBaseLeague { league: BuilderBaseLeagueId } []
        -> BuilderBaseLeague;

    // /capitalleagues

    /// The leagues of the clan capital.
    GET "capitalleagues" "/capitalleagues"
        capital_leagues => ListCapitalLeagues {} [page] -> Page<CapitalLeague>;

    /// A league of the clan capital.
    GET "capitalleague" "/capitalleagues/{leagueId}"
        capital_league => GetCapitalLeague { league: CapitalLeagueId } [] -> CapitalLeague;

    // /warleagues

    /// The leagues of clan wars.
    GET "warleagues" "/warleagues"
        war_leagues => ListWarLeagues {} [page] -> Page<WarLeague>;

    /// A league of clan wars.
    GET "warleague" "/warleagues/{leagueId}"
        war_league => GetWarLeague { league: WarLeagueId } [] -> WarLeague;

    // /locations

    /// All countries and regions.
    GET "locations" "/locations"
        locations => ListLocations {} [page] -> Page<Location>;

    /// A country or region.
    GET "location" "/locations/{locationId}"
        location => GetLocation { location: LocationId } [] -> Location;

    /// The clans with the most points, at most 200.
    GET "rankings.clans" "/locations/{locationId}/rankings/clans"
        clan_rankings => ListClanRankings { location: RankingLocation } [page] -> Page<ClanRanking>;

    /// The players with the most trophies, at most 200.
    ///
    /// A small country without ranked players fails with [`NotFound`](crate::ErrorKind::NotFound).
    GET "rankings.players" "/locations/{locationId}/rankings/players"
        player_rankings => ListPlayerRankings { location: RankingLocation } [page]
        -> Page<PlayerRanking>;

    /// The clans with the most builder-base points, at most 200.
    GET "rankings.clans-builder-base" "/locations/{locationId}/rankings/clans-builder-base"
        clan_builder_base_rankings => ListClanBuilderBaseRankings { location: RankingLocation } [page]
        -> Page<ClanBuilderBaseRanking>;

    /// The players with the most builder-base trophies, at most 200.
    GET "rankings.players-builder-base" "/locations/{locationId}/rankings/players-builder-base"
        player_builder_base_rankings => ListPlayerBuilderBaseRankings { location: RankingLocation } [page]
        -> Page<PlayerBuilderBaseRanking>;

    /// The clans with the most capital points, at most 200.
    GET "rankings.capitals" "/locations/{locationId}/rankings/capitals"
        capital_rankings => ListCapitalRankings { location: RankingLocation } [page]
        -> Page<ClanCapitalRanking>;

    /// The predecessor of the builder-base clan ranking, removed from the API in December 2023.
    #[deprecated = "use `clan_builder_base_rankings`"]
    GET "rankings.clans-versus" "/locations/{locationId}/rankings/clans-versus"
        clan_versus_rankings => ListClanVersusRankings { location: RankingLocation } [page]
        -> Page<ClanBuilderBaseRanking>;

    /// The predecessor of the builder-base player ranking, removed from the API in December 2023.
    #[deprecated = "use `player_builder_base_rankings`"]
    GET "rankings.players-versus" "/locations/{locationId}/rankings/players-versus"
        player_versus_rankings => ListPlayerVersusRankings { location: RankingLocation } [page]
        -> Page<PlayerBuilderBaseRanking>;

    // /labels

    /// The labels that a clan can have.
    GET "labels.clans" "/labels/clans"
        clan_labels => ListClanLabels {} [page] -> Page<Label>;

    /// The labels that a player can have.
    GET "labels.players" "/labels/players"
        player_labels => ListPlayerLabels {} [page] -> Page<Label>;

    // /goldpass

    /// The current Gold Pass season.
    GET "goldpass" "/goldpass/seasons/current"
        gold_pass => GetGoldPassSeason {} [] -> GoldPassSeason;
}}}

// The endpoint types are made on this page, so that the links to their source lead here.
crate::__routes! { define [] }
