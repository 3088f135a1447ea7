//! The files of the package that are copied, and what is known about it beforehand.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{error::Error, module::Module};

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

/// The path of a library's module in the messages of cargo, one a line: a file of its artifact.
pub(crate) fn artifact(messages: &[u8], library: &str) -> Option<PathBuf> {
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

/// Copies the entries of a module, and its own JavaScript.
pub(crate) fn fill_module(module: Module, package: &Path, dist: &Path) -> Result<(), Error> {
    let (source, out) = (module.source(package), module.out(dist));
    for entry in module.entries {
        let template = package.join("entry/runtime").join(entry);
        let text = fs::read_to_string(&template).map_err(Error::io(template))?;
        let path = out.join(entry);
        fs::write(&path, module.entry(&text)).map_err(Error::io(path))?;
    }
    for file in files(&source.join("entry"))? {
        copy(&file, &out)?;
    }
    copy_all(&source.join("js"), &out.join("js"))
}

/// Copies the declarations, and puts the licences beside the manifest, where npm looks for them.
pub(crate) fn fill(workspace: &Path, package: &Path, out: &Path) -> Result<(), Error> {
    let types = out.join("types");
    for file in files(&package.join("types"))? {
        declare_for_common_js(&copy(&file, &types)?)?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&workspace.join(licence), package)?;
    }
    Ok(())
}

/// Copies a folder, if it exists, with its folders.
fn copy_all(from: &Path, to: &Path) -> Result<(), Error> {
    if !from.exists() {
        return Ok(());
    }
    for file in files(from)? {
        copy(&file, to)?;
    }
    for folder in entries(from)?.into_iter().filter(|path| path.is_dir()) {
        copy_all(&folder, &to.join(folder.file_name().unwrap_or_default()))?;
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

/// The files of a folder, without its folders.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
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
        let message = |name: &str| {
            json!({
                "reason": "compiler-artifact",
                "target": { "name": name },
                "filenames": ["/t/libx.rlib", "/t/x.wasm"],
            })
        };
        let finished = json!({ "reason": "build-finished" });
        let output = format!("{}\n{}\n{finished}\n", message("coc_core"), message("coc_api"));
        assert_eq!(artifact(output.as_bytes(), "coc_api"), Some("/t/x.wasm".into()));
        let output = format!("{}\n{finished}\n", message("coc_core"));
        assert_eq!(artifact(output.as_bytes(), "coc_api"), None);
    }
}
