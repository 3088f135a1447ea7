//! The server: accepts connections within limits, and shuts down gracefully.

use std::{
    collections::VecDeque,
    convert::Infallible,
    future, io,
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::Router;
use coc_transport_native::{
    Error, TokioClock,
    coc_core::{BaseUrl, Clock},
};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinHandle, JoinSet},
};
use tower_service::Service as _;

use crate::{
    access::Peer,
    app::{self, App},
    connections::{Connections, Overload, Slot},
    settings::{Settings, SettingsError},
    upstream::SharedClock,
    write_limit::WriteLimit,
};

/// The maximum size of a request head, in bytes.
const MAX_HEAD: usize = 16 << 10;

/// The pause after a failed accept, which happens when the system is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The backlog of connections that wait to be accepted, as far as the system allows it.
const BACKLOG: u32 = 1_024;

/// The maximum number of connections beyond a limit. They are accepted, so that health can be
/// checked at any time and others receive a reason; each new one beyond this number closes the
/// oldest.
const MAX_EXCESS: usize = 64;

/// A running proxy. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// The reason why a proxy could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The settings do not work together.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The client of the API rejected the settings.
    #[error(transparent)]
    Upstream(#[from] Error),
    /// The address is not available.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
}

impl Proxy {
    /// Starts a proxy with these settings. No request is sent to the API before a client sends one.
    ///
    /// # Errors
    /// [`StartError`] if the settings do not work together or the address is not available.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        Self::start_with_clock(settings, TokioClock::new()).await
    }

    /// Starts a proxy with a custom clock, which times freshness lifetimes, rates and time limits.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    #[expect(clippy::unused_async, reason = "it spawns a task, so it must be called within a runtime")]
    pub async fn start_with_clock(settings: Settings, clock: impl Clock) -> Result<Self, StartError> {
        let base_url: BaseUrl = settings.base_url.parse()?;
        settings.check(&base_url)?;
        let app = Arc::new(App::new(&settings, &base_url, SharedClock::new(clock))?);

        let cannot = |source| StartError::Listen { address: settings.listen, source };
        let listener = listen(settings.listen).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "started");
        let (stop, stopped) = watch::channel(false);
        let server = Server {
            router: app::router(&app, &settings),
            connections: Connections::new(&settings),
            excess: [Overload::Address, Overload::Total].map(|overload| app::excess_router(&app, overload)),
            head_timeout: settings.head_timeout,
            write_timeout: settings.write_timeout,
            stop: stopped.clone(),
            app,
        };
        let task = tokio::spawn(serve(listener, server, settings.grace, stopped));
        Ok(Self { address, stop, task })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL for clients of the API.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, app::BASE)
    }

    /// Stops accepting connections, and waits up to [`Settings::grace`] for requests in flight.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server task failed");
        }
    }
}

/// Listens as `TcpListener::bind` does, but with a backlog of more than 128: a client whose
/// connection does not fit retries only after a second.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows this option would let another program take the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts connections until the proxy is to stop, and then waits for requests in flight.
async fn serve(listener: TcpListener, server: Server, grace: Duration, mut stopped: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    // The connections beyond a limit, oldest first.
    let mut excess: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        tokio::select! {
            () = stop_requested(&mut stopped) => break,
            Some(_) = tasks.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match server.connections.admit(peer.ip()) {
                    Ok(slot) => {
                        tasks.spawn(server.connection(stream, peer, server.router.clone(), Some(slot)));
                    }
                    Err(overload) => {
                        let router = server.excess_router(overload);
                        let task = tasks.spawn(server.connection(stream, peer, router, None));
                        excess.retain(|task| !task.is_finished());
                        excess.push_back(task);
                        if excess.len() > MAX_EXCESS && let Some(oldest) = excess.pop_front() {
                            oldest.abort();
                        }
                    }
                },
                Err(error) => {
                    tracing::warn!(%error, "failed to accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    server.app.stopping.store(true, Ordering::Relaxed);
    drop(listener);
    tracing::info!(open = tasks.len(), "stopping");
    let ended = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(grace, ended).await.is_err() {
        tracing::warn!(open = tasks.len(), "closing connections whose requests did not finish in time");
    }
    tracing::info!("stopped");
}

/// The parts that serve a connection.
struct Server {
    app: Arc<App>,
    router: Router,
    connections: Connections,
    /// The routers of connections beyond the limit of their address, and beyond the total one.
    excess: [Router; 2],
    head_timeout: Duration,
    write_timeout: Duration,
    stop: watch::Receiver<bool>,
}

impl Server {
    fn excess_router(&self, overload: Overload) -> Router {
        let [address, total] = &self.excess;
        match overload {
            Overload::Address => address.clone(),
            Overload::Total => total.clone(),
        }
    }

    /// Serves a connection until it ends or is replaced or, after a stop, until its request in
    /// flight has finished. One without a slot is closed after one request.
    fn connection(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        router: Router,
        slot: Option<Slot>,
    ) -> impl Future<Output = ()> + use<> {
        // Responses are written at once, so Nagle's algorithm only delays them.
        let _ = stream.set_nodelay(true);
        let slot = slot.map(Arc::new);
        let used = slot.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            let (mut router, slot) = (router.clone(), used.clone());
            request.extensions_mut().insert(Peer(peer.ip()));
            async move {
                let _busy = slot.as_deref().map(Slot::busy);
                router.call(request).await.map_err(|error: Infallible| match error {})
            }
        });
        let stream = WriteLimit::new(stream, self.app.clock.clone(), self.write_timeout);
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.head_timeout)
            .max_buf_size(MAX_HEAD)
            .keep_alive(slot.is_some())
            .serve_connection(TokioIo::new(stream), service);
        let (counted, mut stop) = (self.app.metrics.connection(), self.stop.clone());
        async move {
            let _counted = counted;
            let mut serving = std::pin::pin!(serving);
            let ended = tokio::select! {
                ended = serving.as_mut() => ended,
                () = replaced(slot.as_deref()) => Ok(()),
                () = stop_requested(&mut stop) => {
                    serving.as_mut().graceful_shutdown();
                    serving.await
                }
            };
            if let Err(error) = ended {
                // Clients may disconnect at any time, so this is no warning.
                tracing::debug!(%peer, %error, "a connection ended early");
            }
        }
    }
}

/// Completes when the connection is replaced; never if it has no slot to give.
async fn replaced(slot: Option<&Slot>) {
    match slot {
        Some(slot) => slot.replaced().await,
        None => future::pending().await,
    }
}

/// Completes when the proxy is to stop, or when its handle is dropped.
async fn stop_requested(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
