//! The native transport on real sockets.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

#[cfg(feature = "blocking")]
mod blocking;
mod causes;
mod clan_wars;
mod client;
mod clock;
mod conformance;
mod faults;
mod limits;
mod lockstep;
mod proxy;
mod runtimes;
mod settings;
mod simulator;
mod stale_connections;
mod unknown_limit;

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread,
};

use bytes::Bytes;

/// Starts a server that sends these responses, one on each connection, and returns the heads of the
/// requests.
fn serve(responses: Vec<Vec<u8>>) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (heads, received) = mpsc::channel();
    thread::spawn(move || {
        for response in responses {
            let (mut stream, _) = listener.accept().unwrap();
            // Not every test reads the heads.
            let _ = heads.send(read_head(&mut stream));
            stream.write_all(&response).unwrap();
        }
    });
    (address, received)
}

fn read_head(stream: &mut impl std::io::Read) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

/// A response with this body that closes the connection.
fn response(headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn get(url: impl AsRef<str>) -> http::Request<Bytes> {
    http::Request::get(url.as_ref()).body(Bytes::new()).unwrap()
}
