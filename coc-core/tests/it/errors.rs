//! What went wrong is told apart, from the answer to the error's kind, words and place.

use std::error::Error as _;

use coc_core::{Error, ErrorKind, TransportError, TransportErrorKind, testing::FakeTransport};

use crate::{block_on, client};

fn answered(status: u16, body: &'static str) -> Error {
    let transport = FakeTransport::json(status, body);
    block_on(client(&transport).clan("#2PP").into_future()).expect_err("the answer is no clan")
}

#[test]
fn a_private_war_log_is_told_from_a_bad_key() {
    let private = FakeTransport::json(403, r#"{"reason":"accessDenied"}"#);
    let client_of_private = client(&private);
    block_on(async {
        assert!(client_of_private.current_war("#2PP").await.unwrap_err().is_private_war_log());
        assert!(client_of_private.clan_war_log("#2PP").await.unwrap_err().is_private_war_log());
        assert_eq!(client_of_private.player("#2PP").await.unwrap_err().kind(), ErrorKind::AccessDenied);
    });

    let bad_key = FakeTransport::json(403, r#"{"reason":"accessDenied","message":"Invalid authorization"}"#);
    let error = block_on(client(&bad_key).current_war("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert!(error.is_credentials());
}

#[test]
fn a_success_that_is_no_clan_says_what_it_is_instead() {
    let html = answered(200, "<!doctype html><title>Sign in to the hotel network</title>");
    assert_eq!(html.kind(), ErrorKind::NotJson);
    assert!(html.body().unwrap().starts_with(b"<!doctype"));

    let truncated = answered(200, r##"{"tag":"#2PP","name":"Exa"##);
    assert_eq!(truncated.kind(), ErrorKind::Truncated);
    assert!(truncated.is_transient());

    let wrong =
        answered(200, r##"{"tag":"#2PP","name":"Example","memberList":[{"tag":"#8QU","trophies":{}}]}"##);
    assert_eq!(wrong.kind(), ErrorKind::Decode);
    let text = wrong.to_string();
    assert!(
        text.starts_with("clan: the response does not fit the model: at `memberList[0].trophies`"),
        "{text}"
    );
    assert_eq!(wrong.status().unwrap(), 200);
}

#[test]
fn html_from_a_gateway_is_the_servers_failure_and_not_a_decoding_error() {
    for (status, kind) in [
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (504, ErrorKind::Server),
        (503, ErrorKind::Maintenance),
    ] {
        let error = answered(status, "<html><body>nginx</body></html>");
        assert_eq!(error.kind(), kind);
        assert!(error.is_transient());
        assert!(error.message().is_none(), "{error}");
    }
}

#[test]
fn throttling_tells_how_long_to_wait() {
    let transport = FakeTransport::new(|_| {
        let body = r#"{"reason":"requestThrottled","message":"Request was throttled"}"#;
        Ok(http::Response::builder().status(429).header("retry-after", "7").body(body.into()).unwrap())
    });
    let error = block_on(client(&transport).clan("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
}

#[test]
fn failures_of_the_transport_keep_their_kind_and_cause() {
    for (transport, kind) in [
        (TransportErrorKind::Connect, ErrorKind::Connect),
        (TransportErrorKind::Timeout, ErrorKind::Timeout),
        (TransportErrorKind::Interrupted, ErrorKind::Interrupted),
        (TransportErrorKind::TooLarge, ErrorKind::TooLarge),
        (TransportErrorKind::Request, ErrorKind::InvalidRequest),
        (TransportErrorKind::Other, ErrorKind::Transport),
    ] {
        let fake =
            FakeTransport::new(move |_| Err(TransportError::new(transport).with_source("the cable is cut")));
        let error = block_on(client(&fake).clan("#2PP").into_future()).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(
            error.never_sent(),
            matches!(transport, TransportErrorKind::Connect | TransportErrorKind::Request)
        );
        assert_eq!(error.endpoint(), Some("clan"));
        let root = error.source().unwrap().source().unwrap().to_string();
        assert_eq!(root, "the cable is cut");
        assert!(
            !error.to_string().contains("cable"),
            "the source is for the chain, not for Display: {error}"
        );
    }
}

#[test]
fn the_answer_to_a_post_is_not_kept_in_errors() {
    let transport = FakeTransport::json(200, r#"{"token":"hush-hush","#);
    let error =
        block_on(client(&transport).verify_player_token("#2PP", "hush-hush").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert!(error.body().is_none());
    assert!(!format!("{error} {error:?}").contains("hush"));
}
