//! Rate limits and counters.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::{get, get_as, small};

#[tokio::test]
async fn each_token_has_a_separate_rate_limit() {
    let simulator = small().rate(10).burst(3).start().await.unwrap();
    let other = simulator.add_key(simulator.email(), "other", &["0.0.0.0/0"]).unwrap();
    let status = async |token: &str| get_as(&simulator, token, "/goldpass/seasons/current").await.status;
    for expected in [200, 200, 200, 429, 429] {
        assert_eq!(status(simulator.token()).await, expected);
    }
    assert_eq!(status(&other.token).await, 200);
    simulator.advance(Duration::from_millis(100));
    assert_eq!((status(simulator.token()).await, status(simulator.token()).await), (200, 429));
    assert_eq!(simulator.counters().throttled, 3);
}

#[tokio::test]
async fn a_throttled_request_gets_429_and_optionally_retry_after() {
    let simulator = small().rate(0.25).start().await.unwrap();
    get(&simulator, "/locations").await;
    let response = get(&simulator, "/locations").await;
    assert_eq!((response.status, response.json()), (429, json!({ "reason": "requestThrottled" })));
    assert_eq!(response.header("retry-after"), None);
    simulator.configure(|settings| settings.retry_after = true);
    assert_eq!(get(&simulator, "/locations").await.header("retry-after"), Some("4"));
    simulator.configure(|settings| settings.rate = 0.0);
    assert_eq!(get(&simulator, "/locations").await.status, 200);
}

#[tokio::test]
async fn one_second_of_requests_is_the_default_burst() {
    let simulator = small().rate(5).start().await.unwrap();
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(get(&simulator, "/locations").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status() {
    let simulator = small().start().await.unwrap();
    for path in ["/clans/%232PP", "/clans/%232PP", "/clans/%23PPP", "/nowhere"] {
        get(&simulator, path).await;
    }
    let counters = simulator.counters();
    assert_eq!((counters.requests, counters.by_route["clan"], counters.by_route["unknown"]), (4, 3, 1));
    assert_eq!((counters.by_status[&200], counters.by_status[&404]), (2, 2));
    assert_eq!((counters.connections, counters.in_flight, counters.peak_in_flight), (4, 0, 1));
    simulator.reset_counters();
    assert_eq!(simulator.counters().requests, 0);
}

#[tokio::test]
async fn requests_on_a_used_connection_are_counted() {
    let simulator = small().start().await.unwrap();
    let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
    let request = |headers: &str| format!("GET /v1/locations HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    let requests = request("") + &request("connection: close\r\n");
    stream.write_all(requests.as_bytes()).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    let counters = simulator.counters();
    assert_eq!((counters.requests, counters.connections, counters.on_used_connections), (2, 1, 1));
}
