//! Requests of every kind, well-formed and not.

use super::*;

fn get(target: &str) -> Parsed {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
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
    assert_eq!(message("/players/%232ab"), (404, Some("Not found with tag 2ab".into())));
    assert_eq!(message("/clanwarleagues/wars/nonsense"), (404, None));
    assert_eq!(message("/clans/%23/members").0, 404);
}

#[test]
fn tags_are_corrected_on_every_route_that_has_one() {
    let mut corrected = 0;
    for route in ROUTES.iter().filter(|route| route.path.contains("Tag}")) {
        let fill = |tag: &str, season: &str| {
            let path = route.path.replace("{leagueSeasonId}", season);
            let start = path.find('{').unwrap_or_default();
            let end = path.find('}').unwrap_or_default();
            format!("{}{tag}{}", &path[..start], &path[end + 1..])
        };
        let parsed = |tag: &str| {
            let method = if route.method == "POST" { Method::POST } else { Method::GET };
            let query = format!("playerTag={tag}");
            parse(&method, &fill(tag, "1773032400"), Some(&query), br#"{"token":"t"}"#).route
        };
        let expected = parsed("%2390JUYPR0");
        assert!(expected.is_ok(), "{}: {expected:?}", route.path);
        for tag in ["%2390JUYPRO", "%2390juypr0", "%239ojuypro", "%239oJuYpRo"] {
            assert_eq!(parsed(tag), expected, "{} {tag}", route.path);
        }
        corrected += 1;
    }
    assert_eq!(corrected, 12);
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
fn each_route_is_found_by_its_path_and_has_a_distinct_name() {
    for route in ROUTES {
        assert_eq!(get(route.path).name, route.name);
        assert_eq!(ROUTES.iter().filter(|other| other.name == route.name).count(), 1);
    }
    assert_eq!(get("/locations/1/rankings/nothing").name, UNKNOWN);
}

#[test]
fn methods_are_checked_after_the_path() {
    let status =
        |method, path| parse(&method, path, None, br#"{"token":"t"}"#).route.map_err(|error| error.status);
    assert_eq!(status(Method::POST, "/clans/%232PP"), Err(405));
    assert_eq!(status(Method::GET, "/players/%232PP/verifytoken"), Err(405));
    assert_eq!(status(Method::POST, "/nowhere"), Err(404));
    let route = Route::VerifyToken { player: "#2PP".into(), token: "t".into() };
    assert_eq!(status(Method::POST, "/players/%232PP/verifytoken"), Ok(route));
}
