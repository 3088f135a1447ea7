//! Every fault of the simulator, over real sockets: the result of a GET and of a POST, with retries
//! and without.
//!
//! A case is the second call of a client, nearly always on the connection of the first. Under any
//! fault, it ends with the documented result before the deadline, the simulator has counted as many
//! requests as the client reports attempts, a POST that may have been processed is not retried, and
//! the only permit is available again afterwards.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_transport_native::coc_core::{BoxFuture, Clock, Instant, Json, RateLimit, Retry, TokenState};
use coc_transport_native::{Client, Error, ErrorKind, NativeTransport, TokioClock};
use futures_util::future::join_all;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use simulator::{Fault, FaultKind, Progress, Simulator, route};
use tokio::{sync::Semaphore, task::JoinSet};

/// The deadline of a call, longer than any case takes.
const DEADLINE: Duration = Duration::from_secs(25);
/// The time limit where no response comes.
const SOON: Duration = Duration::from_millis(400);
/// Longer than the cool-down of a token without `Retry-After`, and shorter than a call's deadline.
const COOL_DOWN: Duration = Duration::from_secs(15);
const PLAYER_TOKEN: &str = "hunter22";
const ATTEMPTS: u32 = 3;

/// The result of one attempt under a fault.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Success,
    /// An error that is not retried.
    Lasting(ErrorKind),
    /// An error that is retried if the method allows it.
    Passing(ErrorKind),
}
use Outcome::{Lasting, Passing, Success};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Get,
    Post,
}

impl Outcome {
    /// Whether an attempt with this result is retried.
    fn is_retried(self, method: Method) -> bool {
        match self {
            // A throttled request was not processed, so even a POST is retried.
            Passing(ErrorKind::Throttled) => true,
            Passing(_) => method == Method::Get,
            Success | Lasting(_) => false,
        }
    }
}

#[derive(Clone, Debug)]
struct Row {
    fault: FaultKind,
    get: Outcome,
    post: Outcome,
    /// The time limit of an attempt.
    timeout: Duration,
}

fn row(fault: FaultKind, outcome: Outcome) -> Row {
    Row { fault, get: outcome, post: outcome, timeout: DEADLINE }
}

fn table() -> Vec<Row> {
    use ErrorKind as K;
    let html = |status, outcome| row(FaultKind::Html { status }, outcome);
    let error =
        |status, outcome| row(FaultKind::Error { status, reason: "r".into(), message: None }, outcome);
    let content = |body: &str, outcome| {
        row(FaultKind::Content { body: body.into(), content_type: "text/plain".into() }, outcome)
    };
    let redirect = |status| {
        row(
            FaultKind::Redirect { location: "http://127.0.0.1:1/".into(), status },
            Lasting(K::UnexpectedStatus),
        )
    };
    let header = |name: &str, value: &str, outcome| {
        row(FaultKind::Header { name: name.into(), value: value.into() }, outcome)
    };
    let slow = |fault| Row { timeout: SOON, ..row(fault, Passing(K::Timeout)) };
    let mut table = vec![
        row(FaultKind::Maintenance, Lasting(K::Maintenance)),
        row(FaultKind::MaintenanceHtml, Lasting(K::Maintenance)),
        html(200, Lasting(K::NotJson)),
        html(400, Lasting(K::UnexpectedStatus)),
        html(403, Lasting(K::UnexpectedStatus)),
        html(404, Lasting(K::UnexpectedStatus)),
        html(408, Passing(K::Timeout)),
        html(429, Passing(K::Throttled)),
        html(500, Passing(K::Server)),
        html(501, Lasting(K::Server)),
        html(502, Passing(K::Server)),
        html(503, Lasting(K::Maintenance)),
        html(504, Passing(K::Server)),
        row(FaultKind::UnknownException, Passing(K::Server)),
        row(FaultKind::Throttled { retry_after: None }, Passing(K::Throttled)),
        row(FaultKind::Throttled { retry_after: Some(0) }, Passing(K::Throttled)),
        // Longer than a call waits for a token, so the call fails and reports the time to wait.
        row(FaultKind::Throttled { retry_after: Some(3_600) }, Lasting(K::Throttled)),
        row(FaultKind::InvalidKey, Lasting(K::InvalidKey)),
        row(FaultKind::InvalidIp, Lasting(K::InvalidIp)),
        error(401, Lasting(K::InvalidKey)),
        error(418, Lasting(K::UnexpectedStatus)),
        error(599, Passing(K::Server)),
        row(FaultKind::ApplicationError { status: 500 }, Passing(K::Server)),
        row(FaultKind::ApplicationError { status: 200 }, Lasting(K::Decode)),
        row(FaultKind::Latency { ms: 1 }, Success),
        slow(FaultKind::Latency { ms: 3_600_000 }),
        row(FaultKind::SlowBody { ms: 1 }, Success),
        slow(FaultKind::SlowBody { ms: 3_600_000 }),
        row(FaultKind::Truncated { chunked: false }, Passing(K::Interrupted)),
        row(FaultKind::Truncated { chunked: true }, Passing(K::Interrupted)),
        content("<html>", Lasting(K::NotJson)),
        content("{\"tag\":\"#2P", Passing(K::Truncated)),
        content("", Passing(K::Truncated)),
        content("[]", Lasting(K::Decode)),
        // Numbers as text are repaired.
        row(FaultKind::WrongTypes, Success),
        row(FaultKind::Oversized { bytes: 1 << 20 }, Lasting(K::TooLarge)),
        redirect(302),
        redirect(307),
        header("cache-control", "no-store", Success),
        header("content-type", "", Success),
        header("content-encoding", "", Lasting(K::NotJson)),
    ];
    for after in [Progress::Nothing, Progress::Headers, Progress::HalfBody] {
        table.push(row(FaultKind::Reset { after }, Passing(K::Interrupted)));
        table.push(slow(FaultKind::Stalled { after }));
    }
    table
}

/// The names that serde accepts for an enum, from its error about an unknown name.
fn names<T: DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(json!("no such name")).unwrap_err().to_string();
    let (_, names) = error.split_once("expected").unwrap();
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Json::String(name) => name,
        Json::Object(fields) => fields.keys().next().unwrap().clone(),
        other => panic!("{other} has no name"),
    }
}

#[test]
fn the_table_has_every_fault_of_the_simulator() {
    let kinds: BTreeSet<_> = table().iter().map(|row| name_of(&row.fault)).collect();
    assert_eq!(kinds, names::<FaultKind>());
    let progress = |row: &Row| match row.fault {
        FaultKind::Reset { after } => Some(("reset", name_of(&after))),
        FaultKind::Stalled { after } => Some(("stalled", name_of(&after))),
        _ => None,
    };
    let reached: BTreeSet<_> = table().iter().filter_map(progress).collect();
    let all = names::<Progress>();
    let expected =
        ["reset", "stalled"].iter().flat_map(|kind| all.iter().map(move |name| (*kind, name.clone())));
    assert_eq!(reached, expected.collect());
}

/// A world of one clan and one player.
fn game(route: &route::Route, _: i64) -> route::RouteResponse {
    route::RouteResponse::Object(match route {
        route::Route::Clan(tag) => {
            json!({ "tag": tag, "name": "Example", "clanLevel": 7, "members": 0, "memberList": [] })
        }
        route::Route::VerifyToken { player, token } => {
            json!({ "tag": player, "token": token, "status": "ok" })
        }
        _ => return route::RouteResponse::Error(route::ApiError::absent()),
    })
}

async fn start() -> Simulator {
    Simulator::builder().clans(1).speed(0.0).respond_with(game).start().await.unwrap()
}

fn transport() -> NativeTransport {
    NativeTransport::builder().no_proxy().max_body(64 << 10).build().unwrap()
}

/// The tokio clock, which skips the cool-down of a token. Time limits are shorter or longer, and
/// remain real.
#[derive(Clone, Debug)]
struct SkipCoolDown {
    clock: TokioClock,
    skipped: Arc<Mutex<Duration>>,
}

impl Clock for SkipCoolDown {
    fn now(&self) -> Instant {
        self.clock.now() + *self.skipped.lock().unwrap()
    }

    fn unix_time(&self) -> Duration {
        self.clock.unix_time() + *self.skipped.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration > SOON && duration < COOL_DOWN {
            *self.skipped.lock().unwrap() += duration;
            return Box::pin(std::future::ready(()));
        }
        self.clock.sleep(duration)
    }
}

fn client(transport: NativeTransport, simulator: &Simulator, timeout: Duration, retry: Retry) -> Client {
    let builder =
        Client::builder(transport, SkipCoolDown { clock: TokioClock::new(), skipped: Arc::default() });
    let builder = builder.base_url(simulator.base_url()).token(simulator.token()).no_cache();
    // One permit: a call that did not release it would block every later call.
    let limit = RateLimit::none().in_flight(1);
    builder.timeout(timeout).deadline(DEADLINE).retry(retry).rate_limit(limit).build().unwrap()
}

/// Makes a call, and returns the number of attempts.
async fn call(client: &Client, method: Method) -> Result<u32, Error> {
    match method {
        Method::Get => client.clan("#2PP").await.map(|clan| clan.attempts()),
        Method::Post => client.verify_player_token("#2PP", PLAYER_TOKEN).await.map(|response| {
            assert!(response.is_ok());
            response.attempts()
        }),
    }
}

async fn check(transport: NativeTransport, row: Row, method: Method, allow_retries: bool, once: bool) {
    let (outcome, route) = match method {
        Method::Get => (row.get, "clan"),
        Method::Post => (row.post, "player.verifytoken"),
    };
    let ends_before_response = matches!(row.fault, FaultKind::Reset { after: Progress::Nothing });
    let case = format!("{:?} on {method:?}, retries: {allow_retries}, once: {once}", row.fault);
    let simulator = start().await;
    let attempts = if allow_retries { ATTEMPTS } else { 1 };
    let retry = Retry::new().attempts(attempts).base_delay(Duration::from_millis(5));
    let client = client(transport, &simulator, row.timeout, retry);
    // Opens the connection, so that connecting is not part of the case.
    client.clan("#2PP").timeout(DEADLINE).await.unwrap();
    simulator.reset_counters();
    let fault = Fault::new(row.fault);
    simulator.faults().add(if once { fault.times(1) } else { fault }).unwrap();

    let clock = TokioClock::new();
    let began = clock.now();
    let result = call(&client, method).await;
    let took = clock.now().saturating_since(began);

    let counters = simulator.counters();
    // If a used connection ends before the response, a read is sent once more at once. The pool
    // receives a connection shortly after its response, so the call may have opened a new one.
    let is_stale = ends_before_response && outcome.is_retried(method) && counters.on_used_connections > 0;
    let is_retried = outcome.is_retried(method) && allow_retries;
    let (expected, sent) = match outcome {
        Success => (None, 1),
        Passing(_) if is_stale && once => (None, 2),
        Passing(kind) if is_stale => (Some(kind), attempts + 1),
        Lasting(kind) | Passing(kind) if !is_retried => (Some(kind), 1),
        Passing(_) if once => (None, 2),
        Lasting(kind) | Passing(kind) => (Some(kind), ATTEMPTS),
    };
    assert_eq!(result.as_ref().err().map(Error::kind), expected, "{case}: {result:?}");
    let reported = result.as_ref().copied().unwrap_or_else(Error::attempts);
    let seen = counters.by_route.get(route).copied().unwrap_or_default();
    assert_eq!(reported, sent, "{case}");
    // A request that timed out may not have reached the simulator yet.
    let may_be_missing = row.timeout == SOON;
    assert!(seen == u64::from(sent) || may_be_missing && seen < u64::from(sent), "{case}: {seen} of {sent}");
    assert!(took < DEADLINE, "{case}: {took:?}");
    if let Err(error) = result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(simulator.token()) && !shown.contains(PLAYER_TOKEN), "{case}: {shown}");
    }

    simulator.faults().clear();
    let is_throttled_for_long = |state| matches!(state, TokenState::Throttled(wait) if wait > DEADLINE);
    if !client.tokens().iter().any(|token| is_throttled_for_long(token.state)) {
        let after = call(&client, method).await;
        assert!(after.is_ok(), "{case}: the next call fails: {after:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_has_the_documented_error_and_number_of_attempts() {
    // Limits the number of sockets.
    let places = Arc::new(Semaphore::new(24));
    let transport = transport();
    let mut cases = JoinSet::new();
    for row in table() {
        for method in [Method::Get, Method::Post] {
            for (retries, once) in [(false, false), (true, false), (false, true), (true, true)] {
                let (transport, row, places) = (transport.clone(), row.clone(), Arc::clone(&places));
                cases.spawn(async move {
                    let _place = places.acquire_owned().await.unwrap();
                    check(transport, row, method, retries, once).await;
                });
            }
        }
    }
    let mut ended = 0;
    while let Some(case) = cases.join_next().await {
        if let Err(error) = case {
            std::panic::resume_unwind(error.into_panic());
        }
        ended += 1;
    }
    assert_eq!(ended, table().len() * 8);
}

#[tokio::test]
async fn a_deadline_ends_a_call_under_every_delay_and_stall() {
    let far = 3_600_000;
    let mut faults = vec![FaultKind::Latency { ms: far }, FaultKind::SlowBody { ms: far }];
    faults.extend(
        [Progress::Nothing, Progress::Headers, Progress::HalfBody].map(|after| FaultKind::Stalled { after }),
    );
    let cases = faults.into_iter().flat_map(|fault| [(fault.clone(), Method::Get), (fault, Method::Post)]);
    join_all(cases.map(|(fault, method)| a_deadline_ends(fault, method))).await;
}

async fn a_deadline_ends(fault: FaultKind, method: Method) {
    let simulator = start().await;
    let client = client(transport(), &simulator, DEADLINE, Retry::new());
    simulator.faults().add(Fault::new(fault.clone())).unwrap();
    let error = match method {
        Method::Get => client.clan("#2PP").deadline(SOON).await.map(drop),
        Method::Post => client.verify_player_token("#2PP", PLAYER_TOKEN).deadline(SOON).await.map(drop),
    };
    let error = error.expect_err("no response comes");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{fault:?} {method:?}");
    assert!(error.message().unwrap().contains("deadline"), "{error}");
    assert!(simulator.counters().requests <= 1, "{fault:?} {method:?}");
    simulator.faults().clear();
    call(&client, method).await.unwrap();
}

#[tokio::test]
async fn a_cool_down_beyond_the_deadline_fails_at_once() {
    for method in [Method::Get, Method::Post] {
        let simulator = start().await;
        let client = client(transport(), &simulator, DEADLINE, Retry::new());
        // A cool-down longer than the deadline and shorter than the longest delay.
        simulator.faults().add(Fault::new(FaultKind::Throttled { retry_after: Some(29) })).unwrap();
        let error = call(&client, method).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1));
        assert!(error.retry_after().unwrap() > DEADLINE, "{error:?}");
        assert_eq!(simulator.counters().requests, 1);
    }
}
