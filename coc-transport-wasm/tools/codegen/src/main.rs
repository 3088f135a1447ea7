//! `cargo run -p codegen` writes the generated files of the JavaScript client. With `--check` it
//! writes nothing, and fails if one of them is not up to date.

use std::{env, fs, process::ExitCode};

use codegen::{Error, files};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let is_check = arguments == ["--check"];
    if !is_check && !arguments.is_empty() {
        eprintln!("usage: codegen [--check]");
        return ExitCode::FAILURE;
    }
    match run(is_check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(is_check: bool) -> Result<(), Error> {
    for file in files()? {
        if file.is_current() {
            continue;
        }
        if is_check {
            return Err(Error::Stale(file.path));
        }
        fs::write(&file.path, &file.text).map_err(|error| Error::io(file.path.clone(), error))?;
        println!("wrote {}", file.path.display());
    }
    Ok(())
}
