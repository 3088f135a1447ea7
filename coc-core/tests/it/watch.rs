//! The watcher, over a fake transport in virtual time.

mod calendar;
mod delivery;
mod maintenance;
mod polls;
mod snapshots;
mod subjects;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use coc_core::{
    Builder, Client, Instant,
    testing::{FakeTransport, ManualClock},
    watch::{Event, Subject, Watcher},
};
use futures_util::{FutureExt as _, Stream as _};

use crate::{SECOND, builder, response};

/// 2026-11-27T00:00:00Z, a Friday.
const START: Duration = Duration::from_secs(1_795_737_600);

/// A response as a function of the time since the start of the test.
type Respond = Arc<dyn Fn(Duration) -> http::Response<Bytes> + Send + Sync>;

/// A server whose responses a test sets by path, and which records when it was requested.
#[derive(Clone)]
struct Server {
    clock: ManualClock,
    responses: Arc<Mutex<HashMap<String, Respond>>>,
    requests: Arc<Mutex<Vec<(Duration, String)>>>,
}

impl Server {
    fn new() -> Self {
        let clock = ManualClock::starting_at(START);
        Self { clock, responses: Arc::default(), requests: Arc::default() }
    }

    /// Sets the response to requests for this path, or with `*` for every path.
    fn set(&self, path: &str, response: http::Response<Bytes>) {
        self.responses.lock().unwrap().insert(path.to_owned(), Arc::new(move |_| response.clone()));
    }

    /// Sets a body that changes with time, and is fresh for a minute.
    fn changing(&self, path: &str, body: impl Fn(Duration) -> String + Send + Sync + 'static) {
        let respond = move |at| response(200, &[("cache-control", "max-age=60")], &body(at));
        self.responses.lock().unwrap().insert(path.to_owned(), Arc::new(respond));
    }

    /// Sets a body that is fresh for a minute.
    fn body(&self, path: &str, body: &str) {
        self.set(path, response(200, &[("cache-control", "max-age=60")], body));
    }

    fn status(&self, path: &str, status: u16, reason: &str) {
        self.set(path, response(status, &[], &format!(r#"{{"reason":"{reason}"}}"#)));
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn builder(&self) -> Builder {
        let server = self.clone();
        let transport = FakeTransport::new(move |request| {
            let path = request.uri().path().trim_start_matches("/v1").to_owned();
            server.requests.lock().unwrap().push((server.elapsed(), path.clone()));
            let responses = server.responses.lock().unwrap();
            let respond = responses.get("*").or_else(|| responses.get(&path));
            Ok(respond.map_or_else(
                || response(404, &[("cache-control", "max-age=60")], r#"{"reason":"notFound"}"#),
                |respond| respond(server.elapsed()),
            ))
        });
        builder(&transport, &self.clock)
    }

    fn elapsed(&self) -> Duration {
        use coc_core::Clock as _;
        self.clock.now().saturating_since(Instant::default())
    }

    /// Returns the times of the requests for this path, in seconds.
    fn times(&self, path: &str) -> Vec<f64> {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|(_, sent)| sent == path).map(|(at, _)| at.as_secs_f64()).collect()
    }

    /// Returns the seconds between the requests for this path.
    fn intervals(&self, path: &str) -> Vec<f64> {
        self.times(path).windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    /// Runs the watcher for this long, and returns its events.
    fn run(&self, watcher: &mut Watcher, duration: Duration) -> Vec<Event> {
        let (mut events, end) = (Vec::new(), self.elapsed() + duration);
        loop {
            events.extend(std::iter::from_fn(|| ready(watcher)));
            let left = end.saturating_sub(self.elapsed());
            if left.is_zero() {
                return events;
            }
            self.clock.advance(self.clock.next_wake().map_or(left, |next| next.min(left)));
        }
    }
}

/// Returns the next event if there is one now.
fn ready(watcher: &mut Watcher) -> Option<Event> {
    // A watcher that yields to its executor has woken its task.
    for _ in 0..10_000 {
        let (waker, woken) = flag();
        let poll = std::pin::Pin::new(&mut *watcher).poll_next(&mut Context::from_waker(&waker));
        match poll {
            Poll::Ready(event) => return event,
            Poll::Pending if woken.load(std::sync::atomic::Ordering::SeqCst) => {}
            Poll::Pending => return None,
        }
    }
    panic!("the watcher never stops");
}

/// Returns a waker that sets the flag.
fn flag() -> (Waker, Arc<std::sync::atomic::AtomicBool>) {
    struct Flag(Arc<std::sync::atomic::AtomicBool>);
    impl std::task::Wake for Flag {
        fn wake(self: Arc<Self>) {
            self.0.store(true, std::sync::atomic::Ordering::SeqCst);
        }
    }
    let flag = Arc::new(std::sync::atomic::AtomicBool::new(false));
    (Waker::from(Arc::new(Flag(Arc::clone(&flag)))), flag)
}

fn clan(tag: &str) -> Subject {
    Subject::Clan(tag.parse().unwrap())
}

fn player(tag: &str) -> Subject {
    Subject::Player(tag.parse().unwrap())
}

const CLAN: &str = "/clans/%232PP";

#[test]
fn a_watcher_without_subjects_waits_for_one() {
    let server = Server::new();
    let mut watcher = server.client().watcher();
    assert!(server.run(&mut watcher, SECOND * 1_000).is_empty());
    assert_eq!(server.clock.sleepers(), 0);

    let subjects = watcher.subjects();
    let (waker, woken) = flag();
    {
        let mut next = std::pin::pin!(watcher.next());
        assert!(next.poll_unpin(&mut Context::from_waker(&waker)).is_pending());
        subjects.follow(clan("#2PP"));
        assert!(woken.load(std::sync::atomic::Ordering::SeqCst), "the pending future is woken");
    }
    server.run(&mut watcher, SECOND);
    assert_eq!(server.times(CLAN).len(), 1);
}
