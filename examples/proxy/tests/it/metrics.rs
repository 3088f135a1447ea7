//! The metrics for Prometheus.

use std::time::Duration;

use simulator::FaultKind;

use crate::rig::{Rig, send};

#[tokio::test]
async fn metrics_count_client_requests_calls_and_api_requests() {
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
        ("coc_proxy_rejected_total{cause=\"host\"}", 1),
        ("coc_proxy_calls_total{endpoint=\"clan\",outcome=\"network\"}", 1),
        ("coc_proxy_calls_total{endpoint=\"clan\",outcome=\"cache\"}", 2),
        ("coc_proxy_calls_total{endpoint=\"leagues\",outcome=\"server\"}", 1),
        ("coc_proxy_api_requests_total{endpoint=\"clan\"}", 1),
        ("coc_proxy_api_requests_total{endpoint=\"leagues\"}", 1),
        ("coc_proxy_call_duration_seconds_count{endpoint=\"clan\"}", 1),
        ("coc_proxy_call_duration_seconds_count{endpoint=\"leagues\"}", 1),
        ("coc_proxy_request_duration_seconds_count{endpoint=\"clan\"}", 3),
        ("coc_proxy_cache_entries", 1),
        ("coc_proxy_tokens{state=\"healthy\"}", 1),
        ("coc_proxy_tokens{state=\"rejected\"}", 0),
        ("coc_proxy_connections", 1),
    ] {
        assert_eq!(rig.metric(name).await, value, "{name}");
    }
    assert!(rig.metric("coc_proxy_cache_bytes").await > 1_000);
}

#[tokio::test]
async fn the_metrics_are_in_the_openmetrics_text_format() {
    let rig = Rig::start().await;
    assert_eq!(rig.get(&rig.clan()).await.status, 200);
    let response = send(rig.proxy.address(), "GET", "/metrics", &[], "").await.unwrap();
    assert!(
        response.header("content-type").unwrap().starts_with("application/openmetrics-text; version=1.0.0")
    );
    let text = response.text();
    assert!(text.ends_with("# EOF\n"));
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("coc_proxy_"), "{line}");
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn no_label_value_contains_a_blank() {
    let rig = Rig::start().await;
    let path = rig.clan();
    assert_eq!(rig.get(&path).await.status, 200);
    for fault in [
        FaultKind::MaintenanceHtml,
        FaultKind::InvalidIp,
        FaultKind::Truncated { chunked: true },
        FaultKind::Content { body: "<html>".into(), content_type: "text/html".into() },
        FaultKind::Oversized { bytes: 9 << 20 },
    ] {
        rig.fault(fault);
        rig.get("/leagues").await;
        rig.simulator.faults().clear();
    }
    rig.fault(FaultKind::MaintenanceHtml);
    rig.clock.advance(Duration::from_secs(700));
    assert_eq!(rig.get(&path).await.status, 200);
    let text = send(rig.proxy.address(), "GET", "/metrics", &[], "").await.unwrap().text();
    for label in ["stale_cache", "maintenance", "invalid_ip", "interrupted", "not_json", "too_large"] {
        assert!(text.contains(&format!("outcome=\"{label}\"")), "{label}: {text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (series, _) = line.rsplit_once(' ').unwrap();
        assert!(!series.contains(' '), "{line}");
    }
}
