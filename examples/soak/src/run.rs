//! One soak: start, load, faults and samples, end, and the verdict.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use coc_core::{
    Clock as _, Instant, RateLimit, TokenState,
    cache::{CachePolicy, MemoryCache},
    middleware::RequestId,
};
use coc_transport_native::{Client, NativeTransport, TokioClock};
use fastrand::Rng;
use serde_json::{Value, json};
use simulator::{Fault, FaultKind};
use tokio::task::JoinSet;

use crate::{
    chaos,
    load::{self, DEADLINE, Load},
    memory::Samples,
    server::{Seen, Server},
    tally::{Exporter, Own, Tally},
    watch::{Watched, Wire},
};

/// What the end may take beside the soak itself: calls that are in the air, tokens that rest, the last checks.
const EXTRA: Duration = Duration::from_secs(90);
/// Samples over fewer seconds say nothing about a slope: an allocator that settles looks like a leak.
const JUDGED_FROM: f64 = 180.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How long calls are made, in seconds.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// How many callers there are, and how many requests may be in the air.
    #[arg(long, default_value_t = 64)]
    concurrency: usize,
    /// What the world, the calls and the faults are drawn from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many clans the world has.
    #[arg(long, default_value_t = 200)]
    clans: u32,
    /// The steepest growth of memory that is no leak, in kilobytes a minute; judged from three minutes of samples on.
    #[arg(long, default_value_t = 1_024.0)]
    max_slope: f64,
    /// The most memory that the client may have, in megabytes.
    #[arg(long, default_value_t = 512)]
    max_memory: u32,
}

/// Runs the soak, and gives the report. It is an error only if it could not be run.
pub(crate) async fn run(options: &Options) -> Result<Value, String> {
    let limit = Duration::from_secs(options.seconds) + EXTRA;
    let soak = tokio::time::timeout(limit, soak(options));
    soak.await.unwrap_or_else(|_| Err(format!("it has not ended after {limit:?}: something hangs")))
}

async fn soak(options: &Options) -> Result<Value, String> {
    let (mut server, hello) = Server::start(options.seed, options.clans).await?;
    let (wire, own, clock) = (Arc::new(Wire::default()), Arc::new(Own::default()), TokioClock::new());
    let client = client(options, &hello.base_url, &hello.tokens, &wire, &own)?;
    let (clans, players) = load::tags(&client, 20).await?;
    let load = Arc::new(Load {
        client,
        clock,
        clans,
        players,
        unknown: hello.unknown_tag.parse().map_err(|_| "the simulator's unknown tag is none".to_owned())?,
        tally: Tally::default(),
        numbers: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    });
    let before = own.calls.load(Relaxed);

    let mut workers = JoinSet::new();
    for number in 0..options.concurrency.max(1) {
        let seed =
            options.seed.wrapping_mul(1_000_003).wrapping_add(u64::try_from(number).unwrap_or_default());
        workers.spawn(Arc::clone(&load).work(Rng::with_seed(seed)));
    }
    let (began, samples) = storm(options, &mut server, &load, &wire).await?;
    load.stop.store(true, Relaxed);
    server.faults(Vec::new()).await?;
    while let Some(worker) = workers.join_next().await {
        if let Err(error) = worker {
            load.tally.violation(format!("a caller panicked: {error}"));
        }
    }
    let took = clock.now().saturating_since(began);
    let seen = calm(&mut server, &load, &wire).await?;
    settle(&load, &own, before, &wire, &seen);
    let requests = counted(&wire, &seen);
    let peak = all_places_are_free(options, &mut server, &load).await?;
    judge(options, &load.tally, &samples);
    let cache = load.client.cache_stats().await.map_err(|error| error.to_string())?;
    let mut report = report(options, &load.tally, &samples, took);
    report["requests"] = requests;
    report["posts"] = posts(&load.tally, &seen);
    report["faults_struck"] = seen.struck.into();
    report["places_free"] = peak.into();
    report["cache"] = json!({ "hit_rate": cache.hit_rate(), "stale": cache.stale, "evictions": cache.usage.evictions,
        "bytes": cache.usage.bytes });
    Ok(report)
}

fn client(
    options: &Options,
    base_url: &str,
    tokens: &[String],
    wire: &Arc<Wire>,
    own: &Arc<Own>,
) -> Result<Client, String> {
    let inner = NativeTransport::builder().no_proxy().max_body(1 << 20).build();
    let inner = inner.map_err(|error| error.to_string())?;
    let policy = CachePolicy::new().negative(Duration::from_secs(2)).stale_if_error(Duration::from_secs(10));
    Client::builder(Watched { inner, wire: Arc::clone(wire) }, TokioClock::new())
        .base_url(base_url)
        .tokens(tokens)
        .timeout(Duration::from_millis(400))
        .deadline(DEADLINE)
        .rate_limit(RateLimit::none().in_flight(options.concurrency.max(1)))
        // So small that it is soon full, and must give things up all the time.
        .cache(MemoryCache::builder().capacity(8 << 20).build())
        .cache_policy(policy)
        .metrics_window(1_000)
        .metrics(Exporter(Arc::clone(own)))
        .build()
        .map_err(|error| error.to_string())
}

/// Lets faults come and go, looks at what must hold at any time, and samples the memory once it has had time to settle.
async fn storm(
    options: &Options,
    server: &mut Server,
    load: &Load,
    wire: &Wire,
) -> Result<(Instant, Samples), String> {
    let (clock, mut random) = (&load.clock, Rng::with_seed(options.seed));
    let (began, whole) = (clock.now(), Duration::from_secs(options.seconds));
    let (mut samples, mut next_sample, mut next_change, mut episode) =
        (Samples::default(), began + whole / 4, began, true);
    loop {
        let now = clock.now();
        let elapsed = now.saturating_since(began);
        if elapsed >= whole {
            return Ok((began, samples));
        }
        if now >= next_change {
            episode = !episode;
            let faults = if episode { chaos::episode(&mut random) } else { chaos::always() };
            server.faults(faults).await?;
            let millis = if episode { random.u64(200..1_000) } else { random.u64(1_000..4_000) };
            next_change = now + Duration::from_millis(millis);
            // Settings change while calls are in the air.
            if episode {
                load.client.add_middleware(RequestId::new());
            } else {
                load.client.clear_middleware();
            }
        }
        if now >= next_sample {
            samples.add(elapsed.as_secs_f64());
            next_sample = now + Duration::from_millis(500);
        }
        let seen = server.tell().await?;
        if seen.doubled > 0 {
            load.tally.violation(format!("{} POSTs were carried out twice", seen.doubled));
        }
        let places = u64::try_from(options.concurrency.max(1)).unwrap_or(u64::MAX);
        if wire.peak.load(Relaxed) > places {
            load.tally.violation(format!("{} requests were in the air", wire.peak.load(Relaxed)));
        }
        clock.sleep(Duration::from_millis(200)).await;
    }
}

/// Waits until nothing is under way any more, neither here nor there.
async fn calm(server: &mut Server, load: &Load, wire: &Wire) -> Result<Seen, String> {
    let until = load.clock.now() + Duration::from_secs(15);
    loop {
        let seen = server.tell().await?;
        if seen.in_flight == 0 && wire.in_air() == 0 {
            return Ok(seen);
        }
        if load.clock.now() > until {
            let (here, there) = (wire.in_air(), seen.in_flight);
            load.tally.violation(format!("in the air without a caller: {here} here, {there} at the server"));
            return Ok(seen);
        }
        load.clock.sleep(Duration::from_millis(50)).await;
    }
}

/// Compares what callers, client, wire and server have counted.
fn settle(load: &Load, own: &Own, before: u64, wire: &Wire, seen: &Seen) {
    let tally = &load.tally;
    let must = |holds: bool, what: String| {
        if !holds {
            tally.violation(what);
        }
    };
    let (calls, told) = (tally.calls.load(Relaxed), own.calls.load(Relaxed) - before);
    // A call that was dropped may have ended in the same moment, and a page that was fetched ahead is not always wanted.
    must(told >= calls, format!("callers saw {calls} calls end, the client {told}"));
    let spare = tally.dropped.load(Relaxed);
    must(told <= calls + spare, format!("callers saw {calls} calls end and {spare} go, the client {told}"));

    let (begun, answered) = (wire.begun.load(Relaxed), wire.answered.load(Relaxed));
    must(seen.requests <= begun, format!("{begun} requests were sent and {} came", seen.requests));
    must(seen.requests >= answered, format!("{answered} answers came for {} requests", seen.requests));
    let sent = own.sent.load(Relaxed);
    must(sent <= begun, format!("calls say they were sent {sent} times, the wire {begun}"));
    let tokens = load.client.tokens();
    let granted: u64 = tokens.iter().map(|token| token.requests).sum();
    must(granted >= begun, format!("tokens were used {granted} times for {begun} requests"));
    let throttled: u64 = tokens.iter().map(|token| token.throttled).sum();
    must(throttled <= seen.throttled, format!("{throttled} of {} refusals were noted", seen.throttled));

    let (posts, yes) = (tally.posts.load(Relaxed), tally.posts_answered.load(Relaxed));
    must(seen.doubled == 0, format!("{} POSTs were carried out twice", seen.doubled));
    must((yes..=posts).contains(&seen.posts), format!("{posts} POSTs, {yes} answered, {} done", seen.posts));
}

/// Makes as many calls at once as there may be. If a place were lost, they could not all be in the air.
async fn all_places_are_free(options: &Options, server: &mut Server, load: &Load) -> Result<u64, String> {
    let rests = || {
        let rests = load.client.tokens().into_iter().filter_map(|token| match token.state {
            TokenState::Throttled(rest) => Some(rest),
            _ => None,
        });
        rests.max()
    };
    while let Some(rest) = rests() {
        load.clock.sleep(rest).await;
    }
    let places = options.concurrency.max(1).min(load.players.len());
    // Once each, so that a retry is not counted; less than an attempt may take.
    let times = u64::try_from(places).unwrap_or(u64::MAX);
    server.faults(vec![Fault::new(FaultKind::Latency { ms: 250 }).times(times)]).await?;
    server.reset().await?;
    if let Err(error) = load::fill(load, places).await {
        load.tally.violation(error);
    }
    let peak = server.tell().await?.peak_in_flight;
    if peak < times {
        load.tally.violation(format!("only {peak} of {places} places in the air were free in the end"));
    }
    Ok(peak)
}

fn judge(options: &Options, tally: &Tally, samples: &Samples) {
    if let Some(slope) = samples.slope().filter(|_| samples.span() >= JUDGED_FROM)
        && slope > options.max_slope
    {
        tally.violation(format!("memory grows by {slope:.0} kB a minute"));
    }
    if let Some(most) = samples.most()
        && most > f64::from(options.max_memory) * 1_024.0
    {
        tally.violation(format!("the client took {most:.0} kB"));
    }
}

fn counted(wire: &Wire, seen: &Seen) -> Value {
    json!({
        "sent": wire.begun.load(Relaxed),
        "seen_by_the_server": seen.requests,
        "answered": wire.answered.load(Relaxed),
        "failed": wire.failed.load(Relaxed),
        "given_up": wire.dropped.load(Relaxed),
        "most_in_the_air": wire.peak.load(Relaxed),
        "in_the_air": wire.in_air(),
    })
}

fn posts(tally: &Tally, seen: &Seen) -> Value {
    json!({
        "made": tally.posts.load(Relaxed),
        "answered": tally.posts_answered.load(Relaxed),
        "carried_out": seen.posts,
        "carried_out_twice": seen.doubled,
    })
}

fn report(options: &Options, tally: &Tally, samples: &Samples, took: Duration) -> Value {
    let (count, words) = tally.violations();
    let calls = tally.calls.load(Relaxed);
    let per_second = f64::from(u32::try_from(calls).unwrap_or(u32::MAX)) / took.as_secs_f64();
    let (first, last) = samples.first_and_last().unzip();
    json!({
        "verdict": if count == 0 { "held" } else { "violated" },
        "violation_count": count,
        "violations": words,
        "seconds": took.as_secs_f64(),
        "seed": options.seed,
        "concurrency": options.concurrency,
        "calls": calls,
        "calls_per_second": per_second,
        "dropped": tally.dropped.load(Relaxed),
        "outcomes": tally.outcomes(),
        "memory": {
            "samples": samples.len(),
            "first_kb": first,
            "last_kb": last,
            "most_kb": samples.most(),
            "slope_kb_per_min": samples.slope(),
            "slope_judged": samples.span() >= JUDGED_FROM,
        },
    })
}
