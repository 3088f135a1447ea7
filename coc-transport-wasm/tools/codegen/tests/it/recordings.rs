//! Bodies recorded from the real API match the declared types, according to `tsc --strict`.
//!
//! The recordings are not part of the project. They are in the folder `COC_CORPUS`, or in
//! `../shared/corpus` beside the workspace. Bodies that are suspected to be invented (the eighth
//! column of `INDEX.tsv`) are skipped. The compiler is that of the npm package's tests (`npm ci` in
//! `coc-transport-wasm/npm/test`). If either is missing, the test says so and passes.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use drift::{
    kinds::{BodyTask, Kind},
    recordings::kind_of,
};
use serde::{Serialize, de::DeserializeOwned};

/// The beginning of every check. `Old` is for bodies from before 2024, which lack keys that the
/// game did not have yet and that later bodies always have.
const PRELUDE: &str = "\
import type * as coc from './models';
type Late = 'labels' | 'heroEquipment' | 'completionInfo';
type Old<T> = T extends string | number | boolean | null | undefined ? T
  : T extends readonly (infer U)[] ? readonly Old<U>[]
  : { [K in keyof T as K extends Late ? never : K]: Old<T[K]> } & { [K in keyof T as K extends Late ? K : never]?: Old<T[K]> };
";

/// Returns the name of a body's model.
struct Name;

impl BodyTask for Name {
    type Output = &'static str;

    fn with<T: DeserializeOwned + Serialize>(_: &[u8]) -> &'static str {
        std::any::type_name::<T>()
    }
}

#[test]
fn recorded_bodies_match_the_declared_types() {
    let corpus = env::var_os("COC_CORPUS")
        .map_or_else(|| codegen::workspace().join("../shared/corpus"), PathBuf::from);
    let Ok(index) = fs::read_to_string(corpus.join("INDEX.tsv")) else {
        println!("skipped: no recorded bodies here (set COC_CORPUS to a folder of them)");
        return;
    };
    let tsc = codegen::workspace().join("coc-transport-wasm/npm/test/node_modules/.bin/tsc");
    if !tsc.exists() {
        println!("skipped: no {} (npm ci there)", tsc.display());
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recordings");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("models.d.ts"), codegen::models().unwrap()).unwrap();

    let mut bodies = 0;
    let mut checks: BTreeMap<&str, String> = BTreeMap::new();
    for columns in index.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let (path, is_suspect) = (columns[0], columns.get(7) == Some(&"y"));
        let name = path.split('/').next().unwrap();
        // Not responses of the API: those of the portal, and lists that were emptied.
        if is_suspect || matches!(name, "portal" | "empty-list") {
            continue;
        }
        let kind = Kind::<Name>::named(kind_of(name)).unwrap_or_else(|| panic!("no model for {name}"));
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
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    println!("{bodies} recorded bodies match the declared types");
    assert!(bodies > 0, "{} has no usable body", corpus.display());
}

/// The TypeScript name of a Rust type: without its modules.
fn typescript(rust: &str) -> String {
    let names: Vec<&str> = rust.trim_end_matches('>').split('<').collect();
    let plain = names.iter().map(|path| format!("coc.{}", path.rsplit("::").next().unwrap_or(path)));
    format!("{}{}", plain.collect::<Vec<_>>().join("<"), ">".repeat(names.len() - 1))
}
