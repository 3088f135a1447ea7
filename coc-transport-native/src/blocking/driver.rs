//! [`Driver`]: the thread that makes the calls of a blocking client.
//!
//! A runtime must neither be entered nor dropped inside another. So it never leaves its thread: it
//! is created there, only its handle is shared, and it is dropped there after the last [`Driver`].

use std::{
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use coc_core::{Error, ErrorKind};
use tokio::{
    runtime::{self, Handle},
    sync::oneshot,
};

/// Runs futures on a thread and waits for them. Clones share the thread.
#[derive(Clone)]
pub(super) struct Driver(Arc<Inner>);

struct Inner {
    runtime: Handle,
    /// Stops the thread when dropped.
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
                    // Ends with an error, because nothing is ever sent.
                    let _ = runtime.block_on(stopped);
                }
                // A DNS lookup in progress must not delay the drop of the client.
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
            // The caller waits for it, so the receiver exists.
            let _ = done.send(future.await);
        });
        // The sender is dropped without a result only if the future panicked; the thread outlives
        // the call.
        result.recv().map_err(|_| Error::with_message(ErrorKind::Transport, "the call panicked"))
    }
}

fn cannot_start() -> Error {
    Error::with_message(ErrorKind::Transport, "cannot start the thread of the blocking client")
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.stop.take());
        let Some(thread) = self.thread.take() else { return };
        // A client that is owned by one of its own calls is dropped on the thread itself, which
        // cannot join itself.
        if thread.thread().id() != thread::current().id() {
            // The thread ends at once. A panic there was reported by the call that caused it.
            let _ = thread.join();
        }
    }
}
