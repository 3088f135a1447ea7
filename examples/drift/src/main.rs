//! Decodes recorded answers of the API with the models and tells, as a JSON line per file, what they miss or lose.
//!
//! [`kinds`] knows the model of every kind of answer, [`examine`] decodes a body and encodes it again, [`compare`] finds what
//! did not survive that.

mod compare;
mod examine;
mod kinds;
mod report;

use std::io::{self, Read as _, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::kinds::Kind;
use crate::report::Report;

/// Decodes recorded answers of the Clash of Clans API with the models of this client.
///
/// Prints a JSON line per file: whether it was decoded, the error with its path if not, fields that no model has, and values
/// that are not the same after decoding and encoding. Exits with 1 if a file was not decoded or lost a value.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// What the files are, such as `clans`; `--list` prints all kinds.
    #[arg(required_unless_present = "list")]
    kind: Option<String>,
    /// Files with one body each; `-` is the standard input.
    #[arg(required_unless_present = "list", value_name = "FILE")]
    files: Vec<String>,
    /// Prints the kinds, one per line.
    #[arg(long)]
    list: bool,
    /// Fields without a model count as a failure, too.
    #[arg(long)]
    strict: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments, &mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("drift: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether all files are as they should be.
fn run(arguments: &Arguments, out: &mut impl Write) -> Result<bool, String> {
    if arguments.list {
        for kind in kinds::ALL {
            print(out, kind.name)?;
        }
        return Ok(true);
    }
    let name = arguments.kind.as_deref().unwrap_or_default();
    let kind =
        Kind::named(name).ok_or_else(|| format!("there is no kind `{name}`; --list prints the kinds"))?;
    let mut sound = true;
    for file in &arguments.files {
        let body = read(file).map_err(|error| format!("cannot read {file}: {error}"))?;
        let report = Report::new(file, kind, &(kind.examine)(&body));
        sound &= report.is_sound(arguments.strict);
        print(out, &report.line())?;
    }
    Ok(sound)
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file);
    }
    let mut body = Vec::new();
    io::stdin().lock().read_to_end(&mut body)?;
    Ok(body)
}

fn print(out: &mut impl Write, line: &str) -> Result<(), String> {
    writeln!(out, "{line}").map_err(|error| format!("cannot write: {error}"))
}
