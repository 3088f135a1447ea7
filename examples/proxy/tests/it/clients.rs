//! Who may ask, and how much.

use std::time::Duration;

use proxy::{Proxy, Rate, Settings};

use crate::rig::{Rig, send};

const KEY: &str = "0123456789abcdef-site";
const OTHER: &str = "0123456789abcdef-bot";

async fn with_keys() -> Rig {
    Rig::with(|settings| settings.client_keys = format!("site:{KEY},bot:{OTHER}").parse().unwrap()).await
}

#[tokio::test]
async fn with_client_keys_nobody_asks_without_one() {
    let rig = with_keys().await;
    let path = rig.clan();
    for (headers, message) in [
        (vec![], "Missing authorization"),
        (vec![("authorization", "Bearer wrong")], "Invalid authorization"),
        (vec![("x-api-key", "wrong")], "Invalid authorization"),
        (vec![("authorization", KEY)], "Missing authorization"),
    ] {
        let reply = rig.get_with(&path, &headers).await;
        assert_eq!(reply.status, 403, "{headers:?}");
        assert_eq!(reply.refusal(), ("accessDenied".into(), Some(message.into())), "{headers:?}");
    }
    assert_eq!(rig.asked(), 0);
    assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 200);
    assert_eq!(rig.get_with(&path, &[("authorization", &format!("Bearer {OTHER}"))]).await.status, 200);
    assert_eq!(rig.asked(), 1);
}

#[tokio::test]
async fn figures_are_for_those_who_have_a_key_and_health_is_for_all() {
    let rig = with_keys().await;
    let ask = async |path, headers: &[(&str, &str)]| {
        send(rig.proxy.address(), "GET", path, headers, "").await.unwrap().status
    };
    assert_eq!(ask("/metrics", &[]).await, 403);
    assert_eq!(ask("/metrics", &[("x-api-key", KEY)]).await, 200);
    assert_eq!(ask("/healthz", &[("host", "any.example")]).await, 200);
    assert_eq!(ask("/readyz", &[]).await, 200);
}

#[tokio::test]
async fn each_client_has_its_own_rate_and_is_told_when_to_come_back() {
    let rig = Rig::with(|settings| {
        settings.client_keys = format!("{KEY},{OTHER}").parse().unwrap();
        settings.rate = Some(Rate { per_second: 1, burst: 3 });
    })
    .await;
    let path = rig.clan();
    for _ in 0..3 {
        assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 200);
    }
    let throttled = rig.get_with(&path, &[("x-api-key", KEY)]).await;
    assert_eq!((throttled.status, &*throttled.refusal().0), (429, "requestThrottled"));
    assert_eq!(throttled.header("retry-after"), Some("1"));
    assert_eq!(rig.get_with(&path, &[("x-api-key", OTHER)]).await.status, 200);

    rig.clock.advance(Duration::from_secs(1));
    assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 200);
    assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 429);

    // Whoever guesses keys is slowed down, too, and does not slow down those who have one.
    let guesses = [403, 403, 403, 429];
    for status in guesses {
        assert_eq!(rig.get_with(&path, &[("x-api-key", "a-guess")]).await.status, status);
    }
    assert_eq!(rig.get_with(&path, &[("x-api-key", OTHER)]).await.status, 200);
}

#[tokio::test]
async fn behind_another_proxy_clients_are_told_apart_by_what_it_says() {
    let rig = Rig::with(|settings| {
        settings.behind_proxy = true;
        settings.rate = Some(Rate { per_second: 1, burst: 1 });
    })
    .await;
    let path = rig.clan();
    for (forwarded, status) in
        [("203.0.113.1", 200), ("203.0.113.2", 200), ("203.0.113.1", 429), ("198.51.100.9, 203.0.113.2", 429)]
    {
        assert_eq!(
            rig.get_with(&path, &[("x-forwarded-for", forwarded)]).await.status,
            status,
            "{forwarded}"
        );
    }
}

#[tokio::test]
async fn a_proxy_that_others_reach_does_not_start_unguarded() {
    let at = |address: &str| Settings {
        listen: address.parse().unwrap(),
        credentials: proxy::Credentials::Tokens(vec!["a-token".into()]),
        ..Settings::default()
    };
    let refused = Proxy::start(at("0.0.0.0:0")).await.unwrap_err().to_string();
    assert!(refused.contains("client keys") && refused.contains("127.0.0.1"), "{refused}");
    let guarded = Settings { client_keys: KEY.parse().unwrap(), ..at("0.0.0.0:0") };
    Proxy::start(guarded).await.unwrap().stop().await;
    Proxy::start(Settings { open: true, ..at("0.0.0.0:0") }).await.unwrap().stop().await;
}
