//! `cargo run -p game-data -- FOLDER` writes the game data file of `coc-models` from the JSON files
//! of a folder. With `--check FOLDER` it writes nothing, and fails if the file is not up to date.
//! With `--unpack FOLDER` it writes the JSON files of the game data file into the folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use game_data::{Error, Sources, pack, unpack};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--check", folder] => check(Path::new(folder)),
        ["--unpack", folder] => read().and_then(|file| unpack(&file)?.write(Path::new(folder))),
        [folder] if !folder.starts_with('-') => write(Path::new(folder)),
        _ => {
            eprintln!("usage: game-data [--check | --unpack] FOLDER");
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

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/game-data.bin")
}

fn read() -> Result<Vec<u8>, Error> {
    fs::read(file()).map_err(|source| Error::Io { path: file(), source })
}

fn write(folder: &Path) -> Result<(), Error> {
    let bytes = pack(&Sources::read(folder)?)?;
    fs::write(file(), &bytes).map_err(|source| Error::Io { path: file(), source })?;
    println!("wrote {} bytes", bytes.len());
    Ok(())
}

fn check(folder: &Path) -> Result<(), Error> {
    if read()? == pack(&Sources::read(folder)?)? { Ok(()) } else { Err(Error::Stale(file())) }
}
