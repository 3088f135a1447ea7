//! The server itself: listens, serves connections within limits, and stops without cutting anybody off.

use std::{
    convert::Infallible,
    io,
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
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
};
use tower_service::Service as _;

use crate::{
    app::{self, App},
    gate::Peer,
    settings::{Settings, SettingsError},
    upstream::SharedClock,
};

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 << 10;

/// How long to wait when the system has no descriptors left.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(50);

/// How many connections may wait to be accepted, if the system allows so many.
const WAITING_CONNECTIONS: u32 = 1_024;

/// A proxy that runs. Dropping it stops it, without waiting.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Why a proxy does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The settings do not go together.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The client of the API cannot be made of them.
    #[error(transparent)]
    Upstream(#[from] Error),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

impl Proxy {
    /// Starts a proxy with these settings. Nothing is asked of the API before a client asks.
    ///
    /// # Errors
    /// [`StartError`] if the settings do not go together or the address cannot be listened on.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        Self::start_with_clock(settings, TokioClock::new()).await
    }

    /// The same with a clock of one's own, which lifetimes, rates and time limits of calls go by.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    #[expect(clippy::unused_async, reason = "it spawns, so it must not be called where no runtime is")]
    pub async fn start_with_clock(settings: Settings, clock: impl Clock) -> Result<Self, StartError> {
        let base_url: BaseUrl = settings.base_url.parse()?;
        settings.check(&base_url)?;
        let app = Arc::new(App::new(&settings, &base_url, SharedClock::new(clock))?);
        let router = app::router(&app, &settings);

        let cannot = |source| StartError::Listen { address: settings.listen, source };
        let listener = listen(settings.listen).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(serve(listener, router, app, settings, stopped));
        Ok(Self { address, stop, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL for clients of the API.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, app::BASE)
    }

    /// Stops it: takes no more connections, lets requests that are under way end within [`Settings::grace`], and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server did not end by itself");
        }
    }
}

/// Listens as `TcpListener::bind` does, but with room for more than its 128 connections that nobody has accepted yet: one beyond
/// them is not refused but tries again, and that after a second.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows this would let another program take the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_CONNECTIONS)
}

async fn serve(
    listener: TcpListener,
    router: Router,
    app: Arc<App>,
    settings: Settings,
    mut stopped: watch::Receiver<bool>,
) {
    let room = Arc::new(Semaphore::new(settings.max_connections.min(Semaphore::MAX_PERMITS)));
    let stop = stopped.clone();
    let mut connections = JoinSet::new();
    let next = async || {
        // Never closed, so there is always a permit in the end.
        let permit = Arc::clone(&room).acquire_owned().await.ok();
        (listener.accept().await, permit)
    };
    loop {
        tokio::select! {
            () = told(&mut stopped) => break,
            Some(_) = connections.join_next() => {}
            (accepted, permit) = next() => match accepted {
                Ok((stream, peer)) => {
                    let (router, guard, stop) = (router.clone(), app.figures.connection(), stop.clone());
                    let head_timeout = settings.head_timeout;
                    connections.spawn(async move {
                        let _held = (permit, guard);
                        connection(stream, peer, router, head_timeout, stop).await;
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(OUT_OF_DESCRIPTORS).await;
                }
            },
        }
    }
    app.stopping.store(true, Ordering::Relaxed);
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(settings.grace, ended).await.is_err() {
        tracing::warn!(left = connections.len(), "requests did not end in time and are cut off");
    }
}

/// Serves one connection until it ends, or until the request that is under way at the stop has ended.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head_timeout: Duration,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are written whole, so waiting for more only delays them. A socket that cannot be told so works all the same.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let mut router = router.clone();
        request.extensions_mut().insert(Peer(peer.ip()));
        async move { router.call(request).await.map_err(|error: Infallible| match error {}) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = told(&mut stop) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        // Clients come and go; that is no fault of anybody.
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

/// Comes back when the proxy is to stop, or when its handle is gone.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
