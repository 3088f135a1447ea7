//! The mode `batch`: the cost of a call over real sockets, compared with a floor.
//!
//! The floor is bare reqwest and `serde_json`: the same requests at the same concurrency, decoded
//! into the same models. Both use a server in another process, so that only the client's own time
//! is counted.

use std::time::Duration;

use coc_core::endpoint::GetPlayer;
use coc_core::models::{Player, PlayerTag};
use coc_core::{Clock, RateLimit, Retry};
use coc_transport_native::{Client, TokioClock};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use crate::stats::{median, nanos, per};
use crate::{allocator, usage};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Base URL of the API, as printed by `cargo run --release -p simulator`.
    #[arg(long)]
    base_url: String,
    /// Token to send.
    #[arg(long, env = "COC_TOKEN", hide_env_values = true, default_value = "")]
    token: String,
    /// Number of players to fetch per run.
    #[arg(long, default_value_t = 2_000)]
    n: usize,
    /// Number of requests in flight.
    #[arg(long, default_value_t = 50)]
    concurrency: usize,
    /// Measure bare reqwest and `serde_json` instead of the client.
    #[arg(long)]
    floor: bool,
    /// Measure both alternately, this many times each, and compare their medians.
    #[arg(long, conflicts_with = "floor")]
    compare: Option<usize>,
}

/// The measurements of one run.
#[derive(Clone, Copy)]
struct Run {
    requests: u64,
    wall: Duration,
    user: Duration,
    sys: Duration,
    allocations: u64,
    bytes: u64,
}

impl Run {
    fn cpu_us_per_call(&self) -> f64 {
        nanos(self.user + self.sys, self.requests) / 1e3
    }
}

pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no runtime: {error}"))?;
    let tags = runtime.block_on(tags(options))?;
    let once = |floor: bool| {
        let work = || {
            if floor {
                runtime.block_on(bare(options, &tags))
            } else {
                runtime.block_on(ours(options, &tags))
            }
        };
        measure(work)
    };
    // The first run of each warms up.
    once(false)?;
    once(true)?;
    let Some(rounds) = options.compare else {
        return Ok(report(if options.floor { "floor" } else { "client" }, once(options.floor)?));
    };
    let (mut client, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        client.push(once(false)?);
        floor.push(once(true)?);
    }
    let cpu = |runs: &[Run]| median(runs.iter().map(Run::cpu_us_per_call).collect());
    let allocations =
        |runs: &[Run]| median(runs.iter().map(|run| per(run.allocations, run.requests)).collect());
    let (ours, least) = (cpu(&client), cpu(&floor));
    Ok(json!({
        "mode": "batch",
        "n": options.n,
        "concurrency": options.concurrency,
        "rounds": rounds,
        "client": { "cpuUsPerCall": ours, "allocationsPerCall": allocations(&client) },
        "floor": { "cpuUsPerCall": least, "allocationsPerCall": allocations(&floor) },
        "cpuRelativeToFloor": ours / least,
        "runs": client.iter().zip(&floor)
            .map(|(ours, least)| json!([report("client", *ours), report("floor", *least)])).collect::<Vec<_>>(),
    }))
}

fn report(what: &str, run: Run) -> Value {
    json!({
        "mode": "batch",
        "what": what,
        "requests": run.requests,
        "wallS": run.wall.as_secs_f64(),
        "cpuUserS": run.user.as_secs_f64(),
        "cpuSysS": run.sys.as_secs_f64(),
        "cpuUsPerCall": run.cpu_us_per_call(),
        "maxRssBytes": usage::max_rss(),
        "allocationsPerCall": per(run.allocations, run.requests),
        "allocatedBytesPerCall": per(run.bytes, run.requests),
    })
}

fn measure(work: impl FnOnce() -> Result<u64, String>) -> Result<Run, String> {
    let clock = TokioClock::new();
    let (began, before) = (clock.now(), usage::cpu_split()?);
    let (requests, count) = allocator::count(work);
    let after = usage::cpu_split()?;
    Ok(Run {
        requests: requests?,
        wall: clock.now().saturating_since(began),
        user: after.0.saturating_sub(before.0),
        sys: after.1.saturating_sub(before.1),
        allocations: count.allocations,
        bytes: count.bytes,
    })
}

fn client(options: &Options) -> Result<Client, String> {
    let builder = coc_transport_native::builder().map_err(|error| error.to_string())?;
    let builder = builder.base_url(&options.base_url).retry(Retry::new());
    let builder = if options.token.is_empty() { builder } else { builder.token(&options.token) };
    let limit = RateLimit::none().in_flight(options.concurrency);
    builder.rate_limit(limit).build().map_err(|error| error.to_string())
}

/// The tags of the requested number of players, from the members of clans.
async fn tags(options: &Options) -> Result<Vec<PlayerTag>, String> {
    let client = client(options)?;
    let clans = client.search_clans().min_members(1).items();
    let members = clans.and_then(|clan| {
        let client = client.clone();
        async move { Ok(client.clan(clan.tag).await?.into_value().member_list) }
    });
    let mut tags = Vec::with_capacity(options.n);
    let mut members = std::pin::pin!(members);
    while let Some(list) = members.next().await {
        let list = list.map_err(|error| error.to_string())?;
        tags.extend(list.iter().map(|member| member.tag));
        if tags.len() >= options.n {
            tags.truncate(options.n);
            return Ok(tags);
        }
    }
    Err(format!("only {} players found: start the simulator with more clans", tags.len()))
}

/// Runs the client with its defaults, except for the rate limit.
async fn ours(options: &Options, tags: &[PlayerTag]) -> Result<u64, String> {
    let client = client(options)?;
    let mut batch = client.batch(tags.iter().copied().map(GetPlayer::new)).concurrency(options.concurrency);
    let mut requests = 0;
    while let Some(done) = batch.next().await {
        let player = done.result.map_err(|error| error.to_string())?;
        requests += u64::from(player.attempts());
    }
    Ok(requests)
}

async fn bare(options: &Options, tags: &[PlayerTag]) -> Result<u64, String> {
    let client = reqwest::Client::builder().no_proxy().build().map_err(|error| error.to_string())?;
    let fetch = |tag: &PlayerTag| {
        let url = format!("{}/players/%23{}", options.base_url, tag.as_str().trim_start_matches('#'));
        let request = client.get(url).bearer_auth(&options.token);
        async move {
            let response = request.send().await?.error_for_status()?;
            let body = response.bytes().await?;
            Ok::<_, reqwest::Error>(serde_json::from_slice::<Player>(&body))
        }
    };
    let mut responses = stream::iter(tags.iter().map(fetch)).buffer_unordered(options.concurrency);
    let mut requests = 0;
    while let Some(response) = responses.next().await {
        response.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        requests += 1;
    }
    Ok(requests)
}
