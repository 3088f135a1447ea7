//! Control of a running client: metrics, base URL, connection test.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use coc_core::{
    ErrorKind, RateLimit, Source, TransportError, TransportErrorKind,
    cache::CachePolicy,
    metrics::{CallRecord, Metrics},
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join_all;

use crate::{SECOND, builder, clan, delayed, response, sent};

const LATENCY: Duration = Duration::from_millis(100);

/// Responds with one clan, and otherwise with "not found".
fn api(clock: &ManualClock) -> FakeTransport {
    delayed(clock, LATENCY, |request| {
        let found = request.uri().path().contains("%232PP");
        if found { response(200, &[], &clan(1)) } else { response(404, &[], r#"{"reason":"notFound"}"#) }
    })
}

#[test]
fn metrics_count_and_time_calls_and_list_errors() {
    let clock = ManualClock::starting_at(Duration::from_secs(1_000));
    let client = builder(&api(&clock), &clock).metrics_window(1_000).build().unwrap();
    clock.run(async {
        for _ in 0..3 {
            client.clan("#2PP").await.unwrap();
        }
        client.player("#8QU8J9LP").await.unwrap_err();
    });
    let all = client.metrics().unwrap();
    assert_eq!((all.calls, all.succeeded, all.cached, all.requests), (4, 3, 2, 2));
    assert_eq!(all.endpoints, [("clan", 3), ("player", 1)]);
    assert_eq!(all.statuses, [(200, 3), (404, 1)]);
    assert_eq!(all.errors, [(ErrorKind::NotFound, 1)]);
    assert_eq!(all.latency.unwrap().p99, LATENCY);
    assert_eq!((all.tokens.len(), all.tokens[0].requests), (1, 2));
    assert_eq!(client.endpoint_metrics("clan").unwrap().cache_hit_rate(), Some(2.0 / 3.0));
    let errors = client.recent_errors(10);
    assert_eq!((errors.len(), errors[0].endpoint), (1, "player"));
    assert_eq!(errors[0].ended_at, Duration::from_millis(1_000_200));
    client.clear_metrics();
    assert_eq!(client.metrics().unwrap().calls, 0);
}

#[test]
fn metrics_count_a_coalesced_request_once() {
    let clock = ManualClock::default();
    let failures = (0..6).map(|_| response(500, &[], ""));
    let script = Mutex::new(failures.chain([response(200, &[], &clan(1))]));
    let transport =
        delayed(&clock, LATENCY, move |_| script.lock().unwrap().next().expect("no more requests"));
    let policy = CachePolicy::new().stale_if_error(Duration::from_secs(3_600));
    let client = builder(&transport, &clock).cache_policy(policy).metrics_window(1_000).build().unwrap();
    let together = || clock.run(join_all((0..10).map(|_| client.clan("#2PP").into_future())));
    assert!(together().iter().all(|result| result.as_ref().is_err_and(|error| error.attempts() == 3)));
    assert_eq!(client.metrics().unwrap().requests, 3);
    // Three failed attempts, and then a success.
    assert!(together().iter().all(Result::is_err));
    assert!(together().iter().all(Result::is_ok));
    assert_eq!(client.metrics().unwrap().requests, 7);
    assert_eq!(transport.requests().len(), 7);
}

#[test]
fn metrics_count_failed_requests_of_a_call_that_returns_a_stale_response() {
    let clock = ManualClock::default();
    let up = Arc::new(Mutex::new(true));
    let is_up = Arc::clone(&up);
    let transport = FakeTransport::new(move |_| {
        Ok(if *is_up.lock().unwrap() { response(200, &[], &clan(1)) } else { response(500, &[], "") })
    });
    let policy = CachePolicy::new().stale_if_error(Duration::from_secs(3_600));
    let client = builder(&transport, &clock).cache_policy(policy).metrics_window(1_000).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        *up.lock().unwrap() = false;
        clock.advance(Duration::from_secs(301));
        assert!(client.clan("#2PP").await.unwrap().is_stale());
    });
    let metrics = client.metrics().unwrap();
    assert_eq!((metrics.requests, metrics.cached, transport.requests().len()), (4, 1, 4));
}

#[test]
fn metrics_count_a_call_that_ended_by_its_deadline() {
    let clock = ManualClock::default();
    let transport = FakeTransport::pending(|_| std::future::pending());
    let client = builder(&transport, &clock).metrics_window(1_000).build().unwrap();
    let error = clock.run(client.clan("#2PP").deadline(SECOND).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let metrics = client.metrics().unwrap();
    assert_eq!((metrics.calls, metrics.requests), (1, 1));
    assert_eq!(metrics.errors, [(ErrorKind::Timeout, 1)]);
    assert_eq!(metrics.latency.unwrap().max, SECOND);
    assert_eq!(client.recent_errors(1)[0].endpoint, "clan");
}

#[test]
fn metrics_are_off_by_default() {
    let clock = ManualClock::default();
    let client = builder(&api(&clock), &clock).build().unwrap();
    clock.run(client.clan("#2PP").into_future()).unwrap();
    assert!(client.metrics().is_none() && client.recent_errors(5).is_empty());
}

#[test]
fn an_exporter_receives_a_record_of_every_call() {
    type Line = (&'static str, Option<Source>, u32, bool);
    #[derive(Clone, Default)]
    struct Exporter(Arc<Mutex<Vec<Line>>>, Arc<AtomicUsize>);
    impl Metrics for Exporter {
        fn record(&self, call: &CallRecord<'_>) {
            let line = (call.endpoint(), call.source(), call.attempts(), call.error().is_some());
            self.0.lock().unwrap().push(line);
            self.1.fetch_add(call.body_bytes(), Ordering::Relaxed);
        }
    }
    let (clock, exporter) = (ManualClock::default(), Exporter::default());
    let client = builder(&api(&clock), &clock).metrics(exporter.clone()).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").await.unwrap();
        client.clan("#8QU8J9LP").await.unwrap_err();
    });
    let expected = [
        ("clan", Some(Source::Network), 1, false),
        ("clan", Some(Source::Cache), 0, false),
        ("clan", None, 1, true),
    ];
    assert_eq!(*exporter.0.lock().unwrap(), expected);
    assert_eq!(exporter.1.load(Ordering::Relaxed), 2 * clan(1).len());
}

#[test]
fn the_base_url_can_be_set_and_reset_while_the_client_is_used() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(200, clan(1));
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    let clone = client.clone();
    clock.run(async {
        client.set_base_url("https://proxy.example/x/v1").unwrap();
        clone.clan("#2PP").await.unwrap();
        assert!(client.set_base_url("proxy.example").is_err());
        assert_eq!(client.base_url().as_str(), "https://proxy.example/x/v1");
        client.reset_base_url();
        assert!(clone.base_url().is_official());
        clone.clan("#2PP").await.unwrap();
    });
    let hosts: Vec<_> = transport.requests().iter().map(|request| request.uri().to_string()).collect();
    assert_eq!(hosts[0], "https://proxy.example/x/v1/clans/%232PP");
    assert_eq!(hosts[1], "https://api.clashofclans.com/v1/clans/%232PP");
}

#[test]
fn a_token_is_not_sent_in_clear_text_to_another_host_unless_forced() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(200, clan(1));
    let client = builder(&transport, &clock).no_cache().build().unwrap();
    clock.run(async {
        client.set_base_url("http://proxy.lan/v1").unwrap();
        let error = client.clan("#2PP").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().unwrap().contains("https"), "{error}");
        assert_eq!((error.attempts(), error.never_sent()), (0, true));
        assert!(transport.requests().is_empty());
        client.force_base_url("http://proxy.lan/v1").unwrap();
        client.clan("#2PP").await.unwrap();
        client.set_base_url("http://127.0.0.1:8080/v1").unwrap();
        client.clan("#2PP").await.unwrap();
    });
    assert_eq!(transport.requests().len(), 2);
    // Without a token, clear text is allowed.
    let open = coc_core::Client::builder(transport.clone(), clock.clone());
    let open = open.base_url("http://proxy.lan/v1").build().unwrap();
    assert!(clock.run(open.clan("#2PP").into_future()).is_ok());
}

#[test]
fn the_connection_test_distinguishes_key_ip_network_and_maintenance_errors() {
    let bad_key = r#"{"reason":"accessDenied","message":"Invalid authorization"}"#;
    let bad_ip = r#"{"reason":"accessDenied.invalidIp","message":"Invalid authorization: API key does not allow access from IP 203.0.113.9"}"#;
    for (status, body, kind) in [
        (403, bad_key, ErrorKind::InvalidKey),
        (403, bad_ip, ErrorKind::InvalidIp),
        (503, r#"{"reason":"inMaintenance"}"#, ErrorKind::Maintenance),
    ] {
        let (transport, clock) = (FakeTransport::json(status, body), ManualClock::default());
        let error = clock.run(builder(&transport, &clock).connect()).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.is_credentials(), status == 403);
        assert_eq!(sent(&transport), ["GET /locations?limit=1"]);
    }
    let unreachable = FakeTransport::new(|_| Err(TransportError::new(TransportErrorKind::Connect)));
    let clock = ManualClock::default();
    let client = builder(&unreachable, &clock).rate_limit(RateLimit::none()).build().unwrap();
    assert!(clock.run(client.test()).unwrap_err().is_network());
    assert_eq!(unreachable.requests().len(), 1);
    let fine = FakeTransport::json(200, r#"{"items":[]}"#);
    assert!(clock.run(builder(&fine, &clock).connect()).is_ok());
}

/// Settings are read from a copy per thread; a change must reach all of them.
#[cfg(not(target_family = "wasm"))]
#[test]
fn changed_settings_apply_to_the_calls_of_all_threads() {
    let clock = ManualClock::default();
    let client = builder(&api(&clock), &clock).build().unwrap();
    let base_urls = || {
        let threads: Vec<_> = (0..20)
            .map(|_| {
                let client = client.clone();
                std::thread::spawn(move || client.base_url().to_string())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    };
    assert!(base_urls().iter().all(|url| url == "https://api.example/v1"));
    client.set_base_url("https://proxy.example/v1").unwrap();
    assert!(base_urls().iter().all(|url| url == "https://proxy.example/v1"));
}

#[test]
fn a_call_uses_the_base_url_at_the_time_of_send() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(200, clan(1));
    let client = builder(&transport, &clock).base_url("https://before.example/v1").build().unwrap();
    let call = client.clan("#2PP").send();
    client.set_base_url("https://after.example/v1").unwrap();
    clock.run(call).unwrap();
    assert_eq!(transport.requests()[0].uri().host(), Some("before.example"));
}

#[test]
fn metrics_as_csv_have_one_line_per_call_and_no_secret() {
    let clock = ManualClock::starting_at(Duration::from_secs(1_000));
    let client = builder(&api(&clock), &clock).metrics_window(1_000).build().unwrap();
    clock.run(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").await.unwrap();
        client.verify_player_token("#8QU8J9LP", "secret-of-a-player").await.unwrap_err();
    });
    assert_eq!(
        client.metrics_csv().unwrap(),
        "ended_at,endpoint,source,status,attempts,duration_ms,repaired,error\r\n\
         1000.100,clan,network,200,1,100.000,false,\r\n\
         1000.100,clan,cache,200,0,0.000,false,\r\n\
         1000.200,player.verifytoken,,404,1,100.000,false,not found\r\n"
    );
    client.clear_metrics();
    assert_eq!(client.metrics_csv().unwrap().lines().count(), 1, "the header");
    assert_eq!(builder(&api(&clock), &clock).build().unwrap().metrics_csv(), None);
}
