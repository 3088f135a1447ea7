//! [`WriteLimit`]: a connection whose client must receive what is sent to it within a time limit.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use coc_transport_native::coc_core::{BoxFuture, Clock as _};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::upstream::SharedClock;

/// A connection that fails once a response has waited for its client for too long.
///
/// The time runs from the moment when the system accepts no more bytes until all are sent. So a
/// client that reads a byte now and then has no more time than one that reads none, and a response
/// that the system accepts at once needs no timer.
pub(crate) struct WriteLimit {
    stream: TcpStream,
    clock: SharedClock,
    limit: Duration,
    waiting: Option<BoxFuture<'static, ()>>,
}

impl WriteLimit {
    pub(crate) fn new(stream: TcpStream, clock: SharedClock, limit: Duration) -> Self {
        Self { stream, clock, limit, waiting: None }
    }

    fn limited(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            return written;
        }
        let waiting = self.waiting.get_or_insert_with(|| self.clock.sleep(self.limit));
        ready!(waiting.as_mut().poll(context));
        // Closing resets the connection, so that the system does not hold the rest any longer.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client did not read the response")))
    }
}

impl AsyncRead for WriteLimit {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for WriteLimit {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limited(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.limited(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called once the system has accepted everything.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.waiting = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl fmt::Debug for WriteLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteLimit").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use coc_core::testing::ManualClock;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpSocket,
    };

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    /// A client and a limited connection to it, with small buffers in between.
    async fn connect(clock: &ManualClock) -> (TcpStream, WriteLimit) {
        let (ours, theirs) = (TcpSocket::new_v4().unwrap(), TcpSocket::new_v4().unwrap());
        ours.set_send_buffer_size(4_096).unwrap();
        theirs.set_recv_buffer_size(4_096).unwrap();
        ours.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = ours.listen(1).unwrap();
        let client = theirs.connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        (client, WriteLimit::new(stream, SharedClock::new(clock.clone()), LIMIT))
    }

    async fn let_others_run() {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_client_that_reads_slowly_has_no_more_time_than_one_that_never_reads() {
        for bytes in [0, 2_000] {
            let clock = ManualClock::default();
            let (mut client, mut limited) = connect(&clock).await;
            let sent = tokio::spawn(async move { limited.write_all(&vec![7; 1 << 20]).await });
            for second in 0..30 {
                let_others_run().await;
                assert!(!sent.is_finished(), "after {second} s");
                if bytes > 0 {
                    client.read_exact(&mut vec![0; bytes]).await.unwrap();
                }
                clock.advance(Duration::from_secs(1));
            }
            assert_eq!(sent.await.unwrap().unwrap_err().kind(), io::ErrorKind::TimedOut, "{bytes} bytes/s");
        }
    }

    #[tokio::test]
    async fn each_response_has_the_whole_time() {
        let clock = ManualClock::default();
        let (mut client, mut limited) = connect(&clock).await;
        for _ in 0..3 {
            let send = async {
                limited.write_all(&vec![7; 1 << 18]).await.unwrap();
                limited.flush().await.unwrap();
            };
            let receive = async {
                let_others_run().await;
                clock.advance(LIMIT.mul_f64(0.9));
                client.read_exact(&mut vec![0; 1 << 18]).await.unwrap();
            };
            tokio::join!(send, receive);
        }
        assert_eq!(clock.sleepers(), 0, "no timer is left behind");
    }
}
