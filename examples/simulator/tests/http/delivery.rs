//! Headers, cache ages, compression, protocol versions, and the shutdown of the server.

use std::io::Read as _;
use std::time::Duration;

use flate2::read::GzDecoder;
use hyper::Version;
use simulator::Simulator;
use tokio::net::TcpStream;

use crate::client::{ITEMS, get, get_as, raw_get, send, small};

#[tokio::test]
async fn headers_are_those_of_recorded_responses() {
    let simulator = small().start().await.unwrap();
    let response = get(&simulator, "/clans/%232PP").await;
    let expected = [
        ("content-type", "application/json; charset=utf-8"),
        ("transfer-encoding", "chunked"),
        ("connection", "keep-alive"),
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=43200"),
        ("cache-control", "max-age=120"),
        ("date", "Mon, 21 Sep 2026 14:13:20 GMT"),
    ];
    for (name, value) in expected {
        assert_eq!(response.header(name), Some(value), "{name}");
    }
    for name in ["etag", "last-modified", "age", "vary", "retry-after", "content-length", "server"] {
        assert_eq!(response.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn max_age_counts_down_while_the_body_stays_the_same() {
    let simulator = small().start().await.unwrap();
    for (path, seconds) in [
        ("/players/%232PP", 60),
        ("/players/%232PP/battlelog", 60),
        ("/players/%232PP/leaguehistory", 300),
        ("/clans?name=abc", 60),
        ("/clans/%232PP", 120),
        ("/clans/%232PP/members", 120),
        ("/clans/%232PP/warlog", 120),
        ("/clans/%232PP/currentwar", 120),
        ("/clans/%232PP/capitalraidseasons", 120),
        ("/clans/%232PP/currentwar/leaguegroup", 600),
        ("/clanwarleagues/wars/%232PP", 600),
        ("/leaguegroup/%232PP/1773032400?playerTag=%232PP", 300),
        ("/leaguetiers", 600),
        ("/leaguetiers/105000001", 600),
        ("/locations", 600),
        ("/locations/global/rankings/clans", 60),
        ("/leagues/29000022/seasons", 60),
        ("/leagues/29000022/seasons/2025-08", 3600),
        ("/labels/clans", 60),
        ("/goldpass/seasons/current", 60),
    ] {
        let first = get(&simulator, path).await;
        assert_eq!(first.header("cache-control"), Some(format!("max-age={seconds}").as_str()), "{path}");
        simulator.advance(Duration::from_millis(9_500));
        let later = get(&simulator, path).await;
        let left = format!("max-age={}", seconds - 9);
        assert_eq!(
            (later.header("cache-control"), &later.body),
            (Some(left.as_str()), &first.body),
            "{path}"
        );
        simulator.advance(Duration::from_secs(seconds - 9));
        let renewed = get(&simulator, path).await;
        assert_eq!(renewed.header("cache-control"), first.header("cache-control"), "{path}");
        if first.json().get("now").is_some() {
            assert_ne!(renewed.body, first.body, "{path}");
        }
    }
}

/// Fresh static lists have the same unusual `Cache-Control` as errors.
#[tokio::test]
async fn fresh_static_lists_have_the_unusual_cache_control() {
    let simulator = small().start().await.unwrap();
    for path in ["/leagues", "/warleagues", "/capitalleagues"] {
        assert_eq!(get(&simulator, path).await.header("cache-control"), Some("public max-age=600"), "{path}");
        assert_eq!(get(&simulator, path).await.header("cache-control"), Some("max-age=600"), "{path}");
    }
}

/// All pages of a list are of one moment, so that a client misses no item.
#[tokio::test]
async fn pages_of_a_list_share_their_max_age() {
    let simulator = small().start().await.unwrap();
    get(&simulator, "/clans/%232PP/members?limit=5").await;
    simulator.advance(Duration::from_secs(20));
    let second = get(&simulator, "/clans/%232PP/members?limit=5&after=eyJwb3MiOjV9").await;
    assert_eq!(second.header("cache-control"), Some("max-age=100"));
}

#[tokio::test]
async fn approved_keys_receive_wars_in_real_time() {
    let simulator = small().start().await.unwrap();
    let scopes = ["clash:*:verifytoken,realtime"];
    let key = simulator.add_scoped_key(simulator.email(), "live", &["0.0.0.0/0"], &scopes).unwrap();
    let path = "/clans/%232PP/currentwar?realtime=true";
    let moment = async |token: &str| get_as(&simulator, token, path).await.json()["now"].as_i64().unwrap();
    let (ours, theirs) = (moment(simulator.token()).await, moment(&key.token).await);
    simulator.advance(Duration::from_secs(1));
    assert_eq!(moment(simulator.token()).await, ours);
    assert_eq!(moment(&key.token).await, theirs + 1000);
}

/// At sixty times the speed, a client must not cache a war for two minutes of real time.
#[tokio::test]
async fn max_age_is_shorter_at_a_higher_speed() {
    let simulator = small().start().await.unwrap();
    simulator.set_speed(60.0);
    assert_eq!(get(&simulator, "/clans/%232PP").await.header("cache-control"), Some("max-age=2"));
}

#[tokio::test]
async fn gzip_is_negotiated_and_decompresses_to_the_same_body() {
    let simulator = small().start().await.unwrap();
    let authorization = format!("Bearer {}", simulator.token());
    let headers = [("authorization", authorization.as_str()), ("accept-encoding", "br, gzip")];
    for path in ["/v1/clans/%232PP", "/v1/locations", "/v1/locations?limit=3", "/v1/clans/nonsense"] {
        let gzipped = send(simulator.address(), Version::HTTP_11, "GET", path, &headers, "").await.unwrap();
        let plain =
            send(simulator.address(), Version::HTTP_11, "GET", path, &headers[..1], "").await.unwrap();
        assert_eq!(
            (gzipped.header("content-encoding"), plain.header("content-encoding")),
            (Some("gzip"), None)
        );
        let mut text = Vec::new();
        GzDecoder::new(&gzipped.body[..]).read_to_end(&mut text).unwrap();
        assert_eq!(text, plain.body);
    }
}

#[tokio::test]
async fn http2_works_with_prior_knowledge() {
    let simulator = small().start().await.unwrap();
    let authorization = format!("Bearer {}", simulator.token());
    let headers = [("authorization", authorization.as_str())];
    let response =
        send(simulator.address(), Version::HTTP_2, "GET", "/v1/locations", &headers, "").await.unwrap();
    assert_eq!((response.status, response.version), (200, Version::HTTP_2));
    assert_eq!(response.json()["items"].as_array().unwrap().len(), ITEMS);
    assert_eq!(response.header("connection"), None);
    let body = r#"{"token":"right"}"#;
    let path = "/v1/players/%232PP/verifytoken";
    let response = send(simulator.address(), Version::HTTP_2, "POST", path, &headers, body).await.unwrap();
    assert_eq!(response.json()["status"], "ok");
}

#[tokio::test]
async fn a_connection_is_closed_if_the_client_requests_it() {
    let simulator = small().start().await.unwrap();
    let (text, error) = raw_get(&simulator, "/locations").await;
    assert!(error.is_none() && text.starts_with("HTTP/1.1 200 OK"), "{text}");
    assert!(!text.to_ascii_lowercase().contains("keep-alive"));
}

#[tokio::test]
async fn stop_closes_idle_connections_and_frees_the_port() {
    let simulator = small().start().await.unwrap();
    let address = simulator.address();
    let mut idle = TcpStream::connect(address).await.unwrap();
    get(&simulator, "/locations").await;
    simulator.stop().await;
    let mut rest = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut idle, &mut rest).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn stop_waits_for_responses_in_flight() {
    let simulator = small().latency(Duration::from_millis(100)).start().await.unwrap();
    let authorization = format!("Bearer {}", simulator.token());
    let address = simulator.address();
    let request = tokio::spawn(async move {
        let headers = [("authorization", authorization.as_str())];
        send(address, Version::HTTP_11, "GET", "/v1/locations", &headers, "").await
    });
    while simulator.counters().in_flight == 0 {
        tokio::task::yield_now().await;
    }
    simulator.stop().await;
    assert_eq!(request.await.unwrap().unwrap().status, 200);
}

#[test]
fn start_blocking_needs_no_runtime() {
    let simulator = small().start_blocking().unwrap();
    let address = simulator.address();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(get(&simulator, "/locations")).status, 200);
    drop(simulator);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn only_loopback_addresses_are_accepted() {
    let error = Simulator::builder().host("0.0.0.0".parse().unwrap()).start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}
