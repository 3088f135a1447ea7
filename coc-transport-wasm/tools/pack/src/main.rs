//! `cargo run -p pack` builds the npm package's `dist`. `npm pack` and `npm publish` in
//! `coc-transport-wasm/npm` run it first.
//!
//! It compiles the same code as `wasm-pack build coc-transport-wasm/npm --target web`, and adds an
//! entry for each runtime. It needs only the target wasm32-unknown-unknown: wasm-bindgen's command
//! line is a library here, in the version of the wasm-bindgen that is compiled in.

mod dist;
mod error;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use wasm_bindgen_cli_support::Bindgen;

use crate::error::Error;

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
    let module = compile(&package, "coc_api")?;
    let keys = package.join("keys");
    let keys_module = compile(&keys, "coc_api_keys")?;
    dist::clear(&out)?;
    generate(&module, &out, "coc")?;
    dist::fill(workspace, &package, &out)?;
    generate(&keys_module, &out.join("keys"), "coc_keys")?;
    dist::fill_keys(&keys, &out.join("keys"))
}

/// Compiles the module of this library as wasm-pack does: in the folder of its package, whose cargo
/// configuration makes it small.
fn compile(package: &Path, library: &str) -> Result<PathBuf, Error> {
    // The cargo that runs this program, where it is run by one.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(package)
        .args(["build", "--lib", "--release", "--target", "wasm32-unknown-unknown", "--locked"])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit());
    let output = command.output().map_err(Error::Cargo)?;
    if !output.status.success() {
        return Err(Error::Build);
    }
    dist::module(&output.stdout, library).ok_or(Error::NoModule)
}

/// Writes `NAME.js` and `NAME_bg.wasm`. The entries say where the module comes from.
fn generate(module: &Path, out: &Path, name: &str) -> Result<(), Error> {
    let failed = |error| Error::Bindgen(format!("{error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen.web(true).map_err(failed)?;
    bindgen.input_path(module).out_name(name).typescript(false).omit_default_module_path(true);
    // Names of the closures that wasm-bindgen adds, for debuggers; and versions of tools.
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(out).map_err(failed)
}
