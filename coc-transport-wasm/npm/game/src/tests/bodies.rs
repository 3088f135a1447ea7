//! Bodies recorded from the real API: the reader reads them as `serde_json` does, and a body of which
//! only a part is read has the results of the complete model.
//!
//! The recordings are not part of the project. They are in the folder `COC_CORPUS`, or in
//! `../shared/corpus` beside the workspace. If they are missing, the tests say so and pass.

use std::{env, fs, path::PathBuf};

use coc_models::{
    Clan, ClanCapitalRaidSeason, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, Page, Player,
    game_data::GameData,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{call, is_same};
use crate::reader::Reader;

/// The recorded bodies of a folder.
fn recorded(folder: &str) -> Vec<String> {
    let workspace = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    let corpus = env::var_os("COC_CORPUS").map_or_else(|| workspace.join("../shared/corpus"), PathBuf::from);
    let Ok(index) = fs::read_to_string(corpus.join("INDEX.tsv")) else {
        println!("skipped: no recorded bodies here (set COC_CORPUS to a folder of them)");
        return Vec::new();
    };
    let paths = index.lines().skip(1).filter_map(|line| line.split('\t').next());
    let bodies: Vec<_> = paths
        .filter(|path| path.split('/').next() == Some(folder))
        .map(|path| fs::read_to_string(corpus.join(path)).unwrap())
        .collect();
    assert!(!bodies.is_empty(), "{folder}");
    bodies
}

fn check_read<T: DeserializeOwned + Serialize>(folder: &str) -> usize {
    let mut count = 0;
    for body in recorded(folder) {
        let Ok(expected) = serde_json::from_str::<T>(&body) else { continue };
        let mut reader = Reader::new(&body);
        let read = T::deserialize(&mut reader);
        let [read, expected] = [read.unwrap(), expected].map(|model| serde_json::to_value(model).unwrap());
        assert!(is_same(&read, &expected), "{folder}: {}", body.get(..200).unwrap_or(&body));
        reader.end().unwrap();
        count += 1;
    }
    println!("{count} bodies of {folder}");
    count
}

#[test]
fn recorded_bodies_are_read_as_by_serde_json() {
    let counts = [
        check_read::<ClanWar>("currentwar"),
        check_read::<ClanWar>("cwl-war"),
        check_read::<ClanWarLeagueGroup>("cwl-leaguegroup"),
        check_read::<Player>("players"),
        check_read::<Clan>("clans"),
        check_read::<Page<ClanCapitalRaidSeason>>("capitalraidseasons"),
        check_read::<Page<ClanWarLogEntry>>("warlog"),
    ];
    println!("{} bodies", counts.iter().sum::<usize>());
}

fn models<T: DeserializeOwned>(folder: &str) -> Vec<(Value, T)> {
    let bodies = recorded(folder).into_iter();
    bodies
        .filter_map(|body| {
            let model = serde_json::from_str(&body).ok()?;
            Some((serde_json::from_str(&body).ok()?, model))
        })
        .collect()
}

#[test]
fn progress_is_that_of_the_complete_player() {
    let data = GameData::embedded();
    for (body, player) in models::<Player>("players") {
        let expected = data.progress(&player);
        let progress = call("player_progress", &[body]).unwrap();
        let units: Vec<_> = expected
            .units()
            .iter()
            .map(|unit| {
                let missing = unit.missing();
                json!([unit.unit().id(), unit.level(), unit.cap(), missing.levels, missing.time.as_secs()])
            })
            .collect();
        let read = |unit: &Value| {
            json!([
                unit["id"],
                unit["level"],
                unit["cap"],
                unit["missing"]["levels"],
                unit["missing"]["time"]
            ])
        };
        assert_eq!(progress["units"].as_array().unwrap().iter().map(read).collect::<Vec<_>>(), units);
        assert_eq!(progress["unknown"].as_array().unwrap().len(), expected.unknown().len());
        let home = expected.rushed(&coc_models::Village::Home);
        assert_eq!(progress["home"]["rushed"]["missingLevels"], home.missing_levels);
    }
}

#[test]
fn changes_are_those_of_the_complete_clans() {
    let clans = models::<Clan>("clans");
    for (old_body, old) in &clans {
        for (new_body, new) in &clans {
            let expected = new.changes_since(old);
            let changes = call("clan_changes", &[old_body.clone(), new_body.clone()]).unwrap();
            let tags = |list: &Value| -> Vec<_> {
                list.as_array().unwrap().iter().map(|one| one["tag"].as_str().unwrap().to_owned()).collect()
            };
            let of = |members: &[&coc_models::ClanMember]| -> Vec<_> {
                members.iter().map(|member| member.tag.to_string()).collect()
            };
            assert_eq!(tags(&changes["joined"]), of(&expected.joined));
            assert_eq!(tags(&changes["left"]), of(&expected.left));
            let rows = changes["changed"].as_array().unwrap();
            assert_eq!(rows.len(), expected.changed.len());
            for (change, expected) in rows.iter().zip(&expected.changed) {
                assert_eq!(change["donated"], expected.donated());
                assert_eq!(change["received"], expected.received());
                assert_eq!(change["oldName"].is_string(), expected.is_renamed());
                assert_eq!(change["hasNewTownHall"], expected.has_new_town_hall());
            }
        }
    }
}

#[test]
fn outcomes_are_those_of_complete_entries() {
    for (body, page) in models::<Page<ClanWarLogEntry>>("warlog") {
        for (body, entry) in body["items"].as_array().unwrap().iter().zip(&page.items) {
            let outcome = call("season_outcome", std::slice::from_ref(body)).unwrap();
            assert_eq!(outcome, serde_json::to_value(entry.season_outcome()).unwrap());
        }
    }
}
