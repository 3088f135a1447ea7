//! Errors: their kind, message and source for each failure.

use std::error::Error as _;

use coc_core::{Error, ErrorKind, TransportError, TransportErrorKind, testing::FakeTransport};

use crate::{block_on, client};

fn error_for(status: u16, body: &'static str) -> Error {
    let transport = FakeTransport::json(status, body);
    block_on(client(&transport).clan("#2PP").into_future()).expect_err("the response is not a clan")
}

#[test]
fn a_private_war_log_is_distinguished_from_an_invalid_key() {
    let private = FakeTransport::json(403, r#"{"reason":"accessDenied"}"#);
    let private = client(&private);
    block_on(async {
        assert!(private.current_war("#2PP").await.unwrap_err().is_private_war_log());
        assert!(private.clan_war_log("#2PP").await.unwrap_err().is_private_war_log());
        assert_eq!(private.player("#2PP").await.unwrap_err().kind(), ErrorKind::AccessDenied);
    });

    let invalid_key =
        FakeTransport::json(403, r#"{"reason":"accessDenied","message":"Invalid authorization"}"#);
    let error = block_on(client(&invalid_key).current_war("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert!(error.is_credentials());
}

#[test]
fn a_success_with_a_wrong_body_is_html_truncated_or_a_decode_error_with_its_path() {
    let html = error_for(200, "<!doctype html><title>Sign in to the hotel network</title>");
    assert_eq!(html.kind(), ErrorKind::NotJson);
    assert!(html.body().unwrap().starts_with(b"<!doctype"));

    let truncated = error_for(200, r##"{"tag":"#2PP","name":"Exa"##);
    assert_eq!(truncated.kind(), ErrorKind::Truncated);
    assert!(truncated.is_transient());

    let wrong = error_for(200, r##"{"tag":{"of":"#2PP"},"name":"Example","memberList":[{"tag":"#8QU"}]}"##);
    assert_eq!(wrong.kind(), ErrorKind::Decode);
    let text = wrong.to_string();
    assert!(
        text.starts_with("clan: the response does not fit the model: at `tag`: invalid type: map"),
        "{text}"
    );
    assert_eq!(wrong.status().unwrap(), 200);
}

#[test]
fn html_from_a_gateway_is_a_server_error_and_not_a_decode_error() {
    for (status, kind) in [
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (504, ErrorKind::Server),
        (503, ErrorKind::Maintenance),
    ] {
        let error = error_for(status, "<html><body>nginx</body></html>");
        assert_eq!(error.kind(), kind);
        assert!(error.is_transient());
        assert!(error.message().is_none(), "{error}");
    }
}

#[test]
fn a_throttled_error_has_retry_after() {
    let transport = FakeTransport::new(|_| {
        let body = r#"{"reason":"requestThrottled","message":"Request was throttled"}"#;
        Ok(http::Response::builder().status(429).header("retry-after", "7").body(body.into()).unwrap())
    });
    let error = block_on(client(&transport).clan("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
}

#[test]
fn a_transport_error_has_its_kind_and_source() {
    for (transport, kind) in [
        (TransportErrorKind::Connect, ErrorKind::Connect),
        (TransportErrorKind::Timeout, ErrorKind::Timeout),
        (TransportErrorKind::Interrupted, ErrorKind::Interrupted),
        (TransportErrorKind::TooLarge, ErrorKind::TooLarge),
        (TransportErrorKind::Request, ErrorKind::InvalidRequest),
        (TransportErrorKind::Other, ErrorKind::Transport),
    ] {
        let fake =
            FakeTransport::new(move |_| Err(TransportError::new(transport).with_source("connection reset")));
        let error = block_on(client(&fake).clan("#2PP").into_future()).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(
            error.never_sent(),
            matches!(transport, TransportErrorKind::Connect | TransportErrorKind::Request)
        );
        assert_eq!(error.endpoint(), Some("clan"));
        let root = error.source().unwrap().source().unwrap().to_string();
        assert_eq!(root, "connection reset");
        assert!(!error.to_string().contains("connection reset"), "Display includes the source: {error}");
    }
}

#[test]
fn an_error_of_a_post_has_no_body() {
    let transport = FakeTransport::json(200, r#"{"token":"hush-hush","#);
    let error =
        block_on(client(&transport).verify_player_token("#2PP", "hush-hush").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert!(error.body().is_none());
    assert!(!format!("{error} {error:?}").contains("hush"));
}
