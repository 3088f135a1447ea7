//! The [`UreqTransport`]: blocking calls on separate threads.
//!
//! Each thread has a ureq agent with one connection. A request waits until a thread is free, and
//! its future is woken when the response has arrived. Dropping the future removes a waiting
//! request, and closes the connection of a request in flight ([`Agent::shutdown`]), so that the
//! thread is free at once.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    io::{self, Read as _},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    thread,
    time::Duration,
};

use bytes::Bytes;
use coc_core::{Transport, TransportError, TransportErrorKind as Kind};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use ureq::{Agent, Timeout};

type SendResult = Result<http::Response<Bytes>, TransportError>;

/// A [`Transport`] over ureq: HTTP/1.1, rustls, gzip; no proxies, no redirects, no retries. Clones
/// share their threads, which end when the last clone is dropped.
#[derive(Clone)]
pub struct UreqTransport(Arc<Handle>);

/// Ends the threads when dropped.
struct Handle(Arc<Queue>);

struct Queue {
    state: Mutex<QueueState>,
    changed: Condvar,
    timeout: Duration,
    max_body: usize,
}

#[derive(Default)]
struct QueueState {
    jobs: VecDeque<Arc<Job>>,
    closed: bool,
}

/// A request, shared by its future and the thread that sends it.
struct Job {
    request: http::Request<Bytes>,
    state: Mutex<JobState>,
}

#[derive(Default)]
struct JobState {
    result: Option<SendResult>,
    waker: Option<Waker>,
    /// The agent that sends the request, while it is in flight.
    agent: Option<Agent>,
    cancelled: bool,
}

impl UreqTransport {
    /// Creates a transport with this number of threads, which limits the requests in flight. The
    /// limits are 30 seconds for a request and 16 MiB for a response.
    ///
    /// # Errors
    /// If a thread cannot be started.
    pub fn new(threads: usize) -> io::Result<Self> {
        Self::with_limits(threads, Duration::from_secs(30), 16 << 20)
    }

    /// Creates a transport with custom limits for a request's duration and a decompressed response.
    ///
    /// # Errors
    /// If a thread cannot be started.
    pub fn with_limits(threads: usize, timeout: Duration, max_body: usize) -> io::Result<Self> {
        let (state, changed) = (Mutex::default(), Condvar::new());
        let queue = Arc::new(Queue { state, changed, timeout, max_body });
        // Created first, so that started threads end if another one cannot be started.
        let handle = Handle(Arc::clone(&queue));
        for number in 0..threads.max(1) {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name(format!("coc-http-{number}")).spawn(move || queue.run_worker())?;
        }
        Ok(Self(Arc::new(handle)))
    }
}

impl Transport for UreqTransport {
    async fn send(&self, request: http::Request<Bytes>) -> SendResult {
        let job = Arc::new(Job { request, state: Mutex::default() });
        let queue = &self.0.0;
        queue.lock().jobs.push_back(Arc::clone(&job));
        queue.changed.notify_one();
        let cancel = Cancel { queue, job: &job };
        let result = poll_fn(|context| {
            let mut state = job.state();
            let result = state.result.take();
            if result.is_none() {
                state.waker = Some(context.waker().clone());
            }
            result.map_or(Poll::Pending, Poll::Ready)
        })
        .await;
        drop(cancel);
        result
    }
}

/// Cancels a request whose future is dropped. After its response this has no effect.
struct Cancel<'a> {
    queue: &'a Queue,
    job: &'a Arc<Job>,
}

impl Drop for Cancel<'_> {
    fn drop(&mut self) {
        let agent = {
            let mut state = self.job.state();
            state.cancelled = true;
            state.agent.take()
        };
        match agent {
            Some(agent) => agent.shutdown(),
            None => self.queue.lock().jobs.retain(|job| !Arc::ptr_eq(job, self.job)),
        }
    }
}

impl Job {
    fn state(&self) -> MutexGuard<'_, JobState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends requests until the transport is dropped; runs on each thread.
    fn run_worker(&self) {
        let mut agent = self.agent();
        while let Some(job) = self.next() {
            {
                let mut state = job.state();
                if state.cancelled {
                    continue;
                }
                state.agent = Some(agent.clone());
            }
            let result = self.exchange(&agent, &job.request);
            let mut state = job.state();
            state.agent = None;
            if state.cancelled {
                // The connection was closed, and the agent does not open another one.
                agent = self.agent();
            }
            state.result = Some(result);
            if let Some(waker) = state.waker.take() {
                drop(state);
                waker.wake();
            }
        }
    }

    fn next(&self) -> Option<Arc<Job>> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn agent(&self) -> Agent {
        Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("coc-embedded/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(self.timeout))
            .timeout_connect(Some(self.timeout.min(Duration::from_secs(10))))
            .max_idle_connections(1)
            .build()
            .new_agent()
    }

    fn exchange(&self, agent: &Agent, request: &http::Request<Bytes>) -> SendResult {
        let mut head = http::Request::new(());
        head.method_mut().clone_from(request.method());
        head.uri_mut().clone_from(request.uri());
        head.headers_mut().clone_from(request.headers());
        let response = if request.body().is_empty() {
            agent.run(head)
        } else {
            agent.run(head.map(|()| &**request.body()))
        };
        let (mut parts, body) = response.map_err(translate)?.into_parts();
        let body = self.read(body).map_err(translate)?.ok_or(TransportError::new(Kind::TooLarge))?;
        if parts.headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip") {
            // Both headers described the compressed body.
            parts.headers.remove(CONTENT_ENCODING);
            parts.headers.remove(CONTENT_LENGTH);
        }
        Ok(http::Response::from_parts(parts, body))
    }

    /// Reads the whole body; `None` if it is too large.
    fn read(&self, mut body: ureq::Body) -> Result<Option<Bytes>, ureq::Error> {
        let limit = u64::try_from(self.max_body).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        body.with_config().limit(u64::MAX).reader().take(limit).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= self.max_body).then(|| bytes.into()))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

/// Translates ureq's errors. Errors that may contain the URL are not stored as the source.
fn translate(error: ureq::Error) -> TransportError {
    let (kind, before_sending) = match &error {
        ureq::Error::Timeout(which) => (Kind::Timeout, matches!(which, Timeout::Resolve | Timeout::Connect)),
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => (Kind::Connect, true),
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => return TransportError::new(Kind::Request),
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable => (Kind::Connect, true),
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => (Kind::Timeout, false),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => (Kind::Other, false),
            _ => (Kind::Interrupted, false),
        },
        ureq::Error::Decompress(_, error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            (Kind::Interrupted, false)
        }
        _ => (Kind::Other, false),
    };
    let translated = TransportError::new(kind).with_source(error);
    if before_sending { translated.before_sending() } else { translated }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Queue { timeout, max_body, .. } = &*self.0.0;
        f.debug_struct("UreqTransport")
            .field("timeout", timeout)
            .field("max_body", max_body)
            .finish_non_exhaustive()
    }
}
