//! Measures the client and prints a JSON object per run.
//!
//! [`decode`] and [`memory`] are the modes, [`bodies`] what they work on. [`allocator`] and [`usage`] are the instruments.

mod allocator;
mod bodies;
mod decode;
mod memory;
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
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().mode {
        Mode::Decode(options) => decode::run(&options),
        Mode::Memory(options) => memory::run(&options),
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
