//! `cargo run -p pack` builds the npm package's `dist`. `npm pack` and `npm publish` in
//! `coc-transport-wasm/npm` run it first.
//!
//! It compiles the same code as `wasm-pack build coc-transport-wasm/npm --target web`, and adds an
//! entry for each runtime. It needs only the target wasm32-unknown-unknown: wasm-bindgen's command
//! line is a library here, in the version of the wasm-bindgen that is compiled in.

mod dist;
mod error;
mod glue;
mod module;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use crate::{
    error::Error,
    module::{MODULES, Module},
};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Error> {
    let workspace = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    let package = workspace.join("coc-transport-wasm/npm");
    let out = package.join("dist");
    dist::check_version(&package.join("package.json"))?;
    let compiled = MODULES
        .iter()
        .map(|module| Ok((*module, compile(*module, &package)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    dist::clear(&out)?;
    for (module, path) in compiled {
        glue::generate(module, &path, &out)?;
        dist::fill_module(module, &package, &out)?;
    }
    dist::fill(workspace, &package, &out)
}

/// Compiles a module as wasm-pack does: in the folder of its crate, where the cargo configuration
/// of the package makes it small. Each by itself, because together they would have the features of
/// all.
fn compile(module: Module, package: &Path) -> Result<PathBuf, Error> {
    // The cargo that runs this program, where it is run by one.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(module.source(package))
        .args(["build", "--lib", "--release", "--target", "wasm32-unknown-unknown", "--locked"])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit());
    let output = command.output().map_err(Error::Cargo)?;
    if !output.status.success() {
        return Err(Error::Build);
    }
    dist::artifact(&output.stdout, module.library).ok_or(Error::NoModule(module.library))
}
