//! The developer portal.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::Version;
use serde_json::{Value, json};
use simulator::{Fault, FaultKind, Simulator};

use crate::client::{HttpResponse, get_as, post, send, small};

async fn login(simulator: &Simulator) -> HttpResponse {
    let credentials = json!({ "email": simulator.email(), "password": simulator.password() });
    post(simulator, "/api/login", None, &credentials).await
}

/// Logs in and returns the session cookie.
async fn session(simulator: &Simulator) -> String {
    let response = login(simulator).await;
    assert_eq!(response.status, 200);
    response.cookies()[0].split(';').next().unwrap().to_owned()
}

async fn create(simulator: &Simulator, cookie: &str, name: &str, address: &str) -> HttpResponse {
    let body =
        json!({ "name": name, "description": "for a test", "cidrRanges": [address], "scopes": ["clash"] });
    post(simulator, "/api/apikey/create", Some(cookie), &body).await
}

async fn list(simulator: &Simulator, cookie: &str) -> Vec<Value> {
    let response = post(simulator, "/api/apikey/list", Some(cookie), &json!({})).await;
    assert_eq!(response.status, 200);
    response.json()["keys"].as_array().unwrap().clone()
}

/// The limits in a token's claims.
fn limits(token: &str) -> Vec<Value> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    payload["limits"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_login_returns_a_session_and_the_callers_address() {
    let simulator = small().start().await.unwrap();
    let response = login(&simulator).await;
    let body = response.json();
    assert_eq!(body["status"], json!({ "code": 0, "message": "ok", "detail": null }));
    assert_eq!(
        (&body["sessionExpiresInSeconds"], &body["developer"]["game"]),
        (&json!(3600), &json!("clashofclans"))
    );
    let limits = limits(body["temporaryAPIToken"].as_str().unwrap());
    assert_eq!(limits[1], json!({ "cidrs": ["203.0.113.7/32"], "type": "client" }));
    let cookies = response.cookies();
    assert_eq!(cookies.len(), 3);
    let attributes: Vec<&str> = cookies[0].split("; ").skip(1).collect();
    assert_eq!(attributes, ["Path=/", "Expires=Mon, 21 Sep 2026 15:13:20 GMT", "HttpOnly"]);
    assert!(cookies[0].starts_with("session="));

    simulator.set_caller_ip("2001:db8::9".parse().unwrap());
    simulator.configure_portal(|settings| settings.secure_cookie = true);
    let response = login(&simulator).await;
    let body = response.json();
    assert_eq!(body["developer"]["prevLoginIp"], "203.0.113.7", "the previous login's, not this one's");
    let token = body["temporaryAPIToken"].as_str().unwrap();
    assert_eq!(self::limits(token)[1]["cidrs"][0], "2001:db8::9/128");
    assert!(response.cookies()[0].ends_with("; HttpOnly; Secure"));
}

#[tokio::test]
async fn the_addresses_may_be_at_any_position_among_the_limits() {
    let simulator = small().start().await.unwrap();
    simulator.configure_portal(|settings| settings.vary_limits = true);
    let mut places = Vec::new();
    for _ in 0..3 {
        let body = login(&simulator).await.json();
        let limits = limits(body["temporaryAPIToken"].as_str().unwrap());
        places.push(limits.iter().position(|limit| limit.get("cidrs").is_some()).unwrap());
    }
    assert_eq!(places, [0, 1, 2]);
}

#[tokio::test]
async fn wrong_credentials_are_rejected() {
    let simulator = small().start().await.unwrap();
    for (email, password) in [(simulator.email(), "wrong"), ("unknown@example.com", simulator.password())] {
        let response =
            post(&simulator, "/api/login", None, &json!({ "email": email, "password": password })).await;
        assert_eq!((response.status, &response.json()["reason"]), (403, &json!("accessDenied")));
        assert!(response.json()["description"].is_string() && response.cookies().is_empty());
    }
    assert_eq!(post(&simulator, "/api/login", None, &json!({})).await.status, 400);
    let counters = simulator.counters();
    assert_eq!((counters.logins, counters.failed_logins), (0, 2));
}

#[tokio::test]
async fn keys_are_valid_at_once_and_invalid_once_revoked() {
    let simulator = small().start().await.unwrap();
    let cookie = session(&simulator).await;
    assert!(list(&simulator, &cookie).await.is_empty());
    let response = create(&simulator, &cookie, "mine", "203.0.113.7").await;
    let key = response.json()["key"].clone();
    assert_eq!(
        (&key["name"], &key["cidrRanges"], &key["scopes"]),
        (&json!("mine"), &json!(["203.0.113.7"]), &json!(["clash"]))
    );
    assert_eq!(
        (&key["origins"], &key["validUntil"], &key["tier"]),
        (&Value::Null, &Value::Null, &json!("developer/silver"))
    );
    assert_eq!(Value::from(list(&simulator, &cookie).await), json!([key]));
    let token = key["key"].as_str().unwrap();
    assert_eq!(limits(token)[1]["cidrs"], json!(["203.0.113.7"]));
    assert_eq!(get_as(&simulator, token, "/locations").await.status, 200);

    let revoke = json!({ "id": key["id"] });
    let response = post(&simulator, "/api/apikey/revoke", Some(&cookie), &revoke).await;
    assert_eq!((response.status, &response.json()["status"]["message"]), (200, &json!("ok")));
    let response = get_as(&simulator, token, "/locations").await;
    assert_eq!((response.status, &response.json()["message"]), (403, &json!("Invalid authorization")));
    let response = post(&simulator, "/api/apikey/revoke", Some(&cookie), &revoke).await;
    assert_eq!(response.status, 404);
    let counters = simulator.counters();
    assert_eq!((counters.keys_created, counters.keys_revoked, counters.key_lists), (1, 1, 2));
}

#[tokio::test]
async fn an_account_has_at_most_ten_keys() {
    let simulator = small().start().await.unwrap();
    let cookie = session(&simulator).await;
    for number in 0..10 {
        let response = create(&simulator, &cookie, &format!("key {number}"), "203.0.113.7").await;
        assert_eq!(response.status, 200);
    }
    let response = create(&simulator, &cookie, "one too many", "203.0.113.7").await;
    assert_eq!(response.status, 400);
    assert!(response.json()["description"].as_str().unwrap().contains("10 keys"));
    assert_eq!(simulator.keys(simulator.email()).len(), 10);
    assert_eq!(simulator.counters().keys_created, 10);
}

#[tokio::test]
async fn keys_require_a_name_and_addresses() {
    let simulator = small().start().await.unwrap();
    let cookie = session(&simulator).await;
    for body in [
        json!({}),
        json!({ "name": "", "cidrRanges": ["203.0.113.7"] }),
        json!({ "name": "n", "cidrRanges": [] }),
        json!({ "name": "n", "cidrRanges": ["example.org"] }),
        json!({ "name": "n", "cidrRanges": ["203.0.113.7/40"] }),
    ] {
        let response = post(&simulator, "/api/apikey/create", Some(&cookie), &body).await;
        assert_eq!(response.status, 400, "{body}");
    }
    // Some clients omit the scopes, and one omits the description.
    let body = json!({ "name": "n", "cidrRanges": ["203.0.113.0/24"], "scopes": null });
    let response = post(&simulator, "/api/apikey/create", Some(&cookie), &body).await;
    assert_eq!(response.json()["key"]["scopes"], json!(["clash"]));
}

#[tokio::test]
async fn a_session_is_required_and_expires() {
    let simulator = small().start().await.unwrap();
    for cookie in [None, Some("session=made-up"), Some("other=1")] {
        for route in ["list", "create", "revoke"] {
            let response = post(&simulator, &format!("/api/apikey/{route}"), cookie, &json!({})).await;
            assert_eq!(
                (response.status, &response.json()["reason"]),
                (403, &json!("accessDenied")),
                "{cookie:?}"
            );
        }
    }
    let cookie = session(&simulator).await;
    simulator.advance(Duration::from_secs(3000));
    let response = post(&simulator, "/api/apikey/list", Some(&cookie), &json!({})).await;
    assert_eq!(response.json()["sessionExpiresInSeconds"], 600);
    simulator.advance(Duration::from_secs(600));
    assert_eq!(post(&simulator, "/api/apikey/list", Some(&cookie), &json!({})).await.status, 403);
    let cookie = session(&simulator).await;
    simulator.end_sessions();
    assert_eq!(post(&simulator, "/api/apikey/list", Some(&cookie), &json!({})).await.status, 403);
}

/// Some clients send cookies back with their attributes in one header, or a list without a body.
#[tokio::test]
async fn cookies_with_attributes_and_missing_bodies_are_accepted() {
    let simulator = small().start().await.unwrap();
    let cookies = login(&simulator).await.cookies().join(", ");
    let headers = [("cookie", cookies.as_str())];
    let response =
        send(simulator.address(), Version::HTTP_11, "POST", "/api/apikey/list", &headers, "").await.unwrap();
    assert_eq!((response.status, &response.json()["keys"]), (200, &json!([])));
    let response =
        send(simulator.address(), Version::HTTP_11, "GET", "/api/apikey/list", &headers, "").await.unwrap();
    assert_eq!(response.status, 405);
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let simulator = small().start().await.unwrap();
    simulator.add_account("other@example.com", "secret");
    let foreign = simulator.add_key("other@example.com", "theirs", &["203.0.113.7"]).unwrap();
    let cookie = session(&simulator).await;
    assert!(list(&simulator, &cookie).await.is_empty());
    let response = post(&simulator, "/api/apikey/revoke", Some(&cookie), &json!({ "id": foreign.id })).await;
    assert_eq!(response.status, 404);
    assert_eq!(simulator.keys("other@example.com"), std::slice::from_ref(&foreign));
    assert_eq!(get_as(&simulator, &foreign.token, "/locations").await.status, 200);
    simulator.remove_key("other@example.com", &foreign.id).unwrap();
    assert_eq!(get_as(&simulator, &foreign.token, "/locations").await.status, 403);
    assert!(simulator.add_key("unknown@example.com", "n", &["203.0.113.7"]).is_err());
}

#[tokio::test]
async fn a_list_without_keys_may_lack_the_field() {
    let simulator = small().start().await.unwrap();
    simulator.configure_portal(|settings| settings.omit_empty_keys = true);
    let cookie = session(&simulator).await;
    let response = post(&simulator, "/api/apikey/list", Some(&cookie), &json!({})).await;
    assert!(response.status == 200 && response.json().get("keys").is_none());
    create(&simulator, &cookie, "mine", "203.0.113.7").await;
    assert_eq!(list(&simulator, &cookie).await.len(), 1);
}

#[tokio::test]
async fn callers_can_request_their_ip_address() {
    let simulator = small().start().await.unwrap();
    let ip = async || send(simulator.address(), Version::HTTP_11, "GET", "/ip", &[], "").await.unwrap();
    assert_eq!(&ip().await.body[..], b"203.0.113.7\n");
    simulator.set_caller_ip("2001:db8::9".parse().unwrap());
    assert_eq!(&ip().await.body[..], b"2001:db8::9\n");
    simulator.faults().set([Fault::new(FaultKind::Maintenance)]).unwrap();
    assert_eq!(ip().await.status, 200);
    simulator.faults().set([Fault::new(FaultKind::Html { status: 502 }).on(["ip"])]).unwrap();
    assert_eq!(ip().await.status, 502);
}

#[tokio::test]
async fn logins_can_be_throttled() {
    let simulator = small().start().await.unwrap();
    simulator.configure_portal(|settings| settings.logins_per_minute = 2);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(login(&simulator).await.status);
    }
    assert_eq!(statuses, [200, 200, 429]);
    simulator.advance(Duration::from_secs(60));
    assert_eq!(login(&simulator).await.status, 200);
}

#[tokio::test]
async fn faults_apply_to_the_portal() {
    let simulator = small().start().await.unwrap();
    let set = |kind| simulator.faults().set([Fault::new(kind).on(["portal.*"])]).unwrap();
    set(FaultKind::ApplicationError { status: 500 });
    let response = login(&simulator).await;
    assert_eq!(response.status, 500);
    assert!(response.json()["description"].as_str().unwrap().starts_with("Temporary application error"));
    set(FaultKind::ApplicationError { status: 200 });
    let response = login(&simulator).await;
    assert_eq!((response.status, &response.json()["status"]["code"]), (200, &json!(500)));
    set(FaultKind::Html { status: 502 });
    assert_eq!(login(&simulator).await.header("content-type"), Some("text/html"));
    set(FaultKind::Throttled { retry_after: None });
    assert_eq!(login(&simulator).await.status, 429);
    assert_eq!(simulator.counters().logins, 0);
    assert_eq!(get_as(&simulator, simulator.token(), "/locations").await.status, 200);
}
