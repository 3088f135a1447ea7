//! Routes, errors and pages.

use hyper::Version;
use serde_json::{Value, json};

use crate::client::{ITEMS, get, get_as, post, send, small};

/// Checks every error body of the API with its status and cache header.
#[tokio::test]
async fn errors_have_the_bodies_of_the_real_api() {
    let simulator = small().start().await.unwrap();
    let not_a_number = |parameter| format!("Invalid format for parameter {parameter}, number expected");
    let cases = [
        ("/clans/%23PPP", 404, "notFound", Some("Not found with tag PPP".to_owned())),
        ("/clans/PPP", 404, "notFound", Some("Not found with tag PPP".to_owned())),
        ("/players/nonsense/battlelog", 404, "notFound", Some("Not found with tag nonsense".to_owned())),
        ("/clanwarleagues/wars/nonsense", 404, "notFound", None),
        ("/nowhere", 404, "notFound", None),
        ("/locations/1/rankings/clans-versus", 404, "notFound", None),
        ("/clans/%23PPP/warlog", 403, "accessDenied", None),
        ("/clans/%23PPP/currentwar", 403, "accessDenied", None),
        ("/leagues/x", 400, "badRequest", Some(not_a_number("leagueId"))),
        ("/leaguetiers/x", 400, "badRequest", Some(not_a_number("leagueTierId"))),
        ("/locations/x", 400, "badRequest", Some(not_a_number("locationId"))),
        ("/locations/x/rankings/players", 400, "badRequest", Some(not_a_number("locationId"))),
        (
            "/leagues/29000000/seasons",
            400,
            "badRequest",
            Some("Seasons are available only for legendary league".to_owned()),
        ),
    ];
    for (path, status, reason, message) in cases {
        let response = get(&simulator, path).await;
        let expected = match message {
            Some(message) => json!({ "reason": reason, "message": message }),
            None => json!({ "reason": reason }),
        };
        assert_eq!((response.status, response.json()), (status, expected), "{path}");
        assert_eq!(response.header("cache-control"), Some("public max-age=600"), "{path}");
        assert_eq!(response.header("content-type"), Some("application/json"), "{path}");
    }
    for path in [
        "/clans",
        "/clans?limit=10",
        "/clans?name=ab",
        "/clans?minMembers=many",
        "/clans?name=abc&limit=0",
        "/clans?name=abc&limit=-1",
        "/clans?name=abc&after=%F0%9F",
        "/clans?name=abc&after=eyJwb3MiOjEwfQ&before=eyJwb3MiOjEwfQ",
        "/leaguegroup/%232PP/1773032400",
        "/leaguegroup/%232PP/soon?playerTag=%232PP",
    ] {
        let response = get(&simulator, path).await;
        assert_eq!((response.status, &response.json()["reason"]), (400, &json!("badRequest")), "{path}");
    }
}

#[tokio::test]
async fn keys_are_checked_before_the_path() {
    let simulator = small().start().await.unwrap();
    let response = send(simulator.address(), Version::HTTP_11, "GET", "/v1/nowhere", &[], "").await.unwrap();
    let missing = json!({ "reason": "accessDenied", "message": "Missing authorization" });
    assert_eq!((response.status, response.json()), (403, missing));
    let invalid = json!({ "reason": "accessDenied", "message": "Invalid authorization" });
    let response = get_as(&simulator, "no.such.key", "/nowhere").await;
    assert_eq!((response.status, response.json()), (403, invalid.clone()));
    let basic = [("authorization", "Basic bm8=")];
    let response =
        send(simulator.address(), Version::HTTP_11, "GET", "/v1/goldpass/seasons/current", &basic, "").await;
    assert_eq!(response.unwrap().json(), invalid);
}

#[tokio::test]
async fn a_key_is_valid_only_from_its_addresses() {
    let simulator = small().start().await.unwrap();
    let range = simulator.add_key(simulator.email(), "range", &["198.51.100.0/24", "2001:db8::/32"]).unwrap();
    assert_eq!(get(&simulator, "/goldpass/seasons/current").await.status, 200);
    assert_eq!(get_as(&simulator, &range.token, "/goldpass/seasons/current").await.status, 403);

    simulator.set_caller_ip("198.51.100.200".parse().unwrap());
    let response = get(&simulator, "/goldpass/seasons/current").await;
    let message = "Invalid authorization: API key does not allow access from IP 198.51.100.200";
    assert_eq!(response.json(), json!({ "reason": "accessDenied.invalidIp", "message": message }));
    assert_eq!((response.status, response.header("cache-control")), (403, Some("public max-age=600")));
    assert_eq!(get_as(&simulator, &range.token, "/goldpass/seasons/current").await.status, 200);

    simulator.set_caller_ip("2001:db8:1::1".parse().unwrap());
    assert_eq!(get_as(&simulator, &range.token, "/goldpass/seasons/current").await.status, 200);
    simulator.set_caller_ip("2001:db9::1".parse().unwrap());
    assert_eq!(get_as(&simulator, &range.token, "/goldpass/seasons/current").await.status, 403);
}

#[tokio::test]
async fn a_wrong_method_is_rejected_with_405() {
    let simulator = small().start().await.unwrap();
    let authorization = format!("Bearer {}", simulator.token());
    let headers = [("authorization", authorization.as_str())];
    for (method, path) in
        [("POST", "/v1/clans/%232PP"), ("GET", "/v1/players/%232PP/verifytoken"), ("PUT", "/v1/clans")]
    {
        let response =
            send(simulator.address(), Version::HTTP_11, method, path, &headers, "{}").await.unwrap();
        assert_eq!(
            (response.status, &response.json()["reason"]),
            (405, &json!("methodNotAllowed")),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn player_tokens_are_verified_and_a_wrong_token_is_no_error() {
    let simulator = small().start().await.unwrap();
    let authorization = format!("Bearer {}", simulator.token());
    let headers = [("authorization", authorization.as_str())];
    let path = "/v1/players/%232PP/verifytoken";
    for (token, status) in [("right", "ok"), ("wrong", "invalid")] {
        let body = json!({ "token": token }).to_string();
        let response =
            send(simulator.address(), Version::HTTP_11, "POST", path, &headers, body).await.unwrap();
        let expected = json!({ "tag": "#2PP", "token": token, "status": status });
        assert_eq!((response.status, response.json()), (200, expected));
        assert_eq!(response.header("cache-control"), Some("public max-age=600"));
    }
    for body in ["", "{}", "[", r#"{"token":7}"#] {
        let response =
            send(simulator.address(), Version::HTTP_11, "POST", path, &headers, body).await.unwrap();
        assert_eq!(response.status, 400, "{body}");
    }
    let big = "x".repeat(100_000);
    let response = send(simulator.address(), Version::HTTP_11, "POST", path, &headers, big).await.unwrap();
    assert_eq!(response.status, 413);
}

#[tokio::test]
async fn following_after_cursors_returns_the_whole_list() {
    let simulator = small().start().await.unwrap();
    let whole = get(&simulator, "/clans/%232PP/members").await.json();
    assert_eq!(whole["items"].as_array().unwrap().len(), ITEMS);
    assert_eq!(whole["paging"], json!({ "cursors": {} }));

    for limit in [1, 7, ITEMS - 1, ITEMS, ITEMS + 1] {
        let (mut collected, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/clans/%232PP/members?limit={limit}&after={cursor}");
            let page = get(&simulator, &path).await.json();
            let cursors = &page["paging"]["cursors"];
            assert_eq!(cursors.get("before").is_some(), !collected.is_empty(), "{cursors}");
            collected.extend(page["items"].as_array().unwrap().clone());
            match cursors.get("after") {
                Some(after) => after.as_str().unwrap().clone_into(&mut cursor),
                None => break,
            }
        }
        assert_eq!(Value::from(collected), whole["items"], "limit {limit}");
    }
}

#[tokio::test]
async fn following_before_cursors_pages_backwards() {
    let simulator = small().start().await.unwrap();
    let page = get(&simulator, "/locations?limit=10&after=eyJwb3MiOjE1fQ").await.json();
    assert_eq!(page["items"][0]["id"], 15);
    let before = page["paging"]["cursors"]["before"].as_str().unwrap();
    assert_eq!(before, "eyJwb3MiOjE1fQ");
    let page = get(&simulator, &format!("/locations?limit=10&before={before}")).await.json();
    assert_eq!((&page["items"][0]["id"], &page["items"][9]["id"]), (&json!(5), &json!(14)));
    let cursors = &page["paging"]["cursors"];
    assert!(cursors.get("before").is_some() && cursors.get("after").is_some());
}

#[tokio::test]
async fn lists_without_pages_have_no_paging_object() {
    let simulator = small().start().await.unwrap();
    for path in ["/players/%232PP/battlelog?limit=3", "/players/%232PP/leaguehistory"] {
        let body = get(&simulator, path).await.json();
        assert!(body.get("paging").is_none());
        assert_eq!(body["items"].as_array().unwrap().len(), ITEMS);
    }
}

#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let simulator = small().start().await.unwrap();
    for path in
        ["/clans?name=abc&label_ids=&realtime=False", "/clans/%232PP/members?realtime=False&limit=5&x"]
    {
        assert_eq!(get(&simulator, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn paths_outside_the_api_are_not_found() {
    let simulator = small().start().await.unwrap();
    for path in ["/", "/v1", "/v2/clans", "/v1clans", "/api/nothing", "/admin/nothing"] {
        assert_eq!(post(&simulator, path, None, &json!({})).await.status, 404, "{path}");
    }
}
