//! The cause of a failure, as its error is printed, by the client with and without async.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
    time::Duration,
};

use coc_core::Retry;
use coc_transport_native::{Builder, Client, ErrorKind, NativeTransport, TokioClock, coc_core};
use tokio_rustls::{TlsAcceptor, rustls};

use crate::read_head;

fn builder(base_url: &str) -> Builder {
    let transport = NativeTransport::builder().no_proxy().connect_timeout(Duration::from_secs(20));
    let transport = transport.timeout(Duration::from_millis(700)).build().unwrap();
    let builder = Client::builder(transport, TokioClock::new()).retry(Retry::never());
    builder.base_url(base_url).token("secret-token")
}

/// Calls a server at this base URL. Both clients print the same error, and its parts are these.
async fn check(base_url: &str, kind: ErrorKind, parts: &[&str]) {
    let error = builder(base_url).build().unwrap().clan("#2PP").await.unwrap_err();
    assert_eq!(error.kind(), kind, "{error:?}");
    let text = error.to_string();
    assert_eq!(text.lines().count(), 1, "{text}");
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
    for secret in ["secret", "://", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    #[cfg(feature = "blocking")]
    {
        let builder = builder(base_url);
        let blocking = tokio::task::spawn_blocking(move || {
            let client = coc_transport_native::blocking::Client::new(builder).unwrap();
            client.clan("#2PP").send().unwrap_err()
        });
        assert_eq!(blocking.await.unwrap().to_string(), text);
    }
}

/// Starts a server that handles each connection like this.
fn serve(handle: impl Fn(std::net::TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().for_each(|stream| handle(stream.unwrap())));
    address
}

#[tokio::test]
async fn a_refused_connection_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let parts = ["the server could not be reached: ", "refused"];
    check(&format!("http://{free}/v1"), ErrorKind::Connect, &parts).await;
}

#[tokio::test]
async fn a_host_without_an_address_is_named() {
    let parts = ["the server could not be reached: ", "lookup"];
    check("https://no-such-host.invalid/v1", ErrorKind::Connect, &parts).await;
}

#[tokio::test]
async fn a_certificate_of_an_unknown_issuer_is_named() {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(signing_key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/v1", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // The client rejects the certificate.
            drop(acceptor.accept(stream).await);
        }
    });
    check(&url, ErrorKind::Connect, &["the server could not be reached: ", "certificate", "UnknownIssuer"])
        .await;
}

#[tokio::test]
async fn a_server_without_tls_is_named() {
    let address = serve(|mut stream| {
        stream.read_exact(&mut [0; 5]).unwrap();
        // The client may have closed already.
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = format!("https://localhost:{}/v1", address.port());
    check(&url, ErrorKind::Connect, &["the server could not be reached: ", "corrupt message"]).await;
}

#[tokio::test]
async fn a_connection_that_ends_before_or_within_the_body_is_named() {
    for head in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"] {
        let address = serve(|mut stream| {
            read_head(&mut stream);
            stream.write_all(head.as_bytes()).unwrap();
        });
        let parts = ["the connection closed before the response was complete: ", "before message"];
        check(&format!("http://{address}/v1"), ErrorKind::Interrupted, &parts).await;
    }
}

#[tokio::test]
async fn a_time_limit_of_the_transport_is_named() {
    let address = serve(|mut stream| {
        read_head(&mut stream);
        // Until the client closes the connection.
        let _ = stream.read(&mut [0]);
    });
    let parts = ["no response in time: ", "timed out"];
    check(&format!("http://{address}/v1"), ErrorKind::Timeout, &parts).await;
}

#[tokio::test]
async fn a_response_that_is_not_http_is_named() {
    let address = serve(|mut stream| {
        read_head(&mut stream);
        stream.write_all(b"220 mail.example ESMTP\r\n\r\n").unwrap();
    });
    let parts = ["the transport failed: ", "invalid HTTP version"];
    check(&format!("http://{address}/v1"), ErrorKind::Transport, &parts).await;
}
