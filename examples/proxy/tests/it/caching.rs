//! Caching in the proxy, and the headers with which callers cache.

use std::{io::Read as _, time::Duration};

use coc_transport_native::ErrorKind;
use flate2::read::GzDecoder;
use futures_util::future;
use simulator::FaultKind;

use crate::rig::{Connection, Rig, raise_file_limit, send};

fn max_age(response: &crate::rig::TestResponse) -> u64 {
    let value = response.header("cache-control").unwrap();
    value.strip_prefix("public, max-age=").unwrap_or_else(|| panic!("{value}")).parse().unwrap()
}

#[tokio::test]
async fn a_response_is_cached_for_its_ttl_and_max_age_counts_down() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let first = rig.get(&path).await;
    let whole = max_age(&first);
    assert_eq!(first.header("cache-status"), Some("coc; fwd=miss"));
    assert_eq!(
        rig.direct("GET", &path, "").await.header("cache-control"),
        Some(&*format!("max-age={whole}"))
    );

    rig.clock.advance(Duration::from_secs(40));
    let second = rig.get(&path).await;
    assert_eq!(max_age(&second), whole - 40);
    assert_eq!(second.header("cache-status"), Some(&*format!("coc; hit; ttl={}", whole - 40)));
    assert_eq!(second.header("age"), None, "max-age already counts down");
    assert_eq!(second.body, first.body);
    assert_eq!(rig.api_requests(), 2, "one of them bypassed the proxy");

    rig.clock.advance(Duration::from_secs(whole - 40));
    assert_eq!(rig.get(&path).await.header("cache-status"), Some("coc; fwd=miss"));
    assert_eq!(rig.api_requests(), 3);
}

#[tokio::test]
async fn bodies_are_forwarded_byte_for_byte() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let (direct, through) = (rig.direct("GET", &path, "").await, rig.get(&path).await);
    assert_eq!(through.body, direct.body);
    assert_eq!(through.header("content-type"), direct.header("content-type"));
}

#[tokio::test]
async fn a_matching_etag_gets_304_without_a_body() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let first = rig.get(&path).await;
    let etag = first.header("etag").unwrap().to_owned();
    rig.clock.advance(Duration::from_secs(10));
    let again = rig.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(&*etag));
    assert_eq!(max_age(&again), max_age(&first) - 10);

    // A later response with the same body has the same validator; one with another body has not.
    rig.clock.advance(Duration::from_secs(600));
    assert_eq!(rig.get_with(&path, &[("if-none-match", &etag)]).await.status, 304);
    rig.clock.advance(Duration::from_secs(600));
    rig.simulator.advance(Duration::from_secs(7 * 24 * 60 * 60));
    let changed = rig.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), Some(&*etag));
}

#[tokio::test]
async fn gzip_is_used_if_the_client_accepts_it_and_decompresses_to_the_same_body() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let plain = rig.get(&path).await;
    assert_eq!(plain.header("content-encoding"), None);
    for _ in 0..2 {
        let compressed = rig.get_with(&path, &[("accept-encoding", "br, gzip")]).await;
        assert_eq!(compressed.header("content-encoding"), Some("gzip"));
        assert_eq!(compressed.header("etag"), plain.header("etag"));
        assert!(compressed.header("vary").unwrap().contains("accept-encoding"));
        let mut read = Vec::new();
        GzDecoder::new(&*compressed.body).read_to_end(&mut read).unwrap();
        assert_eq!(read, plain.body);
        assert!(compressed.body.len() * 3 < plain.body.len());
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let rig = Rig::start().await;
    let path = format!("/v1{}", rig.clan());
    let get = send(rig.proxy.address(), "GET", &path, &[], "").await.unwrap();
    let head = send(rig.proxy.address(), "HEAD", &path, &[], "").await.unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "content-type", "content-length", "cache-control"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    assert_eq!(rig.api_requests(), 1);
}

#[tokio::test]
async fn identical_requests_on_a_thousand_connections_are_coalesced_into_one() {
    raise_file_limit();
    let rig = Rig::with(|settings| settings.connections_per_address = 1_000).await;
    rig.simulator.configure(|settings| settings.latency_ms = 200);
    let open = (0..1_000).map(|_| Connection::open(rig.proxy.address()));
    // All connections are open before the first request is sent.
    let mut connections = future::try_join_all(open).await.unwrap();
    let path = format!("/v1{}", rig.clan());
    let requests = connections.iter_mut().map(|connection| connection.send("GET", &path, &[], ""));
    let responses = future::try_join_all(requests).await.unwrap();
    assert_eq!(rig.api_requests(), 1);
    assert!(responses.iter().all(|response| response.status == 200 && response.body == responses[0].body));
    let collapsed = responses
        .iter()
        .filter(|response| response.header("cache-status") == Some("coc; fwd=miss; collapsed"));
    let hits =
        responses.iter().filter(|response| response.header("cache-status").unwrap().starts_with("coc; hit"));
    assert_eq!(collapsed.count() + hits.count(), 999);
}

#[tokio::test]
async fn spellings_of_one_request_are_one_request_to_the_api() {
    let rig = Rig::start().await;
    let clan = rig.simulator.samples().clan;
    let tag = clan.trim_start_matches('#');
    let spellings = [
        format!("%23{tag}/members?limit=3"),
        format!("{tag}/members?limit=03"),
        format!("%23{}/members?&limit=3&", tag.to_lowercase()),
        format!("%23{tag}/members?cache_buster=1&limit=3"),
        format!("%23{tag}/members?limit=3&realtime=true"),
        format!("%23{tag}/members?l%69mit=%33&limit=3#"),
    ];
    let mut bodies = Vec::new();
    for spelling in &spellings {
        let response = rig.get(&format!("/clans/{spelling}")).await;
        assert_eq!(response.status, 200, "{spelling}");
        bodies.push(response.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(rig.api_requests(), 1);
    assert_eq!(rig.metric("coc_proxy_cache_entries").await, 1);
}

#[tokio::test]
async fn the_order_of_parameters_does_not_matter_and_two_values_are_rejected() {
    let rig = Rig::start().await;
    for query in ["minMembers=2&limit=5", "limit=5&minMembers=2", "limit=5&x=1&minMembers=2&limit=5"] {
        assert_eq!(rig.get(&format!("/clans?{query}")).await.status, 200, "{query}");
    }
    assert_eq!(rig.api_requests(), 1);
    let rejected = rig.get("/clans?minMembers=2&limit=5&limit=6").await;
    let message = "The parameter limit has more than one value: set it once".to_owned();
    assert_eq!((rejected.status, rejected.error()), (400, ("badRequest".into(), Some(message))));
    assert_eq!(rig.api_requests(), 1);
}

#[tokio::test]
async fn every_spelling_of_realtime_bypasses_the_cache() {
    let rig = Rig::start().await;
    let tag = rig.simulator.samples().warring_clan.replace('#', "%23");
    for (requests, value) in (1..).zip(["true", "TRUE", "1", "%74rue", "yes", "on"]) {
        let response = rig.get(&format!("/clans/{tag}/currentwar?realtime={value}")).await;
        assert_eq!((response.status, response.header("cache-control")), (200, Some("no-store")), "{value}");
        assert_eq!(rig.api_requests(), requests, "{value}");
    }
}

#[tokio::test]
async fn cursors_lead_to_the_next_page() {
    let rig = Rig::start().await;
    let members = format!("{}/members", rig.clan());
    let first = rig.get(&format!("{members}?limit=3")).await.json();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    let cursor = first["paging"]["cursors"]["after"].as_str().unwrap();
    let second = format!("{members}?after={cursor}&limit=3");
    let next = rig.get(&second).await;
    assert_eq!(next.body, rig.direct("GET", &second, "").await.body);
    assert_ne!(next.json()["items"][0], first["items"][0]);
}

#[tokio::test]
async fn not_found_is_cached_by_the_proxy_but_not_by_the_caller() {
    let rig = Rig::start().await;
    let path = format!("/players/{}", rig.simulator.samples().unknown_tag.replace('#', "%23"));
    for _ in 0..3 {
        let response = rig.get(&path).await;
        assert_eq!((response.status, response.header("cache-control")), (404, Some("no-store")));
    }
    assert_eq!(rig.api_requests(), 1);
    rig.clock.advance(Duration::from_secs(60));
    assert_eq!(rig.get(&path).await.status, 404);
    assert_eq!(rig.api_requests(), 2);
}

#[tokio::test]
async fn a_realtime_response_is_not_cached() {
    let rig = Rig::start().await;
    let path = format!(
        "/clans/{}/currentwar?realtime=true",
        rig.simulator.samples().warring_clan.replace('#', "%23")
    );
    for requests in 1..=2 {
        let response = rig.get(&path).await;
        assert_eq!((response.status, response.header("cache-control")), (200, Some("no-store")));
        assert_eq!(rig.api_requests(), requests);
    }
}

#[tokio::test]
async fn in_maintenance_a_stale_response_is_served_for_a_limited_time() {
    let rig = Rig::with(|settings| settings.stale = Duration::from_secs(600)).await;
    let path = rig.clan();
    let fresh = rig.get(&path).await;
    let lifetime = max_age(&fresh);
    rig.fault(FaultKind::MaintenanceHtml);
    rig.clock.advance(Duration::from_secs(lifetime + 100));

    let stale = rig.get(&path).await;
    assert_eq!((stale.status, &stale.body), (200, &fresh.body));
    assert_eq!(max_age(&stale), 0);
    let status = format!("coc; hit; ttl=-100; detail=\"{}\"", ErrorKind::Maintenance.as_str());
    assert_eq!(stale.header("cache-status"), Some(&*status));
    let etag = fresh.header("etag").unwrap();
    assert_eq!(rig.get_with(&path, &[("if-none-match", etag)]).await.status, 304);

    rig.clock.advance(Duration::from_secs(600));
    assert_eq!(rig.get(&path).await.status, 503);
}
