//! The mode `watch`: what a watcher costs beyond its calls, in virtual time.
//!
//! A server that never has anything new responds at once. The same calls are made without a watcher
//! too, and the difference is the watcher: its schedule, the hash of the bodies, and its states.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use coc_core::endpoint::{Endpoint, GetClan, GetPlayer, Raw};
use coc_core::testing::ManualClock;
use coc_core::watch::{Subject, Watcher};
use coc_core::{Client, Clock as _, RateLimit, Transport, TransportError};
use futures_util::future::{Either, select};
use serde_json::{Value, json};

use crate::pipeline::{ClanTags, PlayerTags};
use crate::stats::{nanos, per};
use crate::{allocator, bodies, usage};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Number of subjects.
    #[arg(long, default_value_t = 100_000)]
    subjects: usize,
    /// Virtual minutes after the first sight.
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Follow clans instead of players.
    #[arg(long)]
    clans: bool,
    /// Respond with bodies of a few bytes, so that the schedule is measured alone.
    #[arg(long)]
    small: bool,
}

/// The number of different players. Few, so that a body is in the processor's cache, as one is that
/// has just been received.
const DIFFERENT: usize = 100;

const MINUTE: Duration = Duration::from_secs(60);

/// Responds to each path always with the same body.
#[derive(Clone)]
struct Server {
    bodies: Arc<Vec<Bytes>>,
    requests: Arc<AtomicU64>,
}

impl Server {
    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Transport for Server {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let path = request.uri().path().bytes();
        let hash = path.fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let body = self.bodies.get(hash % self.bodies.len().max(1)).cloned().unwrap_or_default();
        let mut response = http::Response::new(body);
        let max_age = http::HeaderValue::from_static("max-age=60");
        response.headers_mut().insert(http::header::CACHE_CONTROL, max_age);
        Ok(response)
    }
}

/// Runs the mode.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let bodies = bodies(options)?;
    let body_bytes = bodies.iter().map(Bytes::len).sum::<usize>() / bodies.len().max(1);
    let server = Server { bodies: Arc::new(bodies), requests: Arc::default() };
    let clock = ManualClock::starting_at(Duration::from_secs(1_795_737_600));
    let builder =
        Client::builder(server.clone(), clock.clone()).base_url("http://127.0.0.1:1/v1").token("a-token");
    let client =
        builder.rate_limit(RateLimit::none()).no_cache().build().map_err(|error| error.to_string())?;

    let mut watcher = client.watcher().max_idle_interval(Duration::ZERO);
    let (events, states) = allocator::count(|| {
        let handle = watcher.subjects();
        subjects(options).for_each(|subject| _ = handle.follow(subject));
        // The timers of the second round, and a capacity for all that it needs, are counted, too.
        watch(&mut watcher, &clock, 2 * MINUTE)
    });
    let sent = server.requests();
    let before = usage::cpu()?;
    let more = watch(&mut watcher, &clock, MINUTE * options.minutes);
    let polling = usage::cpu()?.saturating_sub(before);
    let polls = server.requests() - sent;
    let sent = server.requests();
    let (again, polled) = allocator::count(|| watch(&mut watcher, &clock, MINUTE));
    let counted = server.requests() - sent;
    let events = events + more + again;
    if events > 0 {
        return Err(format!("{events} events although nothing changes"));
    }

    call_all(options, &client, &clock)?;
    let before = usage::cpu()?;
    let rounds = options.minutes.clamp(1, 3);
    (0..rounds).try_for_each(|_| call_all(options, &client, &clock))?;
    let calling = usage::cpu()?.saturating_sub(before);
    let calls = u64::from(rounds) * options.subjects as u64;
    let (outcome, called) = allocator::count(|| call_all(options, &client, &clock));
    outcome?;
    let subjects = options.subjects.max(1) as u64;
    let (per_poll, per_call) = (nanos(polling, polls), nanos(calling, calls));
    Ok(json!({
        "mode": "watch",
        "subjects": subjects,
        "kind": if options.clans { "clan" } else { "player" },
        "bodyBytes": body_bytes,
        "polls": polls,
        "nsPerPoll": per_poll,
        "nsPerCall": per_call,
        "nsBeyondTheCall": per_poll - per_call,
        "allocationsPerPoll": per(polled.allocations, counted),
        "allocationsPerCall": per(called.allocations, subjects),
        "liveBytesPerSubject": states.live_bytes / subjects,
        "liveAllocationsPerSubject": per(states.live_allocations, subjects),
    }))
}

fn bodies(options: &Options) -> Result<Vec<Bytes>, String> {
    if options.small {
        return Ok(vec![Bytes::from_static(br##"{"tag":"#2PP","name":"x","memberList":[]}"##)]);
    }
    let bodies = if options.clans {
        bodies::simulated(|kind| kind == "clan")?.remove("clan").unwrap_or_default()
    } else {
        bodies::simulated_players(DIFFERENT.min(options.subjects))?
    };
    Ok(bodies.into_iter().map(Bytes::from).collect())
}

fn subjects(options: &Options) -> Box<dyn Iterator<Item = Subject>> {
    if options.clans {
        Box::new(ClanTags::default().map(Subject::Clan).take(options.subjects))
    } else {
        Box::new(PlayerTags::default().map(Subject::Player).take(options.subjects))
    }
}

/// Runs the watcher for this time, and returns the number of its events.
fn watch(watcher: &mut Watcher, clock: &ManualClock, duration: Duration) -> u64 {
    let mut end = clock.sleep(duration);
    let mut events = 0;
    while let Either::Left(_) = clock.run(select(Box::pin(watcher.next()), &mut end)) {
        events += 1;
    }
    events
}

/// Makes the call of each subject without a watcher.
fn call_all(options: &Options, client: &Client, clock: &ManualClock) -> Result<(), String> {
    clock.run(async {
        for subject in subjects(options) {
            match subject {
                Subject::Clan(tag) => call(client, GetClan::new(tag)).await?,
                Subject::Player(tag) => call(client, GetPlayer::new(tag)).await?,
                other => return Err(format!("{other} is not measured")),
            }
        }
        Ok(())
    })
}

async fn call<E: Endpoint>(client: &Client, endpoint: E) -> Result<(), String> {
    client.call(Raw(endpoint)).attempts(1).await.map(drop).map_err(|error| error.to_string())
}
