//! The thread that makes the calls of a blocking client.
//!
//! A runtime must neither be entered nor dropped inside another, so it never leaves its thread: it is made there, only its
//! handle comes out, and it is dropped there when the last [`Driver`] is gone.

use std::{
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use coc_core::{Error, ErrorKind};
use tokio::{
    runtime::{self, Handle},
    sync::oneshot,
};

/// Runs futures elsewhere and waits for them. Clones share the thread.
#[derive(Clone)]
pub(super) struct Driver(Arc<Inner>);

struct Inner {
    runtime: Handle,
    /// The thread runs until this is dropped.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Driver {
    pub(super) fn start() -> Result<Self, Error> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, started) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("coc-blocking".to_owned())
            .spawn(move || {
                let runtime = match runtime::Builder::new_current_thread().enable_all().build() {
                    Ok(runtime) => runtime,
                    Err(error) => return drop(ready.send(Err(error))),
                };
                if ready.send(Ok(runtime.handle().clone())).is_ok() {
                    // Ends in an error, because nobody ever sends anything.
                    let _ = runtime.block_on(stopped);
                }
                // A name that is still being looked up must not hold up whoever drops the client.
                runtime.shutdown_background();
            })
            .map_err(|error| cannot_start().caused_by(error))?;
        let runtime = started
            .recv()
            .map_err(|error| cannot_start().caused_by(error))?
            .map_err(|error| cannot_start().caused_by(error))?;
        Ok(Self(Arc::new(Inner { runtime, stop: Some(stop), thread: Some(thread) })))
    }

    /// Runs the future on the thread and blocks until it is done.
    pub(super) fn run<F>(&self, future: F) -> Result<F::Output, Error>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let (done, result) = mpsc::sync_channel(1);
        self.0.runtime.spawn(async move {
            // The caller waits, so somebody receives it.
            let _ = done.send(future.await);
        });
        // The sender is dropped without a result only if the future panicked; the thread outlives the call.
        result.recv().map_err(|_| Error::with_message(ErrorKind::Transport, "the call panicked"))
    }
}

fn cannot_start() -> Error {
    Error::with_message(ErrorKind::Transport, "the thread of the blocking client cannot be started")
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.stop.take());
        let Some(thread) = self.thread.take() else { return };
        // A client that one of its own calls owned is dropped on the thread itself, which cannot wait for its own end.
        if thread.thread().id() != thread::current().id() {
            // It ends at once, and a panic there has been reported by the call that caused it.
            let _ = thread.join();
        }
    }
}
