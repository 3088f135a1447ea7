//! Client keys, rate limits and identification of clients.

use std::time::Duration;

use proxy::{Proxy, Rate, Settings};

use crate::rig::{Rig, send};

const KEY: &str = "0123456789abcdef-site";
const OTHER: &str = "0123456789abcdef-bot";

async fn with_keys() -> Rig {
    Rig::with(|settings| settings.client_keys = format!("site:{KEY},bot:{OTHER}").parse().unwrap()).await
}

#[tokio::test]
async fn with_client_keys_a_request_without_a_key_is_rejected() {
    let rig = with_keys().await;
    let path = rig.clan();
    for (headers, message) in [
        (vec![], "Missing authorization"),
        (vec![("authorization", "Bearer wrong")], "Invalid authorization"),
        (vec![("x-api-key", "wrong")], "Invalid authorization"),
        (vec![("authorization", KEY)], "Missing authorization"),
    ] {
        let response = rig.get_with(&path, &headers).await;
        assert_eq!(response.status, 403, "{headers:?}");
        assert_eq!(response.error(), ("accessDenied".into(), Some(message.into())), "{headers:?}");
    }
    assert_eq!(rig.api_requests(), 0);
    assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 200);
    assert_eq!(rig.get_with(&path, &[("authorization", &format!("Bearer {OTHER}"))]).await.status, 200);
    assert_eq!(rig.api_requests(), 1);
}

#[tokio::test]
async fn metrics_require_a_key_and_health_does_not() {
    let rig = with_keys().await;
    let status = async |path, headers: &[(&str, &str)]| {
        send(rig.proxy.address(), "GET", path, headers, "").await.unwrap().status
    };
    assert_eq!(status("/metrics", &[]).await, 403);
    assert_eq!(status("/metrics", &[("x-api-key", KEY)]).await, 200);
    assert_eq!(status("/healthz", &[("host", "any.example")]).await, 200);
    assert_eq!(status("/readyz", &[]).await, 200);
}

#[tokio::test]
async fn each_client_has_its_own_rate_limit_and_receives_retry_after() {
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
    assert_eq!((throttled.status, &*throttled.error().0), (429, "requestThrottled"));
    assert_eq!(throttled.header("retry-after"), Some("1"));
    assert_eq!(rig.get_with(&path, &[("x-api-key", OTHER)]).await.status, 200);

    rig.clock.advance(Duration::from_secs(1));
    assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 200);
    assert_eq!(rig.get_with(&path, &[("x-api-key", KEY)]).await.status, 429);

    // Guesses of keys are limited, too, and do not slow down clients that have one.
    let guesses = [403, 403, 403, 429];
    for status in guesses {
        assert_eq!(rig.get_with(&path, &[("x-api-key", "a-guess")]).await.status, status);
    }
    assert_eq!(rig.get_with(&path, &[("x-api-key", OTHER)]).await.status, 200);
}

#[tokio::test]
async fn behind_another_proxy_clients_are_identified_by_x_forwarded_for() {
    let rig = Rig::with(|settings| {
        settings.trusted_proxies = "127.0.0.1".parse().unwrap();
        settings.rate = Some(Rate { per_second: 1, burst: 1 });
    })
    .await;
    let path = rig.clan();
    for (forwarded, status) in [
        ("203.0.113.1", 200),
        ("203.0.113.2", 200),
        ("203.0.113.1", 429),
        ("198.51.100.9, 203.0.113.2", 429),
        ("203.0.113.1:51234, 127.0.0.1", 429),
        ("[2001:db8::1]:443", 200),
        ("2001:db8::2", 429),
    ] {
        assert_eq!(
            rig.get_with(&path, &[("x-forwarded-for", forwarded)]).await.status,
            status,
            "{forwarded}"
        );
    }
}

#[tokio::test]
async fn a_proxy_that_other_machines_can_reach_does_not_start_without_client_keys() {
    let at = |address: &str| Settings {
        listen: address.parse().unwrap(),
        credentials: proxy::Credentials::Tokens(vec!["a-token".into()]),
        ..Settings::default()
    };
    let error = Proxy::start(at("0.0.0.0:0")).await.unwrap_err().to_string();
    assert!(error.contains("client keys") && error.contains("127.0.0.1"), "{error}");
    let guarded = Settings { client_keys: KEY.parse().unwrap(), ..at("0.0.0.0:0") };
    Proxy::start(guarded).await.unwrap().stop().await;
    Proxy::start(Settings { open: true, ..at("0.0.0.0:0") }).await.unwrap().stop().await;
}
