//! One client, several tokio runtimes: none waits for another, whether that is driven, idle or
//! gone.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    pin::{Pin, pin},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use coc_core::{RateLimit, Retry};
use coc_transport_native::{
    Client, Error, ErrorKind, NativeTransport, Response, TokioClock, coc_core, models::Player,
};
use futures_util::{
    FutureExt as _,
    future::{Either, join_all, select},
};
use tokio::{runtime::Runtime, sync::mpsc, time::timeout};

use crate::read_head;

const PLAYER: &str = r##"{"tag":"#2PP","name":"Example"}"##;

/// Far longer than any response takes here.
const PATIENCE: Duration = Duration::from_secs(10);

type Call = Pin<Box<dyn Future<Output = Result<Response<Player>, Error>>>>;

/// A server that announces each request, and does not respond to the first ones.
struct Server {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<()>,
}

/// Starts a server that holds this many requests for ever and responds to all others at once.
fn serve(held: usize) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (announce, requests) = mpsc::unbounded_channel();
    thread::spawn(move || {
        let received = AtomicUsize::new(0);
        thread::scope(|scope| {
            for stream in listener.incoming() {
                let (announce, received, mut stream) = (announce.clone(), &received, stream.unwrap());
                scope.spawn(move || {
                    while wait_for_request(&mut stream) {
                        let number = received.fetch_add(1, Ordering::Relaxed);
                        // The test may have ended.
                        let _ = announce.send(());
                        if number < held {
                            let _ = stream.read(&mut [0]);
                            return;
                        }
                        let length = PLAYER.len();
                        let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{PLAYER}");
                        let _ = stream.write_all(response.as_bytes());
                    }
                });
            }
        });
    });
    Server { address, requests }
}

/// Reads the head of a request; false if the client closed the connection.
fn wait_for_request(stream: &mut TcpStream) -> bool {
    if !stream.peek(&mut [0]).is_ok_and(|length| length > 0) {
        return false;
    }
    read_head(stream);
    true
}

fn client(address: SocketAddr) -> Client {
    over(&NativeTransport::builder().no_proxy().build().unwrap(), address)
}

fn over(transport: &NativeTransport, address: SocketAddr) -> Client {
    Client::builder(transport.clone(), TokioClock::new())
        .base_url(format!("http://{address}/v1"))
        .token("a-token")
        .rate_limit(RateLimit::none())
        .retry(Retry::new().base_delay(Duration::ZERO))
        .build()
        .unwrap()
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Starts a call in this runtime, and drives it until the server has received its request.
fn start(
    runtime: &Runtime,
    server: &mut Server,
    call: coc_core::Call<coc_core::endpoint::GetPlayer>,
) -> Call {
    let mut call: Call = Box::pin(call.into_future());
    runtime.block_on(async {
        let received = pin!(server.requests.recv());
        match select(&mut call, received).await {
            Either::Right((Some(()), _)) => {}
            _ => panic!("the call ended, or the server did"),
        }
    });
    call
}

/// Runs the call in this runtime.
fn finish(
    runtime: &Runtime,
    call: impl Future<Output = Result<Response<Player>, Error>>,
) -> Response<Player> {
    runtime
        .block_on(async { timeout(PATIENCE, call).await })
        .expect("the call waited for another runtime")
        .unwrap()
}

#[test]
fn a_call_ends_although_an_identical_call_is_in_flight_in_an_idle_runtime() {
    let (mut server, idle, busy) = (serve(1), runtime(), runtime());
    let client = client(server.address);
    let first = start(&idle, &mut server, client.player("#2PP"));
    let second = finish(&busy, client.player("#2PP").into_future());
    assert_eq!((second.name.as_str(), second.attempts()), ("Example", 1));
    drop(first);
}

#[test]
fn a_call_ends_although_the_runtime_of_an_identical_call_in_flight_shuts_down() {
    let (mut server, other, busy) = (serve(1), runtime(), runtime());
    let client = client(server.address);
    let first = start(&other, &mut server, client.player("#2PP"));
    let mut second: Call = Box::pin(client.player("#2PP").into_future());
    // Joins the other call, if calls of two runtimes share a request.
    busy.block_on(async { assert!((&mut second).now_or_never().is_none()) });
    drop(other);
    assert_eq!(finish(&busy, second).name, "Example");
    drop(first);
}

#[test]
fn a_call_does_not_use_the_idle_connection_of_an_idle_runtime() {
    let (server, idle, busy) = (serve(0), runtime(), runtime());
    let client = client(server.address);
    finish(&idle, client.player("#2PP").into_future());
    // On the connection of the idle runtime there would be no response.
    let response = finish(&busy, client.player("#2PP").fresh().into_future());
    assert_eq!(response.attempts(), 1);
    // The connections of the first runtime are as good as before.
    assert_eq!(finish(&idle, client.player("#2PP").fresh().into_future()).attempts(), 1);
}

#[test]
fn a_call_that_moves_out_of_an_idle_runtime_times_out_and_is_retried() {
    let (mut server, idle, busy) = (serve(1), runtime(), runtime());
    let client = client(server.address);
    let call = start(&idle, &mut server, client.player("#2PP").timeout(Duration::from_millis(500)));
    assert_eq!(finish(&busy, call).attempts(), 2);
}

#[test]
fn a_call_that_moves_out_of_a_runtime_that_shut_down_is_retried() {
    let (mut server, gone, busy) = (serve(1), runtime(), runtime());
    let client = client(server.address);
    let call = start(&gone, &mut server, client.player("#2PP"));
    drop(gone);
    assert_eq!(finish(&busy, call).attempts(), 2);
}

#[test]
fn a_deadline_ends_a_call_that_moved_out_of_an_idle_runtime() {
    let (mut server, idle, busy) = (serve(1), runtime(), runtime());
    let client = client(server.address);
    let call = start(&idle, &mut server, client.player("#2PP").deadline(Duration::from_millis(50)));
    let error =
        busy.block_on(async { timeout(PATIENCE, call).await }).expect("the deadline is ignored").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[test]
fn a_static_client_serves_one_runtime_after_the_other() {
    static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| serve(0).address);
    static CLIENT: LazyLock<Client> = LazyLock::new(|| client(*SERVER));
    for _ in 0..10 {
        let runtime = runtime();
        let calls = (0..3).map(|_| CLIENT.player("#2PP").no_store().attempts(1).into_future());
        for response in runtime.block_on(join_all(calls)) {
            assert_eq!(response.unwrap().attempts(), 1);
        }
    }
}

#[test]
fn many_runtimes_use_one_client_at_once() {
    let server = serve(0);
    let client = client(server.address);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let runtime = runtime();
                for _ in 0..20 {
                    let response = finish(&runtime, client.player("#2PP").fresh().attempts(1).into_future());
                    assert_eq!(response.attempts(), 1);
                }
            });
        }
    });
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_and_async_clients_share_a_transport() {
    let (server, idle) = (serve(0), runtime());
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    let blocking = || {
        let builder = Client::builder(transport.clone(), TokioClock::new());
        let builder = builder.base_url(format!("http://{}/v1", server.address)).token("a-token");
        coc_transport_native::blocking::Client::new(builder).unwrap()
    };
    let client = over(&transport, server.address);
    finish(&idle, client.player("#2PP").into_future());
    let (first, second) = (blocking(), blocking());
    assert_eq!(first.player("#2PP").attempts(1).timeout(PATIENCE).send().unwrap().name, "Example");
    drop(first);
    assert_eq!(second.player("#2PP").attempts(1).timeout(PATIENCE).send().unwrap().name, "Example");
    assert_eq!(finish(&idle, client.player("#2PP").fresh().attempts(1).into_future()).name, "Example");
}

#[test]
fn a_call_in_a_runtime_without_sockets_or_timers_is_an_error() {
    let server = serve(0);
    let client = client(server.address);
    let without_timers = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let without_sockets = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for runtime in [without_timers, without_sockets] {
        let error = runtime.block_on(client.player("#2PP").into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
    }
    assert_eq!(finish(&runtime(), client.player("#2PP").into_future()).name, "Example");
}

#[test]
fn every_call_outside_a_runtime_is_an_error() {
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    let client = Client::builder(transport, TokioClock::new()).base_url("http://127.0.0.1:9/v1");
    // The second call waits for the rate limit.
    let client = client.token("a-token").rate_limit(RateLimit::per_second(1).burst(1)).build().unwrap();
    for _ in 0..2 {
        let call = pin!(client.player("#2PP").into_future());
        let error = call.now_or_never().expect("there is nothing to wait for").unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Transport), "{error:?}");
    }
}
