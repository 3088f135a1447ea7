//! A proxy in front of a simulator with a manual clock, and a small HTTP client.

use std::{net::SocketAddr, path::PathBuf};

use bytes::Bytes;
use coc_core::{RateLimit, testing::ManualClock};
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use proxy::{Credentials, Proxy, Settings};
use serde_json::Value;
use simulator::{Fault, FaultKind, Simulator};
use tokio::net::TcpStream;

/// A proxy in front of a simulator whose world does not change.
pub(crate) struct Rig {
    pub(crate) simulator: Simulator,
    pub(crate) proxy: Proxy,
    pub(crate) clock: ManualClock,
}

impl Rig {
    /// A proxy with one attempt per request and no rate limits.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with changed settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let simulator = Simulator::builder().clans(24).speed(0.0).start().await.unwrap();
        let mut settings = settings(&simulator);
        change(&mut settings);
        let clock = ManualClock::default();
        let proxy = Proxy::start_with_clock(settings, clock.clone()).await.unwrap();
        Self { simulator, proxy, clock }
    }

    /// Sends GET to a path below the base URL.
    pub(crate) async fn get(&self, path: &str) -> TestResponse {
        self.get_with(path, &[]).await
    }

    /// Sends GET with these headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> TestResponse {
        send(self.proxy.address(), "GET", &format!("/v1{path}"), headers, "").await.unwrap()
    }

    /// Sends a request to the simulator directly.
    pub(crate) async fn direct(&self, method: &str, path: &str, body: &str) -> TestResponse {
        let authorization = format!("Bearer {}", self.simulator.token());
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let path = format!("/v1{path}");
        send(self.simulator.address(), method, &path, &headers, body.to_owned()).await.unwrap()
    }

    /// The path of an existing clan.
    pub(crate) fn clan(&self) -> String {
        format!("/clans/{}", self.simulator.samples().clan.replace('#', "%23"))
    }

    /// Makes every request to the API fail like this.
    pub(crate) fn fault(&self, kind: FaultKind) {
        self.simulator.faults().add(Fault::new(kind)).unwrap();
    }

    /// The number of requests that the API has received.
    pub(crate) fn api_requests(&self) -> u64 {
        self.simulator.counters().requests
    }

    /// One value of `/metrics`; 0 if it is missing.
    pub(crate) async fn metric(&self, name: &str) -> u64 {
        let text = send(self.proxy.address(), "GET", "/metrics", &[], "").await.unwrap().text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().unwrap())
    }
}

/// Settings of a proxy in front of this simulator.
pub(crate) fn settings(simulator: &Simulator) -> Settings {
    Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: simulator.base_url(),
        credentials: Credentials::Tokens(vec![simulator.token().into()]),
        rate: None,
        upstream_rate: RateLimit::none(),
        attempts: 1,
        ..Settings::default()
    }
}

/// A raw response as received.
#[derive(Debug)]
pub(crate) struct TestResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl TestResponse {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The reason and message of an error.
    pub(crate) fn error(&self) -> (String, Option<String>) {
        let json = self.json();
        let text = |field: &str| json[field].as_str().map(str::to_owned);
        (text("reason").unwrap(), text("message"))
    }
}

/// A connection for several requests in sequence.
pub(crate) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    address: SocketAddr,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> hyper::Result<Self> {
        let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
        let (sender, connection) = http1::handshake(stream).await?;
        tokio::spawn(connection);
        Ok(Self { sender, address })
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> hyper::Result<TestResponse> {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", self.address.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.sender.send_request(request.body(Full::new(body.into())).unwrap()).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(TestResponse { status: head.status.as_u16(), headers: head.headers, body })
    }
}

/// Sends one request on a new connection.
pub(crate) async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> hyper::Result<TestResponse> {
    Connection::open(address).await?.send(method, path, headers, body).await
}

/// Raises the limit of open files, often 1,024: both ends of every connection are in this process.
pub(crate) fn raise_file_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current: most.map(|most| most.min(8_192)), maximum: most })
            .unwrap();
    }
}

/// A new folder, which is removed with the guard.
pub(crate) struct TempFolder(pub(crate) PathBuf);

impl TempFolder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("coc-proxy-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
