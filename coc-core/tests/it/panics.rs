//! Panics of custom code. They end their own call with an error, and affect no other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use bytes::Bytes;
use coc_core::{
    BoxFuture, Builder, Client, Clock, Credentials, DecodeError, Endpoint, Error, ErrorKind, Instant,
    RateLimit, RefreshingCredentials, Retry, Route, Target, Token, TokenRejection, TokenSet, TokenSource,
    TransportError,
    cache::{Cache, CacheKey, Entry},
    endpoint::{DecodeAs, GetClan},
    metrics::{CallRecord, Metrics},
    middleware::{AttemptNext, CallNext, Middleware},
    testing::{FakeTransport, ManualClock},
};
use futures_util::{
    FutureExt,
    future::{join_all, ready},
};

use crate::{SECOND, builder, clan, delayed, response, sent};

/// Panics while it is set.
#[derive(Clone, Debug, Default)]
struct Bomb(Arc<AtomicBool>);

impl Bomb {
    fn set(&self, on: bool) {
        self.0.store(on, Ordering::Relaxed);
    }

    fn tick(&self) {
        assert!(!self.0.load(Ordering::Relaxed), "on purpose");
    }
}

/// A future that panics when it is dropped.
struct PanicsOnDrop(Bomb);

impl Drop for PanicsOnDrop {
    fn drop(&mut self) {
        self.0.tick();
    }
}

fn good() -> http::Response<Bytes> {
    response(200, &[], &clan(1))
}

/// A client with one permit, which a call that did not release it would block for good.
fn one_permit(builder: Builder) -> Client {
    builder.rate_limit(RateLimit::none().in_flight(1)).retry(Retry::never()).build().unwrap()
}

/// Makes two calls: the first fails with this kind while the bomb is set, the second succeeds.
fn fails_once(clock: &ManualClock, client: &Client, bomb: &Bomb, kind: ErrorKind) -> Error {
    bomb.set(true);
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    bomb.set(false);
    assert_eq!((error.kind(), error.endpoint()), (kind, Some("clan")), "{error}");
    assert!(error.to_string().contains("panicked"), "{error}");
    clock.run(client.clan("#2PP").into_future()).unwrap();
    error
}

#[test]
fn a_panic_of_the_transport_is_an_error_of_the_call() {
    type SendFuture = BoxFuture<'static, Result<http::Response<Bytes>, TransportError>>;
    let (bomb, clock) = (Bomb::default(), ManualClock::default());
    let cases: [fn(Bomb) -> SendFuture; 3] = [
        |bomb| {
            bomb.tick();
            Box::pin(ready(Ok(good())))
        },
        |bomb| {
            Box::pin(async move {
                bomb.tick();
                Ok(good())
            })
        },
        |bomb| {
            Box::pin(async move {
                let _later = PanicsOnDrop(bomb);
                Ok(good())
            })
        },
    ];
    for send in cases {
        let transport = {
            let bomb = bomb.clone();
            FakeTransport::pending(move |_| send(bomb.clone()))
        };
        let client = one_permit(builder(&transport, &clock).no_cache());
        fails_once(&clock, &client, &bomb, ErrorKind::Transport);
    }
}

#[test]
fn joined_calls_fail_with_the_error_of_a_panic() {
    let (bomb, clock) = (Bomb::default(), ManualClock::default());
    let transport = {
        let bomb = bomb.clone();
        delayed(&clock, SECOND, move |_| {
            bomb.tick();
            good()
        })
    };
    let client = one_permit(builder(&transport, &clock));
    bomb.set(true);
    let results = clock.run(join_all((0..5).map(|_| client.clan("#2PP").into_future())));
    assert!(results.iter().all(|result| result.as_ref().is_err_and(|e| e.kind() == ErrorKind::Transport)));
    assert_eq!(sent(&transport).len(), 1);
    bomb.set(false);
    let results = clock.run(join_all((0..5).map(|_| client.clan("#2PP").into_future())));
    assert!(results.iter().all(Result::is_ok));
}

/// A clock that panics at one use, whichever that is.
#[derive(Clone, Debug)]
struct PanickingClock {
    clock: ManualClock,
    uses_left: Arc<AtomicU32>,
    /// Whether it panics at every use from then on.
    lasting: bool,
}

impl PanickingClock {
    fn tick(&self) {
        match self.uses_left.load(Ordering::Relaxed) {
            0 if self.lasting => panic!("on purpose"),
            0 => {}
            1 if !self.lasting => {
                self.uses_left.store(0, Ordering::Relaxed);
                panic!("on purpose");
            }
            left => self.uses_left.store(left - 1, Ordering::Relaxed),
        }
    }
}

impl Clock for PanickingClock {
    fn now(&self) -> Instant {
        self.tick();
        self.clock.now()
    }

    fn unix_time(&self) -> Duration {
        self.tick();
        self.clock.unix_time()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.tick();
        let (this, sleep) = (self.clone(), self.clock.sleep(duration));
        Box::pin(async move {
            this.tick();
            sleep.await;
            this.tick();
        })
    }

    fn executor(&self) -> u64 {
        self.tick();
        0
    }
}

#[test]
fn a_panic_of_the_clock_at_any_use_ends_only_the_call() {
    for lasting in [false, true] {
        let mut failures = 0;
        for uses in 1..200 {
            let time = ManualClock::default();
            let transport = delayed(&time, SECOND, |_| response(502, &[], ""));
            let uses_left = Arc::new(AtomicU32::new(u32::MAX));
            let clock = PanickingClock { clock: time.clone(), uses_left: Arc::clone(&uses_left), lasting };
            let client =
                Client::builder(transport, clock).base_url("https://api.example/v1").token("a-token");
            let client = client.rate_limit(RateLimit::none().in_flight(1)).deadline(SECOND * 100);
            let client = client.metrics_window(10).build().unwrap();
            uses_left.store(uses, Ordering::Relaxed);
            // The third waits for a permit of the second, in a queue.
            let calls = [client.clan("#2PP"), client.clan("#2PP"), client.clan("#8QU8J9LP")];
            let results = time.run(join_all(calls.map(IntoFuture::into_future)));
            let panicked = results.iter().filter(|result| {
                let error = result.as_ref().unwrap_err();
                assert!(matches!(error.kind(), ErrorKind::Server | ErrorKind::Transport), "{error}");
                error.kind() == ErrorKind::Transport
            });
            failures += panicked.count();
            uses_left.store(u32::MAX, Ordering::Relaxed);
            let after = time.run(client.clan("#2PP").into_future()).unwrap_err();
            assert_eq!(after.kind(), ErrorKind::Server, "after {uses} uses: {after}");
        }
        assert!(failures > 30, "{failures} failures, so the clock is hardly used");
    }
}

/// Panics when it is woken.
struct PanicsOnWake;

impl Wake for PanicsOnWake {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

impl Drop for PanicsOnWake {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "on purpose");
    }
}

#[test]
fn a_panic_of_a_waker_affects_no_joined_call() {
    let clock = ManualClock::default();
    let transport = delayed(&clock, SECOND, |_| good());
    let client = one_permit(builder(&transport, &clock));
    let mut first = client.clan("#2PP").send();
    {
        let waker = Waker::from(Arc::new(PanicsOnWake));
        assert!(first.poll_unpin(&mut Context::from_waker(&waker)).is_pending());
        std::mem::forget(waker);
    }
    let others = join_all((0..3).map(|_| client.clan("#2PP").into_future()));
    assert!(clock.run(others).iter().all(Result::is_ok));
    assert!(first.now_or_never().expect("the response is there").is_ok());
}

#[test]
fn a_panic_of_a_waker_in_the_queue_of_permits_affects_no_other_call() {
    let clock = ManualClock::default();
    let transport = delayed(&clock, SECOND, |_| good());
    let client = one_permit(builder(&transport, &clock).no_cache());
    let mut in_flight = client.clan("#2PP").send();
    assert!((&mut in_flight).now_or_never().is_none());
    let mut queued = client.clan("#8QU8J9LP").send();
    {
        let waker = Waker::from(Arc::new(PanicsOnWake));
        assert!(queued.poll_unpin(&mut Context::from_waker(&waker)).is_pending());
        std::mem::forget(waker);
    }
    let mut last = client.player("#2PP").raw().send();
    assert!((&mut last).now_or_never().is_none());
    // Grants the permit to the queued call, and wakes it.
    assert!(clock.run(in_flight).is_ok());
    drop(queued);
    assert!(clock.run(last).is_ok());
}

/// A middleware that panics in one of its hooks.
struct PanickingMiddleware(Bomb, bool);

impl Middleware for PanickingMiddleware {
    fn name(&self) -> &'static str {
        "broken"
    }

    async fn call(
        &self,
        request: coc_core::Request,
        next: CallNext<'_>,
    ) -> Result<coc_core::UntypedResponse, Error> {
        if self.1 {
            self.0.tick();
        }
        next.run(request).await
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let response = next.run(request).await;
        if !self.1 {
            self.0.tick();
        }
        response
    }
}

#[test]
fn a_panic_of_a_middleware_is_an_error_that_names_it() {
    for per_call in [true, false] {
        let (bomb, clock) = (Bomb::default(), ManualClock::default());
        let transport = delayed(&clock, SECOND, |_| good());
        let middleware = PanickingMiddleware(bomb.clone(), per_call);
        let client = one_permit(builder(&transport, &clock).no_cache().middleware(middleware));
        let error = fails_once(&clock, &client, &bomb, ErrorKind::Middleware);
        assert_eq!(error.middleware(), Some("broken"));
    }
}

impl Metrics for Bomb {
    fn record(&self, _: &CallRecord<'_>) {
        self.tick();
    }
}

#[test]
fn a_panic_of_an_exporter_of_metrics_fails_no_call() {
    let (bomb, clock) = (Bomb::default(), ManualClock::default());
    let transport = FakeTransport::new(|_| Ok(good()));
    let client = builder(&transport, &clock).metrics(bomb.clone()).metrics_window(10).build().unwrap();
    bomb.set(true);
    // From the network, and from the cache.
    assert!(!clock.run(client.clan("#2PP").into_future()).unwrap().is_from_cache());
    assert!(clock.run(client.clan("#2PP").into_future()).unwrap().is_from_cache());
    assert_eq!(client.metrics().unwrap().calls, 2);
}

/// A store that panics.
impl Cache for Bomb {
    async fn get(&self, _: &CacheKey) -> Result<Option<Entry>, Error> {
        self.tick();
        Ok(None)
    }

    async fn put(&self, _: &CacheKey, _: Entry) -> Result<(), Error> {
        self.tick();
        Ok(())
    }

    async fn remove(&self, _: &CacheKey) -> Result<bool, Error> {
        self.tick();
        Ok(false)
    }

    async fn clear(&self) -> Result<u64, Error> {
        self.tick();
        Ok(0)
    }
}

#[test]
fn a_panic_of_a_store_is_a_failure_of_the_store_and_fails_no_call() {
    let (bomb, clock) = (Bomb::default(), ManualClock::default());
    let transport = FakeTransport::new(|_| Ok(good()));
    let client = one_permit(builder(&transport, &clock).cache(bomb.clone()));
    bomb.set(true);
    clock.run(async {
        assert!(client.clan("#2PP").await.is_ok());
        assert_eq!(client.cache_stats().await.unwrap().failures, 2, "one get and one put");
        assert_eq!(client.clear_cache().await.unwrap_err().kind(), ErrorKind::Cache);
        assert_eq!(client.invalidate(&GetClan::new("#2PP")).await.unwrap_err().kind(), ErrorKind::Cache);
    });
}

/// Credentials that panic; the second field tells where.
struct PanickingCredentials(Bomb, bool);

impl Credentials for PanickingCredentials {
    async fn tokens(&self) -> Result<TokenSet, Error> {
        if self.1 {
            self.0.tick();
        }
        Ok(TokenSet::new([Token::new("a-token")?]))
    }

    async fn reject(&self, _: &TokenRejection) -> Result<bool, Error> {
        self.0.tick();
        Ok(true)
    }
}

#[test]
fn a_panic_of_the_credentials_is_an_error_of_the_call() {
    for in_tokens in [true, false] {
        let (bomb, clock) = (Bomb::default(), ManualClock::default());
        let rejects = bomb.clone();
        let transport = FakeTransport::new(move |_| {
            let rejected = rejects.0.load(Ordering::Relaxed);
            let body = r#"{"reason":"accessDenied","message":"Invalid authorization"}"#;
            Ok(if rejected { response(403, &[], body) } else { good() })
        });
        let credentials = PanickingCredentials(bomb.clone(), in_tokens);
        let client = one_permit(builder(&transport, &clock).no_cache().credentials(credentials));
        fails_once(&clock, &client, &bomb, ErrorKind::Credentials);
    }
}

impl TokenSource for Bomb {
    async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        let mut polls = 0;
        futures_util::future::poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls > 5 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        self.tick();
        Ok(vec![Token::new("a-token")?])
    }
}

#[test]
fn a_panic_of_a_source_of_tokens_fails_all_waiting_calls_and_no_later_one() {
    let (bomb, clock) = (Bomb::default(), ManualClock::default());
    let transport = FakeTransport::new(|_| Ok(good()));
    let credentials = RefreshingCredentials::new(bomb.clone());
    let client = builder(&transport, &clock).no_cache().credentials(credentials).build().unwrap();
    bomb.set(true);
    let calls = ["#2PP", "#8QU8J9LP", "#28Y"].map(|tag| client.clan(tag).into_future());
    for result in clock.run(join_all(calls)) {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Credentials);
    }
    bomb.set(false);
    assert!(clock.run(client.clan("#2PP").into_future()).is_ok());
}

/// A type whose decoder panics.
#[derive(Debug)]
struct Broken;

impl<'de> serde::Deserialize<'de> for Broken {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("on purpose");
    }
}

/// An endpoint without a target.
struct NoTarget;

impl Endpoint for NoTarget {
    type Output = ();
    const ROUTE: Route = GetClan::ROUTE;

    fn target(&self) -> Result<Target, Error> {
        panic!("on purpose");
    }

    fn decode(_: &Bytes) -> Result<(), DecodeError> {
        Ok(())
    }
}

#[test]
fn a_panic_of_an_endpoint_is_an_error_of_the_call() {
    let clock = ManualClock::default();
    let client = one_permit(builder(&FakeTransport::new(|_| Ok(good())), &clock));
    let broken = || clock.run(client.call(DecodeAs::<_, Broken>::new(GetClan::new("#2PP"))).into_future());
    assert_eq!(broken().unwrap_err().kind(), ErrorKind::Decode);
    assert!(clock.run(client.clan("#2PP").into_future()).is_ok());
    // Decodes the cached response.
    assert!(broken().is_err());
    let error = clock.run(client.call(NoTarget).into_future()).unwrap_err();
    assert!(error.to_string().contains("panicked"), "{error}");
    let mut batch = client.batch([NoTarget, NoTarget]);
    assert_eq!(
        clock.run(async {
            while batch.next().await.is_some() {}
            batch.completed()
        }),
        2
    );
}
