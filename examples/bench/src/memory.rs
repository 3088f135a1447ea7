//! The mode `memory`: the memory of decoded players, with their bodies or without.
//!
//! They are stored in a list as a cache would: each as an `Arc`, with its body's bytes beside it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use coc_core::models::Player;
use serde_json::{Value, json};

use crate::allocator::{self, Count};
use crate::bodies;
use crate::usage;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder of recorded bodies with a subfolder `players`; by default from a simulated world.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Number of players to store.
    #[arg(long, default_value_t = 100_000)]
    players: usize,
    /// Store the bodies, too.
    #[arg(long)]
    bodies: bool,
}

/// The maximum number of different simulated players; they are repeated to reach the total.
const DIFFERENT: usize = 2_000;

/// Runs the mode.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let bodies = match &options.dir {
        Some(root) => bodies::recorded(root)?.remove("players").unwrap_or_default(),
        None => bodies::simulated_players(DIFFERENT.min(options.players))?,
    };
    if bodies.is_empty() {
        return Err("no players found: check --dir".to_owned());
    }
    let mut stored: Vec<(Arc<Player>, Option<Bytes>)> = Vec::with_capacity(options.players);
    let before = usage::rss();
    let (outcome, count) = allocator::count(|| {
        for body in bodies.iter().cycle().take(options.players) {
            let player = coc_core::decode::repaired(body).map_err(|error| error.to_string())?.value;
            stored.push((Arc::new(player), options.bodies.then(|| Bytes::copy_from_slice(body))));
        }
        Ok::<_, String>(())
    });
    outcome?;
    let after = usage::rss();
    let grown = before.zip(after).map(|(before, after)| after.saturating_sub(before));
    let body_bytes: usize = bodies.iter().cycle().take(options.players).map(Vec::len).sum();
    Ok(report(options, bodies.len(), body_bytes, count, grown, stored.len()))
}

fn report(
    options: &Options,
    different: usize,
    body_bytes: usize,
    count: Count,
    grown: Option<u64>,
    stored: usize,
) -> Value {
    let stored = stored.max(1) as u64;
    json!({
        "mode": "memory",
        "source": if options.dir.is_some() { "recorded" } else { "simulated" },
        "players": stored,
        "differentPlayers": different,
        "bodiesStored": options.bodies,
        "perPlayer": BTreeMap::from([
            ("sizeOfPlayerBytes", Some(size_of::<Player>() as u64)),
            ("bodyBytes", Some(body_bytes as u64 / stored)),
            ("liveBytes", Some(count.live_bytes / stored)),
            ("liveAllocations", Some(count.live_allocations / stored)),
            ("rssBytes", grown.map(|bytes| bytes / stored)),
        ]),
        "liveBytes": count.live_bytes,
        "rssBytes": grown,
        "maxRssBytes": usage::max_rss(),
    })
}
