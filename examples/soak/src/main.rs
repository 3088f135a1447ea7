//! Runs the client at full rate against a simulator with random faults, and checks all the while what must always hold.
//!
//! The simulator is a process of its own ([`server`]), so that the memory that is measured is the client's. [`load`] makes the
//! calls and judges how each ends, [`chaos`] invents the faults, [`watch`] stands below the client and counts what goes over the
//! wire, [`memory`] takes samples and their slope, and [`run`] puts all of it together and gives the verdict.

mod chaos;
mod load;
mod memory;
mod run;
mod server;
mod tally;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs the client at full rate with random faults, prints a JSON object, and fails if anything was not as it must be.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    options: run::Options,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// The simulator's process; it is told what to do on its standard input.
    #[command(hide = true)]
    Serve(server::ServeOptions),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("no runtime: {error}")),
    };
    let outcome = match arguments.role {
        Some(Role::Serve(options)) => runtime.block_on(server::serve(options)).map(|()| ExitCode::SUCCESS),
        None => runtime.block_on(run::run(&arguments.options)).map(|report| {
            println!("{report:#}");
            let held = report["violations"].as_array().is_some_and(Vec::is_empty);
            if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }),
    };
    // A line of standard input that never comes must not hold up the end.
    runtime.shutdown_background();
    outcome.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &str) -> ExitCode {
    eprintln!("soak: {error}");
    ExitCode::FAILURE
}
