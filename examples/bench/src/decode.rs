//! The mode `decode`: the speed of decoding bodies into models, compared with two other decoders.
//!
//! Each kind has several rounds. In a round every decoder decodes all bodies of the kind for the
//! same share of processor time, one decoder after the other, so that a disturbance affects all
//! decoders. The results are medians over the rounds.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use drift::kinds::{BodyTask, Kind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::allocator::{self, Count};
use crate::bodies;
use crate::stats::{median, rounded};
use crate::usage;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder of recorded bodies, with a subfolder per kind; by default from a simulated world.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Measure only this kind, such as `player`.
    #[arg(long)]
    kind: Option<String>,
    /// Minimum processor time per kind in seconds, for all decoders and rounds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Number of rounds over which medians are taken.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// Decodes a body and drops the value.
type Decode = fn(&[u8]) -> Result<(), String>;

/// The decoders of one model.
struct Decoders {
    names: [&'static str; 3],
    all: [Decode; 3],
}

impl BodyTask for Decoders {
    type Output = Self;

    fn with<T: DeserializeOwned + Serialize>(_: &[u8]) -> Self {
        Self { names: ["coc", "serdeJsonValue", "sonicRs"], all: [ours::<T>, value, sonic::<T>] }
    }
}

fn ours<T: DeserializeOwned>(body: &[u8]) -> Result<(), String> {
    black_box(coc_core::decode::repaired::<T>(body)).map(drop).map_err(|error| error.to_string())
}

fn value(body: &[u8]) -> Result<(), String> {
    black_box(serde_json::from_slice::<Value>(body)).map(drop).map_err(|error| error.to_string())
}

fn sonic<T: DeserializeOwned>(body: &[u8]) -> Result<(), String> {
    black_box(sonic_rs::from_slice::<T>(body)).map(drop).map_err(|error| error.to_string())
}

/// Runs the mode.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let wanted = |kind: &str| options.kind.as_ref().is_none_or(|wanted| wanted == kind);
    let mut bodies = match &options.dir {
        Some(root) => bodies::recorded(root)?,
        None => bodies::simulated(wanted)?,
    };
    bodies.retain(|kind, _| wanted(kind));
    if bodies.is_empty() {
        return Err("no bodies found: check --dir and --kind".to_owned());
    }
    let share = Duration::try_from_secs_f64(options.seconds / f64::from(options.rounds) / 3.0)
        .map_err(|error| format!("--seconds: {error}"))?;
    let mut kinds = Map::new();
    let mut sum = KindStats::default();
    for (kind, bodies) in &bodies {
        let stats = measure(kind, bodies, options.rounds, share)?;
        kinds.insert(kind.clone(), stats.report());
        sum.add(&stats);
    }
    Ok(json!({
        "mode": "decode",
        "source": if options.dir.is_some() { "recorded" } else { "simulated" },
        "rounds": options.rounds,
        "kinds": kinds,
        "all": sum.report(),
        "maxRssBytes": usage::max_rss(),
    }))
}

/// The measurements of a set of bodies.
#[derive(Default)]
struct KindStats {
    bodies: u64,
    bytes: u64,
    decoders: Vec<DecoderStats>,
}

/// The measurements of one decoder, for decoding all bodies once.
struct DecoderStats {
    name: &'static str,
    seconds: f64,
    allocations: u64,
    bytes_allocated: u64,
}

fn measure(kind: &str, bodies: &[Vec<u8>], rounds: u32, share: Duration) -> Result<KindStats, String> {
    let kind_decoders = Kind::<Decoders>::named(kind)
        .ok_or_else(|| format!("unknown kind `{kind}`: use one that `drift --list` prints"))?;
    let decoders: Vec<Decoders> = bodies.iter().map(|body| (kind_decoders.run)(body)).collect();
    let names = decoders.first().map(|decoders| decoders.names).unwrap_or_default();
    let pass = |place: usize| -> Result<(), String> {
        for (body, decoders) in bodies.iter().zip(&decoders) {
            decoders.all[place](body).map_err(|error| format!("{kind}, {}: {error}", names[place]))?;
        }
        Ok(())
    };
    let counts: Vec<Count> = (0..names.len())
        .map(|place| {
            let (outcome, count) = allocator::count(|| pass(place));
            outcome.map(|()| count)
        })
        .collect::<Result<_, String>>()?;
    let mut seconds = vec![Vec::new(); names.len()];
    for _ in 0..rounds {
        for (place, seconds) in seconds.iter_mut().enumerate() {
            seconds.push(usage::time_per_call(share, || pass(place))?);
        }
    }
    let stats = names.into_iter().zip(counts).zip(seconds).map(|((name, count), seconds)| DecoderStats {
        name,
        seconds: median(seconds),
        allocations: count.allocations,
        bytes_allocated: count.bytes,
    });
    let bytes = bodies.iter().map(|body| body.len() as u64).sum();
    Ok(KindStats { bodies: bodies.len() as u64, bytes, decoders: stats.collect() })
}

impl KindStats {
    fn add(&mut self, other: &Self) {
        self.bodies += other.bodies;
        self.bytes += other.bytes;
        for (place, stats) in other.decoders.iter().enumerate() {
            match self.decoders.get_mut(place) {
                Some(sum) => {
                    sum.seconds += stats.seconds;
                    sum.allocations += stats.allocations;
                    sum.bytes_allocated += stats.bytes_allocated;
                }
                None => self.decoders.push(DecoderStats { ..*stats }),
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes of bodies are far below 2^52")]
    fn report(&self) -> Value {
        let count = self.bodies as f64;
        let mut report = json!({ "bodies": self.bodies, "bytes": self.bytes });
        for DecoderStats { name, seconds, allocations, bytes_allocated } in &self.decoders {
            report[*name] = json!({
                "mbPerS": rounded(self.bytes as f64 / 1e6 / seconds),
                "usPerBody": rounded(seconds * 1e6 / count),
                "allocationsPerBody": rounded(*allocations as f64 / count),
                "bytesAllocatedPerBody": rounded(*bytes_allocated as f64 / count),
            });
        }
        report
    }
}
