//! One soak run: start, load, faults and samples, end, and the result.

use std::{
    num::NonZeroUsize,
    pin::pin,
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
use futures_util::future::{Either, select};
use serde_json::{Value, json};
use simulator::{Fault, FaultKind, Progress};
use tokio::task::JoinSet;

use crate::{
    call_counters::{CallCounters, ClientCounters, Exporter},
    counting_transport::{CountingTransport, TransportCounters},
    faults,
    load::{self, DEADLINE, Load},
    memory::Samples,
    server::{Server, ServerCounters},
};

/// The maximum time after the load: requests in flight, throttled tokens, the last checks.
const EXTRA: Duration = Duration::from_secs(90);
/// The time limit for all requests of the last check to arrive.
const PERMITS_TIMEOUT: Duration = Duration::from_secs(30);
/// The minimum duration of the samples for a slope: before, a settling allocator looks like a leak.
const MIN_SLOPE_SPAN: f64 = 180.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Duration of the load in seconds.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Number of callers, and limit of requests in flight.
    #[arg(long, default_value = "64")]
    concurrency: NonZeroUsize,
    /// Seed of the world, the calls and the faults.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of clans in the world.
    #[arg(long, default_value_t = 200)]
    clans: u32,
    /// Maximum growth of memory in kB per minute; checked if the samples cover three minutes.
    #[arg(long, default_value_t = 1_024.0)]
    max_slope: f64,
    /// Maximum memory of the client in megabytes.
    #[arg(long, default_value_t = 512)]
    max_memory: u32,
}

/// Runs the soak and returns the report. Fails only if the soak could not be run.
pub(crate) async fn run(options: &Options) -> Result<Value, String> {
    let limit = Duration::from_secs(options.seconds) + EXTRA;
    let soak = tokio::time::timeout(limit, soak(options));
    soak.await.unwrap_or_else(|_| Err(format!("the run has not ended after {limit:?}: a call hangs")))
}

async fn soak(options: &Options) -> Result<Value, String> {
    let (mut server, hello) = Server::start(options.seed, options.clans).await?;
    let (sent, own, clock) =
        (Arc::new(TransportCounters::default()), Arc::new(ClientCounters::default()), TokioClock::new());
    let client = client(options, &hello.base_url, &hello.tokens, &sent, &own)?;
    let (clans, players) = load::tags(&client, 20).await?;
    let load = Arc::new(Load {
        client,
        clock,
        clans,
        players,
        unknown: hello
            .unknown_tag
            .parse()
            .map_err(|_| "the simulator's unknown tag is invalid".to_owned())?,
        counters: CallCounters::default(),
        numbers: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    });
    let before = own.calls.load(Relaxed);

    let mut workers = JoinSet::new();
    for number in 0..options.concurrency.get() {
        let seed =
            options.seed.wrapping_mul(1_000_003).wrapping_add(u64::try_from(number).unwrap_or_default());
        workers.spawn(Arc::clone(&load).run_worker(Rng::with_seed(seed)));
    }
    let (began, samples) = inject_faults(options, &mut server, &load, &sent).await?;
    load.stop.store(true, Relaxed);
    server.faults(Vec::new()).await?;
    while let Some(worker) = workers.join_next().await {
        if let Err(error) = worker {
            load.counters.violation(format!("a caller panicked: {error}"));
        }
    }
    let took = clock.now().saturating_since(began);
    let seen = drain(&mut server, &load, &sent).await?;
    compare_counters(&load, &own, before, &sent, &seen);
    let requests = request_report(&sent, &seen);
    let peak = check_permits(options, &mut server, &load).await?;
    check_memory(options, &load.counters, &samples);
    let cache = load.client.cache_stats().await.map_err(|error| error.to_string())?;
    let mut report = report(options, &load.counters, &samples, took);
    report["requests"] = requests;
    report["posts"] = post_report(&load.counters, &seen);
    report["faultsTriggered"] = seen.faults_triggered.into();
    report["permitsAvailable"] = peak.into();
    report["cache"] = json!({ "hitRate": cache.hit_rate(), "stale": cache.stale, "evictions": cache.usage.evictions,
        "bytes": cache.usage.bytes });
    Ok(report)
}

fn client(
    options: &Options,
    base_url: &str,
    tokens: &[String],
    sent: &Arc<TransportCounters>,
    own: &Arc<ClientCounters>,
) -> Result<Client, String> {
    let inner = NativeTransport::builder().no_proxy().max_body(1 << 20).build();
    let inner = inner.map_err(|error| error.to_string())?;
    let policy = CachePolicy::new().negative(Duration::from_secs(2)).stale_if_error(Duration::from_secs(10));
    Client::builder(CountingTransport { inner, counters: Arc::clone(sent) }, TokioClock::new())
        .base_url(base_url)
        .tokens(tokens)
        .timeout(Duration::from_millis(400))
        .deadline(DEADLINE)
        .rate_limit(RateLimit::none().in_flight(options.concurrency.get()))
        // So small that it is soon full and evicts entries all the time.
        .cache(MemoryCache::builder().capacity(8 << 20).build())
        .cache_policy(policy)
        .metrics_window(1_000)
        .metrics(Exporter(Arc::clone(own)))
        .build()
        .map_err(|error| error.to_string())
}

/// Activates and clears faults, checks invariants, and samples memory once it has settled.
async fn inject_faults(
    options: &Options,
    server: &mut Server,
    load: &Load,
    sent: &TransportCounters,
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
            let faults = if episode { faults::episode(&mut random) } else { faults::always() };
            server.faults(faults).await?;
            let millis = if episode { random.u64(200..1_000) } else { random.u64(1_000..4_000) };
            next_change = now + Duration::from_millis(millis);
            // Settings change while calls are in flight.
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
        let seen = server.counters().await?;
        if seen.posts_repeated > 0 {
            load.counters.violation(format!("{} POSTs were executed twice", seen.posts_repeated));
        }
        let permits = u64::try_from(options.concurrency.get()).unwrap_or(u64::MAX);
        if sent.peak.load(Relaxed) > permits {
            load.counters.violation(format!("{} requests were in flight", sent.peak.load(Relaxed)));
        }
        clock.sleep(Duration::from_millis(200)).await;
    }
}

/// Waits until no request is in flight, in the client or at the server.
async fn drain(server: &mut Server, load: &Load, sent: &TransportCounters) -> Result<ServerCounters, String> {
    let until = load.clock.now() + Duration::from_secs(15);
    loop {
        let seen = server.counters().await?;
        if seen.in_flight == 0 && sent.in_flight() == 0 {
            return Ok(seen);
        }
        if load.clock.now() > until {
            let (client, server) = (sent.in_flight(), seen.in_flight);
            load.counters.violation(format!(
                "in flight without a caller: {client} in the client, {server} at the server"
            ));
            return Ok(seen);
        }
        load.clock.sleep(Duration::from_millis(50)).await;
    }
}

/// Compares the counts of callers, client, transport and server.
fn compare_counters(
    load: &Load,
    own: &ClientCounters,
    before: u64,
    sent: &TransportCounters,
    seen: &ServerCounters,
) {
    let counters = &load.counters;
    let check = |holds: bool, what: String| {
        if !holds {
            counters.violation(what);
        }
    };
    let (calls, recorded) = (counters.calls.load(Relaxed), own.calls.load(Relaxed) - before);
    // A dropped call may have ended at the same moment, and a prefetched page is not always used.
    check(recorded >= calls, format!("callers counted {calls} calls, the client {recorded}"));
    let dropped = counters.dropped.load(Relaxed);
    check(
        recorded <= calls + dropped,
        format!("callers counted {calls} calls and {dropped} dropped ones, the client {recorded}"),
    );

    let (started, completed) = (sent.started.load(Relaxed), sent.completed.load(Relaxed));
    check(seen.requests <= started, format!("{started} requests were sent, {} received", seen.requests));
    check(
        seen.requests >= completed,
        format!("{completed} responses arrived for {} received requests", seen.requests),
    );
    let attempts = own.attempts.load(Relaxed);
    check(attempts <= started, format!("the client counted {attempts} attempts, the transport {started}"));
    let tokens = load.client.tokens();
    let granted: u64 = tokens.iter().map(|token| token.requests).sum();
    check(granted >= started, format!("tokens were used {granted} times for {started} requests"));
    let throttled: u64 = tokens.iter().map(|token| token.throttled).sum();
    check(
        throttled <= seen.throttled,
        format!("{throttled} of {} throttled requests were counted", seen.throttled),
    );

    let (posts, succeeded) = (counters.posts.load(Relaxed), counters.posts_succeeded.load(Relaxed));
    check(seen.posts_repeated == 0, format!("{} POSTs were executed twice", seen.posts_repeated));
    check(
        (succeeded..=posts).contains(&seen.posts),
        format!("{posts} POSTs, {succeeded} with a response, {} executed", seen.posts),
    );
}

/// Makes as many calls at once as allowed. If a permit were lost, they could not all be in flight.
async fn check_permits(options: &Options, server: &mut Server, load: &Load) -> Result<u64, String> {
    let cool_down = || {
        let durations = load.client.tokens().into_iter().filter_map(|token| match token.state {
            TokenState::Throttled(remaining) => Some(remaining),
            _ => None,
        });
        durations.max()
    };
    while let Some(remaining) = cool_down() {
        load.clock.sleep(remaining).await;
    }
    let permits = options.concurrency.get().min(load.players.len());
    // The responses are held back until all requests have arrived, however slow this machine is.
    let times = u64::try_from(permits).unwrap_or(u64::MAX);
    server.faults(vec![Fault::new(FaultKind::Stalled { after: Progress::Nothing })]).await?;
    server.reset().await?;
    let all_arrived = async {
        let until = load.clock.now() + PERMITS_TIMEOUT;
        loop {
            let peak = server.counters().await?.peak_in_flight;
            if peak >= times || load.clock.now() > until {
                return Ok::<u64, String>(peak);
            }
            load.clock.sleep(Duration::from_millis(20)).await;
        }
    };
    let arrived = match select(pin!(all_arrived), pin!(load::fill_permits(load, permits))).await {
        Either::Left((peak, _)) => Ok(peak?),
        Either::Right((error, _)) => Err(error),
    };
    let peak = match arrived {
        Ok(peak) => peak,
        Err(error) => {
            load.counters.violation(error);
            server.counters().await?.peak_in_flight
        }
    };
    if peak < times {
        load.counters.violation(format!("only {peak} of {permits} permits were available at the end"));
    }
    Ok(peak)
}

fn check_memory(options: &Options, counters: &CallCounters, samples: &Samples) {
    if let Some(slope) = samples.slope().filter(|_| samples.span() >= MIN_SLOPE_SPAN)
        && slope > options.max_slope
    {
        counters.violation(format!("memory grows by {slope:.0} kB per minute"));
    }
    if let Some(most) = samples.most()
        && most > f64::from(options.max_memory) * 1_024.0
    {
        counters.violation(format!("the client used {most:.0} kB"));
    }
}

fn request_report(sent: &TransportCounters, seen: &ServerCounters) -> Value {
    json!({
        "sent": sent.started.load(Relaxed),
        "receivedByServer": seen.requests,
        "completed": sent.completed.load(Relaxed),
        "failed": sent.failed.load(Relaxed),
        "dropped": sent.dropped.load(Relaxed),
        "peakInFlight": sent.peak.load(Relaxed),
        "inFlight": sent.in_flight(),
    })
}

fn post_report(counters: &CallCounters, seen: &ServerCounters) -> Value {
    json!({
        "made": counters.posts.load(Relaxed),
        "succeeded": counters.posts_succeeded.load(Relaxed),
        "executed": seen.posts,
        "executedTwice": seen.posts_repeated,
    })
}

fn report(options: &Options, counters: &CallCounters, samples: &Samples, took: Duration) -> Value {
    let (count, violations) = counters.violations();
    let calls = counters.calls.load(Relaxed);
    let per_second = f64::from(u32::try_from(calls).unwrap_or(u32::MAX)) / took.as_secs_f64();
    let (first, last) = samples.first_and_last().unzip();
    json!({
        "result": if count == 0 { "passed" } else { "failed" },
        "violationCount": count,
        "violations": violations,
        "seconds": took.as_secs_f64(),
        "seed": options.seed,
        "concurrency": options.concurrency.get(),
        "calls": calls,
        "callsPerSecond": per_second,
        "dropped": counters.dropped.load(Relaxed),
        "outcomes": counters.outcomes(),
        "memory": {
            "samples": samples.len(),
            "firstKb": first,
            "lastKb": last,
            "mostKb": samples.most(),
            "slopeKbPerMin": samples.slope(),
            "slopeChecked": samples.span() >= MIN_SLOPE_SPAN,
        },
    })
}
