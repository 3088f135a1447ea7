//! The mode `game-data`: the first call of `GameData::embedded`, look-ups, and a player's progress.

use std::hint::black_box;
use std::time::Duration;

use coc_core::decode;
use coc_models::game_data::GameData;
use coc_models::{Player, Village};
use serde_json::{Value, json};

use crate::stats::{median, nanos};
use crate::{allocator, bodies, usage};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Rounds of which medians are printed. The first call has one round.
    #[arg(long, default_value_t = 9)]
    rounds: u32,
}

/// Times in nanoseconds, and the allocations of all look-ups.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let (data, first) = timed(GameData::embedded)?;
    let body = bodies::simulated_players(1)?.pop().ok_or("the simulated world has no players")?;
    let player: Player = decode::repaired(&body).map_err(|error| error.to_string())?.value;
    let units: Vec<_> = data.units().map(|unit| (unit.id(), unit.name(), unit.village())).collect();
    let by_id = || units.iter().filter(|(id, ..)| black_box(data.unit(*id)).is_some()).count();
    let by_name = || {
        let is_found = |name, village: &Village| black_box(data.unit_named(name, village)).is_some();
        units.iter().filter(|(_, name, village)| is_found(name, village)).count()
    };
    let (found, allocations) = allocator::count(|| by_id() + by_name());
    if found != 2 * units.len() {
        return Err(format!("{found} units found by id or name, of twice {}", units.len()));
    }
    let repeated = |operation: &dyn Fn() -> usize, calls: u64| {
        let rounds = (0..options.rounds.max(1)).map(|_| {
            let (_, time) = timed(|| (0..REPEATS).map(|_| operation()).sum::<usize>())?;
            Ok(nanos(time, calls * REPEATS))
        });
        rounds.collect::<Result<Vec<_>, String>>().map(median)
    };
    let calls = u64::try_from(units.len()).unwrap_or(u64::MAX);
    Ok(json!({
        "embeddedFirstCallNs": nanos(first, 1),
        "unitNs": repeated(&by_id, calls)?,
        "unitNamedNs": repeated(&by_name, calls)?,
        "lookUpAllocations": allocations.allocations,
        "progressNs": repeated(&|| black_box(data.progress(&player)).units().len(), 1)?,
        "units": units.len(),
    }))
}

const REPEATS: u64 = 1_000;

fn timed<T>(operation: impl FnOnce() -> T) -> Result<(T, Duration), String> {
    let before = usage::cpu()?;
    let value = operation();
    Ok((value, usage::cpu()?.saturating_sub(before)))
}
