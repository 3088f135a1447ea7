//! One connection: HTTP/1.1 or HTTP/2 on a socket that a fault can reset, with a graceful shutdown.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};

use super::{Shared, stop_requested};

/// The control of a connection by its responses.
#[derive(Debug, Default)]
pub(crate) struct ConnectionControl {
    cut: Notify,
    reset: AtomicBool,
    stalled: AtomicBool,
    stopping: AtomicBool,
    used: AtomicBool,
}

impl ConnectionControl {
    /// Closes the connection with a TCP RST.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
        self.cut.notify_one();
    }

    /// Marks a response on this connection as endless, so that a shutdown does not wait for it.
    pub(crate) fn stall(&self) {
        self.stalled.store(true, Ordering::SeqCst);
        if self.stopping.load(Ordering::SeqCst) {
            self.cut.notify_one();
        }
    }

    /// Marks the connection as used, and returns whether it was used before.
    pub(crate) fn mark_used(&self) -> bool {
        self.used.swap(true, Ordering::SeqCst)
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        if self.stalled.load(Ordering::SeqCst) {
            self.cut.notify_one();
        }
    }
}

/// Serves one connection until the client, a fault or, after the last response, `stop` ends it.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let _open = shared.counters.connection();
    let control = Arc::new(ConnectionControl::default());
    let service = service_fn({
        let (shared, control) = (Arc::clone(&shared), Arc::clone(&control));
        move |request| {
            let (shared, control) = (Arc::clone(&shared), Arc::clone(&control));
            async move { Ok::<_, io::Error>(shared.respond(request, &control).await) }
        }
    });
    // The connection works without this option, too, only slower.
    let _ = stream.set_nodelay(true);
    let socket = TokioIo::new(Socket { stream, control: Arc::clone(&control) });
    let builder = auto::Builder::new(TokioExecutor::new());
    let mut connection = pin!(builder.serve_connection(socket, service));
    let mut stopping = false;
    loop {
        tokio::select! {
            // Clients may close a connection in any way; no error is reported.
            _ = connection.as_mut() => break,
            () = control.cut.notified() => break,
            () = stop_requested(&mut stop), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
                control.stop();
            }
        }
    }
}

/// The socket, which sends RST instead of FIN when it is dropped after a reset.
struct Socket {
    stream: TcpStream,
    control: Arc<ConnectionControl>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.control.reset.load(Ordering::SeqCst) {
            // Without this option the client sees an orderly close in mid-response, which is a
            // fault as well.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
