//! The native transport on real sockets.

#![allow(clippy::unwrap_used, reason = "a panic fails the test, which is what it is for")]

#[cfg(feature = "blocking")]
mod blocking;
mod client;
mod clock;
mod conformance;
mod faults;
mod limits;
mod proxy;
mod settings;
mod simulator;

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread,
};

use bytes::Bytes;

/// A server that gives these answers, each on a connection of its own, and tells the heads of the requests.
fn serve(answers: Vec<Vec<u8>>) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (heads, received) = mpsc::channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            // Not every test wants to know.
            let _ = heads.send(read_head(&mut stream));
            stream.write_all(&answer).unwrap();
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

/// An answer with this body that ends the connection.
fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn get(url: impl AsRef<str>) -> http::Request<Bytes> {
    http::Request::get(url.as_ref()).body(Bytes::new()).unwrap()
}
