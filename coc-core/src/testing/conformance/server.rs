//! A small HTTP/1.1 server on loopback that misbehaves on request and records what it sees.
//!
//! Every address is `/{id}/{route}/...`: the id separates the observations of one case from all
//! others, the route selects the behaviour (`response.rs`). Two routes return the observations, so
//! that a case needs only its transport, and the server may run in another process (for example
//! beside a browser):
//!
//! - `/{id}/log` returns the requests of this id as JSON;
//! - `/{id}/wait/started/{n}` and `/{id}/wait/closed/{n}` respond once the server has held `n`
//!   requests of this id open, or once the client has closed `n` of those: `yes`, or `no` after a
//!   few seconds.

use std::{
    collections::HashMap,
    io::{self, Read as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    ops::RangeInclusive,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use serde_json::json;

use super::Addresses;

mod response;

/// The time limit of the route `wait`. Only a case that fails waits this long.
const WAIT_TIMEOUT: Duration = Duration::from_secs(5);

/// The range that is searched for a port that refuses connections.
const REFUSING_PORTS: RangeInclusive<u16> = 20_000..=20_099;

/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// A server that provokes every failure a transport must handle. Dropping it stops it.
///
/// ```
/// use coc_core::testing::conformance::Server;
///
/// // For a transport that runs in another process, such as a browser:
/// let server = Server::start()?;
/// println!("{}", server.addresses().here);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Server {
    addresses: Addresses,
    state: Arc<State>,
    listeners: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct State {
    observations: Mutex<Observations>,
    changed: Condvar,
    next_connection: AtomicU64,
    elsewhere: String,
}

#[derive(Debug, Default)]
struct Observations {
    stopping: bool,
    requests: HashMap<String, Vec<Received>>,
    started: HashMap<String, usize>,
    closed: HashMap<String, usize>,
    open: HashMap<u64, TcpStream>,
}

/// A request as received.
#[derive(Clone, Debug)]
struct Received {
    /// The listener that accepted it: `here` or `elsewhere`.
    host: &'static str,
    connection: u64,
    method: String,
    /// Path and query, byte for byte.
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Server {
    /// Starts to listen on two free ports of the loopback interface.
    ///
    /// # Errors
    /// Fails if no port is free, or none refuses connections.
    pub fn start() -> io::Result<Self> {
        let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (here, elsewhere) = (bind()?, bind()?);
        let addresses = Addresses {
            here: format!("http://{}", here.local_addr()?),
            elsewhere: format!("http://{}", elsewhere.local_addr()?),
            nowhere: format!("http://{}", refusing_address()?),
        };
        let state = Arc::new(State { elsewhere: addresses.elsewhere.clone(), ..State::default() });
        let listeners = vec![listen(here, "here", &state)?, listen(elsewhere, "elsewhere", &state)?];
        Ok(Self { addresses, state, listeners })
    }

    /// The addresses to send requests to.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }
}

/// Finds an address that refuses connections.
///
/// Its port is below the ephemeral ports. On an ephemeral port, the system may choose the target
/// port as the source port too, and the connection succeeds: it is connected to itself.
fn refusing_address() -> io::Result<SocketAddr> {
    REFUSING_PORTS
        .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .find(|address| {
            TcpStream::connect(address).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
        })
        .ok_or_else(|| {
            let message = format!("none of the ports {REFUSING_PORTS:?} refuses connections");
            io::Error::new(io::ErrorKind::AddrInUse, message)
        })
}

impl Drop for Server {
    fn drop(&mut self) {
        let open: Vec<TcpStream> = {
            let mut observations = self.state.observe();
            observations.stopping = true;
            observations.open.drain().map(|(_, stream)| stream).collect()
        };
        self.state.changed.notify_all();
        for stream in open {
            // An error means that the stream is closed already.
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        for address in [&self.addresses.here, &self.addresses.elsewhere] {
            // Wakes the listener, which then stops. A listener that cannot be reached has stopped.
            let _ = TcpStream::connect(address.trim_start_matches("http://"));
        }
        for listener in self.listeners.drain(..) {
            // A panic here would hide the panic of the test.
            let _ = listener.join();
        }
    }
}

fn listen(listener: TcpListener, host: &'static str, state: &Arc<State>) -> io::Result<JoinHandle<()>> {
    let state = Arc::clone(state);
    thread::Builder::new().name(format!("conformance-{host}")).spawn(move || {
        for stream in listener.incoming() {
            if state.observe().stopping {
                return;
            }
            // The client disconnected before it was accepted.
            let Ok(stream) = stream else { continue };
            let state = Arc::clone(&state);
            thread::spawn(move || serve(stream, host, &state));
        }
    })
}

/// Serves one connection until it is closed. An I/O error means that the client has disconnected.
fn serve(mut stream: TcpStream, host: &'static str, state: &State) {
    let connection = state.next_connection.fetch_add(1, Ordering::Relaxed);
    if let Ok(handle) = stream.try_clone() {
        let mut observations = state.observe();
        if observations.stopping {
            return;
        }
        observations.open.insert(connection, handle);
    }
    let _ = stream.set_nodelay(true);
    while let Ok(true) = exchange(&mut stream, host, connection, state) {}
    state.observe().open.remove(&connection);
}

/// Reads one request and responds. Returns whether to keep the connection open.
fn exchange(stream: &mut TcpStream, host: &'static str, connection: u64, state: &State) -> io::Result<bool> {
    // The head is peeked and not read: closing a connection with unread bytes resets it, and the
    // standard library has no other way to reset one.
    let Some((head_length, mut request)) = peek_head(stream)? else { return Ok(false) };
    (request.host, request.connection) = (host, connection);
    let mut parts = request.target.trim_start_matches('/').splitn(3, ['/', '?']);
    let (id, route, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let (id, route, rest) = (id.to_owned(), route.to_owned(), rest.to_owned());
    if route == "reset" && request.method != "OPTIONS" {
        state.record(&id, request);
        return Ok(false);
    }
    io::copy(&mut stream.take(head_length as u64), &mut io::sink())?;
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    stream.take(length).read_to_end(&mut request.body)?;
    let keep_alive = !request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    // A preflight is sent by the browser, not by the transport.
    if request.method != "OPTIONS" && !matches!(route.as_str(), "log" | "wait") {
        state.record(&id, request.clone());
    }
    Ok(response::respond(stream, state, &id, &route, &rest, &request)? && keep_alive)
}

/// Reads a request's head and leaves it in the socket. Returns `None` at the end of the connection.
fn peek_head(stream: &TcpStream) -> io::Result<Option<(usize, Received)>> {
    let mut buffer = vec![0; MAX_HEAD];
    loop {
        let length = stream.peek(&mut buffer)?;
        let bytes = buffer.get(..length).unwrap_or_default();
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
            return Ok(Some((end + 4, parse_head(&head))));
        }
        if length == 0 || length == MAX_HEAD {
            return Ok(None);
        }
        // Half a head. A peek returns at once while there are bytes, so it cannot wait for more.
        thread::yield_now();
    }
}

fn parse_head(head: &str) -> Received {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    Received {
        host: "",
        connection: 0,
        method: word(),
        target: word(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
    }
}

impl State {
    fn observe(&self) -> MutexGuard<'_, Observations> {
        self.observations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, id: &str, request: Received) {
        self.observe().requests.entry(id.to_owned()).or_default().push(request);
    }

    fn count(&self, id: &str, which: fn(&mut Observations) -> &mut HashMap<String, usize>) {
        *which(&mut self.observe()).entry(id.to_owned()).or_default() += 1;
        self.changed.notify_all();
    }

    /// Waits until the counter `which` of this id has reached `number`, and returns whether it has.
    fn wait(
        &self,
        id: &str,
        which: fn(&mut Observations) -> &mut HashMap<String, usize>,
        number: usize,
    ) -> bool {
        let mut reached = false;
        let waiting = self.changed.wait_timeout_while(self.observe(), WAIT_TIMEOUT, |observations| {
            reached = which(observations).get(id).copied().unwrap_or_default() >= number;
            !reached && !observations.stopping
        });
        drop(waiting);
        reached
    }

    fn log(&self, id: &str) -> Vec<u8> {
        let requests: Vec<_> =
            self.observe().requests.get(id).into_iter().flatten().map(Received::to_json).collect();
        serde_json::Value::from(requests).to_string().into_bytes()
    }
}

impl Received {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "host": self.host, "connection": self.connection, "method": self.method, "target": self.target,
            "headers": self.headers, "body": self.body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusing_port_is_never_the_source_port_of_a_connection() {
        let server = Server::start().unwrap();
        let nowhere = server.addresses().nowhere.trim_start_matches("http://");
        let refused = TcpStream::connect(nowhere).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let here = server.addresses().here.trim_start_matches("http://");
        let connections: Vec<_> = (0..100).map(|_| TcpStream::connect(here).unwrap()).collect();
        for connection in connections {
            assert!(!REFUSING_PORTS.contains(&connection.local_addr().unwrap().port()));
        }
    }
}
