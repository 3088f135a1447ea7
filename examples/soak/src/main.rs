//! Runs the client at full rate against a simulator with random faults, and checks invariants.
//!
//! The simulator runs in a separate process ([`server`]), so that only the client's memory is
//! measured. [`load`] makes the calls and checks their results, [`faults`] chooses the faults,
//! [`counting_transport`] counts requests below the client, [`call_counters`] counts results and
//! violations, [`memory`] samples memory and computes its slope, and [`run`] combines them and
//! reports the result.

mod call_counters;
mod counting_transport;
mod faults;
mod load;
mod memory;
mod run;
mod server;
mod watch;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

/// Runs the client at full rate with random faults, and fails if an invariant is violated.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    options: run::Options,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Runs the simulator's process, which reads commands from standard input.
    #[command(hide = true)]
    Serve(server::ServeOptions),
    /// Follows a simulated world in virtual time, and compares the events with what happened.
    Watch(watch::WatchOptions),
    /// Runs the watching process.
    #[command(hide = true)]
    WatchRun(watch::RunOptions),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(shell) = arguments.completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Arguments::command(), "soak", &mut script);
        let written = io::stdout().write_all(&script);
        return written
            .map_or_else(|error| failed(&format!("cannot write: {error}")), |()| ExitCode::SUCCESS);
    }
    let role = match arguments.role {
        Some(Role::Watch(options)) => {
            return watch::check(&options).map_or_else(
                |error| failed(&error),
                |(report, agrees)| {
                    println!("{report:#}");
                    if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE }
                },
            );
        }
        Some(Role::WatchRun(options)) => {
            return watch::run(&options).map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS);
        }
        role => role,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("no runtime: {error}")),
    };
    let outcome = match role {
        Some(Role::Serve(options)) => runtime.block_on(server::serve(options)).map(|()| ExitCode::SUCCESS),
        _ => runtime.block_on(run::run(&arguments.options)).map(|report| {
            println!("{report:#}");
            let passed = report["violations"].as_array().is_some_and(Vec::is_empty);
            if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }),
    };
    // A pending read of standard input must not delay the exit.
    runtime.shutdown_background();
    outcome.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &str) -> ExitCode {
    eprintln!("soak: {error}");
    ExitCode::FAILURE
}
