//! Failures of the API, as clients of the proxy see them.

use std::time::Duration;

use coc_transport_native::ErrorKind;
use proxy::Settings;
use simulator::{FaultKind, Progress};

use crate::rig::{Rig, TestResponse};

/// The message for a failure that only the operator can end.
const NO_ACCESS: &str = "This proxy has no access to the API at the moment: try again later";

#[tokio::test]
async fn every_failure_is_reported_in_the_apis_error_model() {
    let html = |status| FaultKind::Html { status };
    let content = |body: &str| FaultKind::Content { body: body.into(), content_type: "text/html".into() };
    let gateway = |status| Some(format!("The API's gateway responded with {status} and no reason"));
    let unexpected = |_: u16| Some(format!("The request to the API failed: {}", ErrorKind::UnexpectedStatus));
    let failed = |kind: ErrorKind| Some(format!("The request to the API failed: {kind}"));
    let sent = |text: &str| Some(text.to_owned());
    for (fault, status, reason, message) in [
        (
            FaultKind::Maintenance,
            503,
            "inMaintenance",
            sent("API is currently in maintenance, please come back later"),
        ),
        (FaultKind::MaintenanceHtml, 503, "inMaintenance", failed(ErrorKind::Maintenance)),
        (html(500), 500, "unknownException", gateway(500)),
        (html(502), 502, "unknownException", gateway(502)),
        (html(504), 504, "unknownException", gateway(504)),
        (FaultKind::UnknownException, 500, "unknownException", None),
        (FaultKind::Throttled { retry_after: None }, 429, "requestThrottled", None),
        (FaultKind::InvalidKey, 502, "unknownException", sent(NO_ACCESS)),
        (FaultKind::InvalidIp, 502, "unknownException", sent(NO_ACCESS)),
        (html(404), 502, "unknownException", unexpected(404)),
        (html(403), 502, "unknownException", unexpected(403)),
        (html(400), 502, "unknownException", unexpected(400)),
        (html(401), 502, "unknownException", sent(NO_ACCESS)),
        (
            FaultKind::Error { status: 400, reason: "new.reason".into(), message: Some("New".into()) },
            400,
            "new.reason",
            sent("New"),
        ),
        (FaultKind::Truncated { chunked: true }, 502, "unknownException", failed(ErrorKind::Interrupted)),
        (
            FaultKind::Reset { after: Progress::HalfBody },
            502,
            "unknownException",
            failed(ErrorKind::Interrupted),
        ),
        (
            FaultKind::Stalled { after: Progress::Headers },
            504,
            "unknownException",
            failed(ErrorKind::Timeout),
        ),
        (FaultKind::Oversized { bytes: 9 << 20 }, 502, "unknownException", failed(ErrorKind::TooLarge)),
        (content("<html>log in</html>"), 502, "unknownException", failed(ErrorKind::NotJson)),
        (content("{\"tag\":"), 502, "unknownException", failed(ErrorKind::Truncated)),
        (FaultKind::Html { status: 404 }, 502, "unknownException", failed(ErrorKind::UnexpectedStatus)),
        (FaultKind::Html { status: 403 }, 502, "unknownException", failed(ErrorKind::UnexpectedStatus)),
        (
            FaultKind::Redirect { location: "http://elsewhere.example/".into(), status: 302 },
            502,
            "unknownException",
            failed(ErrorKind::UnexpectedStatus),
        ),
    ] {
        let name = format!("{fault:?}");
        let stalls = matches!(fault, FaultKind::Stalled { .. });
        let short_timeout = |settings: &mut Settings| settings.timeout = Duration::from_millis(400);
        let rig = if stalls { Rig::with(short_timeout).await } else { Rig::start().await };
        rig.fault(fault);
        let response = rig.get(&rig.clan()).await;
        assert_eq!((response.status, response.error()), (status, (reason.into(), message)), "{name}");
        assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"), "{name}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(response.header("location"), None, "{name}");
    }
}

#[tokio::test]
async fn the_apis_own_errors_are_passed_through() {
    let rig = Rig::start().await;
    let samples = rig.simulator.samples();
    let encoded = |tag: &str| tag.replace('#', "%23");
    let (private, unknown) = (encoded(&samples.private_clan), encoded(&samples.unknown_tag));
    let not_found = format!("Not found with tag {}", samples.unknown_tag.trim_start_matches('#'));
    for (path, status, reason, message) in [
        (format!("/clans/{unknown}"), 404, "notFound", Some(&*not_found)),
        (format!("/clanwarleagues/wars/{unknown}"), 404, "notFound", None),
        (format!("/clans/{private}/currentwar"), 403, "accessDenied", None),
        (format!("/clans/{private}/warlog"), 403, "accessDenied", None),
        (
            "/leagues/none".to_owned(),
            400,
            "badRequest",
            Some("Invalid format for parameter leagueId, number expected"),
        ),
    ] {
        let response = rig.get(&path).await;
        let error = (reason.to_owned(), message.map(str::to_owned));
        assert_eq!((response.status, response.error()), (status, error), "{path}");
        assert_eq!(response.json(), rig.direct("GET", &path, "").await.json(), "{path}");
    }
}

#[tokio::test]
async fn retry_after_is_passed_through() {
    let rig = Rig::start().await;
    rig.fault(FaultKind::Throttled { retry_after: Some(7) });
    let response = rig.get(&rig.clan()).await;
    assert_eq!((response.status, response.header("retry-after")), (429, Some("7")));

    let rig = Rig::start().await;
    rig.fault(FaultKind::Header { name: "retry-after".into(), value: "120".into() });
    rig.fault(FaultKind::Maintenance);
    let response = rig.get(&rig.clan()).await;
    assert_eq!((response.status, response.header("retry-after")), (503, Some("120")));
}

#[tokio::test]
async fn a_temporary_error_is_retried_within_the_same_request() {
    let rig = Rig::with(|settings| settings.attempts = 2).await;
    rig.simulator.faults().add(simulator::Fault::new(FaultKind::Html { status: 502 }).times(1)).unwrap();
    let (clock, path) = (rig.clock.clone(), rig.clan());
    let response = rig.get(&path);
    let waiting = async {
        // The retry delay is the only sleep shorter than the time limit of an attempt.
        loop {
            tokio::task::yield_now().await;
            if let Some(next) = clock.next_wake().filter(|next| *next <= Duration::from_secs(1)) {
                clock.advance(next);
            }
        }
    };
    tokio::select! {
        response = response => assert_eq!(response.status, 200),
        () = waiting => unreachable!("the clock is driven until a response arrives"),
    }
    assert_eq!(rig.api_requests(), 2);
}

#[tokio::test]
async fn the_proxy_is_not_ready_once_the_api_has_rejected_every_key() {
    let rig = Rig::start().await;
    let ready = async || {
        let response = crate::rig::send(rig.proxy.address(), "GET", "/readyz", &[], "").await.unwrap();
        (response.status, response.text())
    };
    assert_eq!(ready().await, (200, "ready\n".to_owned()));
    rig.fault(FaultKind::InvalidIp);
    assert_eq!(rig.get(&rig.clan()).await.status, 502);
    assert_eq!(ready().await, (503, "not ready\n".to_owned()));
    rig.simulator.faults().clear();
    assert_eq!(rig.get(&rig.clan()).await.status, 200);
    assert_eq!(ready().await.0, 200);
}

/// The headers and the body of a response, to search for what must not be in it.
fn everything(response: &TestResponse) -> String {
    format!("{:?}\n{}", response.headers, response.text())
}

#[tokio::test]
async fn clients_do_not_learn_why_the_api_rejects_the_proxy() {
    for fault in [
        FaultKind::InvalidIp,
        FaultKind::InvalidKey,
        FaultKind::Error {
            status: 403,
            reason: "accessDenied".into(),
            message: Some("API key does not allow access from IP 203.0.113.7".into()),
        },
        FaultKind::Error {
            status: 403,
            reason: "accessDenied".into(),
            message: Some("Not from 2001:db8::7.".into()),
        },
    ] {
        let name = format!("{fault:?}");
        let rig = Rig::start().await;
        rig.fault(fault);
        let response = rig.get(&rig.clan()).await;
        assert_eq!(response.status, 502, "{name}");
        assert_eq!(response.error(), ("unknownException".into(), Some(NO_ACCESS.into())), "{name}");
        let ready = crate::rig::send(rig.proxy.address(), "GET", "/readyz", &[], "").await.unwrap();
        for shown in [everything(&response), everything(&ready)] {
            for word in ["203.0.113.7", "2001:db8", "invalidIp", "key", "token", "address"] {
                assert!(!shown.contains(word), "{name}: {shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_stale_response_is_served_while_the_api_rejects_the_proxy_or_sends_something_else() {
    for fault in [
        FaultKind::InvalidIp,
        FaultKind::InvalidKey,
        FaultKind::Html { status: 404 },
        FaultKind::Html { status: 403 },
        FaultKind::Content { body: "<html>log in</html>".into(), content_type: "text/html".into() },
        FaultKind::Redirect { location: "http://elsewhere.example/".into(), status: 302 },
    ] {
        let name = format!("{fault:?}");
        let rig = Rig::start().await;
        let fresh = rig.get(&rig.clan()).await;
        rig.fault(fault);
        rig.clock.advance(Duration::from_secs(700));
        let stale = rig.get(&rig.clan()).await;
        assert_eq!((stale.status, &stale.body), (200, &fresh.body), "{name}");
        let status = stale.header("cache-status").unwrap();
        assert!(status.starts_with("coc; hit; ttl=-") && !status.contains("address"), "{name}: {status}");
        rig.clock.advance(Duration::from_secs(3_600));
        assert_eq!(rig.get(&rig.clan()).await.status, 502, "{name}");
    }
}

#[tokio::test]
async fn a_404_of_the_api_replaces_an_expired_response() {
    let rig = Rig::start().await;
    assert_eq!(rig.get(&rig.clan()).await.status, 200);
    rig.fault(FaultKind::Error { status: 404, reason: "notFound".into(), message: None });
    rig.clock.advance(Duration::from_secs(700));
    let response = rig.get(&rig.clan()).await;
    assert_eq!((response.status, &*response.error().0), (404, "notFound"));
}

#[tokio::test]
async fn a_token_that_the_server_echoes_is_redacted() {
    let token = Rig::start().await.simulator.token().to_owned();
    let escaped =
        token.chars().fold(String::new(), |escaped, c| escaped + &format!("\\u{:04x}", u32::from(c)));
    let content = |body: String| FaultKind::Content { body, content_type: "application/json".into() };
    let error =
        |message: String| FaultKind::Error { status: 400, reason: "bad".into(), message: Some(message) };
    for fault in [
        content(format!("{{\"echo\":\"Bearer {token}\"}}")),
        content(format!("{{\"{token}\":\"{token}{token}\"}}")),
        content(format!("{{\"echo\":\"{escaped}\"}}")),
        content(format!("<html>{token}</html>")),
        error(format!("unknown key {token}")),
        FaultKind::Error { status: 403, reason: token.clone(), message: None },
    ] {
        let name = format!("{fault:?}");
        let rig = Rig::start().await;
        assert_eq!(rig.simulator.token(), token, "the token of a world is constant");
        rig.fault(fault);
        let response = rig.get(&rig.clan()).await;
        let shown = everything(&response);
        assert!(!shown.contains(&token) && !shown.contains(&escaped), "{name}: {shown}");
        if response.status == 200 {
            assert!(response.json().to_string().contains("[redacted]"), "{name}: {shown}");
        }
    }
}
