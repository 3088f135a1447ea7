//! The mode `memory`: what decoded players take in memory, with their bodies or without.
//!
//! They are held in a list as a cache would hold them, each as an `Arc` of its own and with its body's bytes beside it.

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
    /// A folder of recorded bodies with a folder `players`; without it they come from a simulated world.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// How many players are held.
    #[arg(long, default_value_t = 100_000)]
    players: usize,
    /// Whether the bodies are held beside the players.
    #[arg(long)]
    bodies: bool,
}

/// How many different players are made by a world at the most; the held ones are these again and again.
const DIFFERENT: usize = 2_000;

/// Runs the mode.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let bodies = match &options.dir {
        Some(root) => bodies::recorded(root)?.remove("players").unwrap_or_default(),
        None => bodies::simulated_players(DIFFERENT.min(options.players))?,
    };
    if bodies.is_empty() {
        return Err("there are no players".to_owned());
    }
    let mut held: Vec<(Arc<Player>, Option<Bytes>)> = Vec::with_capacity(options.players);
    let before = usage::rss();
    let (outcome, count) = allocator::count(|| {
        for body in bodies.iter().cycle().take(options.players) {
            let player = coc_core::decode::json(body).map_err(|error| error.to_string())?;
            held.push((Arc::new(player), options.bodies.then(|| Bytes::copy_from_slice(body))));
        }
        Ok::<_, String>(())
    });
    outcome?;
    let after = usage::rss();
    let grown = before.zip(after).map(|(before, after)| after.saturating_sub(before));
    let body_bytes: usize = bodies.iter().cycle().take(options.players).map(Vec::len).sum();
    Ok(report(options, bodies.len(), body_bytes, count, grown, held.len()))
}

fn report(
    options: &Options,
    different: usize,
    body_bytes: usize,
    count: Count,
    grown: Option<u64>,
    held: usize,
) -> Value {
    let held = held.max(1) as u64;
    json!({
        "mode": "memory",
        "source": if options.dir.is_some() { "recorded" } else { "simulated" },
        "players": held,
        "different_players": different,
        "bodies_kept": options.bodies,
        "per_player": BTreeMap::from([
            ("size_of_player_bytes", Some(size_of::<Player>() as u64)),
            ("body_bytes", Some(body_bytes as u64 / held)),
            ("live_bytes", Some(count.live_bytes / held)),
            ("live_allocations", Some(count.live_allocations / held)),
            ("rss_bytes", grown.map(|bytes| bytes / held)),
        ]),
        "live_bytes": count.live_bytes,
        "rss_bytes": grown,
        "max_rss_bytes": usage::max_rss(),
    })
}
