//! Connections that the server closed after a response, while the client had them in its pool.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use coc_core::{RateLimit, Retry};
use coc_transport_native::{Client, ErrorKind, NativeTransport, TokioClock, coc_core};
use futures_util::future::join_all;

use crate::read_head;

/// Starts a server that responds on each connection with these texts, one for each request, and
/// then closes it.
fn serve(responses: &'static [&'static str], close: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                for response in responses {
                    // The client may be gone.
                    if !stream.peek(&mut [0]).is_ok_and(|length| length > 0) {
                        return;
                    }
                    read_head(&mut stream);
                    let _ = stream.write_all(response.as_bytes());
                }
                close(stream);
            });
        }
    });
    address
}

/// Closes the connection once the next request has begun, so that its client had no chance to
/// notice.
fn close_on_request(mut stream: TcpStream) {
    if stream.peek(&mut [0]).is_ok() {
        // The rest of the request is unread, or all of it: the connection is reset or ends.
        let _ = stream.read(&mut [0; 16]);
    }
}

/// Closes the connection in order, after the next request.
fn end_after_request(mut stream: TcpStream) {
    if stream.peek(&mut [0]).is_ok_and(|length| length > 0) {
        read_head(&mut stream);
    }
}

/// A client whose backoff outlasts the test.
fn client(address: SocketAddr) -> Client {
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    Client::builder(transport, TokioClock::new())
        .base_url(format!("http://{address}/v1"))
        .token("a-token")
        .no_cache()
        .rate_limit(RateLimit::none())
        .retry(Retry::new().base_delay(Duration::from_secs(36_000)).max_delay(Duration::from_secs(36_000)))
        .deadline(Duration::from_secs(10))
        .build()
        .unwrap()
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

#[tokio::test]
async fn every_read_succeeds_without_backoff_if_the_server_closes_each_connection_after_a_response() {
    for close in [close_on_request as fn(TcpStream), end_after_request] {
        let client = client(serve(&[OK], close));
        let mut attempts = 0;
        for _ in 0..40 {
            attempts += client.custom("/x").await.unwrap().attempts();
        }
        // Every other call finds a stale connection; the new one that replaces it is not reused.
        assert_eq!(attempts, 20 + 20 * 2);
    }
}

#[tokio::test]
async fn a_single_attempt_replaces_a_stale_connection_too() {
    let client = client(serve(&[OK], close_on_request));
    assert_eq!(client.custom("/x").await.unwrap().attempts(), 1);
    assert_eq!(client.custom("/x").attempts(1).await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn a_post_on_a_stale_connection_is_not_sent_again() {
    let client = client(serve(&[OK], close_on_request));
    client.custom("/x").await.unwrap();
    let error = client.verify_player_token("#2PP", "hush").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.never_sent()), (ErrorKind::Interrupted, 1, false));
}

#[tokio::test]
async fn a_new_connection_that_ends_before_the_response_is_not_stale() {
    let client = client(serve(&[], close_on_request));
    for _ in 0..3 {
        let error = client.custom("/x").attempts(1).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1));
    }
}

#[tokio::test]
async fn a_reused_connection_that_ends_within_the_response_is_not_stale() {
    for partial in
        ["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{", "HTTP/1.1 200 OK\r\ncontent-length: 200\r\n\r\n"]
    {
        let responses: &'static [&'static str] = vec![OK, partial].leak();
        let client = client(serve(responses, drop));
        client.custom("/x").await.unwrap();
        let error = client.custom("/x").attempts(1).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1), "{partial}");
    }
}

#[tokio::test]
async fn reads_replace_stale_connections_by_new_ones_although_more_stale_ones_are_left() {
    let client = client(serve(&[OK], close_on_request));
    let calls = || join_all((0..20).map(|n| client.custom(format!("/{n}")).into_future()));
    for response in calls().await {
        response.unwrap();
    }
    // As many stale connections as calls, and one after the other.
    for response in calls().await {
        assert!(response.unwrap().attempts() <= 2);
    }
    for _ in 0..20 {
        assert!(client.custom("/x").await.unwrap().attempts() <= 2);
    }
}
