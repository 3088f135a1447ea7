//! A response body that follows a script, so that it can be slow, truncated, or endless.

use std::collections::VecDeque;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::connection::ConnectionControl;

/// A step of a scripted body.
#[derive(Debug)]
pub(crate) enum BodyStep {
    /// Sends bytes.
    Data(Bytes),
    /// Flushes the sent data to the socket.
    Flush,
    /// Waits.
    Wait(Duration),
    /// Closes the connection without sending the rest.
    Fail,
    /// Resets the connection.
    Reset,
    /// Sends nothing more and never ends.
    Stall,
}

/// A body and its steps.
#[derive(Debug)]
pub(crate) struct ScriptedBody {
    steps: VecDeque<BodyStep>,
    /// The value of `Content-Length`; without it, HTTP/1.1 uses chunks, as the real API does.
    length: Option<u64>,
    waiting: Option<Pin<Box<Sleep>>>,
    connection: Arc<ConnectionControl>,
}

impl ScriptedBody {
    /// Creates a body with these steps.
    pub(crate) fn new(
        steps: impl IntoIterator<Item = BodyStep>,
        length: Option<u64>,
        connection: Arc<ConnectionControl>,
    ) -> Self {
        Self { steps: steps.into_iter().collect(), length, waiting: None, connection }
    }
}

impl Body for ScriptedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                if waiting.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                self.waiting = None;
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(BodyStep::Data(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(BodyStep::Flush) => {
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(BodyStep::Wait(time)) => self.waiting = Some(Box::pin(tokio::time::sleep(time))),
                Some(BodyStep::Fail) => {
                    return Poll::Ready(Some(Err(io::Error::other("a fault truncates this response"))));
                }
                // These two steps never end, however often the body is polled.
                Some(BodyStep::Reset) => {
                    self.connection.reset();
                    self.steps.push_front(BodyStep::Reset);
                    return Poll::Pending;
                }
                Some(BodyStep::Stall) => {
                    self.connection.stall();
                    self.steps.push_front(BodyStep::Stall);
                    return Poll::Pending;
                }
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
