//! Failures of the API, as clients of the proxy see them.

use std::time::Duration;

use coc_core::{RateLimit, testing::ManualClock};
use coc_transport_native::ErrorKind;
use proxy::{Proxy, Settings};
use simulator::{FaultKind, Progress};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::rig::{Rig, TestResponse, send};

/// The message for a failure that only the operator can end.
const NO_ACCESS: &str = "This proxy has no access to the API at the moment: try again later";

#[tokio::test]
async fn every_failure_is_reported_in_the_apis_error_model() {
    let html = |status| FaultKind::Html { status };
    let content = |body: &str| FaultKind::Content { body: body.into(), content_type: "text/html".into() };
    let gateway = |status| Some(format!("The API's gateway responded with {status} and no reason"));
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
        (html(404), 502, "unknownException", failed(ErrorKind::UnexpectedStatus)),
        (html(403), 502, "unknownException", failed(ErrorKind::UnexpectedStatus)),
        (html(400), 502, "unknownException", failed(ErrorKind::UnexpectedStatus)),
        (html(401), 502, "unknownException", failed(ErrorKind::UnexpectedStatus)),
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

/// Advances the clock past every retry delay until the response arrives.
async fn past_retries(rig: &Rig, response: impl Future<Output = TestResponse>) -> TestResponse {
    let waiting = async {
        // The retry delay is the only sleep shorter than the time limit of an attempt.
        loop {
            tokio::task::yield_now().await;
            if let Some(next) = rig.clock.next_wake().filter(|next| *next <= Duration::from_secs(1)) {
                rig.clock.advance(next);
            }
        }
    };
    tokio::select! {
        response = response => response,
        () = waiting => unreachable!("the clock is driven until a response arrives"),
    }
}

#[tokio::test]
async fn a_temporary_error_is_retried_within_the_same_request() {
    let rig = Rig::with(|settings| settings.attempts = 2).await;
    rig.simulator.faults().add(simulator::Fault::new(FaultKind::Html { status: 502 }).times(1)).unwrap();
    let response = past_retries(&rig, rig.get(&rig.clan())).await;
    assert_eq!((response.status, response.header("coc-attempts")), (200, None));
    assert_eq!(rig.api_requests(), 2);
}

#[tokio::test]
async fn an_error_after_retries_says_how_often_the_proxy_has_tried() {
    let rig = Rig::with(|settings| {
        settings.attempts = 2;
        settings.origins = "*".parse().unwrap();
    })
    .await;
    rig.fault(FaultKind::Html { status: 502 });
    let (path, headers) = (rig.clan(), [("origin", "https://clan.example")]);
    let response = past_retries(&rig, rig.get_with(&path, &headers)).await;
    assert_eq!((response.status, response.header("coc-attempts")), (502, Some("2")));
    assert!(response.header("access-control-expose-headers").unwrap().contains("coc-attempts"));
    assert_eq!(rig.api_requests(), 2);
    // A client may retry where the proxy does not, and need not know about an error that is final.
    rig.simulator.faults().clear();
    let unknown = rig.simulator.samples().unknown_tag.replace('#', "%23");
    assert_eq!(rig.get(&format!("/players/{unknown}")).await.header("coc-attempts"), None);
    let rig = Rig::start().await;
    rig.fault(FaultKind::Html { status: 502 });
    assert_eq!(rig.get(&rig.clan()).await.header("coc-attempts"), None);
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
        FaultKind::Error {
            status: 403,
            reason: "accessDenied".into(),
            message: Some("Not from 203.0.113.7".into()),
        },
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

/// A proxy in front of a server that sends this response to every request.
async fn in_front_of(status: u16, body: &str, change: impl FnOnce(&mut Settings)) -> Proxy {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: format!("http://{}/v1", listener.local_addr().unwrap()),
        upstream_rate: RateLimit::none(),
        attempts: 1,
        ..Settings::default()
    };
    change(&mut settings);
    let (length, body) = (body.len(), body.to_owned());
    let response =
        format!("HTTP/1.1 {status} Status\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4_096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(response.as_bytes()).await;
        }
    });
    Proxy::start_with_clock(settings, ManualClock::default()).await.unwrap()
}

#[tokio::test]
async fn a_404_is_passed_on_only_if_it_is_the_apis_own() {
    let not_found = r#"{"reason":"notFound","message":"Not found with tag 2PP"}"#;
    for (body, status) in [
        (not_found, 404),
        (r#"{"reason":"notFound"}"#, 404),
        ("", 502),
        ("<html>not found</html>", 502),
        ("404 page not found\n", 502),
        ("{}", 502),
        ("[]", 502),
        ("null", 502),
        ("\"notFound\"", 502),
        (r#"{"error":"notFound"}"#, 502),
        (r#"{"message":"no Route matched with those values"}"#, 502),
        (r#"{"reason":"noRoute"}"#, 502),
        (r#"{"reason":null}"#, 502),
        (r#"[{"reason":"notFound"}]"#, 502),
        (r#"{"reason":"notFound""#, 502),
    ] {
        let proxy = in_front_of(404, body, |_| {}).await;
        let response = send(proxy.address(), "GET", "/v1/clans/%232PP", &[], "").await.unwrap();
        assert_eq!(response.status, status, "{body}");
        assert_eq!(response.error().0, if status == 404 { "notFound" } else { "unknownException" }, "{body}");
    }
}
