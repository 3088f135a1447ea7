//! Follows clans in the terminal: their wars, raids and members, as events come.
//!
//! [`connect`] creates the client, [`run`](mod@run) is the loop over the events, [`render`] makes a
//! line of each, [`board`] has the lines that stay on the screen, and [`state`] what is stored for the
//! next run. [`fast_clock`] is only for the simulator.

mod board;
mod connect;
mod fast_clock;
mod render;
mod run;
mod state;

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser};
use clap_complete::Shell;
use coc_transport_native::models::ClanTag;

/// Follows clans in the terminal, on a built-in simulator or, with a token, on the real API.
///
/// Ctrl-C ends it. It exits with 1 on an error, and with 2 if the arguments are wrong.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Clans to follow; by default two of the simulator's.
    clans: Vec<ClanTag>,
    /// API key from <https://developer.clashofclans.com>; without it and a base URL, the simulator
    /// is used.
    #[arg(long, env = "COC_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Base URL of the API, if not the official one; a proxy may need no key.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL")]
    base_url: Option<String>,
    /// File that stores the state of the watcher, so that the next run continues from there. Every event is
    /// appended to the file of the same name with the extension `jsonl`.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Simulated seconds per real second; for the simulator only.
    #[arg(long, default_value_t = 300.0, value_parser = speed)]
    speed: f64,
    /// Print every event, also changes of trophies and points.
    #[arg(long)]
    all: bool,
    /// Stop after this many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse::<f64>().map_err(|error| error.to_string())?;
    let in_range = (1.0..=10_000.0).contains(&speed);
    in_range.then_some(speed).ok_or_else(|| "the speed must be from 1 to 10000".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.completions {
        Some(shell) => complete(shell),
        None => follow(arguments).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("watch: {error}");
            ExitCode::FAILURE
        }
    }
}

fn complete(shell: Shell) -> Result<(), Box<dyn Error>> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "watch", &mut script);
    Ok(io::stdout().write_all(&script)?)
}

async fn follow(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    let (token, base_url) = (non_empty(arguments.token), non_empty(arguments.base_url));
    let file = arguments.state.map(state::StateFile::new);
    let saved = file.as_ref().map(state::StateFile::read).transpose()?.flatten();
    let log = file.as_ref().map(|file| file.open_log(saved.as_ref())).transpose()?;
    let session = if token.is_none() && base_url.is_none() {
        // The simulated time stands still between two runs.
        let start = saved.as_ref().filter(|saved| saved.is_simulated).map(|saved| saved.saved_at);
        let last = log.as_ref().and_then(state::EventLog::last_observed);
        connect::Session::with_simulator(start.max(last), arguments.speed).await?
    } else {
        connect::Session::with_server(token, base_url)?
    };
    if saved.as_ref().is_some_and(|saved| saved.is_simulated != session.is_simulated()) {
        return Err(
            "the state is of the simulator's world or of the real one, and this run is of the other; \
                    name another file with --state"
                .into(),
        );
    }
    let options = run::Options {
        clans: if arguments.clans.is_empty() { session.clans.clone() } else { arguments.clans },
        all: arguments.all,
        stop_after: arguments.seconds.map(Duration::from_secs),
    };
    if options.clans.is_empty() && saved.is_none() {
        return Err("name the clans to follow, such as '#2PP'".into());
    }
    run::run(&session, options, file.zip(log), saved).await
}
