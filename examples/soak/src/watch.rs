//! `soak watch`: a watcher over simulated days in virtual time, and the comparison of its events
//! with the simulator's log.
//!
//! The watcher runs in a process of its own ([`run`]), which writes a journal and snapshots, so that
//! it can be killed and continue. [`check`] starts that process, kills it if requested, and compares.

pub(crate) mod battles;
pub(crate) mod compare;
pub(crate) mod expected;
pub(crate) mod facts;
pub(crate) mod journal;
pub(crate) mod session;
#[cfg(test)]
mod tests;

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use coc_core::watch::{Snapshot, Subject};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use simulator::{
    Fault, FaultKind, Progress, Simulator,
    world::{ChangesOf, Scenario, World},
};

use compare::{Followed, compare};
use journal::FileJournal;
use session::Session;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The options of `soak watch`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct WatchOptions {
    /// Number of clans in the world, all of which are followed.
    #[arg(long, default_value_t = 200)]
    clans: u32,
    /// Number of followed players.
    #[arg(long, default_value_t = 100)]
    players: usize,
    /// Simulated hours.
    #[arg(long, default_value_t = 48)]
    hours: i64,
    /// Simulated time of the start in Unix milliseconds; by default Friday 2026-07-10 06:30 UTC, or
    /// with faults Sunday 2026-07-05 12:00 UTC.
    #[arg(long)]
    start: Option<i64>,
    /// Seed of the world and the faults.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Let a tenth of the requests fail, plan two times of maintenance, and kill the watching
    /// process in the middle.
    #[arg(long)]
    faults: bool,
    /// Folder of the journal and the snapshots; by default one that is removed at the end.
    #[arg(long, value_name = "PATH")]
    folder: Option<PathBuf>,
}

/// The options of the watching process.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RunOptions {
    #[command(flatten)]
    options: WatchOptions,
    /// Simulated time at which the process starts.
    #[arg(long)]
    from: i64,
}

/// The state of the watching process, written after the journal up to the mark.
#[derive(Serialize, Deserialize)]
struct Saved {
    mark: u64,
    snapshot: Snapshot,
}

impl WatchOptions {
    fn start(&self) -> i64 {
        // The weekend begins and the leagues end; or the weekend, the ranked week and round by round
        // of the leagues turn.
        let default = if self.faults { DAY } else { 6 * DAY - 5 * HOUR - HOUR / 2 };
        self.start.unwrap_or(World::default_start() + default)
    }

    fn end(&self) -> i64 {
        self.start() + self.hours * HOUR
    }

    fn simulator(&self) -> io::Result<Arc<Simulator>> {
        let scenario = Scenario {
            immediate_searches: 30,
            private_logs: Some(5),
            changing_logs: 5,
            frequent_changes: true,
        };
        let builder = Simulator::builder().seed(self.seed).clans(self.clans).speed(0.0).now(self.start());
        let simulator = builder.scenario(scenario).start_blocking()?;
        let faults = if self.faults { faults(self.start(), self.end()) } else { Vec::new() };
        simulator.faults().set(faults).map_err(io::Error::other)?;
        Ok(Arc::new(simulator))
    }

    /// The followed clans and players.
    fn followed(&self, world: &World) -> Followed {
        let clans: Vec<String> = world.clan_tags().collect();
        let members = clans.iter().filter_map(|tag| {
            let values = world.clan_values(tag, self.start()).ok()?;
            values.members.into_keys().next()
        });
        let players = members.take(self.players).collect();
        Followed { clans, players, from: self.start(), to: self.end() }
    }

    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec![
            format!("--clans={}", self.clans),
            format!("--players={}", self.players),
            format!("--hours={}", self.hours),
            format!("--start={}", self.start()),
            format!("--seed={}", self.seed),
        ];
        if self.faults {
            arguments.push("--faults".to_owned());
        }
        arguments
    }
}

/// A tenth of failures, and two times of maintenance.
pub(crate) fn faults(start: i64, end: i64) -> Vec<Fault> {
    let window = |share: i64, minutes: i64| {
        let from = start + (end - start) * share / 8;
        Fault::new(FaultKind::Maintenance).between(from, from + minutes * 60_000)
    };
    let mut faults = vec![window(2, 35), window(6, 12)];
    let kinds = [
        FaultKind::Html { status: 502 },
        FaultKind::UnknownException,
        FaultKind::Throttled { retry_after: Some(1) },
        FaultKind::Reset { after: Progress::Nothing },
        FaultKind::Truncated { chunked: true },
        FaultKind::Content { body: "{\"tag\":\"#2PP".into(), content_type: "application/json".into() },
    ];
    faults.extend(kinds.into_iter().map(|kind| Fault::new(kind).with_probability(0.0175)));
    faults
}

/// The subjects of the followed clans and players.
pub(crate) fn subjects(followed: &Followed) -> Result<Vec<Subject>, String> {
    let mut subjects = vec![Subject::Calendar, Subject::GoldPass];
    for tag in &followed.clans {
        let tag = tag.parse().map_err(|_| format!("{tag} is no tag of a clan"))?;
        subjects.extend([Subject::Clan(tag), Subject::War(tag), Subject::RaidWeekend(tag)]);
    }
    for tag in &followed.players {
        let tag = tag.parse().map_err(|_| format!("{tag} is no tag of a player"))?;
        subjects.extend([Subject::Player(tag), Subject::BattleLog(tag)]);
    }
    Ok(subjects)
}

/// Runs the watching process.
///
/// # Errors
/// The error of the simulator, the client or the files.
pub(crate) fn run(options: &RunOptions) -> Result<(), String> {
    let RunOptions { options, from } = options;
    let folder = options.folder.as_deref().ok_or("the watching process needs a folder")?;
    let text = |error: io::Error| error.to_string();
    let simulator = options.simulator().map_err(text)?;
    let (path, new_path) = (folder.join("snapshot.json"), folder.join("snapshot.json.new"));
    let saved: Option<Saved> = match fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).map_err(|error| error.to_string())?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.to_string()),
    };
    let (mark, snapshot) = saved.map_or((0, None), |saved| (saved.mark, Some(saved.snapshot)));
    let journal = FileJournal::open(&folder.join("journal"), mark).map_err(text)?;
    let is_new = snapshot.is_none();
    let mut session = Session::start(&simulator, *from, journal, snapshot)?;
    if is_new {
        session.follow(subjects(&options.followed(simulator.world()))?);
    }
    let mut out = io::stdout();
    let run = session.run(options.end(), |now, mark, snapshot| {
        fs::write(&new_path, serde_json::to_vec(&Saved { mark, snapshot })?)?;
        fs::rename(&new_path, &path)?;
        writeln!(out, "{now}")?;
        out.flush()
    });
    run.map_err(text)?;
    println!("requests {}", session.requests());
    Ok(())
}

/// Runs the watching process, compares its events, and returns the report and whether all agree.
///
/// # Errors
/// If the process could not be run.
pub(crate) fn check(options: &WatchOptions) -> Result<(Value, bool), String> {
    let folder = options
        .folder
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("soak-watch-{}", std::process::id())));
    fs::create_dir_all(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    let result = check_in(options, &folder);
    if options.folder.is_none() {
        fs::remove_dir_all(&folder)
            .map_err(|error| format!("cannot remove {}: {error}", folder.display()))?;
    }
    result
}

fn check_in(options: &WatchOptions, folder: &Path) -> Result<(Value, bool), String> {
    let (start, end) = (options.start(), options.end());
    let mut killed_at = None;
    let mut from = start;
    if options.faults {
        let mut process = spawn(options, folder, start)?;
        let reached = progress(&mut process, |now| now < start + (end - start) / 2)?;
        // SIGKILL on Unix: the process cannot write anything more.
        process.kill().map_err(|error| error.to_string())?;
        process.wait().map_err(|error| error.to_string())?;
        killed_at = Some(reached.now);
        from = reached.now + 10 * 60_000;
    }
    let mut process = spawn(options, folder, from)?;
    let reached = progress(&mut process, |_| true)?;
    let status = process.wait().map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("the watching process failed: {status}"));
    }
    let records = journal::read(&folder.join("journal")).map_err(|error| error.to_string())?;
    let simulator = options.simulator().map_err(|error| error.to_string())?;
    let calendar = simulator.changes(ChangesOf::Calendar, start, end);
    let calendar = calendar.map_err(|error| format!("{error:?}"))?;
    let followed = options.followed(simulator.world());
    let differences = compare(simulator.world(), &calendar, &followed, &records)?;
    let bodies = records.iter().filter(|record| matches!(record, journal::Record::Body { .. })).count();
    let mut report = differences.report();
    report["clans"] = followed.clans.len().into();
    report["players"] = followed.players.len().into();
    report["hours"] = options.hours.into();
    report["bodies"] = bodies.into();
    report["events"] = (records.len() - bodies).into();
    report["requestsOfLastProcess"] = reached.requests.into();
    report["killedAt"] = json!(killed_at);
    Ok((report, differences.is_none()))
}

fn spawn(options: &WatchOptions, folder: &Path, from: i64) -> Result<Child, String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let mut command = Command::new(program);
    command.arg("watch-run").args(options.arguments()).arg("--folder").arg(folder);
    command.arg(format!("--from={from}")).stdout(Stdio::piped()).stdin(Stdio::null());
    command.spawn().map_err(|error| format!("cannot start the watching process: {error}"))
}

/// The last reports of the watching process.
struct Reached {
    now: i64,
    requests: u64,
}

/// Reads the reports of the process until it ends or is far enough.
fn progress(process: &mut Child, goes_on: impl Fn(i64) -> bool) -> Result<Reached, String> {
    let out = process.stdout.take().ok_or("the watching process has no standard output")?;
    let mut reached = Reached { now: 0, requests: 0 };
    for line in BufReader::new(out).lines() {
        let line = line.map_err(|error| error.to_string())?;
        if let Some(requests) = line.strip_prefix("requests ") {
            reached.requests = requests.parse().unwrap_or_default();
        } else if let Ok(now) = line.parse() {
            reached.now = now;
            if !goes_on(now) {
                return Ok(reached);
            }
        }
    }
    Ok(reached)
}
