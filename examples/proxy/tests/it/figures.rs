//! What the proxy tells Prometheus.

use simulator::FaultKind;

use crate::rig::{Rig, send};

#[tokio::test]
async fn figures_tell_clients_calls_and_requests_of_the_api_apart() {
    let rig = Rig::start().await;
    for _ in 0..3 {
        assert_eq!(rig.get(&rig.clan()).await.status, 200);
    }
    assert_eq!(rig.get("/leagues/none").await.status, 400);
    assert_eq!(rig.get("/nothing").await.status, 404);
    assert_eq!(rig.get_with("/leagues", &[("host", "evil.example")]).await.status, 403);
    rig.fault(FaultKind::Html { status: 502 });
    assert_eq!(rig.get("/leagues").await.status, 502);
    for (name, value) in [
        ("coc_proxy_requests_total{endpoint=\"clan\",status=\"200\"}", 3),
        ("coc_proxy_requests_total{endpoint=\"league\",status=\"400\"}", 1),
        ("coc_proxy_requests_total{endpoint=\"\",status=\"404\"}", 1),
        ("coc_proxy_refused_total{cause=\"host\"}", 1),
        ("coc_proxy_calls_total{endpoint=\"clan\",outcome=\"network\"}", 1),
        ("coc_proxy_calls_total{endpoint=\"clan\",outcome=\"cache\"}", 2),
        ("coc_proxy_calls_total{endpoint=\"leagues\",outcome=\"the server failed\"}", 1),
        ("coc_proxy_api_requests_total{endpoint=\"clan\"}", 1),
        ("coc_proxy_api_requests_total{endpoint=\"leagues\"}", 1),
        ("coc_proxy_call_duration_seconds_count", 3),
        ("coc_proxy_cache_entries", 1),
        ("coc_proxy_tokens{state=\"healthy\"}", 1),
        ("coc_proxy_tokens{state=\"rejected\"}", 0),
        ("coc_proxy_connections", 1),
    ] {
        assert_eq!(rig.figure(name).await, value, "{name}");
    }
    assert!(rig.figure("coc_proxy_cache_bytes").await > 1_000);
}

#[tokio::test]
async fn the_text_is_of_the_format_that_it_claims() {
    let rig = Rig::start().await;
    assert_eq!(rig.get(&rig.clan()).await.status, 200);
    let reply = send(rig.proxy.address(), "GET", "/metrics", &[], "").await.unwrap();
    assert!(reply.header("content-type").unwrap().starts_with("application/openmetrics-text; version=1.0.0"));
    let text = reply.text();
    assert!(text.ends_with("# EOF\n"));
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("coc_proxy_"), "{line}");
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}
