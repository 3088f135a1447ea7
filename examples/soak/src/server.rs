//! The simulator in a process of its own: [`serve`] is that process, [`Server`] how the other one talks to it.
//!
//! They speak one JSON object per line. Beside what every simulator does, this one remembers which POSTs it has carried out.

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

/// How long the other process may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the tokens of POSTs begin with; a number follows.
pub(crate) const POST: &str = "soak-";

#[derive(Debug, clap::Args)]
pub(crate) struct ServeOptions {
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    clans: u32,
}

/// What the simulator is told.
#[derive(Serialize, Deserialize)]
enum Order {
    /// To put these faults in place of the present ones.
    Faults(Vec<Fault>),
    /// To say what it has seen.
    Tell,
    /// To count requests from zero again.
    Reset,
}

/// Where the simulator is.
#[derive(Serialize, Deserialize)]
pub(crate) struct Hello {
    pub(crate) base_url: String,
    pub(crate) tokens: Vec<String>,
    pub(crate) unknown_tag: String,
}

/// What the simulator has seen.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) throttled: u64,
    pub(crate) in_flight: u64,
    pub(crate) peak_in_flight: u64,
    pub(crate) connections_open: u64,
    pub(crate) struck: u64,
    /// Different POSTs that were carried out.
    pub(crate) posts: u64,
    /// Those that were carried out more than once.
    pub(crate) doubled: u64,
}

/// How often each POST was carried out, by its number.
#[derive(Default)]
struct Posts(Mutex<Vec<u8>>);

impl Posts {
    fn note(&self, token: &str) {
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

    /// How many were carried out, and how many of them more than once.
    fn count(&self) -> (u64, u64) {
        let posts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at_least = |least| posts.iter().filter(|count| **count >= least).map(|_| 1).sum();
        (at_least(1), at_least(2))
    }
}

/// Serves until the standard input ends.
pub(crate) async fn serve(options: ServeOptions) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let ServeOptions { seed, clans } = options;
    let (world, posts) = (World::new(WorldConfig { seed, clans }), Arc::new(Posts::default()));
    let noted = Arc::clone(&posts);
    let answer = move |route: &Route, now| match route {
        Route::VerifyToken { player, token } => {
            noted.note(token);
            RouteResponse::Object(json!({ "tag": player, "token": token, "status": "ok" }))
        }
        _ => world.respond(route, now),
    };
    let simulator =
        Simulator::builder().seed(seed).clans(clans).respond_with(answer).start().await.map_err(text)?;
    let mut tokens = vec![simulator.token().to_owned()];
    for name in ["second", "third"] {
        tokens.push(simulator.add_key(simulator.email(), name, &["0.0.0.0/0"])?.token);
    }
    let (base_url, unknown_tag) = (simulator.base_url(), simulator.samples().unknown_tag);
    let mut out = tokio::io::stdout();
    say(&mut out, &Hello { base_url, tokens, unknown_tag }).await?;
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(order) = orders.next_line().await.map_err(text)? {
        match serde_json::from_str(&order).map_err(|error| error.to_string())? {
            Order::Faults(faults) => simulator.faults().set(faults)?,
            Order::Reset => simulator.reset_counters(),
            Order::Tell => {}
        }
        let Counters { requests, throttled, in_flight, peak_in_flight, connections_open, .. } =
            simulator.counters();
        let (struck, (posts, doubled)) = (simulator.faults().triggered(), posts.count());
        let seen =
            Seen { requests, throttled, in_flight, peak_in_flight, connections_open, struck, posts, doubled };
        say(&mut out, &seen).await?;
    }
    simulator.stop().await;
    Ok(())
}

async fn say(out: &mut (impl tokio::io::AsyncWrite + Unpin), what: &impl Serialize) -> Result<(), String> {
    let mut line = serde_json::to_string(what).map_err(|error| error.to_string())?;
    line.push('\n');
    out.write_all(line.as_bytes()).await.map_err(|error| error.to_string())?;
    out.flush().await.map_err(|error| error.to_string())
}

/// The other process. It ends with this value.
pub(crate) struct Server {
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Server {
    /// Starts it, and gives where it is.
    pub(crate) async fn start(seed: u64, clans: u32) -> Result<(Self, Hello), String> {
        let program =
            std::env::current_exe().map_err(|error| format!("this program is not found: {error}"))?;
        let mut command = Command::new(program);
        command.args(["serve", "--seed", &seed.to_string(), "--clans", &clans.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().map_err(|error| format!("no simulator: {error}"))?;
        let (Some(orders), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("the simulator's process has no standard input or output".to_owned());
        };
        let mut server = Self { orders, answers: BufReader::new(answers).lines(), _process: process };
        let hello = server.listen().await?;
        Ok((server, hello))
    }

    pub(crate) async fn faults(&mut self, faults: Vec<Fault>) -> Result<Seen, String> {
        self.order(&Order::Faults(faults)).await
    }

    pub(crate) async fn tell(&mut self) -> Result<Seen, String> {
        self.order(&Order::Tell).await
    }

    pub(crate) async fn reset(&mut self) -> Result<Seen, String> {
        self.order(&Order::Reset).await
    }

    async fn order(&mut self, order: &Order) -> Result<Seen, String> {
        say(&mut self.orders, order).await?;
        self.listen().await
    }

    async fn listen<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, String> {
        let line = tokio::time::timeout(PATIENCE, self.answers.next_line()).await;
        let line = line.map_err(|_| format!("the simulator has said nothing for {PATIENCE:?}"))?;
        let line = line.map_err(|error| error.to_string())?.ok_or("the simulator has ended")?;
        serde_json::from_str(&line).map_err(|error| format!("the simulator said something else: {error}"))
    }
}
