//! The admin routes, which need no key.

use hyper::Version;
use serde_json::{Value, json};
use simulator::Simulator;

use crate::client::{HttpResponse, get, get_as, post, send, small};

async fn admin(simulator: &Simulator, method: &str, path: &str, body: Value) -> HttpResponse {
    let path = format!("/admin{path}");
    send(simulator.address(), Version::HTTP_11, method, &path, &[], body.to_string()).await.unwrap()
}

#[tokio::test]
async fn faults_are_set_added_and_cleared() {
    let simulator = small().start().await.unwrap();
    let faults = json!([{ "fault": { "html": { "status": 502 } }, "routes": ["clan"] }]);
    assert_eq!(admin(&simulator, "POST", "/faults", faults).await.status, 200);
    assert_eq!(get(&simulator, "/clans/%232PP").await.status, 502);
    admin(&simulator, "POST", "/faults", json!({ "fault": "maintenance", "times": 1 })).await;
    assert_eq!(admin(&simulator, "GET", "/faults", Value::Null).await.json().as_array().unwrap().len(), 2);
    assert_eq!(get(&simulator, "/locations").await.status, 503);
    admin(&simulator, "DELETE", "/faults", Value::Null).await;
    assert_eq!(get(&simulator, "/clans/%232PP").await.status, 200);
    for wrong in
        [json!({ "fault": "nonsense" }), json!([{ "fault": "maintenance", "routes": ["nowhere"] }]), json!(7)]
    {
        assert_eq!(admin(&simulator, "POST", "/faults", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn the_clock_can_be_set_and_advanced() {
    let simulator = small().start().await.unwrap();
    let response =
        admin(&simulator, "POST", "/clock", json!({ "unixMillis": 0, "advanceSeconds": 1.5 })).await;
    assert_eq!(
        response.json(),
        json!({ "now": "1970-01-01T00:00:01.500Z", "unixMillis": 1500, "speed": 0.0 })
    );
    assert_eq!(simulator.now(), 1500);
    for wrong in [json!({ "advanceSeconds": -1 }), json!({ "now": "soon" })] {
        assert_eq!(admin(&simulator, "POST", "/clock", wrong).await.status, 400);
    }
    assert_eq!(simulator.now(), 1500);
}

#[tokio::test]
async fn settings_and_the_callers_address_can_be_changed() {
    let simulator = small().start().await.unwrap();
    admin(&simulator, "POST", "/caller-ip", json!({ "ip": "192.0.2.1" })).await;
    assert_eq!(get(&simulator, "/locations").await.status, 403);
    admin(&simulator, "POST", "/settings", json!({ "callerIp": "203.0.113.7", "rate": 1.0, "burst": 1 }))
        .await;
    assert_eq!(get(&simulator, "/locations").await.status, 200);
    assert_eq!(get(&simulator, "/locations").await.status, 429);
    assert_eq!(admin(&simulator, "POST", "/settings", json!({ "speling": 1 })).await.status, 400);
    let response = admin(&simulator, "POST", "/portal", json!({ "keyLimit": 3 })).await;
    assert_eq!((&response.json()["keyLimit"], &response.json()["sessionSeconds"]), (&json!(3), &json!(3600)));
}

#[tokio::test]
async fn accounts_and_keys_can_be_added() {
    let simulator = small().start().await.unwrap();
    admin(&simulator, "POST", "/accounts", json!({ "email": "b@example.com", "password": "secret" })).await;
    let key = json!({ "email": "b@example.com", "name": "made manually", "cidrs": ["203.0.113.0/24"] });
    let key = admin(&simulator, "POST", "/keys", key).await.json();
    assert_eq!(get_as(&simulator, key["token"].as_str().unwrap(), "/locations").await.status, 200);
    let login = json!({ "email": "b@example.com", "password": "secret" });
    assert_eq!(post(&simulator, "/api/login", None, &login).await.status, 200);
    let unknown = json!({ "email": "c@example.com", "name": "n", "cidrs": ["203.0.113.0/24"] });
    assert_eq!(admin(&simulator, "POST", "/keys", unknown).await.status, 400);
}

#[tokio::test]
async fn the_state_contains_no_secret() {
    let simulator = small().start().await.unwrap();
    let key = simulator.add_key(simulator.email(), "mine", &["203.0.113.7"]).unwrap();
    get(&simulator, "/locations").await;
    let response = admin(&simulator, "GET", "/state", Value::Null).await;
    let state = response.json();
    assert_eq!(state["counters"]["byRoute"]["locations"], 1);
    assert_eq!(state["accounts"][0]["keys"][0]["id"], key.id);
    assert_eq!(state["settings"]["callerIp"], "203.0.113.7");
    let text = String::from_utf8(response.body.to_vec()).unwrap();
    for secret in [simulator.password(), simulator.token(), &key.token] {
        assert!(!text.contains(secret));
    }
    admin(&simulator, "DELETE", "/counters", Value::Null).await;
    assert_eq!(simulator.counters().requests, 0);
}

#[tokio::test]
async fn debug_output_contains_no_secret() {
    let simulator = small().start().await.unwrap();
    let key = simulator.add_key(simulator.email(), "mine", &["203.0.113.7"]).unwrap();
    let text = format!("{simulator:?} {key:?} {:?}", small());
    assert!(
        !text.contains(&key.token)
            && !text.contains(simulator.token())
            && !text.contains(simulator.password())
    );
}
