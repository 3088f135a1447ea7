//! The routes of the API in terms of the game: the interface between the HTTP side (`server`) and
//! the game side (`world`).
//!
//! The server parses a request into a [`Route`], the world responds to it at a moment of the
//! virtual clock, and the server turns the [`RouteResponse`] into status, headers, page and bytes.
//! [`ROUTES`] lists the routes; it is written independently of the client, and the client's tests
//! compare it with the client's own list.

use hyper::Method;
use percent_encoding::percent_decode_str;

mod arguments;
mod parameters;
mod response;
#[cfg(test)]
mod tests;

use arguments::Arguments;
pub(crate) use arguments::Query;
pub use parameters::{Catalogue, ClanSearch, Place, Ranking};
pub use response::{ApiError, RouteResponse};

/// A request of the public API, with decoded tags that may not exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `GET /clans`
    SearchClans(ClanSearch),
    /// `GET /clans/{clanTag}`
    Clan(String),
    /// `GET /clans/{clanTag}/members`
    ClanMembers(String),
    /// `GET /clans/{clanTag}/warlog`
    WarLog(String),
    /// `GET /clans/{clanTag}/currentwar`
    CurrentWar(String),
    /// `GET /clans/{clanTag}/currentwar/leaguegroup`
    ClanWarLeagueGroup(String),
    /// `GET /clans/{clanTag}/capitalraidseasons`
    CapitalRaidSeasons(String),
    /// `GET /clanwarleagues/wars/{warTag}`
    ClanWarLeagueWar(String),
    /// `GET /players/{playerTag}`
    Player(String),
    /// `GET /players/{playerTag}/battlelog`
    BattleLog(String),
    /// `GET /players/{playerTag}/leaguehistory`
    LeagueHistory(String),
    /// `POST /players/{playerTag}/verifytoken`
    VerifyToken {
        /// The player to whom the token should belong.
        player: String,
        /// The token from the game's settings.
        token: String,
    },
    /// `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag=`
    LeagueGroup {
        /// The group.
        group: String,
        /// The season in Unix seconds, as the API writes it.
        season: String,
        /// The player whose battle logs to include.
        player: String,
    },
    /// A static list: `GET /leaguetiers`, `/leagues`, `/builderbaseleagues`, `/capitalleagues`,
    /// `/warleagues`, `/locations`, `/labels/clans`, `/labels/players`
    Catalogue(Catalogue),
    /// A single entry of a static list by its id.
    CatalogueEntry(Catalogue, i64),
    /// `GET /leagues/{leagueId}/seasons`
    LeagueSeasons(i64),
    /// `GET /leagues/{leagueId}/seasons/{seasonId}`
    LeagueSeasonRankings(i64, String),
    /// `GET /locations/{locationId}/rankings/…`
    Rankings(Place, Ranking),
    /// `GET /goldpass/seasons/current`
    GoldPass,
}

impl Route {
    /// The TTL of the response in seconds.
    pub(crate) fn time_to_live(&self) -> i64 {
        match self {
            Self::Player(_)
            | Self::BattleLog(_)
            | Self::SearchClans(_)
            | Self::Rankings(..)
            | Self::LeagueSeasons(_)
            | Self::Catalogue(Catalogue::ClanLabels | Catalogue::PlayerLabels)
            | Self::GoldPass => 60,
            Self::Clan(_)
            | Self::ClanMembers(_)
            | Self::CurrentWar(_)
            | Self::WarLog(_)
            | Self::CapitalRaidSeasons(_) => 120,
            Self::LeagueHistory(_) | Self::LeagueGroup { .. } => 300,
            Self::ClanWarLeagueGroup(_)
            | Self::ClanWarLeagueWar(_)
            | Self::Catalogue(_)
            | Self::CatalogueEntry(..)
            | Self::VerifyToken { .. } => 600,
            Self::LeagueSeasonRankings(..) => 3600,
        }
    }
}

/// A route of the API: its name for faults and counters, its request line, and its parser.
#[derive(Debug)]
pub struct ApiRoute {
    /// The name, as `clan.members`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path after the version prefix, with its parameters in braces.
    pub path: &'static str,
    parse: Parse,
}

type Parse = fn(&Arguments<'_>) -> Result<Route, ApiError>;

const fn get(name: &'static str, path: &'static str, parse: Parse) -> ApiRoute {
    ApiRoute { name, method: "GET", path, parse }
}

const fn post(name: &'static str, path: &'static str, parse: Parse) -> ApiRoute {
    ApiRoute { name, method: "POST", path, parse }
}

/// Every route of the API.
pub const ROUTES: &[ApiRoute] = &[
    get("clans", "/clans", |request| request.clan_search().map(Route::SearchClans)),
    get("clan", "/clans/{clanTag}", |request| request.tag().map(Route::Clan)),
    get("clan.members", "/clans/{clanTag}/members", |request| request.tag().map(Route::ClanMembers)),
    get("clan.warlog", "/clans/{clanTag}/warlog", |request| request.tag().map(Route::WarLog)),
    get("clan.currentwar", "/clans/{clanTag}/currentwar", |request| request.tag().map(Route::CurrentWar)),
    get("clan.leaguegroup", "/clans/{clanTag}/currentwar/leaguegroup", |request| {
        request.tag().map(Route::ClanWarLeagueGroup)
    }),
    get("clan.capitalraidseasons", "/clans/{clanTag}/capitalraidseasons", |request| {
        request.tag().map(Route::CapitalRaidSeasons)
    }),
    get("cwl.war", "/clanwarleagues/wars/{warTag}", |request| {
        // The error of an unknown or malformed war tag has no message.
        request.tag().map(Route::ClanWarLeagueWar).map_err(|_| ApiError::absent())
    }),
    get("player", "/players/{playerTag}", |request| request.tag().map(Route::Player)),
    get("player.battlelog", "/players/{playerTag}/battlelog", |request| request.tag().map(Route::BattleLog)),
    get("player.leaguehistory", "/players/{playerTag}/leaguehistory", |request| {
        request.tag().map(Route::LeagueHistory)
    }),
    post("player.verifytoken", "/players/{playerTag}/verifytoken", |request| {
        Ok(Route::VerifyToken { player: request.tag()?, token: request.json_string("token")? })
    }),
    get("leaguegroup", "/leaguegroup/{leagueGroupTag}/{leagueSeasonId}", |request| {
        request.number(1)?;
        let player = request.query_tag("playerTag")?;
        Ok(Route::LeagueGroup { group: request.tag()?, season: request.text(1), player })
    }),
    get("leaguetiers", "/leaguetiers", |_| Ok(Route::Catalogue(Catalogue::LeagueTiers))),
    get("leaguetier", "/leaguetiers/{leagueTierId}", |request| request.entry(Catalogue::LeagueTiers)),
    get("leagues", "/leagues", |_| Ok(Route::Catalogue(Catalogue::Leagues))),
    get("league", "/leagues/{leagueId}", |request| request.entry(Catalogue::Leagues)),
    get("league.seasons", "/leagues/{leagueId}/seasons", |request| {
        request.number(0).map(Route::LeagueSeasons)
    }),
    get("league.season", "/leagues/{leagueId}/seasons/{seasonId}", |request| {
        Ok(Route::LeagueSeasonRankings(request.number(0)?, request.text(1)))
    }),
    get("builderbaseleagues", "/builderbaseleagues", |_| Ok(Route::Catalogue(Catalogue::BuilderBaseLeagues))),
    get("builderbaseleague", "/builderbaseleagues/{leagueId}", |request| {
        request.entry(Catalogue::BuilderBaseLeagues)
    }),
    get("capitalleagues", "/capitalleagues", |_| Ok(Route::Catalogue(Catalogue::CapitalLeagues))),
    get("capitalleague", "/capitalleagues/{leagueId}", |request| request.entry(Catalogue::CapitalLeagues)),
    get("warleagues", "/warleagues", |_| Ok(Route::Catalogue(Catalogue::WarLeagues))),
    get("warleague", "/warleagues/{leagueId}", |request| request.entry(Catalogue::WarLeagues)),
    get("locations", "/locations", |_| Ok(Route::Catalogue(Catalogue::Locations))),
    get("location", "/locations/{locationId}", |request| request.entry(Catalogue::Locations)),
    get("rankings.players", "/locations/{locationId}/rankings/players", |request| {
        request.place().map(|place| Route::Rankings(place, Ranking::Players))
    }),
    get("rankings.clans", "/locations/{locationId}/rankings/clans", |request| {
        request.place().map(|place| Route::Rankings(place, Ranking::Clans))
    }),
    get(
        "rankings.players-builder-base",
        "/locations/{locationId}/rankings/players-builder-base",
        |request| request.place().map(|place| Route::Rankings(place, Ranking::PlayersBuilderBase)),
    ),
    get("rankings.clans-builder-base", "/locations/{locationId}/rankings/clans-builder-base", |request| {
        request.place().map(|place| Route::Rankings(place, Ranking::ClansBuilderBase))
    }),
    get("rankings.capitals", "/locations/{locationId}/rankings/capitals", |request| {
        request.place().map(|place| Route::Rankings(place, Ranking::Capitals))
    }),
    // Removed from the API in December 2023.
    get("rankings.players-versus", "/locations/{locationId}/rankings/players-versus", |_| {
        Err(ApiError::absent())
    }),
    get(
        "rankings.clans-versus",
        "/locations/{locationId}/rankings/clans-versus",
        |_| Err(ApiError::absent()),
    ),
    get("labels.clans", "/labels/clans", |_| Ok(Route::Catalogue(Catalogue::ClanLabels))),
    get("labels.players", "/labels/players", |_| Ok(Route::Catalogue(Catalogue::PlayerLabels))),
    get("goldpass", "/goldpass/seasons/current", |_| Ok(Route::GoldPass)),
];

/// The name of the route that returns the caller's IP address.
pub(crate) const IP: &str = "ip";

/// The name under which requests of unknown paths are counted.
pub(crate) const UNKNOWN: &str = "unknown";

/// Returns the names that faults and counters use: those of [`ROUTES`], of the developer portal,
/// and of other paths.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let others = [UNKNOWN, "portal.login", "portal.list", "portal.create", "portal.revoke", IP];
    ROUTES.iter().map(|route| route.name).chain(others)
}

/// A parsed request of the API.
pub(crate) struct Parsed {
    /// The route's name.
    pub(crate) name: &'static str,
    /// The route, or the error of the API.
    pub(crate) route: Result<Route, ApiError>,
    /// The paging parameters, which apply to paged responses only.
    pub(crate) query: Query,
}

/// Parses a request whose path starts after the version prefix.
pub(crate) fn parse(method: &Method, path: &str, query: Option<&str>, body: &[u8]) -> Parsed {
    let query = Query::parse(query.unwrap_or(""));
    let segments: Vec<String> = path
        .trim_start_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let found =
        ROUTES.iter().find_map(|route| Some((route, Arguments::of(route.path, &segments, &query, body)?)));
    let Some((route, arguments)) = found else {
        return Parsed { name: UNKNOWN, route: Err(ApiError::absent()), query };
    };
    let parsed = if *method == route.method { (route.parse)(&arguments) } else { Err(not_allowed(method)) };
    Parsed { name: route.name, route: parsed, query }
}

fn not_allowed(method: &Method) -> ApiError {
    ApiError {
        status: 405,
        reason: "methodNotAllowed",
        message: Some(format!("{method} is not allowed here")),
    }
}
