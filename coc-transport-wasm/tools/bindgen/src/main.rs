//! As much of wasm-bindgen's command line as `wasm-pack` uses. The tests of what `wasm-pack` makes have it on their path as
//! `wasm-bindgen`, a name that rustc keeps for that crate.
//!
//! The real one is slow to compile and brings crates that nothing else here needs, and all it does is to hand its arguments to the
//! library that makes the glue. So does this, and the library is of the very version of the wasm-bindgen that is compiled in. An
//! argument that it does not know is an error and never left out.

mod arguments;
mod error;

use std::{env, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

use crate::{
    arguments::{Arguments, Order, Target},
    error::Error,
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
    match arguments::read(env::args_os().skip(1))? {
        Order::Version => println!("wasm-bindgen {}", wasm_bindgen_shared::version()),
        Order::Generate(arguments) => generate(&arguments)?,
    }
    Ok(())
}

fn generate(Arguments { module, out, typescript, target }: &Arguments) -> Result<(), Error> {
    let failed = |error| Error::Bindgen(format!("{error:#}"));
    let mut bindgen = Bindgen::new();
    match target {
        Target::Bundler => bindgen.bundler(true),
        Target::Web => bindgen.web(true),
        Target::NodeJs => bindgen.nodejs(true),
        Target::Deno => bindgen.deno(true),
    }
    .map_err(failed)?;
    // The command line leaves the path in unless it is told otherwise; the library leaves it out.
    bindgen.input_path(module).typescript(*typescript).omit_default_module_path(false);
    bindgen.generate(out).map_err(failed)
}
