//! Decodes recorded API responses with the models and reports what is lost, a JSON line per file.
//!
//! [`drift::kinds`] maps kinds to models, [`examine`] decodes and encodes a body, and [`compare`]
//! finds the differences.

mod compare;
mod examine;
mod report;

use std::io::{self, Read as _, Write};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};
use clap_complete::Shell;
use drift::kinds::Kind;

use crate::examine::Examine;
use crate::report::Report;

/// Decodes recorded responses of the Clash of Clans API with the models of this client.
///
/// Prints a JSON line per file: whether it was decoded, the error with its path if not, fields
/// without a model, and values that changed by decoding and encoding. Exits with 1 if a file was
/// not decoded or lost a value, and with 2 if the kind is unknown or a file cannot be read.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Kind of the files: the name of their route, such as `clan.members`; `--list` prints all
    /// kinds.
    #[arg(required_unless_present_any = ["list", "completions"])]
    kind: Option<String>,
    /// Files with one body each; `-` is standard input.
    #[arg(required_unless_present_any = ["list", "completions"], value_name = "FILE")]
    files: Vec<String>,
    /// Print the kinds, one per line.
    #[arg(long)]
    list: bool,
    /// Treat fields without a model as failures.
    #[arg(long)]
    strict: bool,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments, &mut io::stdout().lock()) {
        Ok(CheckResult::Passed) => ExitCode::SUCCESS,
        Ok(CheckResult::Failed) => ExitCode::from(1),
        Ok(CheckResult::Unusable) => ExitCode::from(2),
        // The reader closed the pipe, as `drift --list | head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("drift: cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The result for all files: the worst of their results.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CheckResult {
    /// All files were decoded without loss.
    Passed,
    /// A file was not decoded or lost a value.
    Failed,
    /// The kind is unknown, or a file could not be read.
    Unusable,
}

fn run(arguments: &Arguments, out: &mut impl Write) -> io::Result<CheckResult> {
    if let Some(shell) = arguments.completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Arguments::command(), "drift", &mut script);
        out.write_all(&script)?;
        return Ok(CheckResult::Passed);
    }
    if arguments.list {
        for kind in Kind::<Examine>::ALL {
            writeln!(out, "{}", kind.name)?;
        }
        return Ok(CheckResult::Passed);
    }
    let name = arguments.kind.as_deref().unwrap_or_default();
    let Some(kind) = Kind::<Examine>::named(name) else {
        eprintln!("drift: unknown kind `{name}`: use one of those that --list prints");
        return Ok(CheckResult::Unusable);
    };
    let mut result = CheckResult::Passed;
    for file in &arguments.files {
        let body = match read(file) {
            Ok(body) => body,
            Err(error) => {
                eprintln!("drift: cannot read {file}: {error}");
                result = CheckResult::Unusable;
                continue;
            }
        };
        let report = Report::new(file, kind, &(kind.run)(&body));
        if !report.has_passed(arguments.strict) {
            result = result.max(CheckResult::Failed);
        }
        writeln!(out, "{}", report.line())?;
    }
    Ok(result)
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if file == "-" {
        io::stdin().lock().read_to_end(&mut body)?;
    } else {
        body = std::fs::read(file)?;
    }
    // Some editors add a byte order mark, which the API never sends.
    if body.starts_with(BYTE_ORDER_MARK) {
        body.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(body)
}
