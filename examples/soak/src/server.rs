//! The simulator in a separate process: [`serve`] is that process, [`Server`] is its handle.
//!
//! They exchange one JSON object per line. This simulator also counts the executed POSTs.

use std::{
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::json;
use simulator::{
    Counters, Fault, Simulator,
    route::{Route, RouteResponse},
    world::{World, WorldConfig},
};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The time limit for a response of the process.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(20);
/// The prefix of the tokens in POSTs; a number follows.
pub(crate) const POST: &str = "soak-";

#[derive(Debug, clap::Args)]
pub(crate) struct ServeOptions {
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    clans: u32,
}

/// A command to the simulator's process.
#[derive(Serialize, Deserialize)]
enum ServerCommand {
    /// Replaces the active faults.
    Faults(Vec<Fault>),
    /// Returns the counters.
    ReadCounters,
    /// Resets the counters.
    Reset,
}

/// The address and credentials of the simulator.
#[derive(Serialize, Deserialize)]
pub(crate) struct ServerInfo {
    pub(crate) base_url: String,
    pub(crate) tokens: Vec<String>,
    pub(crate) unknown_tag: String,
}

/// The counters of the simulator.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ServerCounters {
    pub(crate) requests: u64,
    pub(crate) throttled: u64,
    pub(crate) in_flight: u64,
    pub(crate) peak_in_flight: u64,
    pub(crate) connections_open: u64,
    pub(crate) faults_triggered: u64,
    /// Different POSTs that were executed.
    pub(crate) posts: u64,
    /// POSTs that were executed more than once.
    pub(crate) posts_repeated: u64,
}

/// The number of executions of each POST, by its number.
#[derive(Default)]
struct Posts(Mutex<Vec<u8>>);

impl Posts {
    fn record(&self, token: &str) {
        let Some(number) = token.strip_prefix(POST).and_then(|text| text.parse::<usize>().ok()) else {
            return;
        };
        let mut posts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if posts.len() <= number {
            posts.resize(number + 1, 0);
        }
        if let Some(count) = posts.get_mut(number) {
            *count = count.saturating_add(1);
        }
    }

    /// The number of executed POSTs, and of those executed more than once.
    fn count(&self) -> (u64, u64) {
        let posts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at_least = |least| posts.iter().filter(|count| **count >= least).map(|_| 1).sum();
        (at_least(1), at_least(2))
    }
}

/// Serves until standard input ends.
pub(crate) async fn serve(options: ServeOptions) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let ServeOptions { seed, clans } = options;
    let (world, posts) =
        (World::new(WorldConfig { seed, clans, ..WorldConfig::default() }), Arc::new(Posts::default()));
    let executed = Arc::clone(&posts);
    let respond = move |route: &Route, now| match route {
        Route::VerifyToken { player, token } => {
            executed.record(token);
            RouteResponse::Object(json!({ "tag": player, "token": token, "status": "ok" }))
        }
        _ => world.respond(route, now),
    };
    let simulator =
        Simulator::builder().seed(seed).clans(clans).respond_with(respond).start().await.map_err(text)?;
    let mut tokens = vec![simulator.token().to_owned()];
    for name in ["second", "third"] {
        tokens.push(simulator.add_key(simulator.email(), name, &["0.0.0.0/0"])?.token);
    }
    let (base_url, unknown_tag) = (simulator.base_url(), simulator.samples().unknown_tag);
    let mut out = tokio::io::stdout();
    write_line(&mut out, &ServerInfo { base_url, tokens, unknown_tag }).await?;
    let mut commands = BufReader::new(tokio::io::stdin()).lines();
    while let Some(command) = commands.next_line().await.map_err(text)? {
        match serde_json::from_str(&command).map_err(|error| error.to_string())? {
            ServerCommand::Faults(faults) => simulator.faults().set(faults)?,
            ServerCommand::Reset => simulator.reset_counters(),
            ServerCommand::ReadCounters => {}
        }
        let Counters { requests, throttled, in_flight, peak_in_flight, connections_open, .. } =
            simulator.counters();
        let (faults_triggered, (posts, posts_repeated)) = (simulator.faults().triggered(), posts.count());
        let counters = ServerCounters {
            requests,
            throttled,
            in_flight,
            peak_in_flight,
            connections_open,
            faults_triggered,
            posts,
            posts_repeated,
        };
        write_line(&mut out, &counters).await?;
    }
    simulator.stop().await;
    Ok(())
}

async fn write_line(
    out: &mut (impl tokio::io::AsyncWrite + Unpin),
    value: &impl Serialize,
) -> Result<(), String> {
    let mut line = serde_json::to_string(value).map_err(|error| error.to_string())?;
    line.push('\n');
    out.write_all(line.as_bytes()).await.map_err(|error| error.to_string())?;
    out.flush().await.map_err(|error| error.to_string())
}

/// The simulator's process, which is killed when the handle is dropped.
pub(crate) struct Server {
    commands: ChildStdin,
    responses: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Server {
    /// Starts the process, and returns its handle and its address.
    pub(crate) async fn start(seed: u64, clans: u32) -> Result<(Self, ServerInfo), String> {
        let program =
            std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
        let mut command = Command::new(program);
        command.args(["serve", "--seed", &seed.to_string(), "--clans", &clans.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().map_err(|error| format!("cannot start the simulator: {error}"))?;
        let (Some(commands), Some(responses)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("the simulator's process has no standard input or output".to_owned());
        };
        let mut server = Self { commands, responses: BufReader::new(responses).lines(), _process: process };
        let info = server.read_line().await?;
        Ok((server, info))
    }

    pub(crate) async fn faults(&mut self, faults: Vec<Fault>) -> Result<ServerCounters, String> {
        self.send(&ServerCommand::Faults(faults)).await
    }

    pub(crate) async fn counters(&mut self) -> Result<ServerCounters, String> {
        self.send(&ServerCommand::ReadCounters).await
    }

    pub(crate) async fn reset(&mut self) -> Result<ServerCounters, String> {
        self.send(&ServerCommand::Reset).await
    }

    async fn send(&mut self, command: &ServerCommand) -> Result<ServerCounters, String> {
        write_line(&mut self.commands, command).await?;
        self.read_line().await
    }

    async fn read_line<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, String> {
        let line = tokio::time::timeout(RESPONSE_TIMEOUT, self.responses.next_line()).await;
        let line =
            line.map_err(|_| format!("the simulator has not responded within {RESPONSE_TIMEOUT:?}"))?;
        let line = line.map_err(|error| error.to_string())?.ok_or("the simulator's process has exited")?;
        serde_json::from_str(&line).map_err(|error| format!("invalid response of the simulator: {error}"))
    }
}
