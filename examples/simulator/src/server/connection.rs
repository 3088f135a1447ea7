//! One connection: HTTP/1.1 or HTTP/2 on a socket that a fault can reset, and that a stop lets finish its answers.

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

use super::{Shared, stop_of};

/// What an answer can do to the connection it goes over.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    cut: Notify,
    reset: AtomicBool,
    stalled: AtomicBool,
    stopping: AtomicBool,
}

impl Wire {
    /// Has the connection torn down with a TCP RST.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
        self.cut.notify_one();
    }

    /// Tells that an answer on this connection will never end, so that a stop does not wait for it.
    pub(crate) fn stall(&self) {
        self.stalled.store(true, Ordering::SeqCst);
        if self.stopping.load(Ordering::SeqCst) {
            self.cut.notify_one();
        }
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        if self.stalled.load(Ordering::SeqCst) {
            self.cut.notify_one();
        }
    }
}

/// Serves one connection until the client leaves, a fault cuts it, or `stop` turns true and the last answer is out.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let _open = shared.counters.connection();
    let wire = Arc::new(Wire::default());
    let service = service_fn({
        let (shared, wire) = (Arc::clone(&shared), Arc::clone(&wire));
        move |request| {
            let (shared, wire) = (Arc::clone(&shared), Arc::clone(&wire));
            async move { Ok::<_, io::Error>(shared.respond(request, &wire).await) }
        }
    });
    // A socket that refuses the option still works, only slower.
    let _ = stream.set_nodelay(true);
    let socket = TokioIo::new(Socket { stream, wire: Arc::clone(&wire) });
    let builder = auto::Builder::new(TokioExecutor::new());
    let mut connection = pin!(builder.serve_connection(socket, service));
    let mut stopping = false;
    loop {
        tokio::select! {
            // How a connection ended is the client's business; there is nobody here to tell.
            _ = connection.as_mut() => break,
            () = wire.cut.notified() => break,
            () = stop_of(&mut stop), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
                wire.stop();
            }
        }
    }
}

/// The socket; dropped after a reset was asked for it sends RST instead of FIN.
struct Socket {
    stream: TcpStream,
    wire: Arc<Wire>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.wire.reset.load(Ordering::SeqCst) {
            // Where the option is refused the client sees an orderly end in mid-answer, which is a fault as well.
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
