//! Routes that are forwarded, and paths that are not.

use coc_core::{Route, endpoint::ROUTES};
use http::Method;
use serde_json::json;

use crate::rig::{Rig, send};

/// The route's path with a value for each parameter.
fn path(route: &Route, rig: &Rig) -> String {
    let samples = rig.simulator.samples();
    let encoded = |tag: &str| tag.replace('#', "%23");
    let league = match route.name() {
        name if name.starts_with("builderbase") => "44000001".to_owned(),
        name if name.starts_with("capital") => "85000001".to_owned(),
        name if name.starts_with("war") => "48000001".to_owned(),
        _ => samples.legend_league.to_string(),
    };
    route
        .template()
        .replace("{clanTag}", &encoded(&samples.clan))
        .replace("{playerTag}", &encoded(&samples.player))
        .replace("{warTag}", &encoded(&samples.unknown_tag))
        .replace("{leagueGroupTag}", &encoded(&samples.unknown_tag))
        .replace("{leagueSeasonId}", "1783314000")
        .replace("{leagueTierId}", "105000001")
        .replace("{leagueId}", &league)
        .replace("{seasonId}", "2025-08")
        .replace("{locationId}", &samples.country.to_string())
}

#[tokio::test]
async fn every_route_of_the_api_has_the_same_response_through_the_proxy() {
    let rig = Rig::with(|settings| settings.verify_token = true).await;
    let body = json!({ "token": rig.simulator.samples().player_token }).to_string();
    let mut succeeded = 0;
    for route in ROUTES {
        let (method, body) = if *route.method() == Method::POST { ("POST", &*body) } else { ("GET", "") };
        let mut path = path(route, &rig);
        assert!(!path.contains('{'), "{path}: a parameter without a test value");
        if route.name() == "clans" {
            path.push_str("?minMembers=2&limit=5");
        }
        let direct = rig.direct(method, &path, body).await;
        let headers = [("content-type", "application/json")];
        let through = send(rig.proxy.address(), method, &format!("/v1{path}"), &headers, body.to_owned())
            .await
            .unwrap();
        assert_eq!((through.status, through.json()), (direct.status, direct.json()), "{}", route.name());
        succeeded += u32::from(direct.status == 200);
    }
    assert!(succeeded >= 25, "only {succeeded} routes succeeded, too few to compare");
}

#[tokio::test]
async fn an_unknown_path_or_method_is_not_forwarded() {
    let rig = Rig::start().await;
    for (method, path, status) in [
        ("GET", "/v1", 404),
        ("GET", "/v1/", 404),
        ("GET", "/v1/clans/", 404),
        ("GET", "/v1/clans/%232PP/nothing", 404),
        ("GET", "/v1//clans", 404),
        ("GET", "/v1/clans/..", 404),
        ("GET", "/v1/clans/%2e%2e/members", 404),
        ("GET", "/v1/clans/%2E%2E%2Fplayers/members", 404),
        ("GET", "/v1/clans/a%00b", 404),
        ("GET", "/v1/clans/a%3Fb", 404),
        ("GET", "/v1/../admin/state", 404),
        ("GET", "/admin/state", 404),
        ("GET", "/clans/%232PP", 404),
        ("GET", "/api/login", 404),
        ("POST", "/v1/clans/%232PP", 405),
        ("DELETE", "/v1/players/%232PP", 405),
        ("PUT", "/v1/clans", 405),
        ("GET", "/v1/players/%232PP/verifytoken", 405),
    ] {
        let response = send(rig.proxy.address(), method, path, &[], "").await.unwrap();
        let (reason, message) = response.error();
        let expected = if status == 404 { "notFound" } else { "badRequest" };
        assert_eq!((response.status, &*reason), (status, expected), "{method} {path}");
        assert!(message.is_some(), "{method} {path}");
    }
    assert_eq!(rig.api_requests(), 0);
}

#[tokio::test]
async fn tokens_are_verified_only_if_enabled_and_never_retried() {
    let verify = async |rig: &Rig| {
        let samples = rig.simulator.samples();
        let path = format!("/v1/players/{}/verifytoken", samples.player.replace('#', "%23"));
        let body = json!({ "token": samples.player_token }).to_string();
        send(rig.proxy.address(), "POST", &path, &[("content-type", "application/json")], body).await.unwrap()
    };
    let closed = Rig::start().await;
    let rejected = verify(&closed).await;
    assert_eq!((rejected.status, &*rejected.error().0), (403, "accessDenied"));
    assert_eq!(closed.api_requests(), 0);

    let open = Rig::with(|settings| settings.verify_token = true).await;
    for requests in 1..=2 {
        let verified = verify(&open).await;
        assert_eq!((verified.status, &verified.json()["status"]), (200, &json!("ok")));
        assert_eq!(verified.header("cache-control"), Some("no-store"));
        assert_eq!(verified.header("etag"), None);
        assert_eq!(open.api_requests(), requests);
    }
}

#[tokio::test]
async fn no_request_header_reaches_the_api_and_no_response_header_comes_back() {
    let rig = Rig::start().await;
    let stranger = [
        ("authorization", "Bearer a-token-of-the-caller"),
        ("cookie", "a=b"),
        ("x-forwarded-host", "evil.example"),
        ("cache-control", "no-cache"),
    ];
    // The API would reject the caller's token.
    let response = rig.get_with(&rig.clan(), &stranger).await;
    assert_eq!(response.status, 200);
    rig.fault(simulator::FaultKind::Header { name: "set-cookie".into(), value: "session=secret".into() });
    rig.fault(simulator::FaultKind::Header { name: "access-control-allow-origin".into(), value: "*".into() });
    let response = rig.get("/leagues").await;
    assert_eq!(response.status, 200);
    for name in ["set-cookie", "access-control-allow-origin", "strict-transport-security", "authorization"] {
        assert_eq!(response.header(name), None, "{name}");
    }
}
