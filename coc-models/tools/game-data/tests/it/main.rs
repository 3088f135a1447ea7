//! The tool on the committed file, and on JSON with one mistake each.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test, too")]

use std::{env, fs, path::Path};

use game_data::{Sources, pack, unpack};

fn committed() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/game-data.bin")).unwrap()
}

fn sources() -> Sources {
    unpack(&committed()).unwrap()
}

/// The error for the committed data with one text replaced.
fn error(replace: impl FnOnce(&mut Sources)) -> String {
    let mut sources = sources();
    replace(&mut sources);
    pack(&sources).unwrap_err().to_string()
}

/// Replaces the only occurrence of a text.
fn replace(text: &mut String, from: &str, to: &str) {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    *text = text.replace(from, to);
}

#[test]
fn the_json_of_the_committed_file_packs_to_the_same_bytes() {
    assert_eq!(pack(&sources()).unwrap(), committed());
}

/// The folder is not part of the project; `COC_GAME_DATA` names it.
#[test]
fn the_committed_file_is_that_of_the_folder_of_game_data() {
    let Some(folder) = env::var_os("COC_GAME_DATA") else {
        println!("skipped: set COC_GAME_DATA to a folder of JSON files");
        return;
    };
    let packed = pack(&Sources::read(Path::new(&folder)).unwrap()).unwrap();
    assert!(packed == committed(), "run `cargo run -p game-data -- FOLDER`");
}

#[test]
fn sources_are_written_and_read_again_unchanged() {
    let folder = env::temp_dir().join(format!("coc-game-data-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    sources().write(&folder).unwrap();
    let packed = pack(&Sources::read(&folder).unwrap()).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(packed, committed());
}

#[test]
fn a_missing_file_is_an_error_with_its_path() {
    let error = Sources::read(Path::new("/nowhere")).unwrap_err().to_string();
    assert!(error.starts_with("/nowhere/units.json: "), "{error}");
}

#[test]
fn each_entry_has_a_line_of_its_own() {
    let units = sources().units;
    let king: Vec<_> = units.lines().filter(|line| line.contains("\"Barbarian King\"")).collect();
    assert_eq!(king.len(), 1);
    assert!(king[0].starts_with("{\"id\":28000000,"), "{}", king[0]);
}

#[test]
fn a_file_that_is_not_json_is_an_error_with_its_line() {
    let error = error(|sources| sources.leagues = "{\"schema\":1,\n nonsense".into());
    assert!(error.starts_with("leagues.json: ") && error.contains("line 2"), "{error}");
}

#[test]
fn another_schema_of_json_is_an_error() {
    let error = error(|sources| replace(&mut sources.war_leagues, "\"schema\":1,", "\"schema\":2,"));
    assert_eq!(error, "war-leagues.json: schema: is 2, but this tool reads 1");
}

#[test]
fn a_mistake_in_an_entry_is_an_error_that_names_file_and_entry() {
    const KING: &str = "{\"id\":28000000,\"name\":\"Barbarian King\",\"kind\":\"hero\"";
    let king = |to: &str| error(|sources| replace(&mut sources.units, KING, to));
    let errors = [
        king("{\"id\":28000000,\"name\":\"Barbarian King\",\"kind\":\"emperor\""),
        king("{\"id\":28000000,\"name\":\"Barbarian King\""),
        king("{\"id\":28000000,\"name\":\"Barbarian King\",\"kind\":\"hero\",\"colour\":1"),
        king("{\"id\":28000000,\"name\":\"Barbarian King\",\"kind\":\"hero\",\"base\":4000000"),
        king("{\"id\":28000000,\"name\":\"Barbarian King\",\"kind\":\"hero\",\"rarity\":\"epic\""),
    ];
    for (error, problem) in errors.iter().zip([
        "unknown variant `emperor`",
        "missing field `kind`",
        "unknown field `colour`",
        "needs both base and minBaseLevel",
        "has both a rarity and prices",
    ]) {
        assert!(error.starts_with("units.json: units: 28000000 ("), "{error}");
        assert!(error.contains("Barbarian King") && error.contains(problem), "{error}");
    }
}

#[test]
fn lists_of_a_wrong_length_are_an_error_that_names_file_and_entry() {
    let error = error(|sources| {
        let line = sources.units.lines().find(|line| line.contains("\"Barbarian King\"")).unwrap().to_owned();
        replace(&mut sources.units, &line, &line.replace("\"caps\":[", "\"caps\":[1,"));
    });
    assert_eq!(
        error,
        "units.json: units: 28000000 (Barbarian King): the number of caps is not that of the halls; \
         correct the entry and create the file anew"
    );
}

#[test]
fn an_id_that_occurs_twice_is_an_error() {
    let error = error(|sources| {
        replace(&mut sources.units, "[4000030,\"Ice Wizard\"]", "[4000001,\"Ice Wizard\"]");
    });
    assert!(error.contains("4000001") && error.contains("not unique"), "{error}");
}

#[test]
fn a_unit_of_an_event_in_no_known_range_is_an_error() {
    let error = error(|sources| {
        replace(&mut sources.units, "[4000030,\"Ice Wizard\"]", "[5000030,\"Ice Wizard\"]");
    });
    assert!(error.starts_with("units.json: seasonal: 5000030 (Ice Wizard): "), "{error}");
}

#[test]
fn a_helper_with_a_level_too_few_is_an_error() {
    let error = error(|sources| replace(&mut sources.units, "[11,1],[12,2],[13,3]", "[11,1],[13,3]"));
    assert!(error.starts_with("units.json: helpers: 93000002 (Alchemist): "), "{error}");
}

#[test]
fn a_war_league_with_another_name_in_the_list_of_leagues_is_an_error() {
    let error = error(|sources| {
        replace(&mut sources.war_leagues, "\"Master League III\"", "\"Master League 3\"");
    });
    assert!(error.starts_with("war-leagues.json: leagues: 48000013 (Master League 3): "), "{error}");
}

#[test]
fn other_bytes_cannot_be_unpacked() {
    let error = unpack(b"{}").unwrap_err().to_string();
    assert!(error.starts_with("game-data.bin: not a game data file"), "{error}");
}
