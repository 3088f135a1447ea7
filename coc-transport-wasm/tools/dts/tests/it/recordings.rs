//! Bodies recorded from the real API are of the declared types, as `tsc --strict` sees it.
//!
//! The recordings are not part of the project. They are looked for where `COC_CORPUS` says, or else in `../shared/corpus` beside
//! the workspace; `INDEX.tsv` tells which are suspected to be hand-made (its eighth column), and those are left out. The compiler
//! is the one of the npm package's tests (`npm ci` in `coc-transport-wasm/npm/test`). Where either is missing, the test says so
//! and passes.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use drift::kinds::{BodyTask, Kind};
use serde::{Serialize, de::DeserializeOwned};

/// What every check begins with. `Old` is for bodies of before 2024: they lack what the game did not have yet and today's always
/// have, though it may be empty.
const PRELUDE: &str = "\
import type * as coc from './models';
type Late = 'labels' | 'heroEquipment' | 'completionInfo';
type Old<T> = T extends string | number | boolean | null | undefined ? T
  : T extends readonly (infer U)[] ? readonly Old<U>[]
  : { [K in keyof T as K extends Late ? never : K]: Old<T[K]> } & { [K in keyof T as K extends Late ? K : never]?: Old<T[K]> };
";

/// Gives the name of a body's model.
struct Name;

impl BodyTask for Name {
    type Output = &'static str;

    fn with<T: DeserializeOwned + Serialize>(_: &[u8]) -> &'static str {
        std::any::type_name::<T>()
    }
}

#[test]
fn recorded_bodies_are_of_the_declared_types() {
    let corpus =
        env::var_os("COC_CORPUS").map_or_else(|| dts::workspace().join("../shared/corpus"), PathBuf::from);
    let Ok(index) = fs::read_to_string(corpus.join("INDEX.tsv")) else {
        println!("skipped: no recorded bodies here (set COC_CORPUS to a folder of them)");
        return;
    };
    let tsc = dts::workspace().join("coc-transport-wasm/npm/test/node_modules/.bin/tsc");
    if !tsc.exists() {
        println!("skipped: no {} (npm ci there)", tsc.display());
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recordings");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(dts::file(), folder.join("models.d.ts")).unwrap();

    let mut bodies = 0;
    let mut checks: BTreeMap<&str, String> = BTreeMap::new();
    for columns in index.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let (path, is_suspect) = (columns[0], columns.get(7) == Some(&"y"));
        let name = path.split('/').next().unwrap();
        // What is never an answer of the API's: the portal's, and lists cut down to nothing.
        if is_suspect || matches!(name, "portal" | "empty-list") {
            continue;
        }
        let kind = Kind::<Name>::named(name).unwrap_or_else(|| panic!("no model for {name}"));
        let body = fs::read_to_string(corpus.join(path)).unwrap();
        let model = typescript((kind.run)(body.as_bytes()));
        let year: u16 =
            columns[6].get(..4).and_then(|year| year.parse().ok()).expect("an era begins with its year");
        let model = if year < 2024 { format!("Old<{model}>") } else { model };
        let check = checks.entry(kind.name).or_insert_with(|| PRELUDE.to_owned());
        writeln!(check, "// {path}\nexport const body{bodies}: {model} = {};", body.trim()).unwrap();
        bodies += 1;
    }
    let files: BTreeSet<PathBuf> = checks.keys().map(|kind| folder.join(format!("{kind}.ts"))).collect();
    for (file, check) in files.iter().zip(checks.values()) {
        fs::write(file, check).unwrap();
    }

    let output = Command::new(tsc)
        .args([
            "--strict",
            "--noEmit",
            "--target",
            "esnext",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
        ])
        .args(&files)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{bodies} recorded bodies are of the declared types");
    assert!(bodies > 0, "{} has no body that counts", corpus.display());
}

/// A Rust type in the declarations' words: without its modules.
fn typescript(rust: &str) -> String {
    let names: Vec<&str> = rust.trim_end_matches('>').split('<').collect();
    let plain = names.iter().map(|path| format!("coc.{}", path.rsplit("::").next().unwrap_or(path)));
    format!("{}{}", plain.collect::<Vec<_>>().join("<"), ">".repeat(names.len() - 1))
}
