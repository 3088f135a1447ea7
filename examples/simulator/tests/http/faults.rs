//! Each fault as a client sees it.

use std::io;
use std::time::Duration;

use hyper::Version;
use serde_json::json;
use simulator::{Fault, FaultKind, Progress, Simulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::{get, post, raw_get, send, small, try_get};

async fn with(kind: FaultKind) -> Simulator {
    let simulator = small().start().await.unwrap();
    simulator.faults().add(Fault::new(kind)).unwrap();
    simulator
}

#[tokio::test]
async fn maintenance_is_json_or_html() {
    let simulator = with(FaultKind::Maintenance).await;
    let response = get(&simulator, "/locations").await;
    let message = "API is currently in maintenance, please come back later";
    assert_eq!(
        (response.status, response.json()),
        (503, json!({ "reason": "inMaintenance", "message": message }))
    );
    simulator.faults().set([Fault::new(FaultKind::MaintenanceHtml)]).unwrap();
    let response = get(&simulator, "/locations").await;
    assert_eq!((response.status, response.header("content-type")), (503, Some("text/html")));
    assert!(response.body.starts_with(b"<html>"));
    simulator.faults().clear();
    assert_eq!(get(&simulator, "/locations").await.status, 200);
}

#[tokio::test]
async fn gateway_errors_are_html() {
    for status in [500, 502, 503, 504] {
        let simulator = with(FaultKind::Html { status }).await;
        let response = get(&simulator, "/clans/%232PP").await;
        assert_eq!((response.status, response.header("content-type")), (status, Some("text/html")));
    }
}

#[tokio::test]
async fn api_errors_can_be_injected() {
    let custom = FaultKind::Error { status: 418, reason: "teapot".into(), message: None };
    for (kind, status, body) in [
        (FaultKind::UnknownException, 500, json!({ "reason": "unknownException" })),
        (FaultKind::Throttled { retry_after: None }, 429, json!({ "reason": "requestThrottled" })),
        (FaultKind::InvalidKey, 403, json!({ "reason": "accessDenied", "message": "Invalid authorization" })),
        (custom, 418, json!({ "reason": "teapot" })),
    ] {
        let response = get(&with(kind).await, "/locations").await;
        assert_eq!((response.status, response.json()), (status, body));
    }
    let response = get(&with(FaultKind::InvalidIp).await, "/locations").await;
    assert_eq!(response.json()["reason"], "accessDenied.invalidIp");
    let response = get(&with(FaultKind::Throttled { retry_after: Some(7) }).await, "/locations").await;
    assert_eq!(response.header("retry-after"), Some("7"));
}

#[tokio::test]
async fn a_fault_affects_its_routes_and_number_of_requests_only() {
    let simulator = small().start().await.unwrap();
    simulator.faults().add(Fault::new(FaultKind::UnknownException).on(["clan"]).times(2)).unwrap();
    let mut statuses = Vec::new();
    for path in ["/locations", "/clans/%232PP", "/clans/%232PP", "/clans/%232PP"] {
        statuses.push(get(&simulator, path).await.status);
    }
    assert_eq!(statuses, [200, 500, 500, 200]);
}

#[tokio::test]
async fn wrong_content_can_be_injected() {
    let html = FaultKind::Content { body: "<html>".into(), content_type: "text/html".into() };
    let response = get(&with(html).await, "/locations").await;
    assert_eq!((response.status, &response.body[..]), (200, &b"<html>"[..]));
    let response = get(&with(FaultKind::WrongTypes).await, "/locations").await;
    assert_eq!(response.json()["items"][3]["id"], "3");
    let response = get(&with(FaultKind::Oversized { bytes: 3_000_000 }).await, "/locations").await;
    assert_eq!(response.body.len(), 3_000_000);
}

#[tokio::test]
async fn headers_and_redirects_can_be_injected() {
    let simulator = small().start().await.unwrap();
    let header =
        |name: &str, value: &str| Fault::new(FaultKind::Header { name: name.into(), value: value.into() });
    simulator.faults().set([header("cache-control", "no-store"), header("date", "")]).unwrap();
    let response = get(&simulator, "/locations").await;
    assert_eq!((response.status, response.header("cache-control")), (200, Some("no-store")));
    let redirect = FaultKind::Redirect { location: "http://other.example/".into(), status: 307 };
    let response = get(&with(redirect).await, "/locations").await;
    assert_eq!((response.status, response.header("location")), (307, Some("http://other.example/")));
}

#[tokio::test]
async fn a_truncated_body_is_shorter_than_its_content_length() {
    let (text, error) = raw_get(&with(FaultKind::Truncated { chunked: false }).await, "/locations").await;
    assert!(error.is_none(), "{error:?}");
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    let length: usize =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    assert!(!body.is_empty() && body.len() < length, "{} of {length}", body.len());
}

#[tokio::test]
async fn a_truncated_chunked_body_has_no_last_chunk() {
    let (text, error) = raw_get(&with(FaultKind::Truncated { chunked: true }).await, "/locations").await;
    assert!(error.is_none(), "{error:?}");
    assert!(text.to_ascii_lowercase().contains("transfer-encoding: chunked"));
    assert!(text.contains("{\"items\":[") && !text.ends_with("0\r\n\r\n"), "{text}");
}

#[tokio::test]
async fn a_reset_is_a_tcp_reset() {
    for after in [Progress::Nothing, Progress::Headers, Progress::HalfBody] {
        let simulator = with(FaultKind::Reset { after }).await;
        let (text, error) = raw_get(&simulator, "/locations").await;
        assert_eq!(error.map(|error| error.kind()), Some(io::ErrorKind::ConnectionReset), "{after:?} {text}");
    }
}

#[tokio::test]
async fn connection_faults_apply_to_http2() {
    for kind in [FaultKind::Truncated { chunked: false }, FaultKind::Reset { after: Progress::Nothing }] {
        let simulator = with(kind).await;
        let authorization = format!("Bearer {}", simulator.token());
        let headers = [("authorization", authorization.as_str())];
        let outcome = send(simulator.address(), Version::HTTP_2, "GET", "/v1/locations", &headers, "").await;
        assert!(outcome.is_err(), "{outcome:?}");
    }
}

/// Returns the bytes of a stalled response, which the simulator's stop does not wait for.
async fn sent_before_stall(after: Progress) -> String {
    let simulator = with(FaultKind::Stalled { after }).await;
    let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
    let request =
        format!("GET /v1/locations HTTP/1.1\r\nAuthorization: Bearer {}\r\n\r\n", simulator.token());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    let expected: &[u8] = match after {
        Progress::Nothing => b"",
        Progress::Headers => b"\r\n\r\n",
        Progress::HalfBody => b"{\"items\":[",
    };
    while !text.windows(expected.len().max(1)).any(|window| window == expected) && !expected.is_empty() {
        assert_ne!(stream.read_buf(&mut text).await.unwrap(), 0);
    }
    while simulator.faults().triggered() == 0 {
        tokio::task::yield_now().await;
    }
    simulator.stop().await;
    stream.read_to_end(&mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn a_stalled_response_stops_at_its_progress() {
    assert_eq!(sent_before_stall(Progress::Nothing).await, "");
    let text = sent_before_stall(Progress::Headers).await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("\r\n\r\n"), "{text}");
    let text = sent_before_stall(Progress::HalfBody).await;
    assert!(text.contains("{\"items\":[") && !text.contains("paging"), "{text}");
}

#[tokio::test]
async fn slow_responses_are_complete() {
    let simulator = small().start().await.unwrap();
    let whole = get(&simulator, "/locations").await.body;
    let kinds = [FaultKind::Latency { ms: 1 }, FaultKind::SlowBody { ms: 1 }];
    simulator.faults().set(kinds.map(Fault::new)).unwrap();
    assert_eq!(get(&simulator, "/locations").await.body, whole);
    let simulator = small().latency(Duration::from_millis(1)).start().await.unwrap();
    assert_eq!(get(&simulator, "/locations").await.status, 200);
}

#[tokio::test]
async fn a_probability_of_one_half_fails_about_half_of_the_requests() {
    let simulator = small().start().await.unwrap();
    let reset = FaultKind::Reset { after: Progress::Nothing };
    simulator.faults().add(Fault::new(reset).with_probability(0.5)).unwrap();
    let mut failed = 0;
    for _ in 0..100 {
        failed += u32::from(try_get(&simulator, simulator.token(), "/locations").await.is_err());
    }
    assert!((30..70).contains(&failed), "{failed}");
}

/// A lost response is not a lost request: the key exists although the client was not notified.
#[tokio::test]
async fn a_reset_during_the_response_happens_after_the_request_was_executed() {
    let simulator = small().start().await.unwrap();
    let credentials = json!({ "email": simulator.email(), "password": simulator.password() });
    let login = post(&simulator, "/api/login", None, &credentials).await;
    let cookie = login.cookies()[0].split(';').next().unwrap().to_owned();
    for (after, keys) in [(Progress::Nothing, 0), (Progress::Headers, 1)] {
        simulator.faults().set([Fault::new(FaultKind::Reset { after }).on(["portal.create"])]).unwrap();
        let body = json!({ "name": "lost", "description": "", "cidrRanges": ["203.0.113.7"] }).to_string();
        let headers = [("cookie", cookie.as_str())];
        let path = "/api/apikey/create";
        assert!(send(simulator.address(), Version::HTTP_11, "POST", path, &headers, body).await.is_err());
        assert_eq!(simulator.keys(simulator.email()).len(), keys, "{after:?}");
    }
}

/// A closed connection leaves nothing behind.
#[tokio::test]
async fn a_client_that_disconnects_frees_its_stalled_requests() {
    for version in [Version::HTTP_11, Version::HTTP_2] {
        for after in [Progress::Nothing, Progress::Headers, Progress::HalfBody] {
            let simulator = with(FaultKind::Stalled { after }).await;
            let authorization = format!("Bearer {}", simulator.token());
            let address = simulator.address();
            let waiting = tokio::spawn(async move {
                let headers = [("authorization", authorization.as_str())];
                send(address, version, "GET", "/v1/locations", &headers, "").await
            });
            let state = || {
                let counters = simulator.counters();
                (simulator.faults().triggered(), counters.connections_open, counters.in_flight)
            };
            let in_flight = u64::from(after == Progress::Nothing);
            within_five_seconds(|| state() == (1, 1, in_flight)).await;
            waiting.abort();
            within_five_seconds(|| state() == (1, 0, 0)).await;
        }
    }
}

async fn within_five_seconds(reached: impl Fn() -> bool) {
    let reached = async {
        while !reached() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), reached).await.expect("the state was not reached");
}
