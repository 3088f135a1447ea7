//! The settings of the builder.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
    time::Duration,
};

use coc_core::{Transport as _, TransportErrorKind};
use coc_transport_native::{Error, ErrorKind, NativeTransport, coc_core};

use crate::{get, response, serve};

#[tokio::test]
async fn a_custom_user_agent_is_sent() {
    let (address, heads) = serve(vec![response("", b"")]);
    let transport =
        NativeTransport::builder().no_proxy().user_agent("my-bot/1.0 (me@example)").build().unwrap();
    transport.send(get(format!("http://{address}/"))).await.unwrap();
    assert!(heads.recv().unwrap().contains("user-agent: my-bot/1.0 (me@example)\r\n"));
}

#[tokio::test]
async fn a_connect_timeout_has_sent_nothing() {
    // The system accepts the connection, but the TLS handshake gets no response.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let builder = NativeTransport::builder().no_proxy().connect_timeout(Duration::from_millis(200));
    let error = builder.build().unwrap().send(get(url)).await.unwrap_err();
    assert_eq!((error.kind(), error.never_sent()), (TransportErrorKind::Timeout, true), "{error:?}");
}

#[tokio::test]
async fn a_server_without_tls_is_a_connect_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 5]).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    let error = NativeTransport::builder().no_proxy().build().unwrap().send(get(url)).await.unwrap_err();
    server.join().unwrap();
    assert_eq!((error.kind(), error.never_sent()), (TransportErrorKind::Connect, true), "{error:?}");
}

#[tokio::test]
async fn a_url_that_is_not_http_is_rejected_before_sending() {
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    for url in ["ftp://127.0.0.1/x", "/no/host"] {
        let error = transport.send(get(url)).await.unwrap_err();
        assert_eq!((error.kind(), error.never_sent()), (TransportErrorKind::Request, true), "{error:?}");
    }
}

#[test]
fn invalid_settings_are_rejected_without_showing_their_secrets() {
    for proxy in ["", "proxy.example", "ftp://user:secret@proxy", "http://", "http://user:secret@ host"] {
        let error = NativeTransport::builder().proxy(proxy).build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        let error = Error::from(error);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("proxy") && !format!("{error:?}").contains("secret"), "{error:?}");
    }
    let error = Error::from(NativeTransport::builder().user_agent("line\nbreak").build().unwrap_err());
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn a_proxys_password_is_not_shown() {
    let builder = NativeTransport::builder().proxy("http://user:secret@proxy.example:3128");
    let shown = format!("{builder:?}");
    let transport = builder.build().unwrap();
    let shown = format!("{shown} {transport:?}");
    assert!(!shown.contains("secret") && !shown.contains("c2VjcmV0"), "{shown}");
}
