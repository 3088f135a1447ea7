//! Measures the client and prints a JSON object per run.
//!
//! [`batch`], [`decode`], [`memory`] and [`pipeline`] have the modes, and [`bodies`] their input.
//! [`allocator`] and [`usage`] measure, and [`stats`] summarizes the measurements.

mod allocator;
mod batch;
mod bodies;
mod decode;
mod memory;
mod pipeline;
mod stats;
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
    /// Measure decoding by kind, compared with `serde_json::Value` and a fast decoder.
    Decode(decode::Options),
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
