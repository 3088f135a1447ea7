//! The files of the package that are not made but copied.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::error::Error;

/// The package has the version of the crates, or is not made.
pub(crate) fn check_version(manifest: &Path) -> Result<(), Error> {
    let text = fs::read(manifest).map_err(Error::io(manifest))?;
    let wrong = |what: String| Error::Package { path: manifest.to_owned(), what };
    let manifest: Value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let version = env!("CARGO_PKG_VERSION");
    if manifest["version"] == version {
        Ok(())
    } else {
        Err(wrong(format!(
            "the version must be that of the crates, {version}, and not {}",
            manifest["version"]
        )))
    }
}

/// Begins with an empty folder.
pub(crate) fn clear(out: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(out) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(out),
    }
    .map_err(Error::io(out))
}

/// Copies entries, JavaScript and declarations, and puts the licences beside the manifest, where npm looks for them.
pub(crate) fn fill(workspace: &Path, krate: &Path, out: &Path) -> Result<(), Error> {
    copy(&krate.join("npm/entry"), out)?;
    scripts(krate, out)?;
    let types = out.join("types");
    copy(&krate.join("types"), &types)?;
    for file in files(&types)? {
        declare_for_common_js(&file)?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let from = workspace.join(licence);
        fs::copy(&from, krate.join("npm").join(licence)).map_err(Error::io(from))?;
    }
    Ok(())
}

/// Copies the JavaScript of the crate to where the glue looks for it.
pub(crate) fn scripts(krate: &Path, out: &Path) -> Result<(), Error> {
    copy(&krate.join("js"), &out.join("js"))
}

/// Copies the files of a folder, which has no folders.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::io(to))?;
    for file in files(from)? {
        fs::copy(&file, to.join(file.file_name().unwrap_or_default())).map_err(Error::io(&file))?;
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io(folder))?;
    entries.map(|entry| Ok(entry.map_err(Error::io(folder))?.path())).collect()
}

/// Writes the declarations of a module once more for those who `require` it: TypeScript wants a file that says so by its name,
/// and refers to such only.
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
    use super::*;

    #[test]
    fn declarations_for_require_refer_to_their_like() {
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
}
