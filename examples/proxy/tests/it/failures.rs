//! What goes wrong at the API, as those who ask the proxy see it.

use std::time::Duration;

use proxy::Settings;
use simulator::{FaultKind, Progress};

use crate::rig::Rig;

#[tokio::test]
async fn every_failure_is_told_in_the_apis_own_model() {
    let html = |status| FaultKind::Html { status };
    let content = |body: &str| FaultKind::Content { body: body.into(), content_type: "text/html".into() };
    let gateway = |status| Some(format!("The API's gateway answered {status} and did not say why"));
    let not_asked = |why| Some(format!("The API could not be asked: {why}"));
    let said = |text: &str| Some(text.to_owned());
    for (fault, status, reason, message) in [
        (
            FaultKind::Maintenance,
            503,
            "inMaintenance",
            said("API is currently in maintenance, please come back later"),
        ),
        (FaultKind::MaintenanceHtml, 503, "inMaintenance", not_asked("the API is in maintenance")),
        (html(500), 500, "unknownException", gateway(500)),
        (html(502), 502, "unknownException", gateway(502)),
        (html(504), 504, "unknownException", gateway(504)),
        (FaultKind::UnknownException, 500, "unknownException", None),
        (FaultKind::Throttled { retry_after: None }, 429, "requestThrottled", None),
        (FaultKind::InvalidKey, 403, "accessDenied", said("Invalid authorization")),
        (
            FaultKind::InvalidIp,
            403,
            "accessDenied.invalidIp",
            said("Invalid authorization: API key does not allow access from IP 203.0.113.7"),
        ),
        (
            FaultKind::Error { status: 400, reason: "new.reason".into(), message: Some("New".into()) },
            400,
            "new.reason",
            said("New"),
        ),
        (
            FaultKind::Truncated { chunked: true },
            502,
            "unknownException",
            not_asked("the connection broke before the answer was whole"),
        ),
        (
            FaultKind::Reset { after: Progress::HalfBody },
            502,
            "unknownException",
            not_asked("the connection broke before the answer was whole"),
        ),
        (
            FaultKind::Stalled { after: Progress::Headers },
            504,
            "unknownException",
            not_asked("no answer in time"),
        ),
        (
            FaultKind::Oversized { bytes: 9 << 20 },
            502,
            "unknownException",
            not_asked("the answer is larger than the transport accepts"),
        ),
        (content("<html>log in</html>"), 502, "unknownException", not_asked("the answer is not JSON")),
        (content("{\"tag\":"), 502, "unknownException", not_asked("the answer ends early")),
        (
            FaultKind::Redirect { location: "http://elsewhere.example/".into(), status: 302 },
            502,
            "unknownException",
            not_asked("unexpected status"),
        ),
    ] {
        let name = format!("{fault:?}");
        let silent = matches!(fault, FaultKind::Stalled { .. });
        let patience = |settings: &mut Settings| settings.timeout = Duration::from_millis(400);
        let rig = if silent { Rig::with(patience).await } else { Rig::start().await };
        rig.fault(fault);
        let reply = rig.get(&rig.clan()).await;
        assert_eq!((reply.status, reply.refusal()), (status, (reason.into(), message)), "{name}");
        assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"), "{name}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(reply.header("location"), None, "{name}");
    }
}

#[tokio::test]
async fn refusals_about_what_was_asked_are_the_apis() {
    let rig = Rig::start().await;
    let samples = rig.simulator.samples();
    let encoded = |tag: &str| tag.replace('#', "%23");
    let (private, unknown) = (encoded(&samples.private_clan), encoded(&samples.unknown_tag));
    let told = format!("Not found with tag {}", samples.unknown_tag.trim_start_matches('#'));
    for (path, status, reason, message) in [
        (format!("/clans/{unknown}"), 404, "notFound", Some(&*told)),
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
        let reply = rig.get(&path).await;
        let refusal = (reason.to_owned(), message.map(str::to_owned));
        assert_eq!((reply.status, reply.refusal()), (status, refusal), "{path}");
        assert_eq!(reply.json(), rig.direct("GET", &path, "").await.json(), "{path}");
    }
}

#[tokio::test]
async fn how_long_to_wait_is_passed_on() {
    let rig = Rig::start().await;
    rig.fault(FaultKind::Throttled { retry_after: Some(7) });
    let reply = rig.get(&rig.clan()).await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("7")));

    let rig = Rig::start().await;
    rig.fault(FaultKind::Header { name: "retry-after".into(), value: "120".into() });
    rig.fault(FaultKind::Maintenance);
    let reply = rig.get(&rig.clan()).await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("120")));
}

#[tokio::test]
async fn what_passes_is_tried_again_out_of_sight() {
    let rig = Rig::with(|settings| settings.attempts = 2).await;
    rig.simulator.faults().add(simulator::Fault::new(FaultKind::Html { status: 502 }).times(1)).unwrap();
    let (clock, path) = (rig.clock.clone(), rig.clan());
    let reply = rig.get(&path);
    let waiting = async {
        // The wait before the second attempt is the only sleep that is shorter than the time limit of one.
        loop {
            tokio::task::yield_now().await;
            if let Some(next) = clock.next_wake().filter(|next| *next <= Duration::from_secs(1)) {
                clock.advance(next);
            }
        }
    };
    tokio::select! {
        reply = reply => assert_eq!(reply.status, 200),
        () = waiting => unreachable!("it waits for ever"),
    }
    assert_eq!(rig.asked(), 2);
}

#[tokio::test]
async fn readiness_ends_when_the_api_refuses_every_key() {
    let rig = Rig::start().await;
    let ready = async || {
        let reply = crate::rig::send(rig.proxy.address(), "GET", "/readyz", &[], "").await.unwrap();
        (reply.status, reply.text())
    };
    assert_eq!(ready().await, (200, "ready\n".to_owned()));
    rig.fault(FaultKind::InvalidIp);
    assert_eq!(rig.get(&rig.clan()).await.status, 403);
    assert_eq!(ready().await, (503, "the API refuses every key\n".to_owned()));
    rig.simulator.faults().clear();
    assert_eq!(rig.get(&rig.clan()).await.status, 200);
    assert_eq!(ready().await.0, 200);
}
