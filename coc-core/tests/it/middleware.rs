//! Middleware: its order, what it may change, and that it never sees the token.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use coc_core::{
    Client, Clock as _, Error, ErrorKind, Request, Source, Target, UntypedResponse,
    middleware::{
        AttemptNext, CallNext, DebugLog, FailedAttempt, Middleware, RequestId, ResponseSize,
        ResponseTimestamp, UserAgent, on_request, on_response,
    },
    testing::{FakeTransport, ManualClock},
};

use crate::{builder, clan, response};

type Log = Arc<Mutex<Vec<String>>>;

/// Records every call and attempt.
struct Recorder(&'static str, Log);

impl Recorder {
    fn record(&self, what: impl std::fmt::Display) {
        self.1.lock().unwrap().push(format!("{} {what}", self.0));
    }
}

impl Middleware for Recorder {
    fn name(&self) -> &str {
        self.0
    }

    async fn call(&self, request: Request, next: CallNext<'_>) -> Result<UntypedResponse, Error> {
        self.record(format_args!("call {:?}", request.route().name()));
        assert!(!format!("{request:?} {next:?}").contains("secret"));
        let result = next.run(request).await;
        self.record(format_args!(
            "returns {:?}",
            result.as_ref().map(UntypedResponse::source).map_err(Error::kind)
        ));
        result
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        self.record(format_args!("attempt {} of {}", next.number(), next.endpoint()));
        assert!(!format!("{request:?} {next:?}").contains("secret"));
        assert!(request.headers().get("authorization").is_none());
        next.run(request).await
    }
}

#[test]
fn middleware_wraps_every_call_and_attempt_in_the_order_of_its_addition() {
    let failures = Mutex::new(1);
    let transport = FakeTransport::new(move |_| {
        let mut failures = failures.lock().unwrap();
        let status = if *failures > 0 { 500 } else { 200 };
        *failures -= 1;
        Ok(response(status, &[], &clan(1)))
    });
    let (clock, log) = (ManualClock::default(), Log::default());
    let client = builder(&transport, &clock)
        .middleware(Recorder("outer", Arc::clone(&log)))
        .middleware(Recorder("inner", Arc::clone(&log)))
        .build()
        .unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").await.unwrap();
    });
    let expected = [
        "outer call \"clan\"",
        "inner call \"clan\"",
        "outer attempt 1 of clan",
        "inner attempt 1 of clan",
        "outer attempt 2 of clan",
        "inner attempt 2 of clan",
        "inner returns Ok(Network)",
        "outer returns Ok(Network)",
        "outer call \"clan\"",
        "inner call \"clan\"",
        "inner returns Ok(Cache)",
        "outer returns Ok(Cache)",
    ];
    assert_eq!(*log.lock().unwrap(), expected);
    let authorizations =
        transport.requests().iter().filter(|r| r.headers().contains_key("authorization")).count();
    assert_eq!(authorizations, 2, "the token is added after the last middleware");
}

#[test]
fn closures_can_be_added_and_removed_while_the_client_is_used() {
    let transport =
        FakeTransport::json(200, r##"{"tag":"#2PP","name":"From the API","members":0,"memberList":[]}"##);
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    clock.run(async {
        client.add_middleware(on_request("language", |request| {
            request.headers_mut().insert("accept-language", "de".parse()?);
            Ok(())
        }));
        client.add_middleware(on_response("rename", |response| {
            let text = std::str::from_utf8(response.body())?.replace("From the API", "Renamed");
            *response.body_mut() = text.into();
            Ok(())
        }));
        assert_eq!(client.clone().clan("#2PP").await.unwrap().name, "Renamed");
        assert_eq!(transport.requests()[0].headers()["accept-language"], "de");
        assert_eq!(client.clear_middleware(), 2);
        assert_eq!(client.clan("#2PP").await.unwrap().name, "From the API");
        assert!(!transport.requests()[1].headers().contains_key("accept-language"));
    });
}

#[test]
fn a_middlewares_error_fails_the_call_and_names_the_middleware() {
    let transport = FakeTransport::json(200, clan(1));
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    client.add_middleware(Recorder("watch", Log::default()));
    client.add_middleware(on_request("quota", |_| Err("the quota of the day is used up".into())));
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.middleware()), (ErrorKind::Middleware, Some("quota")));
    assert_eq!(
        error.to_string(),
        "clan #2PP: middleware `quota`: a middleware failed: the quota of the day is used up"
    );
    assert!(transport.requests().is_empty());

    client.clear_middleware();
    client.add_middleware(on_response("picky", |_| Err("no".into())));
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.middleware(), transport.requests().len()), (Some("picky"), 1));
}

#[test]
fn an_error_of_the_api_names_no_middleware() {
    let transport = FakeTransport::json(404, r#"{"reason":"notFound"}"#);
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).middleware(Recorder("watch", Log::default())).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.middleware()), (ErrorKind::NotFound, None));
}

/// Rewrites the target of calls, and rejects some itself.
struct Reroute;

impl Middleware for Reroute {
    fn name(&self) -> &'static str {
        "reroute"
    }

    async fn call(&self, mut request: Request, next: CallNext<'_>) -> Result<UntypedResponse, Error> {
        if request.target().as_str().contains("8QU8J9LP") {
            return Err(Error::with_message(ErrorKind::NotFound, "this clan is blocked"));
        }
        let target = request.target().clone().query("mirror", 1);
        request.set_target(target);
        next.run(request).await
    }
}

#[test]
fn middleware_can_rewrite_the_target_or_reject_the_call() {
    let transport = FakeTransport::json(200, clan(1));
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).middleware(Reroute).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        assert_eq!(client.clan("#2PP").await.unwrap().source(), Source::Cache);
        let error = client.clan("#8QU8J9LP").await.unwrap_err();
        assert_eq!((error.kind(), error.middleware()), (ErrorKind::NotFound, Some("reroute")));
    });
    assert_eq!(crate::sent(&transport), ["GET /clans/%232PP?mirror=1"]);
}

#[test]
fn a_request_that_middleware_redirects_to_another_host_is_not_sent() {
    let transport = FakeTransport::json(200, clan(1));
    let clock = ManualClock::default();
    for elsewhere in ["https://evil.example/v1", "http://api.example/v1", "https://api.example.evil/v1"] {
        let client = builder(&transport, &clock).build().unwrap();
        client.add_middleware(on_request("redirect", move |request| {
            *request.uri_mut() = elsewhere.parse()?;
            Ok(())
        }));
        let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{elsewhere}");
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn a_request_that_middleware_leads_out_of_the_base_url_is_not_sent() {
    /// Sets the target of calls.
    struct Retarget(&'static str);

    impl Middleware for Retarget {
        fn name(&self) -> &'static str {
            "retarget"
        }

        async fn call(&self, mut request: Request, next: CallNext<'_>) -> Result<UntypedResponse, Error> {
            request.set_target(Target::new(self.0));
            next.run(request).await
        }
    }

    let transport = FakeTransport::json(200, clan(1));
    let clock = ManualClock::default();
    let refused = |client: &Client, case: &str| {
        let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{case}: {error}");
        assert!(error.never_sent(), "{case}");
    };
    for target in
        ["/../admin", "/%2e%2e/admin", "/clans/..\\x", "//x", "@evil.example/", ".evil.example", "/x#y"]
    {
        refused(&builder(&transport, &clock).middleware(Retarget(target)).build().unwrap(), target);
    }
    let base = "https://api.example/v1";
    for path in ["/v1/../admin", "/v1/%2E%2e/admin", "/v1/..;/admin", "/admin", "/v10/clans/x", "/v1"] {
        let client = builder(&transport, &clock).base_url(base).build().unwrap();
        client.add_middleware(on_request("reroute", move |request| {
            *request.uri_mut() = format!("https://api.example{path}").parse()?;
            Ok(())
        }));
        refused(&client, path);
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn built_in_middleware_sets_headers_and_logs() {
    let transport = FakeTransport::json(200, clan(1));
    let clock = ManualClock::starting_at(Duration::from_millis(1_234));
    let log = Log::default();
    let lines = Arc::clone(&log);
    let client = builder(&transport, &clock)
        .middleware(UserAgent::new("my-bot/1.2").unwrap())
        .middleware(RequestId::new())
        .middleware(ResponseTimestamp)
        .middleware(ResponseSize)
        .middleware(DebugLog::to(move |line| lines.lock().unwrap().push(line.to_owned())))
        .build()
        .unwrap();
    let response = clock.run(client.clan("#2PP").into_future()).unwrap();
    let sent = &transport.requests()[0];
    assert_eq!(sent.headers()["user-agent"], "my-bot/1.2");
    assert_eq!(sent.headers()["x-request-id"], response.headers()["x-request-id"]);
    assert_eq!(response.headers()["x-response-timestamp"], "1234");
    assert_eq!(response.headers()["x-response-size"], clan(1).len().to_string().as_str());
    let log = log.lock().unwrap();
    assert_eq!(log.len(), 2);
    assert!(log[0].starts_with("-> GET /v1/clans/%232PP (attempt 1, token "), "{log:?}");
    assert!(log[1].contains("): 200, ") && log[1].starts_with("<- GET"), "{log:?}");
    assert!(!log.concat().contains("secret"));
    assert_eq!(UserAgent::new("line\nbreak").unwrap_err().kind(), ErrorKind::InvalidRequest);
}

/// Records failed attempts and retries, and panics if the flag is set.
struct Observer(Log, bool);

impl Middleware for Observer {
    fn name(&self) -> &'static str {
        "observer"
    }

    fn on_failure(&self, failed: &FailedAttempt<'_>) {
        assert!(!format!("{failed:?}").contains("secret"));
        let token = failed.token_id.map(|id| id.to_string());
        assert_eq!(token, Some(coc_core::Token::new("secret").unwrap().id().to_string()));
        self.0.lock().unwrap().push(format!("{} {} {}", failed.endpoint, failed.number, failed.error.kind()));
        assert!(!self.1, "a panic on demand");
    }

    fn on_retry(&self, failed: &FailedAttempt<'_>, delay: Duration) {
        assert!(delay <= Duration::from_secs(2), "{delay:?}");
        self.0.lock().unwrap().push(format!("retry {}", failed.number));
        assert!(!self.1, "a panic on demand");
    }
}

#[test]
fn an_observer_sees_each_failed_attempt_and_each_retry_even_if_another_one_panics() {
    let statuses = Mutex::new([502, 429, 200, 404].into_iter());
    let transport = FakeTransport::new(move |_| {
        let status = statuses.lock().unwrap().next().unwrap_or(503);
        let body = match status {
            404 => r#"{"reason":"notFound"}"#.to_owned(),
            503 => r#"{"reason":"inMaintenance"}"#.to_owned(),
            _ => clan(1),
        };
        Ok(response(status, &[], &body))
    });
    let (clock, log, panicking) = (ManualClock::default(), Log::default(), Log::default());
    let client = Client::builder(transport, clock.clone())
        .token("secret")
        // A panic cannot be caught on wasm.
        .middleware(Observer(Arc::clone(&panicking), cfg!(panic = "unwind")))
        .middleware(Observer(Arc::clone(&log), false))
        .build()
        .unwrap();
    clock.run(async {
        assert_eq!(client.clan("#2PP").await.unwrap().attempts(), 3);
        assert!(client.clan("#2PP").await.unwrap().is_from_cache());
        assert!(client.player("#2PP").await.unwrap_err().is_not_found());
        assert!(client.player("#2PP").await.unwrap_err().is_maintenance());
    });
    let expected = [
        "clan 1 the server failed",
        "retry 1",
        "clan 2 too many requests",
        "retry 2",
        "player 1 not found",
        "player 1 the API is in maintenance",
    ];
    let log = log.lock().unwrap();
    assert_eq!(*log, expected);
    assert_eq!(*panicking.lock().unwrap_or_else(std::sync::PoisonError::into_inner), expected);
}

#[test]
fn calls_that_share_a_request_are_observed_once() {
    let (clock, log) = (ManualClock::default(), Log::default());
    let server = clock.clone();
    let transport = FakeTransport::pending(move |_| {
        let arrival = server.sleep(Duration::from_secs(1));
        async move {
            arrival.await;
            Ok(response(404, &[], r#"{"reason":"notFound"}"#))
        }
    });
    let client = Client::builder(transport, clock.clone())
        .token("secret")
        .middleware(Observer(Arc::clone(&log), false))
        .build()
        .unwrap();
    clock.run(async {
        let calls = (0..10).map(|_| client.clan("#2PP").send());
        assert!(futures_util::future::join_all(calls).await.iter().all(Result::is_err));
    });
    assert_eq!(*log.lock().unwrap(), ["clan 1 not found"]);
}

#[test]
fn a_response_in_parts_has_the_shared_value_and_everything_else() {
    let transport = FakeTransport::new(|_| Ok(response(200, &[("x-mine", "1")], &clan(1))));
    let clock = ManualClock::default();
    let client = builder(&transport, &clock).build().unwrap();
    let call = || clock.run(client.clan("#2PP").into_future()).unwrap();
    let (fresh, from_network) = call().into_parts();
    let (cached, from_cache) = call().into_parts();
    assert!(Arc::ptr_eq(&fresh, &cached));
    assert_eq!((from_network.source(), from_cache.source()), (Source::Network, Source::Cache));
    assert_eq!((from_network.attempts(), from_cache.attempts()), (1, 0));
    assert_eq!(from_cache.headers().get("x-mine").unwrap(), "1");
    assert_eq!(from_network.fresh_until(), from_cache.fresh_until());
}
