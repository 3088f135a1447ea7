//! Limits of sizes, times and connections.

use std::time::Duration;

use coc_core::{RateLimit, testing::ManualClock};
use proxy::{Credentials, Proxy, Settings};
use simulator::{Fault, FaultKind, Simulator};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::rig::{self, Rig, send};

#[tokio::test]
async fn a_body_that_is_too_large_is_rejected() {
    let rig = Rig::with(|settings| settings.verify_token = true).await;
    let path = format!("/v1/players/{}/verifytoken", rig.simulator.samples().player.replace('#', "%23"));
    let body = format!("{{\"token\":\"{}\"}}", "a".repeat(5_000));
    let response = send(rig.proxy.address(), "POST", &path, &[("content-type", "application/json")], body)
        .await
        .unwrap();
    assert_eq!((response.status, &*response.error().0), (413, "badRequest"));
    assert_eq!(rig.api_requests(), 0);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_rejected() {
    let rig = Rig::start().await;
    let response = rig.get_with(&rig.clan(), &[("x-long", &"a".repeat(20_000))]).await;
    assert_eq!(response.status, 431);
    let path = format!("/clans?name={}", "a".repeat(20_000));
    assert!(matches!(rig.get(&path).await.status, 414 | 431));
    assert_eq!(rig.api_requests(), 0);
}

/// Sends `text` and returns everything that the proxy sends until it closes the connection.
async fn response_to(rig: &Rig, text: &str) -> String {
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut read = String::new();
    stream.read_to_string(&mut read).await.unwrap();
    read
}

#[tokio::test]
async fn a_stalled_request_is_timed_out() {
    let rig = Rig::with(|settings| {
        settings.head_timeout = Duration::from_millis(100);
        settings.verify_token = true;
    })
    .await;
    assert_eq!(response_to(&rig, "").await, "");
    let response = response_to(&rig, "GET /v1/clans HTTP/1.1\r\nHost: loc").await;
    assert!(response.is_empty() || response.starts_with("HTTP/1.1 408"), "{response}");
    let player = rig.simulator.samples().player.replace('#', "%23");
    let head = format!(
        "POST /v1/players/{player}/verifytoken HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{{"
    );
    assert!(response_to(&rig, &head).await.starts_with("HTTP/1.1 408"));
    assert_eq!(rig.api_requests(), 0);
}

/// Opens a connection from another address of this machine.
async fn connect_from(address: &str, rig: &Rig) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
    socket.connect(rig.proxy.address()).await.unwrap()
}

/// Sends GET on a connection and returns the status, or `None` if it was closed without a response.
async fn status(stream: &mut TcpStream, path: &str) -> Option<u16> {
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(head.as_bytes()).await.ok()?;
    let mut read = [0; 12];
    stream.read_exact(&mut read).await.ok()?;
    str::from_utf8(&read[9..]).unwrap().parse().ok()
}

/// Sends requests and reads no response, until the proxy cannot send any more of them.
async fn send_and_never_read(stream: &mut TcpStream, path: &str) {
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(64);
    // The proxy stops reading requests once it cannot send responses, so that writing stalls, too.
    while timeout(Duration::from_millis(100), stream.write_all(head.as_bytes())).await.is_ok() {}
}

#[tokio::test]
async fn clients_that_hold_connections_do_not_shut_out_others_even_at_their_address() {
    let rig = Rig::with(|settings| {
        settings.max_connections = 8;
        settings.connections_per_address = 4;
    })
    .await;
    let path = format!("/v1{}", rig.clan());
    let mut held = Vec::new();
    for number in 0..60 {
        let mut stream = connect_from("127.0.0.2", &rig).await;
        let _ = match number % 3 {
            0 => Ok(()),
            1 => stream.write_all(b"GET /v1/leagues HTTP/1.1\r\nHost: loc").await,
            // Responses that are never read.
            _ => {
                stream
                    .write_all(
                        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(200).as_bytes(),
                    )
                    .await
            }
        };
        held.push(stream);
    }
    for address in ["127.0.0.2", "127.0.0.3", "127.0.0.2"] {
        for path in [&*path, "/healthz", "/readyz"] {
            assert_eq!(
                status(&mut connect_from(address, &rig).await, path).await,
                Some(200),
                "{address} {path}"
            );
        }
    }
    assert!(rig.metric("coc_proxy_connections").await <= 8);
}

#[tokio::test]
async fn at_a_limit_of_connections_with_requests_in_flight_only_health_is_served() {
    for (per_address, address, message) in [
        (2, "127.0.0.2", "Too many open connections from this address: close some of them"),
        (2, "127.0.0.4", "Too many open connections: try again in a second"),
    ] {
        let rig = Rig::with(|settings| {
            settings.max_connections = 4;
            settings.connections_per_address = per_address;
        })
        .await;
        rig.fault(simulator::FaultKind::Stalled { after: simulator::Progress::Nothing });
        let mut busy = Vec::new();
        for (address, path) in [
            ("127.0.0.2", "/v1/leagues"),
            ("127.0.0.2", "/v1/warleagues"),
            ("127.0.0.3", "/v1/capitalleagues"),
            ("127.0.0.3", "/v1/locations"),
        ] {
            let mut stream = connect_from(address, &rig).await;
            let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            busy.push(stream);
        }
        while rig.simulator.counters().in_flight < 4 {
            tokio::task::yield_now().await;
        }
        let mut refused = connect_from(address, &rig).await;
        refused.write_all(b"GET /v1/leagues HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut response = String::new();
        refused.read_to_string(&mut response).await.unwrap();
        assert!(response.starts_with("HTTP/1.1 429") && response.contains(message), "{response}");
        assert!(response.contains("retry-after: 1"), "{response}");
        for path in ["/healthz", "/readyz"] {
            assert_eq!(status(&mut connect_from(address, &rig).await, path).await, Some(200), "{path}");
        }
        busy.clear();
        rig.simulator.faults().clear();
        while status(&mut connect_from(address, &rig).await, "/v1/leagues").await != Some(200) {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_has_no_connection_limit_of_its_own() {
    let rig = Rig::with(|settings| {
        settings.connections_per_address = 1;
        settings.trusted_proxies = "127.0.0.2".parse().unwrap();
    })
    .await;
    let path = format!("/v1{}", rig.clan());
    let mut open = Vec::new();
    for _ in 0..4 {
        let mut stream = connect_from("127.0.0.2", &rig).await;
        assert_eq!(status(&mut stream, &path).await, Some(200));
        open.push(stream);
    }
    assert_eq!(rig.metric("coc_proxy_connections").await, 5, "none was replaced");
}

#[tokio::test]
async fn a_client_that_never_reads_is_disconnected_after_the_write_timeout() {
    let rig = Rig::with(|settings| settings.write_timeout = Duration::from_secs(30)).await;
    let path = format!("/v1{}", rig.clan());
    let mut stream = connect_from("127.0.0.1", &rig).await;
    send_and_never_read(&mut stream, &path).await;
    assert_eq!(rig.metric("coc_proxy_connections").await, 2, "this request has the other");
    rig.clock.advance(Duration::from_secs(29));
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(rig.metric("coc_proxy_connections").await, 2);
    rig.clock.advance(Duration::from_secs(1));
    while rig.metric("coc_proxy_connections").await > 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_that_disconnects_cancels_its_request_to_the_api() {
    let rig = Rig::start().await;
    rig.fault(simulator::FaultKind::Stalled { after: simulator::Progress::Nothing });
    let path = rig.clan();
    {
        let request = rig.get(&path);
        tokio::pin!(request);
        while rig.simulator.counters().in_flight == 0 {
            assert!(tokio::time::timeout(Duration::from_millis(10), request.as_mut()).await.is_err());
        }
    }
    while rig.simulator.counters().in_flight > 0 || rig.metric("coc_proxy_connections").await > 1 {
        tokio::task::yield_now().await;
    }
}

/// The value of `coc_proxy_upstream_rate`.
async fn upstream_rate(rig: &Rig) -> f64 {
    let text = send(rig.proxy.address(), "GET", "/metrics", &[], "").await.unwrap().text();
    let line = text.lines().find_map(|line| line.strip_prefix("coc_proxy_upstream_rate "));
    line.unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_rate_of_each_key_is_adaptive_by_default_and_halves_if_the_api_throttles_it() {
    let simulator = Simulator::builder().clans(24).speed(0.0).start().await.unwrap();
    let other = simulator.add_key(simulator.email(), "other", &["0.0.0.0/0"]).unwrap().token;
    let tokens = vec![simulator.token().into(), other.into()];
    let settings = Settings {
        credentials: Credentials::Tokens(tokens),
        upstream_rate: Settings::default().upstream_rate,
        ..rig::settings(&simulator)
    };
    let clock = ManualClock::default();
    let proxy = Proxy::start_with_clock(settings, clock.clone()).await.unwrap();
    let rig = Rig { simulator, proxy, clock };
    assert_eq!(rig.get(&rig.clan()).await.status, 200);
    let before = upstream_rate(&rig).await;
    assert!((20.0..20.2).contains(&before), "two keys that start at 10: {before}");
    rig.simulator.faults().add(Fault::new(FaultKind::Throttled { retry_after: None }).times(1)).unwrap();
    assert_eq!(rig.get("/leagues").await.status, 429);
    let after = upstream_rate(&rig).await;
    assert!((15.0..15.2).contains(&after), "one of them is throttled: {after}");
}

#[tokio::test]
async fn the_rate_of_a_key_is_fixed_if_the_settings_say_so() {
    let rig = Rig::with(|settings| settings.upstream_rate = RateLimit::per_second(15)).await;
    rig.get(&rig.clan()).await;
    rig.fault(FaultKind::Throttled { retry_after: None });
    assert_eq!(rig.get("/leagues").await.status, 429);
    assert!((upstream_rate(&rig).await - 15.0).abs() < f64::EPSILON);
    let rig = Rig::with(|settings| settings.upstream_rate = RateLimit::none()).await;
    rig.get(&rig.clan()).await;
    assert!(upstream_rate(&rig).await.is_infinite());
}
