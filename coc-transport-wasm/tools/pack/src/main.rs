//! `cargo run -p pack` puts the npm package's `dist` together; `npm pack` and `npm publish` in `coc-transport-wasm/npm` do so first.
//!
//! Nothing has to be installed for it but the target wasm32-unknown-unknown: wasm-bindgen's command line is a library here, of
//! the very version of the wasm-bindgen that is compiled in.
//!
//! `cargo run -p pack -- MODULE FOLDER` makes the glue of another module, such as one of tests.

mod dist;
mod error;
mod glue;
mod wasm;

use std::{env, path::PathBuf, process::ExitCode};

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
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    match arguments.as_slice() {
        [] => package(),
        [module, out] => {
            glue::generate(module, out)?;
            dist::scripts(&krate(), out)
        }
        _ => Err(Error::Usage),
    }
}

fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}

fn krate() -> PathBuf {
    workspace().join("coc-transport-wasm")
}

fn package() -> Result<(), Error> {
    let (workspace, krate) = (workspace(), krate());
    let out = krate.join("npm/dist");
    dist::check_version(&krate.join("npm/package.json"))?;
    let module = wasm::build(&workspace)?;
    dist::clear(&out)?;
    glue::generate(&module, &out)?;
    dist::fill(&workspace, &krate, &out)?;
    Ok(())
}
