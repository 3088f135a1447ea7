//! Requests as such: their host, and their identifier in responses and logs.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::rig::{Rig, send};

/// The status of the response to these lines of a request head.
async fn status(rig: &Rig, lines: &[&str]) -> String {
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    let head = format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut read = String::new();
    stream.read_to_string(&mut read).await.unwrap();
    read.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_request_without_exactly_one_valid_host_is_rejected() {
    let rig = Rig::start().await;
    for path in ["/healthz", "/v1/leagues", "/"] {
        let get = format!("GET {path} HTTP/1.1");
        for hosts in [
            &["Host: localhost", "Host: localhost"][..],
            &["Host: localhost", "Host: evil.example"],
            &["Host: localhost", "X-Other: a", "host: localhost:8080"],
            &[],
            &["Host:"],
            &["Host: local host"],
            &["Host: user@localhost"],
            &["Host: localhost/path"],
            &["Host: localhost, evil.example"],
            &["Host: localhost:port"],
        ] {
            let lines = [&[&*get], hosts].concat();
            assert_eq!(status(&rig, &lines).await, "400", "{lines:?}");
        }
        assert_eq!(status(&rig, &[&get, "Host: localhost"]).await, "200", "{path}");
    }
    let absolute = "GET http://localhost/healthz HTTP/1.1";
    assert_eq!(status(&rig, &[absolute, "Host: localhost"]).await, "200");
    assert_eq!(status(&rig, &[absolute, "Host: evil.example"]).await, "400");
    assert_eq!(status(&rig, &["GET /healthz HTTP/1.0"]).await, "200", "HTTP/1.0 has no Host");
}

#[tokio::test]
async fn every_response_has_a_request_id() {
    let rig = Rig::start().await;
    let id = async |path: &str, headers: &[(&str, &str)]| {
        let response = send(rig.proxy.address(), "GET", path, headers, "").await.unwrap();
        response.header("x-request-id").unwrap().to_owned()
    };
    let clan = format!("/v1{}", rig.clan());
    let (first, second) = (id(&clan, &[]).await, id(&clan, &[]).await);
    assert!(!first.is_empty() && first != second);
    for path in [&*clan, "/healthz", "/metrics", "/nothing", "/v1/nothing"] {
        assert_eq!(id(path, &[("x-request-id", "abc-123")]).await, "abc-123", "{path}");
    }
    for invalid in ["", "a b", "a\"b", &"a".repeat(200)] {
        assert_ne!(id(&clan, &[("x-request-id", invalid)]).await, invalid);
    }
}
