//! Single calls: the request that is sent, the response, and arguments that send nothing.

use std::time::Duration;

use bytes::Bytes;
use coc_core::{
    Client, DecodeError, Endpoint, Error, ErrorKind, Retry, Route, Target,
    endpoint::{
        GetClan, GetCurrentWar, GetLeagueGroup, ListClanMembers, Paged, Raw, Realtime, SearchClans,
        VerifyPlayerToken,
    },
    models::{ClanTag, Cursor, SeasonId, WarFrequency, WarTag},
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt, future};

use crate::{block_on, client, sent};

const CLAN: &str = r##"{"tag":"#2PP","name":"Example","clanLevel":7,"members":0,"memberList":[]}"##;
const EMPTY: &str = r#"{"items":[],"paging":{"cursors":{}}}"#;

#[test]
fn a_tag_is_accepted_in_any_spelling() {
    let transport = FakeTransport::json(200, CLAN);
    let client = client(&transport);
    let typed: ClanTag = "#2PP".parse().unwrap();
    block_on(async {
        for call in
            [client.clan("#2PP"), client.clan(" 2pp "), client.clan(String::from("2PP")), client.clan(typed)]
        {
            let clan = call.await.unwrap();
            assert_eq!((clan.name.as_str(), clan.clan_level), ("Example", 7));
            assert_eq!(clan.status(), 200);
            assert!(!clan.is_from_cache());
        }
    });
    assert_eq!(sent(&transport), ["GET /clans/%232PP"; 4]);
}

#[test]
fn the_token_is_in_the_authorization_header_and_nowhere_else() {
    let transport = FakeTransport::json(200, CLAN);
    let client = client(&transport);
    let clan = block_on(client.clan("#2PP").into_future()).unwrap();
    let request = &transport.requests()[0];
    assert_eq!(request.headers()["authorization"], "Bearer secret-token");
    assert!(request.headers()["authorization"].is_sensitive());
    let shown = format!("{client:?} {:?} {clan:?} {}", client.clan("#2PP"), request.uri());
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn an_invalid_tag_is_an_error_and_nothing_is_sent() {
    let transport = FakeTransport::json(200, CLAN);
    let client = client(&transport);
    for tag in ["", "#", "not a tag", "#ABC", "#2PP/../x"] {
        let error = block_on(client.clan(tag).into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidTag, "{tag}");
        assert_eq!(error.endpoint(), Some("clan"));
        assert_eq!(error.attempts(), 0);
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn the_placeholder_tag_of_an_undrawn_war_is_an_error_and_nothing_is_sent() {
    let transport = FakeTransport::json(200, CLAN);
    let client = client(&transport);
    let not_drawn = WarTag::from_wire("#0").unwrap();
    for call in [client.clan_war_league_war(not_drawn), client.clan_war_league_war("#0")] {
        let error = block_on(call.into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidTag);
        assert!(error.message().unwrap().contains("not drawn yet"), "{error}");
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn invalid_parameters_are_errors_and_nothing_is_sent() {
    let transport = FakeTransport::json(200, EMPTY);
    let client = client(&transport);
    let message = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        error.to_string()
    };
    block_on(async {
        assert!(message(client.search_clans().await.unwrap_err()).contains("at least one filter"));
        assert!(message(client.search_clans().name("ab").await.unwrap_err()).contains("3 characters"));
        assert!(
            message(client.search_clans().min_members(5).max_members(2).await.unwrap_err())
                .contains("no clan")
        );
        assert!(message(client.clan_members("#2PP").limit(0).await.unwrap_err()).contains("limit of 0"));
        let both = client.clan_members("#2PP").after(Cursor::from("a")).before(Cursor::from("b"));
        assert!(message(both.await.unwrap_err()).contains("exclude one another"));
        assert!(message(client.league_season_rankings(29_000_022, "").await.unwrap_err()).contains("empty"));
        for path in ["https://evil.example/x", "/clans?name=x", "/../secrets", "/a b"] {
            assert!(message(client.custom(path).await.unwrap_err()).contains(path));
        }
    });
    assert!(transport.requests().is_empty());
}

#[test]
fn a_player_token_is_posted_and_never_shown() {
    let transport = FakeTransport::json(200, r##"{"tag":"#2PP","token":"hush-hush","status":"ok"}"##);
    let client = client(&transport);
    let call = client.verify_player_token("#2PP", "hush-hush");
    assert!(!format!("{call:?}").contains("hush"));
    let verified = block_on(call.into_future()).unwrap();
    assert!(!format!("{verified:?}").contains("hush"), "{verified:?}");
    let request = &transport.requests()[0];
    assert_eq!(sent(&transport), ["POST /players/%232PP/verifytoken"]);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body().as_ref(), br#"{"token":"hush-hush"}"#);
}

#[test]
fn every_endpoint_decodes_to_bytes_its_model_or_a_custom_type() {
    #[derive(serde::Deserialize)]
    struct Custom {
        #[serde(rename = "clanLevel")]
        level: u8,
    }

    let transport = FakeTransport::json(200, CLAN);
    let client = client(&transport);
    block_on(async {
        assert_eq!(client.clan("#2PP").raw().await.unwrap().as_ref(), CLAN.as_bytes());
        assert_eq!(client.clan("#2PP").decode_as::<Custom>().await.unwrap().level, 7);
        assert_eq!(client.call(GetClan::new("#2PP")).await.unwrap().body().unwrap(), CLAN.as_bytes());
        assert_eq!(client.clan("#2PP").await.unwrap().into_value().name, "Example");
    });
    assert_eq!(sent(&transport), ["GET /clans/%232PP"; 4]);
}

#[test]
fn a_route_names_every_query_parameter_that_its_endpoint_writes() {
    let all = |route: Route| route.query_parameters().collect::<Vec<_>>();
    let written = |target: Target| {
        let (_, query) = target.as_str().split_once('?').unwrap();
        query.split('&').map(|pair| pair.split_once('=').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    let mut search = SearchClans::new()
        .name("abc")
        .war_frequency(WarFrequency::Always)
        .location(1)
        .min_members(2)
        .max_members(3)
        .min_clan_points(4)
        .min_clan_level(5)
        .labels([6]);
    search.page_mut().limit(7);
    search.page_mut().after("x");
    let names = all(SearchClans::ROUTE);
    assert_eq!(written(search.target().unwrap()), names[..names.len() - 1]);
    assert_eq!(names[8..], ["limit", "after", "before"]);
    let mut war = GetCurrentWar::new("#2PP");
    *war.realtime_mut() = true;
    assert_eq!(written(war.target().unwrap()), all(GetCurrentWar::ROUTE));
    let group = GetLeagueGroup::new("#2PP", SeasonId::from(1_783_314_000), "#2PP");
    assert_eq!(written(group.target().unwrap()), all(GetLeagueGroup::ROUTE));
    assert_eq!(all(GetClan::ROUTE), [""; 0]);
    assert_eq!(all(Route::get("custom", "/custom")), [""; 0]);
}

#[test]
fn raw_calls_have_the_same_query_parameters() {
    let transport = FakeTransport::json(200, EMPTY);
    let client = client(&transport);
    block_on(client.clan_members("#2PP").limit(3).raw().after(Cursor::from("x=")).into_future()).unwrap();
    block_on(client.current_war("#2PP").realtime().raw().into_future()).unwrap();
    assert_eq!(
        sent(&transport),
        ["GET /clans/%232PP/members?limit=3&after=x%3D", "GET /clans/%232PP/currentwar?realtime=true"]
    );
}

#[test]
fn a_custom_path_decodes_to_json_bytes_or_a_custom_type() {
    let transport = FakeTransport::json(200, "[1,2]");
    let client = client(&transport);
    block_on(async {
        let json = client.custom("clans/#2PP/new-feature").query("a", 1).query("b", "ü&").await.unwrap();
        assert_eq!(json[1], 2);
        assert_eq!(*client.custom("/x").decode_as::<Vec<u8>>().await.unwrap(), [1, 2]);
        assert_eq!(client.custom("/x").raw().await.unwrap().as_ref(), b"[1,2]");
        client.custom("/x").post(serde_json::json!({"k": "v"})).await.unwrap();
    });
    assert_eq!(
        sent(&transport),
        ["GET /clans/%232PP/new-feature?a=1&b=%C3%BC%26", "GET /x", "GET /x", "POST /x"]
    );
    assert_eq!(transport.requests()[3].body().as_ref(), br#"{"k":"v"}"#);
}

#[test]
fn the_next_page_has_the_after_cursor_and_no_before_cursor() {
    let first = ListClanMembers::new("#2PP");
    let page = |json: &str| serde_json::from_str::<coc_core::models::Page<serde_json::Value>>(json).unwrap();
    assert!(first.next_page(&page(EMPTY)).is_none());
    let mut back = first.clone();
    back.page_mut().before("z");
    let next =
        back.next_page(&page(r#"{"items":[],"paging":{"cursors":{"after":"eyJwb3MiOjEwfQ"}}}"#)).unwrap();
    let target = coc_core::Endpoint::target(&next).unwrap();
    assert_eq!(target.as_str(), "/clans/%232PP/members?after=eyJwb3MiOjEwfQ");
}

#[test]
fn a_response_has_headers_and_max_age() {
    let transport = FakeTransport::new(|_| {
        Ok(http::Response::builder().header("cache-control", "public max-age=600").body(CLAN.into()).unwrap())
    });
    let clan = block_on(client(&transport).clan("#2PP").into_future()).unwrap();
    assert_eq!(clan.max_age(), Some(Duration::from_secs(600)));
    assert_eq!(clan.headers()["cache-control"], "public max-age=600");
}

#[test]
fn tokens_are_used_in_rotation() {
    let transport = FakeTransport::json(200, CLAN);
    let client =
        Client::builder(transport.clone(), ManualClock::default()).tokens(["one", "two"]).build().unwrap();
    for _ in 0..4 {
        block_on(client.clan("#2PP").fresh().into_future()).unwrap();
    }
    let used: Vec<_> =
        transport.requests().iter().map(|request| request.headers()["authorization"].clone()).collect();
    assert_eq!(used, ["Bearer one", "Bearer two", "Bearer one", "Bearer two"]);
}

#[test]
fn without_a_token_calls_to_the_official_api_fail_and_calls_to_a_proxy_are_sent() {
    let transport = FakeTransport::json(200, CLAN);
    let official = Client::builder(transport.clone(), ManualClock::default()).build().unwrap();
    let error = block_on(official.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(transport.requests().is_empty());

    let proxy = Client::builder(transport.clone(), ManualClock::default())
        .base_url("http://[::1]/x/v1/")
        .build()
        .unwrap();
    block_on(proxy.clan("#2PP").into_future()).unwrap();
    let request = &transport.requests()[0];
    assert_eq!(request.uri(), "http://[::1]/x/v1/clans/%232PP");
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn build_rejects_an_invalid_base_url_or_token() {
    let builder = || Client::builder(FakeTransport::json(200, ""), ManualClock::default());
    assert_eq!(builder().base_url("api.example").build().unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(builder().token(" ").build().unwrap_err().kind(), ErrorKind::Credentials);
}

#[test]
fn the_timeout_of_a_call_overrides_that_of_the_client() {
    let clock = ManualClock::default();
    let transport = FakeTransport::pending(|_| future::pending());
    let client = Client::builder(transport, clock.clone())
        .token("t")
        .timeout(Duration::from_secs(9))
        .retry(Retry::never())
        .build()
        .unwrap();
    for (mut call, timeout) in [
        (client.clan("#2PP").send(), Duration::from_secs(9)),
        (client.clan("#2PP").timeout(Duration::from_secs(2)).send(), Duration::from_secs(2)),
    ] {
        assert!((&mut call).now_or_never().is_none());
        assert_eq!(clock.next_wake(), Some(timeout));
        clock.advance(timeout);
        let error = (&mut call).now_or_never().expect("the timeout has passed").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.attempts(), 1);
        drop(call);
        assert_eq!(clock.sleepers(), 0);
    }
}

#[test]
fn an_endpoint_with_a_dynamic_route_is_named_classified_and_sent_by_that_route() {
    #[derive(Clone)]
    struct Forward(Route);

    impl Endpoint for Forward {
        type Output = Bytes;
        const ROUTE: Route = Route::get("forward", "/{path}");

        fn route(&self) -> Route {
            self.0.clone()
        }

        fn target(&self) -> Result<Target, Error> {
            Ok(Target::fill(self.0.template(), &[&"#2PP"]))
        }

        fn decode(body: &Bytes) -> Result<Bytes, DecodeError> {
            Ok(body.clone())
        }
    }

    let transport = FakeTransport::json(403, r#"{"reason":"accessDenied"}"#);
    let client = client(&transport);
    for (route, kind) in [
        (GetCurrentWar::ROUTE, ErrorKind::PrivateWarLog),
        (GetClan::ROUTE, ErrorKind::AccessDenied),
        (VerifyPlayerToken::ROUTE, ErrorKind::AccessDenied),
    ] {
        let name = route.name();
        let error = block_on(client.call(Raw(Forward(route))).into_future()).unwrap_err();
        assert_eq!((error.kind(), error.endpoint()), (kind, Some(name)));
    }
    let paths = ["GET /clans/%232PP/currentwar", "GET /clans/%232PP", "POST /players/%232PP/verifytoken"];
    assert_eq!(sent(&transport), paths);
}
