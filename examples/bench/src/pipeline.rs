//! The modes `cache-hit`, `coalesce` and `limiter`: the client's own cost, without a network.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use coc_core::models::{ClanTag, PlayerTag};
use coc_core::testing::{FakeTransport, ManualClock};
use coc_core::{Client, Clock, RateLimit};
use coc_transport_native::TokioClock;
use futures_util::FutureExt;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::stats::{median, nanos, per};
use crate::{allocator, bodies, usage};

#[derive(Debug, clap::Args)]
pub(crate) struct HitOptions {
    /// Number of hits to measure.
    #[arg(long, default_value_t = 1_000_000)]
    hits: u64,
    /// Number of cached responses, which are requested in turn.
    #[arg(long, default_value_t = 100)]
    entries: usize,
    /// Number of threads in the second part.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Rounds of which the median is printed; in each, one thread and several take turns.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CoalesceOptions {
    /// Number of concurrent callers with the same request.
    #[arg(long, default_value_t = 1_000)]
    callers: usize,
    /// Number of rounds.
    #[arg(long, default_value_t = 20)]
    rounds: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LimiterOptions {
    /// Number of concurrent calls.
    #[arg(long, default_value_t = 10_000)]
    calls: u32,
    /// Requests per second and token.
    #[arg(long, default_value_t = 100)]
    per_second: u32,
    /// Requests that a token may send at once.
    #[arg(long, default_value_t = 20)]
    burst: u32,
    /// Number of tokens.
    #[arg(long, default_value_t = 1)]
    tokens: u32,
}

fn client(
    transport: FakeTransport,
    clock: impl Clock,
    tokens: u32,
    limit: RateLimit,
) -> Result<Client, String> {
    let tokens = (0..tokens).map(|number| format!("token-{number}"));
    let builder = Client::builder(transport, clock).base_url("http://127.0.0.1:1/v1").tokens(tokens);
    builder.rate_limit(limit).build().map_err(|error| error.to_string())
}

fn player() -> Result<Bytes, String> {
    let body = bodies::simulated_players(1)?.pop().ok_or("the simulated world has no players")?;
    Ok(Bytes::from(body))
}

/// Measures a cache hit: time and allocations on one thread, and the throughput of several threads.
pub(crate) fn cache_hit(options: &HitOptions) -> Result<Value, String> {
    let transport = FakeTransport::json(200, player()?);
    let client = client(transport.clone(), TokioClock::new(), 1, RateLimit::none())?;
    let tags: Vec<PlayerTag> = PlayerTags::default().take(options.entries.max(1)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let filled: Vec<_> = runtime.block_on(join_all(tags.iter().map(|tag| client.player(*tag).into_future())));
    if let Some(Err(error)) = filled.into_iter().find(Result::is_err) {
        return Err(error.to_string());
    }
    let sent = transport.requests().len();
    let hits = |count: u64| {
        for tag in tags.iter().cycle().take(usize::try_from(count).unwrap_or(usize::MAX)) {
            match client.player(*tag).into_future().now_or_never() {
                Some(Ok(player)) if player.is_from_cache() => {}
                other => return Err(format!("no hit: {:?}", other.map(|result| result.map(drop)))),
            }
        }
        Ok(())
    };
    hits(options.hits / 10)?;
    let (outcome, count) = allocator::count(|| hits(1_000));
    outcome?;

    let clock = TokioClock::new();
    let (mut per_hit, mut factors) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds.max(1) {
        let (began, before) = (clock.now(), usage::cpu()?);
        hits(options.hits)?;
        per_hit.push(nanos(usage::cpu()?.saturating_sub(before), options.hits));
        let alone = clock.now().saturating_since(began);
        let began = clock.now();
        thread::scope(|scope| {
            let workers: Vec<_> = (0..options.threads).map(|_| scope.spawn(|| hits(options.hits))).collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err("a thread panicked".to_owned())))
        })?;
        let together = clock.now().saturating_since(began);
        let threads = u32::try_from(options.threads).unwrap_or(u32::MAX);
        factors.push(alone.as_secs_f64() * f64::from(threads) / together.as_secs_f64());
    }
    if transport.requests().len() != sent {
        return Err("a request was sent during the measurement".to_owned());
    }
    Ok(json!({
        "mode": "cache-hit",
        "hits": options.hits,
        "entries": options.entries,
        "rounds": options.rounds,
        "nsPerHit": median(per_hit),
        "allocationsPerHit": per(count.allocations, 1_000),
        "bytesPerHit": per(count.bytes, 1_000),
        "threads": options.threads,
        "throughputRelativeToOneThread": median(factors),
    }))
}

/// Measures a call that is coalesced with another.
pub(crate) fn coalesce(options: &CoalesceOptions) -> Result<Value, String> {
    let (clock, body) = (ManualClock::default(), player()?);
    let requests = Arc::new(AtomicU64::new(0));
    let transport = {
        let (clock, requests) = (clock.clone(), Arc::clone(&requests));
        FakeTransport::pending(move |_| {
            requests.fetch_add(1, Ordering::Relaxed);
            let (wait, body) = (clock.sleep(Duration::from_millis(50)), body.clone());
            async move {
                wait.await;
                Ok(http::Response::new(body))
            }
        })
    };
    let client = client(transport, clock.clone(), 1, RateLimit::none())?;
    let tag: PlayerTag = "#2PP".parse().map_err(|error: coc_core::models::TagError| error.to_string())?;
    let round = || {
        let all = (0..options.callers).map(|_| client.player(tag).no_store().into_future());
        clock.run(join_all(all)).into_iter().try_for_each(|result| result.map(drop))
    };
    round().map_err(|error| error.to_string())?;
    requests.store(0, Ordering::Relaxed);
    let (outcome, count) = allocator::count(round);
    outcome.map_err(|error| error.to_string())?;
    let before = usage::cpu()?;
    (0..options.rounds).try_for_each(|_| round()).map_err(|error| error.to_string())?;
    let spent = usage::cpu()?.saturating_sub(before);
    let callers = options.callers as u64;
    Ok(json!({
        "mode": "coalesce",
        "callers": options.callers,
        "requestsPerRound": per(requests.load(Ordering::Relaxed), u64::from(options.rounds) + 1),
        "nsPerCaller": nanos(spent, callers * u64::from(options.rounds)),
        "allocationsPerCaller": per(count.allocations, callers),
    }))
}

/// Measures how closely the client approaches its rate limit, and the cost of waiting.
pub(crate) fn limiter(options: &LimiterOptions) -> Result<Value, String> {
    let clock = ManualClock::default();
    let limit = RateLimit::per_second(options.per_second).burst(options.burst);
    let client = client(FakeTransport::json(200, "{}"), clock.clone(), options.tokens.max(1), limit)?;
    let tags = ClanTags::default().take(options.calls as usize);
    let calls: Vec<_> = tags.map(|tag| client.clan(tag).raw().no_store().into_future()).collect();
    let before = usage::cpu()?;
    let results = clock.run(Box::pin(futures_util::StreamExt::collect::<Vec<_>>(
        calls.into_iter().collect::<futures_util::stream::FuturesUnordered<_>>(),
    )));
    let spent = usage::cpu()?.saturating_sub(before);
    results.into_iter().try_for_each(|result| result.map(drop)).map_err(|error| error.to_string())?;
    let took = clock.now().saturating_since(coc_core::Instant::default());
    let tokens = options.tokens.max(1);
    let paced = f64::from(options.calls.saturating_sub(options.burst * tokens));
    let allowed = f64::from(options.per_second) * f64::from(tokens);
    Ok(json!({
        "mode": "limiter",
        "calls": options.calls,
        "perSecond": options.per_second,
        "tokens": tokens,
        "virtualSeconds": took.as_secs_f64(),
        "shareOfLimit": if took.is_zero() { Value::Null } else { json!(paced / took.as_secs_f64() / allowed) },
        "nsPerCall": nanos(spent, u64::from(options.calls)),
    }))
}

/// An endless sequence of different tags.
struct Tags(u32);

impl Default for Tags {
    fn default() -> Self {
        Self(14 * 14)
    }
}

impl Iterator for Tags {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        const ALPHABET: [char; 14] = ['0', '2', '8', '9', 'P', 'Y', 'L', 'Q', 'G', 'R', 'J', 'C', 'U', 'V'];
        self.0 += 1;
        let mut number = self.0;
        let mut tag = String::from("#2");
        while number > 0 {
            tag.extend(ALPHABET.get((number % 14) as usize));
            number /= 14;
        }
        Some(tag)
    }
}

macro_rules! typed_tags {
    ($($name:ident of $tag:ty)+) => {$(
        #[derive(Default)]
        pub(crate) struct $name(Tags);

        impl Iterator for $name {
            type Item = $tag;

            fn next(&mut self) -> Option<$tag> {
                self.0.by_ref().find_map(|tag| tag.parse().ok())
            }
        }
    )+};
}

typed_tags! { PlayerTags of PlayerTag ClanTags of ClanTag }
