//! Drift: payloads of the next update.

use serde_json::Value;

use crate::client::{get, get_as, small};

#[tokio::test]
async fn drift_adds_fields_to_every_body_and_omits_only_optional_ones() {
    let simulator = small().start().await.unwrap();
    let paths = [
        "/clans/%232PP",
        "/locations",
        "/players/%232PP/battlelog",
        "/clans/nonsense",
        "/goldpass/seasons/current",
    ];
    for path in paths {
        simulator.configure(|settings| settings.drift = false);
        let plain = get(&simulator, path).await.json();
        simulator.configure(|settings| settings.drift = true);
        let drifted = get(&simulator, path).await.json();
        let (plain, fields) = (plain.as_object().unwrap(), drifted.as_object().unwrap());
        assert!(fields.keys().any(|name| !plain.contains_key(name)), "{path}: {drifted}");
        for (name, value) in plain {
            if !value.is_array() {
                assert_eq!(fields.get(name), Some(value), "{path}: {name}");
            }
        }
        assert_eq!(get(&simulator, path).await.json(), drifted, "{path}");
    }
}

#[tokio::test]
async fn pages_drift_like_the_whole_list() {
    let simulator = small().drift(true).start().await.unwrap();
    let whole = get(&simulator, "/locations").await.json();
    let page = get(&simulator, "/locations?limit=5&after=eyJwb3MiOjEwfQ").await.json();
    assert_eq!(page["items"].as_array().unwrap()[..], whole["items"].as_array().unwrap()[10..15]);
    assert!(page["paging"]["cursors"]["after"].is_string());
    let unknown = |item: &Value| item.as_object().unwrap().keys().any(|name| name != "id" && name != "name");
    assert!(whole["items"].as_array().unwrap().iter().any(unknown));
}

#[tokio::test]
async fn errors_keep_their_reason_with_drift() {
    let simulator = small().drift(true).start().await.unwrap();
    let body = get_as(&simulator, "no.such.key", "/locations").await.json();
    assert_eq!((&body["reason"], body.as_object().unwrap().len()), (&"accessDenied".into(), 3));
}
