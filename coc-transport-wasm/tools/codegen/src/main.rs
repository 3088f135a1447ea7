//! `cargo run -p codegen` writes the generated files of the JavaScript client. With `--check` it
//! writes nothing, and fails if one of them is not up to date. With `--vectors` it prints the test
//! vectors of the helpers. With `--game` it runs the functions of the game whose calls it reads.

use std::{env, fs, io, process::ExitCode};

use codegen::{Error, files, results, vectors};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => write(),
        ["--check"] => check(),
        ["--vectors"] => {
            print!("{}", vectors::json());
            Ok(())
        }
        ["--game"] => match results::run(io::stdin().lock(), io::stdout().lock()) {
            Ok(()) => Ok(()),
            Err(error) => Err(Error::io("standard input".into(), error)),
        },
        _ => {
            eprintln!("usage: codegen [--check | --vectors | --game]");
            return ExitCode::FAILURE;
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), Error> {
    for file in files()?.into_iter().filter(|file| !file.is_current()) {
        fs::write(&file.path, &file.text).map_err(|error| Error::io(file.path.clone(), error))?;
        println!("wrote {}", file.path.display());
    }
    Ok(())
}

fn check() -> Result<(), Error> {
    match files()?.into_iter().find(|file| !file.is_current()) {
        Some(file) => Err(Error::Stale(file.path)),
        None => Ok(()),
    }
}
