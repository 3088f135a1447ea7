//! Requests and responses of the API in terms of the game: the interface between the HTTP side
//! (`server`) and the game side (`world`).
//!
//! The server parses a request into a [`Route`], the world responds to it at a moment of the
//! virtual clock, and the server turns the [`RouteResponse`] into status, headers, page and bytes.

use serde_json::Value;

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

/// The filters of a clan search; at least one is set, and each is well-formed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClanSearch {
    /// A part of the name, at least three characters.
    pub name: Option<String>,
    /// `always`, `never`, …
    pub war_frequency: Option<String>,
    /// A location id.
    pub location_id: Option<i64>,
    /// Minimum number of members.
    pub min_members: Option<i64>,
    /// Maximum number of members.
    pub max_members: Option<i64>,
    /// Minimum clan points.
    pub min_clan_points: Option<i64>,
    /// Minimum clan level.
    pub min_clan_level: Option<i64>,
    /// Labels that the clan must all have.
    pub label_ids: Vec<i64>,
}

/// The static lists of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Catalogue {
    /// Ranked leagues since 2025-10.
    LeagueTiers,
    /// The legacy home-village leagues.
    Leagues,
    /// Builder base leagues.
    BuilderBaseLeagues,
    /// Clan capital leagues.
    CapitalLeagues,
    /// Clan war leagues.
    WarLeagues,
    /// Countries and regions.
    Locations,
    /// Labels of clans (no single entries).
    ClanLabels,
    /// Labels of players (no single entries).
    PlayerLabels,
}

/// The place of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The literal `global`.
    Global,
    /// A location id.
    Location(i64),
}

/// The kind of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ranking {
    /// `players`
    Players,
    /// `clans`
    Clans,
    /// `players-builder-base`
    PlayersBuilderBase,
    /// `clans-builder-base`
    ClansBuilderBase,
    /// `capitals`
    Capitals,
}

/// The world's response to a [`Route`].
#[derive(Clone, Debug, PartialEq)]
pub enum RouteResponse {
    /// One object, sent unchanged.
    Object(Value),
    /// A whole list; the server cuts the page and adds `paging`.
    Page(Vec<Value>),
    /// A list without pages: `{"items": […]}` and no `paging`.
    Items(Vec<Value>),
    /// An error of the API.
    Error(ApiError),
}

/// An error of the API: its status and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// The body's `reason`.
    pub reason: &'static str,
    /// The body's `message`; the API omits it in some cases, by which clients distinguish them.
    pub message: Option<String>,
}

impl ApiError {
    /// `404 notFound` for a tag; the API's text strips the `#`.
    pub fn not_found(tag: &str) -> Self {
        Self {
            status: 404,
            reason: "notFound",
            message: Some(format!("Not found with tag {}", tag.trim_start_matches('#'))),
        }
    }

    /// `404 notFound` without a message: an unknown war tag, or a clan in no league group.
    pub fn absent() -> Self {
        Self { status: 404, reason: "notFound", message: None }
    }

    /// `403 accessDenied` without a message: a private war log.
    pub fn private() -> Self {
        Self { status: 403, reason: "accessDenied", message: None }
    }

    /// `400 badRequest`.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self { status: 400, reason: "badRequest", message: Some(message.into()) }
    }
}
