//! The command-line program: reads the settings, prints its addresses, and serves until stopped.
//!
//! `arguments.rs`, `config.rs` and `secrets.rs` build [`proxy::Settings`] from flags, the environment and files;
//! `demo.rs` builds them for a simulator.

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

use proxy::{Proxy, Settings};
use simulator::Simulator;
use tracing_subscriber::{Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    arguments::{Arguments, LogFormat},
    stop::stop_signal,
};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("proxy: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments = config::arguments()?;
    log(&arguments);
    #[cfg(unix)]
    file_limit::raise(arguments.clients.max_connections);
    if arguments.demo {
        let (simulator, settings) = demo::prepare(&arguments).await?;
        serve(settings, Some(&simulator)).await?;
        simulator.stop().await;
        Ok(())
    } else {
        serve(arguments.settings()?, None).await
    }
}

async fn serve(settings: Settings, simulator: Option<&Simulator>) -> Result<(), Box<dyn Error>> {
    let page = settings.front_page.is_some() || settings.folders.iter().any(|folder| folder.path() == "/");
    // Signal handlers come first: a script that reads the announcement may stop the program at
    // once.
    let stop = stop_signal()?;
    let proxy = Proxy::start(settings).await?;
    announce(&proxy, page, simulator)?;
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
