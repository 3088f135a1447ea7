//! Requests through a proxy, which the tests implement.

use std::{
    env,
    io::{Read as _, Write as _},
    net::TcpListener,
    process::Command,
    thread,
};

use coc_core::{Transport as _, TransportErrorKind};
use coc_transport_native::{NativeTransport, coc_core};

use crate::{get, read_head, response, serve};

/// A URL whose name does not resolve, so that only a proxy can return a response.
const FAR: &str = "http://api.invalid/v1/clans/%232PP";

/// Hosts to which tokens are sent in clear text.
const LOOPBACK: [&str; 5] =
    ["127.0.0.1", "localhost", "api.localhost", "Api.LOCALHOST", "[::ffff:127.0.0.1]"];

#[tokio::test]
async fn a_server_on_this_machine_is_reached_without_the_proxy() {
    let (proxy, heads) = serve(vec![response("", b"through the proxy")]);
    for host in LOOPBACK {
        let (near, near_heads) = serve(vec![response("", b"directly")]);
        let url = format!("http://{host}:{}/v1/clans/%232PP", near.port());
        assert!(coc_core::BaseUrl::is_loopback_host(host));
        let mut request = get(url);
        request.headers_mut().insert("authorization", "Bearer a-token".parse().unwrap());
        let transport = NativeTransport::builder().proxy(format!("http://{proxy}")).build().unwrap();
        assert_eq!(transport.send(request).await.unwrap().body(), "directly", "{host}");
        assert!(near_heads.recv().unwrap().contains("a-token"));
    }
    assert!(heads.try_recv().is_err());
}

#[tokio::test]
async fn a_proxy_receives_the_absolute_url_and_its_password() {
    let (address, heads) = serve(vec![response("", b"through the proxy")]);
    let builder = NativeTransport::builder().proxy(format!("http://user:secret@{address}"));
    let response = builder.build().unwrap().send(get(FAR)).await.unwrap();
    assert_eq!(response.body(), "through the proxy");
    let head = heads.recv().unwrap();
    assert!(head.starts_with(&format!("GET {FAR} HTTP/1.1\r\n")), "{head}");
    assert!(head.contains("proxy-authorization: Basic dXNlcjpzZWNyZXQ=\r\n"), "{head}");
}

#[tokio::test]
async fn a_connect_tunnel_does_not_receive_the_token_and_its_rejection_has_sent_nothing() {
    let (address, heads) = serve(vec![b"HTTP/1.1 403 Forbidden\r\n\r\n".to_vec()]);
    let transport =
        NativeTransport::builder().proxy(format!("http://user:secret@{address}")).build().unwrap();
    let mut request = get("https://api.invalid/v1/clans/%232PP");
    request.headers_mut().insert("authorization", "Bearer a-token".parse().unwrap());
    let error = transport.send(request).await.unwrap_err();
    assert_eq!((error.kind(), error.never_sent()), (TransportErrorKind::Connect, true), "{error:?}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    let head = heads.recv().unwrap();
    assert!(head.starts_with("CONNECT api.invalid:443 HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("a-token") && !head.contains("2PP"), "{head}");
}

#[tokio::test]
async fn a_socks5_proxy_resolves_the_name() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let proxy = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).unwrap();
        stream.read_exact(&mut vec![0; greeting[1].into()]).unwrap();
        stream.write_all(&[5, 0]).unwrap();
        // Version, command, reserved, address type (name), length; then the name and the port.
        let mut command = [0; 5];
        stream.read_exact(&mut command).unwrap();
        let mut name = vec![0; command[4].into()];
        stream.read_exact(&mut name).unwrap();
        stream.read_exact(&mut [0; 2]).unwrap();
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        read_head(&mut stream);
        stream.write_all(&response("", b"through the proxy")).unwrap();
        String::from_utf8(name).unwrap()
    });
    let transport = NativeTransport::builder().proxy(format!("socks5h://{address}")).build().unwrap();
    assert_eq!(transport.send(get(FAR)).await.unwrap().body(), "through the proxy");
    assert_eq!(proxy.join().unwrap(), "api.invalid");
}

/// The environment of this process cannot be changed safely, so the test starts itself in another
/// process.
#[test]
fn the_system_proxy_is_used_except_for_loopback_or_when_disabled() {
    let (address, heads) = serve(vec![response("", b"through the proxy")]);
    let (near, _) = serve(vec![response("", b"directly"); LOOPBACK.len()]);
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "proxy::in_a_process_with_a_proxy", "--ignored"])
        .envs([("HTTP_PROXY", format!("http://{address}")), ("http_proxy", format!("http://{address}"))])
        .env("NEAR", near.to_string())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && output.contains("1 passed"), "{output}");
    assert!(heads.recv().unwrap().starts_with(&format!("GET {FAR} HTTP/1.1\r\n")));
}

#[tokio::test]
#[ignore = "run by the test above, with a proxy in its environment"]
async fn in_a_process_with_a_proxy() {
    let transport = NativeTransport::new().unwrap();
    assert_eq!(transport.send(get(FAR)).await.unwrap().body(), "through the proxy");
    let near: std::net::SocketAddr = env::var("NEAR").unwrap().parse().unwrap();
    for host in LOOPBACK {
        let url = format!("http://{host}:{}/", near.port());
        assert_eq!(transport.send(get(url)).await.unwrap().body(), "directly", "{host}");
    }
    let direct = NativeTransport::builder().no_proxy().build().unwrap().send(get(FAR)).await;
    assert_eq!(direct.unwrap_err().kind(), TransportErrorKind::Connect);
}
