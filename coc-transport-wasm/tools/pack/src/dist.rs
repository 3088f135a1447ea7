//! The files of the package that are copied, and what is known about it beforehand.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::error::Error;

/// The files of `js` that the helpers consist of; wasm-bindgen copies the others.
const HELPERS: [&str; 5] = ["helpers.js", "season.js", "tag.js", "timestamp.js", "war.js"];

/// The files of `js` that `keys` imports.
const OF_KEYS: [&str; 3] = ["errors.js", "fetch.js", "hooks.js"];

/// Checks that the package has the version of the crates.
pub(crate) fn check_version(manifest: &Path) -> Result<(), Error> {
    let text = fs::read(manifest).map_err(Error::io(manifest))?;
    let wrong = |what: String| Error::Package { path: manifest.to_owned(), what };
    let manifest: Value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let (version, expected) = (&manifest["version"], env!("CARGO_PKG_VERSION"));
    if version == expected {
        Ok(())
    } else {
        Err(wrong(format!("the version is {version}; it must be that of the crates, \"{expected}\"")))
    }
}

/// The path of the module in the messages of cargo, one a line: a file of the artifact that is this
/// library.
pub(crate) fn module(messages: &[u8], library: &str) -> Option<PathBuf> {
    let mut messages =
        messages.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    messages.find_map(|message: Value| {
        let is_ours = message["reason"] == "compiler-artifact" && message["target"]["name"] == library;
        let files = is_ours.then(|| message["filenames"].as_array())??;
        let mut paths = files.iter().filter_map(Value::as_str).map(PathBuf::from);
        paths.find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
    })
}

/// Creates the folder, or empties it.
pub(crate) fn clear(out: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(out) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(out),
    }
    .map_err(Error::io(out))
}

/// Copies entries, helpers and declarations, and puts the licences beside the manifest, where npm
/// looks for them.
pub(crate) fn fill(workspace: &Path, package: &Path, out: &Path) -> Result<(), Error> {
    for entry in files(&package.join("entry"))? {
        copy(&entry, out)?;
    }
    for helper in HELPERS.iter().chain(&OF_KEYS) {
        copy(&package.join("js").join(helper), &out.join("js"))?;
    }
    let types = out.join("types");
    for file in files(&package.join("types"))? {
        declare_for_common_js(&copy(&file, &types)?)?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&workspace.join(licence), package)?;
    }
    Ok(())
}

/// Copies entries and modules of `keys`.
pub(crate) fn fill_keys(keys: &Path, out: &Path) -> Result<(), Error> {
    for (from, to) in [("entry", ""), ("js", "js"), ("js/file", "js/file")] {
        for file in files(&keys.join(from))?.iter().filter(|path| path.is_file()) {
            copy(file, &out.join(to))?;
        }
    }
    Ok(())
}

/// Copies a file into a folder, and returns the path of the copy.
fn copy(file: &Path, folder: &Path) -> Result<PathBuf, Error> {
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    let to = folder.join(file.file_name().unwrap_or_default());
    fs::copy(file, &to).map_err(Error::io(file))?;
    Ok(to)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io(folder))?;
    entries.map(|entry| Ok(entry.map_err(Error::io(folder))?.path())).collect()
}

/// Writes declarations once more for `require`: TypeScript expects a file with another extension,
/// which imports only such files.
fn declare_for_common_js(file: &Path) -> Result<(), Error> {
    let text = fs::read_to_string(file).map_err(Error::io(file))?;
    let name = file.to_string_lossy().replace(".d.ts", ".d.cts");
    fs::write(&name, common_js(&text)).map_err(Error::io(name))
}

fn common_js(declarations: &str) -> String {
    declarations.replace(".js';", ".cjs';")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn declarations_for_require_import_declarations_for_require() {
        let esm =
            "import type { Clan } from './models.js';\nexport * from './client.js';\nimport 'node:fs';\n";
        let cjs =
            "import type { Clan } from './models.cjs';\nexport * from './client.cjs';\nimport 'node:fs';\n";
        assert_eq!(common_js(esm), cjs);
    }

    #[test]
    fn the_package_has_the_version_of_the_crates() {
        check_version(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../npm/package.json"))).unwrap();
    }

    #[test]
    fn the_module_is_found_among_cargos_messages() {
        let artifact = |name: &str| {
            json!({
                "reason": "compiler-artifact",
                "target": { "name": name },
                "filenames": ["/t/libx.rlib", "/t/x.wasm"],
            })
        };
        let finished = json!({ "reason": "build-finished" });
        let output = format!("{}\n{}\n{finished}\n", artifact("coc_core"), artifact("coc_api"));
        assert_eq!(module(output.as_bytes(), "coc_api"), Some("/t/x.wasm".into()));
        let output = format!("{}\n{finished}\n", artifact("coc_core"));
        assert_eq!(module(output.as_bytes(), "coc_api"), None);
    }
}
