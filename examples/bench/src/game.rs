//! The mode `game`: the time of what the models compute from decoded values.

use std::hint::black_box;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::stats::{median, rounded};
use crate::{allocator, usage, wars};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Minimum processor time per computation in seconds, for all rounds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Number of rounds over which medians are taken.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// Runs the mode.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let war = wars::full_war();
    let (group, group_wars) = wars::full_group();
    let group_wars = || group_wars.iter().map(|(tag, war)| (*tag, war));
    let mut report = Report { options, computations: Map::new() };
    report.add("numbersOfAWarOf50", || wars::all_numbers(black_box(&war)))?;
    report.add("standingsOfAGroup", || black_box(group.with_wars(group_wars()).standings()).len())?;
    Ok(json!({ "mode": "game", "rounds": options.rounds, "computations": report.computations }))
}

/// The results so far.
struct Report<'a> {
    options: &'a Options,
    computations: Map<String, Value>,
}

impl Report<'_> {
    /// Measures a computation, whose output is dropped.
    fn add<T>(&mut self, name: &str, mut compute: impl FnMut() -> T) -> Result<(), String> {
        let share = Duration::try_from_secs_f64(self.options.seconds / f64::from(self.options.rounds))
            .map_err(|error| format!("--seconds: {error}"))?;
        let ((), count) = allocator::count(|| drop(black_box(compute())));
        let round = |_| {
            usage::time_per_call(share, || {
                black_box(compute());
                Ok(())
            })
        };
        let seconds = (0..self.options.rounds).map(round).collect::<Result<_, _>>()?;
        let result = json!({
            "us": rounded(median(seconds) * 1e6),
            "allocations": count.allocations,
            "bytesAllocated": count.bytes,
        });
        self.computations.insert(name.to_owned(), result);
        Ok(())
    }
}
