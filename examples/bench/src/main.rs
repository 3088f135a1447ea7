//! Measures the client and prints a JSON object per run.
//!
//! [`batch`], [`decode`], [`memory`] and those of [`pipeline`] are the modes, [`bodies`] what they work on. [`allocator`] and
//! [`usage`] are the instruments, [`figures`] what is made of their readings.

mod allocator;
mod batch;
mod bodies;
mod decode;
mod figures;
mod memory;
mod pipeline;
mod usage;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measures the client and prints a JSON object.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    mode: Mode,
}

#[derive(Debug, Subcommand)]
enum Mode {
    /// How fast bodies become models, kind by kind, beside `serde_json::Value` and a fast decoder.
    Decode(decode::Options),
    /// What a decoded player takes, and what its body takes beside it.
    Memory(memory::Options),
    /// What a call costs over real sockets, beside bare reqwest and `serde_json`.
    Batch(batch::Options),
    /// What an answer from the cache costs.
    CacheHit(pipeline::HitOptions),
    /// What a call costs that shares the request of another.
    Coalesce(pipeline::CoalesceOptions),
    /// How near to its limit the client goes, in virtual time.
    Limiter(pipeline::LimiterOptions),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().mode {
        Mode::Decode(options) => decode::run(&options),
        Mode::Memory(options) => memory::run(&options),
        Mode::Batch(options) => batch::run(&options),
        Mode::CacheHit(options) => pipeline::cache_hit(&options),
        Mode::Coalesce(options) => pipeline::coalesce(&options),
        Mode::Limiter(options) => pipeline::limiter(&options),
    };
    match outcome {
        Ok(report) => {
            println!("{report:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
