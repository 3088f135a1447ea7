//! Bodies recorded from the real API: each one decodes as its kind, and no value is lost or
//! invented.
//!
//! The recordings are not part of the project. They are read from the folder `COC_CORPUS`, by
//! default `../shared/corpus` beside the workspace; without them, the tests print so and pass. Each
//! folder is a kind of body, and the eighth column of `INDEX.tsv` marks bodies that may be
//! invented.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use coc_models::json::Repairs;
use coc_models::{
    ApiKeyList, ApiKeyResponse, BattleLogEntry, BuilderBaseLeague, CapitalLeague, Clan,
    ClanBuilderBaseRanking, ClanCapitalRaidSeason, ClanCapitalRanking, ClanMember, ClanRanking, ClanSummary,
    ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, ClientError, GoldPassSeason, Label, League, LeagueGroup,
    LeagueSeason, LeagueSeasonResult, LeagueTier, Location, LoginResponse, Page, Player,
    PlayerBuilderBaseRanking, PlayerRanking, VerifyTokenResponse, WarLeague,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    fixtures::{decode, round_trips},
    outcome::{Check, Outcome, check},
};

/// The functions of a model.
pub(crate) struct Model {
    check: Check,
    pub(crate) decode: fn(&str) -> Result<Repairs, String>,
    round_trips: fn(&Value) -> bool,
}

fn model<T: DeserializeOwned + Serialize + PartialEq>() -> Model {
    Model { check: check::<T>, decode: decode::<T>, round_trips: round_trips::<T> }
}

/// The fields of a kind's root without which a body identifies nothing.
pub(crate) fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "clans" | "players" => &["tag"],
        "verifytoken" => &["tag", "status"],
        "currentwar" | "cwl-leaguegroup" | "cwl-war" => &["state"],
        "goldpass" => &["startTime", "endTime"],
        "leaguegroup-ranked" => &["members"],
        "builderbaseleague" | "capitalleague" | "league" | "leaguetier" | "location" | "warleague" => {
            &["name"]
        }
        "error" => &["reason"],
        "portal" => &["status"],
        _ => &["items"],
    }
}

/// The model of each kind of body.
pub(crate) fn kinds() -> BTreeMap<&'static str, Model> {
    BTreeMap::from([
        ("battlelog", model::<Page<BattleLogEntry>>()),
        ("builderbaseleague", model::<BuilderBaseLeague>()),
        ("builderbaseleagues", model::<Page<BuilderBaseLeague>>()),
        ("capitalleague", model::<CapitalLeague>()),
        ("capitalleagues", model::<Page<CapitalLeague>>()),
        ("capitalraidseasons", model::<Page<ClanCapitalRaidSeason>>()),
        ("clan-members", model::<Page<ClanMember>>()),
        ("clan-search", model::<Page<ClanSummary>>()),
        ("clans", model::<Clan>()),
        ("currentwar", model::<ClanWar>()),
        ("cwl-leaguegroup", model::<ClanWarLeagueGroup>()),
        ("cwl-war", model::<ClanWar>()),
        ("empty-list", model::<Page<Value>>()),
        ("error", model::<ClientError>()),
        ("goldpass", model::<GoldPassSeason>()),
        ("labels-clans", model::<Page<Label>>()),
        ("labels-players", model::<Page<Label>>()),
        ("league", model::<League>()),
        ("league-season-rankings", model::<Page<PlayerRanking>>()),
        ("league-seasons", model::<Page<LeagueSeason>>()),
        ("leaguegroup-ranked", model::<LeagueGroup>()),
        ("leaguehistory", model::<Page<LeagueSeasonResult>>()),
        ("leagues", model::<Page<League>>()),
        ("leaguetier", model::<LeagueTier>()),
        ("leaguetiers", model::<Page<LeagueTier>>()),
        ("location", model::<Location>()),
        ("locations", model::<Page<Location>>()),
        ("players", model::<Player>()),
        ("portal", Model { check: portal, decode: decode_portal, round_trips: |_| true }),
        ("rankings-capitals", model::<Page<ClanCapitalRanking>>()),
        ("rankings-clans", model::<Page<ClanRanking>>()),
        ("rankings-clans-builder-base", model::<Page<ClanBuilderBaseRanking>>()),
        ("rankings-clans-versus", model::<Page<ClanBuilderBaseRanking>>()),
        ("rankings-players", model::<Page<PlayerRanking>>()),
        ("rankings-players-builder-base", model::<Page<PlayerBuilderBaseRanking>>()),
        ("rankings-players-versus", model::<Page<PlayerBuilderBaseRanking>>()),
        ("verifytoken", model::<VerifyTokenResponse>()),
        ("warleague", model::<WarLeague>()),
        ("warleagues", model::<Page<WarLeague>>()),
        ("warlog", model::<Page<ClanWarLogEntry>>()),
    ])
}

/// Decodes a body of the portal, whose model depends on its fields.
fn portal(body: &str) -> Result<Outcome, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    if value.get("developer").is_some() {
        check::<LoginResponse>(body)
    } else if value.get("keys").is_some() {
        check::<ApiKeyList>(body)
    } else {
        check::<ApiKeyResponse>(body)
    }
}

fn decode_portal(body: &str) -> Result<Repairs, String> {
    if body.contains("\"developer\"") {
        decode::<LoginResponse>(body)
    } else if body.contains("\"keys\"") {
        decode::<ApiKeyList>(body)
    } else {
        decode::<ApiKeyResponse>(body)
    }
}

/// A recorded body.
pub(crate) struct Recording {
    pub(crate) kind: String,
    pub(crate) path: PathBuf,
    pub(crate) body: String,
    is_suspect: bool,
}

/// All recordings; `None` if the folder does not exist.
pub(crate) fn recordings() -> Option<Vec<Recording>> {
    let root = env::var_os("COC_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"), PathBuf::from);
    let Ok(folders) = fs::read_dir(&root) else {
        println!("skipped: no recorded bodies here (set COC_CORPUS to a folder of them)");
        return None;
    };
    let suspects = suspects(&root);
    let mut recordings = Vec::new();
    for folder in folders.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let kind = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{kind}/{}", path.file_name().unwrap().to_str().unwrap());
            recordings.push(Recording {
                kind: kind.clone(),
                body: fs::read_to_string(&path).unwrap(),
                is_suspect: suspects.contains(&name),
                path,
            });
        }
    }
    assert!(!recordings.is_empty(), "{} is empty", root.display());
    Some(recordings)
}

/// All recorded bodies of a kind that are certainly real, with their names; none without the
/// recordings.
pub(crate) fn real_bodies<T: DeserializeOwned>(kind: &str) -> Vec<(String, T)> {
    let real = recordings().into_iter().flatten().filter(|body| body.kind == kind && !body.is_suspect);
    real.map(|body| (body.path.display().to_string(), serde_json::from_str(&body.body).unwrap())).collect()
}

fn suspects(root: &Path) -> BTreeSet<String> {
    let index = fs::read_to_string(root.join("INDEX.tsv")).unwrap_or_default();
    index
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns.get(7) == Some(&"y"))
        .map(|columns| columns[0].to_owned())
        .collect()
}

/// Panics with the problems of all recordings at once.
fn assert_all(what: &str, wrong: fn(&Recording, Result<Outcome, String>) -> Vec<String>) {
    let Some(recordings) = recordings() else { return };
    let kinds = kinds();
    let mut failures = Vec::new();
    for recording in &recordings {
        let outcome = match kinds.get(recording.kind.as_str()) {
            Some(model) => (model.check)(&recording.body),
            None => Err("no model for this kind".to_owned()),
        };
        for failure in wrong(recording, outcome) {
            failures.push(format!("{}: {failure}", recording.path.display()));
        }
    }
    println!("{} recorded bodies: {what}", recordings.len());
    assert!(failures.is_empty(), "{} are not so:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_recorded_body_decodes() {
    assert_all("decode as their kind", |_, outcome| outcome.err().into_iter().collect());
}

#[test]
fn a_recorded_body_decodes_to_the_same_value_after_encoding() {
    let Some(recordings) = recordings() else { return };
    let kinds = kinds();
    for recording in &recordings {
        let body = serde_json::from_str(&recording.body).unwrap();
        assert!((kinds[recording.kind.as_str()].round_trips)(&body), "{}", recording.path.display());
    }
}

#[test]
fn no_value_of_a_recorded_body_is_lost() {
    assert_all("lose no value", |_, outcome| outcome.unwrap_or_default().lost.into_iter().collect());
}

#[test]
fn no_value_is_invented_for_a_real_body() {
    assert_all("get no value that was not there", |recording, outcome| {
        let invented = outcome.unwrap_or_default().invented;
        invented.into_iter().filter(|_| !recording.is_suspect).collect()
    });
}

#[test]
fn every_field_of_a_real_body_has_a_model() {
    assert_all("have no field without a model", |recording, outcome| {
        let unmodelled = outcome.unwrap_or_default().unmodelled;
        unmodelled.into_iter().filter(|_| !recording.is_suspect).collect()
    });
}
