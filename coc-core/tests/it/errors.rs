//! Errors: their kind, message and source for each failure.

use std::{error::Error as _, future::IntoFuture as _};

use bytes::Bytes;
use coc_core::{
    Client, Error, ErrorKind, Json, RateLimit, Request, Retry, Target, TransportError, TransportErrorKind,
    UntypedResponse,
    cache::CachePolicy,
    endpoint::GetClan,
    middleware::{AttemptNext, CallNext, Middleware},
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join;

use crate::{SECOND, block_on, builder, client, sent};

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
        text.starts_with("clan #2PP: the response does not fit the model: at `tag`: invalid type: map"),
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
        assert_eq!(error.message(), Some("connection reset"));
        assert!(error.to_string().ends_with(": connection reset"), "{error}");
    }
}

/// A chain of errors with these texts, the outermost first.
#[derive(Debug)]
struct Chain(&'static [&'static str]);

impl std::fmt::Display for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0[0])
    }
}

impl std::error::Error for Chain {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // Each is the rest of the one above it.
        let rest = &self.0[1..];
        (!rest.is_empty()).then(|| Box::leak(Box::new(Chain(rest))) as _)
    }
}

#[test]
fn an_error_without_a_message_names_its_innermost_cause_on_one_short_line() {
    let long: &[&str] = vec![&*"é".repeat(300).leak()].leak();
    for (chain, cause) in [
        (&["sending failed", "tcp connect error", "refused (os error 111)"][..], "refused (os error 111)"),
        (&["one"], "one"),
        // A URL may hold a secret or a password.
        (&["dns error", "http://user:hunter2@host:1/?key=k failed"], "dns error"),
        (&["tls error", "", " \n "], "tls error"),
        (&["first line\nsecond\t\u{1b}[31mline\r\n"], "first line second [31mline"),
        (long, &format!("{}…", "é".repeat(98))),
    ] {
        let fake = FakeTransport::new(move |_| {
            Err(TransportError::new(TransportErrorKind::Connect).with_source(Chain(chain)))
        });
        let error = block_on(client(&fake).custom("/x").into_future()).unwrap_err();
        assert_eq!(error.message(), Some(cause));
        assert!(error.to_string().ends_with(&format!("the server could not be reached: {cause}")), "{error}");
        assert!(cause.len() <= 200);
    }
    // There is nothing to name, and a message of its own is not replaced.
    let silent = FakeTransport::new(|_| {
        Err(TransportError::new(TransportErrorKind::Connect).with_source(Chain(&["https://host"])))
    });
    assert_eq!(block_on(client(&silent).custom("/x").into_future()).unwrap_err().message(), None);
    let own = Error::with_message(ErrorKind::Cache, "the disk is full").caused_by(Chain(&["os error 28"]));
    assert_eq!(own.to_string(), "the cache failed: the disk is full");
    let of_a_store = Error::new(ErrorKind::Cache).caused_by(Chain(&["write failed", "os error 28"]));
    assert_eq!(of_a_store.to_string(), "the cache failed: os error 28");
}

#[test]
fn an_optional_call_returns_none_for_a_404_of_the_api_and_an_error_otherwise() {
    let optional = |status, body: &'static str| {
        let transport = FakeTransport::json(status, body);
        let client = builder(&transport, &ManualClock::default()).retry(Retry::never()).build().unwrap();
        let single = block_on(client.clan("#2PP").optional());
        let mut batch = client.batch([GetClan::new("#2PP")]);
        let item = block_on(batch.next()).unwrap().optional();
        assert_eq!(item.is_ok(), single.is_ok());
        single.map(|clan| clan.map(|clan| clan.name.to_string())).map_err(|error| error.kind())
    };
    assert_eq!(optional(200, r##"{"tag":"#2PP","name":"Example"}"##), Ok(Some("Example".to_owned())));
    assert_eq!(optional(404, r#"{"reason":"notFound"}"#), Ok(None));
    // Only a body of the API says that something does not exist.
    assert_eq!(optional(404, "<html>"), Err(ErrorKind::UnexpectedStatus));
    assert_eq!(optional(500, ""), Err(ErrorKind::Server));
    assert_eq!(optional(403, r#"{"reason":"accessDenied.invalidIp"}"#), Err(ErrorKind::InvalidIp));
    let transport = FakeTransport::json(200, "");
    let error = block_on(client(&transport).clan("nonsense").optional()).unwrap_err();
    assert_eq!((error.kind(), sent(&transport).len()), (ErrorKind::InvalidTag, 0));
}

#[test]
fn an_error_names_the_tag_or_path_of_its_call_and_nothing_of_its_query_or_body() {
    let transport = FakeTransport::json(404, r#"{"reason":"notFound"}"#);
    let client = client(&transport);
    block_on(async {
        let group = client.league_group("#GGG", "12", "#8QU");
        for (error, expected) in [
            (client.clan("2pp").await.err(), "clan #2PP"),
            (client.clan("2pp").raw().await.err(), "clan #2PP"),
            (client.clan_members("#2PP").limit(5).await.err(), "clan.members #2PP"),
            (client.clan_members("#2PP").items().next().await.and_then(Result::err), "clan.members #2PP"),
            (client.clan_war_league_war("#8QU").await.err(), "cwl.war #8QU"),
            (group.await.err(), "leaguegroup #GGG, 12, #8QU"),
            (client.location(32_000_006).await.err(), "location 32000006"),
            (client.player_rankings("global").await.err(), "rankings.players global"),
            (client.verify_player_token("#2PP", "hush-hush").await.err(), "player.verifytoken #2PP"),
            (client.locations().await.err(), "locations"),
            (client.search_clans().name("secret name").await.err(), "clans"),
            (client.custom("/clans/#2PP/new").await.err(), "custom /clans/#2PP/new"),
            (client.custom("goldpass").raw().await.err(), "custom /goldpass"),
            (client.custom("/x").query("key", "hush-hush").await.err(), "custom /x"),
            (client.custom("/x").post(Json::from("hush-hush")).await.err(), "custom /x"),
        ] {
            let error = error.expect("the server responds with 404");
            assert_eq!(error.to_string(), format!("{expected}: not found (404 notFound)"));
            let debug = format!("{error:?}");
            assert!(!debug.contains("hush") && !debug.contains("secret"), "{debug}");
        }
    });
}

#[test]
fn every_way_in_which_a_call_fails_names_its_tag() {
    let (clock, limit) = (ManualClock::default(), RateLimit::none());
    let builder =
        |transport: &FakeTransport| builder(transport, &clock).rate_limit(limit).retry(Retry::never());
    let failing = FakeTransport::json(500, "");
    let hanging = FakeTransport::pending(|_| std::future::pending());
    let missing = FakeTransport::json(404, r#"{"reason":"notFound"}"#);
    let negative = CachePolicy::new().negative(SECOND * 60);
    let cached = builder(&missing).cache_policy(negative).metrics_window(10).build().unwrap();
    let moved = builder(&failing).middleware(Moved).build().unwrap();
    let failing = builder(&failing).build().unwrap();
    let hanging = builder(&hanging).deadline(SECOND * 90).build().unwrap();
    clock.run(async {
        let shared = join(failing.clan("#2PP").into_future(), failing.clan("#2PP").into_future()).await;
        for error in [
            shared.0.err(),
            shared.1.err(),
            hanging.clan("#2PP").timeout(SECOND).await.err(),
            hanging.clan("#2PP").deadline(SECOND).await.err(),
            cached.clan("#2PP").await.err(),
            cached.clan("#2PP").await.err(),
            failing.batch([GetClan::new("#2PP")]).next().await.and_then(|done| done.result.err()),
        ] {
            let error = error.unwrap();
            assert!(error.to_string().starts_with("clan #2PP: "), "{error}");
        }
        // The endpoint is the label of metrics, because there are few of them.
        assert_eq!(cached.metrics().unwrap().endpoints, [("clan", 2)]);
        let recent = cached.recent_errors(1).pop().unwrap();
        assert_eq!(recent.endpoint, "clan");
        assert!(recent.error.to_string().starts_with("clan #2PP: "), "{}", recent.error);
        // A middleware may send the request to another path.
        let error = moved.clan("#2PP").await.unwrap_err();
        assert_eq!(error.to_string(), "clan /v2/clans/#2PP: the server failed (500)");
    });
    assert_eq!(missing.requests().len(), 1);
}

#[test]
fn an_error_of_a_call_that_was_not_sent_has_no_attempts() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(200, r##"{"tag":"#2PP","name":"Example"}"##);
    let new = || builder(&transport, &clock).metrics_window(1);
    let clear_text = new().build().unwrap();
    clear_text.set_base_url("http://proxy.lan/v1").unwrap();
    let without_token = Client::builder(transport.clone(), clock.clone()).metrics_window(1).build().unwrap();
    let elsewhere = new().middleware(Elsewhere("https://other.example/clans")).build().unwrap();
    let folded = new().middleware(Elsewhere("https://api.example/v1/%2e%2e/x")).build().unwrap();
    let call = |client: &Client| clock.run(client.clan("#2PP").into_future()).unwrap_err();
    let client = new().build().unwrap();
    let refused = [call(&clear_text), call(&without_token), call(&elsewhere), call(&folded)];
    for client in [&clear_text, &without_token, &elsewhere, &folded] {
        assert_eq!(client.metrics().unwrap().requests, 0);
    }
    let invalid = clock.run(async {
        [
            client.clan("#CLASHER").await.unwrap_err(),
            client.location("nowhere").await.unwrap_err(),
            client.clan_members("#2PP").limit(0).await.unwrap_err(),
            client.search_clans().await.unwrap_err(),
            client.custom("/../x").await.unwrap_err(),
            client.custom("/x?name=y").await.unwrap_err(),
            client.custom("https://api.example/x").await.unwrap_err(),
            client.verify_player_token("#CLASHER", "hush-hush").await.unwrap_err(),
        ]
    });
    for error in refused.iter().chain(&invalid) {
        assert_eq!((error.attempts(), error.status()), (0, None), "{error}");
        assert!(error.never_sent(), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
    assert!(transport.requests().is_empty(), "{:?}", transport.requests());
}

/// A middleware that sends every request to this URL.
struct Elsewhere(&'static str);

impl Middleware for Elsewhere {
    fn name(&self) -> &'static str {
        "elsewhere"
    }

    async fn attempt(
        &self,
        mut request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        *request.uri_mut() = self.0.parse().unwrap();
        next.run(request).await
    }
}

/// A middleware that changes the path of every call.
struct Moved;

impl Middleware for Moved {
    fn name(&self) -> &'static str {
        "moved"
    }

    async fn call(&self, mut request: Request, next: CallNext<'_>) -> Result<UntypedResponse, Error> {
        request.set_target(Target::new(format!("/v2{}", request.target().as_str())));
        next.run(request).await
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
