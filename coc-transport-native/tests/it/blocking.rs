//! The blocking client, without a runtime, inside one, and on many threads.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use bytes::Bytes;
use coc_core::{
    RateLimit,
    testing::{FakeTransport, conformance::Server},
};
use coc_transport_native::{ErrorKind, NativeTransport, TokioClock, blocking, coc_core, endpoint::GetClan};

use crate::{read_head, response, serve};

const CLAN: &[u8] = br##"{"tag":"#2PP","name":"Example","clanLevel":7,"members":0,"memberList":[]}"##;

fn client(address: impl std::fmt::Display) -> blocking::Client {
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    let builder = coc_core::Client::builder(transport, TokioClock::new()).rate_limit(RateLimit::none());
    blocking::Client::new(builder.base_url(format!("http://{address}/v1")).token("a-token")).unwrap()
}

/// A client of a server that echoes paths: the response of `/ok/x` is `x`.
fn echo(server: &Server) -> blocking::Client {
    client(server.addresses().here.trim_start_matches("http://"))
}

fn check_echo(client: &blocking::Client) {
    assert_eq!(&**client.custom("/ok/hello").raw().send().unwrap(), b"hello");
}

#[test]
fn calls_work_without_a_runtime() {
    let (address, heads) =
        serve(vec![response("", CLAN), response("", CLAN), response("", br#"{"items":[]}"#)]);
    let client = client(address);
    assert_eq!(client.clan("2pp").send().unwrap().name, "Example");
    assert_eq!(client.call(GetClan::new("2pp")).raw().fresh().send().unwrap().body().unwrap(), CLAN);
    assert!(client.clan_members("#2PP").limit(7).send().unwrap().items.is_empty());
    let heads: Vec<String> = heads.iter().take(3).collect();
    assert!(heads[0].starts_with("GET /v1/clans/%232PP HTTP/1.1\r\n"), "{heads:?}");
    assert!(heads[2].starts_with("GET /v1/clans/%232PP/members?limit=7 HTTP/1.1\r\n"), "{heads:?}");
    assert!(!format!("{client:?} {:?}", client.clan("#2PP")).contains("a-token"));
}

#[test]
fn an_optional_call_is_none_if_the_api_says_that_nothing_was_found() {
    let missing =
        "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 21\r\n\r\n{\"reason\":\"notFound\"}";
    let (address, _heads) = serve(vec![response("", CLAN), missing.into()]);
    let client = client(address);
    assert_eq!(client.clan("#2PP").optional().unwrap().unwrap().name, "Example");
    assert!(client.clan("#2PY").optional().unwrap().is_none());
}

#[tokio::test]
async fn calls_and_drop_work_inside_a_single_threaded_runtime() {
    let server = Server::start().unwrap();
    let client = echo(&server);
    check_echo(&client);
    drop(client);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_and_drop_work_inside_tasks() {
    let server = Server::start().unwrap();
    let client = echo(&server);
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { check_echo(&client) })
        })
        .collect();
    drop(client);
    for task in tasks {
        task.await.unwrap();
    }
    let client = echo(&server);
    tokio::task::spawn_blocking(move || check_echo(&client)).await.unwrap();
}

#[test]
fn eight_threads_share_one_client() {
    let server = Server::start().unwrap();
    let client = echo(&server);
    thread::scope(|scope| {
        for thread in 0..8 {
            let client = &client;
            scope.spawn(move || {
                for call in 0..20 {
                    let text = format!("{thread}-{call}");
                    let response = client.custom(format!("/ok/{text}")).raw().send().unwrap();
                    assert_eq!(&**response, text.as_bytes());
                }
            });
        }
    });
}

#[test]
fn errors_are_those_of_the_async_client() {
    let server = Server::start().unwrap();
    let client = echo(&server);
    assert_eq!(client.clan("not a tag").send().unwrap_err().kind(), ErrorKind::InvalidTag);
    let error = client.custom("/status/404").send().unwrap_err();
    assert_eq!((error.kind(), error.endpoint()), (ErrorKind::UnexpectedStatus, Some("custom")));
    let error = client.custom("/hang").timeout(Duration::from_millis(100)).attempts(1).send().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(blocking::client("two words").unwrap_err().kind(), ErrorKind::Credentials);
    check_echo(&client);
}

#[test]
fn dropping_the_last_clone_closes_its_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client(listener.local_addr().unwrap());
    let (responded, has_responded) = mpsc::channel();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
        responded.send(()).unwrap();
        // Kept alive for the next request, until the client is dropped.
        stream.read(&mut [0]).unwrap()
    });
    let clone = client.clone();
    client.custom("/x").send().unwrap();
    has_responded.recv().unwrap();
    drop(client);
    assert!(!server.is_finished());
    // Dropped on another thread than the one that created it.
    thread::spawn(move || drop(clone)).join().unwrap();
    assert_eq!(server.join().unwrap(), 0);
}

#[test]
fn a_call_can_be_sent_after_its_client_is_dropped() {
    let server = Server::start().unwrap();
    let call = echo(&server).custom("/ok/late").raw();
    assert_eq!(&**call.clone().send().unwrap(), b"late");
    assert_eq!(&**call.send().unwrap(), b"late");
}

#[test]
fn a_panic_in_a_call_is_its_error_and_later_calls_work() {
    let transport = FakeTransport::new(|request| {
        assert!(!request.uri().path().ends_with("/panic"), "on purpose");
        Ok(http::Response::new(CLAN.into()))
    });
    let client =
        blocking::Client::new(coc_core::Client::builder(transport, TokioClock::new()).token("t")).unwrap();
    assert_eq!(client.custom("/panic").send().unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(client.clan("#2PP").send().unwrap().name, "Example");
}

#[test]
fn batches_cache_middleware_metrics_and_base_url_work_as_in_the_async_client() {
    let members = r##"{"tag":"#2PP","name":"n","members":2,"memberList":[{"tag":"#28Y","name":"a"},{"tag":"#28L","name":"b"}]}"##;
    let transport = FakeTransport::new(move |request| {
        let body =
            if request.uri().path().contains("clans") { members } else { r##"{"tag":"#28Y","name":"a"}"## };
        Ok(http::Response::new(body.into()))
    });
    let builder = coc_core::Client::builder(transport.clone(), TokioClock::new())
        .base_url("https://api.example/v1")
        .token("a-token")
        .metrics_window(100);
    let client = blocking::Client::connect(builder).unwrap();
    assert_eq!(transport.requests()[0].uri().path(), "/v1/locations");

    let mut players = client.clan_players("#2PP").unwrap().in_order().deadline(Duration::from_secs(9));
    assert!(players.by_ref().all(|done| done.result.is_ok()));
    assert_eq!((players.called(), players.completed(), players.total()), (2, 2, (2, Some(2))));
    assert!(client.clan("#2PP").send().unwrap().is_from_cache());
    let fresh = client.clan("#2PP").fresh().attempts(1).deadline(Duration::from_secs(9)).send().unwrap();
    assert!(!fresh.is_from_cache());
    assert_eq!(client.players(["#28Y", "#28L"]).no_store().count(), 2);
    assert_eq!(client.clans(["#2PP", "#2PQ"]).no_store().count(), 2);
    client.set_cache_enabled(false);
    assert!(!client.clan("#2PP").send().unwrap().is_from_cache());
    assert!(!client.cache_stats().unwrap().enabled);
    client.set_cache_enabled(true);
    assert!(client.metrics_csv().unwrap().starts_with("ended_at,endpoint,"));

    let stats = client.cache_stats().unwrap();
    assert_eq!((stats.hits, stats.usage.entries), (1, Some(3)));
    assert!(client.invalidate(&GetClan::new("#2PP")).unwrap());
    assert_eq!(client.clear_cache().unwrap(), 2);

    client.add_middleware(coc_core::middleware::on_request("stop", |_| Err("no".into())));
    assert_eq!(client.clan("#2PP").send().unwrap_err().middleware(), Some("stop"));
    assert_eq!(client.clear_middleware(), 1);

    assert_eq!(client.metrics().unwrap().errors.len(), 1);
    assert_eq!(client.endpoint_metrics("player").unwrap().calls, 4);
    assert_eq!(client.recent_errors(9).len(), 1);
    client.clear_metrics();
    assert_eq!(client.metrics().unwrap().calls, 0);
    assert_eq!(client.tokens().len(), 1);

    client.set_base_url("https://proxy.example/v1").unwrap();
    assert_eq!(client.base_url().as_str(), "https://proxy.example/v1");
    client.reset_base_url();
    client.force_base_url("http://proxy.example/v1").unwrap();
    client.test().unwrap();
    assert_eq!(transport.requests().last().unwrap().uri().host(), Some("proxy.example"));
}

#[cfg(feature = "watch")]
#[test]
fn a_watcher_returns_events_and_continues_from_a_snapshot() {
    use coc_transport_native::watch::{EventKind, PollEvent, Subject};

    let missing = || {
        let body = r#"{"reason":"notFound"}"#;
        format!("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 21\r\n\r\n{body}")
    };
    let (address, _heads) = serve(vec![missing().into(), missing().into()]);
    let client = client(address);
    let [clan, player] = [Subject::Clan("#2PP".parse().unwrap()), Subject::Player("#8QU".parse().unwrap())];
    let mut watcher = client.watcher().max_in_flight(2);
    let subjects = watcher.subjects();
    // The watcher waits for a subject, which another thread adds.
    let thread = thread::spawn(move || subjects.follow(clan));
    let event = watcher.next().unwrap();
    assert!(thread.join().unwrap());
    assert_eq!(event.subject, clan);
    assert!(matches!(event.kind, EventKind::Poll(PollEvent::Gone { .. })), "{event:?}");

    let saved = serde_json::to_string(&watcher.snapshot()).unwrap();
    let mut watcher = client.watcher().restore(serde_json::from_str(&saved).unwrap()).unwrap();
    assert!(watcher.subjects().get(clan).is_some());
    watcher.subjects().follow(player);
    assert_eq!(watcher.next().unwrap().subject, player);
}

#[test]
fn the_wars_of_a_clan_and_its_season_have_the_same_names_without_async() {
    let war = br##"{"state":"inWar","clan":{"tag":"#2PP","stars":3},"opponent":{"tag":"#2PY"}}"##;
    let missing = br#"{"reason":"notFound"}"#;
    let transport = FakeTransport::new(move |request| {
        let is_war = request.uri().path().ends_with("/currentwar");
        let (status, body) = if is_war { (200, &war[..]) } else { (404, &missing[..]) };
        Ok(http::Response::builder().status(status).body(Bytes::from_static(body)).unwrap())
    });
    let builder = coc_core::Client::builder(transport, TokioClock::new()).token("a-token");
    let client = blocking::Client::new(builder).unwrap();
    let wars = client.current_wars("#2PP").background().send().unwrap();
    assert_eq!(wars.battle().unwrap().side().clan.stars, 3);
    assert!(client.cwl_season("#2PP").fresh().send().unwrap().is_none());
}
