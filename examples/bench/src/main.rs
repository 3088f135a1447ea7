//! Measures the client and prints a JSON object per run.
//!
//! [`batch`], [`decode`], [`game`], [`memory`], [`pipeline`] and [`watch`] have the modes, and
//! [`bodies`] and [`wars`] their input. [`allocator`] and [`usage`] measure, and [`stats`] summarizes the
//! measurements.

mod allocator;
mod batch;
mod bodies;
mod decode;
mod game;
mod memory;
mod pipeline;
mod stats;
mod usage;
mod wars;
mod watch;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

/// Measures the client and prints a JSON object.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
    #[command(subcommand)]
    mode: Option<Mode>,
}

#[derive(Debug, Subcommand)]
enum Mode {
    /// Measure decoding by kind, compared with `serde_json::Value` and a fast decoder.
    Decode(decode::Options),
    /// Measure what the models compute: numbers of a war, standings of a group.
    Game(game::Options),
    /// Measure the memory of decoded players, with their bodies or without.
    Memory(memory::Options),
    /// Measure the cost of a call over real sockets, compared with bare reqwest and `serde_json`.
    Batch(batch::Options),
    /// Measure the cost of a cache hit.
    CacheHit(pipeline::HitOptions),
    /// Measure the cost of a call that is coalesced with another.
    Coalesce(pipeline::CoalesceOptions),
    /// Measure in virtual time how closely the client approaches its rate limit.
    Limiter(pipeline::LimiterOptions),
    /// Measure in virtual time the cost of a watcher whose subjects do not change.
    Watch(watch::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), String> {
    let mut output = Vec::new();
    if let Some(shell) = arguments.completions {
        clap_complete::generate(shell, &mut Arguments::command(), "bench", &mut output);
    }
    if let Some(mode) = arguments.mode {
        let report = match mode {
            Mode::Decode(options) => decode::run(&options),
            Mode::Game(options) => game::run(&options),
            Mode::Memory(options) => memory::run(&options),
            Mode::Batch(options) => batch::run(&options),
            Mode::CacheHit(options) => pipeline::cache_hit(&options),
            Mode::Coalesce(options) => pipeline::coalesce(&options),
            Mode::Limiter(options) => pipeline::limiter(&options),
            Mode::Watch(options) => watch::run(&options),
        };
        output.extend(format!("{:#}\n", report?).into_bytes());
    }
    io::stdout().write_all(&output).map_err(|error| format!("cannot write: {error}"))
}
