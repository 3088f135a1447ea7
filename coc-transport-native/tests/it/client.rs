//! The client over the native transport.

use std::{
    future::IntoFuture as _,
    pin::pin,
    task::{Context, Poll, Waker},
};

use coc_core::{Transport, testing::conformance::Server};
use coc_transport_native::{Client, ErrorKind, NativeTransport, TokioClock, coc_core};

use crate::{get, response, serve};

const CLAN: &[u8] = br##"{"tag":"#2PP","name":"Example","clanLevel":7,"members":0,"memberList":[]}"##;

fn client(address: impl std::fmt::Display) -> Client {
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    let builder = Client::builder(transport, TokioClock::new());
    builder.base_url(format!("http://{address}/v1")).token("a-token").build().unwrap()
}

#[tokio::test]
async fn a_request_has_the_documented_headers_and_its_response_is_decoded() {
    let (address, heads) = serve(vec![response("cache-control: max-age=57\r\n", CLAN)]);
    let clan = client(address).clan("2pp").await.unwrap();
    assert_eq!((clan.name.as_str(), clan.max_age().unwrap().as_secs()), ("Example", 57));

    let head = heads.recv().unwrap().to_ascii_lowercase();
    assert!(head.starts_with("get /v1/clans/%232pp http/1.1\r\n"), "{head}");
    let agent = format!("\r\nuser-agent: coc-transport-native/{}\r\n", env!("CARGO_PKG_VERSION"));
    for header in
        [agent.as_str(), "\r\nauthorization: bearer a-token\r\n", "\r\naccept: application/json\r\n"]
    {
        assert!(head.contains(header), "{head}");
    }
    let encodings = head.lines().find(|line| line.starts_with("accept-encoding: ")).unwrap();
    assert!(encodings.contains("gzip") && encodings.contains("br"), "{encodings}");
}

#[tokio::test]
async fn brotli_is_decompressed() {
    // "hello" in one meta-block that is not compressed.
    let (address, _) = serve(vec![response("content-encoding: br\r\n", b"\x0b\x02\x80hello\x03")]);
    let bytes = client(address).custom("/x").raw().await.unwrap();
    assert_eq!(&**bytes, b"hello");
}

#[tokio::test]
async fn a_body_that_is_not_gzip_as_declared_is_not_a_broken_connection() {
    let (address, _) = serve(vec![response("content-encoding: gzip\r\n", b"this is not gzip at all")]);
    let error = client(address).clan("#2PP").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
}

#[tokio::test]
async fn a_response_that_is_not_http_is_not_a_broken_connection() {
    let (address, _) = serve(vec![b"220 mail.example ESMTP\r\n\r\n".to_vec()]);
    let error = client(address).clan("#2PP").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
}

#[tokio::test]
async fn a_connection_is_reused() {
    let server = Server::start().unwrap();
    let client = client(server.addresses().here.trim_start_matches("http://"));
    // The server groups requests by the path of the base URL.
    for _ in 0..5 {
        client.custom("/ok").raw().fresh().await.unwrap();
    }
    let log = client.custom("/log").await.unwrap();
    let connections: std::collections::HashSet<_> =
        log.as_array().unwrap().iter().map(|request| request["connection"].as_u64().unwrap()).collect();
    assert_eq!((log.as_array().unwrap().len(), connections.len()), (5, 1));
}

#[test]
fn a_call_outside_a_runtime_fails_without_a_panic() {
    let client = client("127.0.0.1:1");
    let mut call = pin!(client.clan("#2PP").into_future());
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("expected an immediate error");
    };
    let text = "invalid request: no tokio runtime is running; await calls inside one, or use the feature";
    assert!(error.to_string().contains(text), "{error}");
    assert!(error.never_sent());
    assert_eq!(error.attempts(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_can_be_spawned() {
    let (address, _) = serve(vec![response("", CLAN), response("", CLAN)]);
    let client = client(address);
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    let call = tokio::spawn(client.clan("#2PP").into_future());
    assert_eq!(call.await.unwrap().unwrap().name, "Example");
    let send = tokio::spawn(async move { transport.send(get(format!("http://{address}/"))).await });
    assert_eq!(send.await.unwrap().unwrap().body(), CLAN);
}

#[test]
fn client_and_builder_default_to_the_official_api() {
    let client = coc_transport_native::client("a-token").unwrap();
    assert!(client.base_url().is_official());
    assert_eq!(coc_transport_native::client("two words").unwrap_err().kind(), ErrorKind::Credentials);
    let builder = coc_transport_native::builder().unwrap().base_url("http://127.0.0.1:8080/v1");
    assert_eq!(builder.build().unwrap().base_url().as_str(), "http://127.0.0.1:8080/v1");
}
