//! A response body that follows a script, so that it can be slow, end too early, or never end.

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

use super::connection::Wire;

/// One thing a body does.
#[derive(Debug)]
pub(crate) enum Step {
    /// Sends bytes.
    Data(Bytes),
    /// Lets what was sent so far reach the socket.
    Flush,
    /// Waits.
    Wait(Duration),
    /// Ends the connection without having sent the rest.
    Fail,
    /// Resets the connection.
    Reset,
    /// Does nothing more, for ever.
    Stall,
}

/// A body and its script.
#[derive(Debug)]
pub(crate) struct Script {
    steps: VecDeque<Step>,
    /// What `Content-Length` announces; none leaves HTTP/1.1 with chunks, as the real API does.
    length: Option<u64>,
    waiting: Option<Pin<Box<Sleep>>>,
    wire: Arc<Wire>,
}

impl Script {
    /// A body that does these things in turn.
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>, length: Option<u64>, wire: Arc<Wire>) -> Self {
        Self { steps: steps.into_iter().collect(), length, waiting: None, wire }
    }
}

impl Body for Script {
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
                Some(Step::Data(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Flush) => {
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Step::Wait(time)) => self.waiting = Some(Box::pin(tokio::time::sleep(time))),
                Some(Step::Fail) => {
                    return Poll::Ready(Some(Err(io::Error::other("this answer was to be truncated"))));
                }
                // These two never end, however often the body is polled again.
                Some(Step::Reset) => {
                    self.wire.reset();
                    self.steps.push_front(Step::Reset);
                    return Poll::Pending;
                }
                Some(Step::Stall) => {
                    self.wire.stall();
                    self.steps.push_front(Step::Stall);
                    return Poll::Pending;
                }
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
