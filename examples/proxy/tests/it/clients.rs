//! Client keys, rate limits and identification of clients.

use std::time::Duration;

use coc_core::RateLimit;
use proxy::{Proxy, Rate, Settings};
use simulator::{FaultKind, Progress};
use tokio::task::JoinSet;

use crate::rig::{Rig, raise_file_limit, send};

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

/// Paths of different players, none of which exists.
fn players(count: usize) -> Vec<String> {
    let letters = ["0", "2", "8", "9", "P", "Y", "L", "Q"];
    let digit = |number: usize, place: u32| letters[number / 8_usize.pow(place) % 8];
    (0..count)
        .map(|n| format!("/players/%23QQQ{}{}{}{}", digit(n, 3), digit(n, 2), digit(n, 1), digit(n, 0)))
        .collect()
}

/// Sends a request for each path on a connection of its own, with this client key.
fn send_all(rig: &Rig, key: &'static str, paths: Vec<String>) -> JoinSet<u16> {
    let address = rig.proxy.address();
    paths
        .into_iter()
        .map(|path| async move {
            send(address, "GET", &format!("/v1{path}"), &[("x-api-key", key)], "").await.unwrap().status
        })
        .collect()
}

#[tokio::test]
async fn a_client_with_many_requests_does_not_delay_another() {
    let rig = Rig::with(|settings| {
        settings.client_keys = format!("{KEY},{OTHER}").parse().unwrap();
        settings.upstream_rate = RateLimit::per_second(10).burst(20);
        settings.deadline = Duration::from_secs(600);
    })
    .await;
    let mut greedy = send_all(&rig, KEY, players(200));
    // Its requests are at the proxy before the other client sends one.
    while rig.api_requests() < 20 {
        tokio::task::yield_now().await;
    }
    let path = rig.clan();
    let headers = [("x-api-key", OTHER)];
    let other = rig.get_with(&path, &headers);
    let time = async {
        loop {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            rig.clock.advance(Duration::from_millis(20));
        }
    };
    tokio::select! {
        response = other => assert_eq!(response.status, 200),
        () = time => unreachable!("time passes until a response arrives"),
    }
    let sent = rig.api_requests();
    assert!(
        sent < 80,
        "{sent} requests were sent before the other client's, whose turn was among the next 40"
    );
    greedy.abort_all();
}

#[tokio::test]
async fn a_client_whose_requests_are_slow_leaves_places_to_others() {
    let rig = Rig::with(|settings| {
        settings.client_keys = format!("{KEY},{OTHER}").parse().unwrap();
        settings.client_in_flight = 4;
        settings.in_flight = 6;
    })
    .await;
    rig.simulator
        .faults()
        .add(simulator::Fault::new(FaultKind::Stalled { after: Progress::Nothing }).on(["player"]))
        .unwrap();
    let mut greedy = send_all(&rig, KEY, players(50));
    while rig.simulator.counters().in_flight < 4 {
        tokio::task::yield_now().await;
    }
    assert_eq!(rig.get_with(&rig.clan(), &[("x-api-key", OTHER)]).await.status, 200);
    assert_eq!(rig.simulator.counters().in_flight, 4);
    // The places of clients that disconnect are free again.
    greedy.abort_all();
    while greedy.join_next().await.is_some() {}
    rig.simulator.faults().clear();
    assert_eq!(rig.get_with("/warleagues", &[("x-api-key", KEY)]).await.status, 200);
}

#[tokio::test]
async fn a_client_with_too_many_waiting_requests_is_rejected() {
    raise_file_limit();
    let rig = Rig::with(|settings| {
        settings.client_keys = format!("{KEY},{OTHER}").parse().unwrap();
        settings.connections_per_address = 600;
    })
    .await;
    rig.fault(FaultKind::Stalled { after: Progress::Nothing });
    let mut greedy = send_all(&rig, KEY, players(300));
    let mut rejected = 0;
    while rejected < 300 - 16 - 256 {
        assert_eq!(greedy.join_next().await.unwrap().unwrap(), 429);
        rejected += 1;
    }
    rig.simulator.faults().clear();
    assert_eq!(rig.get_with(&rig.clan(), &[("x-api-key", OTHER)]).await.status, 200);
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
