//! Parses a request's path and query into a [`Route`], or into the error of the real API.
//!
//! Every route also has a short name for faults and counters; [`NAMES`] lists them all.

use hyper::Method;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::route::{ApiError, Catalogue, ClanSearch, Place, Ranking, Route};

/// The names of all routes: those of the API, those of the developer portal, and `ip`.
pub const NAMES: &[&str] = &[
    "clan.search",
    "clan",
    "clan.members",
    "clan.warlog",
    "clan.currentwar",
    "clan.leaguegroup",
    "clan.capitalraidseasons",
    "clanwarleague.war",
    "player",
    "player.battlelog",
    "player.leaguehistory",
    "player.verifytoken",
    "leaguegroup",
    "leaguetiers",
    "leaguetier",
    "leagues",
    "league",
    "league.seasons",
    "league.season",
    "builderbaseleagues",
    "builderbaseleague",
    "capitalleagues",
    "capitalleague",
    "warleagues",
    "warleague",
    "locations",
    "location",
    "rankings.players",
    "rankings.clans",
    "rankings.players-builder-base",
    "rankings.clans-builder-base",
    "rankings.capitals",
    "labels.clans",
    "labels.players",
    "goldpass",
    UNKNOWN,
    "portal.login",
    "portal.list",
    "portal.create",
    "portal.revoke",
    IP,
];

/// The name of the route that returns the caller's IP address.
pub(crate) const IP: &str = "ip";

/// The name under which requests of unknown paths are counted.
pub(crate) const UNKNOWN: &str = "unknown";

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
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let Some((name, route)) = locate(&segments, &query, body) else {
        return Parsed { name: UNKNOWN, route: Err(ApiError::absent()), query };
    };
    let expected = if name == "player.verifytoken" { Method::POST } else { Method::GET };
    let route = if *method == expected { route } else { Err(not_allowed(method)) };
    Parsed { name, route, query }
}

fn not_allowed(method: &Method) -> ApiError {
    ApiError {
        status: 405,
        reason: "methodNotAllowed",
        message: Some(format!("{method} is not allowed here")),
    }
}

type Located = (&'static str, Result<Route, ApiError>);

fn locate(segments: &[&str], query: &Query, body: &[u8]) -> Option<Located> {
    Some(match *segments {
        ["clans"] => ("clan.search", search(query).map(Route::SearchClans)),
        ["clans", tag] => ("clan", tagged(tag, Route::Clan)),
        ["clans", tag, "members"] => ("clan.members", tagged(tag, Route::ClanMembers)),
        ["clans", tag, "warlog"] => ("clan.warlog", tagged(tag, Route::WarLog)),
        ["clans", tag, "currentwar"] => ("clan.currentwar", tagged(tag, Route::CurrentWar)),
        ["clans", tag, "currentwar", "leaguegroup"] => {
            ("clan.leaguegroup", tagged(tag, Route::ClanWarLeagueGroup))
        }
        ["clans", tag, "capitalraidseasons"] => {
            ("clan.capitalraidseasons", tagged(tag, Route::CapitalRaidSeasons))
        }
        ["clanwarleagues", "wars", tag] => {
            // The error of an unknown or malformed war tag has no message.
            ("clanwarleague.war", tagged(tag, Route::ClanWarLeagueWar).map_err(|_| ApiError::absent()))
        }
        ["players", tag] => ("player", tagged(tag, Route::Player)),
        ["players", tag, "battlelog"] => ("player.battlelog", tagged(tag, Route::BattleLog)),
        ["players", tag, "leaguehistory"] => ("player.leaguehistory", tagged(tag, Route::LeagueHistory)),
        ["players", tag, "verifytoken"] => ("player.verifytoken", verify_token(tag, body)),
        ["leaguegroup", group, season] => ("leaguegroup", league_group(group, season, query)),
        ["labels", "clans"] => ("labels.clans", Ok(Route::Catalogue(Catalogue::ClanLabels))),
        ["labels", "players"] => ("labels.players", Ok(Route::Catalogue(Catalogue::PlayerLabels))),
        ["goldpass", "seasons", "current"] => ("goldpass", Ok(Route::GoldPass)),
        ["leagues", league, "seasons"] => {
            ("league.seasons", number("leagueId", league).map(Route::LeagueSeasons))
        }
        ["leagues", league, "seasons", season] => {
            let route =
                number("leagueId", league).map(|id| Route::LeagueSeasonRankings(id, season.to_owned()));
            ("league.season", route)
        }
        ["locations", place, "rankings", kind] => {
            let (name, kind) = ranking(kind)?;
            (name, location(place).map(|place| Route::Rankings(place, kind)))
        }
        [list] => {
            let (catalogue, name, _, _) = catalogue(list)?;
            (name, Ok(Route::Catalogue(catalogue)))
        }
        [list, id] => {
            let (catalogue, _, name, parameter) = catalogue(list)?;
            (name, number(parameter, id).map(|id| Route::CatalogueEntry(catalogue, id)))
        }
        _ => return None,
    })
}

/// A static list by its path: its value, the names of its two routes, and the name of its id.
fn catalogue(list: &str) -> Option<(Catalogue, &'static str, &'static str, &'static str)> {
    Some(match list {
        "leaguetiers" => (Catalogue::LeagueTiers, "leaguetiers", "leaguetier", "leagueTierId"),
        "leagues" => (Catalogue::Leagues, "leagues", "league", "leagueId"),
        "builderbaseleagues" => {
            (Catalogue::BuilderBaseLeagues, "builderbaseleagues", "builderbaseleague", "leagueId")
        }
        "capitalleagues" => (Catalogue::CapitalLeagues, "capitalleagues", "capitalleague", "leagueId"),
        "warleagues" => (Catalogue::WarLeagues, "warleagues", "warleague", "leagueId"),
        "locations" => (Catalogue::Locations, "locations", "location", "locationId"),
        _ => return None,
    })
}

fn ranking(kind: &str) -> Option<(&'static str, Ranking)> {
    Some(match kind {
        "players" => ("rankings.players", Ranking::Players),
        "clans" => ("rankings.clans", Ranking::Clans),
        "players-builder-base" => ("rankings.players-builder-base", Ranking::PlayersBuilderBase),
        "clans-builder-base" => ("rankings.clans-builder-base", Ranking::ClansBuilderBase),
        "capitals" => ("rankings.capitals", Ranking::Capitals),
        _ => return None,
    })
}

fn location(place: &str) -> Result<Place, ApiError> {
    if place == "global" { Ok(Place::Global) } else { number("locationId", place).map(Place::Location) }
}

fn number(parameter: &str, text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| {
        ApiError::bad_request(format!("Invalid format for parameter {parameter}, number expected"))
    })
}

/// A malformed tag has the same error as an unknown one.
fn tagged<T>(tag: &str, route: impl FnOnce(String) -> T) -> Result<T, ApiError> {
    let well_formed = tag
        .strip_prefix('#')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| b"0289PYLQGRJCUV".contains(&byte)));
    if well_formed { Ok(route(tag.to_owned())) } else { Err(ApiError::not_found(tag)) }
}

fn verify_token(tag: &str, body: &[u8]) -> Result<Route, ApiError> {
    let player = tagged(tag, |player| player)?;
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| ApiError::bad_request("The body of the request is not valid JSON"))?;
    let token = body.get("token").and_then(Value::as_str);
    let token = token.ok_or_else(|| ApiError::bad_request("The body of the request needs a token"))?;
    Ok(Route::VerifyToken { player, token: token.to_owned() })
}

fn league_group(group: &str, season: &str, query: &Query) -> Result<Route, ApiError> {
    number("leagueSeasonId", season)?;
    let player =
        query.get("playerTag").ok_or_else(|| ApiError::bad_request("Parameter playerTag is required"))?;
    let player = tagged(player, |player| player)?;
    tagged(group, |group| Route::LeagueGroup { group, season: season.to_owned(), player })
}

fn search(query: &Query) -> Result<ClanSearch, ApiError> {
    let numeric = |name: &str| query.get(name).map(|text| number(name, text)).transpose();
    let label_ids = match query.get("labelIds") {
        Some(list) => {
            list.split(',').map(|id| number("labelIds", id.trim())).collect::<Result<Vec<_>, _>>()?
        }
        None => Vec::new(),
    };
    let search = ClanSearch {
        name: query.get("name").map(str::to_owned),
        war_frequency: query.get("warFrequency").map(str::to_owned),
        location_id: numeric("locationId")?,
        min_members: numeric("minMembers")?,
        max_members: numeric("maxMembers")?,
        min_clan_points: numeric("minClanPoints")?,
        min_clan_level: numeric("minClanLevel")?,
        label_ids,
    };
    if search == ClanSearch::default() {
        return Err(ApiError::bad_request("At least one search filter is required"));
    }
    if search.name.as_ref().is_some_and(|name| name.chars().count() < 3) {
        return Err(ApiError::bad_request("Parameter name needs at least three characters"));
    }
    Ok(search)
}

/// The decoded parameters of a query; unknown ones are ignored, as by the real API.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    fn parse(text: &str) -> Self {
        let decode =
            |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    /// The first value of a parameter; an empty value is ignored.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(target: &str) -> Parsed {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        parse(&Method::GET, path, query, b"")
    }

    fn message(target: &str) -> (u16, Option<String>) {
        let error = get(target).route.unwrap_err();
        (error.status, error.message)
    }

    #[test]
    fn tags_are_decoded_and_malformed_ones_are_not_found() {
        assert_eq!(get("/clans/%232PP").route, Ok(Route::Clan("#2PP".into())));
        assert_eq!(message("/clans/2PP"), (404, Some("Not found with tag 2PP".into())));
        assert_eq!(message("/players/%232pp"), (404, Some("Not found with tag 2pp".into())));
        assert_eq!(message("/clanwarleagues/wars/nonsense"), (404, None));
        assert_eq!(message("/clans/%23/members").0, 404);
    }

    #[test]
    fn ids_must_be_numbers() {
        let expected = |parameter| Some(format!("Invalid format for parameter {parameter}, number expected"));
        assert_eq!(message("/leagues/x"), (400, expected("leagueId")));
        assert_eq!(message("/leaguetiers/x"), (400, expected("leagueTierId")));
        assert_eq!(message("/locations/x/rankings/clans"), (400, expected("locationId")));
        let global = Route::Rankings(Place::Global, Ranking::Clans);
        assert_eq!(get("/locations/global/rankings/clans").route, Ok(global));
    }

    #[test]
    fn searches_need_a_filter_and_three_letters() {
        for target in
            ["/clans", "/clans?limit=5&label_ids=", "/clans?name=", "/clans?name=ab", "/clans?minMembers=x"]
        {
            assert_eq!(message(target).0, 400, "{target}");
        }
        let Ok(Route::SearchClans(search)) =
            get("/clans?name=a%20+b&labelIds=56000000,56000001&realtime=False").route
        else {
            panic!("a search was expected");
        };
        assert_eq!(search.name.as_deref(), Some("a  b"));
        assert_eq!(search.label_ids, [56_000_000, 56_000_001]);
    }

    #[test]
    fn every_name_belongs_to_a_path() {
        let paths = [
            "/clans",
            "/clans/t",
            "/clans/t/members",
            "/clans/t/warlog",
            "/clans/t/currentwar",
            "/clans/t/currentwar/leaguegroup",
            "/clans/t/capitalraidseasons",
            "/clanwarleagues/wars/t",
            "/players/t",
            "/players/t/battlelog",
            "/players/t/leaguehistory",
            "/players/t/verifytoken",
            "/leaguegroup/t/1",
            "/leaguetiers",
            "/leaguetiers/1",
            "/leagues",
            "/leagues/1",
            "/leagues/1/seasons",
            "/leagues/1/seasons/s",
            "/builderbaseleagues",
            "/builderbaseleagues/1",
            "/capitalleagues",
            "/capitalleagues/1",
            "/warleagues",
            "/warleagues/1",
            "/locations",
            "/locations/1",
            "/locations/1/rankings/players",
            "/locations/1/rankings/clans",
            "/locations/1/rankings/players-builder-base",
            "/locations/1/rankings/clans-builder-base",
            "/locations/1/rankings/capitals",
            "/labels/clans",
            "/labels/players",
            "/goldpass/seasons/current",
            "/locations/1/rankings/clans-versus",
        ];
        let names: Vec<&str> = paths.iter().map(|path| get(path).name).collect();
        let of_the_api: Vec<&str> =
            NAMES.iter().copied().take_while(|name| !name.starts_with("portal.")).collect();
        assert_eq!(names, of_the_api);
    }

    #[test]
    fn methods_are_checked_after_the_path() {
        let status = |method, path| {
            parse(&method, path, None, br#"{"token":"t"}"#).route.map_err(|error| error.status)
        };
        assert_eq!(status(Method::POST, "/clans/%232PP"), Err(405));
        assert_eq!(status(Method::GET, "/players/%232PP/verifytoken"), Err(405));
        assert_eq!(status(Method::POST, "/nowhere"), Err(404));
        let route = Route::VerifyToken { player: "#2PP".into(), token: "t".into() };
        assert_eq!(status(Method::POST, "/players/%232PP/verifytoken"), Ok(route));
    }
}
