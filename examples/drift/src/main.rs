//! Decodes recorded answers of the API with the models and tells, as a JSON line per file, what they miss or lose.
//!
//! [`drift::kinds`] knows the model of every kind of answer, [`examine`] decodes a body and encodes it again, [`compare`] finds what
//! did not survive that.

mod compare;
mod examine;
mod report;

use std::io::{self, Read as _, Write};
use std::process::ExitCode;

use clap::Parser;
use drift::kinds::Kind;

use crate::examine::Examine;
use crate::report::Report;

/// Decodes recorded answers of the Clash of Clans API with the models of this client.
///
/// Prints a JSON line per file: whether it was decoded, the error with its path if not, fields that no model has, and values
/// that are not the same after decoding and encoding. Exits with 1 if a file was not decoded or lost a value.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The route of the files, such as `clan.members`; `--list` prints all kinds.
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
        Ok(Verdict::Sound) => ExitCode::SUCCESS,
        Ok(Verdict::Unsound) => ExitCode::from(1),
        Ok(Verdict::Unread) => ExitCode::from(2),
        Err(error) => {
            eprintln!("drift: {error}");
            ExitCode::from(2)
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What there is to say of all files together; the worst of them counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// They are as they should be.
    Sound,
    /// One was not decoded or lost a value.
    Unsound,
    /// One could not be read.
    Unread,
}

fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Verdict, String> {
    if arguments.list {
        for kind in Kind::<Examine>::ALL {
            print(out, kind.name)?;
        }
        return Ok(Verdict::Sound);
    }
    let name = arguments.kind.as_deref().unwrap_or_default();
    let kind = Kind::<Examine>::named(name)
        .ok_or_else(|| format!("there is no kind `{name}`; --list prints the kinds"))?;
    let mut verdict = Verdict::Sound;
    for file in &arguments.files {
        let body = match read(file) {
            Ok(body) => body,
            Err(error) => {
                eprintln!("drift: cannot read {file}: {error}");
                verdict = Verdict::Unread;
                continue;
            }
        };
        let report = Report::new(file, kind, &(kind.work)(&body));
        if !report.is_sound(arguments.strict) {
            verdict = verdict.max(Verdict::Unsound);
        }
        print(out, &report.line())?;
    }
    Ok(verdict)
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if file == "-" {
        io::stdin().lock().read_to_end(&mut body)?;
    } else {
        body = std::fs::read(file)?;
    }
    // Some editors put a mark before the text, which is not the API's.
    if body.starts_with(BYTE_ORDER_MARK) {
        body.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(body)
}

fn print(out: &mut impl Write, line: &str) -> Result<(), String> {
    writeln!(out, "{line}").map_err(|error| format!("cannot write: {error}"))
}
