//! Limits of sizes, times and connections.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::rig::{Connection, Rig, send};

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

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let rig = Rig::with(|settings| settings.max_connections = 1).await;
    let path = format!("/v1{}", rig.clan());
    let mut first = Connection::open(rig.proxy.address()).await.unwrap();
    assert_eq!(first.send("GET", &path, &[], "").await.unwrap().status, 200);

    let second = rig.get("/leagues");
    tokio::pin!(second);
    assert!(
        tokio::time::timeout(Duration::from_millis(200), second.as_mut()).await.is_err(),
        "the only slot is taken"
    );
    assert_eq!(first.send("GET", &path, &[], "").await.unwrap().status, 200);
    drop(first);
    assert_eq!(second.await.status, 200);
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
