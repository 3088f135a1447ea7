//! Every field of the world's responses, and its type, occurs in a recorded response or in the
//! official specification; and the world has the fields that most recorded responses have.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use simulator::route::{Catalogue, ClanSearch, Place, Ranking, Route};
use simulator::world::World;

use crate::requests::{At, DAY, HOUR, list, text, world};

/// Fields of the official specification that no recording has yet: kind, path, type.
const SPECIFIED: &[(&str, &str, &str)] = &[
    ("battlelog", ".items[].opponentName", "string"),
    ("battlelog", ".items[].opponentTownHallLevel", "integer"),
    ("battlelog", ".items[].battleTime", "integer"),
    ("battlelog", ".items[].battleTimestamp", "string"),
    ("rankings-clans-builder-base", ".items[].location.countryCode", "string"),
    ("rankings-players", ".items[].leagueTier", "object"),
    ("rankings-players", ".items[].leagueTier.id", "integer"),
    ("rankings-players", ".items[].leagueTier.name", "string"),
    ("rankings-players", ".items[].leagueTier.iconUrls", "object"),
    ("rankings-players", ".items[].leagueTier.iconUrls.small", "string"),
    ("rankings-players", ".items[].leagueTier.iconUrls.large", "string"),
];

/// The start of recent recordings, by date: the game's last large change.
const RECENT: &str = "2025-10";

/// The number of occurrences of each path, and its types.
#[derive(Default)]
struct Shape {
    paths: BTreeMap<String, (usize, BTreeSet<&'static str>)>,
}

impl Shape {
    fn add(&mut self, path: &str, value: &Value) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let seen = self.paths.entry(path.to_owned()).or_default();
        seen.0 += 1;
        seen.1.insert(kind);
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add(&format!("{path}[]"), item)),
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| self.add(&format!("{path}.{name}"), value));
            }
            _ => {}
        }
    }

    fn count(&self, path: &str) -> usize {
        self.paths.get(path).map_or(0, |(count, _)| *count)
    }

    /// Paths that occur in at least half of their parent objects.
    fn common(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str).filter(|path| {
            let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
            2 * self.count(path) >= self.count(parent)
        })
    }
}

/// The folder of recorded responses, if it exists.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("COC_CORPUS").map_or(beside, PathBuf::from);
    folder.join("INDEX.tsv").is_file().then_some(folder)
}

/// All recordings of a kind that were not written manually, and the recent ones among them.
fn recorded(corpus: &Path, index: &str, kind: &str) -> (Shape, Shape) {
    let (mut all, mut recent) = (Shape::default(), Shape::default());
    for row in index.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [path, .., era, manual, _] = columns.as_slice() else { continue };
        if !path.starts_with(&format!("{kind}/")) || *manual == "y" {
            continue;
        }
        let Ok(body) = serde_json::from_slice(&std::fs::read(corpus.join(path)).unwrap()) else { continue };
        all.add("", &body);
        if *era >= RECENT {
            recent.add("", &body);
        }
    }
    (all, recent)
}

/// Many responses of the world for every kind of recording.
fn emitted(world: &World) -> BTreeMap<&'static str, Shape> {
    let mut shapes: BTreeMap<&'static str, Shape> = BTreeMap::new();
    let start = World::default_start();
    for now in [start, start + 30 * HOUR, start + 9 * DAY] {
        let at = At { world, now };
        let mut add = |kind, route: Route| {
            // A private war log or a place without a ranking has no body.
            if let Ok(body) = at.try_get(&route) {
                shapes.entry(kind).or_default().add("", &body);
            }
        };
        add("clan-search", Route::SearchClans(ClanSearch { min_members: Some(2), ..ClanSearch::default() }));
        add("goldpass", Route::GoldPass);
        for (list, entry, catalogue, id) in [
            ("leaguetiers", "leaguetier", Catalogue::LeagueTiers, 105_000_003),
            ("leagues", "league", Catalogue::Leagues, 29_000_022),
            ("builderbaseleagues", "builderbaseleague", Catalogue::BuilderBaseLeagues, 44_000_003),
            ("capitalleagues", "capitalleague", Catalogue::CapitalLeagues, 85_000_003),
            ("warleagues", "warleague", Catalogue::WarLeagues, 48_000_003),
            ("locations", "location", Catalogue::Locations, 32_000_094),
            ("labels-clans", "label", Catalogue::ClanLabels, 0),
            ("labels-players", "label", Catalogue::PlayerLabels, 0),
        ] {
            add(list, Route::Catalogue(catalogue));
            add(entry, Route::CatalogueEntry(catalogue, id));
        }
        let samples = world.samples(World::default_start());
        for place in [Place::Global, Place::Location(samples.country), Place::Location(32_000_006)] {
            for (kind, ranking) in [
                ("rankings-players", Ranking::Players),
                ("rankings-clans", Ranking::Clans),
                ("rankings-players-builder-base", Ranking::PlayersBuilderBase),
                ("rankings-clans-builder-base", Ranking::ClansBuilderBase),
                ("rankings-capitals", Ranking::Capitals),
            ] {
                add(kind, Route::Rankings(place, ranking));
            }
        }
        add("league-seasons", Route::LeagueSeasons(samples.legend_league));
        for season in ["2023-04", "2026-02-23"] {
            add("league-season-rankings", Route::LeagueSeasonRankings(samples.legend_league, season.into()));
        }
        let token = samples.player_token.clone();
        add("verifytoken", Route::VerifyToken { player: samples.player.clone(), token });
        let clans = at.clans();
        for tag in clans.iter().take(24) {
            add("clans", Route::Clan(tag.clone()));
            add("clan-members", Route::ClanMembers(tag.clone()));
            add("warlog", Route::WarLog(tag.clone()));
            add("currentwar", Route::CurrentWar(tag.clone()));
            add("cwl-leaguegroup", Route::ClanWarLeagueGroup(tag.clone()));
        }
        for tag in clans.iter().take(3) {
            add("capitalraidseasons", Route::CapitalRaidSeasons(tag.clone()));
        }
        let members: Vec<Value> =
            clans.iter().take(2).flat_map(|tag| list(&at.clan(tag), "memberList").to_vec()).collect();
        let others = [samples.legend, samples.clanless_player, samples.ranked_player].into_iter().flatten();
        for tag in members.iter().map(|member| text(member, "tag").to_owned()).chain(others) {
            let player = at.player(&tag);
            add("players", Route::Player(tag.clone()));
            add("battlelog", Route::BattleLog(tag.clone()));
            add("leaguehistory", Route::LeagueHistory(tag.clone()));
            if let (Some(group), Some(season)) =
                (player["currentLeagueGroupTag"].as_str(), player["currentLeagueSeasonId"].as_i64())
            {
                let (group, season) = (group.to_owned(), season.to_string());
                add("leaguegroup-ranked", Route::LeagueGroup { group, season, player: tag });
            }
        }
        if let Ok(group) = at.try_get(&Route::ClanWarLeagueGroup(samples.clan)) {
            for round in list(&group, "rounds") {
                for tag in list(round, "warTags") {
                    add("cwl-war", Route::ClanWarLeagueWar(tag.as_str().unwrap().to_owned()));
                }
            }
        }
    }
    shapes
}

/// Every kind that the world responds to.
const KINDS: [&str; 35] = [
    "battlelog",
    "builderbaseleague",
    "builderbaseleagues",
    "capitalleague",
    "capitalleagues",
    "capitalraidseasons",
    "clan-members",
    "clan-search",
    "clans",
    "currentwar",
    "cwl-leaguegroup",
    "cwl-war",
    "goldpass",
    "labels-clans",
    "labels-players",
    "league",
    "league-season-rankings",
    "league-seasons",
    "leaguegroup-ranked",
    "leaguehistory",
    "leagues",
    "leaguetier",
    "leaguetiers",
    "location",
    "locations",
    "players",
    "rankings-capitals",
    "rankings-clans",
    "rankings-clans-builder-base",
    "rankings-players",
    "rankings-players-builder-base",
    "verifytoken",
    "warleague",
    "warleagues",
    "warlog",
];

#[test]
fn fields_occur_in_recorded_responses() {
    let emitted = emitted(&world(64));
    for kind in KINDS {
        assert!(emitted.get(kind).is_some_and(|shape| shape.count("") > 0), "{kind}");
    }
    let Some(corpus) = corpus() else {
        eprintln!("skipped: no recorded responses found; set COC_CORPUS to their folder");
        return;
    };
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let mut wrong = Vec::new();
    let mut specified: HashSet<_> = SPECIFIED.iter().copied().collect();
    for (kind, shape) in emitted {
        let (all, recent) = recorded(&corpus, &index, kind);
        // Paging is the same in every list, and is tested over HTTP.
        let paths = shape.paths.iter().filter(|(path, _)| !path.starts_with(".paging"));
        for (path, (count, types)) in paths {
            for of in types {
                let seen = all.paths.get(path).is_some_and(|(_, types)| types.contains(of));
                let named = SPECIFIED.iter().find(|row| **row == (kind, path.as_str(), *of));
                if let (false, Some(row)) = (seen, named) {
                    specified.remove(row);
                } else if !seen && all.count("") > 0 {
                    wrong.push(format!("{kind}: invented {path} ({of}), {count} times"));
                }
            }
        }
        let model = if recent.count("") > 0 { &recent } else { &all };
        let missing = model.common().filter(|path| shape.count(path) == 0);
        wrong.extend(missing.map(|path| format!("{kind}: {path} is never shown")));
    }
    wrong.extend(
        specified.iter().map(|row| format!("{row:?} is listed but never shown, or has been recorded")),
    );
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
