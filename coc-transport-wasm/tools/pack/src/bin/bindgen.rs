//! The part of wasm-bindgen's command line that `wasm-pack` uses. Scripts put it on the path as
//! `wasm-bindgen`, a name that rustc reserves for that crate.
//!
//! The original is slow to compile, needs crates that nothing else here needs, and only passes its
//! arguments to the library that is used here in the version of the wasm-bindgen that is compiled
//! in. An unknown argument is an error.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};
use wasm_bindgen_cli_support::Bindgen;

/// Generates the JavaScript of a WebAssembly module.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(name = "wasm-bindgen", version = wasm_bindgen_shared::version())]
struct Arguments {
    module: PathBuf,
    #[arg(long)]
    out_dir: PathBuf,
    #[arg(long)]
    out_name: Option<String>,
    #[arg(long)]
    target: Target,
    #[arg(long, overrides_with = "no_typescript")]
    typescript: bool,
    #[arg(long)]
    no_typescript: bool,
    #[arg(long)]
    remove_name_section: bool,
    #[arg(long)]
    remove_producers_section: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Target {
    Bundler,
    Web,
    #[value(name = "nodejs")]
    NodeJs,
    Deno,
}

fn main() -> ExitCode {
    match generate(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(arguments: Arguments) -> Result<(), String> {
    let failed = |error| format!("{error:#}");
    let mut bindgen = Bindgen::new();
    match arguments.target {
        Target::Bundler => bindgen.bundler(true),
        Target::Web => bindgen.web(true),
        Target::NodeJs => bindgen.nodejs(true),
        Target::Deno => bindgen.deno(true),
    }
    .map_err(failed)?;
    if let Some(name) = &arguments.out_name {
        bindgen.out_name(name);
    }
    // By default the command line includes the path of the module, and the library omits it.
    bindgen.input_path(arguments.module).typescript(!arguments.no_typescript).omit_default_module_path(false);
    bindgen.remove_name_section(arguments.remove_name_section);
    bindgen.remove_producers_section(arguments.remove_producers_section);
    bindgen.generate(arguments.out_dir).map_err(failed)
}
