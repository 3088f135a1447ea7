//! Tests of TLS and HTTP/2, which the conformance suite does not cover. A unit test, because only
//! inside the crate a certificate can be trusted.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use coc_core::{Transport as _, TransportErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, rustls};

use super::NativeTransport;

struct Server {
    url: String,
    certificate: Vec<u8>,
    connections: Arc<AtomicUsize>,
}

/// Starts a server that responds to each request over HTTP/2 with its path.
async fn serve() -> Server {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(signing_key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config =
        builder.unwrap().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(respond(acceptor.clone(), stream));
        }
    });
    Server { url, certificate: cert.der().to_vec(), connections }
}

async fn respond(acceptor: TlsAcceptor, stream: TcpStream) {
    // A client that does not trust the certificate fails in the handshake.
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let mut body = respond.send_response(http::Response::new(()), false).unwrap();
        body.send_data(Bytes::from(request.uri().path().to_owned()), true).unwrap();
    }
}

fn get(server: &Server, path: &str) -> http::Request<Bytes> {
    http::Request::get(format!("{}{path}", server.url)).body(Bytes::new()).unwrap()
}

/// A transport that trusts only the certificate of this server.
fn transport(server: &Server) -> NativeTransport {
    let certificate = reqwest::Certificate::from_der(&server.certificate).unwrap();
    let mut settings = NativeTransport::builder().no_proxy();
    settings.customize = Some(Arc::new(move |client| client.tls_certs_only([certificate.clone()])));
    settings.build().unwrap()
}

#[tokio::test]
async fn concurrent_requests_share_one_http2_connection() {
    let server = serve().await;
    let transport = transport(&server);
    let first = transport.send(get(&server, "/first")).await.unwrap();
    assert_eq!((first.version(), &**first.body()), (http::Version::HTTP_2, b"/first".as_slice()));
    let calls: Vec<_> = (0..50)
        .map(|number| {
            let (transport, path) = (transport.clone(), format!("/clans/%23{number}"));
            let request = get(&server, &path);
            tokio::spawn(async move { (path, transport.send(request).await.unwrap()) })
        })
        .collect();
    for call in calls {
        let (path, response) = call.await.unwrap();
        assert_eq!(response.body(), path.as_bytes());
    }
    assert_eq!(server.connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_untrusted_certificate_is_rejected_before_sending() {
    let server = serve().await;
    let error = NativeTransport::new().unwrap().send(get(&server, "/secret")).await.unwrap_err();
    assert_eq!((error.kind(), error.never_sent()), (TransportErrorKind::Connect, true), "{error:?}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn each_runtime_has_its_own_http2_connection_and_is_forgotten_when_it_shuts_down() {
    let server = serve().await;
    let transport = transport(&server);
    // Runtimes that are not driven after their first request.
    let idle: Vec<_> = (0..3)
        .map(|_| {
            let (transport, request) = (transport.clone(), get(&server, "/idle"));
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(transport.send(request)).unwrap();
                runtime
            })
        })
        .collect();
    let mut runtimes = Vec::new();
    for thread in idle {
        runtimes.push(tokio::task::spawn_blocking(|| thread.join().unwrap()).await.unwrap());
    }
    for _ in 0..3 {
        assert_eq!(transport.send(get(&server, "/busy")).await.unwrap().body(), b"/busy".as_slice());
    }
    assert_eq!(server.connections.load(Ordering::Relaxed), 4);
    assert_eq!(transport.clients.count(), 4);
    tokio::task::spawn_blocking(|| drop(runtimes)).await.unwrap();
    assert_eq!(transport.clients.count(), 1);
}
