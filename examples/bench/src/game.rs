//! The mode `game`: the time of what the models compute from decoded values, and of the game data.

use std::hint::black_box;
use std::time::Duration;

use coc_core::decode;
use coc_models::army::Army;
use coc_models::game_data::GameData;
use coc_models::{Player, Village};
use serde_json::{Map, Value, json};

use crate::stats::{median, rounded};
use crate::{allocator, bodies, usage, wars};

/// An army of usual length, with heroes, their pets and equipment, and a full clan castle.
const ARMY: &str =
    "h0p1e8_14-1p3e17_20-2m1p2e24_4i1x51-2x65d1x70u12x8-4x135-6x3s4x35-2x5-1x11";

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Minimum processor time per computation in seconds, for all rounds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Number of rounds over which medians are taken.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// Runs the mode.
pub(crate) fn run(options: &Options) -> Result<Value, String> {
    let war = wars::full_war();
    let (group, group_wars) = wars::full_group();
    let army: Army = ARMY.parse().map_err(|error| format!("the army: {error}"))?;
    let group_wars = || group_wars.iter().map(|(tag, war)| (*tag, war));
    // Only the first call decodes the data.
    let before = usage::cpu()?;
    let data = GameData::embedded();
    let first_embedded = usage::cpu()?.saturating_sub(before);
    let body = bodies::simulated_players(1)?.pop().ok_or("the simulated world has no players")?;
    let player: Player = decode::repaired(&body).map_err(|error| error.to_string())?.value;
    let mut report = Report { options, computations: Map::new() };
    report.add("numbersOfAWarOf50", || wars::all_numbers(black_box(&war)))?;
    report.add("standingsOfAGroup", || black_box(group.with_wars(group_wars()).standings()).len())?;
    // An army reads its entries when they are requested.
    let link = army.link().to_string();
    let entries = |army: &Army| army.heroes().count() + army.units().count();
    report.add("armyLinkParsed", || black_box(&*link).parse::<Army>().map(|army| entries(&army)))?;
    report.add("unitById", || black_box(data).unit(black_box(4_000_058)).is_some())?;
    report
        .add("unitByName", || black_box(data).unit_named(black_box("Ice Golem"), &Village::Home).is_some())?;
    report.add("progressOfAPlayer", || black_box(data.progress(&player)).units().len())?;
    Ok(
        json!({ "mode": "game", "firstEmbeddedUs": rounded(first_embedded.as_secs_f64() * 1e6), "rounds": options.rounds, "computations": report.computations }),
    )
}

/// The results so far.
struct Report<'a> {
    options: &'a Options,
    computations: Map<String, Value>,
}

impl Report<'_> {
    /// Measures a computation, whose output is dropped.
    fn add<T>(&mut self, name: &str, mut compute: impl FnMut() -> T) -> Result<(), String> {
        let share = Duration::try_from_secs_f64(self.options.seconds / f64::from(self.options.rounds))
            .map_err(|error| format!("--seconds: {error}"))?;
        let ((), count) = allocator::count(|| drop(black_box(compute())));
        let round = |_| {
            usage::time_per_call(share, || {
                black_box(compute());
                Ok(())
            })
        };
        let seconds = (0..self.options.rounds).map(round).collect::<Result<_, _>>()?;
        let result = json!({
            "us": rounded(median(seconds) * 1e6),
            "allocations": count.allocations,
            "bytesAllocated": count.bytes,
        });
        self.computations.insert(name.to_owned(), result);
        Ok(())
    }
}
#[cfg(test)]
mod tests {
    use coc_models::Player;
    use coc_models::game_data::{GameData, UnitKind};

    use crate::bodies;

    #[test]
    fn simulated_players_are_within_the_caps_of_the_data() {
        for body in bodies::simulated_players(300).unwrap() {
            let player: Player = serde_json::from_slice(&body).unwrap();
            let progress = GameData::embedded().progress(&player);
            assert!(progress.unknown().is_empty(), "{:?}", progress.unknown());
            for unit in progress.units() {
                let Some(item) = unit.item() else { continue };
                if unit.unit().kind() != UnitKind::SuperTroop {
                    assert!(unit.cap().is_none_or(|cap| item.level <= cap), "{unit:?}");
                    assert_eq!(Some(item.max_level), unit.unit().max_level(), "{unit:?}");
                }
            }
        }
    }
}
