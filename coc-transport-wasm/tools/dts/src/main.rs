//! `cargo run -p dts` writes `coc-transport-wasm/types/models.d.ts` anew.

use std::process::ExitCode;

fn main() -> ExitCode {
    let written = dts::declarations().and_then(|text| {
        std::fs::write(dts::file(), text).map_err(|error| dts::Error::io(dts::file(), error))
    });
    match written {
        Ok(()) => {
            println!("wrote {}", dts::file().display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
