//! The command-line program: reads the settings, prints its addresses, and serves until stopped.
//!
//! `arguments.rs`, `config.rs` and `secrets.rs` build [`proxy::Settings`] from flags, the
//! environment and files; `demo.rs` builds them for a simulator.

mod arguments;
mod config;
mod demo;
#[cfg(unix)]
mod file_limit;
mod secrets;
mod stop;

use std::{
    error::Error,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use clap::CommandFactory as _;
use proxy::{Proxy, Settings, StartError};
use simulator::Simulator;
use tracing_subscriber::{Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    arguments::{Arguments, LogFormat},
    stop::stop_signal,
};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match config::arguments() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("proxy: {error}");
            return ExitCode::from(WRONG_SETTINGS);
        }
    };
    if let Some(shell) = arguments.completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Arguments::command(), "proxy", &mut script);
        // The reader may close the pipe early.
        return if io::stdout().write_all(&script).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    log(&arguments);
    let (error, code) = match run(&arguments).await {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Settings(error)) => (error, ExitCode::from(WRONG_SETTINGS)),
        Err(Failure::Other(error)) => (error, ExitCode::FAILURE),
    };
    match arguments.log_format {
        LogFormat::Text => eprintln!("proxy: {error}"),
        LogFormat::Json => tracing::error!(%error, "failed"),
    }
    code
}

/// The exit code for wrong arguments or settings, also of clap.
const WRONG_SETTINGS: u8 = 2;

/// The reason why the program ends, by its exit code.
#[derive(Debug)]
enum Failure {
    Settings(Box<dyn Error>),
    Other(Box<dyn Error>),
}

async fn run(arguments: &Arguments) -> Result<(), Failure> {
    #[cfg(unix)]
    file_limit::raise(arguments.clients.max_connections);
    if arguments.demo {
        let (simulator, settings) = demo::prepare(arguments).await.map_err(Failure::Other)?;
        serve(settings, Some(&simulator)).await?;
        simulator.stop().await;
        Ok(())
    } else {
        serve(arguments.settings().map_err(Failure::Settings)?, None).await
    }
}

async fn serve(settings: Settings, simulator: Option<&Simulator>) -> Result<(), Failure> {
    let page = settings.front_page.is_some() || settings.folders.iter().any(|folder| folder.path() == "/");
    // Signal handlers come first: a script that reads the announcement may stop the program at
    // once.
    let stop = stop_signal().map_err(|error| Failure::Other(error.into()))?;
    let proxy = Proxy::start(settings).await.map_err(|error| match error {
        StartError::Settings(_) | StartError::Upstream(_) => Failure::Settings(error.into()),
        _ => Failure::Other(error.into()),
    })?;
    announce(&proxy, page, simulator).map_err(|error| Failure::Other(error.into()))?;
    stop.await;
    proxy.stop().await;
    Ok(())
}

/// Prints the addresses, one `name=value` per line, for people and for scripts.
fn announce(proxy: &Proxy, page: bool, simulator: Option<&Simulator>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "base-url={}", proxy.base_url())?;
    if page {
        writeln!(out, "page=http://{}/", proxy.address())?;
    }
    if let Some(simulator) = simulator {
        writeln!(out, "simulator=http://{}", simulator.address())?;
    }
    out.flush()
}

/// Writes the log to standard error.
fn log(arguments: &Arguments) {
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines = match arguments.log_format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed()
        }
    };
    tracing_subscriber::registry().with(lines).with(arguments.log.clone()).init();
}
